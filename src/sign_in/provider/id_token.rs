//! ID tokens of a provider. OpenID Connect Core section 3.1.3.7, RFC 8725.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::authentication::is_signed_by_published_key;
use crate::client_metadata::SigningAlgorithm;
use crate::http::Peer;
use crate::jose::{Claims, Token};
use crate::key_ring::same_secret;
use crate::ports::{Cache, Clock, Fetch, Throttle, Verify};
use crate::sign_in::provider::Failure;
use crate::sign_in::provider::metadata::ProviderMetadata;
use crate::unit::{ByteCount, Seconds};

/// The longest token that is read.
const LONGEST: ByteCount = ByteCount(32_768);

/// The tolerated difference of the clocks.
pub const SKEW: Seconds = Seconds(60);

/// The longest identifier of a user, in bytes. OpenID Connect Core section 2.
pub const LONGEST_SUBJECT: usize = 255;

/// The values that an ID token must agree with.
pub struct Expected<'a> {
    /// The client that the token must be for.
    pub client_id: &'a str,
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The access token that came with it.
    pub access_token: Option<&'a str>,
}

/// Verifies an ID token, and returns its claims. The claims are checked before the signature, which costs a fetch.
pub async fn verify(
    text: &str,
    expected: &Expected<'_>,
    metadata: &ProviderMetadata,
    peer: Peer,
    ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
) -> Result<Claims, Failure> {
    let token = Token::read(text, LONGEST).map_err(|_| wrong("is no signed JWT in compact form"))?;
    // A signature with the client secret would make every holder of the secret a provider.
    if token.algorithm.is_symmetric() {
        return Err(wrong("is not signed with a key pair"));
    }
    // Other tokens of the provider, such as access tokens and logout tokens, are no ID tokens.
    if token.is_of_kind("jwt") == Some(false) {
        return Err(wrong("has the typ of another token"));
    }
    check(&token, expected, metadata, ports)?;
    let Some(jwks_uri) = &metadata.jwks_uri else { return Err(wrong("has no keys")) };
    if !is_signed_by_published_key(jwks_uri, &token, peer, &metadata.guard, ports).await? {
        return Err(wrong("is not signed by a key of the provider that could be had"));
    }
    Ok(token.claims)
}

fn wrong(what: &str) -> Failure {
    Failure::of_provider(format!("its ID token {what}"))
}

fn check(
    token: &Token,
    expected: &Expected<'_>,
    metadata: &ProviderMetadata,
    clock: &impl Clock,
) -> Result<(), Failure> {
    let claims = &token.claims;
    if claims.text("iss") != Some(&metadata.issuer) {
        return Err(wrong("has another iss"));
    }
    if !claims.is_for(&[expected.client_id]) {
        return Err(wrong("is for another client"));
    }
    let azp = claims.text("azp");
    let is_single = claims.is_only_for(&[expected.client_id]);
    if azp.is_some_and(|azp| azp != expected.client_id) || (azp.is_none() && !is_single) {
        return Err(wrong("was issued to another client"));
    }
    let has_times = matches!((claims.time("exp"), claims.time("iat")), (Ok(Some(_)), Ok(Some(_))));
    if !has_times || !claims.is_current(clock.now(), SKEW) {
        return Err(wrong("is not current"));
    }
    if !claims.text("nonce").is_some_and(|nonce| same_secret(nonce, expected.nonce)) {
        return Err(wrong("has another nonce"));
    }
    let has_hash = claims.members().contains_key("at_hash");
    let is_hash = |token_hash: &str, access_token: &str| token_hash == half_digest(access_token, &token.algorithm);
    if has_hash && !claims.text("at_hash").zip(expected.access_token).is_some_and(|(hash, token)| is_hash(hash, token))
    {
        return Err(wrong("came with another access token"));
    }
    if claims.text("sub").is_none_or(|sub| sub.len() > LONGEST_SUBJECT) {
        return Err(wrong("has no usable sub"));
    }
    Ok(())
}

/// Returns the left half of a digest, with the hash of the signature algorithm. OpenID Connect Core section 3.1.3.6.
fn half_digest(text: &str, algorithm: &SigningAlgorithm) -> String {
    use SigningAlgorithm as Alg;
    let digest = match algorithm {
        Alg::Es256 | Alg::Ps256 | Alg::Rs256 => Sha256::digest(text).to_vec(),
        Alg::Es384 | Alg::Ps384 | Alg::Rs384 => Sha384::digest(text).to_vec(),
        // Also for Ed25519, which signs with SHA-512.
        _ => Sha512::digest(text).to_vec(),
    };
    let half = digest.get(..digest.len() / 2).unwrap_or_default();
    Base64UrlUnpadded::encode_string(half)
}
