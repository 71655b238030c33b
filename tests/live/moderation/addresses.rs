//! Guests are kept out by where they come from. Every test has addresses of its own, so no other is kept out with them.

use serde_json::json;

use crate::accounts::visitor::{SETTINGS, Visitor, unique};

async fn enters(visitor: &Visitor) -> crate::accounts::visitor::Answer {
    let _settings = SETTINGS.read().await;
    let name = json!({ "display_name": "Gus" });
    visitor.post("/api/guest", name).await
}

#[tokio::test]
async fn a_range_that_is_closed_closes_to_guests_at_once_and_to_nobody_else() {
    let owner = Visitor::owner().await;
    let (ada, username) = Visitor::member("ada").await;
    let gus = ada.beside();
    enters(&gus).await.expect(201);
    let room = gus.general().await;
    let origin = gus.site.clone();
    let mut socket = gus.socket(&room, Some(&origin)).await.unwrap();

    let (network, _) = ada.address.rsplit_once("::").unwrap();
    let range = json!({ "range": format!("{network}::9/64"), "reason": "A flood." });
    let made = owner.post("/api/admin/address-bans", range.clone()).await;
    let made = made.expect(201).body["ban"].clone();
    assert_eq!(made["range"], format!("{network}::/64"), "{made}");

    assert_eq!(socket.close_code().await, 4401);
    gus.get("/api/me").await.refused(401, "unauthenticated");
    let refresh = gus.post("/api/session/refresh", json!({})).await;
    refresh.refused(401, "unauthenticated");
    let refused = enters(&ada.beside()).await.refused(403, "forbidden");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("A flood.")
    );
    let newcomer = ada.beside().sign_up(&unique("new")).await;
    newcomer.refused(403, "forbidden");
    // Whoever has an account is known by it.
    ada.get("/api/me").await.expect(200);
    ada.beside().log_in(&username).await.expect(200);
    // And the same guest from elsewhere is no stranger.
    gus.copied().get("/api/me").await.expect(200);

    let listed = owner.get("/api/admin/address-bans").await.expect(200).body;
    assert!(listed["bans"].as_array().unwrap().contains(&made));
    let again = owner.post("/api/admin/address-bans", range).await;
    assert_eq!(again.expect(201).body["ban"]["id"], made["id"]);
    let ban = format!("/api/admin/address-bans/{}", made["id"].as_str().unwrap());
    owner.delete(&ban).await.expect(204);
    owner.delete(&ban).await.refused(404, "not_found");
    gus.get("/api/me").await.expect(200);
    gus.socket(&room, Some(&origin)).await.unwrap();
}

#[tokio::test]
async fn a_guest_can_be_banned_with_all_who_came_from_there() {
    let owner = Visitor::owner().await;
    let (ada, _) = Visitor::member("ada").await;
    let (gus, hal) = (ada.beside(), ada.beside());
    enters(&gus).await.expect(201);
    enters(&hal).await.expect(201);
    let room = hal.general().await;
    let origin = hal.site.clone();
    let mut socket = hal.socket(&room, Some(&origin)).await.unwrap();

    let id = gus.id().await;
    let ban = json!({ "reason": "Spam.", "address": true });
    let path = format!("/api/admin/users/{id}/ban");
    owner.put(&path, ban).await.expect(204);
    assert_eq!(socket.close_code().await, 4401);
    for guest in [&gus, &hal] {
        guest.get("/api/me").await.refused(401, "unauthenticated");
        // From elsewhere, too: they themselves are banned.
        let elsewhere = guest.copied();
        elsewhere
            .get("/api/me")
            .await
            .refused(401, "unauthenticated");
    }
    enters(&ada.beside()).await.refused(403, "forbidden");
    ada.get("/api/me").await.expect(200);

    let log = format!("/api/admin/audit?target={id}&action=site.ban");
    let log = owner.get(&log).await.expect(200).body;
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
    assert_eq!(log["entries"][0]["reason"], "Spam.");
}

#[tokio::test]
async fn ranges_that_are_none_or_too_wide_are_refused() {
    let owner = Visitor::owner().await;
    for range in ["", "here", "10.0.0.0/7", "::/0", "10.0.0.0/33", "10.0.0/24"] {
        let body = json!({ "range": range });
        let answer = owner.post("/api/admin/address-bans", body).await;
        answer.refused(400, "bad_request");
    }
}
