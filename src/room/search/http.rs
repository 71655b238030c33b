//! The handlers of search: in one room, and in all of one's rooms at once.

use std::cell::RefCell;

use futures::stream::{self, StreamExt};
use wasm_bindgen_futures::spawn_local;
use worker::{Env, Response};

use super::query::Query;
use super::store;
use crate::accounts::Caller;
use crate::app::App;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::platform::lines;
use crate::respond;
use crate::room::client;
use crate::room::engine::{Asker, HITS_MOST};
use crate::room::http::{asker, number, unexpected};
use crate::room::requests::{RoomReply, Wish};
use crate::wire::search::Hits;
use crate::wire::types::{RoomId, Seq, UserId};

/// Hits in a page when nobody says how many.
const HITS: u32 = 20;
/// How often a room is asked to look further back before a page is given that is not full.
const ROUNDS: u32 = 5;
/// Rooms searched at once, at most: each costs a request.
const ROOMS_MOST: usize = 200;
/// Rooms asked at the same time: a request may have six connections waiting for an answer.
const AT_ONCE: usize = 6;
/// What a search in all rooms counts as, in the first of them: it asks many.
const COMMANDS_EVERYWHERE: u32 = 4;

/// `GET /api/rooms/{room}/search?q=&before=&limit=`: the newest messages that match, and what to go on with.
///
/// # Errors
/// `bad_request`, `too_large`; the room's own.
pub async fn in_room(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let (query, search) = asked(app, caller).await?;
    if !query.rooms.is_empty() {
        return Err(Error::bad_request(
            "A room is named by in: only where all rooms are searched.",
        ));
    }
    let search = Search {
        before: number(app, "before")?,
        ..search
    };
    let hits = match search.page(&app.env, room, 1).await? {
        Some(hits) => hits,
        None => {
            directory::make(app, room).await?;
            let made = search.page(&app.env, room, 1).await?;
            made.ok_or_else(unexpected)?
        }
    };
    respond::json(200, &hits)
}

/// `GET /api/search?q=&limit=`: a line of JSON for each of one's rooms in which something was found, as they answer; then one more
/// that says that this is all.
///
/// # Errors
/// `bad_request`, `too_large`, `too_fast`.
pub async fn everywhere(app: &App, caller: &Caller) -> Result<Response, Error> {
    let (query, search) = asked(app, caller).await?;
    let user = &caller.user.author.id;
    let (rooms, left_out) =
        store::rooms(&app.database()?, &query.rooms, user, ROOMS_MOST, app.now).await?;
    let number = rooms.len();
    let mut rooms = rooms.into_iter();
    let failed = RefCell::new(Vec::new());

    // The first by itself: it counts for all, and says so before there is an answer.
    let mut first = None;
    if let Some(room) = rooms.next() {
        let found = search.page(&app.env, &room, COMMANDS_EVERYWHERE).await;
        if let Err(refused @ Error::TooFast { .. }) = found {
            return Err(refused);
        }
        first = line(room, found, &failed);
    }
    let (answer, lines) = lines::answer()?;
    let env = app.env.clone();
    spawn_local(async move {
        let asked = rooms.map(async |room| {
            let found = search.page(&env, &room, 1).await;
            line(room, found, &failed)
        });
        let first = stream::iter([first]);
        let mut found = first.chain(stream::iter(asked).buffer_unordered(AT_ONCE));
        while let Some(found) = found.next().await {
            if let Some(line) = found
                && !lines.write(&line).await
            {
                return;
            }
        }
        let failed = failed.take();
        let end = match left_out {
            0 => json!({ "done": true, "rooms": number, "failed": failed }),
            _ => json!({ "done": true, "rooms": number, "failed": failed, "left_out": left_out }),
        };
        lines.write(&end.to_string()).await;
        lines.close().await;
    });
    Ok(answer)
}

/// What a room found, as a line; none where there is nothing to say.
fn line(
    room: RoomId,
    found: Result<Option<Hits>, Error>,
    failed: &RefCell<Vec<RoomId>>,
) -> Option<String> {
    match found {
        Ok(Some(found)) if !(found.hits.is_empty() && found.next.is_none()) => {
            let line = json!({ "room": room, "hits": found.hits, "next": found.next });
            Some(line.to_string())
        }
        // Not theirs any more, and the directory does not know yet; or never opened.
        Ok(_) | Err(Error::NotFound { .. } | Error::Forbidden { .. }) => None,
        Err(_) => {
            failed.borrow_mut().push(room);
            None
        }
    }
}

/// What every room is asked.
struct Search {
    asker: Asker,
    text: String,
    authors: Vec<UserId>,
    before: Option<Seq>,
    limit: u32,
}

/// The query of a request, read, and what to ask of a room.
async fn asked(app: &App, caller: &Caller) -> Result<(Query, Search), Error> {
    let text = app.query("q").unwrap_or_default();
    let query = Query::parse(&text)?;
    let limit = number(app, "limit")?.unwrap_or(u64::from(HITS));
    if limit == 0 || limit > u64::from(HITS_MOST) {
        return Err(Error::bad_request(format!(
            "A limit is from 1 to {HITS_MOST}."
        )));
    }
    let authors = match query.from.is_empty() {
        true => Vec::new(),
        false => store::people(&app.database()?, &query.from, &caller.user.author.id).await?,
    };
    let limit = u32::try_from(limit).unwrap_or(HITS_MOST);
    let search = Search {
        asker: asker(app, caller),
        text,
        authors,
        before: None,
        limit,
    };
    Ok((query, search))
}

impl Search {
    /// A page of what a room finds. None where there is no room yet. In one turn a room looks at so many messages only: it is asked
    /// again, until the page is full or enough has been looked at.
    async fn page(&self, env: &Env, room: &RoomId, cost: u32) -> Result<Option<Hits>, Error> {
        let mut page = Hits {
            next: self.before,
            ..Hits::default()
        };
        for round in 0..ROUNDS {
            let request = Wish::Search {
                text: self.text.clone(),
                authors: self.authors.clone(),
                before: page.next,
                limit: self.limit - u32::try_from(page.hits.len()).unwrap_or(self.limit),
                commands: if round == 0 { cost } else { 0 },
            }
            .by(self.asker.clone());
            let found = match client::ask(env, room, &request).await? {
                RoomReply::Hits { found } => found,
                RoomReply::Unmade => return Ok(None),
                _ => return Err(unexpected()),
            };
            page.hits.extend(found.hits);
            page.next = found.next;
            if page.next.is_none() || page.hits.len() >= self.limit as usize {
                break;
            }
        }
        Ok(Some(page))
    }
}
