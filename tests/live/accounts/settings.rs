//! What the owner decides, and what comes of it.

use serde_json::{Value, json};

use super::visitor::{PASSWORD, SETTINGS, Visitor, unique};

#[tokio::test]
async fn only_the_owner_and_admins_see_and_change_settings() {
    let (ada, _) = Visitor::member("ada").await;
    let guest = Visitor::guest("Gus").await;
    for visitor in [&ada, &guest] {
        visitor
            .get("/api/admin/settings")
            .await
            .refused(403, "forbidden");
        visitor
            .patch("/api/admin/settings", json!({ "guests": false }))
            .await
            .refused(403, "forbidden");
        visitor
            .get("/api/admin/invites")
            .await
            .refused(403, "forbidden");
        visitor
            .post("/api/admin/invites", json!({}))
            .await
            .refused(403, "forbidden");
        visitor
            .delete("/api/admin/invites/x")
            .await
            .refused(403, "forbidden");
    }
    Visitor::owner()
        .await
        .get("/api/admin/settings")
        .await
        .expect(200);
}

/// One test, since all of it changes the one site everybody is on.
#[tokio::test]
async fn settings_decide_who_comes_in() {
    let owner = Visitor::owner().await;
    let _settings = SETTINGS.write().await;
    let set = |changes: Value| owner.patch("/api/admin/settings", changes);
    let sign_up = |invite: Option<String>| async move {
        let body = json!({ "username": unique("new"), "password": PASSWORD, "invite": invite });
        Visitor::new().post("/api/signup", body).await
    };

    let changed = set(json!({ "name": "Reading circle", "signup": "closed", "guests": false }))
        .await
        .expect(200);
    assert_eq!(
        changed.body,
        json!({ "name": "Reading circle", "signup": "closed", "guests": false, "previews": true, "words": [] })
    );
    let site = Visitor::new().get("/api/site").await.expect(200).body;
    assert_eq!(
        (&site["name"], &site["signup"], &site["guests"]),
        (&json!("Reading circle"), &json!("closed"), &json!(false))
    );
    assert_eq!(site.get("session"), None, "a stranger's browser");
    let site = owner.get("/api/site").await.expect(200).body;
    assert_eq!(
        site["session"], true,
        "one that has forgotten all but its cookies"
    );
    sign_up(None).await.refused(403, "forbidden");
    Visitor::new()
        .post("/api/guest", json!({ "display_name": "Gus" }))
        .await
        .refused(403, "forbidden");

    set(json!({ "signup": "invite" })).await.expect(200);
    let made = owner
        .post(
            "/api/admin/invites",
            json!({ "max_uses": 2, "expires_in": 60_000 }),
        )
        .await
        .expect(201)
        .body;
    let code = made["code"].as_str().unwrap().to_owned();
    assert!(
        made["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/?invite={code}"))
    );
    sign_up(None).await.refused(403, "forbidden");
    sign_up(Some("no-such-code".into()))
        .await
        .refused(403, "forbidden");
    let tries = (0..5).map(|_| sign_up(Some(code.clone())));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        2,
        "two uses are two accounts"
    );
    let listed = owner.get("/api/admin/invites").await.expect(200).body;
    let invite = listed["invites"]
        .as_array()
        .unwrap()
        .iter()
        .find(|invite| invite["code"] == code.as_str())
        .unwrap()
        .clone();
    assert_eq!(
        (&invite["uses"], &invite["max_uses"]),
        (&json!(2), &json!(2))
    );

    let endless = owner
        .post("/api/admin/invites", json!({}))
        .await
        .expect(201)
        .body;
    let endless = endless["code"].as_str().unwrap().to_owned();
    sign_up(Some(endless.clone())).await.expect(201);
    owner
        .delete(&format!("/api/admin/invites/{endless}"))
        .await
        .expect(204);
    owner
        .delete(&format!("/api/admin/invites/{endless}"))
        .await
        .refused(404, "not_found");
    sign_up(Some(endless)).await.refused(403, "forbidden");

    set(json!({ "name": "Confab", "signup": "open", "guests": true }))
        .await
        .expect(200);
    sign_up(None).await.expect(201);
}
