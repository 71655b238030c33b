//! The handlers of pictures of people and rooms.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::js_sys::{Promise, Uint8Array};
use worker::{Request, Response};

use super::{FORM_BYTES, NAME, address, store};
use crate::accounts::Caller;
use crate::app::{App, header};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::media::limits::PICTURE_BYTES;
use crate::media::serve::http::{Sent, send};
use crate::media::{self, MediaId, PictureSize, content};
use crate::moderation::audit::{self, Act, Entry};
use crate::respond;
use crate::room::http::unexpected;
use crate::room::requests::{RoomReply, Wish};
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
    directory::may(app, caller, room, Action::Configure).await?;
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
    let request = Wish::Configure { changes };
    let RoomReply::Room { room } = directory::wish(app, caller, room, request).await? else {
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
    let found = media::store::file(&app.database()?, media.as_str()).await?;
    let shown = found.filter(|file| {
        file.room_id.is_none() && file.attached_at.is_some() && file.deleted_at.is_none()
    });
    let file = shown.ok_or_else(|| Error::not_found("picture"))?;
    let sent = Sent {
        key: &format!("{}/{}", file.key(), size.name()),
        tag: &format!("{}-{}", file.object, size.name()),
        since: file.created_at,
        size: match size {
            PictureSize::Small => file.thumb_bytes.into(),
            PictureSize::Large => file.size,
        },
        media_type: file.media_type.as_deref().unwrap_or(content::BYTES),
        name: NAME,
        download: false,
    };
    send(app, request, &sent).await
}

/// The two pictures of a form. They are small enough to be held, and that it is no longer is said before it is read.
async fn pair(request: &Request) -> Result<store::Pair, Error> {
    let length = header(request, "Content-Length").and_then(|length| length.parse::<usize>().ok());
    let most = 2 * PICTURE_BYTES + FORM_BYTES;
    if length.ok_or(Error::LengthRequired)? > most {
        return Err(Body::too_large(most));
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
