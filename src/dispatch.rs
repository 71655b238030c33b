//! Each route to its handler, in the order of the list in `route.rs`.

use std::pin::Pin;

use worker::{Request, Response};

use crate::accounts::{self, Caller, sessions, site};
use crate::app::{App, header};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::inbox;
use crate::invites;
use crate::media::{self, cleaning, pictures, serve, tab, upload};
use crate::moderation::{self, audit, lists, reports};
use crate::platform::assets;
use crate::previews;
use crate::respond;
use crate::room;
use crate::room::http::Question;
use crate::room::order::http::{self as order, Deed};
use crate::room::search::http as search;
use crate::room::threads;
use crate::route::Route;
use crate::wire::types::{RoomId, UserId};

/// A handler at work, on the heap. All of them in one function would be the half of the Worker, and pack badly.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + 'a>>;

/// The handler of a request, with what it needs. `body` is empty where the list of routes does not speak of one.
pub fn dispatch<'a>(
    app: &'a App,
    route: &'a Route,
    caller: Option<&'a Caller>,
    body: Body,
    request: &'a Request,
) -> Answer<'a> {
    let Some(caller) = caller else {
        return for_anyone(app, route, body, request);
    };
    match route {
        Route::Me => Box::pin(accounts::http::me(app, caller)),
        Route::EditMe => Box::pin(accounts::http::edit_me(app, caller, body)),
        Route::DeleteMe => Box::pin(accounts::http::delete_me(app, caller, body)),
        Route::ChangePassword => Box::pin(accounts::http::change_password(app, caller, body)),
        Route::Claim => Box::pin(accounts::http::claim(app, caller, body)),
        Route::Sessions => Box::pin(sessions::http::sessions(app, caller)),
        Route::EndSession { session } => {
            Box::pin(sessions::http::end_session(app, caller, session))
        }
        Route::Tokens => Box::pin(sessions::http::tokens(app, caller)),
        Route::CreateToken => Box::pin(sessions::http::create_token(app, caller, body)),
        Route::DeleteToken { token } => {
            Box::pin(sessions::http::delete_token(app, caller, &token.0))
        }
        Route::FindUsers => Box::pin(accounts::http::find_users(app)),

        Route::Settings => Box::pin(site::http::settings(app)),
        Route::EditSettings => Box::pin(site::http::edit_settings(app, caller, body)),

        Route::Invites => Box::pin(invites::http::to_site(app)),
        Route::CreateInvite => Box::pin(invites::http::create_to_site(app, caller, body)),
        Route::DeleteInvite { code } => {
            Box::pin(invites::http::revoke_to_site(app, caller, &code.0))
        }
        Route::AcceptInvite { code } => Box::pin(invites::http::accept(app, caller, &code.0)),
        Route::RoomInvites { room } => Box::pin(invites::http::to_room(app, caller, room)),
        Route::CreateRoomInvite { room } => {
            Box::pin(invites::http::create_to_room(app, caller, room, body))
        }
        Route::DeleteRoomInvite { room, code } => {
            Box::pin(invites::http::revoke_to_room(app, caller, room, &code.0))
        }

        Route::People => Box::pin(lists::http::people(app)),
        Route::AllRooms => Box::pin(lists::http::rooms(app)),
        Route::Numbers => Box::pin(lists::http::numbers(app)),
        Route::Audit => Box::pin(audit::http::entries(app)),
        Route::AuditFile => Box::pin(audit::http::file(app)),
        Route::SetSiteRole { user } => {
            Box::pin(moderation::http::set_role(app, caller, user, body))
        }
        Route::BanFromSite { user } => Box::pin(moderation::http::ban(app, caller, user, body)),
        Route::UnbanFromSite { user } => Box::pin(moderation::http::unban(app, caller, user)),
        Route::MakeReset { user } => Box::pin(moderation::http::reset(app, caller, user)),
        Route::AddressBans => Box::pin(moderation::http::address_bans(app)),
        Route::AddAddressBan => Box::pin(moderation::http::add_address_ban(app, caller, body)),
        Route::DeleteAddressBan { ban } => {
            Box::pin(moderation::http::delete_address_ban(app, caller, &ban.0))
        }

        Route::MyReports => Box::pin(reports::http::of_me(app, caller)),
        Route::AllReports => Box::pin(reports::http::of_site(app)),
        Route::RoomReports { room } => Box::pin(reports::http::of_room(app, caller, room)),
        Route::Report { room, seq } => {
            Box::pin(reports::http::create(app, caller, room, *seq, body))
        }
        Route::HandleReport { report } => {
            Box::pin(reports::http::handle_on_site(app, caller, &report.0, body))
        }
        Route::HandleRoomReport { room, report } => Box::pin(reports::http::handle_in_room(
            app, caller, room, &report.0, body,
        )),

        Route::InboxSocket => Box::pin(inbox::http::socket(app, caller, request)),
        Route::Favour { room } => Box::pin(inbox::http::favour(app, caller, room, true)),
        Route::Unfavour { room } => Box::pin(inbox::http::favour(app, caller, room, false)),
        Route::Saved => Box::pin(inbox::http::saved(app, caller)),
        Route::Profile { user } => Box::pin(inbox::http::profile(app, user)),

        Route::Rooms => Box::pin(directory::http::rooms(app)),
        Route::CreateRoom => Box::pin(directory::http::create(app, caller, body)),
        Route::OpenDirect => Box::pin(directory::direct::http::open(app, caller, body)),
        Route::Room { room } => Box::pin(directory::http::room(app, caller, room)),
        Route::EditRoom { room } => Box::pin(directory::http::edit(app, caller, room, body)),
        Route::DeleteRoom { room } => Box::pin(directory::http::delete(app, caller, room)),
        Route::Join { room } => Box::pin(directory::http::join(app, caller, room)),
        Route::Leave { room } => Box::pin(directory::http::leave(app, caller, room)),

        Route::Members { room } => in_room(app, caller, room, room::http::members(app)),
        Route::SetRole { room, user } => {
            Box::pin(order::set_role(app, caller, room, user.clone(), body))
        }
        Route::Kick { room, user } => done_to(app, caller, room, user, order::kick(user, body)),
        Route::Bans { room } => Box::pin(order::bans(app, caller, room)),
        Route::Ban { room, user } => Box::pin(order::ban(app, caller, room, user.clone(), body)),
        Route::Unban { room, user } => done_to(app, caller, room, user, order::unban(user)),
        Route::Mutes { room } => Box::pin(order::mutes(app, caller, room)),
        Route::Mute { room, user } => done_to(app, caller, room, user, order::mute(user, body)),
        Route::Unmute { room, user } => done_to(app, caller, room, user, order::unmute(user)),

        Route::Messages { room } => in_room(app, caller, room, room::http::messages(app)),
        Route::Post { room } => Box::pin(room::http::post(
            app,
            caller,
            room,
            header(request, "Idempotency-Key"),
            body,
        )),
        Route::EditMessage { room, seq } => {
            in_room(app, caller, room, room::http::edit(*seq, body))
        }
        Route::DeleteMessage { room, seq } => in_room(app, caller, room, room::http::delete(*seq)),
        Route::React { room, seq, emoji } => in_room(
            app,
            caller,
            room,
            room::http::react(*seq, emoji.clone(), true),
        ),
        Route::Unreact { room, seq, emoji } => in_room(
            app,
            caller,
            room,
            room::http::react(*seq, emoji.clone(), false),
        ),
        Route::Pin { room, seq } => in_room(app, caller, room, room::http::pin(*seq, true)),
        Route::Unpin { room, seq } => in_room(app, caller, room, room::http::pin(*seq, false)),
        Route::DeletePreviews { room, seq } => {
            in_room(app, caller, room, room::http::delete_previews(*seq))
        }
        Route::PreviewPicture { picture } => Box::pin(previews::http::picture(app, picture)),
        Route::Pins { room } => in_room(app, caller, room, room::http::pins()),
        Route::Save { room, seq } => Box::pin(inbox::http::save(app, caller, room, *seq)),
        Route::Unsave { room, seq } => Box::pin(inbox::http::unsave(app, caller, room, *seq)),
        Route::Thread { room, seq } => in_room(app, caller, room, threads::http::thread(app, *seq)),
        Route::Follow { room, seq } => {
            in_room(app, caller, room, threads::http::follow(*seq, true))
        }
        Route::Unfollow { room, seq } => {
            in_room(app, caller, room, threads::http::follow(*seq, false))
        }
        Route::Edits { room, seq } => in_room(app, caller, room, threads::http::edits(*seq)),
        Route::SearchRoom { room } => Box::pin(search::in_room(app, caller, room)),
        Route::Search => Box::pin(search::everywhere(app, caller)),
        Route::MarkRead { room } => in_room(app, caller, room, room::http::read(body)),
        Route::Socket { room } => Box::pin(room::http::socket(app, caller, room, request)),

        Route::MediaReport => Box::pin(cleaning::http::report(app)),
        Route::MediaLimits => Box::pin(media::http::limits(app, caller)),
        Route::Upload { room } => Box::pin(upload::http::whole(app, caller, room, request)),
        Route::StartUpload { room } => Box::pin(upload::http::start(app, caller, room, body)),
        Route::UploadSoFar { media } => Box::pin(upload::http::so_far(app, caller, media)),
        Route::UploadPart { media, part } => {
            Box::pin(upload::http::part(app, caller, media, *part, request))
        }
        Route::CompleteUpload { media } => Box::pin(upload::http::complete(app, caller, media)),
        Route::AbandonUpload { media } => Box::pin(upload::http::abandon(app, caller, media)),
        Route::DescribeMedia { media } => Box::pin(media::http::describe(app, caller, media, body)),
        Route::SetThumbnail { media } => {
            Box::pin(media::http::set_thumbnail(app, caller, media, request))
        }
        Route::DeleteMedia { media } => Box::pin(media::http::delete(app, caller, media)),
        Route::File { media, .. } => Box::pin(serve::http::file(app, caller, media, request)),
        Route::Thumbnail { media } => Box::pin(serve::http::thumbnail(app, caller, media, request)),
        Route::RoomMedia { room } => Box::pin(tab::http::media(app, caller, room)),
        Route::SetAvatar => Box::pin(pictures::http::set_avatar(app, caller, request)),
        Route::DeleteAvatar => Box::pin(pictures::http::delete_avatar(app, caller)),
        Route::SetRoomPicture { room } => {
            Box::pin(pictures::http::set_of_room(app, caller, room, request))
        }
        Route::DeleteRoomPicture { room } => {
            Box::pin(pictures::http::delete_of_room(app, caller, room))
        }
        Route::SmallPicture { media, size } => {
            Box::pin(pictures::http::picture(app, media, *size, request))
        }

        Route::Health
        | Route::OpenApi
        | Route::Site
        | Route::SignUp
        | Route::LogIn
        | Route::EnterAsGuest
        | Route::LogOut
        | Route::Refresh
        | Route::ResetPassword
        | Route::Invite { .. } => for_anyone(app, route, body, request),
    }
}

/// What a room answers.
fn in_room<'a>(
    app: &'a App,
    caller: &'a Caller,
    room: &'a RoomId,
    question: Result<Question, Error>,
) -> Answer<'a> {
    Box::pin(room::http::ask(app, caller, room, question))
}

/// What was done to somebody in a room.
fn done_to<'a>(
    app: &'a App,
    caller: &'a Caller,
    room: &'a RoomId,
    user: &'a UserId,
    deed: Result<Deed, Error>,
) -> Answer<'a> {
    Box::pin(order::act(app, caller, room, user, deed))
}

/// What takes no caller, or finds out by itself who asks.
fn for_anyone<'a>(app: &'a App, route: &'a Route, body: Body, request: &'a Request) -> Answer<'a> {
    match route {
        Route::Health => Box::pin(health()),
        Route::OpenApi => Box::pin(open_api(app)),
        Route::Site => Box::pin(site::http::site(app, request)),
        Route::SignUp => Box::pin(accounts::http::sign_up(app, request, body)),
        Route::LogIn => Box::pin(accounts::http::log_in(app, request, body)),
        Route::EnterAsGuest => Box::pin(accounts::http::enter_as_guest(app, request, body)),
        Route::LogOut => Box::pin(accounts::http::log_out(app, request)),
        Route::Refresh => Box::pin(accounts::http::refresh(app, request)),
        Route::ResetPassword => Box::pin(accounts::http::reset_password(app, body)),
        Route::Invite { code } => Box::pin(invites::http::invite(app, &code.0)),
        _ => Box::pin(async { Err(Error::unauthenticated()) }),
    }
}

async fn health() -> Result<Response, Error> {
    respond::json(
        200,
        &crate::json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }),
    )
}

/// The description of the API: one of the site's files, at the same address. The answer is our own, with the headers
/// our answers have.
async fn open_api(app: &App) -> Result<Response, Error> {
    let text = assets::text(&app.env, &app.url.href()).await?;
    respond::json_text(200, text)
}
