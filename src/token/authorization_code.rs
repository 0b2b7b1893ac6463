//! The authorization code grant. RFC 6749 section 4.1.3, RFC 7636 section 4.6, OpenID Connect Core section 3.1.3.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::client_metadata::{GrantType, Name};
use crate::error::{Error, GrantFailure, Refusal};
use crate::http::Form;
use crate::key_ring::{Purpose, same_secret};
use crate::model::client_id::is_unreserved;
use crate::model::{AuthorizationCode, Client, Config, Grant, SigningKeysVersion, redirection};
use crate::ports::{Clock, GrantStore, Random, Redemption, Sign, SigningKeyStore};
use crate::token::client_credentials::check_grant;
use crate::token::user_tokens::{Extent, UserTokens, is_refreshed, ready, resources, subject_of};
use crate::token::{Binding, TokenResponse};
use crate::unit::Timestamp;

/// Redeems a code and issues the tokens of its user.
///
/// Every check comes before the redemption, so that a wrong request uses nothing up. So do the signing keys, which the
/// first request for tokens makes. The redemption is one statement: it stores the grant, or ends the grant of a code that
/// was redeemed before. The tokens are made last.
pub async fn authorization_code(
    client: &Client,
    form: &Form,
    binding: &Binding,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + GrantStore + Random + Sign + SigningKeyStore),
) -> Result<TokenResponse, Error> {
    let metadata = client.metadata();
    check_grant(&GrantType::AuthorizationCode, metadata, &config.policy)?;
    let code = open(form, client, config)?;
    check(&code, form, binding, client, ports.now(), config)?;
    let ready = Ready::of(&code, client, form, binding, signing_keys, config, ports).await?;
    ready.redeem(&code, client, binding, config, ports).await
}

/// A code that passed every check, and all that its redemption needs.
pub(super) struct Ready {
    subject: String,
    extent: Extent,
    grant: Grant,
    signing_keys: SigningKeysVersion,
}

impl Ready {
    /// Checks what a client asks for against what the user has granted, and prepares the signing keys.
    pub(super) async fn of(
        code: &AuthorizationCode,
        client: &Client,
        form: &Form,
        binding: &Binding,
        signing_keys: Option<&SigningKeysVersion>,
        config: &Config,
        ports: &(impl Clock + Random + Sign + SigningKeyStore),
    ) -> Result<Self, Error> {
        let subject = subject_of(&code.grant, client, config)?;
        let resources = resources(&code.resources, config)?;
        let extent = Extent::of(form, &code.scope, &resources, client, config)?;
        let grant = grant(code, resources, client, binding, ports.now(), config);
        let signing_keys = ready(&extent, client, signing_keys, config, ports).await?;
        Ok(Self { subject, extent, grant, signing_keys })
    }

    /// Stores the grant of a code and makes its tokens. If the code was redeemed before, ends that grant.
    pub(super) async fn redeem(
        self,
        code: &AuthorizationCode,
        client: &Client,
        binding: &Binding,
        config: &Config,
        ports: &(impl Clock + GrantStore + Random + Sign + SigningKeyStore),
    ) -> Result<TokenResponse, Error> {
        let Redemption::Stored(user) = ports.redeem(&self.grant).await? else {
            return Err(Refusal::InvalidGrant(GrantFailure::CodeRefused).into());
        };
        let tokens = UserTokens {
            client,
            grant: &self.grant,
            user: &user,
            subject: &self.subject,
            extent: self.extent,
            generation: 0,
            nonce: code.nonce.as_deref(),
            binding,
        };
        Ok(tokens.issue(Some(&self.signing_keys), config, ports).await?)
    }
}

/// Opens the code of a request. A code of another client or another issuer does not open.
fn open(form: &Form, client: &Client, config: &Config) -> Result<AuthorizationCode, Refusal> {
    let associated = [config.issuer.as_str(), client.id().as_str()];
    let code = config.keys.open_value(Purpose::AuthorizationCode, &associated, form.required("code")?);
    code.ok_or(Refusal::InvalidGrant(GrantFailure::CodeMalformed))
}

/// Checks that the sender of a code is the one that asked for it.
fn check(
    code: &AuthorizationCode,
    form: &Form,
    binding: &Binding,
    client: &Client,
    now: Timestamp,
    config: &Config,
) -> Result<(), Refusal> {
    let refuse = |failure| Err(Refusal::InvalidGrant(failure));
    if code.expires_at <= now {
        return refuse(GrantFailure::CodeExpired);
    }
    if !is_redirect_uri(form.value("redirect_uri"), code) {
        return refuse(GrantFailure::RedirectUriWrong);
    }
    // The client may have been updated since: a place that it has given up could have got the code.
    if redirection(client.accepted(), Some(&code.redirect_uri), &config.policy).is_none() {
        return refuse(GrantFailure::RedirectUriGone);
    }
    // A verifier without a challenge means that somebody removed the challenge. RFC 9700 section 2.1.1.
    match (&code.code_challenge, form.value("code_verifier")) {
        (None, None) => {}
        (None, Some(_)) => return refuse(GrantFailure::VerifierUnexpected),
        (Some(_), None) => return refuse(GrantFailure::VerifierMissing),
        (Some(challenge), Some(verifier)) if is_verified(challenge, verifier) => {}
        (Some(_), Some(_)) => return refuse(GrantFailure::VerifierWrong),
    }
    // The client named its key before anybody could steal the code. RFC 9449 section 10.
    if code.dpop_jkt.is_some() && code.dpop_jkt != binding.key {
        return refuse(GrantFailure::ProofWrong);
    }
    Ok(())
}

/// Returns true if the request names the redirection URI of the authorization request. If that named none, the URI may
/// be absent. RFC 6749 section 4.1.3.
fn is_redirect_uri(named: Option<&str>, code: &AuthorizationCode) -> bool {
    named.map_or(!code.names_redirect_uri, |named| named == code.redirect_uri)
}

/// Returns true if a verifier belongs to a challenge of the method `S256`. RFC 7636 sections 4.1 and 4.6.
fn is_verified(challenge: &str, verifier: &str) -> bool {
    let is_sound = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    is_sound && same_secret(&Base64UrlUnpadded::encode_string(&Sha256::digest(verifier)), challenge)
}

/// Returns the name of the client as the user finds it among the apps with access.
fn name(client: &Client) -> Option<&str> {
    match client {
        Client::Document(client) => Some(&client.host),
        _ => client.metadata().client_name.untagged.as_ref().map(Name::as_str),
    }
}

/// Returns the grant that a code becomes. Without a refresh token it ends with its access token.
fn grant(
    code: &AuthorizationCode,
    resources: Vec<String>,
    client: &Client,
    binding: &Binding,
    now: Timestamp,
    config: &Config,
) -> Grant {
    let is_refreshed = is_refreshed(&code.scope, client, config);
    Grant {
        id: code.grant.clone(),
        client_id: client.id().as_str().to_owned(),
        client_name: name(client).map(str::to_owned),
        session: code.session.clone(),
        scope: code.scope.clone(),
        resources,
        claims: code.claims.clone(),
        authenticated_at: code.authenticated_at,
        methods: code.methods.clone(),
        context: code.context.clone(),
        created_at: now,
        expires_at: now.after(if is_refreshed { config.refresh_token_life } else { config.access_token_life }),
        dpop_jkt: binding.of_refresh_tokens(client.metadata()).key,
        is_offline: code.scope.iter().any(|value| value == "offline_access"),
    }
}
