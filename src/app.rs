//! A request from door to handler: route, origin check, authentication, dispatch.
//!
//! Whoever is logged in is looked up in the database on every request, so that a session that has been ended or an
//! account that has been banned is out at the next one.

use std::cell::OnceCell;

use futures::StreamExt;
use worker::{ByteStream, Env, Request, Response};

use crate::accounts::{self, Caller, cookies, jwt, site};
use crate::body::Body;
use crate::dispatch::dispatch;
use crate::error::Error;
use crate::media;
use crate::moderation;
use crate::origin::{self, Provenance};
use crate::platform::address::Address;
use crate::platform::clock;
use crate::platform::d1::D1;
use crate::random;
use crate::respond;
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

/// The hourly sweep. What fails does not keep the rest from being done.
pub async fn scheduled(env: &Env) {
    if let Err(error) = media::cleaning::store::clean(env, clock::now()).await {
        respond::log_failure("scheduled", &error);
    }
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
            address: address.map_or_else(
                || "local".into(),
                |ip| accounts::rates::counted_address(&ip),
            ),
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
        let body = match pattern.body {
            true => body(&request).await?,
            false => Body::default(),
        };
        dispatch(self, &route, caller.as_ref(), body, &request).await
    }

    async fn authenticate(&self, request: &Request) -> Result<Caller, Error> {
        let database = self.database()?;
        let caller = if let Some(authorization) = header(request, "Authorization") {
            match accounts::sessions::bearer(&authorization) {
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

/// The fields of a request's body, read no further than the limit.
///
/// # Errors
/// As [`Body::parse`].
async fn body(request: &Request) -> Result<Body, Error> {
    let content_type = header(request, "Content-Type");
    let bytes = bytes(request, BODY_BYTES).await?;
    Body::parse(content_type.as_deref(), &bytes)
}

/// The bytes of a request's body, read no further than so many.
///
/// # Errors
/// `too_large`; `bad_request` when they do not arrive whole.
pub async fn bytes(request: &Request, most: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let Some(body) = request.inner().body() else {
        return Ok(bytes);
    };
    let mut stream = ByteStream::from(body);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::bad_request("The body did not arrive whole."))?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > most {
            return Err(Body::too_large(most));
        }
    }
    Ok(bytes)
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
