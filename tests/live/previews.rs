//! Previews of links, from outside: what is fetched, from where and how much of it, and who is shown what.
//!
//! That nothing was fetched cannot be awaited. So what must not be had is the picture of a page here: the page's preview
//! comes when its picture has been had, or given up.

use reqwest::Method;
use serde_json::{Value, json};

use crate::moderation::whole_site::alone;
use crate::outside::{PICTURE, late, outside, word};
use crate::site::{Person, Site, Socket};

/// Somebody with a room, and a socket in it.
async fn talker() -> (Person, String, Socket) {
    let ada = Site::open().member("ada").await;
    let room = ada.make_room("public").await;
    let socket = ada.socket(&room).await;
    (ada, room, socket)
}

/// The previews of a message, when so many have come.
async fn previews(socket: &mut Socket, seq: u64, count: usize) -> Vec<Value> {
    loop {
        let message = socket.event("changed").await["message"].clone();
        let previews = message["previews"].as_array().cloned().unwrap_or_default();
        if message["seq"] == seq && previews.len() == count {
            return previews;
        }
    }
}

/// The preview of a page that is said.
async fn preview(socket: &mut Socket, address: &str) -> Value {
    let seq = socket.say(&format!("see {address}")).await;
    let preview = previews(socket, seq, 1).await.remove(0);
    assert_eq!(preview["url"], address);
    preview
}

#[tokio::test]
async fn a_link_is_shown_with_what_its_page_says_of_itself() {
    let Some(outside) = outside() else { return };
    let (ada, room, mut socket) = talker().await;
    let picture = outside.file("Content-Type: application/octet-stream\r\n", PICTURE);
    let relative = picture.strip_prefix(&outside.origin).unwrap();
    let page = outside.html(&format!(
        "<!doctype html><html><head><title>Not this</title>
         <meta property=\"og:title\" content=\"Tea &amp; caf&eacute; — 茶\">
         <meta property='og:description' content=' How to
         brew '><meta property=og:site_name content='The &quot;pot&quot;'>
         <meta property='og:image' content='{relative}'></head><body><title>Nor this</title>"
    ));
    let seq = socket.say(&format!("**{page}**")).await;
    let shown = previews(&mut socket, seq, 1).await.remove(0);
    let address = shown["picture"]["url"].as_str().unwrap().to_owned();
    assert_eq!(
        shown,
        json!({
            "url": page, "title": "Tea & café — 茶", "description": "How to brew", "site": "The \"pot\"",
            "picture": { "url": address, "width": 1200, "height": 630 },
        })
    );
    let history = ada.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(history["messages"][0]["previews"], json!([shown]));
    assert_eq!(history["messages"][0]["edited_at"], Value::Null);

    // Whoever is logged in gets the picture, from this site.
    let path = address.strip_prefix("/api/").unwrap();
    let bob = Site::open().guest("bob").await;
    let request = bob.request(Method::GET, path).build().unwrap();
    let answer = reqwest::Client::new().execute(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    assert_eq!(&answer.bytes().await.unwrap()[..], PICTURE);
    let stranger = Site::open().stranger().ask(Method::GET, path, None).await;
    stranger.is(401, "unauthenticated");
    // Who knows the link knows nothing of the picture.
    let guessed = path.replace(path.rsplit(['.', '/']).nth(1).unwrap(), "aaaaaaaaaaaaaaaa");
    assert_ne!(guessed, path);
    let guessed = bob.ask(Method::GET, &guessed, None).await;
    guessed.is(404, "not_found");

    // The other site learns who asks, and nothing of who is here.
    let asked = outside.asked(&page);
    let [head] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    let head = head.to_ascii_lowercase();
    assert!(head.contains("user-agent: confab/"), "{head}");
    for absent in [
        "cookie",
        "referer",
        "authorization",
        "origin:",
        "cf-connecting-ip",
    ] {
        assert!(!head.contains(absent), "{head}");
    }
}

#[tokio::test]
async fn a_link_is_fetched_once_for_all_who_post_it() {
    let Some(outside) = outside() else { return };
    let page = outside.page("once", "");
    let (_, _, mut first) = talker().await;
    let (_, _, mut second) = talker().await;
    let seqs = (
        first.say(&page).await,
        second.say(&format!("{page}#part {page}")).await,
    );
    previews(&mut first, seqs.0, 1).await;
    let shown = previews(&mut second, seqs.1, 1).await.remove(0);
    assert_eq!(
        shown["url"],
        format!("{page}#part"),
        "as it stands in the text"
    );
    assert_eq!(preview(&mut first, &page).await["title"], "once");
    assert_eq!(outside.asked(&page).len(), 1);
}

#[tokio::test]
async fn the_first_three_links_are_shown_in_their_order() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let pages = ["a", "b", "c", "d"].map(|title| outside.page(title, ""));
    let seq = socket.say(&pages.join(" ")).await;
    let shown = previews(&mut socket, seq, 3).await;
    let titles: Vec<&Value> = shown.iter().map(|preview| &preview["title"]).collect();
    assert_eq!(titles, ["a", "b", "c"]);
    assert!(outside.asked(&pages[3]).is_empty());
}

#[tokio::test]
async fn nothing_is_fetched_from_inside() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let (trap, trapped) = outside.forbidden();
    let port_and_path = trap.strip_prefix("http://127.0.0.1").unwrap();
    let inside = |host: &str| format!("http://{host}{port_and_path}");
    for target in [
        trap.clone(),
        inside("localhost"),
        inside("2130706433"),
        inside("0x7f.1"),
        inside("0177.0.0.1"),
        inside("127.1"),
        inside("0"),
        inside("[::1]"),
        inside("[::ffff:127.0.0.1]"),
        inside("[::ffff:7f00:1]"),
        inside("%31%32%37.0.0.1"),
        inside("１２７.０.０.１"),
        inside("user:password@127.0.0.1"),
        "http://169.254.169.254/latest/meta-data/".into(),
        "http://metadata.google.internal/computeMetadata/v1/".into(),
        "file:///etc/passwd".into(),
        "data:image/png;base64,iVBORw0KGgo".into(),
        "javascript:alert(1)".into(),
        "//".into(),
    ] {
        let pictures = [
            target.clone(),
            outside.redirect(&target),
            outside.redirects(2, &target),
        ];
        let pages = pictures.map(|picture| outside.page("inside", &picture));
        let seq = socket.say(&pages.join(" ")).await;
        for shown in previews(&mut socket, seq, 3).await {
            assert_eq!(shown["picture"], Value::Null, "{target}");
        }
        assert!(!trapped(), "{target} was fetched");
    }
    // Nor as a page.
    let good = outside.page("good", "");
    let seq = socket
        .say(&format!("{trap} {} {good}", outside.redirect(&trap)))
        .await;
    assert_eq!(previews(&mut socket, seq, 1).await[0]["title"], "good");
    assert!(!trapped());
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let picture = outside.file("", PICTURE);
    let near = outside.redirects(2, &outside.page("near", &outside.redirects(2, &picture)));
    let shown = preview(&mut socket, &near).await;
    assert_eq!(shown["title"], "near");
    assert_eq!(shown["picture"]["width"], 1200);
    let far = outside.redirects(3, &picture);
    let shown = preview(&mut socket, &outside.page("far", &far)).await;
    assert_eq!(shown["picture"], Value::Null);
}

#[tokio::test]
async fn no_more_is_read_than_512_kb() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let shown = preview(&mut socket, &outside.html(&late("long", "too late"))).await;
    assert_eq!(
        (&shown["title"], &shown["description"]),
        (&json!("long"), &Value::Null)
    );
    let (endless, gone) = outside.endless("endless");
    assert_eq!(preview(&mut socket, &endless).await["title"], "endless");
    word(&gone);
    let large = outside.page("large", &outside.large_picture());
    assert_eq!(preview(&mut socket, &large).await["picture"], Value::Null);
}

#[tokio::test]
async fn who_does_not_answer_is_not_waited_for() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let pages = [true, false].map(|begun| outside.page("slow", &outside.silent(begun)));
    let seq = socket.say(&pages.join(" ")).await;
    for shown in previews(&mut socket, seq, 2).await {
        assert_eq!(shown["picture"], Value::Null);
    }
}

#[tokio::test]
async fn what_is_no_page_and_no_picture_has_no_preview() {
    let Some(outside) = outside() else { return };
    let (_, _, mut socket) = talker().await;
    let html = b"<title>no page</title>".as_slice();
    let picture = outside.file("Content-Type: image/png\r\n", PICTURE);
    for (headers, body) in [
        ("Content-Type: text/plain\r\n", html),
        ("Content-Type: application/pdf\r\n", html),
        ("Content-Type: image/png\r\n", html),
        ("", html),
        (
            "Content-Type: text/html\r\nX-Robots-Tag: noindex, nosnippet\r\n",
            html,
        ),
        ("Content-Type: text/html\r\n", b"<h1>no title"),
    ] {
        let seq = socket
            .say(&format!("{} {picture}", outside.file(headers, body)))
            .await;
        let shown = previews(&mut socket, seq, 1).await.remove(0);
        assert_eq!(
            (&shown["url"], &shown["site"]),
            (&json!(picture), &json!("127.0.0.1"))
        );
        assert!(shown["title"].as_str().unwrap().starts_with("file."));
        assert_eq!(shown["picture"]["width"], 1200);
    }
    // Named a picture, and none.
    let fake = outside.file("Content-Type: image/png\r\n", b"<svg onload='alert(1)'/>");
    let shown = preview(&mut socket, &outside.page("fake", &fake)).await;
    assert_eq!(shown["picture"], Value::Null);
    // Not everybody writes UTF-8.
    let latin = outside.file(
        "Content-Type: text/html; charset=iso-8859-1\r\n",
        b"<title>caf\xe9</title>",
    );
    assert_eq!(preview(&mut socket, &latin).await["title"], "café");
}

#[tokio::test]
async fn the_pages_of_this_site_ask_for_no_preview() {
    let site = Site::open();
    let page = reqwest::get(format!("{}/rooms/x", site.url)).await.unwrap();
    let robots = page.headers()["x-robots-tag"].to_str().unwrap();
    assert!(robots.contains("nosnippet"), "{robots}");
}

#[tokio::test]
async fn previews_follow_edits_and_can_be_taken_away() {
    let Some(outside) = outside() else { return };
    let (ada, room, mut socket) = talker().await;
    let [one, two] = ["one", "two"].map(|title| outside.page(title, ""));
    let seq = socket.say(&one).await;
    previews(&mut socket, seq, 1).await;
    let edit = json!({ "type": "edit", "seq": seq, "text": two });
    assert_eq!(socket.command(edit).await["type"], "ack");
    assert_eq!(
        socket.event("changed").await["message"]["previews"],
        Value::Null
    );
    assert_eq!(previews(&mut socket, seq, 1).await[0]["title"], "two");

    let path = format!("rooms/{room}/messages/{seq}/previews");
    let bob = Site::open().member("bob").await;
    bob.join(&room).await;
    bob.ask(Method::DELETE, &path, None)
        .await
        .is(403, "forbidden");
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    assert!(previews(&mut socket, seq, 0).await.is_empty());
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    let edit = json!({ "type": "edit", "seq": seq, "text": format!("{two} again") });
    socket.command(edit).await;
    // What is asked for after it has come back before it.
    preview(&mut socket, &one).await;
    let history = ada.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(history["messages"][0]["previews"], Value::Null);
}

#[tokio::test]
async fn a_site_can_do_without() {
    let Some(outside) = outside() else { return };
    let Some((visitor, _alone)) = alone().await else {
        return;
    };
    let set = async |on: bool| {
        let changed = visitor
            .patch("/api/admin/settings", json!({ "previews": on }))
            .await;
        assert_eq!(changed.expect(200).body["previews"], on);
    };
    let site = Site {
        url: visitor.site.clone(),
    };
    let owner = site.owner().await;
    let room = owner.make_room("public").await;
    let mut socket = owner.socket(&room).await;
    let [unseen, elsewhere, seen] = ["unseen", "elsewhere", "seen"].map(|t| outside.page(t, ""));
    set(false).await;
    let without = socket.say(&unseen).await;
    // By when another site has fetched a page, this one would have.
    let (_, _, mut other) = talker().await;
    preview(&mut other, &elsewhere).await;
    assert!(outside.asked(&unseen).is_empty());
    set(true).await;
    preview(&mut socket, &seen).await;
    let history = owner.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(history["messages"][0]["seq"], without);
    assert_eq!(history["messages"][0]["previews"], Value::Null);
}
