-- Private and direct rooms, invitations to rooms, and what it takes to keep order. Only additions: the version before
-- this one goes on running beside it while it is deployed.

-- A ban with an end. `banned_at` alone is for good.
ALTER TABLE users ADD COLUMN banned_until INTEGER;
ALTER TABLE users ADD COLUMN ban_reason TEXT;
CREATE INDEX users_by_age ON users (created_at, id) WHERE deleted_at IS NULL;
-- The few among many that those who run the site look for.
CREATE INDEX users_in_charge ON users (created_at, id) WHERE role IN ('owner', 'admin');
CREATE INDEX users_banned ON users (created_at, id) WHERE banned_at IS NOT NULL;

-- Of guests' sessions only: where they came from, so that somebody who has no account to lose can be kept out.
-- 32 hexadecimal digits; IPv4 as ::ffff:0:0/96 (RFC 4291, section 2.5.5.2). Goes with the session.
ALTER TABLE sessions ADD COLUMN address TEXT;
CREATE INDEX sessions_by_address ON sessions (address) WHERE address IS NOT NULL;

-- Addresses guests may not come from; first and last address of the range, written as in sessions.address.
CREATE TABLE address_bans (
  id         TEXT PRIMARY KEY,
  range      TEXT NOT NULL UNIQUE,        -- CIDR notation
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  until      INTEGER,
  reason     TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
-- Asked on each request of a guest.
CREATE INDEX address_bans_by_first ON address_bans (first, last, until);

-- One-time links by which an admin lets somebody choose a new password.
CREATE TABLE password_resets (
  hash       TEXT PRIMARY KEY,            -- SHA-256, hexadecimal
  user_id    TEXT NOT NULL REFERENCES users (id),
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) WITHOUT ROWID;
CREATE INDEX password_resets_by_user ON password_resets (user_id);

-- An invitation may be to a room; its holder may then also make an account where that takes an invitation.
ALTER TABLE site_invites ADD COLUMN room_id TEXT;
-- One that was taken back is kept for a while, so that it can say so.
ALTER TABLE site_invites ADD COLUMN revoked_at INTEGER;
CREATE INDEX site_invites_by_room ON site_invites (room_id) WHERE room_id IS NOT NULL;

-- Who used which: the same person using it again, at sign-up and then at the room, uses it once.
CREATE TABLE invite_uses (
  code    TEXT NOT NULL,
  user_id TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (code, user_id)
) WITHOUT ROWID;

ALTER TABLE rooms ADD COLUMN hue INTEGER;
-- As the room's object last told, at most an hour old while it is in use.
ALTER TABLE rooms ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX rooms_by_name ON rooms (lower(name), id) WHERE kind <> 'direct';

-- The same people get the same room.
CREATE TABLE direct_rooms (
  people  TEXT PRIMARY KEY,               -- a JSON list of their ids, sorted
  room_id TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

-- Messages by day (UTC), as the rooms' objects tell.
CREATE TABLE room_days (
  day      TEXT NOT NULL,                 -- YYYY-MM-DD
  room_id  TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (day, room_id)
) WITHOUT ROWID;

CREATE TABLE reports (
  id          TEXT PRIMARY KEY,           -- a UUID v7
  room_id     TEXT NOT NULL,
  room_name   TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  author      TEXT NOT NULL,              -- JSON, as the message was shown
  text        TEXT NOT NULL,
  context     TEXT NOT NULL,              -- JSON: the message and some around it
  reporter_id TEXT NOT NULL REFERENCES users (id),
  reason      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  outcome     TEXT CHECK (outcome IN ('removed', 'sanctioned', 'dismissed')),
  handled_by  TEXT,
  handled_at  INTEGER,
  note        TEXT NOT NULL DEFAULT '',
  UNIQUE (room_id, seq, reporter_id)
);
CREATE INDEX reports_open ON reports (id) WHERE outcome IS NULL;
CREATE INDEX reports_by_room ON reports (room_id, id);
CREATE INDEX reports_by_reporter ON reports (reporter_id, id);

-- Who did what to whom, when and why. Nobody changes it, Confab included.
CREATE TABLE audit (
  id          TEXT PRIMARY KEY,           -- a UUID v7: later lines have greater ones
  at          INTEGER NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  action      TEXT NOT NULL,
  target_id   TEXT NOT NULL DEFAULT '',
  target_name TEXT NOT NULL DEFAULT '',
  room_id     TEXT,
  reason      TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_target ON audit (target_id, id);
CREATE INDEX audit_by_room ON audit (room_id, id) WHERE room_id IS NOT NULL;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
