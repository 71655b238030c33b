//! docs/PERMISSIONS.md says what `permissions.rs` does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use confab::permissions::{Standing, can_become, outranks};
use confab::wire::types::{Action, Author, Room, RoomId, RoomKind, SeatRole, UserId, UserKind};

const DOCUMENT: &str = include_str!("../docs/PERMISSIONS.md");

fn room(kind: RoomKind) -> Room {
    Room::new(RoomId("r".into()), "room".into(), String::new(), kind, 0)
}

fn standing(room: &Room, role: Option<SeatRole>, admin: bool) -> Standing<'_> {
    Standing {
        room,
        role,
        admin,
        few: true,
        muted_until: None,
        now: 10,
    }
}

/// The cells of the table rows that begin with something.
fn rows(first_begins: &str) -> Vec<Vec<&'static str>> {
    DOCUMENT
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").collect::<Vec<_>>())
        .filter(|cells| cells[0].starts_with(first_begins))
        .collect()
}

#[test]
fn what_a_role_gives_is_what_the_document_says() {
    let columns = [
        (Some(SeatRole::Guest), false),
        (Some(SeatRole::Member), false),
        (Some(SeatRole::Moderator), false),
        (Some(SeatRole::Owner), false),
        (Some(SeatRole::Member), true),
        (None, true),
    ];
    // The table of the actions; those of routes and commands have other columns.
    let rows: Vec<_> = rows("`")
        .into_iter()
        .filter(|cells| cells.len() == 2 + columns.len())
        .collect();
    assert_eq!(rows.len(), Action::ALL.len());
    for action in Action::ALL {
        let name = serde_json::to_string(&action).unwrap().replace('"', "`");
        let row = rows.iter().find(|row| row[0] == name).unwrap();
        for kind in [RoomKind::Public, RoomKind::Private] {
            let room = room(kind);
            for (column, (role, admin)) in columns.into_iter().enumerate() {
                let may = |few| {
                    let standing = standing(&room, role, admin);
                    Standing { few, ..standing }.may(action)
                };
                let does = match (may(true), may(false)) {
                    (true, true) => "✓",
                    (true, false) => "up to 20",
                    _ => "–",
                };
                assert_eq!(does, row[2 + column], "{name} {role:?} {admin}");
            }
        }
    }
}

#[test]
fn what_a_state_takes_away_is_what_the_document_says() {
    for state in ["archived", "read-only", "locked", "muted"] {
        let row = &rows(state)[0];
        let mut room = room(RoomKind::Public);
        match state {
            "archived" => room.archived_at = Some(1),
            "read-only" => room.read_only = true,
            "locked" => room.locked = true,
            _ => {}
        }
        let muted_until = (state == "muted").then_some(11);
        let taken = |role, admin| -> Vec<String> {
            let mut free = room.clone();
            (free.archived_at, free.read_only, free.locked) = (None, false, false);
            let now = Standing {
                muted_until,
                ..standing(&room, Some(role), admin)
            };
            let before = standing(&free, Some(role), admin);
            Action::ALL
                .into_iter()
                .filter(|action| before.may(*action) && !now.may(*action))
                .map(|action| serde_json::to_string(&action).unwrap().replace('"', "`"))
                .collect()
        };
        let said: Vec<&str> = row[1]
            .split([' ', ','])
            .filter(|word| word.starts_with('`'))
            .collect();
        assert_eq!(taken(SeatRole::Member, false), said, "{state}");
        let above = [
            (SeatRole::Moderator, false),
            (SeatRole::Owner, false),
            (SeatRole::Member, true),
        ];
        for (role, admin) in above {
            let spared = row[2].starts_with("all but");
            let said = if spared { Vec::new() } else { said.clone() };
            assert_eq!(taken(role, admin), said, "{state} {role:?} {admin}");
        }
    }
}

#[test]
fn in_a_direct_room_nobody_is_more_than_another() {
    let room = room(RoomKind::Direct);
    let mut all: Vec<Vec<Action>> = Vec::new();
    for role in [SeatRole::Guest, SeatRole::Member, SeatRole::Owner] {
        for admin in [false, true] {
            all.push(standing(&room, Some(role), admin).all());
        }
    }
    let names: Vec<String> = all[0]
        .iter()
        .map(|action| serde_json::to_string(action).unwrap().replace('"', "`"))
        .collect();
    let said = DOCUMENT.split("In a **direct room**").nth(1).unwrap();
    let (said, _) = said
        .split_once(", nobody has")
        .or(said.split_once(",\nnobody has"))
        .unwrap();
    let said: Vec<String> = said
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|name| format!("`{name}`"))
        .collect();
    assert_eq!(names, said);
    assert!(all.iter().all(|actions| *actions == all[0]));
    assert!(standing(&room, None, true).all().is_empty());
}

#[test]
fn whoever_has_no_seat_learns_nothing_of_a_room_that_is_not_public() {
    for (kind, code) in [
        (RoomKind::Public, "forbidden"),
        (RoomKind::Private, "not_found"),
        (RoomKind::Direct, "not_found"),
    ] {
        let room = room(kind);
        for action in Action::ALL {
            let refused = standing(&room, None, false).check(action).unwrap_err();
            assert_eq!(refused.code(), code, "{kind:?} {action:?}");
        }
    }
}

#[test]
fn one_keeps_order_among_those_below() {
    let room = room(RoomKind::Public);
    let roles = [
        SeatRole::Guest,
        SeatRole::Member,
        SeatRole::Moderator,
        SeatRole::Owner,
    ];
    for (at, actor) in roles.into_iter().enumerate() {
        for (below, target) in roles.into_iter().enumerate() {
            let may = outranks(&standing(&room, Some(actor), false), Some(target)).is_ok();
            assert_eq!(may, at >= 2 && below < at, "{actor:?} {target:?}");
            assert!(outranks(&standing(&room, None, true), Some(target)).is_ok());
        }
    }
}

#[test]
fn guests_stay_guests_until_they_have_an_account() {
    let person = |kind| Author {
        id: UserId("u".into()),
        name: "U".into(),
        avatar: None,
        kind,
    };
    for role in [SeatRole::Owner, SeatRole::Moderator, SeatRole::Member] {
        assert!(can_become(&person(UserKind::Guest), role).is_err());
        assert!(can_become(&person(UserKind::Member), role).is_ok());
    }
    assert!(can_become(&person(UserKind::Member), SeatRole::Guest).is_err());
}
