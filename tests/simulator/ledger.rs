//! What the tables hold, read apart from the engine; what was promised to whom; and whether the two agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use confab::database::{Row, Value};
use confab::wire::types::{Head, Media, Message, Millis, Seq, UserId};

use crate::Check;
use crate::database::Store;
use crate::device::Held;

/// One person's nonce.
pub type Key = (UserId, String);

/// A message as its row and its reactions have it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    author: UserId,
    at: Millis,
    text: String,
    nonce: Option<String>,
    reply_to: Option<Seq>,
    thread: Option<Seq>,
    mention_all: Option<String>,
    attachments: Vec<String>,
    /// What a root shows of its thread: not in its row.
    replies: Option<Thread>,
    edited_at: Option<Millis>,
    deleted_at: Option<Millis>,
    pinned: bool,
    rev: u64,
    reactions: BTreeMap<String, BTreeSet<UserId>>,
}

/// How many replies there are, the newest, when it came, and who wrote lately.
type Thread = (u32, Seq, Millis, Vec<UserId>);

#[derive(Default)]
pub struct Ledger {
    head: Head,
    name: String,
    topic: String,
    entries: BTreeMap<Seq, Entry>,
    /// The replies of each root, deleted ones among them.
    threads: BTreeMap<Seq, BTreeSet<Seq>>,
    by_nonce: HashMap<Key, Seq>,
    /// Every change of an entry, in the order they were seen.
    changes: Vec<Seq>,
    /// Every text that was ever sent with a nonce, and the files with it.
    sent: HashMap<Key, (String, Vec<String>)>,
    /// Every file that a message ever held.
    held: BTreeSet<String>,
    /// What was acknowledged.
    promised: BTreeMap<Key, Seq>,
}

impl Ledger {
    pub fn head(&self) -> Head {
        self.head
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn sends(&mut self, key: Key, text: &str, files: &[String]) {
        self.sent.insert(key, (text.to_owned(), files.to_vec()));
    }

    /// Which message shows each file.
    pub fn files(&self) -> BTreeMap<String, Seq> {
        let of = |(seq, entry): (&Seq, &Entry)| {
            let seq = *seq;
            let files = entry.attachments.clone().into_iter();
            files.map(move |id| (id, seq)).collect::<Vec<_>>()
        };
        self.entries.iter().flat_map(of).collect()
    }

    /// Whether a message ever held a file.
    pub fn ever_held(&self, id: &str) -> bool {
        self.held.contains(id)
    }

    /// The messages that can be changed.
    pub fn seqs_of(&self, author: &UserId) -> Vec<Seq> {
        let own = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.author == *author);
        own.map(|(seq, _)| *seq).collect()
    }

    /// Reads what is new in the tables. Only what is durable may be there.
    pub fn refresh(&mut self, store: &Store) -> Check {
        let new = store.rows(
            &select("WHERE seq > ? ORDER BY seq"),
            &[Value::from(self.head.seq)],
        );
        for row in &new {
            let seq = row.count(0).unwrap();
            if seq != self.head.seq + 1 {
                return Err(format!("message {seq} is stored after {}", self.head.seq));
            }
            self.head.seq = seq;
            self.enter(store, row)?;
        }
        let changed = store.rows(
            &select("WHERE rev > 0 + ? AND rev > 0 ORDER BY rev"),
            &[Value::from(self.head.rev)],
        );
        for row in &changed {
            self.enter(store, row)?;
        }
        if let Some(last) = changed.last() {
            self.head.rev = last.count(9).unwrap();
        }
        let room = store.rows("SELECT name, topic FROM room", &[]);
        self.name = room[0].text(0).unwrap().to_owned();
        self.topic = room[0].text(1).unwrap().to_owned();
        Ok(())
    }

    fn enter(&mut self, store: &Store, row: &Row) -> Check {
        let (seq, entry) = entry(store, row);
        if let Some(nonce) = &entry.nonce {
            let key = (entry.author.clone(), nonce.clone());
            if let Some(first) = self.by_nonce.insert(key, seq).filter(|first| *first != seq) {
                return Err(format!(
                    "messages {first} and {seq} of {} are one: {nonce}",
                    entry.author
                ));
            }
        }
        let root = entry.reply_to.and_then(|to| {
            let answered = self.entries.get(&to)?;
            Some(answered.thread.unwrap_or(to))
        });
        if entry.thread != root {
            return Err(format!("message {seq} stands in {root:?}: {entry:?}"));
        }
        if let Some(root) = root {
            self.threads.entry(root).or_default().insert(seq);
        }
        if entry.mention_all.as_deref() != called(&entry.text) {
            return Err(format!("message {seq} calls others: {entry:?}"));
        }
        let shows_something = !entry.text.is_empty()
            || !entry.reactions.is_empty()
            || !entry.attachments.is_empty()
            || entry.pinned;
        if entry.deleted_at.is_some() && shows_something {
            return Err(format!(
                "message {seq} is deleted, and still shows: {entry:?}"
            ));
        }
        if let Some(before) = self.entries.get(&seq)
            && (&before.author, before.at, &before.nonce) != (&entry.author, entry.at, &entry.nonce)
        {
            return Err(format!(
                "message {seq} became another: {before:?} {entry:?}"
            ));
        }
        self.held.extend(entry.attachments.iter().cloned());
        self.changes.push(seq);
        self.entries.insert(seq, entry);
        Ok(())
    }

    /// Somebody was told that what they sent is stored.
    pub fn acknowledged(&mut self, key: Key, seq: Seq) -> Check {
        if self.by_nonce.get(&key) != Some(&seq) {
            return Err(format!(
                "{key:?} was acknowledged as {seq}, and is stored as {:?}",
                self.by_nonce.get(&key)
            ));
        }
        let entry = &self.entries[&seq];
        let said = self.sent.get(&key);
        let is_right = said.is_some_and(|(text, files)| {
            (entry.edited_at.is_some() || *text == entry.text) && *files == entry.attachments
        });
        if entry.deleted_at.is_none() && !is_right {
            return Err(format!("{key:?} was stored as something else: {entry:?}"));
        }
        match self.promised.insert(key.clone(), seq) {
            Some(before) if before != seq => {
                Err(format!("{key:?} was acknowledged as {before} and as {seq}"))
            }
            _ => Ok(()),
        }
    }

    /// Somebody was told that a message is deleted.
    pub fn deleted(&self, seq: Seq) -> Check {
        match self.entries.get(&seq) {
            Some(entry) if entry.deleted_at.is_some() => Ok(()),
            other => Err(format!("the deletion of {seq} was acknowledged: {other:?}")),
        }
    }

    /// A message came to a socket of this person.
    pub fn told(&self, user: &UserId, message: &Message, nonce: Option<&str>) -> Check {
        let Some(entry) = self.entries.get(&message.seq) else {
            return Err(format!(
                "{user} was told of message {} before it was durable",
                message.seq
            ));
        };
        let owed = entry.nonce.as_deref().filter(|_| entry.author == *user);
        if nonce != owed {
            return Err(format!(
                "{user} got {nonce:?} with message {}, not {owed:?}",
                message.seq
            ));
        }
        Ok(())
    }

    /// Holds a device that has caught up against the tables.
    pub fn compare(&self, held: &mut Held) -> Check {
        if held.head != self.head {
            return Err(format!(
                "has caught up to {:?}, the room is at {:?}",
                held.head, self.head
            ));
        }
        if held.room.as_ref().map(|room| (&room.name, &room.topic))
            != Some((&self.name, &self.topic))
        {
            return Err(format!(
                "the room is held as {:?}, and called {} ({})",
                held.room, self.name, self.topic
            ));
        }
        let changed = self.changes.get(held.compared..).unwrap_or_default();
        held.touched.extend(changed);
        held.compared = self.changes.len();
        for seq in std::mem::take(&mut held.touched).range(held.from..) {
            self.same(*seq, held)?;
        }
        Ok(())
    }

    fn same(&self, seq: Seq, held: &Held) -> Check {
        self.shows(seq, held.messages.get(&seq))
    }

    /// Holds a message, or the lack of one, against the tables.
    pub fn shows(&self, seq: Seq, message: Option<&Message>) -> Check {
        let shown = message.map(as_entry);
        let stored = self.entries.get(&seq).map(|entry| Entry {
            nonce: None,
            replies: self.thread(seq),
            ..entry.clone()
        });
        if shown == stored {
            Ok(())
        } else {
            Err(format!(
                "message {seq} is shown as {shown:?}, and stored as {stored:?}"
            ))
        }
    }

    /// The newest messages in which a word stands.
    pub fn said(&self, word: &str, most: usize) -> Vec<Seq> {
        let has = |entry: &Entry| {
            let mut words = entry.text.split(|c: char| !c.is_ascii_alphanumeric());
            entry.deleted_at.is_none() && words.any(|said| said == word)
        };
        let said = self.entries.iter().rev().filter(|(_, entry)| has(entry));
        said.map(|(seq, _)| *seq).take(most).collect()
    }

    /// What a root is to show of its thread, counted one by one.
    fn thread(&self, root: Seq) -> Option<Thread> {
        let seqs = self.threads.get(&root)?.iter().rev();
        let mut there = seqs
            .map(|seq| (*seq, &self.entries[seq]))
            .filter(|(_, entry)| entry.deleted_at.is_none())
            .peekable();
        let (last, at) = there.peek().map(|(seq, entry)| (*seq, entry.at))?;
        let (mut count, mut people) = (0, Vec::new());
        for (_, entry) in there {
            count += 1;
            if people.len() < 3 && !people.contains(&entry.author) {
                people.push(entry.author.clone());
            }
        }
        Some((count, last, at, people))
    }

    /// Holds the newest of a thread, as somebody was answered, against the tables.
    pub fn shows_thread(&self, root: &Message, messages: &[Message], limit: usize) -> Check {
        self.shows(root.seq, Some(root))?;
        let seqs = self.threads.get(&root.seq).into_iter().flatten().rev();
        let mut newest: Vec<Seq> = seqs.take(limit).copied().collect();
        newest.reverse();
        if !messages
            .iter()
            .map(|message| message.seq)
            .eq(newest.iter().copied())
        {
            return Err(format!(
                "in thread {} are {newest:?}: {messages:?}",
                root.seq
            ));
        }
        let mut messages = messages.iter();
        messages.try_for_each(|message| self.shows(message.seq, Some(message)))
    }

    /// Everything that must be so at the end, from the tables alone.
    pub fn audit(&self, store: &Store) -> Check {
        let rows = store.rows(&select("ORDER BY seq"), &[]);
        if rows.len() as u64 != self.head.seq {
            return Err(format!(
                "{} messages are stored at {:?}",
                rows.len(),
                self.head
            ));
        }
        let mut revs = BTreeSet::new();
        let mut newest = 0;
        for row in &rows {
            let (seq, entry) = entry(store, row);
            if self.entries.get(&seq) != Some(&entry) {
                return Err(format!("message {seq} changed without a `rev`: {entry:?}"));
            }
            if entry.at < newest {
                return Err(format!("message {seq} is older than the one above it"));
            }
            newest = entry.at;
            if entry.edited_at.is_some() {
                self.audit_edits(store, seq, &entry)?;
            }
            if entry.rev > 0 && !revs.insert(entry.rev) {
                return Err(format!("two messages have rev {}", entry.rev));
            }
        }
        if revs.last().copied().unwrap_or(0) != self.head.rev {
            return Err(format!(
                "the newest rev is {:?}, at {:?}",
                revs.last(),
                self.head
            ));
        }
        for (key, seq) in &self.promised {
            if self.by_nonce.get(key) != Some(seq) {
                return Err(format!("{key:?} was acknowledged as {seq} and is lost"));
            }
        }
        Ok(())
    }

    /// What a message said before is there: all of it, and only as long as the message is.
    fn audit_edits(&self, store: &Store, seq: Seq, entry: &Entry) -> Check {
        let rows = store.rows(
            "SELECT text, at FROM edits WHERE seq = 0 + ? ORDER BY rev",
            &[Value::from(seq)],
        );
        let last = rows.last().map(|row| row.integer(1).unwrap());
        // What is said without a nonce is the flood.
        let sent = match &entry.nonce {
            Some(nonce) => self.sent[&(entry.author.clone(), nonce.clone())].0.as_str(),
            None => "flood",
        };
        let is_right = match entry.deleted_at {
            Some(_) => rows.is_empty(),
            None => {
                last == entry.edited_at && rows.first().is_none_or(|row| row.text(0) == Ok(sent))
            }
        };
        if is_right {
            Ok(())
        } else {
            Err(format!("message {seq} said {rows:?} before: {entry:?}"))
        }
    }

    /// Holds everything a device has against the tables.
    pub fn compare_all(&self, held: &mut Held) -> Check {
        held.touched.extend(held.from..=self.head.seq);
        held.touched.extend(held.messages.keys());
        held.compared = 0;
        self.compare(held)
    }
}

fn select(which: &str) -> String {
    format!(
        "SELECT seq, author, at, text, nonce, reply_to, edited_at, deleted_at, pinned, rev, thread, mention_all, attachments FROM messages {which}"
    )
}

fn entry(store: &Store, row: &Row) -> (Seq, Entry) {
    let seq = row.count(0).unwrap();
    let rev = row.count(9).unwrap();
    let mut reactions: BTreeMap<String, BTreeSet<UserId>> = BTreeMap::new();
    if rev > 0 {
        for row in store.rows(
            "SELECT emoji, user FROM reactions WHERE seq = ?",
            &[Value::from(seq)],
        ) {
            let those = reactions
                .entry(row.text(0).unwrap().to_owned())
                .or_default();
            those.insert(UserId(row.text(1).unwrap().to_owned()));
        }
    }
    let entry = Entry {
        author: UserId(row.text(1).unwrap().to_owned()),
        at: row.integer(2).unwrap(),
        text: row.text(3).unwrap().to_owned(),
        nonce: row.optional_text(4).unwrap().map(str::to_owned),
        reply_to: row.optional_integer(5).unwrap().map(i64::unsigned_abs),
        thread: row.optional_integer(10).unwrap().map(i64::unsigned_abs),
        mention_all: row.optional_text(11).unwrap().map(str::to_owned),
        attachments: files(row.optional_text(12).unwrap()),
        replies: None,
        edited_at: row.optional_integer(6).unwrap(),
        deleted_at: row.optional_integer(7).unwrap(),
        pinned: row.integer(8).unwrap() != 0,
        rev,
        reactions,
    };
    (seq, entry)
}

fn as_entry(message: &Message) -> Entry {
    Entry {
        author: message.author.id.clone(),
        at: message.at,
        text: message.text.clone(),
        nonce: None,
        reply_to: message.reply_to,
        thread: message.thread,
        mention_all: message.mention_all.map(|all| all.name().to_owned()),
        attachments: message
            .attachments
            .iter()
            .map(|file| file.id.clone())
            .collect(),
        replies: message.replies.as_ref().map(|replies| {
            let people = replies.people.iter().map(|author| author.id.clone());
            (replies.count, replies.last, replies.at, people.collect())
        }),
        edited_at: message.edited_at,
        deleted_at: message.deleted_at,
        pinned: message.pinned,
        rev: message.rev,
        reactions: message
            .reactions
            .iter()
            .map(|(emoji, users)| (emoji.clone(), users.iter().cloned().collect()))
            .collect(),
    }
}

/// The ids of the files in a row.
fn files(attachments: Option<&str>) -> Vec<String> {
    let files: Vec<Media> =
        attachments.map_or(Vec::new(), |list| serde_json::from_str(list).unwrap());
    files.into_iter().map(|file| file.id).collect()
}

/// Whom a text calls.
fn called(text: &str) -> Option<&'static str> {
    ["everyone", "here"]
        .into_iter()
        .find(|name| text.contains(&format!("<@{name}>")))
}
