//! Each route to its handler, in the order of the list in `route.rs`.

use std::pin::Pin;

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
use crate::room::threads;
use crate::route::Route;
use crate::wire::types::MessageId;

/// A handler at work, on the heap. All of them in one function would be the half of the Worker, and pack badly.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response, Error>> + 'a>>;

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
        Route::Site => boxed(site::http::site(app)).await,

        Route::SignUp => boxed(accounts::http::sign_up(app, &mut request)).await,
        Route::LogIn => boxed(accounts::http::log_in(app, &mut request)).await,
        Route::EnterAsGuest => boxed(accounts::http::enter_as_guest(app, &mut request)).await,
        Route::LogOut => boxed(accounts::http::log_out(app, &request)).await,
        Route::Refresh => boxed(accounts::http::refresh(app, &request)).await,

        Route::Me => boxed(accounts::http::me(app, caller()?)).await,
        Route::EditMe => {
            boxed(accounts::http::edit_me(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteMe => {
            boxed(accounts::http::delete_me(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::ChangePassword => {
            boxed(accounts::http::change_password(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Claim => {
            boxed(accounts::http::claim(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Sessions => boxed(sessions::http::sessions(app, caller()?)).await,
        Route::EndSession { session } => {
            boxed(sessions::http::end_session(app, caller()?, &session)).await
        }
        Route::Tokens => boxed(sessions::http::tokens(app, caller()?)).await,
        Route::CreateToken => {
            boxed(sessions::http::create_token(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteToken { token } => {
            boxed(sessions::http::delete_token(app, caller()?, &token.0)).await
        }
        Route::FindUsers => boxed(accounts::http::find_users(app)).await,

        Route::Settings => boxed(site::http::settings(app)).await,
        Route::EditSettings => {
            boxed(site::http::edit_settings(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::ResetPassword => {
            boxed(accounts::http::reset_password(
                app,
                body(&mut request).await?,
            ))
            .await
        }

        Route::Invites => boxed(invites::http::to_site(app)).await,
        Route::CreateInvite => {
            boxed(invites::http::create_to_site(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteInvite { code } => {
            boxed(invites::http::revoke_to_site(app, caller()?, &code.0)).await
        }
        Route::Invite { code } => boxed(invites::http::invite(app, &code.0)).await,
        Route::AcceptInvite { code } => boxed(invites::http::accept(app, caller()?, &code.0)).await,
        Route::RoomInvites { room } => boxed(invites::http::to_room(app, caller()?, &room)).await,
        Route::CreateRoomInvite { room } => {
            let body = body(&mut request).await?;
            boxed(invites::http::create_to_room(app, caller()?, &room, body)).await
        }
        Route::DeleteRoomInvite { room, code } => {
            boxed(invites::http::revoke_to_room(
                app,
                caller()?,
                &room,
                &code.0,
            ))
            .await
        }

        Route::People => boxed(lists::http::people(app)).await,
        Route::AllRooms => boxed(lists::http::rooms(app)).await,
        Route::Numbers => boxed(lists::http::numbers(app)).await,
        Route::Audit => boxed(audit::http::entries(app)).await,
        Route::AuditFile => boxed(audit::http::file(app)).await,
        Route::SetSiteRole { user } => {
            boxed(moderation::http::set_role(
                app,
                caller()?,
                &user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::BanFromSite { user } => {
            boxed(moderation::http::ban(
                app,
                caller()?,
                &user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::UnbanFromSite { user } => {
            boxed(moderation::http::unban(app, caller()?, &user)).await
        }
        Route::MakeReset { user } => boxed(moderation::http::reset(app, caller()?, &user)).await,
        Route::AddressBans => boxed(moderation::http::address_bans(app)).await,
        Route::AddAddressBan => {
            boxed(moderation::http::add_address_ban(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteAddressBan { ban } => {
            boxed(moderation::http::delete_address_ban(app, caller()?, &ban.0)).await
        }

        Route::MyReports => boxed(reports::http::of_me(app, caller()?)).await,
        Route::AllReports => boxed(reports::http::of_site(app)).await,
        Route::RoomReports { room } => boxed(reports::http::of_room(app, caller()?, &room)).await,
        Route::Report { room, seq } => {
            boxed(reports::http::create(
                app,
                caller()?,
                &room,
                seq,
                body(&mut request).await?,
            ))
            .await
        }
        Route::HandleReport { report } => {
            let body = body(&mut request).await?;
            boxed(reports::http::handle_on_site(
                app,
                caller()?,
                &report.0,
                body,
            ))
            .await
        }
        Route::HandleRoomReport { room, report } => {
            let body = body(&mut request).await?;
            boxed(reports::http::handle_in_room(
                app,
                caller()?,
                &room,
                &report.0,
                body,
            ))
            .await
        }

        Route::InboxSocket => boxed(inbox::http::socket(app, caller()?, &request)).await,
        Route::Favour { room } => boxed(inbox::http::favour(app, caller()?, &room, true)).await,
        Route::Unfavour { room } => boxed(inbox::http::favour(app, caller()?, &room, false)).await,
        Route::Save { room, seq } => {
            let message = MessageId { room, seq };
            boxed(inbox::http::save(app, caller()?, message)).await
        }
        Route::Unsave { room, seq } => {
            let message = MessageId { room, seq };
            boxed(inbox::http::unsave(app, caller()?, message)).await
        }
        Route::Saved => boxed(inbox::http::saved(app, caller()?)).await,
        Route::Profile { user } => boxed(inbox::http::profile(app, &user)).await,

        Route::Rooms => boxed(directory::http::rooms(app)).await,
        Route::CreateRoom => {
            boxed(directory::http::create(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::OpenDirect => {
            boxed(directory::direct::http::open(
                app,
                caller()?,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Room { room } => boxed(directory::http::room(app, caller()?, &room)).await,
        Route::EditRoom { room } => {
            boxed(directory::http::edit(
                app,
                caller()?,
                &room,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteRoom { room } => boxed(directory::http::delete(app, caller()?, &room)).await,
        Route::Join { room } => boxed(directory::http::join(app, caller()?, &room)).await,
        Route::Leave { room } => boxed(directory::http::leave(app, caller()?, &room)).await,

        Route::Members { room } => boxed(room::http::members(app, caller()?, &room)).await,
        Route::SetRole { room, user } => {
            boxed(order::set_role(
                app,
                caller()?,
                &room,
                user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Kick { room, user } => {
            boxed(order::kick(
                app,
                caller()?,
                &room,
                user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Bans { room } => boxed(order::bans(app, caller()?, &room)).await,
        Route::Ban { room, user } => {
            boxed(order::ban(
                app,
                caller()?,
                &room,
                user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Unban { room, user } => boxed(order::unban(app, caller()?, &room, user)).await,
        Route::Mutes { room } => boxed(order::mutes(app, caller()?, &room)).await,
        Route::Mute { room, user } => {
            boxed(order::mute(
                app,
                caller()?,
                &room,
                user,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Unmute { room, user } => boxed(order::unmute(app, caller()?, &room, user)).await,

        Route::Messages { room } => boxed(room::http::messages(app, caller()?, &room)).await,
        Route::Post { room } => {
            let key = header(&request, "Idempotency-Key");
            boxed(room::http::post(
                app,
                caller()?,
                &room,
                key,
                body(&mut request).await?,
            ))
            .await
        }
        Route::EditMessage { room, seq } => {
            boxed(room::http::edit(
                app,
                caller()?,
                &room,
                seq,
                body(&mut request).await?,
            ))
            .await
        }
        Route::DeleteMessage { room, seq } => {
            boxed(room::http::delete(app, caller()?, &room, seq)).await
        }
        Route::React { room, seq, emoji } => {
            boxed(room::http::react(app, caller()?, &room, seq, emoji, true)).await
        }
        Route::Unreact { room, seq, emoji } => {
            boxed(room::http::react(app, caller()?, &room, seq, emoji, false)).await
        }
        Route::Thread { room, seq } => {
            boxed(threads::http::thread(app, caller()?, &room, seq)).await
        }
        Route::Follow { room, seq } => {
            boxed(threads::http::follow(app, caller()?, &room, seq, true)).await
        }
        Route::Unfollow { room, seq } => {
            boxed(threads::http::follow(app, caller()?, &room, seq, false)).await
        }
        Route::Edits { room, seq } => {
            boxed(threads::http::edits(app, caller()?, &room, seq)).await
        }
        Route::Pin { room, seq } => boxed(room::http::pin(app, caller()?, &room, seq, true)).await,
        Route::Unpin { room, seq } => {
            boxed(room::http::pin(app, caller()?, &room, seq, false)).await
        }
        Route::Pins { room } => boxed(room::http::pins(app, caller()?, &room)).await,
        Route::MarkRead { room } => {
            boxed(room::http::read(
                app,
                caller()?,
                &room,
                body(&mut request).await?,
            ))
            .await
        }
        Route::Socket { room } => boxed(room::http::socket(app, caller()?, &room, &request)).await,
    }
}

fn boxed<'a>(handler: impl Future<Output = Result<Response, Error>> + 'a) -> Answer<'a> {
    Box::pin(handler)
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
