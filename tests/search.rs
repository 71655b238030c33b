//! Search: what is found, in whichever language; that filters hold; that what is gone is not found, and not in the index either;
//! that the index finds what reading finds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::rc::Rc;

use confab::error::Error;
use confab::room::engine::{Asker, Engine};
use confab::room::rates::Allowance;
use confab::room::requests::{RoomReply, RoomRequest, Wish};
use confab::room::search::query::Query;
use confab::room::search::words::Words;
use confab::room::turn::Awake;
use confab::wire::commands::Draft;
use confab::wire::search::Hits;
use confab::wire::text::{Reason, Text};
use confab::wire::types::{
    Author, Millis, Room, RoomId, RoomKind, SeatRole, Seq, SessionId, UserId, UserKind,
};
use proptest::prelude::*;
use proptest::sample::select;

#[allow(dead_code, reason = "only the simulator needs all of it")]
#[path = "simulator/database.rs"]
mod database;

use database::{Sql, Store};

const ADA: &str = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";
const BOB: &str = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e10";
/// 2026-03-01, noon.
const NOON: Millis = 1_772_366_400_000;
const DAY: Millis = 86_400_000;

/// A room of two, awake.
struct Talk {
    store: Rc<Store>,
    awake: Awake<Sql>,
    batch: Seq,
    now: Millis,
}

impl Talk {
    fn new(batch: Seq) -> Self {
        let store = Store::new(None);
        store.begin(None);
        let room = Room::new(
            RoomId("room".into()),
            "room".into(),
            String::new(),
            RoomKind::Public,
            0,
        );
        let founders = [
            (author(ADA, "Ada"), SeatRole::Owner),
            (author(BOB, "Bob"), SeatRole::Member),
        ];
        let db = Sql(Rc::clone(&store));
        Engine::create(db, &room, &founders, &[], Allowance::default(), NOON).unwrap();
        store.end();
        store.make_durable();
        Self {
            awake: woken(&store, batch),
            store,
            batch,
            now: NOON,
        }
    }

    fn ask(&mut self, request: RoomRequest) -> Result<RoomReply, Error> {
        self.store.begin(None);
        let answer = self.awake.handle(request, self.now);
        self.store.end();
        answer.map(|(reply, _)| reply)
    }

    fn say(&mut self, who: &str, text: &str) -> Seq {
        let draft = Draft {
            nonce: None,
            text: Text::parse(text).unwrap(),
            reply_to: None,
            attachments: Vec::new(),
            files: Vec::new(),
            forwarded: None,
        };
        let asker = asker(who);
        match self.ask(Wish::Post { draft }.by(asker)).unwrap() {
            RoomReply::Message { message } => message.seq,
            other => panic!("{other:?}"),
        }
    }

    fn edit(&mut self, seq: Seq, text: &str) {
        let text = Text::parse(text).unwrap();
        let asker = asker(ADA);
        self.ask(Wish::Edit { seq, text }.by(asker)).unwrap();
    }

    fn delete(&mut self, seq: Seq) {
        let asker = asker(ADA);
        self.ask(Wish::Delete { seq }.by(asker)).unwrap();
    }

    fn rows(
        &self,
        sql: &str,
        values: &[confab::database::Value<'_>],
    ) -> Vec<confab::database::Row> {
        self.store.rows(sql, values)
    }

    /// The alarm rings until there is nothing to be indexed.
    fn index(&mut self) {
        while self.awake.engine().is_behind() {
            self.store.begin(None);
            self.awake.rang(self.now).unwrap();
            self.store.end();
        }
        self.store.make_durable();
    }

    fn page(
        &mut self,
        query: &str,
        authors: &[&str],
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Hits, Error> {
        let request = Wish::Search {
            text: query.into(),
            authors: authors.iter().map(|id| UserId((*id).into())).collect(),
            before,
            limit,
            commands: 1,
        }
        .by(asker(ADA));
        match self.ask(request)? {
            RoomReply::Hits { found } => Ok(found),
            other => panic!("{other:?}"),
        }
    }

    fn search(&mut self, query: &str) -> Vec<Seq> {
        seqs(&self.page(query, &[], None, 50).unwrap())
    }

    /// All words in the index, as SQLite itself lists them.
    fn vocabulary(&self) -> Vec<String> {
        self.rows(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, search, row)",
            &[],
        );
        self.rows("SELECT term FROM temp.words", &[])
            .iter()
            .map(|row| row.text(0).unwrap().to_owned())
            .collect()
    }

    /// Whether the files of the index hold these bytes anywhere.
    fn is_in_files(&self, bytes: &str) -> bool {
        let sql = "SELECT count(*) FROM search_data WHERE instr(block, CAST(? AS BLOB))";
        self.rows(sql, &[bytes.into()])[0].count(0).unwrap() > 0
    }
}

fn woken(store: &Rc<Store>, batch: Seq) -> Awake<Sql> {
    let engine = Engine::open(Sql(Rc::clone(store)), Allowance::default());
    Awake::new(engine.unwrap().unwrap(), Vec::new())
        .unwrap()
        .indexed_by(batch)
}

fn author(id: &str, name: &str) -> Author {
    Author {
        id: UserId(id.into()),
        name: name.into(),
        avatar: None,
        kind: UserKind::Member,
    }
}

fn asker(id: &str) -> Asker {
    Asker {
        user: UserId(id.into()),
        session: SessionId("session".into()),
        admin: false,
        limited: false,
    }
}

fn seqs(found: &Hits) -> Vec<Seq> {
    found.hits.iter().map(|hit| hit.message.seq).collect()
}

fn marked(found: &Hits) -> Vec<String> {
    let pieces = found.hits.iter().flat_map(|hit| &hit.excerpt);
    pieces
        .filter(|piece| piece.hit)
        .map(|piece| piece.text.clone())
        .collect()
}

const NEVER: Seq = 1 << 40;

/// Said in a room, in this order.
const SAID: [&str; 16] = [
    "The quick brown fox jumps over the lazy dog",
    "我们明天在北京见面吧",
    "東京タワーに行きました。楽しかった！",
    "내일 학교에서 만나요",
    "Привет, как дела? Ещё увидимся",
    "مرحبا بالعالم، كيف حالك؟",
    "Crème brûlée in a café on Straße 7",
    "Ship it 🚀🎉 now 👍🏽",
    "Chào buổi sáng, Việt Nam",
    "สวัสดีชาวโลก",
    "हिन्दी में नमस्ते",
    "שלום עולם",
    "fn main() { println!(\"{}\", snake_case_name); }",
    "ΚΑΛΗΜΕΡΑ κόσμε",
    "see https://example.com/path?q=1 and mail@example.org",
    "Docker コンテナを再起動した v2.10.3",
];

/// What is looked for, which of those has it, and what is marked in it.
const ASKED: [(&str, &[Seq], &[&str]); 46] = [
    ("fox", &[1], &["fox"]),
    ("FOX jum", &[1], &["fox", "jumps"]),
    ("fo", &[1], &["fox"]),
    ("fo dog", &[], &[]),
    ("fo* dog", &[1], &["fox", "dog"]),
    ("\"brown fox\"", &[1], &["brown fox"]),
    ("\"fox brown\"", &[], &[]),
    ("\"lazy do\"*", &[1], &["lazy dog"]),
    ("fox -dog", &[], &[]),
    ("fox -cat", &[1], &["fox"]),
    ("北京", &[2], &["北京"]),
    ("明天 见面", &[2], &["明天", "见面"]),
    ("见", &[2], &["见"]),
    ("京", &[3, 2], &["京", "京"]),
    ("京北", &[], &[]),
    ("東京", &[3], &["東京"]),
    ("タワー", &[3], &["タワー"]),
    ("行きました", &[3], &["行きました"]),
    ("학교", &[4], &["학교"]),
    ("만나", &[4], &["만나"]),
    ("привет", &[5], &["Привет"]),
    ("еще", &[5], &["Ещё"]),
    ("увид", &[5], &["увидимся"]),
    ("مرحبا", &[6], &["مرحبا"]),
    ("بالعالم", &[6], &["بالعالم"]),
    ("creme brulee", &[7], &["Crème", "brûlée"]),
    ("CAFÉ", &[7], &["café"]),
    ("cafe\u{301}", &[7], &["café"]),
    ("straße", &[7], &["Straße"]),
    ("🚀", &[8], &["🚀"]),
    ("🚀🎉", &[8], &["🚀🎉"]),
    ("👍", &[8], &["👍🏽"]),
    ("viet nam", &[9], &["Việt", "Nam"]),
    ("สวัสดี", &[10], &["สวัสดี"]),
    ("ชาวโลก", &[10], &["ชาวโลก"]),
    ("नमस्ते", &[11], &["नमस्ते"]),
    ("हिन्", &[11], &["हिन्दी"]),
    ("שָׁלוֹם", &[12], &["שלום"]),
    ("snake_case_name", &[13], &["snake_case_name"]),
    ("println!", &[13], &["println"]),
    ("καλημερα κοσμε", &[14], &["ΚΑΛΗΜΕΡΑ", "κόσμε"]),
    ("example.com/path", &[15], &["example.com/path"]),
    ("has:link", &[15], &[]),
    ("コンテナ docker", &[16], &["Docker", "コンテナ"]),
    ("v2.10", &[16], &["v2.10"]),
    ("nothing like it", &[], &[]),
];

#[test]
fn words_of_every_language_are_found_indexed_or_not() {
    for batch in [4, 8, NEVER] {
        let mut talk = Talk::new(batch);
        for text in SAID {
            talk.say(ADA, text);
        }
        talk.index();
        for (query, expected, marks) in ASKED {
            let found = talk.page(query, &[], None, 50).unwrap();
            assert_eq!(seqs(&found), expected, "{query} in batches of {batch}");
            let mut marked = marked(&found);
            let mut marks = marks.to_vec();
            marked.sort_unstable();
            marks.sort_unstable();
            assert_eq!(marked, marks, "{query}");
            assert_eq!(found.next, None);
        }
    }
}

#[test]
fn filters_hold_alone_and_together() {
    for batch in [4, NEVER] {
        let mut talk = Talk::new(batch);
        for day in 0..3 {
            talk.now = NOON + day * DAY;
            talk.say(ADA, "hello from ada");
            talk.say(BOB, "hello from bob");
            talk.say(ADA, "a link: HTTPS://ada.example/");
            talk.say(BOB, &format!("hello <@{ADA}>"));
        }
        talk.index();
        for (query, authors, expected) in [
            ("hello", &[][..], &[12, 10, 9, 8, 6, 5, 4, 2, 1][..]),
            ("hello from:ada", &[ADA], &[9, 5, 1]),
            ("from:ada", &[ADA], &[11, 9, 7, 5, 3, 1]),
            ("from:ada from:bob link", &[ADA, BOB], &[11, 7, 3]),
            ("hello from:nobody", &[], &[]),
            ("from:bob -from", &[BOB], &[12, 8, 4]),
            ("has:link", &[], &[11, 7, 3]),
            ("has:link from:bob", &[BOB], &[]),
            ("has:media", &[], &[]),
            ("hello before:2026-03-02", &[], &[4, 2, 1]),
            ("hello after:2026-03-02", &[], &[12, 10, 9]),
            ("hello after:2026-03-01 before:2026-03-03", &[], &[8, 6, 5]),
            ("after:2026-03-02", &[], &[12, 11, 10, 9]),
            ("before:2026-03-01", &[], &[]),
            ("after:2026-03-03", &[], &[]),
            (ADA, &[], &[]),
        ] {
            let found = talk.page(query, authors, None, 50).unwrap();
            assert_eq!(seqs(&found), expected, "{query} in batches of {batch}");
        }
        let named = format!("<@{ADA}>");
        assert_eq!(talk.search(&named), [12, 8, 4]);
        let found = talk.page(&named, &[], None, 1).unwrap();
        assert_eq!(marked(&found), [named]);
    }
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    for batch in [4, NEVER] {
        let mut talk = Talk::new(batch);
        for number in 0..50 {
            talk.say(
                ADA,
                if number % 3 == 0 {
                    "three and more"
                } else {
                    "more"
                },
            );
        }
        talk.index();
        for query in [
            "more",
            "three",
            "after:2026-02-01 -three",
            "more before:2027-01-01",
        ] {
            let all = talk.search(query);
            let (mut paged, mut before) = (Vec::new(), None);
            loop {
                let found = talk.page(query, &[], before, 7).unwrap();
                paged.extend(seqs(&found));
                before = found.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(paged, all, "{query} in batches of {batch}");
        }
        // As many as there are: there is no next page, and it is not said that there is one.
        assert_eq!(talk.page("three", &[], None, 17).unwrap().next, None);
        assert_eq!(talk.page("three", &[], None, 16).unwrap().next, Some(4));
    }
}

#[test]
fn a_turn_looks_at_so_many_messages_and_says_where_to_go_on() {
    for batch in [1_000, NEVER] {
        let mut talk = Talk::new(batch);
        talk.say(ADA, "needle");
        // Every block holds both words, and no message does; none is passed over as plain ASCII without one of them.
        for number in 0..5_999 {
            let word = if number % 2 == 0 { "needle" } else { "hay" };
            talk.say(ADA, &format!("{word} é"));
        }
        talk.index();
        let (mut pages, mut before) = (0, None);
        loop {
            let found = talk.page("needle hay", &[], before, 20).unwrap();
            assert!(found.hits.is_empty());
            pages += 1;
            match found.next {
                None => break,
                next => assert!(next < before || before.is_none()),
            }
            before = found.next;
        }
        assert_eq!(pages, 6);
    }
}

#[test]
fn what_is_not_indexed_is_looked_at_in_parts_and_the_index_after_it() {
    for (newer, expected) in [(1_000, 1), (1_024, 2), (1_025, 2), (3_000, 3)] {
        for text in ["hay", "hé"] {
            let mut talk = Talk::new(4);
            for said in ["needle", "hay", "hay", "hay"] {
                talk.say(ADA, said);
            }
            talk.index();
            for _ in 0..newer {
                talk.say(ADA, text);
            }
            let (mut pages, mut before, mut found) = (0, None, Vec::new());
            loop {
                let page = talk.page("needle", &[], before, 20).unwrap();
                found.extend(seqs(&page));
                pages += 1;
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!((found, pages), (vec![1], expected), "{newer} of {text}");
        }
    }
}

#[test]
fn edited_and_deleted_texts_leave_the_index_at_once() {
    let mut talk = Talk::new(4);
    let first = talk.say(ADA, "zebra crossing");
    let second = talk.say(ADA, "zebra yoghurt 苹果");
    for _ in 0..6 {
        talk.say(ADA, "filler");
    }
    talk.index();
    assert_eq!(talk.search("zebra"), [second, first]);
    assert!(talk.is_in_files("yoghurt"));

    talk.edit(second, "walrus");
    assert_eq!(talk.search("zebra"), [first]);
    assert_eq!(talk.search("walrus"), [second]);
    assert!(talk.search("yoghurt").is_empty());
    let words = talk.vocabulary();
    assert!(words.contains(&"zebra".into()) && words.contains(&"walrus".into()));
    assert!(
        !words
            .iter()
            .any(|word| ["yoghurt", "苹", "果"].contains(&word.as_str()))
    );
    assert!(!talk.is_in_files("yoghurt"));

    talk.delete(first);
    talk.delete(second);
    assert!(talk.search("zebra").is_empty() && talk.search("walrus").is_empty());
    assert_eq!(talk.search("filler").len(), 6);
    for gone in ["zebra", "crossing", "walrus"] {
        assert!(
            !talk.vocabulary().contains(&gone.into()) && !talk.is_in_files(gone),
            "{gone}"
        );
    }
    let sql = "INSERT INTO search (search) VALUES ('integrity-check')";
    talk.rows(sql, &[]);

    // All of a block, and what was deleted before it was indexed.
    for seq in 3..=8 {
        talk.delete(seq);
    }
    let early = talk.say(ADA, "early");
    talk.delete(early);
    for _ in 0..3 {
        talk.say(ADA, "later");
    }
    talk.index();
    let words = talk.vocabulary();
    assert!(
        !words.iter().any(|word| word == "filler" || word == "early"),
        "{words:?}"
    );
    assert_eq!(talk.search("later").len(), 3);
}

#[test]
fn what_a_ban_takes_back_leaves_the_index_too() {
    let mut talk = Talk::new(4);
    for number in 0..40 {
        let who = if number % 3 == 0 { ADA } else { BOB };
        let text = if who == ADA {
            "well said"
        } else {
            "buy cheap watches"
        };
        talk.say(who, text);
    }
    talk.index();
    let written = talk.store.written();
    talk.ask(
        Wish::Ban {
            person: author(BOB, "Bob"),
            until: None,
            reason: Reason::default(),
            remove_last: 500,
        }
        .by(asker(ADA)),
    )
    .unwrap();
    assert!(talk.store.written() > written);
    assert!(talk.search("cheap").is_empty());
    assert_eq!(talk.search("said").len(), 14);
    let words = talk.vocabulary();
    assert!(!words.iter().any(|word| word == "watches"), "{words:?}");
    assert!(!words.contains(&format!("\u{e000}by{}", BOB.replace('-', ""))));
    assert!(!talk.is_in_files("watches"));
}

#[test]
fn a_pin_or_a_reaction_leaves_the_index_alone() {
    let mut talk = Talk::new(4);
    for _ in 0..4 {
        talk.say(ADA, "the same");
    }
    talk.index();
    let sql = "SELECT sum(length(block)), count(*) FROM search_data";
    let before = talk.rows(sql, &[]);
    let asker = asker(ADA);
    talk.ask(Wish::Pin { seq: 2, on: true }.by(asker)).unwrap();
    assert_eq!(talk.rows(sql, &[]), before);
    assert_eq!(talk.search("same").len(), 4);
}

#[test]
fn a_crash_at_any_statement_of_indexing_loses_nothing() {
    let mut talk = Talk::new(8);
    for number in 0..24 {
        talk.say(ADA, &format!("message number{number} of many"));
    }
    talk.delete(5);
    talk.store.make_durable();
    let (mut crashes, mut dies_in) = (0, 0);
    while talk.awake.engine().is_behind() {
        talk.store.begin(Some(dies_in));
        match talk.awake.rang(talk.now) {
            Ok(_) => {
                talk.store.end();
                talk.store.make_durable();
                dies_in = 0;
            }
            Err(_) => {
                talk.store.undo();
                talk.store.lose();
                talk.store.begin(None);
                talk.awake = woken(&talk.store, talk.batch);
                talk.store.end();
                crashes += 1;
                dies_in += 1;
            }
        }
        assert_eq!(talk.search("many").len(), 23);
        assert_eq!(talk.search("number7"), [8]);
    }
    assert!(crashes >= 12, "{crashes}");
    // What has been indexed is not indexed again.
    let found = talk.rows("SELECT rowid FROM search WHERE search MATCH 'many'", &[]);
    assert_eq!(found.len(), 6);
}

#[test]
fn a_room_is_indexed_by_its_alarm_and_then_sleeps() {
    let mut talk = Talk::new(1_000);
    for _ in 0..1_999 {
        talk.say(ADA, "hello");
    }
    assert!(talk.awake.engine().is_behind());
    talk.store.begin(None);
    talk.awake.rang(talk.now).unwrap();
    // What is left is less than a batch: the alarm is not needed for it.
    assert!(!talk.awake.engine().is_behind());
    let next = talk.awake.wind_up(talk.now);
    assert!(next.is_none_or(|at| at >= talk.now + 60_000), "{next:?}");
    talk.store.end();

    talk.say(ADA, "one more");
    talk.say(ADA, "and the last");
    talk.store.begin(None);
    assert!(talk.awake.engine().is_behind());
    assert_eq!(talk.awake.wind_up(talk.now), Some(talk.now));
    talk.store.end();
}

#[test]
fn a_search_writes_nothing() {
    let mut talk = Talk::new(8);
    for text in SAID {
        talk.say(ADA, text);
    }
    talk.index();
    talk.say(ADA, "not indexed yet");
    let written = talk.store.written();
    for (query, ..) in ASKED {
        talk.search(query);
    }
    assert_eq!(talk.store.written(), written);
}

#[test]
fn who_may_not_read_finds_nothing() {
    let mut talk = Talk::new(4);
    talk.say(ADA, "hello");
    let request = Wish::Search {
        text: "hello".into(),
        authors: Vec::new(),
        before: None,
        limit: 20,
        commands: 1,
    }
    .by(asker("01939f0e-1c2b-7c3d-8e4f-000000000000"));
    let refused = talk.ask(request).unwrap_err();
    assert_eq!(refused.code(), "forbidden");
}

/// What people type, and what nobody types.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(&["fox", "the", "qui", "北京", "東", "教에", "ещё", "café", "🚀", "hello", "b", "o"][..])
            .prop_map(String::from),
        4 => select(&[" ", " ", "\"", "*", "-", " -", " \"", "\" ", "'", "(", ")", "^", "+", ":", "{", "}", "\\", "\0", ";", "--", "%", "_"][..])
            .prop_map(String::from),
        1 => select(&["<@01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f>", "01939F0E", "01939f0e1c", "Fox", "café hello"][..])
            .prop_map(String::from),
        2 => select(&["OR", "AND", "NOT", "NEAR(", "from:", "has:link", "has:", "in:", "before:2026-03-02", "after:2026-02-01", "words:", "rank:", "search:"][..])
            .prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

/// An indexed room and one that is not, with the same messages.
fn twins() -> (Talk, Talk) {
    let (mut one, mut other) = (Talk::new(4), Talk::new(NEVER));
    for talk in [&mut one, &mut other] {
        for (number, text) in SAID
            .into_iter()
            .chain([
                "hello",
                "fox hello",
                "b o",
                "Hello <@01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f>, fox",
            ])
            .enumerate()
        {
            talk.now = NOON + number as Millis * DAY / 8;
            talk.say(if number % 2 == 0 { ADA } else { BOB }, text);
        }
        talk.edit(3, "hello 東京 fox");
        talk.delete(7);
        talk.index();
        talk.edit(5, "the quick 北京 о hello");
        talk.delete(9);
    }
    (one, other)
}

/// Those of the texts that hold all the words of a query, and none of those they must not; none where it has a filter.
fn by_words(said: &[(Seq, String)], query: &str) -> Option<Vec<Seq>> {
    let query = Query::parse(query).ok()?;
    let filters = query.link || query.media || !query.from.is_empty();
    if filters || query.before.is_some() || query.since.is_some() {
        return None;
    }
    let fits = |text: &str| {
        let words = Words::of(text);
        let mut terms = query.terms.iter();
        terms.all(|term| {
            let is_there = words.find(&term.words, term.prefix).next().is_some();
            is_there != term.without
        })
    };
    let fitting = said.iter().filter(|(_, text)| fits(text));
    Some(fitting.map(|(seq, _)| *seq).collect())
}

#[test]
fn whatever_is_typed_the_index_finds_what_reading_finds() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let (one, mut other) = twins();
    let all = other.page("after:2000-01-01", &[], None, 50).unwrap();
    let said: Vec<(Seq, String)> = all
        .hits
        .into_iter()
        .map(|hit| (hit.message.seq, hit.message.text))
        .collect();
    assert_eq!(said.len(), 18, "20 less the two that are deleted");
    let twins = std::cell::RefCell::new((one, other));
    let found_something = std::cell::Cell::new(0);
    let input = (typed(), prop::option::of(0..22_u64), 1..6_u32, 0..10);
    runner
        .run(&input, |(query, before, limit, by)| {
            let (one, other) = &mut *twins.borrow_mut();
            let authors: &[&str] = if by < 2 { &[ADA] } else { &[] };
            let found = one.page(&query, authors, before, limit);
            let read = match by % 5 {
                0 => other.page(&query, authors, before, limit),
                _ => found.clone(),
            };
            match (&found, &read) {
                (Ok(found), Ok(read)) => {
                    prop_assert_eq!(found, read);
                    if authors.is_empty()
                        && let Some(mut expected) = by_words(&said, &query)
                    {
                        expected.retain(|seq| before.is_none_or(|before| *seq < before));
                        expected.truncate(limit as usize);
                        prop_assert_eq!(seqs(found), expected);
                    }
                    let is_hit = !found.hits.is_empty();
                    found_something.set(found_something.get() + usize::from(is_hit));
                }
                (Err(one), Err(other)) => {
                    prop_assert_eq!(one, other);
                    prop_assert!(
                        ["bad_request", "too_large"].contains(&one.code()),
                        "{}",
                        one
                    );
                }
                _ => prop_assert!(false, "{:?} and {:?}", found, read),
            }
            Ok(())
        })
        .unwrap();
    assert!(found_something.get() > 5_000, "{found_something:?}");
}
