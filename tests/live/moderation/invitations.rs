//! Invitations to a room.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::accounts::visitor::{Answer, Visitor, unique};

/// A private room, and who owns it.
struct Club {
    ada: Visitor,
    room: String,
    name: String,
}

async fn club() -> Club {
    let (ada, _) = Visitor::member("ada").await;
    let name = unique("club");
    let made = ada
        .post(
            "/api/rooms",
            json!({ "name": name, "topic": "Books", "kind": "private" }),
        )
        .await
        .expect(201)
        .body;
    let room = made["room"]["id"].as_str().unwrap().to_owned();
    Club { ada, room, name }
}

impl Club {
    fn path(&self, rest: &str) -> String {
        format!("/api/rooms/{}{rest}", self.room)
    }

    async fn invite(&self, terms: Value) -> Value {
        let made = self.ada.post(&self.path("/invites"), terms).await;
        made.expect(201).body
    }

    async fn uses(&self, code: &str) -> Value {
        let listed = self.ada.get(&self.path("/invites")).await.expect(200).body;
        let invites = listed["invites"].as_array().unwrap();
        let invite = invites.iter().find(|invite| invite["code"] == code);
        invite.unwrap()["uses"].clone()
    }
}

fn code(invite: &Value) -> &str {
    invite["code"].as_str().unwrap()
}

async fn look(code: &str) -> Answer {
    Visitor::new().get(&format!("/api/invites/{code}")).await
}

async fn accept(visitor: &Visitor, code: &str) -> Answer {
    let path = format!("/api/invites/{code}");
    visitor.post(&path, json!({})).await
}

/// Why an invitation is not good.
fn why(answer: Answer) -> String {
    let answer = answer.refused(404, "not_found");
    answer.body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_says_where_it_leads_and_leads_there() {
    let club = club().await;
    let invite = club
        .invite(json!({ "max_uses": 5, "expires_in": 60_000 }))
        .await;
    let code = code(&invite);
    assert_eq!(invite["url"], format!("{}/i/{code}", club.ada.site));
    assert_eq!(invite["by"]["id"], club.ada.id().await);

    let shown = look(code).await.expect(200).body;
    let room = json!({
        "id": club.room, "name": club.name, "topic": "Books", "kind": "private", "members": 1,
    });
    assert_eq!(shown["room"], room, "{shown}");
    assert_eq!(shown["expires_at"], invite["expires_at"]);
    assert_eq!(shown["site"]["owned"], true);

    let guest = Visitor::guest("Gus").await;
    let messages = club.path("/messages");
    guest.get(&messages).await.refused(404, "not_found");
    for _ in 0..2 {
        let seat = accept(&guest, code).await.expect(200).body;
        assert_eq!(seat["room"]["id"], club.room);
    }
    guest.get(&messages).await.expect(200);
    accept(&club.ada, code).await.expect(200);
    assert_eq!(
        club.uses(code).await,
        1,
        "once for each person who came by it"
    );
    let stranger = Visitor::new();
    accept(&stranger, code)
        .await
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn one_that_is_no_longer_good_says_why() {
    let club = club().await;
    let (bob, _) = Visitor::member("bob").await;
    assert!(why(look("no-such-code").await).starts_with("There is no such invitation."));
    why(accept(&bob, "no-such-code").await);

    let invite = club.invite(json!({ "expires_in": 1 })).await;
    while look(code(&invite)).await.status == 200 {}
    assert!(why(look(code(&invite)).await).contains("has expired"));
    assert!(why(accept(&bob, code(&invite)).await).contains("has expired"));

    let invite = club.invite(json!({ "max_uses": 1 })).await;
    accept(&bob, code(&invite)).await.expect(200);
    assert!(why(look(code(&invite)).await).contains("is used up"));
    let (cid, _) = Visitor::member("cid").await;
    assert!(why(accept(&cid, code(&invite)).await).contains("is used up"));

    let invite = club.invite(json!({})).await;
    let path = club.path(&format!("/invites/{}", code(&invite)));
    club.ada.delete(&path).await.expect(204);
    club.ada.delete(&path).await.refused(404, "not_found");
    assert!(why(look(code(&invite)).await).contains("was taken back"));
    assert!(why(accept(&cid, code(&invite)).await).contains("was taken back"));

    let invite = club.invite(json!({})).await;
    club.ada.delete(&club.path("")).await.expect(204);
    why(look(code(&invite)).await);
    why(accept(&cid, code(&invite)).await);
}

#[tokio::test]
async fn the_last_use_goes_to_one_of_twenty() {
    let club = club().await;
    let invite = club.invite(json!({ "max_uses": 1 })).await;
    let guests = join_all((0..20).map(|_| Visitor::guest("Gus"))).await;
    let answers = join_all(guests.iter().map(|guest| accept(guest, code(&invite)))).await;
    let seated = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 404).count();
    assert_eq!((seated, refused), (1, 19), "{answers:?}");
    assert_eq!(club.uses(code(&invite)).await, 1);
    let members = club.ada.get(&club.path("/members")).await.expect(200).body;
    assert_eq!(members["members"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_refusal_by_the_room_is_no_use() {
    let club = club().await;
    let invite = club.invite(json!({ "max_uses": 1 })).await;
    let (mallory, _) = Visitor::member("mallory").await;
    let ban = club.path(&format!("/bans/{}", mallory.id().await));
    club.ada.put(&ban, json!({})).await.expect(204);
    let refused = accept(&mallory, code(&invite)).await;
    refused.refused(403, "forbidden");
    assert_eq!(club.uses(code(&invite)).await, 0);

    let (bob, _) = Visitor::member("bob").await;
    let settings = club.path("");
    let lock = |locked: bool| club.ada.patch(&settings, json!({ "locked": locked }));
    lock(true).await.expect(200);
    accept(&bob, code(&invite)).await.refused(403, "forbidden");
    let another = club.ada.post(&club.path("/invites"), json!({})).await;
    another.refused(403, "forbidden");
    lock(false).await.expect(200);
    accept(&bob, code(&invite)).await.expect(200);
    assert_eq!(club.uses(code(&invite)).await, 1);
}

#[tokio::test]
async fn members_see_and_take_back_their_own_and_moderators_all() {
    let club = club().await;
    let (bob, _) = Visitor::member("bob").await;
    let first = club.invite(json!({})).await;
    accept(&bob, code(&first)).await.expect(200);
    let own = bob.post(&club.path("/invites"), json!({})).await;
    let own = own.expect(201).body;
    let codes = |visitor: Answer| -> Vec<String> {
        let body = visitor.expect(200).body;
        let invites = body["invites"].as_array().unwrap();
        invites
            .iter()
            .map(|invite| code(invite).to_owned())
            .collect()
    };
    assert_eq!(codes(bob.get(&club.path("/invites")).await), [code(&own)]);
    assert_eq!(codes(club.ada.get(&club.path("/invites")).await).len(), 2);
    let adas = club.path(&format!("/invites/{}", code(&first)));
    let bobs = club.path(&format!("/invites/{}", code(&own)));
    bob.delete(&adas).await.refused(403, "forbidden");
    bob.delete(&bobs).await.expect(204);
    club.ada.delete(&adas).await.expect(204);

    let guest = Visitor::guest("Gus").await;
    let stranger = guest.get(&club.path("/invites")).await;
    stranger.refused(404, "not_found");
    let public = json!({ "name": unique("open") });
    let public = bob.post("/api/rooms", public).await.expect(201).body;
    let public = public["room"]["id"].as_str().unwrap();
    let join = format!("/api/rooms/{public}/join");
    guest.post(&join, json!({})).await.expect(200);
    let invites = format!("/api/rooms/{public}/invites");
    guest
        .post(&invites, json!({}))
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn one_to_the_site_leads_to_no_room() {
    let owner = Visitor::owner().await;
    let made = owner.post("/api/admin/invites", json!({})).await;
    let made = made.expect(201).body;
    let shown = look(code(&made)).await.expect(200).body;
    assert_eq!(shown["room"], Value::Null);
    let (ada, _) = Visitor::member("ada").await;
    accept(&ada, code(&made)).await.refused(400, "bad_request");
    let revoke = format!("/api/admin/invites/{}", code(&made));
    owner.delete(&revoke).await.expect(204);
    assert!(why(look(code(&made)).await).contains("was taken back"));
}
