//! What an inbox may cost. Rows written are most of what a site pays for.

use std::rc::Rc;

use confab::inbox::engine::Engine;
use confab::inbox::requests::{Ask, InboxRequest};
use confab::wire::types::{RoomId, RoomKind, UserId};

use crate::database::{Sql, Store};
use crate::room::Room;

fn ask(ask: Ask) -> InboxRequest {
    let user = UserId("ada".into());
    InboxRequest { user, ask }
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
