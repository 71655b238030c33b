//! What an inbox may cost. Rows written are most of what a site pays for.

use std::rc::Rc;

use confab::inbox::engine::Engine;
use confab::inbox::requests::{Ask, InboxReply, InboxRequest};
use confab::inbox::saved::MOST;
use confab::wire::types::{MessageId, RoomId, RoomKind, UserId};

use crate::database::{Sql, Store};
use crate::room::Room;

fn ask(ask: Ask) -> InboxRequest {
    let user = UserId("ada".into());
    InboxRequest { user, ask }
}

fn message(seq: u64) -> MessageId {
    let room = RoomId("room".into());
    MessageId { room, seq }
}

#[test]
fn asking_about_an_inbox_in_which_nothing_is_kept_writes_nothing() {
    let store = Store::new(None);
    let room = RoomId("room".into());
    let asks = [
        Ask::Online,
        Ask::Favour {
            room: room.clone(),
            on: false,
        },
        Ask::Hide { room, on: false },
        Ask::Save {
            message: message(1),
            on: false,
        },
        Ask::Saved {
            before: None,
            limit: 20,
        },
        Ask::SignOut {
            session: None,
            rooms: Vec::new(),
        },
        Ask::Forget,
    ];
    store.begin(None);
    let mut engine = Engine::open(Sql(Rc::clone(&store))).unwrap();
    for one in asks {
        engine.handle(ask(one), false, 0).unwrap();
    }
    engine.alarm(0).unwrap();
    engine.connect(&UserId("ada".into()), &[], 0).unwrap();
    let tables = store.rows("SELECT name FROM sqlite_master", &[]);
    assert!(tables.is_empty(), "{tables:?}");
}

#[test]
fn news_write_one_row_and_old_news_none() {
    let store = Store::new(None);
    store.begin(None);
    let mut engine = Engine::open(Sql(Rc::clone(&store))).unwrap();
    let mut room = Room::new(0, RoomKind::Direct);
    let first = room.word();
    engine
        .handle(ask(Ask::News(Box::new(first.clone()))), true, 0)
        .unwrap();
    room.say(true, false);
    let (before, second) = (store.written(), room.word());
    for news in [&second, &second, &first] {
        engine
            .handle(ask(Ask::News(Box::new(news.clone()))), true, 0)
            .unwrap();
    }
    assert_eq!(store.written() - before, 1);
    // A socket of somebody whose rooms are all known writes nothing, and sets no alarm.
    let (told, effects) = engine
        .connect(&UserId("ada".into()), &[room.id], 0)
        .unwrap();
    assert_eq!(
        (store.written() - before, told.len(), effects.len()),
        (1, 1, 0)
    );
}

#[test]
fn what_is_saved_has_an_end_and_an_order() {
    let store = Store::new(None);
    store.begin(None);
    let mut engine = Engine::open(Sql(Rc::clone(&store))).unwrap();
    let save = |engine: &mut Engine<Sql>, seq, on| {
        let message = message(seq);
        // The clock stands still, and goes back.
        let now = if seq % 2 == 0 { 1_000 } else { 10 };
        let (reply, effects) = engine
            .handle(ask(Ask::Save { message, on }), true, now)
            .unwrap();
        (reply, effects.len())
    };
    for seq in 1..=MOST {
        assert_eq!(save(&mut engine, seq, true), (InboxReply::Done, 1));
    }
    assert_eq!(save(&mut engine, MOST + 1, true), (InboxReply::Full, 0));
    // One that is saved stays so, and can be saved again where there is no room for another.
    assert_eq!(save(&mut engine, 7, true), (InboxReply::Done, 0));
    assert_eq!(save(&mut engine, 7, false), (InboxReply::Done, 1));
    assert_eq!(save(&mut engine, MOST + 1, true), (InboxReply::Done, 1));

    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = ask(Ask::Saved { before, limit: 300 });
        let (InboxReply::Saved(page), _) = engine.handle(page, true, 0).unwrap() else {
            panic!("an inbox answered with something else");
        };
        before = page.last().map(|saved| saved.at);
        seen.extend(page.into_iter().map(|saved| saved.seq));
        if before.is_none() {
            break;
        }
    }
    let newest_first = (1..=MOST + 1).rev().filter(|seq| *seq != 7);
    assert!(newest_first.eq(seen));
}
