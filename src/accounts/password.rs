//! Passwords: Argon2id as OWASP asks for it (19 MiB, 2 passes, 1 lane), stored as PHC strings.

use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};

use crate::error::Error;
use crate::wire::text::Password;

/// Memory, KiB. OWASP's smallest recommendation: an isolate has 128 MiB for everything.
const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory, as OWASP pairs them with that much of it.
const PASSES: u32 = 2;
/// One: there is one thread.
const LANES: u32 = 1;

/// Bytes of salt, RFC 9106's recommendation.
pub const SALT_BYTES: usize = 16;

/// A hash of nothing anybody knows, with the parameters of today: checking a password against it costs what checking
/// against a real one does, so that a name nobody has takes no less time to refuse.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$5RMkLpzmAWVLkM0ue6oZCeVxZVXqYgEo6ANPbjDYk9I";

/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// What stands in a PHC string, and decides what becomes of a password.
struct Made {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
}

impl Made {
    /// Those of a PHC string, and its hash. Other kinds of hashes were never stored.
    fn read(phc: &str) -> Option<(Self, Vec<u8>)> {
        let rest = phc.strip_prefix("$argon2id$v=19$m=")?;
        let (memory, rest) = rest.split_once(",t=")?;
        let (passes, rest) = rest.split_once(",p=")?;
        let (lanes, rest) = rest.split_once('$')?;
        let (salt, hash) = rest.split_once('$')?;
        let made = Self {
            memory_kib: memory.parse().ok()?,
            passes: passes.parse().ok()?,
            lanes: lanes.parse().ok()?,
            salt: Base64Unpadded::decode_vec(salt).ok()?,
        };
        Some((made, Base64Unpadded::decode_vec(hash).ok()?))
    }

    fn hash(&self, password: &str, bytes: usize) -> Result<Vec<u8>, Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(bytes));
        let params = params.map_err(Error::internal)?;
        let mut hash = vec![0; bytes];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), &self.salt, &mut hash)
            .map_err(Error::internal)?;
        Ok(hash)
    }
}

/// The PHC string to store for a password.
///
/// # Errors
/// `internal` when there is no memory for it.
pub fn hash(password: &Password, salt: [u8; SALT_BYTES]) -> Result<String, Error> {
    let made = Made {
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        salt: salt.to_vec(),
    };
    let hash = made.hash(password.as_str(), HASH_BYTES)?;
    Ok(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
        Base64Unpadded::encode_string(&salt),
        Base64Unpadded::encode_string(&hash)
    ))
}

/// Whether what was typed is the password that was hashed. Without a hash the answer is no, after the same work.
///
/// # Errors
/// `internal` when the stored string is none.
pub fn matches(tried: &str, stored: Option<&str>) -> Result<bool, Error> {
    let made = Made::read(stored.unwrap_or(NOBODYS));
    let (made, expected) = made.ok_or_else(|| Error::internal("what is stored is no hash"))?;
    let found = made.hash(tried, expected.len())?;
    // All bytes are looked at, whichever differs.
    let difference = found
        .iter()
        .zip(&expected)
        .fold(0, |difference, (one, other)| difference | (one ^ other));
    Ok(difference == 0 && stored.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(raw: &str) -> Password {
        Password::parse(raw).unwrap()
    }

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let stored = hash(&password("correct horse"), [7; SALT_BYTES]).unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(matches("correct horse", Some(&stored)).unwrap());
        assert!(!matches("Correct horse", Some(&stored)).unwrap());
    }

    #[test]
    fn hashes_of_other_implementations_are_understood() {
        // From the reference implementation: echo -n 'password' | argon2 somesalt -id -t 2 -k 65536 -p 1 -e
        let reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(matches("password", Some(reference)).unwrap());
    }

    #[test]
    fn nobody_has_a_hash_that_can_be_worked_on_and_no_password() {
        assert!(Made::read(NOBODYS).is_some());
        assert!(!matches("any password", None).unwrap());
    }

    #[test]
    fn what_is_no_hash_is_a_failure() {
        for stored in [
            "",
            "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$",
            "$argon2id$v=19$m=x,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ] {
            assert!(matches("password", Some(stored)).is_err(), "{stored}");
        }
    }
}
