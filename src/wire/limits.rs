//! Every limit on what may come in, with its reason. Those a site may want changed are wrangler vars.

/// Characters (Unicode scalar values) in a message: a long letter, and still one glance of a phone's memory.
pub const TEXT_CHARS: usize = 8_000;
/// Characters in a display name.
pub const DISPLAY_NAME_CHARS: usize = 64;
/// Fewest characters in a username: shorter ones are all taken by squatters at once.
pub const USERNAME_MIN: usize = 3;
/// Most characters in a username: it stands in front of every mention.
pub const USERNAME_MAX: usize = 32;
/// Characters in a room's name: one line of the sidebar on a wide screen.
pub const ROOM_NAME_CHARS: usize = 80;
/// Characters in a topic: two lines above the timeline.
pub const TOPIC_CHARS: usize = 250;
/// Characters in a status line.
pub const STATUS_CHARS: usize = 100;
/// Characters in a reason: two sentences, for whoever asks later why.
pub const REASON_CHARS: usize = 500;
/// Characters that describe a picture: a screen reader says them in a minute or two.
pub const ALT_CHARS: usize = 1_000;
/// Characters of a site's name.
pub const SITE_NAME_CHARS: usize = 80;
/// Shortest password (NIST SP 800-63B).
pub const PASSWORD_MIN: usize = 8;
/// Longest password: hashing time must not depend on what a stranger sends.
pub const PASSWORD_MAX: usize = 256;
/// Bytes in a nonce: a UUID with room to spare.
pub const NONCE_BYTES: usize = 64;
/// Bytes of an emoji: the longest families with skin tones take 41.
pub const EMOJI_BYTES: usize = 64;
/// Different emoji on one message: more is a wall, not a reaction.
pub const REACTION_KINDS: usize = 20;
/// People named in one message: each is told of it.
pub const MENTIONS: usize = 50;
/// Files on one message.
pub const ATTACHMENTS: usize = 10;
/// Bytes in one frame from a client: the longest text in four-byte characters, escaped, fits.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Bytes in a JSON request body, for the same reason.
pub const BODY_BYTES: usize = 64 * 1024;

/// Messages a person may post in a room per window.
pub const MESSAGES_PER_WINDOW: u32 = 10;
/// Commands of any kind a person may send to a room per window.
pub const COMMANDS_PER_WINDOW: u32 = 60;
/// The window of both, in milliseconds.
pub const RATE_WINDOW_MS: i64 = 10_000;
/// Refusals in a row after which a socket is closed with 4429: a person has long understood, a program never will.
pub const REFUSALS_BEFORE_CLOSE: u32 = 100;

/// Messages in a page when nobody says how many.
pub const PAGE: u32 = 50;
/// Most messages in a page.
pub const PAGE_MAX: u32 = 100;
/// Most messages sent on reconnecting; whoever missed more starts over from the newest page.
pub const DELTA_MAX: u64 = 500;
/// Online people listed by name; above it only their number is told.
pub const ONLINE_LISTED: usize = 200;
/// Rooms up to this size tell who has read how far.
pub const READS_LISTED: usize = 50;
