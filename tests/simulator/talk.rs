//! What a storm does not come by, tried in quiet: rooms of many, many edits, why somebody is told.

use std::rc::Rc;

use confab::error::Error;
use confab::room::effects::{ConnectionId, Effect};
use confab::room::engine::{Asker, Connection, Engine};
use confab::room::rates::Allowance;
use confab::room::requests::{RoomReply, RoomRequest, Wish};
use confab::wire::commands::Draft;
use confab::wire::events::Event;
use confab::wire::inbox::Why;
use confab::wire::text::Text;
use confab::wire::types::{
    Action, Author, Message, Room, RoomId, RoomKind, SeatRole, Seq, SessionId, UserId, UserKind,
};

use crate::database::{Sql, Store};

struct Quiet {
    store: Rc<Store>,
    engine: Engine<Sql>,
}

fn id(person: usize) -> UserId {
    UserId(format!("00000000-0000-7000-8000-{person:012}"))
}

fn author(person: usize) -> Author {
    Author {
        id: id(person),
        name: format!("Person {person}"),
        avatar: None,
        kind: UserKind::Member,
    }
}

fn asker(person: usize) -> Asker {
    Asker {
        user: id(person),
        session: SessionId("session".into()),
        admin: false,
        limited: false,
    }
}

impl Quiet {
    fn with(people: usize) -> Self {
        let store = Store::new(None);
        store.begin(None);
        let room = Room::new(
            RoomId("room".into()),
            "room".into(),
            String::new(),
            RoomKind::Public,
            0,
        );
        let founders: Vec<_> = (0..people)
            .map(|person| match person {
                0 => (author(0), SeatRole::Owner),
                person => (author(person), SeatRole::Member),
            })
            .collect();
        let db = Sql(Rc::clone(&store));
        let mut engine = Engine::create(db, &room, &founders, &[], Allowance::default(), 0)
            .unwrap()
            .unwrap();
        engine.awoke().unwrap();
        Self { store, engine }
    }

    fn ask(&mut self, request: RoomRequest) -> Result<RoomReply, Error> {
        self.engine.handle(request, 1).map(|(reply, _)| reply)
    }

    fn post(&mut self, person: usize, text: &str, reply_to: Option<Seq>) -> Result<Message, Error> {
        let draft = Draft {
            nonce: None,
            text: Text::parse(text).unwrap(),
            reply_to,
            attachments: Vec::new(),
            files: Vec::new(),
            forwarded: None,
        };
        let asker = asker(person);
        match self.ask(Wish::Post { draft }.by(asker))? {
            RoomReply::Message { message } => Ok(*message),
            other => panic!("{other:?}"),
        }
    }

    fn edit(&mut self, person: usize, seq: Seq, text: &str) -> Result<RoomReply, Error> {
        self.ask(
            Wish::Edit {
                seq,
                text: Text::parse(text).unwrap(),
            }
            .by(asker(person)),
        )
    }

    fn connect(&mut self, socket: u32, person: usize) -> Vec<Effect> {
        let connection = Connection {
            id: ConnectionId(socket),
            user: id(person),
            session: SessionId("session".into()),
            admin: false,
            limited: false,
            idle: false,
        };
        self.engine.connect(connection, None, 1).unwrap()
    }

    /// What somebody's inbox is told: what counts for them, and why they are told of what.
    fn news(&mut self, person: usize) -> (u32, Vec<(Seq, Why)>) {
        let user = id(person);
        match self.ask(RoomRequest::News { user }).unwrap() {
            RoomReply::News { news } => {
                let notices = news.notices.iter().map(|notice| (notice.seq, notice.why));
                (news.mentions, notices.collect())
            }
            other => panic!("{other:?}"),
        }
    }

    fn follow(&mut self, person: usize, seq: Seq, on: bool) {
        let asker = asker(person);
        self.ask(Wish::Follow { seq, on }.by(asker)).unwrap();
    }
}

#[test]
fn everybody_is_told_of_what_is_meant_for_them_and_why() {
    let mut room = Quiet::with(5);
    room.post(1, "a question", None).unwrap();
    room.post(2, "an answer", Some(1)).unwrap();
    assert_eq!(room.news(1), (1, vec![(2, Why::Thread)]));
    assert_eq!(room.news(3), (0, vec![]));

    // Who follows is told from then on; whoever answers follows, and so does whoever is named.
    room.follow(3, 2, true);
    assert_eq!(room.news(3), (0, vec![]));
    room.post(4, &format!("another, <@{}>", id(0)), Some(2))
        .unwrap();
    assert_eq!(room.news(3), (1, vec![(3, Why::Thread)]));
    assert_eq!(room.news(2), (1, vec![(3, Why::Thread)]));
    assert_eq!(room.news(0), (1, vec![(3, Why::Mention)]));
    assert_eq!(room.news(4), (0, vec![]));
    room.post(1, "thanks", Some(3)).unwrap();
    assert_eq!(room.news(0).1, [(3, Why::Mention), (4, Why::Thread)]);
    assert_eq!(room.news(4), (1, vec![(4, Why::Thread)]));

    // To stop holds, whatever is said, but for being named.
    room.follow(4, 1, false);
    assert_eq!(room.news(4), (0, vec![]));
    room.post(1, &format!("and you, <@{}>?", id(4)), Some(1))
        .unwrap();
    room.post(1, "well?", Some(1)).unwrap();
    assert_eq!(room.news(4), (1, vec![(5, Why::Mention)]));

    // A call to those who are there counts nowhere.
    room.post(4, "<@here> lunch", None).unwrap();
    room.post(4, "<@everyone> goodbye", None).unwrap();
    let (mentions, notices) = room.news(3);
    assert_eq!(mentions, 5);
    let notices: Vec<Why> = notices.into_iter().map(|(_, why)| why).collect();
    assert_eq!(
        notices,
        [
            Why::Thread,
            Why::Thread,
            Why::Thread,
            Why::Here,
            Why::Everyone
        ]
    );
}

#[test]
fn many_are_called_by_moderators_only() {
    let mut room = Quiet::with(20);
    let may = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Tell {
                event: Event::Seat { you },
                ..
            } => Some(you.may.contains(&Action::MentionAll)),
            _ => None,
        })
    };
    room.connect(1, 1);
    assert!(
        room.post(1, "<@everyone> hello", None)
            .unwrap()
            .mention_all
            .is_some()
    );

    let join = RoomRequest::Join {
        author: author(20),
        as_owner: false,
        invited: false,
        admin: false,
    };
    let (_, effects) = room.engine.handle(join, 1).unwrap();
    assert_eq!(may(&effects), Some(false));
    assert_eq!(
        room.post(1, "<@here>", None).unwrap_err().code(),
        "forbidden"
    );
    // What called them before may go on to do so, and be mended.
    assert!(room.edit(1, 1, "<@everyone> hello!").is_ok());
    assert_eq!(
        room.edit(1, 1, "<@here> hello!").unwrap_err().code(),
        "forbidden"
    );
    assert!(room.edit(1, 1, "hello!").is_ok());
    assert_eq!(
        room.edit(1, 1, "<@everyone>").unwrap_err().code(),
        "forbidden"
    );
    assert!(room.post(0, "<@everyone> from the owner", None).is_ok());

    let leave = RoomRequest::Leave { user: id(7) };
    let (_, effects) = room.engine.handle(leave, 1).unwrap();
    assert_eq!(may(&effects), Some(true));
    assert!(room.post(1, "<@here>", None).is_ok());
}

#[test]
fn the_newest_texts_are_kept_for_the_author_and_who_keeps_order() {
    let mut room = Quiet::with(3);
    room.post(1, "text 0", None).unwrap();
    for edit in 1..=60 {
        room.edit(1, 1, &format!("text {edit}")).unwrap();
    }
    for (person, may) in [(0, true), (1, true), (2, false)] {
        let asker = asker(person);
        let asked = room.ask(Wish::Edits { seq: 1 }.by(asker));
        match asked {
            Ok(RoomReply::Edits { edits }) => {
                assert!(may);
                let texts: Vec<String> = edits.into_iter().map(|edit| edit.text).collect();
                let kept: Vec<String> = (10..60).map(|edit| format!("text {edit}")).collect();
                assert_eq!(texts, kept);
            }
            refused => {
                assert!(!may);
                assert_eq!(refused.unwrap_err().code(), "forbidden");
            }
        }
    }
}

#[test]
fn what_is_said_in_a_thread_is_paged_from_its_end_and_outlives_its_root() {
    let mut room = Quiet::with(2);
    room.post(0, "root", None).unwrap();
    for reply in 2..=8 {
        room.post(1, "reply", Some(reply - 1)).unwrap();
    }
    let asker = asker(0);
    let delete = |seq| Wish::Delete { seq }.by(asker.clone());
    room.ask(delete(1)).unwrap();
    room.ask(delete(8)).unwrap();
    room.post(1, "and on", Some(1)).unwrap();
    let page = |before| {
        Wish::Thread {
            seq: 5,
            before,
            limit: 3,
        }
        .by(asker.clone())
    };
    for (before, expected) in [(None, [7, 8, 9]), (Some(7), [4, 5, 6])] {
        let Ok(RoomReply::Thread(thread)) = room.ask(page(before)) else {
            panic!("no thread");
        };
        let seqs: Vec<Seq> = thread.messages.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, expected);
        assert!(thread.following);
        assert!(thread.root.deleted_at.is_some());
        let replies = thread.root.replies.unwrap();
        assert_eq!((replies.count, replies.last), (7, 9));
        assert_eq!(replies.people, [author(1)]);
    }
}

#[test]
fn what_is_asked_often_goes_by_an_index() {
    let room = Quiet::with(1);
    let plan = |sql: &str| -> String {
        let rows = room.store.rows(&format!("EXPLAIN QUERY PLAN {sql}"), &[]);
        rows.iter()
            .map(|row| row.text(3).unwrap().to_owned() + "\n")
            .collect()
    };
    let counted = plan(
        "SELECT thread, author, count(*), max(seq) AS last, max(at) FROM messages
         WHERE thread IN (SELECT value FROM json_each('[1]')) AND thread IS NOT NULL AND deleted_at IS NULL
         GROUP BY thread, author ORDER BY last DESC",
    );
    assert!(
        counted.contains("USING COVERING INDEX message_thread (thread=?"),
        "{counted}"
    );
    let meant = plan(
        "SELECT 1 FROM messages m
         WHERE (m.mentions IS NOT NULL OR m.thread IS NOT NULL OR m.mention_all IS NOT NULL)
         AND m.seq > 5 AND m.author <> 'x' AND m.deleted_at IS NULL",
    );
    assert!(
        meant.contains("USING INDEX message_meant (seq>?"),
        "{meant}"
    );
    let page =
        plan("SELECT text FROM messages WHERE thread = 1 AND seq < 9 ORDER BY seq DESC LIMIT 3");
    assert!(
        page.contains("USING INDEX message_thread (thread=? AND seq<?)"),
        "{page}"
    );
    assert!(!page.contains("TEMP B-TREE"), "{page}");
}

#[test]
fn old_replies_find_their_threads() {
    let mut room = Quiet::with(2);
    for (seq, to) in [(2, 1), (3, 2), (5, 4), (6, 3)] {
        while room.engine.head().seq < seq - 1 {
            room.post(0, "said", None).unwrap();
        }
        room.post(1, "said", Some(to)).unwrap();
    }
    // As they were before there were threads.
    for undone in [
        "UPDATE messages SET thread = NULL",
        "DROP INDEX message_thread",
        "DROP INDEX message_meant",
        "DROP TABLE edits",
        "DROP TABLE follows",
        "CREATE INDEX message_mentions ON messages (seq) WHERE mentions IS NOT NULL",
        "ALTER TABLE messages DROP COLUMN thread",
        "ALTER TABLE messages DROP COLUMN mention_all",
        "ALTER TABLE messages DROP COLUMN previews",
        "ALTER TABLE messages DROP COLUMN forwarded",
        "DROP TABLE search",
        "ALTER TABLE room DROP COLUMN indexed_seq",
        "DROP TABLE files",
        "ALTER TABLE room DROP COLUMN picture",
        "UPDATE schema_version SET version = 2",
    ] {
        room.store.rows(undone, &[]);
    }
    let db = Sql(Rc::clone(&room.store));
    Engine::open(db, Allowance::default()).unwrap().unwrap();
    let rows = room
        .store
        .rows("SELECT thread FROM messages ORDER BY seq", &[]);
    let threads: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.optional_integer(0).unwrap())
        .collect();
    assert_eq!(threads, [None, Some(1), Some(1), None, Some(4), Some(1)]);
}
