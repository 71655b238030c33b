//! Each route to its handler, in the order of the list in `route.rs`.

use worker::{Request, Response};

use crate::accounts::{self, Caller, sessions, site};
use crate::app::{App, body, header};
use crate::directory;
use crate::error::Error;
use crate::inbox;
use crate::invites;
use crate::moderation::{self, audit, lists, reports};
use crate::respond;
use crate::room;
use crate::room::order::http as order;
use crate::route::Route;

/// Hands a request to its handler.
///
/// # Errors
/// The handler's own.
pub async fn dispatch(
    app: &App,
    route: Route,
    caller: Option<Caller>,
    mut request: Request,
) -> Result<Response, Error> {
    let caller = || caller.as_ref().ok_or_else(Error::unauthenticated);
    match route {
        Route::Health => health(),
        Route::OpenApi => open_api(),
        Route::Site => site::http::site(app).await,

        Route::SignUp => accounts::http::sign_up(app, &mut request).await,
        Route::LogIn => accounts::http::log_in(app, &mut request).await,
        Route::EnterAsGuest => accounts::http::enter_as_guest(app, &mut request).await,
        Route::LogOut => accounts::http::log_out(app, &request).await,
        Route::Refresh => accounts::http::refresh(app, &request).await,

        Route::Me => accounts::http::me(app, caller()?).await,
        Route::EditMe => accounts::http::edit_me(app, caller()?, body(&mut request).await?).await,
        Route::DeleteMe => {
            accounts::http::delete_me(app, caller()?, body(&mut request).await?).await
        }
        Route::ChangePassword => {
            accounts::http::change_password(app, caller()?, body(&mut request).await?).await
        }
        Route::Claim => accounts::http::claim(app, caller()?, body(&mut request).await?).await,
        Route::Sessions => sessions::http::sessions(app, caller()?).await,
        Route::EndSession { session } => {
            sessions::http::end_session(app, caller()?, &session).await
        }
        Route::Tokens => sessions::http::tokens(app, caller()?).await,
        Route::CreateToken => {
            sessions::http::create_token(app, caller()?, body(&mut request).await?).await
        }
        Route::DeleteToken { token } => {
            sessions::http::delete_token(app, caller()?, &token.0).await
        }
        Route::FindUsers => accounts::http::find_users(app).await,

        Route::Settings => site::http::settings(app).await,
        Route::EditSettings => {
            site::http::edit_settings(app, caller()?, body(&mut request).await?).await
        }
        Route::ResetPassword => {
            accounts::http::reset_password(app, body(&mut request).await?).await
        }

        Route::Invites => invites::http::to_site(app).await,
        Route::CreateInvite => {
            invites::http::create_to_site(app, caller()?, body(&mut request).await?).await
        }
        Route::DeleteInvite { code } => {
            invites::http::revoke_to_site(app, caller()?, &code.0).await
        }
        Route::Invite { code } => invites::http::invite(app, &code.0).await,
        Route::AcceptInvite { code } => invites::http::accept(app, caller()?, &code.0).await,
        Route::RoomInvites { room } => invites::http::to_room(app, caller()?, &room).await,
        Route::CreateRoomInvite { room } => {
            let body = body(&mut request).await?;
            invites::http::create_to_room(app, caller()?, &room, body).await
        }
        Route::DeleteRoomInvite { room, code } => {
            invites::http::revoke_to_room(app, caller()?, &room, &code.0).await
        }

        Route::People => lists::http::people(app).await,
        Route::AllRooms => lists::http::rooms(app).await,
        Route::Numbers => lists::http::numbers(app).await,
        Route::Audit => audit::http::entries(app).await,
        Route::AuditFile => audit::http::file(app).await,
        Route::SetSiteRole { user } => {
            moderation::http::set_role(app, caller()?, &user, body(&mut request).await?).await
        }
        Route::BanFromSite { user } => {
            moderation::http::ban(app, caller()?, &user, body(&mut request).await?).await
        }
        Route::UnbanFromSite { user } => moderation::http::unban(app, caller()?, &user).await,
        Route::MakeReset { user } => moderation::http::reset(app, caller()?, &user).await,
        Route::AddressBans => moderation::http::address_bans(app).await,
        Route::AddAddressBan => {
            moderation::http::add_address_ban(app, caller()?, body(&mut request).await?).await
        }
        Route::DeleteAddressBan { ban } => {
            moderation::http::delete_address_ban(app, caller()?, &ban.0).await
        }

        Route::MyReports => reports::http::of_me(app, caller()?).await,
        Route::AllReports => reports::http::of_site(app).await,
        Route::RoomReports { room } => reports::http::of_room(app, caller()?, &room).await,
        Route::Report { room, seq } => {
            reports::http::create(app, caller()?, &room, seq, body(&mut request).await?).await
        }
        Route::HandleReport { report } => {
            let body = body(&mut request).await?;
            reports::http::handle_on_site(app, caller()?, &report.0, body).await
        }
        Route::HandleRoomReport { room, report } => {
            let body = body(&mut request).await?;
            reports::http::handle_in_room(app, caller()?, &room, &report.0, body).await
        }

        Route::InboxSocket => inbox::http::socket(app, caller()?, &request).await,
        Route::Favour { room } => inbox::http::favour(app, caller()?, &room, true).await,
        Route::Unfavour { room } => inbox::http::favour(app, caller()?, &room, false).await,
        Route::Profile { user } => inbox::http::profile(app, &user).await,

        Route::Rooms => directory::http::rooms(app).await,
        Route::CreateRoom => {
            directory::http::create(app, caller()?, body(&mut request).await?).await
        }
        Route::OpenDirect => {
            directory::direct::http::open(app, caller()?, body(&mut request).await?).await
        }
        Route::Room { room } => directory::http::room(app, caller()?, &room).await,
        Route::EditRoom { room } => {
            directory::http::edit(app, caller()?, &room, body(&mut request).await?).await
        }
        Route::DeleteRoom { room } => directory::http::delete(app, caller()?, &room).await,
        Route::Join { room } => directory::http::join(app, caller()?, &room).await,
        Route::Leave { room } => directory::http::leave(app, caller()?, &room).await,

        Route::Members { room } => room::http::members(app, caller()?, &room).await,
        Route::SetRole { room, user } => {
            order::set_role(app, caller()?, &room, user, body(&mut request).await?).await
        }
        Route::Kick { room, user } => {
            order::kick(app, caller()?, &room, user, body(&mut request).await?).await
        }
        Route::Bans { room } => order::bans(app, caller()?, &room).await,
        Route::Ban { room, user } => {
            order::ban(app, caller()?, &room, user, body(&mut request).await?).await
        }
        Route::Unban { room, user } => order::unban(app, caller()?, &room, user).await,
        Route::Mutes { room } => order::mutes(app, caller()?, &room).await,
        Route::Mute { room, user } => {
            order::mute(app, caller()?, &room, user, body(&mut request).await?).await
        }
        Route::Unmute { room, user } => order::unmute(app, caller()?, &room, user).await,

        Route::Messages { room } => room::http::messages(app, caller()?, &room).await,
        Route::Post { room } => {
            let key = header(&request, "Idempotency-Key");
            room::http::post(app, caller()?, &room, key, body(&mut request).await?).await
        }
        Route::EditMessage { room, seq } => {
            room::http::edit(app, caller()?, &room, seq, body(&mut request).await?).await
        }
        Route::DeleteMessage { room, seq } => room::http::delete(app, caller()?, &room, seq).await,
        Route::React { room, seq, emoji } => {
            room::http::react(app, caller()?, &room, seq, emoji, true).await
        }
        Route::Unreact { room, seq, emoji } => {
            room::http::react(app, caller()?, &room, seq, emoji, false).await
        }
        Route::Pin { room, seq } => room::http::pin(app, caller()?, &room, seq, true).await,
        Route::Unpin { room, seq } => room::http::pin(app, caller()?, &room, seq, false).await,
        Route::Pins { room } => room::http::pins(app, caller()?, &room).await,
        Route::MarkRead { room } => {
            room::http::read(app, caller()?, &room, body(&mut request).await?).await
        }
        Route::Socket { room } => room::http::socket(app, caller()?, &room, &request).await,
    }
}

fn health() -> Result<Response, Error> {
    respond::json(
        200,
        &serde_json::json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }),
    )
}

fn open_api() -> Result<Response, Error> {
    let response = Response::ok(include_str!("../docs/openapi.json")).map_err(Error::internal)?;
    response
        .headers()
        .set("Content-Type", "application/json")
        .map_err(Error::internal)?;
    Ok(response)
}
