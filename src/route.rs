//! The one list of every route: method, address, who may ask. Pure, so that a test can walk the whole of it.
//!
//! [`Route::parse`] turns a request line into a [`Route`] whose parts are already of their types. An address nobody
//! has is `not_found`; a malformed id is too, for there is nothing under it; a known address asked by another method
//! is `method_not_allowed` and says which would do.

mod parts;

use crate::error::Error;
use crate::media::{FileName, MediaId, PartNumber, PictureSize};
use crate::previews::PictureId;
use crate::wire::text::Emoji;
use crate::wire::types::{RoomId, Seq, SessionId, UserId};
pub(crate) use parts::canonical_id;
use parts::part;

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something new, or does something.
    Post,
    /// Sets something: doing it twice is doing it once.
    Put,
    /// Changes some fields.
    Patch,
    /// Takes something away.
    Delete,
}

impl Method {
    /// As it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may ask. What depends on the thing asked for (a seat in a room, say) is decided by its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, logged in or not.
    Anyone,
    /// Whoever carries the cookies of a browser, good or not; the handler reads them.
    Cookies,
    /// Whoever is logged in, by a session or an API token.
    Caller,
    /// Whoever is logged in by a session. A token that leaked must not be able to make more of itself, or to take the
    /// account away from its owner.
    Session,
    /// The owner and the admins of the site.
    Admin,
}

/// One line of the list.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// The method.
    pub method: Method,
    /// The address, with `{name}` where a part varies.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// Whether the fields of a JSON body are read.
    pub body: bool,
    make: fn(&mut dyn Iterator<Item = &str>) -> Result<Route, Error>,
}

macro_rules! has_body {
    () => {
        false
    };
    (body) => {
        true
    };
}

macro_rules! routes {
    ($($(#[$doc:meta])* $method:ident $path:literal $access:ident $(($body:ident))? => $name:ident $({ $($field:ident: $kind:ty),* })?,)*) => {
        /// A request, understood.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the list says it")]
        pub enum Route {
            $($(#[$doc])* $name $({ $($field: $kind),* })?,)*
        }

        impl Route {
            /// Every route there is.
            pub const ALL: &'static [Pattern] = &[$(Pattern {
                method: Method::$method,
                path: $path,
                access: Access::$access,
                body: has_body!($($body)?),
                make: |_parts| Ok(Route::$name $({ $($field: part::<$kind>(_parts)?),* })?),
            }),*];
        }
    };
}

routes! {
    Get    "/api/health" Anyone => Health,
    Get    "/api/openapi.json" Anyone => OpenApi,
    Get    "/api/site" Anyone => Site,

    Post   "/api/signup" Anyone (body) => SignUp,
    Post   "/api/login" Anyone (body) => LogIn,
    Post   "/api/guest" Anyone (body) => EnterAsGuest,
    Post   "/api/logout" Cookies => LogOut,
    Post   "/api/session/refresh" Cookies => Refresh,

    Get    "/api/me" Caller => Me,
    Patch  "/api/me" Caller (body) => EditMe,
    Delete "/api/me" Session (body) => DeleteMe,
    Put    "/api/me/password" Session (body) => ChangePassword,
    Post   "/api/me/claim" Session (body) => Claim,
    Get    "/api/me/sessions" Caller => Sessions,
    Delete "/api/me/sessions/{session}" Session => EndSession { session: SessionId },
    Get    "/api/me/tokens" Caller => Tokens,
    Post   "/api/me/tokens" Session (body) => CreateToken,
    Delete "/api/me/tokens/{token}" Session => DeleteToken { token: TokenId },
    Get    "/api/users" Caller => FindUsers,

    Post   "/api/password/reset" Anyone (body) => ResetPassword,

    Get    "/api/admin/settings" Admin => Settings,
    Patch  "/api/admin/settings" Admin (body) => EditSettings,
    Get    "/api/admin/invites" Admin => Invites,
    Post   "/api/admin/invites" Admin (body) => CreateInvite,
    Delete "/api/admin/invites/{code}" Admin => DeleteInvite { code: InviteCode },

    Get    "/api/admin/users" Admin => People,
    Patch  "/api/admin/users/{user}" Admin (body) => SetSiteRole { user: UserId },
    Put    "/api/admin/users/{user}/ban" Admin (body) => BanFromSite { user: UserId },
    Delete "/api/admin/users/{user}/ban" Admin => UnbanFromSite { user: UserId },
    Post   "/api/admin/users/{user}/reset" Admin => MakeReset { user: UserId },
    Get    "/api/admin/address-bans" Admin => AddressBans,
    Post   "/api/admin/address-bans" Admin (body) => AddAddressBan,
    Delete "/api/admin/address-bans/{ban}" Admin => DeleteAddressBan { ban: AddressBanId },
    Get    "/api/admin/rooms" Admin => AllRooms,
    Get    "/api/admin/reports" Admin => AllReports,
    Patch  "/api/admin/reports/{report}" Admin (body) => HandleReport { report: ReportId },
    Get    "/api/admin/audit" Admin => Audit,
    Get    "/api/admin/audit.csv" Admin => AuditFile,
    Get    "/api/admin/numbers" Admin => Numbers,

    Get    "/api/invites/{code}" Anyone => Invite { code: InviteCode },
    Post   "/api/invites/{code}" Caller => AcceptInvite { code: InviteCode },
    Get    "/api/rooms/{room}/invites" Caller => RoomInvites { room: RoomId },
    Post   "/api/rooms/{room}/invites" Caller (body) => CreateRoomInvite { room: RoomId },
    Delete "/api/rooms/{room}/invites/{code}" Caller => DeleteRoomInvite { room: RoomId, code: InviteCode },

    Get    "/api/me/reports" Caller => MyReports,
    Post   "/api/rooms/{room}/messages/{seq}/report" Caller (body) => Report { room: RoomId, seq: Seq },
    Get    "/api/rooms/{room}/reports" Caller => RoomReports { room: RoomId },
    Patch  "/api/rooms/{room}/reports/{report}" Caller (body) => HandleRoomReport { room: RoomId, report: ReportId },

    Get    "/api/rooms" Caller => Rooms,
    Post   "/api/rooms" Caller (body) => CreateRoom,
    Post   "/api/direct" Caller (body) => OpenDirect,
    Get    "/api/rooms/{room}" Caller => Room { room: RoomId },
    Patch  "/api/rooms/{room}" Caller (body) => EditRoom { room: RoomId },
    Delete "/api/rooms/{room}" Caller => DeleteRoom { room: RoomId },
    Post   "/api/rooms/{room}/join" Caller => Join { room: RoomId },
    Post   "/api/rooms/{room}/leave" Caller => Leave { room: RoomId },
    Get    "/api/rooms/{room}/members" Caller => Members { room: RoomId },
    Put    "/api/rooms/{room}/members/{user}" Caller (body) => SetRole { room: RoomId, user: UserId },
    Delete "/api/rooms/{room}/members/{user}" Caller (body) => Kick { room: RoomId, user: UserId },
    Get    "/api/rooms/{room}/bans" Caller => Bans { room: RoomId },
    Put    "/api/rooms/{room}/bans/{user}" Caller (body) => Ban { room: RoomId, user: UserId },
    Delete "/api/rooms/{room}/bans/{user}" Caller => Unban { room: RoomId, user: UserId },
    Get    "/api/rooms/{room}/mutes" Caller => Mutes { room: RoomId },
    Put    "/api/rooms/{room}/mutes/{user}" Caller (body) => Mute { room: RoomId, user: UserId },
    Delete "/api/rooms/{room}/mutes/{user}" Caller => Unmute { room: RoomId, user: UserId },

    Get    "/api/rooms/{room}/messages" Caller => Messages { room: RoomId },
    Post   "/api/rooms/{room}/messages" Caller (body) => Post { room: RoomId },
    Patch  "/api/rooms/{room}/messages/{seq}" Caller (body) => EditMessage { room: RoomId, seq: Seq },
    Delete "/api/rooms/{room}/messages/{seq}" Caller => DeleteMessage { room: RoomId, seq: Seq },
    Put    "/api/rooms/{room}/messages/{seq}/reactions/{emoji}" Caller => React { room: RoomId, seq: Seq, emoji: Emoji },
    Delete "/api/rooms/{room}/messages/{seq}/reactions/{emoji}" Caller => Unreact { room: RoomId, seq: Seq, emoji: Emoji },
    Get    "/api/rooms/{room}/messages/{seq}/thread" Caller => Thread { room: RoomId, seq: Seq },
    Put    "/api/rooms/{room}/messages/{seq}/follow" Caller => Follow { room: RoomId, seq: Seq },
    Delete "/api/rooms/{room}/messages/{seq}/follow" Caller => Unfollow { room: RoomId, seq: Seq },
    Get    "/api/rooms/{room}/messages/{seq}/edits" Caller => Edits { room: RoomId, seq: Seq },
    Put    "/api/rooms/{room}/messages/{seq}/pin" Caller => Pin { room: RoomId, seq: Seq },
    Delete "/api/rooms/{room}/messages/{seq}/pin" Caller => Unpin { room: RoomId, seq: Seq },
    Put    "/api/rooms/{room}/messages/{seq}/saved" Caller => Save { room: RoomId, seq: Seq },
    Delete "/api/rooms/{room}/messages/{seq}/saved" Caller => Unsave { room: RoomId, seq: Seq },
    Delete "/api/rooms/{room}/messages/{seq}/previews" Caller => DeletePreviews { room: RoomId, seq: Seq },
    Get    "/api/previews/{picture}/picture" Caller => PreviewPicture { picture: PictureId },
    Get    "/api/rooms/{room}/pins" Caller => Pins { room: RoomId },
    Get    "/api/rooms/{room}/search" Caller => SearchRoom { room: RoomId },
    Get    "/api/search" Caller => Search,
    Put    "/api/rooms/{room}/read" Caller (body) => MarkRead { room: RoomId },
    Get    "/api/rooms/{room}/socket" Caller => Socket { room: RoomId },

    Get    "/api/admin/media" Admin => MediaReport,
    Get    "/api/media/limits" Caller => MediaLimits,
    Post   "/api/rooms/{room}/media" Caller => Upload { room: RoomId },
    Get    "/api/rooms/{room}/media" Caller => RoomMedia { room: RoomId },
    Post   "/api/rooms/{room}/uploads" Caller (body) => StartUpload { room: RoomId },
    Get    "/api/uploads/{media}" Caller => UploadSoFar { media: MediaId },
    Put    "/api/uploads/{media}/parts/{part}" Caller => UploadPart { media: MediaId, part: PartNumber },
    Post   "/api/uploads/{media}/complete" Caller => CompleteUpload { media: MediaId },
    Delete "/api/uploads/{media}" Caller => AbandonUpload { media: MediaId },
    Patch  "/api/media/{media}" Caller (body) => DescribeMedia { media: MediaId },
    Put    "/api/media/{media}/thumbnail" Caller => SetThumbnail { media: MediaId },
    Delete "/api/media/{media}" Caller => DeleteMedia { media: MediaId },
    Put    "/api/me/avatar" Caller => SetAvatar,
    Delete "/api/me/avatar" Caller => DeleteAvatar,
    Put    "/api/rooms/{room}/picture" Caller => SetRoomPicture { room: RoomId },
    Delete "/api/rooms/{room}/picture" Caller => DeleteRoomPicture { room: RoomId },
    Get    "/media/pictures/{media}/{size}" Caller => SmallPicture { media: MediaId, size: PictureSize },
    Get    "/media/{media}/thumbnail" Caller => Thumbnail { media: MediaId },
    Get    "/media/{media}/{name}" Caller => File { media: MediaId, name: FileName },

    Get    "/api/inbox/socket" Caller => InboxSocket,
    Put    "/api/me/favourites/{room}" Caller => Favour { room: RoomId },
    Delete "/api/me/favourites/{room}" Caller => Unfavour { room: RoomId },
    Get    "/api/me/saved" Caller => Saved,
    Get    "/api/users/{user}" Caller => Profile { user: UserId },
}

/// The id of an API token: a UUID v7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenId(pub String);

/// The id of a report: a UUID v7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportId(pub String);

/// The id of a range of addresses that is kept out: a UUID v7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressBanId(pub String);

/// The code of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteCode(pub String);

impl Route {
    /// The route of a request, and the line of the list it is.
    ///
    /// # Errors
    /// `not_found`, `method_not_allowed`, or `bad_request` for a reaction that is no emoji.
    pub fn parse(method: &str, path: &str) -> Result<(&'static Pattern, Self), Error> {
        // What can be read can be asked about (RFC 9110, section 9.3.2): the runtime leaves the body away. A socket
        // cannot: there is no answer to an upgrade but the socket.
        let method = match method {
            "HEAD" if !path.ends_with("/socket") => "GET",
            method => method,
        };
        let mut allowed = Vec::new();
        for pattern in Self::ALL {
            let Some(parts) = pattern.matches(path) else {
                continue;
            };
            if pattern.method.as_str() == method {
                let route = (pattern.make)(&mut parts.into_iter())?;
                return Ok((pattern, route));
            }
            allowed.push(pattern.method.as_str());
        }
        if allowed.is_empty() {
            Err(Error::not_found("address"))
        } else {
            Err(Error::MethodNotAllowed {
                allow: allowed.join(", "),
            })
        }
    }
}

impl Pattern {
    /// The varying parts of the path, when it has this pattern's shape.
    fn matches<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        let mut given = path.split('/');
        let mut parts = Vec::new();
        for expected in self.path.split('/') {
            let part = given.next()?;
            if expected.starts_with('{') && !part.is_empty() {
                parts.push(part);
            } else if expected != part {
                return None;
            }
        }
        given.next().is_none().then_some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: &str = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";

    fn sample(pattern: &Pattern) -> String {
        pattern
            .path
            .replace("{room}", ROOM)
            .replace("{user}", ROOM)
            .replace("{session}", ROOM)
            .replace("{token}", ROOM)
            .replace("{code}", "aB3-_")
            .replace("{user}", ROOM)
            .replace("{report}", ROOM)
            .replace("{ban}", ROOM)
            .replace("{seq}", "7")
            .replace("{media}", ROOM)
            .replace("{part}", "3")
            .replace("{size}", "64")
            .replace("{name}", "a%20cat.png")
            .replace("{picture}", &format!("{}.0123456789abcdef", "0".repeat(64)))
            .replace("{emoji}", "%F0%9F%91%8D")
    }

    #[test]
    fn every_route_is_found_under_its_own_address_and_no_other() {
        for pattern in Route::ALL {
            let path = sample(pattern);
            let (found, _) = Route::parse(pattern.method.as_str(), &path).unwrap();
            assert_eq!((found.method, found.path), (pattern.method, pattern.path));
            assert_eq!(
                Route::parse(pattern.method.as_str(), &format!("{path}/"))
                    .unwrap_err()
                    .code(),
                "not_found"
            );
        }
    }

    #[test]
    fn another_method_is_told_which_would_do() {
        assert_eq!(
            Route::parse("PUT", "/api/me").unwrap_err(),
            Error::MethodNotAllowed {
                allow: "GET, PATCH, DELETE".into()
            }
        );
        assert_eq!(
            Route::parse("BREW", "/api/login").unwrap_err().status(),
            405
        );
    }

    #[test]
    fn parts_arrive_in_their_types() {
        let path = format!("/api/rooms/{ROOM}/messages/12/reactions/%F0%9F%91%8D");
        let (_, route) = Route::parse("PUT", &path).unwrap();
        assert_eq!(
            route,
            Route::React {
                room: RoomId(ROOM.into()),
                seq: 12,
                emoji: Emoji::parse("👍").unwrap(),
            }
        );
    }

    #[test]
    fn malformed_ids_lead_nowhere() {
        let upper = ROOM.to_ascii_uppercase();
        let bare = ROOM.replace('-', "");
        for room in ["x", "", "..", "%00", "%FF", upper.as_str(), bare.as_str()] {
            let refused = Route::parse("GET", &format!("/api/rooms/{room}")).unwrap_err();
            assert_eq!(refused.code(), "not_found", "{room}");
        }
        for seq in [
            "0",
            "-1",
            "+1",
            "1.5",
            "9007199254740992",
            "99999999999999999999",
            "a",
        ] {
            let path = format!("/api/rooms/{ROOM}/messages/{seq}");
            assert_eq!(
                Route::parse("DELETE", &path).unwrap_err().code(),
                "not_found",
                "{seq}"
            );
        }
        let path = format!("/api/rooms/{ROOM}/messages/1/reactions/abc");
        assert_eq!(
            Route::parse("PUT", &path).unwrap_err().code(),
            "bad_request"
        );
    }

    #[test]
    fn no_two_routes_share_method_and_address() {
        let mut seen = std::collections::HashSet::new();
        for pattern in Route::ALL {
            assert!(
                seen.insert((pattern.method.as_str(), pattern.path)),
                "{}",
                pattern.path
            );
        }
    }
}
