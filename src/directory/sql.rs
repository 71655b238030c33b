//! The statements of the directory.

/// The columns of a room; the table is to be called `r`.
macro_rules! room {
    () => {
        "r.id, r.name, r.topic, r.kind, r.created_at, r.archived_at, r.hue, r.picture"
    };
}

/// Somebody's rooms, by name.
pub const ROOMS_OF: &str = concat!(
    "SELECT ",
    room!(),
    " FROM memberships m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = ?1
     ORDER BY r.is_default DESC, lower(r.name), r.id"
);

/// The ids of somebody's rooms.
pub const ROOM_IDS_OF: &str =
    "SELECT room_id AS id FROM memberships WHERE user_id = ?1 ORDER BY room_id";

/// The ids of the rooms with files of somebody, deleted ones too.
pub const ROOMS_WITH_FILES_OF: &str =
    "SELECT DISTINCT room_id AS id FROM media WHERE owner = ?1 AND room_id IS NOT NULL";

/// A page of the public rooms whose name or topic has ?1 in it, after the room ?2, by name. No `LIKE`: D1 takes
/// patterns of at most 50 bytes.
pub const FIND: &str = concat!(
    "SELECT ", room!(), " FROM rooms r
     WHERE r.kind = 'public' AND r.archived_at IS NULL
       AND (instr(lower(r.name), lower(?1)) OR instr(lower(r.topic), lower(?1)))
       AND (?2 = '' OR (lower(r.name), r.id) > (SELECT lower(c.name), c.id FROM rooms c WHERE c.id = ?2))
     ORDER BY lower(r.name), r.id LIMIT ?3"
);

/// A room, with its maker as an author: they own it should its object have to be made again.
pub const ROOM: &str = concat!(
    "SELECT ", room!(), ", r.is_default,
       u.id AS maker, u.name AS maker_name, u.avatar AS maker_avatar, u.kind AS maker_kind
     FROM rooms r LEFT JOIN users u ON u.id = r.created_by AND u.deleted_at IS NULL WHERE r.id = ?1"
);

/// The rooms newcomers are seated in.
pub const DEFAULT_ROOMS: &str = "SELECT id FROM rooms WHERE is_default = 1 AND archived_at IS NULL";

/// How many rooms somebody made since a time.
pub const MADE_SINCE: &str =
    "SELECT count(*) AS number FROM rooms WHERE created_by = ?1 AND created_at > ?2";

/// A new room.
pub const INSERT: &str = "INSERT INTO rooms (id, name, topic, kind, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// What the directory shows of a room.
pub const UPDATE: &str = "UPDATE rooms SET name = ?2, topic = ?3, hue = ?4, archived_at = ?5, picture = ?6 WHERE id = ?1";

/// The direct room of some people. ?1 their ids, sorted, as a JSON list.
pub const DIRECT: &str = "SELECT room_id AS id FROM direct_rooms WHERE people = ?1";

/// Makes it, unless there is one. ?1 their ids, ?2 the room.
pub const INSERT_DIRECT: &str =
    "INSERT INTO direct_rooms (people, room_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

/// Lists it, if the statement before made it. ?1 the room, ?2 when, ?3 by whom.
pub const LIST_DIRECT: &str = "INSERT INTO rooms (id, name, topic, kind, created_at, created_by) \
     SELECT ?1, '', '', 'direct', ?2, ?3 WHERE EXISTS (SELECT 1 FROM direct_rooms WHERE room_id = ?1)";

/// Its files go, and its picture. ?1 the room, ?2 now.
pub const DELETE_FILES: &str = "UPDATE media SET deleted_at = ?2 \
     WHERE id IN (SELECT id FROM media WHERE room_id = ?1 UNION SELECT id FROM media WHERE owner = ?1) AND deleted_at IS NULL";

/// The ids of the people of a direct room, as a JSON list.
pub const PEOPLE_OF_DIRECT: &str = "SELECT people FROM direct_rooms WHERE room_id = ?1";

/// Everybody in the direct rooms of one person. ?1 the person.
pub const PEOPLE_OF_DIRECTS_OF: &str = "SELECT d.room_id, u.id, u.name, u.avatar, u.kind \
     FROM memberships m JOIN direct_rooms d ON d.room_id = m.room_id, json_each(d.people) p \
     JOIN users u ON u.id = p.value WHERE m.user_id = ?1 ORDER BY d.room_id, u.id";

/// A room goes.
pub const DELETE: &str = "DELETE FROM rooms WHERE id = ?1";

/// Its seats go with it.
pub const DELETE_MEMBERSHIPS: &str = "DELETE FROM memberships WHERE room_id = ?1";

/// And so do the invitations to it.
pub const DELETE_INVITES: &str = "DELETE FROM site_invites WHERE room_id = ?1";

/// Notes a seat.
pub const SEATED: &str = "INSERT INTO memberships (user_id, room_id, joined_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Notes that a seat was given up.
pub const UNSEATED: &str = "DELETE FROM memberships WHERE user_id = ?1 AND room_id = ?2";

/// Notes that somebody has no seat anywhere any more.
pub const UNSEATED_EVERYWHERE: &str = "DELETE FROM memberships WHERE user_id = ?1";

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    const MIGRATIONS: [&str; 3] = [
        include_str!("../../migrations/0001_foundation.sql"),
        include_str!("../../migrations/0002_rooms_and_people.sql"),
        include_str!("../../migrations/0003_media.sql"),
    ];

    #[test]
    fn every_statement_fits_the_tables() {
        let site = Connection::open_in_memory().unwrap();
        for step in MIGRATIONS {
            site.execute_batch(step).unwrap();
        }
        for sql in [
            super::ROOMS_OF,
            super::ROOM_IDS_OF,
            super::FIND,
            super::ROOM,
            super::DEFAULT_ROOMS,
            super::MADE_SINCE,
            super::INSERT,
            super::UPDATE,
            super::DIRECT,
            super::INSERT_DIRECT,
            super::LIST_DIRECT,
            super::PEOPLE_OF_DIRECT,
            super::PEOPLE_OF_DIRECTS_OF,
            super::DELETE_INVITES,
            super::DELETE,
            super::DELETE_FILES,
            super::ROOMS_WITH_FILES_OF,
            super::DELETE_MEMBERSHIPS,
            super::SEATED,
            super::UNSEATED,
            super::UNSEATED_EVERYWHERE,
        ] {
            site.prepare(sql).unwrap();
        }
    }

    #[test]
    fn pages_go_on_where_the_last_one_ended() {
        let site = Connection::open_in_memory().unwrap();
        for step in MIGRATIONS {
            site.execute_batch(step).unwrap();
        }
        for name in ["beta", "Alpha", "100%", "gamma"] {
            site.execute(super::INSERT, (name, name, "", "public", 1, None::<String>))
                .unwrap();
        }
        let page = |words: &str, after: &str| -> Vec<String> {
            let mut find = site.prepare(super::FIND).unwrap();
            let rows = find
                .query_map((words, after, 2), |row| row.get("name"))
                .unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(page("", ""), ["100%", "Alpha"]);
        assert_eq!(page("", "Alpha"), ["beta", "gamma"]);
        assert_eq!(page("0%", ""), ["100%"]);
    }
}
