//! Second factors: codes of an authenticator app, and recovery codes.

mod first;
mod recovery;
mod totp;

pub use first::FirstFactor;
pub use totp::Secret;

use crate::error::Fault;
use crate::key_ring::Purpose;
use crate::model::{Config, NewFactor, SessionId, UserId};
use crate::ports::{Clock, FactorPlace, FactorStore, Random};

/// The most wrong codes in a row. Then only a recovery code counts. NIST SP 800-63B section 3.2.2 permits 100.
const MOST_FAILURES: u32 = 50;

/// The outcome of a code that a user has typed. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The factor is stored. These are its recovery codes.
    Added(Vec<String>),
    /// Too many wrong codes came before: only a recovery code counts.
    Locked,
    /// The code of the app is right, and is used up.
    Right,
    /// The recovery code is right, and is used up. So many are left.
    Recovered(u32),
    /// The user has no second factor any more, or has one already.
    Void,
    /// The code is wrong, or was used before. The page does not say which.
    Wrong,
}

/// Checks a code that a user has typed, and uses it up.
pub async fn give(
    user: &UserId,
    typed: &str,
    config: &Config,
    ports: &(impl Clock + FactorStore),
) -> Result<Given, Fault> {
    let digests = recovery::digests(typed, user, config);
    if !digests.is_empty() {
        let left = ports.use_recovery_code(user, &digests).await?;
        return Ok(left.map_or(Given::Wrong, Given::Recovered));
    }
    // The attempt is counted as a failure before the code is compared: so guesses at the same time count too.
    let Some(attempt) = ports.attempt_factor(user).await? else { return Ok(Given::Void) };
    if attempt.failures > MOST_FAILURES {
        return Ok(Given::Locked);
    }
    let secret = config.keys.open_value(Purpose::FactorSecret, &[user.as_str()], &attempt.sealed);
    let lost = || Fault::Broken("a second factor is sealed with a key that MASTER_SECRET does not have".to_owned());
    let secret: Secret = secret.ok_or_else(lost)?;
    let Some(step) = secret.step_of(typed, ports.now()) else { return Ok(Given::Wrong) };
    // Sealed anew with the current key, so that an earlier key can leave the ring.
    let is_used = ports.use_step(user, step, &attempt.sealed, &seal(&secret, user, config)?).await?;
    Ok(if is_used { Given::Right } else { Given::Wrong })
}

/// Stores a new second factor after its first code.
pub async fn add(
    user: &UserId,
    secret: &Secret,
    typed: &str,
    place: FactorPlace,
    config: &Config,
    ports: &(impl Clock + FactorStore + Random),
) -> Result<Given, Fault> {
    let Some(step) = secret.step_of(typed, ports.now()) else { return Ok(Given::Wrong) };
    let (codes, recovery_codes) = recovery::make(user, config, ports)?;
    let factor = NewFactor { sealed: seal(secret, user, config)?, step, recovery_codes, since: ports.now() };
    let is_stored = ports.set_factor(user, &factor, place).await?;
    Ok(if is_stored { Given::Added(codes) } else { Given::Void })
}

/// Makes the recovery codes of a user anew. `None` if the user has no second factor.
pub async fn renew_codes(
    user: &UserId,
    config: &Config,
    ports: &(impl FactorStore + Random),
) -> Result<Option<Vec<String>>, Fault> {
    let (codes, digests) = recovery::make(user, config, ports)?;
    Ok(ports.set_recovery_codes(user, &digests).await?.then_some(codes))
}

fn seal(secret: &Secret, user: &UserId, config: &Config) -> Result<String, Fault> {
    let sealed = config.keys.seal_value(Purpose::FactorSecret, &[user.as_str()], secret);
    sealed.ok_or_else(|| Fault::Broken("a second factor cannot be sealed".to_owned()))
}

/// Seals a secret that a user adds in a session, for the form that confirms it.
pub fn offer(secret: &Secret, session: &SessionId, config: &Config) -> Result<String, Fault> {
    let sealed = config.keys.seal_value(Purpose::FactorSecret, &["offer", session.as_str()], secret);
    sealed.ok_or_else(|| Fault::Broken("a second factor cannot be sealed".to_owned()))
}

/// Opens the secret that a form of this session confirms.
#[must_use]
pub fn offered(sealed: &str, session: &SessionId, config: &Config) -> Option<Secret> {
    config.keys.open_value(Purpose::FactorSecret, &["offer", session.as_str()], sealed)
}
