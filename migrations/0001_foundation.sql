-- Accounts, sessions, settings and the room directory: what is asked for across rooms and changes rarely.
-- Messages, seats and reactions live in the Room objects. Times are milliseconds since the epoch.

CREATE TABLE users (
  id          TEXT PRIMARY KEY,
  username    TEXT UNIQUE,                -- lower case; none for guests and for those who have left for good
  name        TEXT NOT NULL,
  name_folded TEXT NOT NULL,              -- lower case, for finding people
  avatar      TEXT,
  status      TEXT,
  kind        TEXT NOT NULL CHECK (kind IN ('member', 'guest', 'bot')),
  role        TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
  password    TEXT,                       -- a PHC string, Argon2id
  created_at  INTEGER NOT NULL,
  banned_at   INTEGER,
  deleted_at  INTEGER
);
CREATE INDEX users_by_name ON users (name_folded) WHERE deleted_at IS NULL;
-- However many sign up at the same moment on a new site: one owner.
CREATE UNIQUE INDEX one_owner ON users (role) WHERE role = 'owner';

-- One row per log-in on one device. An ended one is kept for a while, so that its tokens are known to be spent.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id),
  device     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at   INTEGER
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE ended_at IS NULL;

-- A used refresh token is remembered: presented again, it was stolen, by whom nobody can tell, and the session ends.
CREATE TABLE refresh_tokens (
  hash       TEXT PRIMARY KEY,            -- SHA-256, hexadecimal
  session_id TEXT NOT NULL REFERENCES sessions (id),
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE api_tokens (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id),
  hash       TEXT NOT NULL UNIQUE,        -- SHA-256, hexadecimal
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) WITHOUT ROWID;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE site_invites (
  code       TEXT PRIMARY KEY,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  max_uses   INTEGER,
  uses       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE rooms (
  id          TEXT PRIMARY KEY,           -- also the name of its Durable Object
  name        TEXT NOT NULL,
  topic       TEXT NOT NULL DEFAULT '',
  kind        TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  created_at  INTEGER NOT NULL,
  created_by  TEXT REFERENCES users (id),
  archived_at INTEGER,
  is_default  INTEGER NOT NULL DEFAULT 0  -- newcomers are seated here
) WITHOUT ROWID;

-- An index of the seats the rooms have given, written after the room has decided.
CREATE TABLE memberships (
  user_id   TEXT NOT NULL,
  room_id   TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id)
) WITHOUT ROWID;
CREATE INDEX memberships_by_room ON memberships (room_id);

INSERT INTO rooms (id, name, topic, kind, created_at, is_default)
VALUES ('019a0000-0000-7000-8000-000000000001', 'general', 'Everything and everybody', 'public', unixepoch() * 1000, 1);
