//! Other sites cannot act with a visitor's cookies; and what stands on every answer.

use reqwest::Method;
use serde_json::json;

use super::visitor::{PASSWORD, Visitor, unique};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_change_by_cookie_needs_the_sites_own_origin() {
    let (ada, _) = Visitor::member("ada").await;
    let port = ada.site.rsplit(':').next().unwrap();
    let other_port = ada.site.replace(port, "1");
    let longer = format!("{}.example.org", ada.site);
    for origin in [
        None,
        Some("null"),
        Some("https://example.org"),
        Some(&*other_port),
        Some(&*longer),
    ] {
        let mut headers = vec![JSON];
        headers.extend(origin.map(|origin| ("origin", origin)));
        for (method, path, body) in [
            (Method::PATCH, "/api/me", r#"{"status":"x"}"#),
            (Method::POST, "/api/me/tokens", r#"{"name":"x"}"#),
            (
                Method::POST,
                "/api/rooms",
                r#"{"name":"x","kind":"public"}"#,
            ),
            (Method::POST, "/api/session/refresh", ""),
            (Method::POST, "/api/logout", ""),
        ] {
            let refused = ada.send(method, path, &headers, body).await;
            assert_eq!(refused.status, 403, "{origin:?} {path}");
        }
        ada.send(Method::GET, "/api/me", &headers, "")
            .await
            .expect(200);
    }
    ada.send(
        Method::PATCH,
        "/api/me",
        &[JSON, ("origin", &ada.site)],
        r#"{"status":"x"}"#,
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn nobody_is_logged_in_from_another_site() {
    let (_, username) = Visitor::member("ada").await;
    let log_in = json!({ "username": username, "password": PASSWORD }).to_string();
    let sign_up = json!({ "username": unique("eve"), "password": PASSWORD }).to_string();
    let guest = json!({ "display_name": "Eve" }).to_string();
    for (path, body) in [
        ("/api/login", &log_in),
        ("/api/signup", &sign_up),
        ("/api/guest", &guest),
    ] {
        let foreign = [JSON, ("origin", "https://example.org")];
        Visitor::new()
            .send(Method::POST, path, &foreign, body.clone())
            .await
            .refused(403, "forbidden");
    }
    // A program sends none.
    Visitor::new()
        .send(Method::POST, "/api/login", &[JSON], log_in)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_socket_by_cookie_needs_the_sites_own_origin() {
    let (ada, _) = Visitor::member("ada").await;
    let general = ada.general().await;
    assert_eq!(ada.socket(&general, None).await.unwrap_err(), 403);
    assert_eq!(
        ada.socket(&general, Some("https://example.org"))
            .await
            .unwrap_err(),
        403
    );
    assert!(ada.socket(&general, Some(&ada.site)).await.is_ok());
    assert_eq!(
        Visitor::new()
            .socket(&general, Some(&ada.site))
            .await
            .unwrap_err(),
        401
    );
}

#[tokio::test]
async fn a_program_needs_no_origin() {
    let (ada, _) = Visitor::member("ada").await;
    let program = ada.program().await;
    program
        .send(Method::PATCH, "/api/me", &[JSON], r#"{"status":"x"}"#)
        .await
        .expect(200);
    assert!(program.socket(&ada.general().await, None).await.is_ok());
}

#[tokio::test]
async fn every_answer_says_what_it_is_and_is_kept_by_nobody() {
    let (ada, _) = Visitor::member("ada").await;
    let mut ids = std::collections::HashSet::new();
    for answer in [
        ada.get("/api/me").await.expect(200),
        ada.get("/api/health").await.expect(200),
        ada.post("/api/session/refresh", json!({}))
            .await
            .expect(204),
        ada.get("/api/nowhere").await.refused(404, "not_found"),
        ada.patch("/api/me", json!([]))
            .await
            .refused(400, "bad_request"),
    ] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'"
        );
        assert!(ids.insert(answer.header("x-request-id").to_owned()));
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}
