//! Everybody a site can have: one person for each column of the tables.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, Person, Site};

/// Those who ask, in the order of the columns of the tables about rooms.
pub const IN_ROOMS: [&str; 11] = [
    "stranger",
    "outsider",
    "kicked",
    "banned",
    "guest",
    "muted",
    "member",
    "moderator",
    "owner",
    "admin",
    "site owner",
];
/// Those who ask, in the order of the columns of the table about all else.
pub const ON_SITE: [&str; 5] = ["stranger", "guest", "member", "admin", "site owner"];

/// Everybody.
pub struct People {
    site: Site,
    everybody: Vec<(&'static str, Person)>,
    /// Somebody with a seat, to whom things are done.
    pub target: Person,
}

impl People {
    pub async fn gather(site: &Site) -> Self {
        let mut everybody = Vec::new();
        for who in IN_ROOMS {
            let person = match who {
                "stranger" => site.stranger(),
                "guest" => site.guest("guest").await,
                "admin" => admin(site).await,
                "site owner" => site.owner().await,
                other => site.member(other).await,
            };
            everybody.push((who, person));
        }
        Self {
            target: site.member("target").await,
            site: site.clone(),
            everybody,
        }
    }

    pub fn who(&self, who: &str) -> &Person {
        &self
            .everybody
            .iter()
            .find(|(name, _)| *name == who)
            .unwrap()
            .1
    }

    /// A room with everybody in their place.
    pub async fn room(&self, kind: &str) -> String {
        let owner = self.who("owner");
        let room = owner.make_room(kind).await;
        let code = invite(owner, &room).await;
        for person in ["kicked", "banned", "guest", "muted", "member", "moderator"]
            .map(|who| self.who(who))
            .into_iter()
            .chain([&self.target])
        {
            person
                .post(&format!("invites/{code}"), json!({}))
                .await
                .json();
        }
        let id = |who: &str| self.who(who).id.clone();
        for (method, path, body) in [
            (
                Method::PUT,
                format!("members/{}", id("moderator")),
                json!({ "role": "moderator" }),
            ),
            (
                Method::DELETE,
                format!("members/{}", id("kicked")),
                json!({}),
            ),
            (Method::PUT, format!("bans/{}", id("banned")), json!({})),
            (Method::PUT, format!("mutes/{}", id("muted")), json!({})),
        ] {
            self.by_owner(&room, method, &path, body).await.json();
        }
        // Message 1: somebody's whom most may not touch.
        self.target.say(&room, "a message of the target's").await;
        room
    }

    pub async fn by_owner(&self, room: &str, method: Method, path: &str, body: Value) -> Answer {
        let path = format!("rooms/{room}/{path}");
        self.who("owner").ask(method, &path, Some(body)).await
    }

    /// The target sits in the room again, unmuted and not banned, whatever was done to them.
    pub async fn reseat(&self, room: &str) {
        let target = &self.target.id;
        for undo in ["bans", "mutes"] {
            self.by_owner(room, Method::DELETE, &format!("{undo}/{target}"), json!({}))
                .await;
        }
        let code = invite(self.who("owner"), room).await;
        self.target
            .post(&format!("invites/{code}"), json!({}))
            .await
            .json();
    }

    /// Somebody new, of the same kind: for what they do to themselves.
    pub async fn another(&self, who: &str) -> Person {
        match who {
            "guest" => self.site.guest("guest").await,
            "member" => self.site.member("member").await,
            "admin" => admin(&self.site).await,
            "site owner" => self.site.owner().await,
            other => self.who(other).clone(),
        }
    }
}

/// An invitation to a room.
pub async fn invite(by: &Person, room: &str) -> String {
    let made = by.post(&format!("rooms/{room}/invites"), json!({})).await;
    made.json()["code"].as_str().unwrap().to_owned()
}

async fn admin(site: &Site) -> Person {
    let admin = site.member("admin").await;
    let path = format!("admin/users/{}", admin.id);
    site.owner()
        .await
        .ask(Method::PATCH, &path, Some(json!({ "role": "admin" })))
        .await
        .json();
    admin
}
