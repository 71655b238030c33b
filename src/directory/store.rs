//! The directory in D1.

use super::{Listed, sql};
use crate::error::Error;
use crate::json::{self, FromJson};
use crate::platform::d1::D1;
use crate::values;
use crate::wire::types::{Author, Millis, Room, RoomId, RoomKind, UserId, UserKind};

#[derive(FromJson)]
struct Id {
    id: String,
}

#[derive(FromJson)]
struct Number {
    number: u32,
}

#[derive(FromJson)]
struct InDirect {
    room_id: RoomId,
    id: UserId,
    name: String,
    avatar: Option<String>,
    kind: UserKind,
}

/// What the directory knows of a room besides.
#[derive(FromJson)]
struct Listing {
    is_default: u8,
    maker: Option<UserId>,
    maker_name: Option<String>,
    maker_avatar: Option<String>,
    maker_kind: Option<UserKind>,
}

/// Somebody's rooms: those for newcomers first, then by name.
///
/// # Errors
/// `internal`.
pub async fn rooms_of(database: &D1, user: &UserId) -> Result<Vec<Room>, Error> {
    let mut rooms: Vec<Room> = database.all(sql::ROOMS_OF, &values![user.as_str()]).await?;
    if rooms.iter().any(|room| room.kind == RoomKind::Direct) {
        let people: Vec<InDirect> = database
            .all(sql::PEOPLE_OF_DIRECTS_OF, &values![user.as_str()])
            .await?;
        for person in people {
            if let Some(room) = rooms.iter_mut().find(|room| room.id == person.room_id) {
                room.people.push(Author {
                    id: person.id,
                    name: person.name,
                    avatar: person.avatar,
                    kind: person.kind,
                });
            }
        }
    }
    Ok(rooms)
}

/// The direct room of some people, if there is one.
///
/// # Errors
/// `internal`.
pub async fn direct(database: &D1, people: &[UserId]) -> Result<Option<RoomId>, Error> {
    let people = serde_json::to_string(people).map_err(Error::internal)?;
    let row: Option<Id> = database.first(sql::DIRECT, &values![people]).await?;
    Ok(row.map(|row| RoomId(row.id)))
}

/// The direct room of some people: this one, unless there was one by now.
///
/// # Errors
/// `internal`.
pub async fn insert_direct(
    database: &D1,
    people: &[UserId],
    room: &Room,
    maker: &UserId,
) -> Result<RoomId, Error> {
    let list = serde_json::to_string(people).map_err(Error::internal)?;
    let statements = vec![
        database.statement(sql::INSERT_DIRECT, &values![list, room.id.as_str()])?,
        database.statement(
            sql::LIST_DIRECT,
            &values![room.id.as_str(), room.created_at, maker.as_str()],
        )?,
    ];
    database.batch(statements).await?;
    direct(database, people)
        .await?
        .ok_or_else(|| Error::internal("a direct room was made and is not there"))
}

/// The people of a direct room.
///
/// # Errors
/// `internal`.
pub async fn people_of_direct(database: &D1, room: &RoomId) -> Result<Vec<UserId>, Error> {
    #[derive(FromJson)]
    struct People {
        people: String,
    }
    let row: Option<People> = database
        .first(sql::PEOPLE_OF_DIRECT, &values![room.as_str()])
        .await?;
    match row {
        Some(row) => json::read(&row.people).map_err(Error::internal),
        None => Ok(Vec::new()),
    }
}

/// The ids of somebody's rooms.
///
/// # Errors
/// `internal`.
pub async fn room_ids_of(database: &D1, user: &UserId) -> Result<Vec<RoomId>, Error> {
    let rows: Vec<Id> = database
        .all(sql::ROOM_IDS_OF, &values![user.as_str()])
        .await?;
    Ok(rows.into_iter().map(|row| RoomId(row.id)).collect())
}

/// The ids of the rooms in which somebody has ever left a file that is still there.
///
/// # Errors
/// `internal`.
pub async fn rooms_with_files_of(database: &D1, user: &UserId) -> Result<Vec<RoomId>, Error> {
    let rows: Vec<Id> = database
        .all(sql::ROOMS_WITH_FILES_OF, &values![user.as_str()])
        .await?;
    Ok(rows.into_iter().map(|row| RoomId(row.id)).collect())
}

/// The rooms newcomers are seated in.
///
/// # Errors
/// `internal`.
pub async fn default_rooms(database: &D1) -> Result<Vec<RoomId>, Error> {
    let rows: Vec<Id> = database.all(sql::DEFAULT_ROOMS, &[]).await?;
    Ok(rows.into_iter().map(|row| RoomId(row.id)).collect())
}

/// A page of the public rooms with these words in their name or topic, after a room.
///
/// # Errors
/// `internal`.
pub async fn find(database: &D1, words: &str, after: &str, limit: u32) -> Result<Vec<Room>, Error> {
    database
        .all(sql::FIND, &values![words, after, i64::from(limit)])
        .await
}

/// A room as the directory has it.
///
/// # Errors
/// `internal`.
pub async fn room(database: &D1, id: &RoomId) -> Result<Option<Listed>, Error> {
    let row: Option<(Room, Listing)> = database.first_as(sql::ROOM, &values![id.as_str()]).await?;
    Ok(row.map(|(room, listing)| Listed {
        room,
        maker: listing
            .maker
            .zip(listing.maker_name)
            .zip(listing.maker_kind)
            .map(|((id, name), kind)| Author {
                id,
                name,
                avatar: listing.maker_avatar,
                kind,
            }),
        is_default: listing.is_default != 0,
    }))
}

/// How many rooms somebody made since a time.
///
/// # Errors
/// `internal`.
pub async fn made_since(database: &D1, user: &UserId, since: Millis) -> Result<u32, Error> {
    let row: Option<Number> = database
        .first(sql::MADE_SINCE, &values![user.as_str(), since])
        .await?;
    Ok(row.map_or(0, |row| row.number))
}

/// Lists a new room.
///
/// # Errors
/// `internal`.
pub async fn insert(database: &D1, room: &Room, maker: &UserId) -> Result<(), Error> {
    let values = values![
        room.id.as_str(),
        room.name.as_str(),
        room.topic.as_str(),
        room.kind.name(),
        room.created_at,
        maker.as_str()
    ];
    database.run(sql::INSERT, &values).await.map(drop)
}

/// Lists a room under its new name and topic.
///
/// # Errors
/// `internal`.
pub async fn update(database: &D1, room: &Room) -> Result<(), Error> {
    let values = values![
        room.id.as_str(),
        room.name.as_str(),
        room.topic.as_str(),
        room.hue.map(i64::from),
        room.archived_at,
        room.picture.as_deref()
    ];
    database.run(sql::UPDATE, &values).await.map(drop)
}

/// Takes a room out of the directory, and out of everybody's rooms. Its files are out of reach from now on.
///
/// # Errors
/// `internal`.
pub async fn delete(database: &D1, room: &RoomId, now: Millis) -> Result<(), Error> {
    let statements = vec![
        database.statement(sql::DELETE_FILES, &values![room.as_str(), now])?,
        database.statement(sql::DELETE_MEMBERSHIPS, &values![room.as_str()])?,
        database.statement(sql::DELETE_INVITES, &values![room.as_str()])?,
        database.statement(sql::DELETE, &values![room.as_str()])?,
    ];
    database.batch(statements).await.map(drop)
}

/// Notes a seat the room has given.
///
/// # Errors
/// `internal`.
pub async fn seated(database: &D1, user: &UserId, room: &RoomId, now: Millis) -> Result<(), Error> {
    database
        .run(sql::SEATED, &values![user.as_str(), room.as_str(), now])
        .await
        .map(drop)
}

/// Notes that somebody has no seat in a room any more.
///
/// # Errors
/// `internal`.
pub async fn unseated(database: &D1, user: &UserId, room: &RoomId) -> Result<(), Error> {
    database
        .run(sql::UNSEATED, &values![user.as_str(), room.as_str()])
        .await
        .map(drop)
}

/// Notes that somebody has no seat anywhere any more.
///
/// # Errors
/// `internal`.
pub async fn unseated_everywhere(database: &D1, user: &UserId) -> Result<(), Error> {
    database
        .run(sql::UNSEATED_EVERYWHERE, &values![user.as_str()])
        .await
        .map(drop)
}
