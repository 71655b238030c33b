//! The varying parts of addresses, each into its type.

use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::*;

/// A varying part of an address.
pub(super) trait Part: Sized {
    fn parse(raw: &str) -> Result<Self, Error>;
}

pub(super) fn part<T: Part>(parts: &mut dyn Iterator<Item = &str>) -> Result<T, Error> {
    let raw = parts.next().ok_or_else(|| Error::not_found("address"))?;
    let decoded = percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| Error::not_found("address"))?;
    T::parse(&decoded)
}

/// An id in its one canonical form: a room's id is also the name of its object, and two spellings would be two rooms.
pub(crate) fn canonical_id(raw: &str, what: &str) -> Result<String, Error> {
    match Uuid::try_parse(raw) {
        Ok(id) if id.hyphenated().to_string() == raw => Ok(raw.to_owned()),
        _ => Err(Error::not_found(what)),
    }
}

impl Part for RoomId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "room").map(Self)
    }
}

impl Part for UserId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "person").map(Self)
    }
}

impl Part for SessionId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "session").map(Self)
    }
}

impl Part for TokenId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "token").map(Self)
    }
}

impl Part for ReportId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "report").map(Self)
    }
}

impl Part for AddressBanId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "ban").map(Self)
    }
}

impl Part for InviteCode {
    fn parse(raw: &str) -> Result<Self, Error> {
        let fits = (1..=64).contains(&raw.len());
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if fits && raw.bytes().all(allowed) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Error::not_found("invitation"))
        }
    }
}

impl Part for Seq {
    fn parse(raw: &str) -> Result<Self, Error> {
        let digits = raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0');
        // Beyond 2^53 a number would not survive the way through JavaScript, and no room is that old.
        match raw.parse() {
            Ok(seq) if digits && seq < (1 << 53) => Ok(seq),
            _ => Err(Error::not_found("message")),
        }
    }
}

impl Part for MediaId {
    fn parse(raw: &str) -> Result<Self, Error> {
        canonical_id(raw, "file").map(Self)
    }
}

impl Part for PartNumber {
    fn parse(raw: &str) -> Result<Self, Error> {
        Self::parse(raw).ok_or_else(|| Error::not_found("part"))
    }
}

impl Part for PictureSize {
    fn parse(raw: &str) -> Result<Self, Error> {
        Self::parse(raw).ok_or_else(|| Error::not_found("picture"))
    }
}

/// The address has the name for people, and for browsers that save the file under it: any will do.
impl Part for FileName {
    fn parse(_raw: &str) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl Part for PictureId {
    fn parse(raw: &str) -> Result<Self, Error> {
        Self::parse(raw).ok_or_else(|| Error::not_found("picture"))
    }
}

impl Part for Emoji {
    fn parse(raw: &str) -> Result<Self, Error> {
        Self::parse(raw)
    }
}
