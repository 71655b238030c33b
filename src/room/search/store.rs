//! Whom and which rooms the names in a query mean: those of the whole site are in D1.

use crate::accounts::folded;
use crate::calendar;
use crate::directory;
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::D1;
use crate::values;
use crate::wire::types::{Millis, Room, RoomId, UserId};

/// People who may be meant by the names in one query: many guests are called the same.
const MEANT_MOST: i64 = 50;
/// Days back to which a room counts as lively.
const LIVELY_DAYS: i64 = 7;

/// People by username or by name. ?1 usernames, ?2 folded names, both as JSON lists; ?3 how many.
const NAMED: &str = "SELECT id FROM users WHERE deleted_at IS NULL AND (username IN (SELECT value FROM json_each(?1)) \
     OR name_folded IN (SELECT value FROM json_each(?2))) ORDER BY kind = 'guest', id LIMIT ?3";

/// Those of somebody's rooms in which somebody wrote since a day, the latest first. ?1 whose, ?2 the day.
const LIVELIEST: &str = "SELECT d.room_id AS id FROM room_days d JOIN memberships m ON m.room_id = d.room_id \
     WHERE m.user_id = ?1 AND d.day >= ?2 GROUP BY d.room_id ORDER BY max(d.day) DESC, d.room_id";

#[derive(FromJson)]
struct Id {
    id: String,
}

/// The people that the values of `from:` mean; nobody where a name is nobody's.
///
/// # Errors
/// `internal`.
pub async fn people(database: &D1, from: &[String], me: &UserId) -> Result<Vec<UserId>, Error> {
    let mut people = Vec::new();
    let mut names = Vec::new();
    for name in from {
        if name.eq_ignore_ascii_case("me") {
            people.push(me.clone());
        } else if let Some(id) = marked(name, "<@") {
            people.push(UserId(id.to_ascii_lowercase()));
        } else {
            names.push(folded(name.strip_prefix('@').unwrap_or(name)));
        }
    }
    if !names.is_empty() {
        let names = serde_json::to_string(&names).map_err(Error::internal)?;
        let values = values![names.as_str(), names.as_str(), MEANT_MOST];
        let found: Vec<Id> = database.all(NAMED, &values).await?;
        people.extend(found.into_iter().map(|row| UserId(row.id)));
    }
    Ok(people)
}

/// The rooms of somebody that the values of `in:` mean, all of them where there are none; at most so many, and of more the liveliest.
/// Also how many were left out.
///
/// # Errors
/// `internal`.
pub async fn rooms(
    database: &D1,
    names: &[String],
    user: &UserId,
    most: usize,
    now: Millis,
) -> Result<(Vec<RoomId>, usize), Error> {
    let mut rooms = directory::store::room_ids_of(database, user).await?;
    if !names.is_empty() {
        let all = directory::store::rooms_of(database, user).await?;
        rooms.retain(|id| {
            let room = all.iter().find(|room| room.id == *id);
            room.is_some_and(|room| names.iter().any(|name| is_meant(room, name)))
        });
    }
    let left_out = rooms.len().saturating_sub(most);
    if left_out > 0 {
        let since = calendar::day(now.div_euclid(calendar::DAY_MS) - LIVELY_DAYS);
        let rows: Vec<Id> = database
            .all(LIVELIEST, &values![user.as_str(), since])
            .await?;
        let mut lively = Vec::new();
        for row in &rows {
            if let Some(at) = rooms.iter().position(|room| room.as_str() == row.id) {
                lively.push(rooms.remove(at));
            }
        }
        lively.append(&mut rooms);
        lively.truncate(most);
        rooms = lively;
    }
    Ok((rooms, left_out))
}

/// Whether a room is called so, or begins so. A direct room goes by the names of those in it.
fn is_meant(room: &Room, name: &str) -> bool {
    if let Some(id) = marked(name, "<#") {
        return room.id.as_str() == id;
    }
    let name = folded(name.trim_start_matches(['#', '@']));
    let begins = |called: &str| folded(called).starts_with(&name);
    begins(&room.name) || room.people.iter().any(|person| begins(&person.name))
}

/// The id in `<@id>` or `<#id>`.
fn marked<'a>(value: &'a str, opening: &str) -> Option<&'a str> {
    value.strip_prefix(opening)?.strip_suffix('>')
}
