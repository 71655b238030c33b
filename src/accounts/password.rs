//! Passwords: Argon2id as OWASP asks for it (19 MiB, 2 passes, 1 lane), stored as PHC strings.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

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

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC string to store for a password.
///
/// # Errors
/// `internal` when there is no memory for it.
pub fn hash(password: &Password, salt: [u8; SALT_BYTES]) -> Result<String, Error> {
    let hash = argon2()?
        .hash_password_with_salt(password.as_str().as_bytes(), &salt)
        .map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// Whether what was typed is the password that was hashed. Without a hash the answer is no, after the same work.
///
/// # Errors
/// `internal` when the stored string is none.
pub fn matches(tried: &str, stored: Option<&str>) -> Result<bool, Error> {
    use argon2::password_hash::Error::PasswordInvalid;

    let checked = argon2()?.verify_password(tried.as_bytes(), stored.unwrap_or(NOBODYS));
    match checked {
        Ok(()) => Ok(stored.is_some()),
        Err(PasswordInvalid) => Ok(false),
        Err(failure) => Err(Error::internal(failure)),
    }
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
        assert!(argon2::PasswordHash::new(NOBODYS).is_ok());
        assert!(!matches("any password", None).unwrap());
    }
}
