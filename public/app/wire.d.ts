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
export type Author = { id: UserId; name: string; avatar: string | null; kind: UserKind };
export type User = { username: string | null; status: string | null; role: SiteRole } & Author;
export type Site = { name: string; signup: SignupMode; guests: boolean; owned: boolean; version: string };
export type Room = { id: RoomId; name: string; topic: string; kind: RoomKind; created_at: number; archived_at?: number };
export type Seat = { user: Author; role: SeatRole; read: number; muted_until?: number };
export type Head = { seq: number; rev: number };
export type Media = { id: string; name: string; type: string; size: number; width?: number; height?: number; url: string };
export type Via = { name: string; avatar: string | null };
export type Message = {
  seq: number;
  rev: number;
  author: Author;
  text: string;
  at: number;
  edited_at?: number;
  deleted_at?: number;
  reply_to?: number;
  attachments: Array<Media>;
  reactions: { [key in string]: Array<UserId> };
  mentions: Array<UserId>;
  pinned?: boolean;
  via?: Via;
};
export type Hello = {
  room: Room;
  you: Seat;
  head: Head;
  resume: Resume;
  messages: Array<Message>;
  users: Array<Author>;
  online: Array<UserId>;
  online_count: number;
  reads: Record<string, number>;
};
export type Event =
  | ({ type: "hello" } & Hello)
  | { type: "ack"; id?: number; seq?: number }
  | { type: "error"; id?: number; code: string; detail: string; retry_after_ms?: number }
  | { type: "message"; message: Message; nonce?: string }
  | { type: "changed"; rev: number; message: Message }
  | { type: "reaction"; rev: number; seq: number; emoji: string; user: UserId; on: boolean }
  | { type: "read"; user: UserId; seq: number }
  | { type: "typing"; user: UserId }
  | { type: "presence"; joined: Array<Author>; left: Array<UserId>; online_count?: number }
  | { type: "room"; room: Room }
  | { type: "seat"; you: Seat };
