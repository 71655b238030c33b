//! A call to those who are there, and to nobody else.

use std::rc::Rc;

use confab::inbox::engine::{Effect, Engine};
use confab::inbox::requests::{Ask, InboxRequest};
use confab::room::requests::RoomReply;
use confab::wire::inbox::{InboxEvent, Why};
use confab::wire::types::{RoomKind, UserId};

use crate::database::{Sql, Store};
use crate::room::Room;

fn notices(effects: Vec<Effect>) -> Vec<Why> {
    let told = effects.into_iter().filter_map(|effect| match effect {
        Effect::Tell(events) => Some(events),
        _ => None,
    });
    let notices = told.flatten().filter_map(|event| match event {
        InboxEvent::Notice(notice) => Some(notice.why),
        _ => None,
    });
    notices.collect()
}

#[test]
fn whoever_calls_those_who_are_there_calls_nobody_who_comes_later() {
    let store = Store::new(None);
    store.begin(None);
    let user = UserId("ada".into());
    let mut engine = Engine::open(Sql(Rc::clone(&store))).unwrap();
    let mut room = Room::new(0, RoomKind::Public);
    // A word of the room with all notices so far, the newest as a call to those who are there.
    let word = |room: &mut Room| {
        room.say(true, true);
        let mut news = room.word();
        for notice in &mut news.notices {
            notice.why = Why::Here;
        }
        news
    };
    let hear = |engine: &mut Engine<Sql>, news, online| {
        let ask = Ask::News(Box::new(news));
        let user = user.clone();
        let (_, effects) = engine
            .handle(InboxRequest { user, ask }, online, 0)
            .unwrap();
        notices(effects)
    };
    let first = word(&mut room);
    assert!(hear(&mut engine, first, false).is_empty());
    // The first is not told now either; the second is.
    let second = word(&mut room);
    assert_eq!(hear(&mut engine, second, true), [Why::Here]);

    // What a room is asked for on opening happened before.
    let third = word(&mut room);
    let (_, effects) = engine.connect(&user, &[], 0).unwrap();
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Ask(round) => Some(round),
        _ => None,
    });
    let round = asked.unwrap();
    let answer = RoomReply::News {
        news: Box::new(third),
    };
    let effects = engine.heard(&round, &room.id, Ok(answer)).unwrap();
    assert!(notices(effects).is_empty());
}
