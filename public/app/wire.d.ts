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
version: string, };

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
archived_at?: number, };

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
muted_until?: number, };

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
url: string, };

export type Via = { 
/**
 * Name of the webhook.
 */
name: string, 
/**
 * Its picture.
 */
avatar: string | null, };

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
 * Pinned to the room.
 */
pinned?: boolean, 
/**
 * The webhook it came by.
 */
via?: Via, };

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
