//! The audit log.

use serde_json::{Value, json};

use crate::accounts::visitor::{Visitor, unique};

async fn log(owner: &Visitor, query: &str) -> Vec<Value> {
    let path = format!("/api/admin/audit?{query}");
    let body = owner.get(&path).await.expect(200).body;
    body["entries"].as_array().unwrap().clone()
}

fn actions(log: &[Value]) -> Vec<&str> {
    log.iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_done_to_a_room_and_a_person_stands_in_the_log() {
    let owner = Visitor::owner().await;
    let (ada, username) = Visitor::member("ada").await;
    let ada_id = ada.id().await;
    let name = unique("room");
    let made = ada.post("/api/rooms", json!({ "name": name })).await;
    let room = made.expect(201).body["room"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/rooms/{room}");
    ada.patch(&path, json!({ "topic": "Books" }))
        .await
        .expect(200);
    ada.patch(&path, json!({ "archived": true }))
        .await
        .expect(200);
    ada.patch(&path, json!({ "archived": false }))
        .await
        .expect(200);
    let invite = ada.post(&format!("{path}/invites"), json!({})).await;
    let code = invite.expect(201).body["code"].as_str().unwrap().to_owned();
    ada.delete(&format!("{path}/invites/{code}"))
        .await
        .expect(204);
    ada.delete(&path).await.expect(204);
    let of_room = log(&owner, &format!("room={room}")).await;
    assert_eq!(
        actions(&of_room),
        [
            "room.delete",
            "room.invite_revoke",
            "room.invite",
            "room.unarchive",
            "room.archive",
            "room.configure",
            "room.create",
        ]
    );
    for entry in &of_room {
        assert_eq!(
            (&entry["actor"], &entry["room"]),
            (&json!(ada_id), &json!(room))
        );
        assert!(!entry.to_string().contains(&code), "the log is no way in");
    }
    assert_eq!(of_room[0]["target_name"], name);

    let ban = format!("/api/admin/users/{ada_id}/ban");
    owner
        .put(&ban, json!({ "reason": "=1+1" }))
        .await
        .expect(204);
    owner.delete(&ban).await.expect(204);
    let to_ada = log(&owner, &format!("target={ada_id}")).await;
    assert_eq!(actions(&to_ada), ["site.unban", "site.ban"]);
    assert_eq!(to_ada[1]["target_name"], username);
    let bans = log(&owner, &format!("target={ada_id}&action=site.ban")).await;
    assert_eq!(bans.len(), 1);
    let by_ada = log(&owner, &format!("actor={ada_id}&action=room.invite")).await;
    assert_eq!(actions(&by_ada), ["room.invite_revoke", "room.invite"]);

    let at = to_ada[1]["at"].as_i64().unwrap();
    let between = |from: i64, to: i64| format!("target={ada_id}&from={from}&to={to}");
    assert_eq!(log(&owner, &between(at, at + 1)).await, bans);
    assert!(log(&owner, &between(0, at)).await.is_empty());
    let after = format!(
        "target={ada_id}&cursor={}",
        to_ada[0]["id"].as_str().unwrap()
    );
    assert_eq!(log(&owner, &after).await, bans);
    let refused = owner.get("/api/admin/audit?from=yesterday").await;
    refused.refused(400, "bad_request");
}

#[tokio::test]
async fn the_log_is_a_file_no_spreadsheet_runs() {
    let owner = Visitor::owner().await;
    let (ada, _) = Visitor::member("ada").await;
    let id = ada.id().await;
    let ban = format!("/api/admin/users/{id}/ban");
    let reason = json!({ "reason": "=HYPERLINK(\"x\"), they said" });
    owner.put(&ban, reason).await.expect(204);
    let path = format!("/api/admin/audit.csv?target={id}");
    let file = owner.get(&path).await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    let (heading, lines) = file.text.split_once("\r\n").unwrap();
    assert_eq!(
        heading,
        "id,at,actor,actor_name,action,target,target_name,room,reason"
    );
    assert_eq!(lines.matches("\r\n").count(), 1, "{lines}");
    assert!(lines.contains(&format!(",site.ban,{id},")), "{lines}");
    assert!(
        lines.ends_with(",\"'=HYPERLINK(\"\"x\"\"), they said\"\r\n"),
        "{lines}"
    );
    let (member, _) = Visitor::member("bob").await;
    member.get(&path).await.refused(403, "forbidden");
}

#[tokio::test]
async fn rooms_and_numbers_are_there_for_those_who_look_after_the_site() {
    let owner = Visitor::owner().await;
    let (ada, _) = Visitor::member("ada").await;
    let word = unique("listed");
    for (name, kind) in [("b", "private"), ("a", "public")] {
        let room = json!({ "name": format!("{word} {name}"), "kind": kind });
        ada.post("/api/rooms", room).await.expect(201);
    }
    let rooms = |query: String| {
        let owner = &owner;
        async move {
            let answer = owner.get(&format!("/api/admin/rooms?{query}")).await;
            answer.expect(200).body["rooms"].as_array().unwrap().clone()
        }
    };
    let both = rooms(format!("q={word}")).await;
    assert_eq!((both.len(), &both[0]["kind"]), (2, &json!("public")));
    assert_eq!(
        (&both[0]["members"], &both[0]["is_default"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(rooms(format!("q={word}&kind=private")).await.len(), 1);
    assert!(rooms(format!("q={word}&state=archived")).await.is_empty());
    let refused = owner.get("/api/admin/rooms?kind=direct").await;
    refused.refused(400, "bad_request");

    let numbers = owner.get("/api/admin/numbers").await.expect(200).body;
    assert_eq!(numbers["days"].as_array().unwrap().len(), 30);
    for name in ["members", "active", "public_rooms", "database_bytes"] {
        assert!(numbers[name].as_u64().unwrap() > 0, "{name}: {numbers}");
    }
}
