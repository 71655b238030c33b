//! The handlers of pictures of people and rooms.

use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::js_sys::{Promise, Uint8Array};
use worker::web_sys::{Response as Answer, ResponseInit};
use worker::{Request, Response};

use super::{FORM_BYTES, address, store};
use crate::accounts::Caller;
use crate::app::{App, header};
use crate::directory;
use crate::error::Error;
use crate::media::limits::PICTURE_BYTES;
use crate::media::{self, MediaId, PictureSize};
use crate::moderation::audit::{self, Act, Entry};
use crate::platform::r2::R2;
use crate::respond;
use crate::room::http::{asker, unexpected};
use crate::room::requests::{RoomReply, RoomRequest};
use crate::room::settings::Changes;
use crate::wire::types::{Action, Room, RoomId};

#[wasm_bindgen]
extern "C" {
    type Form;
    #[wasm_bindgen(method, js_name = get)]
    fn get(this: &Form, name: &str) -> JsValue;

    /// What a field of a form holds: a file, or a text, which has no size.
    type Field;
    #[wasm_bindgen(method, getter, js_name = size)]
    fn size(this: &Field) -> Option<f64>;
    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Field) -> Result<Promise, JsValue>;
}

/// `PUT /api/me/avatar`: a form with `small` and `large`.
///
/// # Errors
/// `bad_request`, `unsupported_media`, `too_large`, `length_required`, `too_fast`.
pub async fn set_avatar(app: &App, caller: &Caller, request: &Request) -> Result<Response, Error> {
    let user = &caller.user.author.id;
    let id = store::keep(app, user.as_str(), &pair(request).await?).await?;
    show_avatar(app, caller, Some(&id)).await
}

/// `DELETE /api/me/avatar`
///
/// # Errors
/// `internal`.
pub async fn delete_avatar(app: &App, caller: &Caller) -> Result<Response, Error> {
    show_avatar(app, caller, None).await
}

async fn show_avatar(app: &App, caller: &Caller, picture: Option<&str>) -> Result<Response, Error> {
    let id = &caller.user.author.id;
    let user = store::set_avatar(&app.database()?, id, picture, app.now).await?;
    if user != caller.user {
        directory::profile_changed(app, &user).await?;
    }
    respond::json(200, &json!({ "user": user }))
}

/// `PUT /api/rooms/{room}/picture`: the same form.
///
/// # Errors
/// As [`set_avatar`]; the room's own.
pub async fn set_of_room(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    request: &Request,
) -> Result<Response, Error> {
    let may = RoomRequest::May {
        asker: asker(app, caller),
        action: Action::Configure,
    };
    directory::ask(app, room, &may).await?;
    let id = store::keep(app, room.as_str(), &pair(request).await?).await?;
    show_room(app, caller, room, Some(&id)).await
}

/// `DELETE /api/rooms/{room}/picture`
///
/// # Errors
/// The room's own.
pub async fn delete_of_room(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    show_room(app, caller, room, None).await
}

/// The room decides, and all else follows.
async fn show_room(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    picture: Option<&str>,
) -> Result<Response, Error> {
    let changes = Changes {
        picture: Some(picture.map(address).unwrap_or_default()),
        ..Changes::default()
    };
    let request = RoomRequest::Configure {
        asker: asker(app, caller),
        changes,
    };
    let RoomReply::Room { room } = directory::ask(app, room, &request).await? else {
        return Err(unexpected());
    };
    let database = app.database()?;
    directory::store::update(&database, &room).await?;
    store::hide_others(&database, room.id.as_str(), picture, app.now).await?;
    note(app, caller, &room).await?;
    respond::json(200, &json!({ "room": room }))
}

async fn note(app: &App, caller: &Caller, room: &Room) -> Result<(), Error> {
    let entry = Entry {
        act: Act::RoomConfigure,
        target: room.id.as_str(),
        target_name: &room.name,
        room: Some(&room.id),
        reason: "",
    };
    audit::note(app, caller, entry).await
}

/// `GET /media/pictures/{media}/{size}`: for everybody who is logged in.
///
/// # Errors
/// `not_found`.
pub async fn picture(
    app: &App,
    media: &MediaId,
    size: PictureSize,
    request: &Request,
) -> Result<Response, Error> {
    let not_found = || Error::not_found("picture");
    let tag = format!("\"{}-{}\"", media.as_str(), size.name());
    let found = media::store::file(&app.database()?, media.as_str()).await?;
    let shown = found.filter(|file| {
        file.room_id.is_none() && file.attached_at.is_some() && file.deleted_at.is_none()
    });
    let media_type = shown
        .and_then(|file| file.media_type)
        .ok_or_else(not_found)?;
    let known = header(request, "If-None-Match").is_some_and(|tags| tags.contains(&tag));
    let answer = if known {
        let init = ResponseInit::new();
        init.set_status(304);
        Answer::new_with_opt_str_and_init(None, &init)
    } else {
        let key = format!("{}/{}", media::record::key(media.as_str()), size.name());
        let stream = R2::open(&app.env)?.stream(&key, None).await?;
        let stream = stream.ok_or_else(not_found)?;
        Answer::new_with_opt_readable_stream(Some(&stream))
    };
    let answer = answer.map_err(|_| Error::internal("an answer could not be made"))?;
    let response = Response::from(answer);
    let headers = [
        ("Content-Type", media_type.as_str()),
        ("Cache-Control", "private, max-age=31536000, immutable"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("ETag", tag.as_str()),
    ];
    for (name, value) in headers {
        response
            .headers()
            .set(name, value)
            .map_err(Error::internal)?;
    }
    Ok(response)
}

/// The two pictures of a form. They are small enough to be held, and that it is no longer is said before it is read.
async fn pair(request: &Request) -> Result<store::Pair, Error> {
    let length = header(request, "Content-Length").and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or(Error::LengthRequired)?;
    let most = 2 * PICTURE_BYTES + FORM_BYTES;
    if length > most {
        return Err(Error::too_large(format!(
            "Both pictures together have at most {} KiB; this is {} bytes too much.",
            most / 1024,
            length - most
        )));
    }
    let form = match request.inner().form_data() {
        Ok(reading) => JsFuture::from(reading).await,
        Err(thrown) => Err(thrown),
    };
    let form: Form = form
        .map_err(|_| Error::UnsupportedMedia {
            detail: "Send a form (multipart/form-data) with the pictures \"small\" and \"large\"."
                .into(),
        })?
        .unchecked_into();
    Ok(store::Pair {
        small: field(&form, "small").await?,
        large: field(&form, "large").await?,
    })
}

async fn field(form: &Form, name: &str) -> Result<Vec<u8>, Error> {
    let missing = || Error::bad_request(format!("The form has no picture \"{name}\"."));
    let field = form.get(name);
    if !field.is_object() {
        return Err(missing());
    }
    let field: Field = field.unchecked_into();
    #[allow(clippy::cast_precision_loss, reason = "a limit")]
    let most = PICTURE_BYTES as f64;
    if field.size().ok_or_else(missing)? > most {
        return Err(Error::too_large(format!(
            "The picture \"{name}\" has more than {} KiB.",
            PICTURE_BYTES / 1024
        )));
    }
    let reading = field.array_buffer().map_err(|_| missing())?;
    let bytes = JsFuture::from(reading).await.map_err(|_| missing())?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
