//! Search, from outside: in a room, and in all of one's rooms at once.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, NO_ID, Person, Site, unique};

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

async fn search(person: &Person, room: &str, query: &str) -> Value {
    person
        .get(&format!("rooms/{room}/search?q={}", encoded(query)))
        .await
}

async fn refused(person: &Person, path: &str) -> Answer {
    person.ask(Method::GET, path, None).await
}

/// The lines of a search in all rooms; the last one apart.
async fn everywhere(person: &Person, query: &str) -> (Vec<Value>, Value) {
    let path = format!("search?q={}", encoded(query));
    let answer = person.ask(Method::GET, &path, None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    assert!(answer.text.ends_with('\n'));
    let mut lines: Vec<Value> = answer
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = lines.pop().unwrap();
    assert_eq!(last["done"], true, "{last}");
    (lines, last)
}

fn seqs(found: &Value) -> Vec<u64> {
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["message"]["seq"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn what_was_said_is_found_and_what_is_gone_is_not() {
    let site = Site::open();
    let (ada, bob) = (
        site.member("ada").await,
        site.guest("Bob the builder").await,
    );
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    ada.say(&room, "Where is the Crème brûlée?").await;
    bob.say(&room, "明日は東京で会いましょう").await;
    ada.say(&room, "look: https://a.example/creme").await;

    let found = search(&ada, &room, "creme").await;
    assert_eq!(seqs(&found), [3, 1]);
    assert_eq!(found["next"], Value::Null);
    assert_eq!(
        found["hits"][1]["excerpt"],
        json!([{ "text": "Where is the " }, { "text": "Crème", "hit": true }, { "text": " brûlée?" }])
    );
    assert_eq!(found["hits"][1]["message"]["author"]["id"], ada.id.as_str());
    for (query, expected) in [
        ("東京", &[2][..]),
        ("creme has:link", &[3]),
        ("from:\"bob the builder\"", &[2]),
        ("from:me creme -look", &[1]),
        (&format!("from:<@{}>", bob.id), &[2]),
        ("from:nobody.at.all creme", &[]),
        ("after:2020-01-01", &[3, 2, 1]),
        ("before:2020-01-01", &[]),
    ] {
        assert_eq!(seqs(&search(&ada, &room, query).await), expected, "{query}");
    }
    let me = ada.get("me").await;
    let username = me["user"]["username"].as_str().unwrap().to_owned();
    let by_name = search(&bob, &room, &format!("from:@{username} where")).await;
    assert_eq!(seqs(&by_name), [1]);

    let page = format!("rooms/{room}/search?q=creme&limit=1");
    let first = ada.get(&page).await;
    assert_eq!((seqs(&first), &first["next"]), (vec![3], &json!(3)));
    let second = ada.get(&format!("{page}&before=3")).await;
    assert_eq!((seqs(&second), &second["next"]), (vec![1], &Value::Null));

    let edit = json!({ "text": "Where is the pudding?" });
    let path = format!("rooms/{room}/messages/1");
    ada.ask(Method::PATCH, &path, Some(edit)).await.json();
    let path = format!("rooms/{room}/messages/3");
    ada.ask(Method::DELETE, &path, None).await.json();
    assert!(seqs(&search(&ada, &room, "creme").await).is_empty());
    assert_eq!(seqs(&search(&ada, &room, "pudding").await), [1]);
}

#[tokio::test]
async fn queries_that_say_nothing_are_refused() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    for query in ["", "-cat", "before:today", "has:cats", "from:"] {
        let query = encoded(query);
        refused(&ada, &format!("rooms/{room}/search?q={query}"))
            .await
            .is(400, "bad_request");
        refused(&ada, &format!("search?q={query}"))
            .await
            .is(400, "bad_request");
    }
    for wrong in ["limit=0", "limit=51", "limit=x", "before=-1"] {
        refused(&ada, &format!("rooms/{room}/search?q=cat&{wrong}"))
            .await
            .is(400, "bad_request");
    }
    refused(&ada, &format!("rooms/{room}/search"))
        .await
        .is(400, "bad_request");
    refused(&ada, &format!("rooms/{room}/search?q=cat%20in%3Aroom"))
        .await
        .is(400, "bad_request");
    let long = encoded(&"é".repeat(257));
    refused(&ada, &format!("search?q={long}"))
        .await
        .is(413, "too_large");
    // What FTS5 would take for its own is only a word.
    for query in [
        "\"",
        "a\" OR \"b",
        "NEAR(a b",
        "rank:x *",
        "{words}: y",
        "^z AND",
        "\u{e000}link",
    ] {
        let query = encoded(query);
        let answer = refused(&ada, &format!("rooms/{room}/search?q={query}")).await;
        assert!([200, 400].contains(&answer.status), "{answer:?}");
    }
    refused(&ada, &format!("rooms/{NO_ID}/search?q=cat"))
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn all_of_ones_rooms_answer_and_no_others() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let word = format!("word{}", unique("x").replace('.', ""));
    let mut rooms = Vec::new();
    for number in 0..9 {
        let room = ada.make_room("public").await;
        if number != 4 {
            ada.say(&room, &format!("{word} in room {number}")).await;
        }
        rooms.push(room);
    }
    let foreign = bob.make_room("public").await;
    bob.say(&foreign, &format!("{word} elsewhere")).await;
    let direct = ada
        .post("direct", json!({ "users": [bob.id] }))
        .await
        .json();
    let direct = direct["room"]["id"].as_str().unwrap().to_owned();
    bob.say(&direct, &format!("{word} between us")).await;

    let (lines, last) = everywhere(&ada, &word).await;
    let mut answered: Vec<&str> = lines
        .iter()
        .map(|line| line["room"].as_str().unwrap())
        .collect();
    answered.sort_unstable();
    let mut expected: Vec<&str> = rooms.iter().map(String::as_str).collect();
    expected.remove(4);
    expected.push(&direct);
    expected.sort_unstable();
    assert_eq!(answered, expected);
    assert!(
        lines
            .iter()
            .all(|line| seqs(line).len() == 1 && line["next"].is_null())
    );
    // The first room of the site is hers as well.
    assert_eq!((&last["rooms"], &last["failed"]), (&json!(11), &json!([])));

    let name = ada.get(&format!("rooms/{}", rooms[2])).await["room"]["name"].clone();
    let name = name.as_str().unwrap();
    for (query, room) in [
        (format!("{word} in:{name}"), &rooms[2]),
        (format!("{word} in:<#{}>", rooms[3]), &rooms[3]),
        (format!("{word} in:bob"), &direct),
    ] {
        let (lines, last) = everywhere(&ada, &query).await;
        assert_eq!(lines.len(), 1, "{query}");
        assert_eq!(lines[0]["room"], room.as_str());
        assert_eq!(last["rooms"], 1);
    }
    let (lines, last) = everywhere(&ada, &format!("{word} in:<#{foreign}>")).await;
    assert_eq!((lines.len(), &last["rooms"]), (0, &json!(0)));
}

#[tokio::test]
async fn rooms_answer_as_they_come() {
    let site = Site::open();
    let ada = site.member("ada").await;
    for _ in 0..8 {
        let room = ada.make_room("private").await;
        ada.say(&room, "the same everywhere").await;
    }
    let request = ada.request(Method::GET, "search?q=everywhere");
    let mut response = request.send().await.unwrap();
    // It comes in pieces, and has no length: nothing waits for the end.
    assert!(response.headers().get("content-length").is_none());
    let mut pieces = 0;
    let mut text = String::new();
    while let Some(piece) = response.chunk().await.unwrap() {
        pieces += 1;
        text.push_str(std::str::from_utf8(&piece).unwrap());
    }
    assert!(pieces > 1, "{text}");
    assert_eq!(text.lines().count(), 9, "{text}");
}

#[tokio::test]
async fn whoever_was_sent_out_finds_nothing_there_any_more() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    bob.say(&room, "watches, cheap watches").await;
    let (lines, _) = everywhere(&bob, "watches").await;
    assert_eq!(lines.len(), 1);
    let ban = json!({ "remove_last": 10 });
    let path = format!("rooms/{room}/bans/{}", bob.id);
    ada.ask(Method::PUT, &path, Some(ban)).await.json();
    refused(&bob, &format!("rooms/{room}/search?q=watches"))
        .await
        .is(403, "forbidden");
    let (lines, last) = everywhere(&bob, "watches").await;
    assert_eq!((lines.len(), &last["failed"]), (0, &json!([])));
    assert!(seqs(&search(&ada, &room, "watches").await).is_empty());
}

#[tokio::test]
async fn searching_has_its_rate() {
    let site = Site::limited();
    let ada = site.member("ada").await;
    let mut refused_after = None;
    for number in 1..=70 {
        let answer = refused(&ada, "search?q=hello").await;
        if answer.status == 429 {
            answer.is(429, "too_fast");
            refused_after = Some(number);
            break;
        }
    }
    // Sixty commands, four for each.
    assert!(
        refused_after.is_some_and(|number| number > 15),
        "{refused_after:?}"
    );
    let again = refused(
        &ada,
        "rooms/019a0000-0000-7000-8000-000000000001/search?q=hello",
    )
    .await;
    again.is(429, "too_fast");
}
