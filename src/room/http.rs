//! The handlers of what happens in a room: its socket, its messages, its members.

use worker::{Request, Response};

use super::client;
use super::engine::Asker;
use super::forward;
use super::messages::Page;
use super::requests::{RoomReply, RoomRequest, Wish};
use crate::accounts::{self, Caller};
use crate::app::{self, App};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::wire::commands::{self, Draft};
use crate::wire::limits;
use crate::wire::text::{Emoji, Nonce, Text};
use crate::wire::types::{Head, MessageId, RoomId, Seq, UserId};

/// Members in a page.
const MEMBERS: u32 = 100;

/// Whoever asks, as the room counts them.
#[must_use]
pub fn asker(app: &App, caller: &Caller) -> Asker {
    Asker {
        user: caller.user.author.id.clone(),
        session: caller.session.clone(),
        admin: caller.is_admin(),
        limited: !app.rates_off,
    }
}

/// `GET /api/rooms/{room}/socket?seq=&rev=`: the upgrade.
///
/// # Errors
/// `bad_request` when it is none, or the cursor cannot be read; the room's own.
pub async fn socket(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    request: &Request,
) -> Result<Response, Error> {
    app::check_upgrade(request)?;
    let (seq, rev) = (number(app, "seq")?, number(app, "rev")?);
    let request = Wish::Socket {
        cursor: seq.map(|seq| Head {
            seq,
            rev: rev.unwrap_or(0),
        }),
    }
    .by(asker(app, caller));
    let mut opened = client::open(&app.env, room, &request).await?;
    if opened.is_none() {
        directory::make(app, room).await?;
        opened = client::open(&app.env, room, &request).await?;
    }
    let response = opened.ok_or_else(|| Error::internal("a room was made and is not there"))?;
    stays_open(app, caller, room).await?;
    Ok(response)
}

/// Makes sure that whoever ends this session from now on finds the socket that has just opened, and that nobody ended
/// it a moment ago: whoever ends one looks the rooms up after the end is written, as this looks after the opening.
async fn stays_open(app: &App, caller: &Caller, room: &RoomId) -> Result<(), Error> {
    let user = &caller.user.author.id;
    directory::store::seated(&app.database()?, user, room, app.now).await?;
    if accounts::sessions::store::stands(&app.database()?, &caller.session, user, app.now).await? {
        return Ok(());
    }
    let end = RoomRequest::SignOut {
        user: user.clone(),
        session: Some(caller.session.clone()),
    };
    client::ask(&app.env, room, &end).await?;
    Err(Error::unauthenticated())
}

/// `GET /api/rooms/{room}/messages?before=|after=|around=&limit=`: a page, oldest first.
///
/// # Errors
/// `bad_request`; the room's own.
pub fn messages(app: &App) -> Result<Question, Error> {
    let page = match (
        number(app, "before")?,
        number(app, "after")?,
        number(app, "around")?,
    ) {
        (None, None, None) => Page::Newest,
        (Some(seq), None, None) => Page::Before(seq),
        (None, Some(seq), None) => Page::After(seq),
        (None, None, Some(seq)) => Page::Around(seq),
        _ => {
            return Err(Error::bad_request(
                "Give only one of before, after and around.",
            ));
        }
    };
    Ok(Question::plain(Wish::History {
        page,
        limit: limit(app)?,
    }))
}

/// `POST /api/rooms/{room}/messages`: posts through the same engine as a socket does.
///
/// # Errors
/// `bad_request`, `too_large`, `conflict` when header and body name different nonces; the room's own.
pub async fn post(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    key: Option<String>,
    mut body: Body,
) -> Result<Response, Error> {
    let nonce: Option<Nonce> = body.optional("nonce")?;
    let key = key.as_deref().map(Nonce::parse).transpose()?;
    if key.is_some() && nonce.is_some() && key != nonce {
        return Err(Error::bad_request(
            "The field \"nonce\" and the header Idempotency-Key differ.",
        ));
    }
    let text: Option<Text> = body.optional("text")?;
    let attachments: Option<Vec<String>> = body.optional("attachments")?;
    let forward: Option<MessageId> = body.optional("forward")?;
    let mut draft = Draft {
        nonce: nonce.or(key),
        text: text.map_or_else(|| Text::parse(""), Ok)?,
        reply_to: body.optional("reply_to")?,
        attachments: attachments.unwrap_or_default(),
        files: Vec::new(),
        forwarded: None,
    };
    if let Some(source) = forward {
        let files = match forward::forwarded(app, caller, &source).await {
            Ok((found, files)) => {
                draft.forwarded = Some(found);
                files
            }
            Err(refused) => return posted(app, caller, room, draft.nonce, refused).await,
        };
        // A retry must not copy them once more.
        if !files.is_empty()
            && let Ok(first) = posted(
                app,
                caller,
                room,
                draft.nonce.clone(),
                Error::not_found("message"),
            )
            .await
        {
            return Ok(first);
        }
        let mut copies = forward::copied(app, caller, room, &files).await?;
        copies.append(&mut draft.attachments);
        draft.attachments = copies;
    }
    draft.check()?;
    let request = Wish::Post { draft };
    answer(201, directory::wish(app, caller, room, request).await?)
}

/// What was passed on once stays so, whatever became of its source since: a retry is answered as the first try was.
async fn posted(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    nonce: Option<Nonce>,
    refused: Error,
) -> Result<Response, Error> {
    let Some(nonce) = nonce else {
        return Err(refused);
    };
    let request = Wish::Posted { nonce };
    match directory::wish(app, caller, room, request).await {
        Ok(first) => answer(201, first),
        Err(_) => Err(refused),
    }
}

/// `PATCH /api/rooms/{room}/messages/{seq}`.
///
/// # Errors
/// `bad_request`, `too_large`; the room's own.
pub fn edit(seq: Seq, mut body: Body) -> Result<Question, Error> {
    let text: Text = body.required("text")?;
    Ok(Question::plain(Wish::Edit {
        seq,
        text: commands::new_text(text.as_str())?,
    }))
}

/// `DELETE /api/rooms/{room}/messages/{seq}`.
///
/// # Errors
/// The room's own.
pub fn delete(seq: Seq) -> Result<Question, Error> {
    Ok(Question::plain(Wish::Delete { seq }))
}

/// `DELETE /api/rooms/{room}/messages/{seq}/previews`.
///
/// # Errors
/// The room's own.
pub fn delete_previews(seq: Seq) -> Result<Question, Error> {
    Ok(Question::plain(Wish::Bare { seq }))
}

/// `PUT|DELETE /api/rooms/{room}/messages/{seq}/reactions/{emoji}`.
///
/// # Errors
/// The room's own.
pub fn react(seq: Seq, emoji: Emoji, on: bool) -> Result<Question, Error> {
    Ok(Question::plain(Wish::React { seq, emoji, on }))
}

/// `PUT|DELETE /api/rooms/{room}/messages/{seq}/pin`.
///
/// # Errors
/// The room's own.
pub fn pin(seq: Seq, on: bool) -> Result<Question, Error> {
    Ok(Question::plain(Wish::Pin { seq, on }))
}

/// `GET /api/rooms/{room}/pins`.
///
/// # Errors
/// The room's own.
pub fn pins() -> Result<Question, Error> {
    Ok(Question::plain(Wish::Pins))
}

/// `PUT /api/rooms/{room}/read`.
///
/// # Errors
/// `bad_request`; the room's own.
pub fn read(mut body: Body) -> Result<Question, Error> {
    Ok(Question::plain(Wish::Read {
        seq: body.required("seq")?,
    }))
}

/// `GET /api/rooms/{room}/members?q=&cursor=`: those who have a seat, or those of them by that name.
///
/// # Errors
/// The room's own.
pub fn members(app: &App) -> Result<Question, Error> {
    Ok(Question {
        wish: Wish::Members {
            sought: app.query("q").unwrap_or_default(),
            after: app.query("cursor").map(UserId),
            limit: MEMBERS + 1,
        },
        told: members_found,
    })
}

fn members_found(reply: RoomReply) -> Result<Response, Error> {
    let RoomReply::Members { mut members } = reply else {
        return Err(unexpected());
    };
    let more = members.len() > MEMBERS as usize;
    members.truncate(MEMBERS as usize);
    let next = members
        .last()
        .filter(|_| more)
        .map(|seat| seat.user.id.clone());
    respond::json(200, &json!({ "members": members, "next": next }))
}

/// What a room is asked, and how its answer is told: all that most handlers come to.
#[derive(Debug)]
pub struct Question {
    /// What it is asked.
    pub wish: Wish,
    /// Makes an answer of what it says.
    pub told: fn(RoomReply) -> Result<Response, Error>,
}

impl Question {
    /// One whose answer is messages, or that it is done.
    pub(super) fn plain(wish: Wish) -> Self {
        Self {
            wish,
            told: |reply| answer(200, reply),
        }
    }
}

/// Asks a room, and tells its answer. One for all: what waits is the largest part of the Worker.
///
/// # Errors
/// The question's, where there is none to ask; the room's own.
pub async fn ask(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    question: Result<Question, Error>,
) -> Result<Response, Error> {
    let Question { wish, told } = question?;
    told(directory::wish(app, caller, room, wish).await?)
}

fn answer(status: u16, reply: RoomReply) -> Result<Response, Error> {
    match reply {
        RoomReply::Done => respond::no_content(),
        RoomReply::Message { message } => respond::json(status, &json!({ "message": message })),
        RoomReply::Messages { messages, head } => {
            respond::json(status, &json!({ "messages": messages, "head": head }))
        }
        _ => Err(unexpected()),
    }
}

pub(crate) fn unexpected() -> Error {
    Error::internal("a room answered with something else than was asked for")
}

/// How many messages a page is to have.
pub(crate) fn limit(app: &App) -> Result<u32, Error> {
    let limit = number(app, "limit")?.unwrap_or(u64::from(limits::PAGE));
    u32::try_from(limit)
        .ok()
        .filter(|limit| (1..=limits::PAGE_MAX).contains(limit))
        .ok_or_else(|| Error::bad_request(format!("A limit is from 1 to {}.", limits::PAGE_MAX)))
}

/// A whole number among the query parameters.
pub(crate) fn number(app: &App, name: &str) -> Result<Option<u64>, Error> {
    // 2^53: what a client's numbers hold exactly.
    const MOST: u64 = 1 << 53;
    app.query(name)
        .map(|text| {
            let number = text.parse().ok().filter(|number| *number <= MOST);
            number.ok_or_else(|| {
                Error::bad_request(format!(
                    "The parameter \"{name}\" must be a whole number from 0."
                ))
            })
        })
        .transpose()
}
