//! Coming back after having been away, and reading what was said before.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Person, Site};

fn seqs(messages: &Value) -> Vec<u64> {
    let messages = messages.as_array().unwrap();
    messages
        .iter()
        .map(|message| message["seq"].as_u64().unwrap())
        .collect()
}

fn cursor(head: &Value) -> String {
    format!("?seq={}&rev={}", head["seq"], head["rev"])
}

#[tokio::test]
async fn whoever_was_away_is_told_what_came_and_what_changed() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let address = format!("rooms/{room}/messages");
    for text in ["to stay", "to edit", "to delete", "to react to", "to pin"] {
        ada.say(&room, text).await;
    }
    let at_bob = bob.socket(&room).await;
    assert_eq!(
        (&at_bob.hello["resume"], &at_bob.hello["head"]),
        (&json!("reset"), &json!({ "seq": 5, "rev": 0 }))
    );
    assert_eq!(seqs(&at_bob.hello["messages"]), [1, 2, 3, 4, 5]);
    let left_at = cursor(&at_bob.hello["head"]);
    at_bob.close().await;

    for text in ["first edit", "second edit"] {
        let edit = json!({ "text": text });
        ada.ask(Method::PATCH, &format!("{address}/2"), Some(edit))
            .await
            .json();
    }
    ada.ask(Method::DELETE, &format!("{address}/3"), None)
        .await
        .json();
    ada.ask(
        Method::PUT,
        &format!("{address}/4/reactions/%F0%9F%91%8D"),
        None,
    )
    .await
    .json();
    ada.ask(Method::PUT, &format!("{address}/5/pin"), None)
        .await
        .json();
    for text in ["new", "newer"] {
        ada.say(&room, text).await;
    }

    let at_bob = bob.socket_from(&room, &left_at).await;
    let hello = &at_bob.hello;
    assert_eq!(
        (&hello["resume"], &hello["head"]),
        (&json!("delta"), &json!({ "seq": 7, "rev": 5 }))
    );
    assert_eq!(
        seqs(&hello["messages"]),
        [2, 3, 4, 5, 6, 7],
        "each once, and not what stayed the same"
    );
    let history = bob.get(&format!("{address}?after=1")).await;
    assert_eq!(hello["messages"], history["messages"], "as they stand now");
    let [edited, deleted, reacted, pinned, ..] = hello["messages"].as_array().unwrap().as_slice()
    else {
        panic!("{hello}");
    };
    assert_eq!(edited["text"], "second edit");
    assert!(deleted["deleted_at"].is_i64() && deleted["text"] == "");
    assert_eq!(reacted["reactions"], json!({ "👍": [ada.id] }));
    assert_eq!(pinned["pinned"], true);

    // A reaction taken back is a change too.
    let up_to_date = cursor(&hello["head"]);
    at_bob.close().await;
    let at_bob = bob.socket_from(&room, &up_to_date).await;
    assert_eq!(
        (&at_bob.hello["resume"], &at_bob.hello["messages"]),
        (&json!("delta"), &json!([]))
    );
    at_bob.close().await;
    ada.ask(
        Method::DELETE,
        &format!("{address}/4/reactions/%F0%9F%91%8D"),
        None,
    )
    .await
    .json();
    let at_bob = bob.socket_from(&room, &up_to_date).await;
    assert_eq!(seqs(&at_bob.hello["messages"]), [4]);
    assert_eq!(at_bob.hello["messages"][0]["reactions"], json!({}));
}

#[tokio::test]
async fn whoever_was_away_finds_threads_as_they_stand() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let address = format!("rooms/{room}/messages");
    for text in ["a question", "another question", "an answer to come"] {
        ada.say(&room, text).await;
    }
    let at_bob = bob.socket(&room).await;
    let left_at = cursor(&at_bob.hello["head"]);
    at_bob.close().await;

    for to in [1, 4, 2] {
        let reply = json!({ "text": "an answer", "reply_to": to });
        ada.post(&address, reply).await.json();
    }
    ada.ask(Method::DELETE, &format!("{address}/6"), None)
        .await
        .json();

    let at_bob = bob.socket_from(&room, &left_at).await;
    let messages = &at_bob.hello["messages"];
    // Three replies and a deletion, and what each did to its root.
    assert_eq!(at_bob.hello["head"], json!({ "seq": 6, "rev": 5 }));
    assert_eq!(seqs(messages), [1, 2, 4, 5, 6]);
    let history = bob.get(&format!("{address}?after=0")).await;
    for message in messages.as_array().unwrap() {
        let seq = message["seq"].as_u64().unwrap() as usize;
        assert_eq!(message, &history["messages"][seq - 1]);
    }
    let (root, without) = (&messages[0], &messages[1]);
    assert_eq!(
        (
            &root["replies"]["count"],
            &root["replies"]["last"],
            &root["replies"]["at"]
        ),
        (&json!(2), &json!(5), &messages[3]["at"])
    );
    assert_eq!(root["replies"]["people"][0]["id"], ada.id.as_str());
    assert!(without["replies"].is_null());
    let thread = bob.get(&format!("{address}/1/thread")).await;
    assert_eq!(
        (&thread["root"], seqs(&thread["messages"])),
        (root, vec![4, 5])
    );
}

#[tokio::test]
async fn a_cursor_that_cannot_be_read_is_refused() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    for cursor in [
        "?seq=x",
        "?seq=-1",
        "?seq=1.5",
        "?seq=1&rev=x",
        "?seq=99999999999999999999",
        "?seq=",
    ] {
        assert_eq!(
            ada.upgrade(&room, cursor, Some(&site.url)).await.err(),
            Some(400),
            "{cursor}"
        );
    }
}

#[tokio::test]
async fn whoever_missed_too_much_starts_over_and_reads_back_in_pages() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = filled(&ada, 501).await;

    let resumed = |cursor: &'static str| {
        let (ada, room) = (&ada, &room);
        async move {
            let socket = ada.socket_from(room, cursor).await;
            assert_eq!(socket.hello["head"]["seq"], 501);
            (
                socket.hello["resume"].as_str().unwrap().to_owned(),
                seqs(&socket.hello["messages"]),
            )
        }
    };
    let newest: Vec<u64> = (452..=501).collect();
    assert_eq!(resumed("").await, ("reset".into(), newest.clone()));
    assert_eq!(
        resumed("?seq=0&rev=0").await,
        ("reset".into(), newest.clone()),
        "501 missed"
    );
    assert_eq!(
        resumed("?seq=1&rev=0").await,
        ("delta".into(), (2..=501).collect()),
        "500 missed"
    );
    assert_eq!(
        resumed("?seq=500").await,
        ("delta".into(), vec![501]),
        "no rev is rev 0"
    );
    assert_eq!(
        resumed("?seq=502&rev=0").await,
        ("reset".into(), newest.clone()),
        "from the future"
    );
    assert_eq!(
        resumed("?seq=501&rev=1").await,
        ("reset".into(), newest.clone()),
        "from the future"
    );
    assert_eq!(
        resumed("?seq=9007199254740991&rev=9007199254740991")
            .await
            .0,
        "reset"
    );

    let address = format!("rooms/{room}/messages");
    let page = |query: &'static str| {
        let (ada, address) = (&ada, &address);
        async move {
            let page = ada.get(&format!("{address}{query}")).await;
            assert_eq!(page["head"], json!({ "seq": 501, "rev": 0 }));
            seqs(&page["messages"])
        }
    };
    assert_eq!(page("").await, newest);
    assert_eq!(page("?limit=2").await, [500, 501]);
    assert_eq!(page("?before=10&limit=3").await, [7, 8, 9]);
    assert_eq!(page("?after=10&limit=3").await, [11, 12, 13]);
    assert_eq!(page("?around=10&limit=5").await, [8, 9, 10, 11, 12]);
    assert_eq!(page("?around=10&limit=1").await, [10]);
    assert_eq!(page("?around=1&limit=4").await, [1, 2]);
    assert_eq!(page("?around=600&limit=4").await, [500, 501]);
    assert_eq!(
        page("?before=452&limit=100").await,
        (352..452).collect::<Vec<u64>>()
    );
    for nothing in [
        "?before=1",
        "?before=0",
        "?after=501",
        "?after=9007199254740992",
    ] {
        assert_eq!(page(nothing).await, [] as [u64; 0], "{nothing}");
    }
    for wrong in [
        "?limit=0",
        "?limit=101",
        "?limit=x",
        "?before=-1",
        "?after=1.5",
        "?around=99999999999999999999",
        "?before=1&after=1",
    ] {
        ada.ask(Method::GET, &format!("{address}{wrong}"), None)
            .await
            .is(400, "bad_request");
    }
}

/// A room with so many messages, each its own number; sent without waiting in between.
async fn filled(owner: &Person, messages: u64) -> String {
    let room = owner.make_room("public").await;
    let mut socket = owner.socket(&room).await;
    let mut last = 0;
    for number in 1..=messages {
        last = socket.send(json!({ "type": "send", "nonce": format!("n{number}"), "text": number.to_string() })).await;
    }
    assert_eq!(socket.answer_to(last).await["seq"], messages);
    room
}
