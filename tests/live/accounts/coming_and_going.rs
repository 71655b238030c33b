//! Coming, one's own account, going.

use serde_json::json;

use super::visitor::{PASSWORD, Visitor, unique};

#[tokio::test]
async fn signing_up_logs_in_and_seats_in_general() {
    let (ada, username) = Visitor::member("ada").await;
    let me = ada.get("/api/me").await.expect(200);
    assert_eq!(me.body["user"]["username"], username.as_str());
    assert_eq!(me.body["user"]["name"], username.as_str());
    assert_eq!(me.body["user"]["kind"], "member");
    assert_eq!(me.body["user"]["role"], "member");
    assert_eq!(me.body["site"]["owned"], true);
    assert_eq!(me.body["rooms"][0]["name"], "general");
    assert_eq!(me.body["rooms"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
    let (visitor, _) = Visitor::member("ada").await;
    let answer = visitor
        .post("/api/session/refresh", json!({}))
        .await
        .expect(204);
    let cookies: Vec<_> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    let [access, refresh] = cookies.as_slice() else {
        panic!("{cookies:?}")
    };
    for (cookie, parts) in [
        (
            access,
            [
                "confab_access=",
                "; Path=/; ",
                "; HttpOnly",
                "; SameSite=Lax",
            ],
        ),
        (
            refresh,
            [
                "confab_refresh=",
                "; Path=/api/session; ",
                "; HttpOnly",
                "; SameSite=Strict",
            ],
        ),
    ] {
        assert!(parts.iter().all(|part| cookie.contains(part)), "{cookie}");
    }
}

#[tokio::test]
async fn a_username_is_taken_in_any_spelling() {
    let (_, username) = Visitor::member("ada").await;
    let other = Visitor::new();
    other.sign_up(&username).await.refused(409, "name_taken");
    other
        .sign_up(&username.to_ascii_uppercase())
        .await
        .refused(409, "name_taken");
    assert_eq!(other.cookie("confab_access"), None);
}

#[tokio::test]
async fn of_many_who_want_a_name_at_once_one_gets_it() {
    Visitor::member("ada").await;
    let username = unique("wanted");
    let visitors: Vec<_> = (0..8).map(|_| Visitor::new()).collect();
    let tries = visitors.iter().map(|visitor| visitor.sign_up(&username));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        1
    );
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 409).count(),
        7
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_answered_alike() {
    let (_, username) = Visitor::member("ada").await;
    let unknown = unique("nobody");
    let mut answers = Vec::new();
    for (name, password) in [
        (username.as_str(), "wrong horse"),
        (&unknown, "wrong horse"),
        (&username, "short"),
        (&unknown, PASSWORD),
    ] {
        let visitor = Visitor::new();
        let answer = visitor
            .post(
                "/api/login",
                json!({ "username": name, "password": password }),
            )
            .await;
        let answer = answer.refused(401, "unauthenticated");
        let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        answers.push((answer.body, names));
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:#?}"
    );
}

#[tokio::test]
async fn guests_have_a_name_and_nothing_else() {
    let guest = Visitor::guest("Gus 🎈").await;
    let me = guest.get("/api/me").await.expect(200);
    assert_eq!(me.body["user"]["name"], "Gus 🎈");
    assert_eq!(me.body["user"]["kind"], "guest");
    assert_eq!(me.body["user"]["role"], "guest");
    assert_eq!(me.body["user"]["username"], json!(null));
    guest
        .put(
            "/api/me/password",
            json!({ "current": PASSWORD, "new": PASSWORD }),
        )
        .await
        .refused(409, "conflict");
    guest
        .post("/api/me/tokens", json!({ "name": "x" }))
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn a_guest_claims_an_account_and_stays_who_they_are() {
    let guest = Visitor::guest("Gus").await;
    let (id, username) = (guest.id().await, unique("gus"));
    let (_, taken) = Visitor::member("ada").await;
    let claim = |name: &str| json!({ "username": name, "password": PASSWORD });
    guest
        .post("/api/me/claim", claim(&taken))
        .await
        .refused(409, "name_taken");
    let claimed = guest
        .post("/api/me/claim", claim(&username))
        .await
        .expect(200);
    assert_eq!(claimed.body["user"]["id"], id.as_str());
    assert_eq!(claimed.body["user"]["kind"], "member");
    assert_eq!(claimed.body["user"]["name"], "Gus");
    guest
        .post("/api/me/claim", claim(&unique("gus")))
        .await
        .refused(409, "conflict");

    let elsewhere = Visitor::new();
    elsewhere.log_in(&username).await.expect(200);
    assert_eq!(elsewhere.id().await, id);
}

#[tokio::test]
async fn a_profile_changes_in_what_is_given() {
    let (ada, _) = Visitor::member("ada").await;
    let edited = ada
        .patch(
            "/api/me",
            json!({ "display_name": " Ada L. ", "status": "busy" }),
        )
        .await
        .expect(200);
    assert_eq!(edited.body["user"]["name"], "Ada L.");
    let edited = ada
        .patch("/api/me", json!({ "status": "" }))
        .await
        .expect(200);
    assert_eq!(edited.body["user"]["name"], "Ada L.");
    assert_eq!(edited.body["user"]["status"], json!(null));
    assert_eq!(ada.get("/api/me").await.body["user"], edited.body["user"]);
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_their_names() {
    let (ada, username) = Visitor::member("finder").await;
    let shown = unique("Ödön");
    ada.patch("/api/me", json!({ "display_name": shown }))
        .await
        .expect(200);
    for beginning in [
        username.as_str(),
        &username[..username.len() - 1],
        &shown,
        &shown.to_ascii_lowercase(),
    ] {
        let encoded: String = beginning
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let found = ada
            .get(&format!("/api/users?q={encoded}"))
            .await
            .expect(200);
        let users = found.body["users"].as_array().unwrap();
        assert!(
            users
                .iter()
                .any(|user| user["username"] == username.as_str()),
            "{beginning}: {users:?}"
        );
        assert!(users.iter().all(|user| user.get("password").is_none()));
    }
    let everybody = ada.get("/api/users").await.expect(200);
    assert!(everybody.body["users"].as_array().unwrap().len() <= 20);
}

#[tokio::test]
async fn an_account_is_deleted_by_whoever_knows_its_password() {
    let (ada, username) = Visitor::member("ada").await;
    let (id, elsewhere) = (ada.id().await, Visitor::new());
    elsewhere.log_in(&username).await.expect(200);
    let program = ada.program().await;

    ada.delete("/api/me").await.refused(400, "bad_request");
    let wrong = json!({ "password": "wrong horse" });
    ada.ask(reqwest::Method::DELETE, "/api/me", Some(wrong))
        .await
        .refused(403, "forbidden");
    let right = json!({ "password": PASSWORD });
    ada.ask(reqwest::Method::DELETE, "/api/me", Some(right))
        .await
        .expect(204);

    assert_eq!(ada.cookie("confab_access"), None);
    elsewhere
        .get("/api/me")
        .await
        .refused(401, "unauthenticated");
    elsewhere
        .post("/api/session/refresh", json!({}))
        .await
        .refused(401, "unauthenticated");
    program.get("/api/me").await.refused(401, "unauthenticated");
    Visitor::new()
        .log_in(&username)
        .await
        .refused(401, "unauthenticated");

    // The name is free again, and whoever takes it is somebody else.
    let heir = Visitor::new();
    heir.sign_up(&username).await.expect(201);
    assert_ne!(heir.id().await, id);
}

#[tokio::test]
async fn a_guest_is_deleted_without_a_password() {
    let guest = Visitor::guest("Gus").await;
    guest.delete("/api/me").await.expect(204);
    guest.get("/api/me").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_owner_stays_while_others_are_here() {
    Visitor::member("ada").await;
    let owner = Visitor::owner().await;
    let body = json!({ "password": PASSWORD });
    let refused = owner
        .ask(reqwest::Method::DELETE, "/api/me", Some(body))
        .await
        .refused(409, "conflict");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("own this site")
    );
    owner.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn what_the_deleted_wrote_stays_without_their_name() {
    let (ada, username) = Visitor::member("ada").await;
    let (bob, _) = Visitor::member("bob").await;
    let made = json!({ "name": "Memories", "kind": "public" });
    let made = bob.post("/api/rooms", made).await.expect(201);
    let room = format!("/api/rooms/{}", made.body["room"]["id"].as_str().unwrap());
    ada.post(&format!("{room}/join"), json!({}))
        .await
        .expect(200);
    ada.post(&format!("{room}/messages"), json!({ "text": "I was here" }))
        .await
        .expect(201);
    let password = Some(json!({ "password": PASSWORD }));
    ada.ask(reqwest::Method::DELETE, "/api/me", password)
        .await
        .expect(204);

    let read = bob.get(&format!("{room}/messages")).await.expect(200).body;
    assert_eq!(read["messages"][0]["text"], "I was here");
    assert_eq!(read["messages"][0]["author"]["name"], "Deleted user");
    let members = bob.get(&format!("{room}/members")).await.expect(200).body;
    for answer in [read.to_string(), members.to_string()] {
        assert!(!answer.contains(&username), "{answer}");
    }
    assert!(!members.to_string().contains("Deleted user"), "{members}");
}

#[tokio::test]
async fn rooms_learn_that_a_guest_has_become_a_member() {
    let guest = Visitor::guest("Gus").await;
    let general = guest.general().await;
    let role = async |visitor: &Visitor| {
        let path = format!("/api/rooms/{general}/members");
        let (members, id) = tokio::join!(visitor.get(&path), visitor.id());
        let members = members.expect(200).body;
        let seats = members["members"].as_array().unwrap().clone();
        let seat = seats.iter().find(|seat| seat["user"]["id"] == id.as_str());
        seat.map(|seat| seat["role"].clone())
    };
    assert_eq!(role(&guest).await, Some(json!("guest")));
    let claim = json!({ "username": unique("gus"), "password": PASSWORD });
    guest.post("/api/me/claim", claim).await.expect(200);
    assert_eq!(role(&guest).await, Some(json!("member")));
}
