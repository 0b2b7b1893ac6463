//! Local users: their names, and the check of their passwords.

use crate::error::Fault;
use crate::ports::{Clock, LocalUser, Normalize, PasswordRight, Random, UserStore};
use crate::sign_in::password::{self, Comparison, SALT_BYTES};

/// The longest name of a local user, in characters.
pub const LONGEST_NAME: usize = 128;

/// Returns a typed name as the store knows it, in lower case; `None` if no local user can have it: a name has letters
/// and digits of ASCII and `._@+-`.
#[must_use]
pub fn username(typed: &str) -> Option<String> {
    let name = typed.trim();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._@+-".contains(&byte);
    let is_sound = (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(is_allowed);
    is_sound.then(|| name.to_ascii_lowercase())
}

/// Returns the local user of a name and a password, with the hash as it is stored now; `None` if the name, the password, or
/// both are wrong, or if an operator has shut the user out.
///
/// The cost is the same in each case: one statement and one hash. Only the right password with an outdated hash costs a
/// hash and a statement more.
pub async fn authenticate(
    username: &str,
    typed: &str,
    ports: &(impl Clock + Normalize + Random + UserStore),
) -> Result<Option<LocalUser>, Fault> {
    let typed = &password::prepared(typed, ports);
    let found = ports.local_user(username).await?;
    let hash = found.as_ref().and_then(|found| found.password.as_deref());
    let comparison = password::compare(typed, hash)?;
    let right = found.filter(|found| comparison != Comparison::Wrong && found.user.disabled_at.is_none());
    let Some(LocalUser { user, password: Some(mut former), has_factor, has_passkey }) = right else { return Ok(None) };
    if comparison == Comparison::Outdated {
        let mut salt = [0; SALT_BYTES];
        ports.fill(&mut salt)?;
        let renewed = password::hash(typed, &salt)?;
        let right = PasswordRight::Rehash { user: &user.id, former: &former };
        ports.set_password(right, &renewed, ports.now()).await?;
        former = renewed;
    }
    Ok(Some(LocalUser { user, password: Some(former), has_factor, has_passkey }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for (typed, name) in [("alice", "alice"), (" Alice ", "alice"), ("A.B+c@Example.COM", "a.b+c@example.com")] {
            assert_eq!(username(typed).as_deref(), Some(name), "{typed}");
        }
        for other in ["", " ", "a b", "alïce", "a\u{0}", "\u{212a}im", "a/b", "a'b", &"a".repeat(129)] {
            assert_eq!(username(other), None, "{other}");
        }
    }
}
