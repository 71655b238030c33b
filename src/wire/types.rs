//! The nouns: people, rooms, seats, messages. Plain data; whatever has rules is parsed in `text.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::json::FromJson;

pub use super::actions::{Action, Sanction};
pub use super::messages::{
    Edit, Forwarded, MentionAll, Message, MessageId, Picture, Preview, Replies,
};

/// Milliseconds since the Unix epoch.
pub type Millis = i64;
/// Position of a message in its room: dense, from 1.
pub type Seq = u64;
/// Counter of a room's changes to older messages.
pub type Rev = u64;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, FromJson)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is stored and sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A person: a UUID v7.
    UserId
);
id!(
    /// A room: a UUID v7, and the name of its Durable Object.
    RoomId
);
id!(
    /// One log-in on one device: a UUID v7. All its refresh tokens are one family.
    SessionId
);

/// What sort of sender stands behind a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// Has an account with a password.
    Member,
    /// Came in with a name only.
    Guest,
    /// A program, speaking through a webhook.
    Bot,
}

/// What a person may do on the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SiteRole {
    /// The first account; may do everything.
    Owner,
    /// May do everything but unmake the owner.
    Admin,
    /// An ordinary account.
    Member,
    /// Came in with a name only.
    Guest,
}

impl SiteRole {
    /// The name it is stored and sent under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }
}

/// A person as others see them beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Author {
    /// Their id.
    pub id: UserId,
    /// The display name.
    pub name: String,
    /// Address of their picture; none means initials.
    pub avatar: Option<String>,
    /// Member, guest or program.
    pub kind: UserKind,
}

/// A person as others see them on their own: found by search, in a list of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct User {
    /// Id, name, picture, kind.
    #[serde(flatten)]
    pub author: Author,
    /// The log-in name; guests have none.
    pub username: Option<String>,
    /// A line about what they are up to.
    pub status: Option<String>,
    /// Their role on the site.
    pub role: SiteRole,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SignupMode {
    /// Everybody.
    Open,
    /// Holders of an invitation.
    Invite,
    /// Nobody.
    Closed,
}

impl SignupMode {
    /// The name it is stored and sent under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

/// The site as everybody may see it, logged in or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Site {
    /// What the owner calls it.
    pub name: String,
    /// Who may make an account.
    pub signup: SignupMode,
    /// Whether one may come in by name only.
    pub guests: bool,
    /// False on a new site: the next account becomes its owner.
    pub owned: bool,
    /// The running version of Confab.
    pub version: String,
    /// Only where the site is asked for by itself, and true: there are cookies of a session, which may have ended. A browser that
    /// has forgotten all else, as some do after a week, need not log in again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub session: bool,
}

/// Who can find a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// In the directory; everybody may join.
    Public,
    /// Invisible to all but its members.
    Private,
    /// Between two to twelve people.
    Direct,
}

impl RoomKind {
    /// The name it is stored and sent under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Direct]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// A room as its members see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is about; empty when nobody said.
    pub topic: String,
    /// Who can find it.
    pub kind: RoomKind,
    /// When it was made.
    pub created_at: Millis,
    /// Set while nobody may post any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub archived_at: Option<Millis>,
    /// The colour of its icon: a hue in degrees, 0 to 359. None: one made from its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub hue: Option<u16>,
    /// Address of its picture; none means the icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub picture: Option<String>,
    /// Slow mode: least time between two messages of one person, in milliseconds; 0: off.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(test, ts(optional, as = "Option<u32>"))]
    pub slow_mode_ms: u32,
    /// Only those who keep order may post.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub read_only: bool,
    /// Nobody new comes in, invited or not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub locked: bool,
    /// Of a direct room: everybody in it, for it has no name of its own. Empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Author>>"))]
    pub people: Vec<Author>,
}

impl Room {
    /// A room without any settings.
    #[must_use]
    pub fn new(
        id: RoomId,
        name: String,
        topic: String,
        kind: RoomKind,
        created_at: Millis,
    ) -> Self {
        Self {
            id,
            name,
            topic,
            kind,
            created_at,
            archived_at: None,
            hue: None,
            picture: None,
            slow_mode_ms: 0,
            read_only: false,
            locked: false,
            people: Vec::new(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a person may do in one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SeatRole {
    /// Answers for the room.
    Owner,
    /// Keeps order in it.
    Moderator,
    /// Talks in it.
    Member,
    /// Talks in it, without an account.
    Guest,
}

/// A person's place in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Seat {
    /// Whose it is.
    pub user: Author,
    /// What they may do here.
    pub role: SeatRole,
    /// The newest message they have read.
    pub read: Seq,
    /// Until when they may not post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub muted_until: Option<Millis>,
    /// Of one's own seat: all that one may do here now. Empty in others'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Action>>"))]
    pub may: Vec<Action>,
}

/// How far a room has come. A client that holds everything up to a head has missed nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Head {
    /// The newest message.
    pub seq: Seq,
    /// The newest change to an older message.
    pub rev: Rev,
}

/// A file shown with a message. The bytes lie under `url`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Media {
    /// Its id.
    pub id: String,
    /// The file name it was uploaded under.
    pub name: String,
    /// Media type, found from the content.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// Width in pixels, for pictures and video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub width: Option<u32>,
    /// Height in pixels, for pictures and video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub height: Option<u32>,
    /// Where to fetch it.
    pub url: String,
    /// What is to be seen or heard, for those who cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub alt: Option<String>,
    /// Where to fetch a small picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub thumbnail: Option<String>,
    /// What is shown until a picture has come: a ThumbHash, in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub thumbhash: Option<String>,
    /// How long it plays, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub duration_ms: Option<u32>,
    /// How loud it is from beginning to end, each from 0 to 31: of a voice note.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<u8>>"))]
    pub waveform: Vec<u8>,
}

/// The webhook that spoke, shown instead of its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Via {
    /// Name of the webhook.
    pub name: String,
    /// Its picture.
    pub avatar: Option<String>,
}
