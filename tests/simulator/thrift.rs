//! What a plain message costs: rows are what storage is billed by, and the hot path asks nothing twice.

use std::rc::Rc;

use confab::room::effects::ConnectionId;
use confab::room::engine::{Connection, Engine};
use confab::room::rates::Allowance;
use confab::wire::types::{Author, Room, RoomId, RoomKind, SeatRole, SessionId, UserId, UserKind};

use crate::database::{Sql, Store};

/// Everything that is stored, the entries of indexes among it.
const ROWS: &str = "
    SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM people) + (SELECT count(*) FROM reactions)
         + (SELECT count(*) FROM room)
         + (SELECT count(*) FROM messages INDEXED BY message_nonce WHERE nonce IS NOT NULL)
         + (SELECT count(*) FROM messages INDEXED BY message_rev WHERE rev > 0)
         + (SELECT count(*) FROM messages INDEXED BY message_pinned WHERE pinned = 1)";

#[test]
fn a_plain_message_is_one_statement_and_two_rows() {
    let store = Store::new(None);
    store.begin(None);
    let ada = Author {
        id: UserId("ada".into()),
        name: "Ada".into(),
        avatar: None,
        kind: UserKind::Member,
    };
    let room = Room::new(
        RoomId("room".into()),
        "room".into(),
        String::new(),
        RoomKind::Public,
        0,
    );
    let db = Sql(Rc::clone(&store));
    let mut engine = Engine::create(
        db,
        &room,
        &[(ada.clone(), SeatRole::Owner)],
        &[],
        Allowance::default(),
        0,
    )
    .unwrap()
    .unwrap();
    let id = ConnectionId(1);
    let connection = Connection {
        id,
        user: ada.id.clone(),
        session: SessionId("session".into()),
        admin: false,
        limited: true,
        idle: false,
    };
    engine.awoke().unwrap();
    engine.connect(connection, None, 0).unwrap();

    let (rows, statements) = (rows(&store), store.statements());
    engine
        .frame(
            id,
            r#"{"type":"send","nonce":"n","text":"hello"}"#,
            Ok(Vec::new()),
            1,
        )
        .unwrap();
    assert_eq!(self::rows(&store) - rows, 2);
    assert_eq!(store.statements() - statements, 1);

    // A retry finds the first by its nonce, and writes nothing.
    engine
        .frame(
            id,
            r#"{"type":"send","nonce":"n","text":"hello"}"#,
            Ok(Vec::new()),
            2,
        )
        .unwrap();
    assert_eq!(self::rows(&store) - rows, 2);
}

fn rows(store: &Store) -> u64 {
    store.rows(ROWS, &[])[0].count(0).unwrap()
}
