//! A forgotten password.

use serde_json::json;

use crate::accounts::visitor::{PASSWORD, Visitor};

const NEW: &str = "battery staple";

async fn link(owner: &Visitor, user: &str) -> String {
    let path = format!("/api/admin/users/{user}/reset");
    let made = owner.post(&path, json!({})).await.expect(201).body;
    assert!(made["expires_at"].as_i64().unwrap() > 0);
    let url = made["url"].as_str().unwrap();
    let (page, token) = url.split_once('#').unwrap();
    assert_eq!(page, format!("{}/reset", owner.site));
    token.to_owned()
}

#[tokio::test]
async fn a_link_is_good_once_and_throws_everybody_out() {
    let owner = Visitor::owner().await;
    let (ada, username) = Visitor::member("ada").await;
    let id = ada.id().await;
    let room = ada.general().await;
    let origin = ada.site.clone();
    let mut socket = ada.socket(&room, Some(&origin)).await.unwrap();

    let replaced = link(&owner, &id).await;
    let token = link(&owner, &id).await;
    let reset = |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        async move { Visitor::new().post("/api/password/reset", body).await }
    };
    reset(&replaced, NEW).await.refused(404, "not_found");
    reset("nonsense", NEW).await.refused(404, "not_found");
    reset(&token, "short").await.refused(400, "bad_request");
    let tries = (0..5).map(|_| reset(&token, NEW));
    let answers = futures_util::future::join_all(tries).await;
    let good = answers.iter().filter(|answer| answer.status == 204);
    assert_eq!(good.count(), 1, "{answers:?}");

    assert_eq!(socket.close_code().await, 4401);
    ada.get("/api/me").await.refused(401, "unauthenticated");
    let log_in = |password: &str| {
        let body = json!({ "username": username, "password": password });
        async move { Visitor::new().post("/api/login", body).await }
    };
    log_in(PASSWORD).await.refused(401, "unauthenticated");
    log_in(NEW).await.expect(200);
}

#[tokio::test]
async fn guests_have_none_and_programs_make_none() {
    let owner = Visitor::owner().await;
    let guest = Visitor::guest("Gus").await.id().await;
    let path = format!("/api/admin/users/{guest}/reset");
    owner.post(&path, json!({})).await.refused(409, "conflict");
    let (ada, _) = Visitor::member("ada").await;
    let path = format!("/api/admin/users/{}/reset", ada.id().await);
    let program = owner.program().await;
    program
        .post(&path, json!({}))
        .await
        .refused(403, "forbidden");
}
