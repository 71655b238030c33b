//! From a report to its end.

use serde_json::{Value, json};

use crate::accounts::visitor::{Visitor, unique};

/// A room with its owner, somebody who misbehaves, and somebody who minds.
struct Scene {
    ada: Visitor,
    mallory: Visitor,
    bob: Visitor,
    room: String,
}

async fn scene() -> Scene {
    let (ada, _) = Visitor::member("ada").await;
    let (mallory, _) = Visitor::member("mallory").await;
    let (bob, _) = Visitor::member("bob").await;
    let made = ada
        .post("/api/rooms", json!({ "name": unique("room") }))
        .await;
    let room = made.expect(201).body["room"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for visitor in [&mallory, &bob] {
        let join = format!("/api/rooms/{room}/join");
        visitor.post(&join, json!({})).await.expect(200);
    }
    Scene {
        ada,
        mallory,
        bob,
        room,
    }
}

impl Scene {
    fn path(&self, rest: &str) -> String {
        format!("/api/rooms/{}{rest}", self.room)
    }

    async fn say(&self, visitor: &Visitor, text: &str) {
        let messages = self.path("/messages");
        let said = visitor.post(&messages, json!({ "text": text })).await;
        said.expect(201);
    }
}

#[tokio::test]
async fn a_report_is_seen_by_those_who_keep_order_and_its_end_by_who_made_it() {
    let scene = scene().await;
    scene.say(&scene.ada, "welcome").await;
    scene.say(&scene.mallory, "buy this").await;
    let report = scene.path("/messages/2/report");
    let why = json!({ "reason": "Advertising." });
    let made = scene.bob.post(&report, why.clone()).await.expect(201).body;
    let made = &made["report"];
    assert_eq!(
        (&made["seq"], &made["text"]),
        (&json!(2), &json!("buy this"))
    );
    assert_eq!(made["reason"], "Advertising.");
    assert_eq!(made.get("context"), None, "the reporter sees no context");
    let again = json!({ "reason": "And again." });
    let again = scene.bob.post(&report, again).await.expect(200).body;
    assert_eq!(&again["report"], made);

    // Those it is not for.
    let queue = scene.path("/reports");
    let one = format!("{queue}/{}", made["id"].as_str().unwrap());
    let decision = json!({ "outcome": "removed", "note": "Thank you." });
    for visitor in [&scene.bob, &scene.mallory] {
        visitor.get(&queue).await.refused(403, "forbidden");
        visitor
            .patch(&one, decision.clone())
            .await
            .refused(403, "forbidden");
    }

    // The message may be gone by now; what was reported is not.
    let message = scene.path("/messages/2");
    scene.mallory.delete(&message).await.expect(204);
    let listed = |state: &'static str| {
        let path = format!("{queue}?state={state}");
        let ada = &scene.ada;
        async move { ada.get(&path).await.expect(200).body["reports"].clone() }
    };
    let open = listed("open").await;
    assert_eq!(open[0]["id"], made["id"]);
    let texts: Vec<&Value> = open[0]["context"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["text"])
        .collect();
    assert_eq!(texts, [&json!("welcome"), &json!("buy this")]);
    assert_eq!(listed("handled").await, json!([]));

    let handled = scene
        .ada
        .patch(&one, decision.clone())
        .await
        .expect(200)
        .body;
    assert_eq!(handled["report"]["outcome"], "removed");
    assert_eq!(handled["report"]["handled_by"], scene.ada.id().await);
    scene
        .ada
        .patch(&one, decision)
        .await
        .refused(409, "conflict");
    assert_eq!(listed("open").await, json!([]));
    assert_eq!(listed("handled").await[0]["id"], made["id"]);

    let own = scene.bob.get("/api/me/reports").await.expect(200).body;
    let own = &own["reports"][0];
    assert_eq!(
        (&own["outcome"], &own["note"]),
        (&json!("removed"), &json!("Thank you."))
    );
    assert_eq!((own.get("context"), own.get("handled_by")), (None, None));
    let others = scene.mallory.get("/api/me/reports").await.expect(200).body;
    assert_eq!(others["reports"], json!([]));
}

#[tokio::test]
async fn those_who_look_after_the_site_see_all_reports_and_strangers_make_none() {
    let owner = Visitor::owner().await;
    let scene = scene().await;
    scene.say(&scene.mallory, "buy this").await;
    let report = scene.path("/messages/1/report");
    let why = json!({ "reason": "Advertising." });
    let (stranger, _) = Visitor::member("eve").await;
    stranger
        .post(&report, why.clone())
        .await
        .refused(403, "forbidden");
    for reason in ["", "  "] {
        let empty = scene.bob.post(&report, json!({ "reason": reason })).await;
        empty.refused(400, "bad_request");
    }
    let nothing = scene.path("/messages/9/report");
    scene
        .bob
        .post(&nothing, why.clone())
        .await
        .refused(404, "not_found");
    let made = scene.bob.post(&report, why).await.expect(201).body;
    let id = made["report"]["id"].as_str().unwrap();

    let open = owner
        .get("/api/admin/reports?state=open")
        .await
        .expect(200)
        .body;
    let open = open["reports"].as_array().unwrap();
    assert!(open.iter().any(|report| report["id"] == id));
    owner
        .get("/api/admin/reports?state=lost")
        .await
        .refused(400, "bad_request");
    let path = format!("/api/admin/reports/{id}");
    let decision = json!({ "outcome": "dismissed" });
    owner.patch(&path, decision.clone()).await.expect(200);
    owner
        .patch(&path, decision.clone())
        .await
        .refused(409, "conflict");

    // A report is of its room: by another's address there is none.
    let (room, ada) = (unique("other"), &scene.ada);
    let other = ada
        .post("/api/rooms", json!({ "name": room }))
        .await
        .expect(201)
        .body;
    let other = other["room"]["id"].as_str().unwrap();
    let elsewhere = format!("/api/rooms/{other}/reports/{id}");
    ada.patch(&elsewhere, decision)
        .await
        .refused(404, "not_found");
}
