//! A room as far as one person's inbox has to do with it: its messages one by one, from which everything is counted
//! from scratch, and what it still has to tell.

use std::collections::BTreeSet;

use confab::error::Error;
use confab::room::requests::{News, RoomReply, RoomRequest};
use confab::wire::inbox::{Notice, Why};
use confab::wire::types::{Room as Record, RoomId, RoomKind, Seq, UserId};

#[derive(Clone, Copy)]
struct Said {
    by_others: bool,
    meant_for_them: bool,
}

pub struct Room {
    pub id: RoomId,
    pub kind: RoomKind,
    pub seated: bool,
    pub destroyed: bool,
    times_renamed: u64,
    said: Vec<Said>,
    read: Seq,
    /// The last truth it gave away.
    word: Option<News>,
    /// Notices the inbox has not acknowledged.
    notices: Vec<Notice>,
    /// Whether it has something to tell that was not acknowledged.
    pub owes: bool,
    /// By what name it knows the person.
    pub knows_them_as: Option<String>,
    /// What it has been asked.
    pub done: BTreeSet<String>,
}

impl Room {
    pub fn new(number: usize, kind: RoomKind) -> Self {
        Self {
            id: RoomId(format!("room-{number:03}")),
            kind,
            seated: true,
            destroyed: false,
            times_renamed: 0,
            said: Vec::new(),
            read: 0,
            word: None,
            notices: Vec::new(),
            owes: false,
            knows_them_as: None,
            done: BTreeSet::new(),
        }
    }

    /// Unread ones, and those among them that are meant for the person.
    pub fn count(&self) -> (u32, u32) {
        let unread = self.said.iter().skip(self.read as usize);
        let (unread, meant) = unread
            .filter(|said| said.by_others)
            .fold((0, 0), |(unread, meant), said| {
                (unread + 1, meant + u32::from(said.meant_for_them))
            });
        (unread, meant)
    }

    pub fn last(&self) -> Seq {
        self.said.len() as Seq
    }

    /// Whether anybody outside knows anything of the person's seat.
    pub fn has_told(&self) -> bool {
        self.word.is_some()
    }

    /// Somebody says something. A direct room tells of each message, another only of the first unread one and of those
    /// that are meant for the person.
    pub fn say(&mut self, by_others: bool, names_them: bool) {
        let direct = self.kind == RoomKind::Direct;
        let meant_for_them = by_others && (direct || names_them);
        let first = by_others && self.count().0 == 0;
        self.said.push(Said {
            by_others,
            meant_for_them,
        });
        if !self.seated {
            return;
        }
        if meant_for_them {
            self.notices.push(Notice {
                room: self.id.clone(),
                seq: self.last(),
                author: UserId("bob".into()),
                name: "Bob".into(),
                text: "…".into(),
                why: if direct { Why::Direct } else { Why::Mention },
            });
        }
        self.owes |= direct || first || meant_for_them;
    }

    pub fn read(&mut self, back: Seq) {
        let seq = self.last().saturating_sub(back).max(self.read);
        self.owes |= self.seated && seq > self.read;
        self.read = seq;
    }

    pub fn rename(&mut self) {
        self.times_renamed += 1;
        self.owes |= self.seated;
    }

    /// The person gets a seat, or loses it.
    pub fn seat(&mut self, seated: bool) {
        if self.seated != seated {
            self.seated = seated;
            self.owes = true;
            self.notices.clear();
            self.read = self.last();
        }
    }

    pub fn record(&self) -> Record {
        let name = format!("called {}", self.times_renamed);
        Record::new(self.id.clone(), name, String::new(), self.kind, 0)
    }

    /// The whole truth of this moment.
    pub fn word(&mut self) -> News {
        let (unread, mentions) = if self.seated { self.count() } else { (0, 0) };
        let mut news = News {
            room: self.record(),
            seated: self.seated,
            version: 1,
            last: self.last(),
            last_at: self.last() as i64,
            unread,
            mentions,
            notices: Vec::new(),
        };
        if let Some(word) = &self.word {
            news.version = word.version;
            if news != *word {
                news.version += 1;
            }
        }
        self.word = Some(news.clone());
        news.notices = self.notices.clone();
        news
    }

    /// The inbox has taken news in.
    pub fn acknowledged(&mut self, news: &News) {
        let passed_on = news.notices.last().map_or(0, |notice| notice.seq);
        self.notices.retain(|notice| notice.seq > passed_on);
        let is_newest = self
            .word
            .as_ref()
            .is_some_and(|word| word.version == news.version);
        // More may have come since the last word was given.
        let mut now = self.word();
        now.notices.clear();
        if is_newest && now.version == news.version && self.notices.is_empty() {
            self.owes = false;
        }
    }

    pub fn answer(&mut self, request: &RoomRequest) -> Result<RoomReply, Error> {
        if self.destroyed {
            return Ok(RoomReply::Unmade);
        }
        self.done.insert(serde_json::to_string(request).unwrap());
        match request {
            RoomRequest::News { .. } => {
                let news = Box::new(self.word());
                return Ok(RoomReply::News { news });
            }
            RoomRequest::SignOut { .. } => {}
            RoomRequest::Rename { author } => self.knows_them_as = Some(author.name.clone()),
            RoomRequest::Leave { .. } => self.seat(false),
            other => panic!("no such errand is ever run: {other:?}"),
        }
        Ok(RoomReply::Done)
    }
}
