//! A room from outside: what those who look after the site see of it, and do in it, without a seat.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::Site;

const ADMIN: [&str; 7] = [
    "delete_others",
    "configure",
    "moderate",
    "set_role",
    "hand_over",
    "archive",
    "destroy",
];

#[tokio::test]
async fn a_room_says_what_one_may_do_in_it() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let owner = site.owner().await;
    for kind in ["private", "public"] {
        let room = ada.make_room(kind).await;
        let address = format!("rooms/{room}");
        let settings = json!({ "topic": "secret plans", "slow_mode_ms": 5_000, "locked": true });
        ada.ask(Method::PATCH, &address, Some(settings))
            .await
            .json();

        let own = ada.get(&address).await;
        assert_eq!(own["may"], own["you"]["may"]);
        let seen = owner.get(&address).await;
        assert_eq!((&seen["room"], &seen["you"]), (&own["room"], &Value::Null));
        assert_eq!(seen["may"], json!(ADMIN));
        // Reading is not among it.
        assert!(seen["head"].is_null());
        let history = owner
            .ask(Method::GET, &format!("{address}/messages"), None)
            .await;
        assert!(history.status == 404 || history.status == 403);

        let name = json!({ "topic": "open plans" });
        let edited = owner.ask(Method::PATCH, &address, Some(name)).await;
        assert_eq!(edited.json()["room"]["topic"], "open plans");
        let from_outside = bob.ask(Method::GET, &address, None).await;
        match kind {
            "private" => from_outside.is(404, "not_found"),
            _ => assert_eq!(from_outside.json()["may"], json!([])),
        }
    }
    let direct = ada.post("direct", json!({ "users": [bob.id] })).await;
    let direct = format!("rooms/{}", direct.json()["room"]["id"].as_str().unwrap());
    owner
        .ask(Method::GET, &direct, None)
        .await
        .is(404, "not_found");
    let nothing = format!("rooms/{}", crate::site::NO_ID);
    owner
        .ask(Method::GET, &nothing, None)
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn members_are_found_by_their_names() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    for name in ["Ärmin Öz", "Bob Armitage", "Charlie-Ann", "Dan"] {
        site.guest(name).await.join(&room).await;
    }
    for (sought, found) in [
        ("ann", &["Charlie-Ann"][..]),
        ("ARM", &["Bob Armitage"]),
        ("%C3%A4rm", &["Ärmin Öz"]),
        ("%C3%96Z", &["Ärmin Öz"]),
        ("bob%20arm", &["Bob Armitage"]),
        ("a", &["ada", "Bob Armitage", "Charlie-Ann"]),
        ("itage", &[]),
        ("%25", &[]),
        (
            "%20",
            &["ada", "Ärmin Öz", "Bob Armitage", "Charlie-Ann", "Dan"],
        ),
    ] {
        let page = ada.get(&format!("rooms/{room}/members?q={sought}")).await;
        let members = page["members"].as_array().unwrap().iter();
        let mut names: Vec<&str> = members
            .map(|seat| seat["user"]["name"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        let mut expected = found.to_vec();
        expected.sort_unstable();
        assert_eq!(names, expected, "{sought}");
        assert!(page["next"].is_null());
    }
}

#[tokio::test]
async fn a_list_says_who_sent_somebody_out() {
    let site = Site::open();
    let (ada, bob, eve) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("eve").await,
    );
    let owner = site.owner().await;
    let room = ada.make_room("private").await;
    for (by, whom) in [(&ada, &bob), (&owner, &eve)] {
        let path = format!("rooms/{room}/bans/{}", whom.id);
        assert_eq!(
            by.ask(Method::PUT, &path, Some(json!({}))).await.status,
            204
        );
    }
    let bans = ada.get(&format!("rooms/{room}/bans")).await;
    for (by, whom) in [(&ada, &bob), (&owner, &eve)] {
        let bans = bans["bans"].as_array().unwrap();
        let ban = bans
            .iter()
            .find(|ban| ban["user"]["id"] == whom.id.as_str());
        let ban = ban.unwrap();
        assert_eq!(
            (&ban["by"], &ban["by_user"]["id"]),
            (&json!(by.id), &json!(by.id))
        );
        assert!(ban["by_user"]["name"].is_string());
    }
}
