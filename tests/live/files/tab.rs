//! All files of a room, by kind, newest first.

use reqwest::Method;
use serde_json::{Value, json};

use super::{png, post, sent, upload};
use crate::site::Site;

fn seqs(page: &Value) -> Vec<u64> {
    let messages = page["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["seq"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_files_of_a_room_are_found_by_kind() {
    let site = Site::open();
    let (ada, eve) = (site.member("ada").await, site.member("eve").await);
    let room = ada.make_room("private").await;
    let path = format!("rooms/{room}/media");
    // 1 to 5: two files each, which make one message each.
    for number in 1..=5 {
        let one = upload(&ada, &room, "one.png", png(number, 1)).await;
        let two = upload(&ada, &room, "two.png", png(number, 2)).await;
        post(&ada, &room, "", &[&one["id"], &two["id"]])
            .await
            .json();
    }
    ada.say(&room, "nothing").await;
    let (_, text) = sent(&ada, &room, "notes.txt").await;

    let pictures = ada.get(&format!("{path}?kind=image&limit=2")).await;
    assert_eq!(
        (seqs(&pictures), &pictures["next"]),
        (vec![5, 4], &json!(4))
    );
    let pictures = ada
        .get(&format!("{path}?kind=image&limit=2&before=4"))
        .await;
    assert_eq!(
        (seqs(&pictures), &pictures["next"]),
        (vec![3, 2], &json!(2))
    );
    let pictures = ada
        .get(&format!("{path}?kind=image&limit=2&before=2"))
        .await;
    assert_eq!(
        (seqs(&pictures), &pictures["next"]),
        (vec![1], &json!(null))
    );
    let files = ada.get(&format!("{path}?kind=file")).await;
    assert_eq!(files["messages"], json!([text]));
    assert_eq!(seqs(&ada.get(&format!("{path}?kind=video")).await), [0; 0]);

    // What is deleted is not there.
    ada.ask(Method::DELETE, &format!("rooms/{room}/messages/4"), None)
        .await
        .json();
    assert_eq!(
        seqs(&ada.get(&format!("{path}?kind=image")).await),
        [5, 3, 2, 1]
    );

    let ask = async |query: &str| {
        let path = format!("{path}?{query}");
        ada.ask(Method::GET, &path, None).await
    };
    let (none, other) = (path.clone(), "kind=images");
    ada.ask(Method::GET, &none, None)
        .await
        .is(400, "bad_request");
    ask(other).await.is(400, "bad_request");
    ask("kind=image&limit=0").await.is(400, "bad_request");
    ask("kind=image&before=x").await.is(400, "bad_request");
    eve.ask(Method::GET, &format!("{path}?kind=image"), None)
        .await
        .is(404, "not_found");
}
