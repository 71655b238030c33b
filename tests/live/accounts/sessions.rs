//! Sessions: refreshed, ended, stolen; passwords changed; tokens of programs.

use serde_json::json;

use super::visitor::{PASSWORD, Visitor, unique};

#[tokio::test]
async fn a_refresh_gives_new_tokens_for_the_same_session() {
    let (ada, _) = Visitor::member("ada").await;
    let before = (ada.cookie("confab_access"), ada.cookie("confab_refresh"));
    ada.post("/api/session/refresh", json!({}))
        .await
        .expect(204);
    assert_ne!(ada.cookie("confab_refresh"), before.1);
    ada.get("/api/me").await.expect(200);
    let sessions = ada.get("/api/me/sessions").await.expect(200);
    assert_eq!(sessions.body["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_spent_refresh_token_ends_the_session_for_thief_and_owner_and_its_sockets() {
    let (ada, _) = Visitor::member("ada").await;
    let mut socket = ada
        .socket(&ada.general().await, Some(&ada.site))
        .await
        .unwrap();
    let thief = ada.copied();
    ada.post("/api/session/refresh", json!({}))
        .await
        .expect(204);
    ada.get("/api/me").await.expect(200);

    thief
        .post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
    thief.get("/api/me").await.refused(401, "unauthenticated");
    ada.get("/api/me").await.refused(401, "unauthenticated");
    ada.post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn of_two_refreshes_at_once_one_goes_through() {
    let (ada, _) = Visitor::member("ada").await;
    let other = ada.copied();
    let (one, two) = tokio::join!(
        ada.post("/api/session/refresh", json!({})),
        other.post("/api/session/refresh", json!({})),
    );
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [204, 401]);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_its_sockets() {
    let (ada, username) = Visitor::member("ada").await;
    let elsewhere = Visitor::new();
    elsewhere.log_in(&username).await.expect(200);
    let general = ada.general().await;
    let mut socket = ada.socket(&general, Some(&ada.site)).await.unwrap();
    let copy = ada.copied();

    ada.post("/api/logout", json!({})).await.expect(204);
    assert_eq!(
        (ada.cookie("confab_access"), ada.cookie("confab_refresh")),
        (None, None)
    );
    copy.get("/api/me").await.refused(401, "unauthenticated");
    copy.post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(
        copy.socket(&general, Some(&copy.site)).await.unwrap_err(),
        401
    );
    assert_eq!(socket.close_code().await, 4401);
    elsewhere.get("/api/me").await.expect(200);
    // Twice is once.
    ada.post("/api/logout", json!({})).await.expect(204);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one() {
    let (ada, username) = Visitor::member("ada").await;
    let phone = Visitor::new();
    let body = json!({ "username": username, "password": PASSWORD }).to_string();
    let agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/142.0 Mobile Safari/537";
    let headers = [("content-type", "application/json"), ("user-agent", agent)];
    phone
        .send(reqwest::Method::POST, "/api/login", &headers, body)
        .await
        .expect(200);
    let mut socket = phone
        .socket(&phone.general().await, Some(&phone.site))
        .await
        .unwrap();

    let list = ada.get("/api/me/sessions").await.expect(200).body;
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        sessions
            .iter()
            .filter(|session| session["current"] == true)
            .count(),
        1
    );
    let other = sessions
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    assert_eq!(other["device"], "Chrome on Android");

    let address = format!("/api/me/sessions/{}", other["id"].as_str().unwrap());
    let (stranger, _) = Visitor::member("eve").await;
    stranger.delete(&address).await.refused(404, "not_found");
    ada.delete(&address).await.expect(204);
    phone.get("/api/me").await.refused(401, "unauthenticated");
    assert_eq!(socket.close_code().await, 4401);
    ada.delete(&address).await.refused(404, "not_found");
    ada.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let (ada, username) = Visitor::member("ada").await;
    let elsewhere = Visitor::new();
    elsewhere.log_in(&username).await.expect(200);
    let mut socket = elsewhere
        .socket(&elsewhere.general().await, Some(&elsewhere.site))
        .await
        .unwrap();

    let change = |current: &str| json!({ "current": current, "new": "battery staple" });
    ada.put("/api/me/password", change("wrong horse"))
        .await
        .refused(403, "forbidden");
    elsewhere.get("/api/me").await.expect(200);
    ada.put("/api/me/password", change(PASSWORD))
        .await
        .expect(204);

    ada.get("/api/me").await.expect(200);
    ada.post("/api/session/refresh", json!({}))
        .await
        .expect(204);
    elsewhere
        .get("/api/me")
        .await
        .refused(401, "unauthenticated");
    elsewhere
        .post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(socket.close_code().await, 4401);

    let new = Visitor::new();
    new.log_in(&username).await.refused(401, "unauthenticated");
    new.post(
        "/api/login",
        json!({ "username": username, "password": "battery staple" }),
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn what_is_no_token_of_this_site_logs_nobody_in() {
    let (ada, _) = Visitor::member("ada").await;
    let access = ada.cookie("confab_access").unwrap();
    let unsigned = access.rsplit_once('.').unwrap().0.to_owned() + ".";
    let altered = access.replacen("ey", "ez", 1);
    // Signed with a key that is nobody's: {"sub":"u","sid":"s","iat":1700000000,"exp":4000000000}.
    let foreign = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1Iiwic2lkIjoicyIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MDAwMDAwMDAwfQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for token in ["", "x", "..", &unsigned, &altered, foreign] {
        let visitor = Visitor::new();
        visitor.set_cookie("confab_access", token);
        visitor.get("/api/me").await.refused(401, "unauthenticated");
    }
    for token in ["", "x", "cfb_", "cfb_x", &access] {
        Visitor::with_token(token)
            .get("/api/me")
            .await
            .refused(401, "unauthenticated");
    }
    let visitor = Visitor::new();
    visitor.set_cookie("confab_refresh", "x");
    visitor
        .post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_token_lets_a_program_in_until_it_is_deleted() {
    let (ada, _) = Visitor::member("ada").await;
    let made = ada
        .post("/api/me/tokens", json!({ "name": "robot" }))
        .await
        .expect(201);
    let secret = made.body["token"].as_str().unwrap();
    assert!(secret.starts_with("cfb_") && secret.len() == 47);
    let program = Visitor::with_token(secret);
    assert_eq!(program.id().await, ada.id().await);
    program
        .patch("/api/me", json!({ "status": "beep" }))
        .await
        .expect(200);

    let list = ada.get("/api/me/tokens").await.expect(200);
    assert_eq!(list.body["tokens"][0]["name"], "robot");
    assert!(list.body["tokens"][0]["used_at"].is_i64());
    assert!(!list.body.to_string().contains(secret));

    let mut socket = program.socket(&ada.general().await, None).await.unwrap();
    let address = format!("/api/me/tokens/{}", made.body["id"].as_str().unwrap());
    let (stranger, _) = Visitor::member("eve").await;
    stranger.delete(&address).await.refused(404, "not_found");
    ada.delete(&address).await.expect(204);
    program.get("/api/me").await.refused(401, "unauthenticated");
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn a_token_cannot_take_the_account_away() {
    let (ada, _) = Visitor::member("ada").await;
    let program = ada.program().await;
    let password = json!({ "current": PASSWORD, "new": "battery staple" });
    program
        .put("/api/me/password", password)
        .await
        .refused(403, "forbidden");
    program
        .post("/api/me/tokens", json!({ "name": "more" }))
        .await
        .refused(403, "forbidden");
    let delete = Some(json!({ "password": PASSWORD }));
    program
        .ask(reqwest::Method::DELETE, "/api/me", delete)
        .await
        .refused(403, "forbidden");
    program
        .post(
            "/api/me/claim",
            json!({ "username": unique("x"), "password": PASSWORD }),
        )
        .await
        .refused(403, "forbidden");
}
