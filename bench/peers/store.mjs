// The message store both peers share: SQLite in WAL mode, synchronous=FULL, one prepared insert. `better-sqlite3` is synchronous,
// so when `append` returns the message is on disk and may be broadcast.
// @ts-nocheck: this package is installed by `npm run bench` only, and the type check runs without it.
import Database from 'better-sqlite3';

/** @param {string} directory an empty directory on the disk every measured server writes to */
export function openStore(directory) {
  const database = new Database(`${directory}/messages.sqlite`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, author TEXT NOT NULL, text TEXT NOT NULL, time INTEGER NOT NULL)');
  const insert = database.prepare('INSERT INTO messages (author, text, time) VALUES (?, ?, ?)');

  return {
    /** @param {string} author @param {string} text */
    append(author, text) {
      const time = Date.now();
      const { lastInsertRowid } = insert.run(author, text, time);
      return { id: Number(lastInsertRowid), author, text, time };
    },
  };
}
