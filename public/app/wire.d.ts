// What travels between this client and the Worker. Generated from src/wire: do not edit.

export type UserId = string;

export type RoomId = string;

export type SessionId = string;

export type UserKind = "member" | "guest" | "bot";

export type SiteRole = "owner" | "admin" | "member" | "guest";

export type SignupMode = "open" | "invite" | "closed";

export type RoomKind = "public" | "private" | "direct";

export type SeatRole = "owner" | "moderator" | "member" | "guest";

export type Resume = "delta" | "reset";

export type Author = { 
/**
 * Their id.
 */
id: UserId, 
/**
 * The display name.
 */
name: string, 
/**
 * Address of their picture; none means initials.
 */
avatar: string | null, 
/**
 * Member, guest or program.
 */
kind: UserKind, };

export type User = { 
/**
 * The log-in name; guests have none.
 */
username: string | null, 
/**
 * A line about what they are up to.
 */
status: string | null, 
/**
 * Their role on the site.
 */
role: SiteRole, 
/**
 * Their id.
 */
id: UserId, 
/**
 * The display name.
 */
name: string, 
/**
 * Address of their picture; none means initials.
 */
avatar: string | null, 
/**
 * Member, guest or program.
 */
kind: UserKind, };

export type Site = { 
/**
 * What the owner calls it.
 */
name: string, 
/**
 * Who may make an account.
 */
signup: SignupMode, 
/**
 * Whether one may come in by name only.
 */
guests: boolean, 
/**
 * False on a new site: the next account becomes its owner.
 */
owned: boolean, 
/**
 * The running version of Confab.
 */
version: string, 
/**
 * Only where the site is asked for by itself, and true: there are cookies of a session, which may have ended. A browser that
 * has forgotten all else, as some do after a week, need not log in again.
 */
session?: boolean, };

export type Room = { 
/**
 * Its id.
 */
id: RoomId, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is about; empty when nobody said.
 */
topic: string, 
/**
 * Who can find it.
 */
kind: RoomKind, 
/**
 * When it was made.
 */
created_at: number, 
/**
 * Set while nobody may post any more.
 */
archived_at?: number, 
/**
 * The colour of its icon: a hue in degrees, 0 to 359. None: one made from its id.
 */
hue?: number, 
/**
 * Address of its picture; none means the icon.
 */
picture?: string, 
/**
 * Slow mode: least time between two messages of one person, in milliseconds; 0: off.
 */
slow_mode_ms?: number, 
/**
 * Only those who keep order may post.
 */
read_only?: boolean, 
/**
 * Nobody new comes in, invited or not.
 */
locked?: boolean, 
/**
 * Of a direct room: everybody in it, for it has no name of its own. Empty otherwise.
 */
people?: Array<Author>, };

export type Seat = { 
/**
 * Whose it is.
 */
user: Author, 
/**
 * What they may do here.
 */
role: SeatRole, 
/**
 * The newest message they have read.
 */
read: number, 
/**
 * Until when they may not post.
 */
muted_until?: number, 
/**
 * Of one's own seat: all that one may do here now. Empty in others'.
 */
may?: Array<Action>, };

export type Head = { 
/**
 * The newest message.
 */
seq: number, 
/**
 * The newest change to an older message.
 */
rev: number, };

export type Media = { 
/**
 * Its id.
 */
id: string, 
/**
 * The file name it was uploaded under.
 */
name: string, 
/**
 * Media type, found from the content.
 */
type: string, 
/**
 * Size in bytes.
 */
size: number, 
/**
 * Width in pixels, for pictures and video.
 */
width?: number, 
/**
 * Height in pixels, for pictures and video.
 */
height?: number, 
/**
 * Where to fetch it.
 */
url: string, 
/**
 * What is to be seen or heard, for those who cannot.
 */
alt?: string, 
/**
 * Where to fetch a small picture of it.
 */
thumbnail?: string, 
/**
 * What is shown until a picture has come: a ThumbHash, in Base64.
 */
thumbhash?: string, 
/**
 * How long it plays, in milliseconds.
 */
duration_ms?: number, 
/**
 * How loud it is from beginning to end, each from 0 to 31: of a voice note.
 */
waveform?: Array<number>, };

export type Via = { 
/**
 * Name of the webhook.
 */
name: string, 
/**
 * Its picture.
 */
avatar: string | null, };

export type Replies = { 
/**
 * How many there are, deleted ones left out.
 */
count: number, 
/**
 * The newest.
 */
last: number, 
/**
 * When it came.
 */
at: number, 
/**
 * Who wrote lately, the latest first; at most three.
 */
people: Array<Author>, };

export type MentionAll = "here" | "everyone";

export type Preview = { 
/**
 * The link as it stands in the text.
 */
url: string, 
/**
 * What the page is called.
 */
title: string, 
/**
 * What it is about.
 */
description?: string, 
/**
 * The name of the site it is on.
 */
site?: string, 
/**
 * Its picture.
 */
picture?: Picture, };

export type Picture = { 
/**
 * Where to fetch it, on this site.
 */
url: string, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, };

export type Forwarded = { 
/**
 * Where it was said.
 */
room: RoomId, 
/**
 * Which it was.
 */
seq: number, 
/**
 * Who wrote it.
 */
author: Author, 
/**
 * The text.
 */
text: string, 
/**
 * When it was said.
 */
at: number, };

export type Message = { 
/**
 * Its place in the room.
 */
seq: number, 
/**
 * The room's change counter when it last changed; 0: never.
 */
rev: number, 
/**
 * Who wrote it, by their present name.
 */
author: Author, 
/**
 * The text as it was sent; empty once deleted.
 */
text: string, 
/**
 * When the room accepted it.
 */
at: number, 
/**
 * When it was last edited.
 */
edited_at?: number, 
/**
 * When it was deleted.
 */
deleted_at?: number, 
/**
 * The message it answers.
 */
reply_to?: number, 
/**
 * The message its thread began with, when it answers another.
 */
thread?: number, 
/**
 * The thread that began with it.
 */
replies?: Replies, 
/**
 * Passed on from elsewhere; `text` is what was said about it.
 */
forwarded?: Forwarded, 
/**
 * Files, in the author's order.
 */
attachments: Array<Media>, 
/**
 * Who reacted with what, in the order they did.
 */
reactions: { [key in string]: Array<UserId> }, 
/**
 * People named in it.
 */
mentions: Array<UserId>, 
/**
 * Whom it calls beside them.
 */
mention_all?: MentionAll, 
/**
 * What its links lead to.
 */
previews?: Array<Preview>, 
/**
 * Pinned to the room.
 */
pinned?: boolean, 
/**
 * The webhook it came by.
 */
via?: Via, };

export type Edit = { 
/**
 * The text.
 */
text: string, 
/**
 * Until when it stood.
 */
at: number, };

export type Hello = { 
/**
 * The room.
 */
room: Room, 
/**
 * One's own seat.
 */
you: Seat, 
/**
 * Where the room stands.
 */
head: Head, 
/**
 * How to read `messages`.
 */
resume: Resume, 
/**
 * Oldest first.
 */
messages: Array<Message>, 
/**
 * People needed to show `online` and `reads`.
 */
users: Array<Author>, 
/**
 * Who is here; empty over 200.
 */
online: Array<UserId>, 
/**
 * Those of them who have been away from all their devices for a while.
 */
idle: Array<UserId>, 
/**
 * How many are here.
 */
online_count: number, 
/**
 * How far each has read, in rooms of up to 50 people.
 */
reads: { [key in UserId]: number }, };

export type Event = { "type": "hello" } & Hello | { "type": "ack", 
/**
 * Echoed from the command.
 */
id?: number, 
/**
 * The message it was about.
 */
seq?: number, } | { "type": "error", 
/**
 * Echoed from the command.
 */
id?: number, 
/**
 * Stable, for programs.
 */
code: string, 
/**
 * For people.
 */
detail: string, 
/**
 * With `too_fast`: how long to wait.
 */
retry_after_ms?: number, } | { "type": "message", 
/**
 * The message.
 */
message: Message, 
/**
 * In its author's own frames only: the nonce it was sent with.
 */
nonce?: string, } | { "type": "changed", 
/**
 * The room's change counter.
 */
rev: number, 
/**
 * The message as it stands now.
 */
message: Message, } | { "type": "reaction", 
/**
 * The room's change counter.
 */
rev: number, 
/**
 * To which message.
 */
seq: number, 
/**
 * With what.
 */
emoji: string, 
/**
 * Who.
 */
user: UserId, 
/**
 * Put on or taken off.
 */
on: boolean, } | { "type": "read", 
/**
 * Who.
 */
user: UserId, 
/**
 * Up to where.
 */
seq: number, } | { "type": "typing", 
/**
 * Who.
 */
user: UserId, } | { "type": "presence", 
/**
 * Came.
 */
joined: Array<Author>, 
/**
 * Went.
 */
left: Array<UserId>, 
/**
 * Have been away from all their devices for a while.
 */
idle?: Array<UserId>, 
/**
 * Are back at one. Whoever came is, too, without being named here.
 */
active?: Array<UserId>, 
/**
 * How many are here, when the lists would be too long.
 */
online_count?: number, } | { "type": "room", 
/**
 * As it stands now.
 */
room: Room, } | { "type": "seat", 
/**
 * As it stands now.
 */
you: Seat, };

export type Piece = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether this was looked for.
 */
hit?: boolean, };

export type Hit = { 
/**
 * The message.
 */
message: Message, 
/**
 * The part of its text, or of the text it passes on, around what was looked for. As it stands there: whoever is named
 * in it stands as `<@id>`.
 */
excerpt: Array<Piece>, };

export type Hits = { 
/**
 * The messages.
 */
hits: Array<Hit>, 
/**
 * There may be more before this one; none: that was all.
 */
next: number | null, };

export type Action = "read" | "post" | "react" | "mention_all" | "delete" | "delete_others" | "pin" | "report" | "leave" | "invite" | "configure" | "moderate" | "set_role" | "hand_over" | "archive" | "destroy";

export type Sanction = { 
/**
 * Who.
 */
user: Author, 
/**
 * By whom.
 */
by: UserId, 
/**
 * Whoever that is now; none once their account is deleted, and between our own parts.
 */
by_user?: Author, 
/**
 * Since when.
 */
at: number, 
/**
 * Until when; none: for good.
 */
until: number | null, 
/**
 * Why; empty when nobody said.
 */
reason: string, };

export type InboxRoom = { 
/**
 * Which.
 */
room: RoomId, 
/**
 * Messages of others after the last one read, at most 100. In rooms of several people it is as of the last word
 * from the room: it is 0 when, and only when, there is none. In direct rooms it is exact.
 */
unread: number, 
/**
 * Messages among them that are meant for one, at most 100: they name one or call everyone, or were said in a thread
 * one follows; in a direct room all of them. Always exact.
 */
mentions: number, 
/**
 * The newest message known here.
 */
last: number, 
/**
 * When it came; 0 when there is none.
 */
last_at: number, 
/**
 * Kept at the top of the sidebar.
 */
favourite?: boolean, 
/**
 * A direct room that was closed, until something is said in it.
 */
hidden?: boolean, };

export type Why = "mention" | "direct" | "all" | "thread" | "everyone" | "here";

export type Notice = { 
/**
 * Where.
 */
room: RoomId, 
/**
 * Which.
 */
seq: number, 
/**
 * Who wrote it.
 */
author: UserId, 
/**
 * Their name.
 */
name: string, 
/**
 * How it begins.
 */
text: string, 
/**
 * Why one is told.
 */
why: Why, };

export type InboxEvent = { "type": "inbox", 
/**
 * Rooms nothing is known of yet are missing: an `unread` follows for each.
 */
rooms: Array<InboxRoom>, 
/**
 * The messages one has saved, in the order one did.
 */
saved: Array<MessageId>, } | { "type": "unread" } & InboxRoom | { "type": "notice" } & Notice | { "type": "membership", 
/**
 * The room.
 */
room: Room, 
/**
 * Whether one sits there.
 */
joined: boolean, } | { "type": "saved", 
/**
 * In which room.
 */
room: RoomId, 
/**
 * Which.
 */
seq: number, 
/**
 * Whether it is saved now.
 */
on: boolean, } | { "type": "report", 
/**
 * As it stands now.
 */
report: Report, };

export type MessageId = { 
/**
 * In which room.
 */
room: RoomId, 
/**
 * Its place there.
 */
seq: number, };

export type Outcome = "removed" | "sanctioned" | "dismissed";

export type Report = { 
/**
 * Its id.
 */
id: string, 
/**
 * Where.
 */
room: RoomId, 
/**
 * What the room was called.
 */
room_name: string, 
/**
 * The message.
 */
seq: number, 
/**
 * Who wrote it.
 */
author: Author, 
/**
 * Its text at the time.
 */
text: string, 
/**
 * The message and a few around it, oldest first. For those who handle reports; empty to the reporter.
 */
context?: Array<Message>, 
/**
 * Who reported it.
 */
reporter: Author, 
/**
 * Why.
 */
reason: string, 
/**
 * When.
 */
at: number, 
/**
 * How it was dealt with; none while it is open.
 */
outcome?: Outcome, 
/**
 * By whom. For those who handle reports.
 */
handled_by?: UserId, 
/**
 * When.
 */
handled_at?: number, 
/**
 * What the reporter is told about it; empty when nothing was written.
 */
note?: string, };

export type Account = { 
/**
 * The person.
 */
user: User, 
/**
 * When it was made.
 */
created_at: number, 
/**
 * When it was last used, to ten minutes; none: never, or long ago.
 */
seen_at: number | null, 
/**
 * Set while they are banned.
 */
banned_at?: number, 
/**
 * Until when; none: for good.
 */
banned_until?: number, 
/**
 * Why.
 */
ban_reason?: string, };

export type RoomSummary = { 
/**
 * Its id.
 */
id: RoomId, 
/**
 * Its name.
 */
name: string, 
/**
 * Public or private.
 */
kind: RoomKind, 
/**
 * When it was made.
 */
created_at: number, 
/**
 * Set while nobody may post any more.
 */
archived_at: number | null, 
/**
 * Whether newcomers are seated here: such a room cannot be deleted.
 */
is_default: boolean, 
/**
 * How many sit here.
 */
members: number, 
/**
 * Messages, and bytes stored, as the room last told: at most an hour old while it is in use.
 */
messages: number, 
/**
 * Bytes.
 */
bytes: number, };

export type AuditEntry = { 
/**
 * Its id: later lines have greater ones.
 */
id: string, 
/**
 * When.
 */
at: number, 
/**
 * Who did it.
 */
actor: UserId, 
/**
 * What they were called then.
 */
actor_name: string, 
/**
 * What they did: `room.ban`, `site.settings`, …
 */
action: string, 
/**
 * To whom or what, by id; empty when it is the site.
 */
target: string, 
/**
 * What that was called then.
 */
target_name: string, 
/**
 * In which room; none when it was on the site.
 */
room: RoomId | null, 
/**
 * Why, and what else is to be known.
 */
reason: string, };

export type AddressBan = { 
/**
 * Its id.
 */
id: string, 
/**
 * The range in CIDR notation (RFC 4632, RFC 4291).
 */
range: string, 
/**
 * Since when.
 */
at: number, 
/**
 * Until when; none: for good.
 */
until: number | null, 
/**
 * Why.
 */
reason: string, };

export type WordRule = "hold" | "mask";

export type Word = { 
/**
 * The word, in lower case.
 */
word: string, 
/**
 * What happens to it.
 */
rule: WordRule, };

export type DayCount = { 
/**
 * The day, UTC, as YYYY-MM-DD.
 */
day: string, 
/**
 * Messages.
 */
messages: number, };

export type Numbers = { 
/**
 * Accounts with a password.
 */
members: number, 
/**
 * Guests.
 */
guests: number, 
/**
 * Who used the site in the last seven days.
 */
active: number, 
/**
 * Banned accounts.
 */
banned: number, 
/**
 * Public rooms.
 */
public_rooms: number, 
/**
 * Private rooms.
 */
private_rooms: number, 
/**
 * Direct rooms.
 */
direct_rooms: number, 
/**
 * Open reports.
 */
open_reports: number, 
/**
 * Messages stored.
 */
messages: number, 
/**
 * Bytes stored in rooms.
 */
room_bytes: number, 
/**
 * Bytes stored in the database.
 */
database_bytes: number, 
/**
 * Messages a day, the last thirty days, oldest first, days without any included.
 */
days: Array<DayCount>, };
