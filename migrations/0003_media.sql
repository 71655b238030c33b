-- Files: what lies in the bucket, whose it is, and where it belongs. The bytes are in R2 under `media/{object}`; which
-- message holds a file is the room's to know. Only additions: the version before this one goes on running beside it.

CREATE TABLE media (
  id          TEXT PRIMARY KEY,           -- a UUID v7
  object      TEXT NOT NULL,              -- several rows have the same one after a forward
  room_id     TEXT,                       -- none: a picture of a person or of a room
  owner       TEXT NOT NULL,
  name        TEXT NOT NULL,
  type        TEXT,                       -- found from the content; none until all of it has come
  size        INTEGER NOT NULL,
  width       INTEGER,
  height      INTEGER,
  duration_ms INTEGER,
  alt         TEXT,
  thumbhash   TEXT,                       -- Base64
  waveform    TEXT,                       -- a JSON list of numbers
  thumb_type  TEXT,
  thumb_bytes INTEGER NOT NULL DEFAULT 0, -- of `media/{object}/thumb`; 0: there is none
  r2_upload   TEXT,                       -- R2's name for what comes in parts
  part_bytes  INTEGER,                    -- of each part but the last
  created_at  INTEGER NOT NULL,           -- before the bytes come: that is when the limits are checked
  stored_at   INTEGER,
  attached_at INTEGER,                    -- written after the room has taken it: an index, healed by the clean-up
  deleted_at  INTEGER                     -- out of reach; the bytes go an hour later
) WITHOUT ROWID;
CREATE INDEX media_by_owner ON media (owner, created_at);
CREATE INDEX media_by_room ON media (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX media_by_object ON media (object);
CREATE INDEX media_loose ON media (created_at) WHERE attached_at IS NULL AND deleted_at IS NULL;
CREATE INDEX media_deleted ON media (deleted_at) WHERE deleted_at IS NOT NULL;

-- What has come of a file that comes in parts.
CREATE TABLE upload_parts (
  media TEXT NOT NULL,
  part  INTEGER NOT NULL,                 -- from 1
  etag  TEXT NOT NULL,
  size  INTEGER NOT NULL,
  PRIMARY KEY (media, part)
) WITHOUT ROWID;

-- Bytes each person's files take, as the limits count them; '' is the whole site. A person's are those not deleted; the
-- site's are those in the bucket, so that nobody fills it by deleting.
CREATE TABLE media_use (
  owner TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO media_use (owner, bytes) VALUES ('', 0);

CREATE TRIGGER media_counts AFTER INSERT ON media BEGIN
  INSERT INTO media_use (owner, bytes) VALUES (NEW.owner, iif(NEW.deleted_at IS NULL, NEW.size + NEW.thumb_bytes, 0))
    ON CONFLICT (owner) DO UPDATE SET bytes = bytes + excluded.bytes;
  UPDATE media_use SET bytes = bytes + NEW.size + NEW.thumb_bytes
    WHERE owner = '' AND NOT EXISTS (SELECT 1 FROM media WHERE object = NEW.object AND id <> NEW.id);
END;
CREATE TRIGGER media_counts_again AFTER UPDATE OF deleted_at, thumb_bytes ON media BEGIN
  UPDATE media_use SET bytes = bytes
      - iif(OLD.deleted_at IS NULL, OLD.size + OLD.thumb_bytes, 0)
      + iif(NEW.deleted_at IS NULL, NEW.size + NEW.thumb_bytes, 0)
    WHERE owner = NEW.owner;
  UPDATE media_use SET bytes = bytes - OLD.thumb_bytes + NEW.thumb_bytes WHERE owner = '';
END;
CREATE TRIGGER media_counts_no_more AFTER DELETE ON media BEGIN
  UPDATE media_use SET bytes = bytes - iif(OLD.deleted_at IS NULL, OLD.size + OLD.thumb_bytes, 0)
    WHERE owner = OLD.owner;
  UPDATE media_use SET bytes = bytes - OLD.size - OLD.thumb_bytes
    WHERE owner = '' AND NOT EXISTS (SELECT 1 FROM media WHERE object = OLD.object);
  DELETE FROM upload_parts WHERE media = OLD.id;
END;

-- Address of a room's picture.
ALTER TABLE rooms ADD COLUMN picture TEXT;
