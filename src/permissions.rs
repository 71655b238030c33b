//! Who may do what in a room: one table, one function. docs/PERMISSIONS.md says the same for people; tests hold the
//! two against each other, and every route and command against both.
//!
//! A role gives rights; the state of the room and of the seat (archived, read-only, muted) takes some away for a time.
//! Those who run the site keep order in every room but direct ones. They read what is said only where they have a seat.

use crate::error::Error;
use crate::wire::types::{Action, Author, Millis, Room, RoomKind, SeatRole, UserKind};

/// Seats in a room where one call to everybody is no more than a word to the table.
pub const FEW: usize = 20;

/// What counts of somebody who wants to do something in a room.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The room.
    pub room: &'a Room,
    /// Their role in it; none without a seat.
    pub role: Option<SeatRole>,
    /// Whether they look after the site.
    pub admin: bool,
    /// Whether so few have a seat that any of them may call all the others: up to [`FEW`].
    pub few: bool,
    /// Until when they may not post.
    pub muted_until: Option<Millis>,
    /// The time.
    pub now: Millis,
}

impl Standing<'_> {
    /// Whether somebody may do something.
    ///
    /// # Errors
    /// `forbidden`, saying why; `not_found` where they may not know of the room.
    pub fn check(&self, action: Action) -> Result<(), Error> {
        if !self.has_right(action) {
            return Err(match self.role {
                None => no_seat(self.room.kind),
                Some(_) => Error::forbidden(refusal(self.room.kind, action)),
            });
        }
        let posts = matches!(action, Action::Post | Action::MentionAll);
        let says_something = posts || action == Action::React;
        let changes = says_something || matches!(action, Action::Pin | Action::Invite);
        if changes && self.room.archived_at.is_some() {
            return Err(Error::forbidden(
                "This room is archived: it can be read, not written.",
            ));
        }
        if says_something && self.muted_until.is_some_and(|until| self.now < until) {
            return Err(Error::forbidden("You are muted in this room for now."));
        }
        if posts && self.room.read_only && !self.has_right(Action::Moderate) {
            return Err(Error::forbidden(
                "In this room only moderators post. You can read and react.",
            ));
        }
        if action == Action::Invite && self.room.locked {
            return Err(Error::forbidden(
                "This room is locked: nobody new comes in until a moderator unlocks it.",
            ));
        }
        Ok(())
    }

    /// Whether somebody may do something.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.check(action).is_ok()
    }

    /// All they may do here now.
    #[must_use]
    pub fn all(&self) -> Vec<Action> {
        Action::ALL
            .into_iter()
            .filter(|action| self.may(*action))
            .collect()
    }

    fn has_right(&self, action: Action) -> bool {
        role_may(self.room.kind, self.few, self.role, action)
            || self.admin && admin_may(self.room.kind, self.role.is_some(), action)
    }
}

/// All that somebody may do in a room without a seat in it.
#[must_use]
pub fn may_from_outside(room: &Room, admin: bool, now: Millis) -> Vec<Action> {
    let standing = Standing {
        room,
        role: None,
        admin,
        few: false,
        muted_until: None,
        now,
    };
    standing.all()
}

/// The table of the roles.
fn role_may(kind: RoomKind, few: bool, role: Option<SeatRole>, action: Action) -> bool {
    let Some(role) = role else { return false };
    if kind == RoomKind::Direct {
        // Nobody is more than another here, and nobody else ever comes in.
        return matches!(
            action,
            Action::Read
                | Action::Post
                | Action::React
                | Action::MentionAll
                | Action::Delete
                | Action::Pin
                | Action::Report
        );
    }
    match action {
        Action::Read
        | Action::Post
        | Action::React
        | Action::Delete
        | Action::Report
        | Action::Leave => true,
        Action::Pin | Action::Invite => rank(role) >= rank(SeatRole::Member),
        Action::MentionAll if few => rank(role) >= rank(SeatRole::Member),
        Action::MentionAll => rank(role) >= rank(SeatRole::Moderator),
        Action::DeleteOthers | Action::Configure | Action::Moderate => {
            rank(role) >= rank(SeatRole::Moderator)
        }
        Action::SetRole | Action::HandOver | Action::Archive | Action::Destroy => {
            role == SeatRole::Owner
        }
    }
}

/// What those who look after the site may do beside what their role gives them, `seated` or not.
fn admin_may(kind: RoomKind, seated: bool, action: Action) -> bool {
    kind != RoomKind::Direct
        && match action {
            Action::DeleteOthers
            | Action::Configure
            | Action::Moderate
            | Action::SetRole
            | Action::HandOver
            | Action::Archive
            | Action::Destroy => true,
            Action::MentionAll | Action::Pin | Action::Invite => seated,
            Action::Read
            | Action::Post
            | Action::React
            | Action::Delete
            | Action::Report
            | Action::Leave => false,
        }
}

/// Roles in order: one keeps order among those below.
#[must_use]
pub fn rank(role: SeatRole) -> u8 {
    match role {
        SeatRole::Guest => 0,
        SeatRole::Member => 1,
        SeatRole::Moderator => 2,
        SeatRole::Owner => 3,
    }
}

/// Whether somebody may mute, kick or ban another: whoever keeps order does, among those below them. Those who look
/// after the site stand above all roles of a room.
///
/// # Errors
/// `forbidden`, saying why.
pub fn outranks(actor: &Standing<'_>, target: Option<SeatRole>) -> Result<(), Error> {
    actor.check(Action::Moderate)?;
    let below = actor.admin
        || target.is_none_or(|target| actor.role.is_some_and(|own| rank(own) > rank(target)));
    if below {
        Ok(())
    } else {
        Err(Error::forbidden(
            "Moderators keep order among members and guests, not among each other. Ask the owner.",
        ))
    }
}

/// The roles somebody can be given: one without an account stays a guest.
///
/// # Errors
/// `conflict`, saying why.
pub fn can_become(person: &Author, role: SeatRole) -> Result<(), Error> {
    match (person.kind, role) {
        (UserKind::Guest, SeatRole::Guest) => Ok(()),
        (UserKind::Guest, _) => Err(Error::conflict(
            "A guest has no account. They have to make one before they can answer for anything.",
        )),
        (_, SeatRole::Guest) => Err(Error::conflict("Whoever has an account is no guest.")),
        _ => Ok(()),
    }
}

/// The refusal of somebody without a seat.
#[must_use]
pub fn no_seat(kind: RoomKind) -> Error {
    match kind {
        RoomKind::Public => Error::forbidden("Join this room first."),
        RoomKind::Private | RoomKind::Direct => Error::not_found("room"),
    }
}

fn refusal(kind: RoomKind, action: Action) -> &'static str {
    if kind == RoomKind::Direct {
        return "In a direct room nobody is more than another: this is for other rooms.";
    }
    match action {
        Action::MentionAll => {
            "You cannot call everybody here: in rooms of more than 20 people only moderators can, and guests never."
        }
        Action::Pin => "Guests cannot pin messages.",
        Action::Invite => "Guests cannot invite people.",
        Action::DeleteOthers => "Only its author or a moderator can delete a message.",
        Action::Configure => "Only owners and moderators of a room can change it.",
        Action::Moderate => "Only owners and moderators of a room can do this.",
        Action::SetRole => "Only its owner can say who moderates a room.",
        Action::HandOver => "Only its owner can hand a room over.",
        Action::Archive => "Only its owner can archive a room.",
        Action::Destroy => "Only its owner can delete a room.",
        Action::Read
        | Action::Post
        | Action::React
        | Action::Delete
        | Action::Report
        | Action::Leave => "You may not do this here.",
    }
}
