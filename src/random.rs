//! What nobody can guess, and ids.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::error::Error;
use crate::wire::types::Millis;

/// Random bytes from the runtime's cryptographic generator.
///
/// # Errors
/// `internal` when the runtime has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// A new id: a UUID v7, so that ids sort by age.
///
/// # Errors
/// As [`bytes`].
pub fn id(now: Millis) -> Result<String, Error> {
    let millis = u64::try_from(now).map_err(Error::internal)?;
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes()?).into_uuid();
    Ok(id.hyphenated().to_string())
}

/// 256 bits as 43 characters that need no escaping anywhere.
///
/// # Errors
/// As [`bytes`].
pub fn secret() -> Result<String, Error> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<32>()?))
}

/// 96 bits as 16 characters: short enough for a link people send each other.
///
/// # Errors
/// As [`bytes`].
pub fn code() -> Result<String, Error> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<12>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_canonical_version_7_and_sort_by_age() {
        let (older, newer) = (
            id(1_700_000_000_000).unwrap(),
            id(1_700_000_000_001).unwrap(),
        );
        assert!(older < newer);
        assert_eq!(uuid::Uuid::try_parse(&older).unwrap().get_version_num(), 7);
    }

    #[test]
    fn secrets_differ_and_are_safe_in_headers_and_addresses() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 43);
        assert!(
            one.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        );
    }
}
