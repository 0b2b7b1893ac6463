//! Callers of the admin API whom Cloudflare Access has let in: the JWT of its application, verified with the keys of the team.

use crate::authentication::is_signed_by_published_key;
use crate::client_metadata::SigningAlgorithm;
use crate::error::{Error, Refusal};
use crate::http::{Field, Peer, Request};
use crate::jose::Token;
use crate::model::{AccessTeam, Config};
use crate::ports::{Clock, Ports};
use crate::unit::{ByteCount, Seconds};

/// The longest JWT that is read.
const LONGEST: ByteCount = ByteCount(16_384);

/// The tolerated difference of the clocks.
const SKEW: Seconds = Seconds(60);

/// The claims that name a caller: a user's address and identifier, and the client ID of a service token.
const NAMES: [&str; 3] = ["email", "sub", "common_name"];

/// Returns the names of the caller of a JWT. `Err` is 401, with the reason in the log.
pub async fn names(
    jwt: &str,
    team: &AccessTeam,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Vec<String>, Error> {
    // Cloudflare adds the JWT to each request with the cookie of Access, so a page of another site could send one. Browsers name
    // the site in this header with every request that changes something.
    if request.headers.value(Field::Origin).is_some() {
        return Err(Refusal::InvalidAccessJwt("it came from a page of a browser").into());
    }
    let token =
        Token::read(jwt, LONGEST).map_err(|_| Refusal::InvalidAccessJwt("it is no signed JWT in compact form"))?;
    if let Some(reason) = flaw(&token, team, ports) {
        return Err(Refusal::InvalidAccessJwt(reason).into());
    }
    if !is_signed_by_published_key(&team.keys, &token, Peer(None), &config.issuer_guard, ports).await? {
        return Err(Refusal::InvalidAccessJwt("none of the keys of the team that could be had verifies it").into());
    }
    // Of a client certificate that Access has verified, `common_name` is the subject, which may be the address of a user.
    let counts = |(claim, name): &(&str, &str)| *claim != "common_name" || name.ends_with(".access");
    let named = NAMES.iter().filter_map(|claim| Some((*claim, token.claims.text(claim)?)));
    Ok(named.filter(counts).map(|(_, name)| name.to_owned()).collect())
}

/// Returns the reason why a JWT does not count. The claims are checked before the signature, which can cost a fetch.
fn flaw(token: &Token, team: &AccessTeam, clock: &impl Clock) -> Option<&'static str> {
    let claims = &token.claims;
    if token.algorithm != SigningAlgorithm::Rs256 {
        Some("its alg is not RS256")
    } else if token.is_of_kind("jwt") == Some(false) || claims.text("type") != Some("app") {
        // The JWT of a session at the team has the type `org`.
        Some("it is not of an application")
    } else if claims.text("iss") != Some(&team.issuer) {
        Some("its iss is not the team")
    } else if !claims.is_only_for(&[&team.audience]) {
        Some("its aud is not the application")
    } else if !matches!(claims.time("exp"), Ok(Some(_))) || !claims.is_current(clock.now(), SKEW) {
        Some("it is not current")
    } else {
        None
    }
}
