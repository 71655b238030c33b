//! The Preview: one Durable Object per link, named by the link's hash. It is the cache, and whoever asks while it
//! fetches waits for the same answer.
//!
//! | event | what it does |
//! |---|---|
//! | `fetch`, [`PreviewRequest::Ask`] | notes who waits, sets the alarm, and answers `true` |
//! | `fetch`, [`PreviewRequest::Picture`] | the bytes of a picture, or 404 |
//! | `alarm` | fetches the page, unless it is known; tells the rooms that wait; forgets what is old |
//!
//! Storage: `page`, one row, what was found and when; `waiting`, the messages that have the link; `pictures`, what was
//! shown with it, for as long as the object lives: messages show it for ever.
//!
//! Guarantee: alarms run one at a time, so a link is fetched once, and not again for a day (an hour, where nothing was
//! found). Whoever has been noted as waiting is told, or found to be gone; an alarm that fails is tried again by the
//! runtime.

use worker::{
    DurableObject, Env, Headers, Request, Response, State, console_error, durable_object,
};

use super::page::{Summary, file_name};
use super::{PictureId, PreviewRequest, links, picture};
use crate::accounts::site;
use crate::database::{self, Database, Value};
use crate::error::Error;
use crate::json;
use crate::platform::d1::D1;
use crate::platform::sql::ObjectSql;
use crate::platform::{clock, objects, outside};
use crate::random;
use crate::room;
use crate::room::requests::RoomRequest;
use crate::values;
use crate::wire::types::{Millis, Picture, Preview as Shown, RoomId, Seq};

/// A page is fetched again after a day, in milliseconds.
const KEPT_MS: Millis = 86_400_000;
/// Where nothing was found, after an hour.
const MISSED_MS: Millis = 3_600_000;
/// Bytes of a page, or of a picture, that are read.
const MOST_BYTES: usize = 512_000;
/// Rooms told in one event: on the free plan an event may make 50 calls.
const TOLD_PER_EVENT: u64 = 40;
/// Pictures kept: that of a page that changes is another every day.
const PICTURES: u64 = 3;

const STEPS: &[&[&str]] = &[&[
    "CREATE TABLE page (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, preview TEXT)",
    "CREATE TABLE waiting (
        room TEXT NOT NULL, seq INTEGER NOT NULL, link TEXT NOT NULL, local INTEGER NOT NULL,
        PRIMARY KEY (room, seq, link)
    ) WITHOUT ROWID",
    "CREATE TABLE pictures (code TEXT PRIMARY KEY, at INTEGER NOT NULL, bytes BLOB NOT NULL)",
]];

/// One link.
#[durable_object(alarm)]
pub struct Preview {
    state: State,
    env: Env,
    sql: ObjectSql,
}

/// A message that has the link.
struct Waiting {
    room: RoomId,
    seq: Seq,
    link: String,
    local: bool,
}

/// What was found, if anything was.
struct Kept {
    until: Millis,
    preview: Option<Shown>,
}

impl DurableObject for Preview {
    fn new(state: State, env: Env) -> Self {
        let sql = ObjectSql::new(&state);
        Self { state, env, sql }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let response = match objects::question(&mut request).await {
            Ok(PreviewRequest::Ask {
                link,
                room,
                seq,
                local,
            }) => {
                let waiting = Waiting {
                    room,
                    seq,
                    link,
                    local,
                };
                objects::answer(&self.wait(&waiting).await.map(|()| true))
            }
            Ok(PreviewRequest::Picture { code }) => self.picture(&code),
            Err(failed) => objects::answer::<bool>(&Err(failed)),
        };
        response.map_err(thrown)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.go_on().await.map_err(|failed| {
            let line = crate::json!({ "level": "error", "object": "preview", "code": failed.code(), "cause": failed.to_string() });
            console_error!("{line}");
            thrown(failed)
        })?;
        Response::empty()
    }
}

impl Preview {
    async fn wait(&self, waiting: &Waiting) -> Result<(), Error> {
        database::migrate(&self.sql, STEPS)?;
        self.sql.query(
            "INSERT OR REPLACE INTO waiting (room, seq, link, local) VALUES (?, ?, ?, ?)",
            &values![
                waiting.room.as_str(),
                waiting.seq,
                waiting.link.as_str(),
                i64::from(waiting.local),
            ],
        )?;
        self.set_alarm(0).await
    }

    fn picture(&self, code: &str) -> Result<Response, Error> {
        let bytes = if database::exists(&self.sql)? {
            let sql = "SELECT bytes FROM pictures WHERE code = ?";
            self.sql.bytes(sql, &values![code])?
        } else {
            None
        };
        let kind = bytes.as_deref().and_then(picture::look);
        let (Some(bytes), Some(kind)) = (bytes, kind) else {
            let missing = Response::empty().map_err(Error::internal)?;
            return Ok(missing.with_status(404));
        };
        served(bytes, kind.media_type).map_err(Error::internal)
    }

    async fn go_on(&self) -> Result<(), Error> {
        let waiting = match database::exists(&self.sql)? {
            true => self.waiting(1)?.pop(),
            false => return Ok(()),
        };
        if let Some(waiting) = waiting {
            if site::store::previews(&D1::open(&self.env)?).await? {
                let preview = match self.kept()?.filter(|kept| clock::now() < kept.until) {
                    Some(kept) => kept.preview,
                    None => self.look(&waiting).await?,
                };
                self.tell(preview).await?;
            } else {
                self.sql.query("DELETE FROM waiting", &[])?;
            }
        }
        self.wind_up().await
    }

    /// Looks what stands behind the link, and keeps it.
    async fn look(&self, waiting: &Waiting) -> Result<Option<Shown>, Error> {
        let found = self.fetch_page(waiting).await;
        let now = clock::now();
        let preview = match found {
            Some((summary, bytes)) => Some(Shown {
                url: waiting.link.clone(),
                title: summary.title,
                description: summary.description,
                site: summary.site,
                picture: bytes
                    .and_then(|bytes| self.keep_picture(&waiting.link, &bytes, now).transpose())
                    .transpose()?,
            }),
            None => None,
        };
        let text = preview.as_ref().map(serde_json::to_string);
        let text = text.transpose().map_err(Error::internal)?;
        self.sql.query(
            "INSERT OR REPLACE INTO page (id, at, preview) VALUES (1, ?, ?)",
            &values![now, text],
        )?;
        Ok(preview)
    }

    /// What the page says of itself, and the bytes of its picture.
    async fn fetch_page(&self, waiting: &Waiting) -> Option<(Summary, Option<Vec<u8>>)> {
        // A test has its pages on this machine; on a site that does not run locally there are no tests.
        let own = if waiting.local {
            self.env.var("PREVIEW_TEST_ORIGIN").ok()
        } else {
            None
        };
        let own = own.map(|origin| origin.to_string());
        let may = |target: &super::address::Target<'_>, origin: &str| {
            target.is_public() || own.as_deref() == Some(origin)
        };
        let (mut summary, bytes) = outside::within(async {
            let answer = outside::get(&links::normal(&waiting.link), &may).await?;
            // Such as the pages of this site, which say nothing to strangers.
            if answer.header("X-Robots-Tag").contains("nosnippet") {
                return None;
            }
            let media_type = answer.header("Content-Type").to_ascii_lowercase();
            if media_type.starts_with("image/") {
                let bytes = answer.bytes(MOST_BYTES).await?;
                picture::look(&bytes)?;
                let host = answer.host();
                let summary = Summary {
                    title: file_name(&answer.path(), &host),
                    description: None,
                    site: Some(host),
                    picture: None,
                };
                return Some((summary, Some(bytes)));
            }
            let is_page = ["text/html", "application/xhtml+xml"];
            if !is_page.iter().any(|page| media_type.starts_with(page)) {
                return None;
            }
            let mut summary = answer.head(MOST_BYTES).await?.summary(&answer.host())?;
            let picture = summary.picture.take();
            summary.picture = picture.and_then(|address| answer.relative(&address));
            Some((summary, None))
        })
        .await?;
        let bytes = match summary.picture.take() {
            Some(address) => {
                let fetched = async { outside::get(&address, &may).await?.bytes(MOST_BYTES).await };
                outside::within(fetched).await
            }
            None => bytes,
        };
        Some((summary, bytes))
    }

    /// Keeps a picture, unless it is none. One that is there already has its code.
    fn keep_picture(
        &self,
        link: &str,
        bytes: &[u8],
        now: Millis,
    ) -> Result<Option<Picture>, Error> {
        let Some(kind) = picture::look(bytes) else {
            return Ok(None);
        };
        let same = "UPDATE pictures SET at = ?2 WHERE bytes = ?1 RETURNING code";
        let same = self.sql.query_with(same, bytes, &values![now])?;
        let code = match same.first() {
            Some(row) => row.text(0)?.to_owned(),
            None => {
                let code = random::code()?;
                let insert = "INSERT INTO pictures (bytes, code, at) VALUES (?, ?, ?)";
                self.sql
                    .query_with(insert, bytes, &values![code.as_str(), now])?;
                self.sql.query(
                    "DELETE FROM pictures WHERE code NOT IN (SELECT code FROM pictures ORDER BY at DESC LIMIT 0 + ?)",
                    &values![PICTURES],
                )?;
                code
            }
        };
        let object = links::name(link);
        Ok(Some(Picture {
            url: PictureId { object, code }.url(),
            width: kind.width,
            height: kind.height,
        }))
    }

    /// Tells those who wait; when there is nothing to tell, they wait no longer.
    async fn tell(&self, preview: Option<Shown>) -> Result<(), Error> {
        let Some(preview) = preview else {
            self.sql.query("DELETE FROM waiting", &[])?;
            return Ok(());
        };
        let mut trouble = None;
        for Waiting {
            room, seq, link, ..
        } in self.waiting(TOLD_PER_EVENT)?
        {
            let mut preview = preview.clone();
            preview.url.clone_from(&link);
            let request = RoomRequest::Previewed { seq, preview };
            match room::client::ask(&self.env, &room, &request).await {
                Err(failed @ Error::Internal { .. }) => trouble = Some(failed),
                _ => {
                    self.sql.query(
                        "DELETE FROM waiting WHERE room = ? AND seq = ? AND link = ?",
                        &values![room.as_str(), seq, link],
                    )?;
                }
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    /// Sets the next alarm. When nothing is left that anybody could ask for, all is forgotten: an object that stores
    /// nothing costs nothing.
    async fn wind_up(&self) -> Result<(), Error> {
        let pictures = self.sql.query("SELECT 1 FROM pictures LIMIT 1", &[])?;
        let now = clock::now();
        let until = self.kept()?.map(|kept| kept.until);
        if !self.waiting(1)?.is_empty() {
            return self.set_alarm(0).await;
        }
        match until.filter(|until| now < *until) {
            _ if !pictures.is_empty() => Ok(()),
            Some(until) => self.set_alarm(until - now).await,
            None => self
                .state
                .storage()
                .delete_all()
                .await
                .map_err(Error::internal),
        }
    }

    fn waiting(&self, most: u64) -> Result<Vec<Waiting>, Error> {
        let sql = "SELECT room, seq, link, local FROM waiting LIMIT 0 + ?";
        let rows = self.sql.query(sql, &[Value::from(most)])?;
        rows.iter()
            .map(|row| {
                Ok(Waiting {
                    room: RoomId(row.text(0)?.to_owned()),
                    seq: row.count(1)?,
                    link: row.text(2)?.to_owned(),
                    local: row.integer(3)? != 0,
                })
            })
            .collect()
    }

    fn kept(&self) -> Result<Option<Kept>, Error> {
        let rows = self.sql.query("SELECT at, preview FROM page", &[])?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let preview = row.optional_text(1)?.map(json::read).transpose();
        let preview: Option<Shown> = preview.map_err(Error::internal)?;
        let for_ms = preview.as_ref().map_or(MISSED_MS, |_| KEPT_MS);
        Ok(Some(Kept {
            until: row.integer(0)? + for_ms,
            preview,
        }))
    }

    async fn set_alarm(&self, pause: Millis) -> Result<(), Error> {
        let storage = self.state.storage();
        storage.set_alarm(pause).await.map_err(Error::internal)
    }
}

/// A picture as it leaves. The bytes under an address never change, and are nobody's but who may ask for them; opened on
/// its own, a picture may do nothing.
fn served(bytes: Vec<u8>, media_type: &str) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("Content-Type", media_type)?;
    headers.set("Cache-Control", "private, max-age=31536000, immutable")?;
    headers.set("Content-Security-Policy", "default-src 'none'; sandbox")?;
    Ok(Response::from_bytes(bytes)?.with_headers(headers))
}

fn thrown(failed: Error) -> worker::Error {
    worker::Error::RustError(failed.to_string())
}
