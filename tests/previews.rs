//! Previews in a room: when links are looked up, and what becomes of what is found.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::rc::Rc;

use confab::room::effects::Effect;
use confab::room::engine::{Asker, Engine};
use confab::room::messages::Page;
use confab::room::rates::Allowance;
use confab::wire::commands::Draft;
use confab::wire::events::Event;
use confab::wire::text::{Nonce, Text};
use confab::wire::types::{
    Author, Message, Preview, Room, RoomId, RoomKind, SeatRole, Seq, SessionId, UserId, UserKind,
};

#[allow(dead_code, reason = "only the simulator crashes it")]
#[path = "simulator/database.rs"]
mod database;

use database::{Sql, Store};

const A: &str = "https://a.example/";
const B: &str = "https://b.example/";

/// A room with its owner Ada, and the members Bob and Mod, who keeps order.
struct House {
    store: Rc<Store>,
    engine: Engine<Sql>,
}

impl House {
    fn new() -> Self {
        let store = Store::new(None);
        store.begin(None);
        let founders = [
            (person("ada"), SeatRole::Owner),
            (person("bob"), SeatRole::Member),
            (person("mod"), SeatRole::Moderator),
        ];
        let name = "room".to_owned();
        let room = Room::new(
            RoomId(name.clone()),
            name,
            String::new(),
            RoomKind::Public,
            0,
        );
        let db = Sql(Rc::clone(&store));
        let engine = Engine::create(db, &room, &founders, &[], Allowance::default(), 0);
        Self {
            store,
            engine: engine.unwrap().unwrap(),
        }
    }

    /// Ends the object, and begins it anew from its tables.
    fn restart(&mut self) {
        let db = Sql(Rc::clone(&self.store));
        self.engine = Engine::open(db, Allowance::default()).unwrap().unwrap();
    }

    /// What Ada says; its place, and the links that are looked up.
    fn say(&mut self, text: &str) -> (Seq, Vec<String>) {
        let (message, effects) = self
            .engine
            .post(&asker("ada"), draft(text, None), 1)
            .unwrap();
        (message.seq, looked_up(&effects, message.seq))
    }

    /// Ada changes it to this; the links that are looked up.
    fn edit(&mut self, seq: Seq, text: &str) -> Vec<String> {
        let text = Text::parse(text).unwrap();
        let (_, effects) = self.engine.edit(&asker("ada"), seq, text, 2).unwrap();
        looked_up(&effects, seq)
    }

    /// The message as those who are told that it has changed see it; none when nobody is told.
    fn previewed(&mut self, seq: Seq, url: &str, title: &str) -> Option<Message> {
        told(self.engine.previewed(seq, preview(url, title)).unwrap())
    }

    /// What is shown with a message, to whoever reads it now.
    fn titles(&mut self, seq: Seq) -> Vec<String> {
        self.restart();
        let page = self
            .engine
            .history(&asker("ada"), Page::After(seq - 1), 1, 3);
        titles(&page.unwrap().0[0])
    }
}

fn person(id: &str) -> Author {
    Author {
        id: UserId(id.into()),
        name: id.into(),
        avatar: None,
        kind: UserKind::Member,
    }
}

fn asker(id: &str) -> Asker {
    Asker {
        user: UserId(id.into()),
        session: SessionId(id.into()),
        admin: false,
        limited: true,
    }
}

fn draft(text: &str, nonce: Option<&str>) -> Draft {
    confab::json::read(&serde_json::json!({ "text": text, "nonce": nonce }).to_string()).unwrap()
}

fn preview(url: &str, title: &str) -> Preview {
    Preview {
        url: url.into(),
        title: title.into(),
        description: None,
        site: None,
        picture: None,
    }
}

fn looked_up(effects: &[Effect], of: Seq) -> Vec<String> {
    let mut all = effects.iter().filter_map(|effect| match effect {
        Effect::Look { seq, links, local } => {
            assert_eq!((*seq, *local), (of, false));
            Some(links.clone())
        }
        _ => None,
    });
    let links = all.next().unwrap_or_default();
    assert!(all.next().is_none());
    links
}

fn told(effects: Vec<Effect>) -> Option<Message> {
    match effects.as_slice() {
        [] => None,
        [
            Effect::Broadcast {
                event: Event::Changed { rev, message },
                own: None,
            },
        ] => {
            assert_eq!(message.rev, *rev);
            Some(Message::clone(message))
        }
        other => panic!("{other:?}"),
    }
}

fn titles(message: &Message) -> Vec<String> {
    let previews = message.previews.iter();
    previews.map(|preview| preview.title.clone()).collect()
}

#[test]
fn links_of_what_is_said_are_looked_up_once() {
    let mut house = House::new();
    assert!(house.say("no link").1.is_empty());
    assert!(
        house
            .say("`https://a.example/` <https://a.example/>")
            .1
            .is_empty()
    );
    assert_eq!(house.say(&format!("{A} and {B}")).1, [A, B]);

    let nonce = draft(A, Some(Nonce::parse("n").unwrap().as_str()));
    let (_, effects) = house.engine.post(&asker("ada"), nonce.clone(), 1).unwrap();
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Look { .. }))
    );
    let (_, effects) = house.engine.post(&asker("ada"), nonce, 1).unwrap();
    assert_eq!(effects, [], "a retry is no new message");
}

#[test]
fn a_site_that_runs_locally_without_rates_says_so() {
    let mut house = House::new();
    let asker = Asker {
        limited: false,
        ..asker("ada")
    };
    let (_, effects) = house.engine.post(&asker, draft(A, None), 1).unwrap();
    let local = effects.iter().find_map(|effect| match effect {
        Effect::Look { local, .. } => Some(*local),
        _ => None,
    });
    assert_eq!(local, Some(true));
}

#[test]
fn what_is_found_is_shown_in_the_order_of_the_links() {
    let mut house = House::new();
    let (seq, _) = house.say(&format!("{A} {B}"));
    let first = house.previewed(seq, B, "b").unwrap();
    assert_eq!((titles(&first), first.edited_at), (vec!["b".into()], None));
    let second = house.previewed(seq, A, "a").unwrap();
    assert_eq!(titles(&second), ["a", "b"]);
    assert!(second.rev > first.rev);
    assert_eq!(house.titles(seq), ["a", "b"]);
}

#[test]
fn an_answer_that_comes_twice_changes_nothing() {
    let mut house = House::new();
    let (seq, _) = house.say(A);
    assert!(house.previewed(seq, A, "first").is_some());
    let head = house.engine.head();
    assert_eq!(house.previewed(seq, A, "first"), None);
    assert_eq!(house.previewed(seq, A, "second"), None);
    house.restart();
    assert_eq!(house.previewed(seq, A, "third"), None);
    assert_eq!(house.engine.head(), head);
    assert_eq!(house.titles(seq), ["first"]);
}

#[test]
fn an_answer_nobody_asked_for_changes_nothing() {
    let mut house = House::new();
    let (seq, _) = house.say(A);
    let head = house.engine.head();
    for (seq, url) in [(seq, B), (seq, "https://a.example"), (seq + 1, A), (0, A)] {
        assert_eq!(house.previewed(seq, url, "x"), None, "{seq} {url}");
    }
    assert_eq!(house.engine.head(), head);
}

#[test]
fn an_edit_keeps_the_previews_of_links_that_stay_and_asks_for_new_ones() {
    let mut house = House::new();
    let (seq, _) = house.say(A);
    house.previewed(seq, A, "a").unwrap();
    assert_eq!(house.edit(seq, &format!("{B} {A}")), [B]);
    assert_eq!(house.titles(seq), ["a"]);
    assert_eq!(titles(&house.previewed(seq, B, "b").unwrap()), ["b", "a"]);

    assert!(house.edit(seq, &format!("only {B}")).is_empty());
    assert_eq!(house.titles(seq), ["b"]);
    assert_eq!(house.previewed(seq, A, "late"), None, "its link is gone");
    assert!(house.edit(seq, &format!("none: `{B}`")).is_empty());
    assert!(house.titles(seq).is_empty());
}

#[test]
fn what_was_taken_away_does_not_come_back_until_other_links_do() {
    let mut house = House::new();
    let (seq, _) = house.say(&format!("{A} {B}"));
    house.previewed(seq, A, "a").unwrap();
    let bared = told(house.engine.bare(&asker("ada"), seq, 2).unwrap()).unwrap();
    assert!(bared.previews.is_empty());
    assert_eq!(house.engine.bare(&asker("ada"), seq, 2).unwrap(), []);
    assert_eq!(house.previewed(seq, B, "late"), None);
    house.restart();
    assert_eq!(house.previewed(seq, B, "late"), None);
    assert_eq!(house.previewed(seq, A, "again"), None);

    assert!(house.edit(seq, &format!("{A} {B}!")).is_empty());
    assert_eq!(house.previewed(seq, A, "still not"), None);

    let other = "https://c.example/";
    assert_eq!(house.edit(seq, &format!("{A} {other}")), [other]);
    assert_eq!(titles(&house.previewed(seq, other, "c").unwrap()), ["c"]);
    assert_eq!(house.titles(seq), ["c"]);
}

#[test]
fn the_author_and_who_keeps_order_take_previews_away() {
    let mut house = House::new();
    let (seq, _) = house.say(A);
    house.previewed(seq, A, "a").unwrap();
    let refused = house.engine.bare(&asker("bob"), seq, 2).unwrap_err();
    assert_eq!(refused.code(), "forbidden");
    let missing = house.engine.bare(&asker("ada"), 99, 2).unwrap_err();
    assert_eq!(missing.code(), "not_found");
    assert!(told(house.engine.bare(&asker("mod"), seq, 2).unwrap()).is_some());

    let (plain, _) = house.say("no link");
    assert_eq!(house.engine.bare(&asker("ada"), plain, 2).unwrap(), []);
}

#[test]
fn a_message_that_is_deleted_meanwhile_stays_empty() {
    let mut house = House::new();
    let (seq, _) = house.say(&format!("{A} {B}"));
    house.previewed(seq, A, "a").unwrap();
    house.engine.delete(&asker("ada"), seq, 2).unwrap();
    assert!(house.titles(seq).is_empty());
    assert_eq!(house.previewed(seq, B, "late"), None);
    let refused = house.engine.bare(&asker("ada"), seq, 3).unwrap_err();
    assert_eq!(refused.code(), "not_found");
}
