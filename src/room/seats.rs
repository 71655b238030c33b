//! Who sits in a room, and what each may do. Rules and statements; the engine decides when.

use std::rc::Rc;

use crate::characters;
use crate::database::{Database, DatabaseError, Row, Value};
use crate::wire::types::{Author, Millis, Seat, SeatRole, Seq, UserId, UserKind};

/// Somebody the room knows: with a seat, or gone and still the author of what they wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As they are shown.
    pub author: Author,
    /// Their role here; none without a seat.
    pub role: Option<SeatRole>,
    /// The newest message they have read.
    pub read: Seq,
    /// Until when they may not post.
    pub muted_until: Option<Millis>,
    /// Whether the site keeps them out.
    pub barred: bool,
    /// Whether their inbox knows that something is unread here.
    pub told: bool,
}

impl Person {
    /// Their seat as others see it, if they have one.
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        Some(Seat {
            user: self.author.clone(),
            role: self.role?,
            read: self.read,
            muted_until: self.muted_until,
            may: Vec::new(),
        })
    }
}

/// The role somebody gets who comes in by the door.
#[must_use]
pub fn role_on_joining(kind: UserKind) -> SeatRole {
    match kind {
        UserKind::Member | UserKind::Bot => SeatRole::Member,
        UserKind::Guest => SeatRole::Guest,
    }
}

const COLUMNS: &str = "user, name, avatar, kind, role, read_seq, muted_until, barred, told";

/// Everybody of a list of ids the room knows.
///
/// # Errors
/// When SQL fails.
pub fn load(db: &impl Database, users: &[UserId]) -> Result<Vec<Rc<Person>>, DatabaseError> {
    let ids = serde_json::to_string(users).map_err(|e| DatabaseError(e.to_string()))?;
    let sql =
        format!("SELECT {COLUMNS} FROM people WHERE user IN (SELECT value FROM json_each(?))");
    let rows = db.query(&sql, &[Value::from(ids)])?;
    rows.iter()
        .map(person)
        .map(|read| read.map(Rc::new))
        .collect()
}

/// A page of those with a seat, by name; `after` is the id that ended the page before.
///
/// # Errors
/// When SQL fails.
pub fn page(
    db: &impl Database,
    after: Option<&UserId>,
    limit: u32,
) -> Result<Vec<Person>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM people WHERE role IS NOT NULL AND user > ? ORDER BY user LIMIT 0 + ?"
    );
    let after = after.map_or("", UserId::as_str);
    let rows = db.query(&sql, &[Value::from(after), Value::from(i64::from(limit))])?;
    rows.iter().map(person).collect()
}

/// As [`page`], of those in whose name a word begins with what is sought, in capitals or not; nothing finds all.
///
/// # Errors
/// When SQL fails.
pub fn named(
    db: &impl Database,
    sought: &str,
    after: Option<&UserId>,
    limit: u32,
) -> Result<Vec<Person>, DatabaseError> {
    /// Rows looked through at a time. SQLite knows small and capital letters of English only.
    const AT_A_TIME: u32 = 500;
    let sought = characters::lowercase(sought.trim());
    if sought.is_empty() {
        return page(db, after, limit);
    }
    let mut found = Vec::new();
    let mut after = after.cloned();
    loop {
        let people = page(db, after.as_ref(), AT_A_TIME)?;
        let is_last = people.len() < AT_A_TIME as usize;
        after = people.last().map(|person| person.author.id.clone());
        found.extend(
            people
                .into_iter()
                .filter(|person| is_named(&person.author.name, &sought)),
        );
        if is_last || found.len() >= limit as usize {
            found.truncate(limit as usize);
            return Ok(found);
        }
    }
}

/// Whether a word in a name begins so.
fn is_named(name: &str, sought: &str) -> bool {
    let name = characters::lowercase(name);
    name.match_indices(sought).any(|(at, _)| {
        let before = name.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric())
    })
}

/// Whether more than so many have a seat. Looks at no more rows than it must: each is billed.
///
/// # Errors
/// When SQL fails.
pub fn more_than(db: &impl Database, number: usize) -> Result<bool, DatabaseError> {
    let one_more = Value::from(number as u64 + 1);
    let rows = db.query(
        "SELECT count(*) FROM (SELECT 1 FROM people WHERE role IS NOT NULL LIMIT 0 + ?)",
        &[one_more],
    )?;
    let found = rows.first().map_or(Ok(0), |row| row.count(0))?;
    Ok(found > number as u64)
}

/// How far everybody with a seat has read.
///
/// # Errors
/// When SQL fails.
pub fn reads(db: &impl Database) -> Result<Vec<(Author, Seq)>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM people WHERE role IS NOT NULL AND read_seq > 0");
    let rows = db.query(&sql, &[])?;
    rows.iter()
        .map(|row| person(row).map(|p| (p.author, p.read)))
        .collect()
}

/// Seats somebody, or seats them anew; who has a seat keeps their role.
///
/// # Errors
/// When SQL fails.
pub fn seat(
    db: &impl Database,
    author: &Author,
    role: SeatRole,
    read: Seq,
    now: Millis,
) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO people (user, name, avatar, kind, role, joined_at, read_seq) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (user) DO UPDATE SET
           name = excluded.name, avatar = excluded.avatar, kind = excluded.kind,
           role = coalesce(role, excluded.role),
           joined_at = iif(role IS NULL, excluded.joined_at, joined_at),
           read_seq = max(read_seq, iif(role IS NULL, excluded.read_seq, 0))",
        &[
            Value::from(author.id.as_str()),
            Value::from(author.name.as_str()),
            Value::from(author.avatar.as_deref()),
            Value::from(kind_name(author.kind)),
            Value::from(role_name(role)),
            Value::from(now),
            Value::from(read),
        ],
    )?;
    Ok(())
}

/// Takes somebody's seat; what they wrote stays theirs. A mute outlasts it: nobody gets rid of one by leaving.
///
/// # Errors
/// When SQL fails.
pub fn unseat(db: &impl Database, user: &UserId) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET role = NULL, told = 0 WHERE user = ?",
        &[Value::from(user.as_str())],
    )?;
    Ok(())
}

/// Gives somebody another role.
///
/// # Errors
/// When SQL fails.
pub fn set_role(db: &impl Database, user: &UserId, role: SeatRole) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET role = ? WHERE user = ? AND role IS NOT NULL",
        &[Value::from(role_name(role)), Value::from(user.as_str())],
    )?;
    Ok(())
}

/// Whether the room has an owner.
///
/// # Errors
/// When SQL fails.
pub fn has_owner(db: &impl Database) -> Result<bool, DatabaseError> {
    Ok(!db
        .query("SELECT 1 FROM people WHERE role = 'owner' LIMIT 1", &[])?
        .is_empty())
}

/// Who owns the room: one person, or for a moment none.
///
/// # Errors
/// When SQL fails.
pub fn owners(db: &impl Database) -> Result<Vec<UserId>, DatabaseError> {
    let rows = db.query("SELECT user FROM people WHERE role = 'owner'", &[])?;
    rows.iter()
        .map(|row| row.text(0).map(|id| UserId(id.to_owned())))
        .collect()
}

/// Who answers for the room next when its last owner goes: the moderator, else the member, who sat down first.
///
/// # Errors
/// When SQL fails.
pub fn heir(db: &impl Database) -> Result<Option<UserId>, DatabaseError> {
    let rows = db.query(
        "SELECT user FROM people WHERE role IN ('moderator', 'member') AND kind = 'member'
         ORDER BY role = 'moderator' DESC, joined_at, user LIMIT 1",
        &[],
    )?;
    rows.first()
        .map(|row| row.text(0).map(|id| UserId(id.to_owned())))
        .transpose()
}

/// Shows somebody as they are now.
///
/// # Errors
/// When SQL fails.
pub fn set_profile(db: &impl Database, author: &Author) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET name = ?, avatar = ?, kind = ?, role = iif(role = 'guest' AND ?3 = 'member', 'member', role)
         WHERE user = ?",
        &[
            Value::from(author.name.as_str()),
            Value::from(author.avatar.as_deref()),
            Value::from(kind_name(author.kind)),
            Value::from(author.id.as_str()),
        ],
    )?;
    Ok(())
}

/// Keeps somebody out, or lets them in again, by the word of the site.
///
/// # Errors
/// When SQL fails.
pub fn set_barred(db: &impl Database, user: &UserId, barred: bool) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET barred = ? WHERE user = ?",
        &[Value::from(i64::from(barred)), Value::from(user.as_str())],
    )?;
    Ok(())
}

/// Moves a read position forward.
///
/// # Errors
/// When SQL fails.
pub fn set_read(db: &impl Database, user: &UserId, seq: Seq) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET read_seq = ? WHERE user = ?",
        &[Value::from(seq), Value::from(user.as_str())],
    )?;
    Ok(())
}

/// The first four columns of whoever is listed.
pub(super) fn author(row: &Row) -> Result<Author, DatabaseError> {
    Ok(Author {
        id: UserId(row.text(0)?.to_owned()),
        name: row.text(1)?.to_owned(),
        avatar: row.optional_text(2)?.map(str::to_owned),
        kind: match row.text(3)? {
            "guest" => UserKind::Guest,
            "bot" => UserKind::Bot,
            _ => UserKind::Member,
        },
    })
}

fn person(row: &Row) -> Result<Person, DatabaseError> {
    Ok(Person {
        author: author(row)?,
        role: match row.optional_text(4)? {
            Some("owner") => Some(SeatRole::Owner),
            Some("moderator") => Some(SeatRole::Moderator),
            Some("guest") => Some(SeatRole::Guest),
            Some(_) => Some(SeatRole::Member),
            None => None,
        },
        read: row.count(5)?,
        muted_until: row.optional_integer(6)?,
        barred: row.integer(7)? != 0,
        told: row.integer(8)? != 0,
    })
}

pub(super) fn kind_name(kind: UserKind) -> &'static str {
    match kind {
        UserKind::Member => "member",
        UserKind::Guest => "guest",
        UserKind::Bot => "bot",
    }
}

fn role_name(role: SeatRole) -> &'static str {
    match role {
        SeatRole::Owner => "owner",
        SeatRole::Moderator => "moderator",
        SeatRole::Member => "member",
        SeatRole::Guest => "guest",
    }
}
