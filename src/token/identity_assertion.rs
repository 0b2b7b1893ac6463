//! The identity assertion authorization grant: an identity provider gives a client access for one of its users. Draft
//! `draft-ietf-oauth-identity-assertion-authz-grant`, RFC 7523 section 3.

use serde_json::{Map, Value};

use crate::authentication::admit_assertion;
use crate::client_metadata::{GrantType, Scope};
use crate::error::{Error, GrantFailure, Refusal};
use crate::http::{Form, Peer};
use crate::jose::{Claims, Token, used_once};
use crate::model::{
    ClaimsRequest, Client, Config, GRANT_BYTES, Grant, GrantId, IdentityProvider, NOT_TOLD, SessionId,
    SigningKeysVersion, USER_BYTES, UserId, audience as audience_of,
};
use crate::policy::{OPENID_SCOPES, right_of_users};
use crate::ports::{
    Cache, Clock, Fetch, GrantStore, Random, Sign, SigningKeyStore, SingleUseStore, Throttle, UseOutcome, Verify,
};
use crate::sign_in::provider;
use crate::signing;
use crate::token::access_token::TokenUser;
use crate::token::client_credentials::check_grant;
use crate::token::user_tokens::subject_of;
use crate::token::{AccessToken, Binding, TokenResponse};
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest assertion that is read.
const LONGEST: ByteCount = ByteCount(16_384);

/// The tolerated difference of the clocks.
const SKEW: Seconds = Seconds(60);

/// The longest lifetime of an assertion. A used assertion is stored until it expires.
const LONGEST_LIFE: Seconds = Seconds(3600);

/// The longest `jti`, and the longest `sub`, in bytes.
const LONGEST_NAME: usize = 255;

/// The most values of a claim that is a list.
const MOST_VALUES: usize = 64;

/// Exchanges the assertion of an identity provider for an access token of its user.
///
/// The order matters: claims, then the signature, then single use, so that nothing forged is stored. There is neither a
/// refresh token nor an ID token: the client comes back with a new assertion, so that the provider can say no.
pub async fn identity_assertion(
    client: &Client,
    form: &Form,
    binding: &Binding,
    peer: Peer,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + GrantStore + Random + Sign + SigningKeyStore + SingleUseStore + Throttle + Verify),
) -> Result<TokenResponse, Error> {
    let metadata = client.metadata();
    check_grant(&GrantType::JwtBearer, metadata, &config.policy)?;
    // Section "Client Authentication" of the draft: a thief of an assertion could use it as a public client.
    if metadata.is_public() {
        return Err(Refusal::UnauthorizedClient("authenticate to exchange an assertion").into());
    }
    let refuse = |failure| Refusal::InvalidGrant(failure);
    let token =
        Token::read(form.required("assertion")?, LONGEST).map_err(|_| refuse(GrantFailure::AssertionMalformed))?;
    let (now, claims) = (ports.now(), &token.claims);
    let provider = provider_of(&token, config).map_err(refuse)?;
    let Stated { sub, jti, end } = stated(claims, client, binding, now, config).map_err(refuse)?;
    let user = provider::asserted(provider, sub, claims.members()).ok_or(refuse(GrantFailure::AssertionRule))?;
    let audience = audience(claims, form, config)?;
    let scope = scope(claims, form, &audience, client, config)?;
    if !provider::has_signed(provider, &token, peer, config, ports).await? {
        return Err(refuse(GrantFailure::AssertionSignature).into());
    }
    let grant = grant(claims, &user.id, (&scope, &audience), client, now, config, ports)?;
    let has_factors =
        |claims: &Map<_, _>| config.sign_in.second_factor.permits(claims, &grant.methods, grant.context.as_deref());
    if !has_factors(&user.claims) {
        return Err(refuse(GrantFailure::SecondFactorMissing).into());
    }
    let subject = subject_of(&grant.id, client, config)?;
    let algorithms = std::iter::once(&config.access_token_algorithm);
    // Before the use: a failure here costs the client nothing.
    let signing_keys = signing::ready(algorithms, signing_keys, &config.keys, ports).await?;
    if !matches!(client, Client::Configured(_)) {
        admit_assertion(client.id().as_str(), peer, ports).await?;
    }
    // Within the skew an expired assertion is still accepted, so its use is stored longer.
    let once = used_once('i', &[&provider.issuer(), jti]);
    if ports.use_name(&once, end.after(SKEW)).await? == UseOutcome::AlreadyUsed {
        return Err(refuse(GrantFailure::AssertionReplayed).into());
    }
    let known = ports.assert(&grant, &user).await?.ok_or(refuse(GrantFailure::AssertionUser))?;
    // The roles that demand a second factor may be known from a sign-in.
    if !has_factors(&known) {
        return Err(refuse(GrantFailure::SecondFactorMissing).into());
    }
    let known = newest(known, user.claims);
    let scope = Scope::of(scope);
    let token = AccessToken {
        client: client.id(),
        subject: &subject,
        audience: &audience,
        binding,
        scope: scope.as_ref(),
        user: Some(TokenUser { grant: &grant, claims: &known }),
    };
    Ok(token.issue(Some(&signing_keys), config, ports).await?)
}

/// Returns the claims of a user for the token: those of the assertion, and what it does not state as the store has it.
///
/// A group that the provider has taken from the user must not come back from the store. A verification is of the value
/// that was stated with it. OpenID Connect Core section 5.1.
fn newest(mut known: Map<String, Value>, stated: Map<String, Value>) -> Map<String, Value> {
    for (value, verification) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if stated.contains_key(value) {
            known.remove(verification);
        }
    }
    known.extend(stated);
    known
}

/// Returns the provider that an assertion names, if the operator trusts its assertions. The type keeps other tokens of the
/// provider, such as ID tokens, from counting. A signature with a secret would make each holder of it a provider.
fn provider_of<'a>(token: &Token, config: &'a Config) -> Result<&'a IdentityProvider, GrantFailure> {
    if token.is_of_kind("oauth-id-jag+jwt") != Some(true) || token.algorithm.is_symmetric() {
        return Err(GrantFailure::AssertionMalformed);
    }
    let issuer = token.claims.text("iss");
    let is_named = |provider: &&IdentityProvider| provider.asserts && issuer == Some(&*provider.issuer());
    config.identity_providers.iter().find(is_named).ok_or(GrantFailure::AssertionIssuer)
}

/// The parts of an assertion that its use needs.
struct Stated<'a> {
    sub: &'a str,
    jti: &'a str,
    end: Timestamp,
}

/// Checks the claims that make an assertion one for this server, this client and this moment.
fn stated<'a>(
    claims: &'a Claims,
    client: &Client,
    binding: &Binding,
    now: Timestamp,
    config: &Config,
) -> Result<Stated<'a>, GrantFailure> {
    let issuer = config.issuer.as_str();
    // Some providers write an issuer without a path as a URL with a slash.
    let root = if config.issuer.path().is_empty() { config.issuer.address_at("/") } else { issuer.to_owned() };
    let is_single = claims.members().get("aud").and_then(Value::as_array).is_none_or(|audiences| audiences.len() == 1);
    if !is_single || !claims.is_only_for(&[issuer, &root]) {
        return Err(GrantFailure::AssertionAudience);
    }
    if claims.text("client_id") != Some(client.id().as_str()) {
        return Err(GrantFailure::AssertionClient);
    }
    let is_short = |text: &&str| text.len() <= LONGEST_NAME;
    let named = claims.text("sub").filter(is_short).zip(claims.text("jti").filter(is_short));
    // Without what it asks for in details, an assertion would give an access that the provider did not mean.
    let has_details = claims.members().contains_key("authorization_details");
    let (sub, jti) = named.filter(|_| !has_details).ok_or(GrantFailure::AssertionClaims)?;
    let (Ok(Some(end)), Ok(Some(begin))) = (claims.time("exp"), claims.time("iat")) else {
        return Err(GrantFailure::AssertionLifetime);
    };
    if !claims.is_current(now, SKEW) || end > begin.after(LONGEST_LIFE) {
        return Err(GrantFailure::AssertionLifetime);
    }
    if claims.members().get("cnf").is_some_and(|confirmation| !is_held(confirmation, binding)) {
        return Err(GrantFailure::AssertionKey);
    }
    Ok(Stated { sub, jti, end })
}

/// Returns true if the request proves every key that an assertion is bound to, and the token is bound to them too.
/// Section "Sender Constraining Tokens" of the draft, RFC 7800 section 3.
fn is_held(confirmation: &Value, binding: &Binding) -> bool {
    let is_proven = |(kind, thumbprint): (&String, &Value)| {
        let proven = match kind.as_str() {
            "jkt" => &binding.key,
            "x5t#S256" => &binding.certificate,
            _ => &None,
        };
        proven.is_some() && thumbprint.as_str() == proven.as_deref()
    };
    confirmation.as_object().is_some_and(|keys| !keys.is_empty() && keys.iter().all(is_proven))
}

/// Returns the resources that the provider names, or those of them that the request names. Without either, the default is
/// that of other requests. `Err` is `invalid_target`.
fn audience(claims: &Claims, form: &Form, config: &Config) -> Result<Vec<String>, Refusal> {
    let asked: Vec<&str> = form.values("resource").collect();
    let named: Vec<&str> = match claims.members().get("resource") {
        None => Vec::new(),
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => {
            let texts: Option<Vec<&str>> = several.iter().map(Value::as_str).collect();
            texts.filter(|texts| (1..=MOST_VALUES).contains(&texts.len())).ok_or(Refusal::InvalidTarget)?
        }
        Some(_) => return Err(Refusal::InvalidTarget),
    };
    let values: Vec<&str> = values_of(claims).collect();
    let granted = config.requested_resources(if named.is_empty() { &asked } else { &named }, &values)?;
    let wanted = if asked.is_empty() { granted } else { audience_of(&asked, granted.into_iter())? };
    Ok(wanted.into_iter().map(str::to_owned).collect())
}

fn values_of(claims: &Claims) -> impl Iterator<Item = &str> {
    claims
        .text("scope")
        .into_iter()
        .flat_map(|scope| scope.split(' '))
        .filter(|value| !value.is_empty())
        .take(MOST_VALUES)
}

/// Returns the scope values of the provider that the request wants, the client may have, and the resources offer. `Err`
/// where nothing is left of them. RFC 6749 section 3.3.
fn scope(
    claims: &Claims,
    form: &Form,
    audience: &[String],
    client: &Client,
    config: &Config,
) -> Result<Vec<String>, Refusal> {
    let asked: Option<Vec<&str>> = form.value("scope").map(|scope| scope.split(' ').collect());
    let policy = &config.policy;
    let registered = client.scope_of_users(policy);
    let may_have = |value: &str| {
        let is_possible = OPENID_SCOPES.contains(&value) || registered.contains(&value);
        // There is no session that `offline_access` could outlive, and users give rights themselves.
        (is_possible || client.could_register(value, policy))
            && value != "offline_access"
            && right_of_users(value).is_none()
    };
    let is_wanted = |value: &str| asked.as_ref().is_none_or(|asked| asked.contains(&value));
    let mut kept: Vec<String> = Vec::new();
    for value in values_of(claims) {
        if is_wanted(value)
            && may_have(value)
            && config.is_offered(value, audience)
            && !kept.iter().any(|known| known == value)
        {
            kept.push(value.to_owned());
        }
    }
    if kept.is_empty() && (asked.is_some() || values_of(claims).next().is_some()) {
        return Err(Refusal::InvalidScope("have a value of the assertion that the client has registered"));
    }
    Ok(kept)
}

/// Makes the grant of the user: it ends with its only access token. No session is the one of a provider.
fn grant(
    claims: &Claims,
    user: &UserId,
    (scope, resources): (&[String], &[String]),
    client: &Client,
    now: Timestamp,
    config: &Config,
    random: &impl Random,
) -> Result<Grant, Error> {
    let (mut of_grant, mut of_session) = ([0; GRANT_BYTES], [0; USER_BYTES]);
    random.fill(&mut of_grant)?;
    random.fill(&mut of_session)?;
    let said: &Map<String, Value> = claims.members();
    // Not `iat`: an assertion can be made for a sign-in of long ago. RFC 9068 section 2.2.1.
    let authenticated_at = claims.time("auth_time").ok().flatten();
    Ok(Grant {
        id: GrantId::new(user, &of_grant),
        client_id: client.id().as_str().to_owned(),
        client_name: client.name().map(str::to_owned),
        session: SessionId::new(user, &of_session),
        scope: scope.to_vec(),
        resources: resources.to_vec(),
        claims: ClaimsRequest::default(),
        authenticated_at: authenticated_at.unwrap_or(NOT_TOLD).min(now),
        methods: provider::methods(said).into_iter().map(str::to_owned).collect(),
        context: provider::context(said).map(str::to_owned),
        created_at: now,
        expires_at: now.after(config.access_token_life),
        dpop_jkt: None,
        is_offline: true,
    })
}
