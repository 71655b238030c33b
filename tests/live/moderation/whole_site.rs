//! What changes the whole site: its owner, its words, who may sign up. On a site of its own; one test at a time.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::accounts::visitor::{Visitor, owner_exists, unique};

/// Its owner, and the right to change what one wants as long as it is put back.
pub async fn alone() -> Option<(Visitor, MutexGuard<'static, ()>)> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    let Ok(site) = std::env::var("CONFAB_URL_ALONE") else {
        eprintln!("left out: CONFAB_URL_ALONE is not set");
        return None;
    };
    let alone = ALONE.lock().await;
    owner_exists(&site).await;
    let owner = Visitor::on(&site);
    owner.log_in("owner").await.expect(200);
    Some((owner, alone))
}

/// Somebody with a new account there, and their id.
async fn member(owner: &Visitor, name: &str) -> (Visitor, String) {
    let visitor = Visitor::on(&owner.site);
    visitor.sign_up(&unique(name)).await.expect(201);
    let id = visitor.id().await;
    (visitor, id)
}

fn at(id: &str) -> String {
    format!("/api/admin/users/{id}")
}

async fn role_of(visitor: &Visitor) -> Value {
    let me = visitor.get("/api/me").await.expect(200);
    me.body["user"]["role"].clone()
}

#[tokio::test]
async fn admins_are_made_and_unmade_by_the_owner_and_stand_below() {
    let Some((owner, _alone)) = alone().await else {
        return;
    };
    let owner_id = owner.id().await;
    let ((bob, bob_id), (eve, eve_id)) = (member(&owner, "bob").await, member(&owner, "eve").await);
    let (_, cid_id) = member(&owner, "cid").await;
    for id in [&bob_id, &eve_id] {
        let made = owner.patch(&at(id), json!({ "role": "admin" })).await;
        assert_eq!(made.expect(200).body["user"]["role"], "admin");
    }
    bob.get("/api/admin/settings").await.expect(200);
    for (id, given) in [(&cid_id, "admin"), (&bob_id, "owner"), (&eve_id, "member")] {
        let answer = bob.patch(&at(id), json!({ "role": given })).await;
        answer.refused(403, "forbidden");
    }
    for id in [&owner_id, &eve_id] {
        let ban = format!("{}/ban", at(id));
        bob.put(&ban, json!({})).await.refused(403, "forbidden");
    }
    let reset = format!("{}/reset", at(&owner_id));
    bob.post(&reset, json!({})).await.refused(403, "forbidden");
    bob.post(&format!("{}/reset", at(&cid_id)), json!({}))
        .await
        .expect(201);
    // A program of the owner's is not the owner.
    let program = owner.program().await;
    let by_program = program
        .patch(&at(&cid_id), json!({ "role": "admin" }))
        .await;
    by_program.refused(403, "forbidden");
    for (id, given) in [
        (&owner_id, "member"),
        (&owner_id, "admin"),
        (&cid_id, "guest"),
    ] {
        let answer = owner.patch(&at(id), json!({ "role": given })).await;
        answer.refused(409, "conflict");
    }
    let guest = Visitor::on(&owner.site);
    let entered = guest
        .post("/api/guest", json!({ "display_name": "Gus" }))
        .await;
    let guest_id = entered.expect(201).body["user"]["id"].clone();
    let made = owner
        .patch(&at(guest_id.as_str().unwrap()), json!({ "role": "admin" }))
        .await;
    made.refused(409, "conflict");

    // A socket that was opened as an admin's does not outlast that.
    let room = eve.general().await;
    let origin = eve.site.clone();
    let mut socket = eve.socket(&room, Some(&origin)).await.unwrap();
    for id in [&bob_id, &eve_id] {
        let unmade = owner.patch(&at(id), json!({ "role": "member" })).await;
        unmade.expect(200);
    }
    assert_eq!(socket.close_code().await, 4401);
    eve.get("/api/admin/settings")
        .await
        .refused(403, "forbidden");
    eve.socket(&room, Some(&origin)).await.unwrap();
}

#[tokio::test]
async fn a_site_is_handed_over_and_has_one_owner_whoever_is_quicker() {
    let Some((owner, _alone)) = alone().await else {
        return;
    };
    let owner_id = owner.id().await;
    let people = join_all(["bob", "cid", "dan", "eve"].map(|name| member(&owner, name))).await;
    let offers = people
        .iter()
        .map(|(_, id)| async { owner.patch(&at(id), json!({ "role": "owner" })).await });
    let answers = join_all(offers).await;
    let took = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(took, 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.status < 500));
    assert_eq!(role_of(&owner).await, "admin");

    let mut owners = Vec::new();
    for (person, _) in &people {
        if role_of(person).await == "owner" {
            owners.push(person);
        }
    }
    let [heir] = owners.as_slice() else {
        panic!("{} owners", owners.len());
    };
    let site = heir.get("/api/site").await.expect(200).body;
    assert_eq!(site["owned"], true);
    let back = heir.patch(&at(&owner_id), json!({ "role": "owner" })).await;
    back.expect(200);
    assert_eq!(role_of(&owner).await, "owner");
    let heir = heir.id().await;
    let unmade = owner.patch(&at(&heir), json!({ "role": "member" })).await;
    unmade.expect(200);

    let log = owner.get("/api/admin/audit?action=site.owner").await;
    let log = log.expect(200).body;
    assert!(log["entries"].as_array().unwrap().len() >= 2, "{log}");
}

#[tokio::test]
async fn words_are_covered_or_held_back_in_all_rooms() {
    let Some((owner, _alone)) = alone().await else {
        return;
    };
    let (ada, _) = member(&owner, "ada").await;
    let general = ada.general().await;
    let set = |words: Value| owner.patch("/api/admin/settings", json!({ "words": words }));
    let say = |room: &str, text: &str| {
        let path = format!("/api/rooms/{room}/messages");
        let text = json!({ "text": text });
        let ada = &ada;
        async move { ada.post(&path, text).await }
    };
    let shown = |answer: crate::accounts::visitor::Answer| answer.body["message"]["text"].clone();

    say(&general, "what the heck, a scam").await.expect(201);
    let words = json!([{ "word": "Scam", "rule": "hold" }, { "word": "heck", "rule": "mask" }]);
    let stored = set(words).await.expect(200).body["words"].clone();
    assert_eq!(
        stored,
        json!([{ "word": "heck", "rule": "mask" }, { "word": "scam", "rule": "hold" }])
    );
    // A room that is made now knows them from the start.
    let made = ada.post("/api/rooms", json!({ "name": unique("r") })).await;
    let made = made.expect(201).body["room"]["id"].clone();
    for room in [general.as_str(), made.as_str().unwrap()] {
        let masked = say(room, "What the HECK?").await.expect(201);
        assert_eq!(shown(masked), "What the ••••?");
        say(room, "a scam").await.refused(403, "forbidden");
    }
    for words in [
        json!([{ "word": "two words", "rule": "hold" }]),
        json!([{ "word": "heck", "rule": "shout" }]),
        json!(["heck"]),
        json!([{ "word": "", "rule": "hold" }]),
    ] {
        set(words).await.refused(400, "bad_request");
    }
    let many: Vec<Value> = (0..501)
        .map(|number| json!({ "word": format!("w{number}"), "rule": "hold" }))
        .collect();
    set(json!(many)).await.refused(413, "too_large");

    set(json!([])).await.expect(200);
    let plain = say(&general, "a heck of a scam").await.expect(201);
    assert_eq!(shown(plain), "a heck of a scam");
}

#[tokio::test]
async fn any_good_invitation_lets_its_holder_sign_up_and_counts_once() {
    let Some((owner, _alone)) = alone().await else {
        return;
    };
    let set = |mode: &str| owner.patch("/api/admin/settings", json!({ "signup": mode }));
    let room = owner
        .post(
            "/api/rooms",
            json!({ "name": unique("club"), "kind": "private" }),
        )
        .await
        .expect(201)
        .body["room"]["id"]
        .clone();
    let room = room.as_str().unwrap();
    let invite = |uses: u32| {
        let path = format!("/api/rooms/{room}/invites");
        let owner = &owner;
        async move {
            let made = owner.post(&path, json!({ "max_uses": uses })).await;
            made.expect(201).body["code"].as_str().unwrap().to_owned()
        }
    };
    let code = invite(1).await;
    let guests_code = invite(1).await;
    let guest = Visitor::on(&owner.site);
    let entered = guest
        .post("/api/guest", json!({ "display_name": "Gus" }))
        .await;
    entered.expect(201);

    set("invite").await.expect(200);
    let sign_up = |code: &str| {
        let password = crate::accounts::visitor::PASSWORD;
        let body = json!({ "username": unique("new"), "password": password, "invite": code });
        let visitor = Visitor::on(&owner.site);
        async move { (visitor.post("/api/signup", body).await, visitor) }
    };
    let answers = join_all((0..20).map(|_| sign_up(&code))).await;
    let made: Vec<_> = answers
        .iter()
        .filter(|(answer, _)| answer.status == 201)
        .collect();
    assert_eq!(made.len(), 1, "one use is one account");
    let (_, newcomer) = made[0];
    let accept = |code: &str| format!("/api/invites/{code}");
    let seat = newcomer.post(&accept(&code), json!({})).await.expect(200);
    assert_eq!(seat.body["room"]["id"], room);
    let used = |code: String| {
        let path = format!("/api/rooms/{room}/invites");
        let owner = &owner;
        async move {
            let listed = owner.get(&path).await.expect(200).body;
            let invites = listed["invites"].as_array().unwrap().clone();
            let invite = invites
                .into_iter()
                .find(|invite| invite["code"] == code.as_str());
            invite.unwrap()["uses"].clone()
        }
    };
    assert_eq!(used(code.clone()).await, 1);

    // The other way round: first the seat, as a guest, then the account.
    guest
        .post(&accept(&guests_code), json!({}))
        .await
        .expect(200);
    let claim = json!({
        "username": unique("gus"),
        "password": crate::accounts::visitor::PASSWORD,
        "invite": guests_code,
    });
    guest.post("/api/me/claim", claim).await.expect(200);
    assert_eq!(used(guests_code).await, 1);
    set("open").await.expect(200);
}
