//! Attestations: the server of an app's vendor vouches for an installation and for its key, and the installation proves
//! that it holds the key. Draft `draft-ietf-oauth-attestation-based-client-auth-10`.

use crate::authentication::assertion::{admit, names_this_server};
use crate::authentication::dpop::{self, Proof, public_key, thumbprint_of};
use crate::authentication::keys::{is_signed_by_one_of, is_signed_by_published_key};
use crate::client_metadata::{PublicKey, Text, TokenEndpointAuthMethod};
use crate::error::{AuthenticationFailure, Error, ProofPlace, Refusal};
use crate::http::{Field, Headers, Request};
use crate::jose::{Token, used_once};
use crate::model::{Attester, Client, Config, Keys};
use crate::policy::AttestationChallenges;
use crate::ports::{Cache, Clock, Fetch, SingleUseStore, Throttle, UseOutcome, Verify};
use crate::signing::is_signed_by;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest attestation that is read, and the longest proof.
const LONGEST: ByteCount = ByteCount(16_384);

/// The tolerance for the clocks of attesters and installations.
const SKEW: Seconds = Seconds(10);

/// The longest age of a proof.
const PROOF_LIFE: Seconds = Seconds(300);

/// The longest `jti` of a proof, in bytes.
const LONGEST_JTI: usize = 256;

/// An attestation and the proof that came with it. Nothing in them is verified yet.
#[derive(Clone, Debug)]
pub struct Attestation {
    token: Token,
    key: PublicKey,
    possession: Possession,
}

/// The proof that the sender holds the attested key. In alphabetical order.
#[derive(Clone, Debug)]
enum Possession {
    /// The header `DPoP`, with the same key. Section 5.2 of the draft.
    Dpop,
    /// The header `OAuth-Client-Attestation-PoP`. Section 5.1 of the draft.
    Token(Token),
}

impl Attestation {
    /// Reads the headers of a request; `None` without an attestation.
    ///
    /// `Err` for one that nothing could make good. Fetch joins several headers with commas, which no token has.
    pub fn read(headers: &Headers) -> Option<Result<Self, AuthenticationFailure>> {
        let text = headers.value(Field::ClientAttestation)?;
        Some(Self::parse(text, headers).ok_or(AuthenticationFailure::AttestationMalformed))
    }

    fn parse(text: &str, headers: &Headers) -> Option<Self> {
        let token = Token::read(text, LONGEST).ok()?;
        let is_sound =
            token.is_of_kind("oauth-client-attestation+jwt") == Some(true) && token.claims.text("sub").is_some();
        let key = token.claims.members().get("cnf")?.get("jwk")?.as_object()?;
        let own_proof = headers.value(Field::ClientAttestationPop);
        let proof = Token::read(own_proof.or_else(|| headers.value(Field::Dpop))?, LONGEST).ok()?;
        let key = public_key(key, &proof.algorithm)?;
        let possession = if own_proof.is_some() { Possession::Token(proof) } else { Possession::Dpop };
        is_sound.then_some(Self { token, key, possession })
    }

    /// Returns the client that the attestation is about, as its `sub` says.
    pub fn client_id(&self) -> &str {
        self.token.claims.text("sub").unwrap_or_default()
    }

    /// Returns the thumbprint of the key of the installation. RFC 7638.
    pub fn thumbprint(&self) -> String {
        thumbprint_of(&self.key)
    }

    /// Verifies the attestation of a client whose method is this one, and the proof; the inner `Err` is the reason for a
    /// refusal.
    ///
    /// `Err` is `use_fresh_attestation` for an attestation that is over, and `use_attestation_challenge` for a proof
    /// without a challenge of this server that still counts. The order matters: claims, then signatures, then single
    /// use, so that nothing forged is stored.
    pub async fn verify(
        &self,
        client: &Client,
        method: &TokenEndpointAuthMethod,
        request: &Request,
        config: &Config,
        ports: &(impl Cache + Clock + Fetch + SingleUseStore + Throttle + Verify),
    ) -> Result<Result<(), AuthenticationFailure>, Error> {
        let needs_dpop = *method == TokenEndpointAuthMethod::AttestJwtClientAuthDpop;
        if needs_dpop && matches!(self.possession, Possession::Token(_)) {
            return Ok(Err(AuthenticationFailure::AttestationProof));
        }
        let software_id = client.metadata().software_id.as_ref().map(Text::as_str);
        if let Err(failure) = self.verify_statement(software_id, request, config, ports).await? {
            return Ok(Err(failure));
        }
        if !matches!(client, Client::Configured(_)) {
            admit(client.id().as_str(), request.peer, ports).await?;
        }
        self.verify_possession(request, config, ports).await
    }

    /// Verifies the attestation of an installation that registers, whose `sub` is its software, and the proof. Returns the
    /// attester; the inner `Err` is the reason for a refusal. It fails as `verify` does.
    pub async fn verify_software<'a>(
        &self,
        request: &Request,
        config: &'a Config,
        ports: &(impl Cache + Clock + Fetch + SingleUseStore + Throttle + Verify),
    ) -> Result<Result<&'a Attester, AuthenticationFailure>, Error> {
        let attester = match self.verify_statement(Some(self.client_id()), request, config, ports).await? {
            Ok(attester) => attester,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(self.verify_possession(request, config, ports).await?.map(|()| attester))
    }

    /// Verifies that an attester which may vouch for this software has signed, and that its word still counts. Returns the
    /// attester.
    async fn verify_statement<'a>(
        &self,
        software_id: Option<&str>,
        request: &Request,
        config: &'a Config,
        ports: &(impl Cache + Clock + Fetch + Throttle + Verify),
    ) -> Result<Result<&'a Attester, AuthenticationFailure>, Error> {
        let Self { token, .. } = self;
        let Some(attester) = attester_of(token, software_id, config) else {
            return Ok(Err(AuthenticationFailure::AttestationAttester));
        };
        if !matches!(token.claims.time("exp"), Ok(Some(_))) {
            return Ok(Err(AuthenticationFailure::AttestationClaims));
        }
        if !token.claims.is_current(ports.now(), SKEW) {
            return Err(Refusal::AttestationStale.into());
        }
        let is_signed = match &attester.keys {
            Keys::Here(jwks) => is_signed_by_one_of(jwks, token, ports).await?,
            Keys::At(uri) | Keys::Guarded(uri) => {
                is_signed_by_published_key(uri, token, request.peer, &config.issuer_guard, ports).await?
            }
        };
        Ok(if is_signed { Ok(attester) } else { Err(AuthenticationFailure::AttestationSignature) })
    }

    async fn verify_possession(
        &self,
        request: &Request,
        config: &Config,
        ports: &(impl Clock + SingleUseStore + Verify),
    ) -> Result<Result<(), AuthenticationFailure>, Error> {
        let needs_challenge = config.policy.attestation_challenges == AttestationChallenges::Required;
        let (now, failed) = (ports.now(), Ok(Err(AuthenticationFailure::AttestationProof)));
        let proof = match &self.possession {
            Possession::Token(proof) => proof,
            Possession::Dpop => {
                let endpoint = config.issuer.address_at(&request.path);
                let proof = Proof::read(request, &endpoint, ProofPlace::TokenRequest, config, ports).await?;
                let Some(proof) = proof.filter(|proof| proof.thumbprint == self.thumbprint()) else { return failed };
                if needs_challenge && !proof.has_nonce {
                    return Err(Refusal::AttestationChallenge(dpop::nonce(now, config)?).into());
                }
                return Ok(if proof.is_new(ports).await? {
                    Ok(())
                } else {
                    Err(AuthenticationFailure::AttestationReplayed)
                });
            }
        };
        let Some((jti, end)) = claims_of(proof, now, request, config) else { return failed };
        // Drafts before 07 call it nonce, and so do libraries.
        let challenge = proof.claims.text("challenge").or_else(|| proof.claims.text("nonce"));
        let is_answered = challenge.map(|challenge| dpop::is_nonce(challenge, now, config));
        if is_answered == Some(false) || (is_answered.is_none() && needs_challenge) {
            return Err(Refusal::AttestationChallenge(dpop::nonce(now, config)?).into());
        }
        if !is_signed_by(proof, &self.key, ports).await? {
            return failed;
        }
        let once = used_once('t', &[&self.thumbprint(), jti]);
        Ok(match ports.use_name(&once, end).await? {
            UseOutcome::Used => Ok(()),
            UseOutcome::AlreadyUsed => Err(AuthenticationFailure::AttestationReplayed),
        })
    }
}

/// Returns the `jti` of a proof that is for this server and recent, and the time until which it is kept.
fn claims_of<'a>(proof: &'a Token, now: Timestamp, request: &Request, config: &Config) -> Option<(&'a str, Timestamp)> {
    let claims = &proof.claims;
    let is_sound = proof.is_of_kind("oauth-client-attestation-pop+jwt") == Some(true)
        && names_this_server(proof, request, config)
        && claims.is_current(now, SKEW);
    let made_at = claims.time("iat").ok().flatten().filter(|made_at| now <= made_at.after(PROOF_LIFE))?;
    let jti = claims.text("jti").filter(|jti| is_sound && jti.len() <= LONGEST_JTI)?;
    Some((jti, made_at.after(PROOF_LIFE).after(SKEW)))
}

/// Returns the attester that an attestation names, if it may vouch for clients of this software. Recent drafts have no
/// `iss`: then it is the only attester.
fn attester_of<'a>(token: &Token, software_id: Option<&str>, config: &'a Config) -> Option<&'a Attester> {
    let attester = match (token.claims.members().get("iss"), &*config.attesters) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(name), attesters) => attesters.iter().find(|attester| name.as_str() == Some(&*attester.name)),
    };
    attester.filter(|attester| attester.is_for(software_id))
}
