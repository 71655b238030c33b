//! Somebody is kept out, and let in again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::visitor::{Visitor, unique};

/// What a person needs to be somewhere: an account, the room of newcomers, and a program of theirs.
struct Resident {
    visitor: Visitor,
    username: String,
    id: String,
    room: String,
}

async fn resident(name: &str) -> Resident {
    let (visitor, username) = Visitor::member(name).await;
    let (id, room) = (visitor.id().await, visitor.general().await);
    Resident {
        visitor,
        username,
        id,
        room,
    }
}

impl Resident {
    fn ban(&self) -> String {
        format!("/api/admin/users/{}/ban", self.id)
    }

    async fn posts(&self, visitor: &Visitor) -> u16 {
        let path = format!("/api/rooms/{}/messages", self.room);
        visitor.post(&path, json!({ "text": "hello" })).await.status
    }
}

#[tokio::test]
async fn a_ban_ends_everything_at_once_and_says_why_at_the_door() {
    let owner = Visitor::owner().await;
    let ada = resident("ada").await;
    let program = ada.visitor.program().await;
    let origin = ada.visitor.site.clone();
    let mut sockets = [
        ada.visitor.socket(&ada.room, Some(&origin)).await.unwrap(),
        program.socket(&ada.room, None).await.unwrap(),
    ];

    let until = now(&owner).await + 3_600_000;
    let terms = json!({ "until": until, "reason": "Spam." });
    owner.put(&ada.ban(), terms).await.expect(204);
    for socket in &mut sockets {
        assert_eq!(socket.close_code().await, 4401);
    }
    for asker in [&ada.visitor, &program] {
        asker.get("/api/me").await.refused(401, "unauthenticated");
        assert_eq!(ada.posts(asker).await, 401);
        let opened = asker.socket(&ada.room, Some(&origin)).await;
        assert_eq!(opened.err(), Some(401));
    }
    let refresh = ada.visitor.post("/api/session/refresh", json!({})).await;
    refresh.refused(401, "unauthenticated");

    let door = ada.visitor.log_in(&ada.username).await;
    let door = door.refused(403, "forbidden");
    let detail = door.body["detail"].as_str().unwrap();
    assert!(
        detail.contains(" until 2") && detail.contains("Spam."),
        "{detail}"
    );
    let guess = json!({ "username": ada.username, "password": "wrong horse" });
    let guess = Visitor::new().post("/api/login", guess).await;
    guess.refused(401, "unauthenticated");
    let found = owner.get(&format!("/api/users?q={}", ada.username)).await;
    assert_eq!(found.expect(200).body["users"], json!([]));

    owner.delete(&ada.ban()).await.expect(204);
    owner.delete(&ada.ban()).await.refused(404, "not_found");
    ada.visitor.log_in(&ada.username).await.expect(200);
    for asker in [&ada.visitor, &program] {
        assert_eq!(ada.posts(asker).await, 201);
        asker.socket(&ada.room, Some(&origin)).await.unwrap();
    }
}

#[tokio::test]
async fn a_ban_runs_out_by_itself() {
    let owner = Visitor::owner().await;
    let ada = resident("ada").await;
    let program = ada.visitor.program().await;
    // Long enough to be seen, however busy the machine.
    let mut seen = false;
    for length in [1_000, 4_000, 16_000, 64_000] {
        let until = now(&owner).await + length;
        let terms = json!({ "until": until });
        owner.put(&ada.ban(), terms).await.expect(204);
        let account = account(&owner, &ada.username).await;
        let door = ada.visitor.log_in(&ada.username).await;
        seen = account["banned_until"] == until && door.status == 403;
        if seen {
            break;
        }
    }
    assert!(seen, "there was no ban");
    let over = async { while program.get("/api/me").await.status != 200 {} };
    let patience = std::time::Duration::from_secs(120);
    tokio::time::timeout(patience, over)
        .await
        .expect("the ban stands for ever");
    ada.visitor.log_in(&ada.username).await.expect(200);
    let origin = ada.visitor.site.clone();
    for asker in [&ada.visitor, &program] {
        assert_eq!(ada.posts(asker).await, 201);
        asker.socket(&ada.room, Some(&origin)).await.unwrap();
    }
    let account = self::account(&owner, &ada.username).await;
    assert_eq!(account.get("banned_at"), None, "{account}");
}

#[tokio::test]
async fn a_guest_who_is_banned_stays_out() {
    let owner = Visitor::owner().await;
    let gus = Visitor::guest("Gus").await;
    let id = gus.id().await;
    let ban = format!("/api/admin/users/{id}/ban");
    owner.put(&ban, json!({})).await.expect(204);
    gus.get("/api/me").await.refused(401, "unauthenticated");
    let refresh = gus.post("/api/session/refresh", json!({})).await;
    refresh.refused(401, "unauthenticated");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let owner = Visitor::owner().await;
    let ada = resident("ada").await;
    let own = format!("/api/admin/users/{}/ban", owner.id().await);
    owner.put(&own, json!({})).await.refused(409, "conflict");
    owner
        .put(&ada.ban(), json!({ "until": 1_000 }))
        .await
        .refused(400, "bad_request");
    owner
        .put(&ada.ban(), json!({ "address": true }))
        .await
        .refused(400, "bad_request");
    let nobody = "/api/admin/users/01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f/ban";
    for method in [Method::PUT, Method::DELETE] {
        owner
            .ask(method, nobody, Some(json!({})))
            .await
            .refused(404, "not_found");
    }
    owner.delete(&ada.ban()).await.refused(404, "not_found");
    ada.visitor.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn people_are_found_by_how_they_begin_and_whether_they_are_banned() {
    let owner = Visitor::owner().await;
    let word = unique("crowd");
    let mut ids = Vec::new();
    for number in 0..3 {
        let visitor = Visitor::new();
        let _settings = crate::accounts::visitor::SETTINGS.read().await;
        visitor
            .sign_up(&format!("{word}-{number}"))
            .await
            .expect(201);
        ids.push(visitor.id().await);
    }
    let ban = format!("/api/admin/users/{}/ban", ids[1]);
    owner
        .put(&ban, json!({ "reason": "why" }))
        .await
        .expect(204);
    let list = |query: String| {
        let owner = &owner;
        async move {
            let answer = owner.get(&format!("/api/admin/users?{query}")).await;
            let body = answer.expect(200).body;
            let users = body["users"].as_array().unwrap().clone();
            let id = |account: &Value| account["user"]["id"].as_str().unwrap().to_owned();
            users.iter().map(id).collect::<Vec<_>>()
        }
    };
    let newest_first: Vec<String> = ids.iter().rev().cloned().collect();
    assert_eq!(list(format!("q={word}")).await, newest_first);
    assert_eq!(
        list(format!("q={word}&state=banned")).await,
        [ids[1].clone()]
    );
    assert_eq!(
        list(format!("q={word}&role=member&state=member"))
            .await
            .len(),
        3
    );
    assert!(list(format!("q={word}&role=owner")).await.is_empty());
    let after = list(format!("q={word}&cursor={}", ids[2])).await;
    assert_eq!(after, [ids[1].clone(), ids[0].clone()]);
    for query in ["role=king", "state=asleep"] {
        let answer = owner.get(&format!("/api/admin/users?{query}")).await;
        answer.refused(400, "bad_request");
    }
}

/// The time, as the site has it.
async fn now(anybody: &Visitor) -> i64 {
    let token = anybody
        .post("/api/me/tokens", json!({ "name": "clock" }))
        .await
        .expect(201)
        .body;
    let id = token["id"].as_str().unwrap();
    anybody
        .delete(&format!("/api/me/tokens/{id}"))
        .await
        .expect(204);
    token["created_at"].as_i64().unwrap()
}

async fn account(owner: &Visitor, username: &str) -> Value {
    let found = owner.get(&format!("/api/admin/users?q={username}")).await;
    found.expect(200).body["users"][0].clone()
}
