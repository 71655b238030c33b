//! Limits, on a site that has them. Each test comes from an address of its own.

use serde_json::json;

use super::visitor::{Answer, PASSWORD, Visitor, unique};

fn visitor() -> Option<Visitor> {
    let site = std::env::var("CONFAB_URL_WITH_LIMITS").ok();
    if site.is_none() {
        eprintln!("left out: CONFAB_URL_WITH_LIMITS is not set");
    }
    site.map(|site| Visitor::on(&site))
}

fn too_fast(answer: Answer) {
    let answer = answer.refused(429, "too_fast");
    let wait: u64 = answer.body["retry_after_ms"].as_u64().unwrap();
    assert!((1..=15 * 60_000).contains(&wait), "{wait}");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert_eq!(seconds, wait.div_ceil(1000));
}

async fn guess(visitor: &Visitor, username: &str) -> Answer {
    visitor
        .post(
            "/api/login",
            json!({ "username": username, "password": "wrong horse" }),
        )
        .await
}

#[tokio::test]
async fn five_wrong_passwords_close_an_account_to_further_tries_from_anywhere() {
    let Some(ada) = visitor() else { return };
    let username = unique("ada");
    ada.sign_up(&username).await.expect(201);
    for _ in 0..5 {
        let stranger = Visitor::on(&ada.site);
        guess(&stranger, &username)
            .await
            .refused(401, "unauthenticated");
    }
    too_fast(guess(&Visitor::on(&ada.site), &username).await);
    too_fast(Visitor::on(&ada.site).log_in(&username).await);
    // Whoever is in stays in.
    ada.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn however_many_guesses_come_at_once_five_are_tried() {
    let Some(ada) = visitor() else { return };
    let username = unique("ada");
    ada.sign_up(&username).await.expect(201);
    let strangers: Vec<_> = (0..20).map(|_| Visitor::on(&ada.site)).collect();
    let answers =
        futures_util::future::join_all(strangers.iter().map(|one| guess(one, &username))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 401).count(),
        5
    );
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 429).count(),
        15
    );
}

#[tokio::test]
async fn a_name_nobody_has_is_closed_just_the_same() {
    let Some(stranger) = visitor() else { return };
    let username = unique("nobody");
    for _ in 0..5 {
        guess(&stranger, &username)
            .await
            .refused(401, "unauthenticated");
    }
    too_fast(guess(&stranger, &username).await);
}

#[tokio::test]
async fn right_passwords_do_not_count() {
    let Some(ada) = visitor() else { return };
    let username = unique("ada");
    ada.sign_up(&username).await.expect(201);
    for _ in 0..25 {
        ada.log_in(&username).await.expect(200);
    }
}

#[tokio::test]
async fn twenty_wrong_passwords_close_an_address() {
    let Some(stranger) = visitor() else { return };
    for _ in 0..20 {
        guess(&stranger, &unique("nobody"))
            .await
            .refused(401, "unauthenticated");
    }
    too_fast(guess(&stranger, &unique("nobody")).await);
    guess(&Visitor::on(&stranger.site), &unique("nobody"))
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn thirty_may_arrive_from_one_address() {
    let Some(stranger) = visitor() else { return };
    for count in 0..30 {
        if count % 2 == 0 {
            stranger
                .post("/api/guest", json!({ "display_name": "Gus" }))
                .await
                .expect(201);
        } else {
            stranger.sign_up(&unique("new")).await.expect(201);
        }
    }
    too_fast(stranger.sign_up(&unique("new")).await);
    too_fast(
        stranger
            .post("/api/guest", json!({ "display_name": "Gus" }))
            .await,
    );
    Visitor::on(&stranger.site)
        .sign_up(&unique("new"))
        .await
        .expect(201);
}

#[tokio::test]
async fn the_current_password_is_guessed_no_faster() {
    let Some(ada) = visitor() else { return };
    ada.sign_up(&unique("ada")).await.expect(201);
    let change = |current: &str| json!({ "current": current, "new": "battery staple" });
    for _ in 0..5 {
        ada.put("/api/me/password", change("wrong horse"))
            .await
            .refused(403, "forbidden");
    }
    too_fast(ada.put("/api/me/password", change(PASSWORD)).await);
}

#[tokio::test]
async fn without_limits_nobody_waits() {
    let (_, username) = Visitor::member("ada").await;
    let stranger = Visitor::new();
    for _ in 0..8 {
        guess(&stranger, &username)
            .await
            .refused(401, "unauthenticated");
    }
    stranger.log_in(&username).await.expect(200);
}

#[tokio::test]
async fn twenty_reports_an_hour_are_enough_from_one_person() {
    let Some(ada) = visitor() else { return };
    ada.sign_up(&unique("ada")).await.expect(201);
    let room = ada.general().await;
    // Several authors, for each may only say so much.
    let mut reported = 0;
    for _ in 0..3 {
        let author = Visitor::on(&ada.site);
        author.sign_up(&unique("bob")).await.expect(201);
        for _ in 0..7 {
            let messages = format!("/api/rooms/{room}/messages");
            let said = author.post(&messages, json!({ "text": "buy this" })).await;
            let seq = said.expect(201).body["message"]["seq"].clone();
            let report = format!("{messages}/{seq}/report");
            let answer = ada.post(&report, json!({ "reason": "Advertising." })).await;
            if reported < 20 {
                answer.expect(201);
            } else {
                let answer = answer.refused(429, "too_fast");
                assert!(answer.body["retry_after_ms"].as_u64().unwrap() > 0);
            }
            reported += 1;
        }
    }
}
