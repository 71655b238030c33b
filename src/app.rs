//! A request from door to handler: route, origin check, authentication, dispatch.
//!
//! Whoever is logged in is looked up in the database on every request, so that a session that has been ended or an
//! account that has been banned is out at the next one.

use std::cell::OnceCell;

use futures::StreamExt;
use worker::{Env, Request, Response};

use crate::accounts::{self, Caller, cookies, jwt, sessions, site};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::inbox;
use crate::invites;
use crate::moderation::{self, audit, lists, reports};
use crate::origin::{self, Provenance};
use crate::platform::address::Address;
use crate::platform::d1::D1;
use crate::platform::{clock, random};
use crate::respond;
use crate::room;
use crate::room::order::http as order;
use crate::route::{Access, Pattern, Route};
use crate::wire::limits::BODY_BYTES;
use crate::wire::types::Millis;

/// What a handler has at hand.
pub struct App {
    /// The bindings.
    pub env: Env,
    /// When the request came.
    pub now: Millis,
    /// What was asked for.
    pub url: Address,
    /// Scheme, host and port under which this site is being visited.
    pub origin: String,
    /// Where the request came from, as far as it is counted: an IPv4 address or the first half of an IPv6 one.
    pub address: String,
    /// The whole of that address, as `moderation::address` writes it; nothing where it is not known.
    pub came_from: Option<String>,
    /// Whether the rates are lifted, for load tests.
    pub rates_off: bool,
}

/// Answers a request.
///
/// # Errors
/// Only the runtime's own; all others have become answers.
pub async fn fetch(request: Request, env: Env) -> worker::Result<Response> {
    let id = random::id(clock::now()).unwrap_or_default();
    let (secure, found) = match Address::of(&request) {
        Ok(url) => (
            url.is_secure(),
            Route::parse(request.method().as_ref(), &url.path()).map(|found| (url, found)),
        ),
        Err(refused) => (false, Err(refused)),
    };
    let route = match &found {
        Ok((_, (pattern, _))) => format!("{} {}", pattern.method.as_str(), pattern.path),
        Err(_) => "none".to_owned(),
    };
    let outcome = match found {
        Ok((url, (pattern, route))) => {
            App::new(env, url, &request)
                .answer(pattern, route, request)
                .await
        }
        Err(error) => Err(error),
    };
    let request = respond::Request {
        id: &id,
        route: &route,
        secure,
    };
    respond::finish(outcome, &request)
}

/// The hourly sweep.
pub async fn scheduled(env: &Env) {
    let swept = match D1::open(env) {
        Ok(database) => accounts::store::sweep(&database, clock::now()).await,
        Err(error) => Err(error),
    };
    if let Err(error) = swept {
        respond::log_failure("scheduled", &error);
    }
}

impl App {
    fn new(env: Env, url: Address, request: &Request) -> Self {
        let off = env
            .var("RATE_LIMITS")
            .is_ok_and(|value| value.to_string() == "off");
        let address = header(request, "CF-Connecting-IP");
        Self {
            now: clock::now(),
            origin: url.origin(),
            came_from: address.as_deref().and_then(moderation::address::stored),
            address: address.map_or_else(|| "local".into(), |ip| counted_address(&ip)),
            // The edge routes by host: no request for these three ever reaches a site there.
            rates_off: url.is_local() && off,
            env,
            url,
        }
    }

    /// The site's database.
    ///
    /// # Errors
    /// `internal` when it is not bound.
    pub fn database(&self) -> Result<D1, Error> {
        D1::open(&self.env)
    }

    /// Whether the site is being visited by https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.url.is_secure()
    }

    /// The value of a query parameter, where it is given.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.url.query(name)
    }

    /// The value of a query parameter, where there is one and it says something.
    #[must_use]
    pub fn said(&self, name: &str) -> Option<String> {
        self.query(name).filter(|value| !value.is_empty())
    }

    /// The key access tokens are signed with: the site's secret, or one made at the first use and kept in the database.
    ///
    /// # Errors
    /// `internal`.
    pub async fn signing_key(&self) -> Result<jwt::Key, Error> {
        thread_local! {
            static KEY: OnceCell<jwt::Key> = const { OnceCell::new() };
        }
        if let Some(key) = KEY.with(|key| key.get().cloned()) {
            return Ok(key);
        }
        let secret = match self.env.secret("JWT_SECRET") {
            Ok(secret) => secret.to_string(),
            Err(_) => site::store::signing_key(&self.database()?).await?,
        };
        let key = jwt::Key::new(secret.as_bytes())?;
        Ok(KEY.with(|kept| kept.get_or_init(|| key).clone()))
    }

    async fn answer(
        &self,
        pattern: &Pattern,
        route: Route,
        request: Request,
    ) -> Result<Response, Error> {
        let said = header(&request, "Origin");
        let from = Provenance {
            origin: said.as_deref(),
            bearer: header(&request, "Authorization").is_some(),
            upgrade: header(&request, "Upgrade").is_some(),
        };
        origin::check(pattern, &self.origin, from)?;
        let caller = match pattern.access {
            Access::Anyone | Access::Cookies => None,
            Access::Caller | Access::Session | Access::Admin => {
                Some(self.authenticate(&request).await?)
            }
        };
        if let Some(caller) = &caller {
            check_access(pattern.access, caller)?;
        }
        self.dispatch(route, caller, request).await
    }

    async fn authenticate(&self, request: &Request) -> Result<Caller, Error> {
        let database = self.database()?;
        let caller = if let Some(authorization) = header(request, "Authorization") {
            match bearer(&authorization) {
                Some(token) => {
                    accounts::sessions::store::by_token(&database, token, self.now).await?
                }
                None => None,
            }
        } else {
            match self.access(request, jwt::Key::verify).await? {
                Some(access) => {
                    let from = self.came_from.as_deref();
                    accounts::sessions::store::by_session(&database, &access, from, self.now)
                        .await?
                }
                None => None,
            }
        };
        let caller = caller.ok_or_else(Error::unauthenticated)?;
        if caller.ban_is_over {
            moderation::reach::ban_is_over(self, &caller.user.author.id).await?;
        }
        Ok(caller)
    }

    /// What the access cookie says, as far as `verify` believes it.
    ///
    /// # Errors
    /// `internal`.
    pub async fn access(
        &self,
        request: &Request,
        verify: fn(&jwt::Key, &str, Millis) -> Option<jwt::Access>,
    ) -> Result<Option<jwt::Access>, Error> {
        match cookie(request, cookies::ACCESS) {
            Some(token) => Ok(verify(&self.signing_key().await?, &token, self.now)),
            None => Ok(None),
        }
    }

    async fn dispatch(
        &self,
        route: Route,
        caller: Option<Caller>,
        mut request: Request,
    ) -> Result<Response, Error> {
        let app = self;
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
            Route::EditMe => {
                accounts::http::edit_me(app, caller()?, body(&mut request).await?).await
            }
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
            Route::DeleteMessage { room, seq } => {
                room::http::delete(app, caller()?, &room, seq).await
            }
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

            Route::InboxSocket => inbox::http::socket(app, caller()?, &request).await,
            Route::Favour { room } => inbox::http::favour(app, caller()?, &room, true).await,
            Route::Unfavour { room } => inbox::http::favour(app, caller()?, &room, false).await,
            Route::Profile { user } => inbox::http::profile(app, &user).await,
        }
    }
}

fn check_access(access: Access, caller: &Caller) -> Result<(), Error> {
    match access {
        Access::Session => caller.in_person(),
        Access::Admin if !caller.is_admin() => Err(Error::forbidden(
            "Only the owner and admins of the site may do this.",
        )),
        _ => Ok(()),
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

/// The fields of a request's body, read no further than the limit.
///
/// # Errors
/// As [`Body::parse`].
pub async fn body(request: &mut Request) -> Result<Body, Error> {
    let content_type = header(request, "Content-Type");
    if request.inner().body().is_none() {
        return Ok(Body::default());
    }
    let mut bytes = Vec::new();
    let mut stream = request.stream().map_err(Error::internal)?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::bad_request("The body did not arrive whole."))?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > BODY_BYTES {
            return Err(Body::too_large());
        }
    }
    Body::parse(content_type.as_deref(), &bytes)
}

/// The value of a header.
#[must_use]
pub fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).ok().flatten()
}

/// Makes sure that a socket is asked for.
///
/// # Errors
/// `bad_request`.
pub fn check_upgrade(request: &Request) -> Result<(), Error> {
    let upgrade = header(request, "Upgrade").unwrap_or_default();
    if upgrade.eq_ignore_ascii_case("websocket") {
        Ok(())
    } else {
        Err(Error::bad_request(
            "This address is a WebSocket: it takes an upgrade.",
        ))
    }
}

/// The value of a cookie.
#[must_use]
pub fn cookie(request: &Request, name: &str) -> Option<String> {
    cookies::find(&header(request, "Cookie")?, name).map(str::to_owned)
}

/// The token of an `Authorization` header.
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An IPv6 address is cut to the 64 bits a provider gives one customer: the rest they choose themselves.
fn counted_address(ip: &str) -> String {
    match ip.parse::<std::net::Ipv6Addr>() {
        Ok(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        Err(_) => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_by_customer() {
        assert_eq!(counted_address("203.0.113.9"), "203.0.113.9");
        assert_eq!(counted_address("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(counted_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(counted_address("2001:db8:1:2::1"), "2001:db8:1:2::/64");
    }

    #[test]
    fn only_bearer_tokens_are_taken() {
        assert_eq!(bearer("Bearer cfb_x"), Some("cfb_x"));
        assert_eq!(bearer("bearer  cfb_x "), Some("cfb_x"));
        assert_eq!(bearer("Basic cfb_x"), None);
        assert_eq!(bearer("cfb_x"), None);
    }
}
