//! How sockets end: signed out, removed, the room gone, too fast; and the rates before that.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use confab::route::Route;

use crate::accounts::visitor::Visitor;
use crate::site::{Site, path_of, unique};

#[tokio::test]
async fn a_session_ended_elsewhere_closes_its_sockets_and_no_others() {
    let site = Site::open();
    let phone = site.member("ada").await;
    let room = phone.make_room("public").await;
    let desk = phone.second_device().await;
    let (mut at_phone, mut at_desk) = (phone.socket(&room).await, desk.socket(&room).await);

    let sessions = phone.get("me/sessions").await;
    let sessions = sessions["sessions"].as_array().unwrap();
    let other = sessions
        .iter()
        .find(|session| session["current"] != true)
        .unwrap();
    let other = format!("me/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(phone.ask(Method::DELETE, &other, None).await.status, 204);

    assert_eq!(at_desk.closed().await, 4401);
    desk.ask(Method::GET, "me", None)
        .await
        .is(401, "unauthenticated");
    assert_eq!(
        desk.upgrade(&room, "", Some(&site.url)).await.err(),
        Some(401)
    );
    at_phone.say("still here").await;

    assert_eq!(phone.post("logout", json!({})).await.status, 204);
    assert_eq!(at_phone.closed().await, 4401);
}

#[tokio::test]
async fn leaving_closes_the_sockets_of_all_devices() {
    let site = Site::open();
    let (ada, phone) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    phone.join(&room).await;
    let desk = phone.second_device().await;
    let mut watching = ada.socket(&room).await;
    let mut sockets = [phone.socket(&room).await, desk.socket(&room).await];

    assert_eq!(
        desk.post(&format!("rooms/{room}/leave"), json!({}))
            .await
            .status,
        204
    );
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, 4403);
    }
    loop {
        let event = watching.event("presence").await;
        if event["left"] == json!([phone.id]) {
            break;
        }
    }
    assert_eq!(
        phone.upgrade(&room, "", Some(&site.url)).await.err(),
        Some(403)
    );
}

#[tokio::test]
async fn a_deleted_room_is_gone_for_everybody_at_once() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    ada.say(&room, "last words").await;
    let (mut at_ada, mut at_bob) = (ada.socket(&room).await, bob.socket(&room).await);
    let address = format!("rooms/{room}");

    bob.ask(Method::DELETE, &address, None)
        .await
        .is(403, "forbidden");
    assert_eq!(ada.ask(Method::DELETE, &address, None).await.status, 204);
    assert_eq!((at_ada.closed().await, at_bob.closed().await), (4404, 4404));

    for person in [&ada, &bob] {
        let mine = person.get("me").await;
        let rooms = mine["rooms"].as_array().unwrap();
        assert!(rooms.iter().all(|mine| mine["id"] != room.as_str()));
        for pattern in Route::ALL
            .iter()
            .filter(|pattern| pattern.path.contains("{room}"))
        {
            let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
            if pattern.path.ends_with("/socket") {
                assert_eq!(
                    person.upgrade(&room, "", Some(&site.url)).await.err(),
                    Some(404)
                );
                continue;
            }
            let path = path_of(pattern, &room);
            // A mark of one's own comes off whatever there is.
            if method == Method::DELETE && path.ends_with("/saved") {
                continue;
            }
            let body = json!({ "name": "back", "text": "hello?", "seq": 1, "role": "member", "reason": "x", "outcome": "dismissed", "size": 1 });
            let body = (method != Method::GET).then_some(body);
            person
                .ask(method, path.trim_start_matches("/api/"), body)
                .await
                .is(404, "not_found");
        }
    }
}

#[tokio::test]
async fn whoever_runs_the_site_deletes_any_room() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let mut socket = ada.socket(&room).await;
    let owner = Visitor::owner().await;
    let address = format!("/api/rooms/{room}");
    // Seen from outside: what may be done with it, and nothing of what is said in it.
    owner.get(&address).await.expect(200);
    owner.delete(&address).await.expect(204);
    assert_eq!(socket.closed().await, 4404);
    owner.get(&address).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_eleventh_message_in_ten_seconds_waits() {
    let site = Site::limited();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let address = format!("rooms/{room}/messages");
    let mut socket = ada.socket(&room).await;
    let send =
        |number: usize| json!({ "type": "send", "nonce": format!("n{number}"), "text": "hurry" });

    // All at once, so that a slow machine does not stretch them over the window.
    let mut ids = Vec::new();
    for number in 0..11 {
        ids.push(socket.send(send(number)).await);
    }
    let eleventh = socket.answer_to(ids.pop().unwrap()).await;
    assert_eq!(eleventh["code"], "too_fast", "{eleventh}");
    let pause = eleventh["retry_after_ms"].as_u64().unwrap();
    assert!((1..=10_000).contains(&pause), "{pause}");

    // The other door counts the same.
    let refused = ada.post(&address, json!({ "text": "hurry" })).await;
    refused.is(429, "too_fast");
    let seconds: u64 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");

    // What was accepted once stays accepted.
    assert_eq!(socket.command(send(3)).await["seq"], 4);
    let history = ada.get(&address).await;
    assert_eq!(history["head"]["seq"], 10);
}

#[tokio::test]
async fn commands_of_all_kinds_are_counted() {
    let site = Site::limited();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    let mut last = 0;
    for _ in 0..61 {
        last = socket.send(json!({ "type": "read", "seq": 0 })).await;
    }
    assert_eq!(socket.answer_to(last).await["code"], "too_fast");
    // Reading is free.
    ada.get(&format!("rooms/{room}/messages")).await;
}

#[tokio::test]
async fn whoever_never_listens_is_cut_off() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    for _ in 0..100 {
        socket.send(json!({ "type": "delete", "seq": 1 })).await;
    }
    assert_eq!(socket.closed().await, 4429);
    ada.socket(&room).await.say("sorry").await;
}

#[tokio::test]
async fn many_come_go_and_talk_at_once() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut watching = ada.socket(&room).await;
    let texts = join_all((0..12).map(|number| {
        let (site, room) = (&site, &room);
        async move {
            let guest = site.guest("guest").await;
            guest.join(room).await;
            let text = unique("hello");
            let mut socket = guest.socket(room).await;
            socket.say(&text).await;
            // Half of them leave as pages do, half as phones in a tunnel.
            if number % 2 == 0 {
                socket.close().await;
            }
            text
        }
    }))
    .await;
    let mut heard = Vec::new();
    for seq in 1..=12 {
        let event = watching.message().await;
        assert_eq!(event["message"]["seq"], seq);
        assert_eq!(event["nonce"], Value::Null);
        heard.push(event["message"]["text"].as_str().unwrap().to_owned());
    }
    heard.sort_unstable();
    let mut texts = texts;
    texts.sort_unstable();
    assert_eq!(heard, texts);
}
