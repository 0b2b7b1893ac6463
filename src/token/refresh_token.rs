//! The refresh token grant. RFC 6749 section 6, OpenID Connect Core section 12.

use crate::client_metadata::GrantType;
use crate::error::{Error, GrantFailure, Refusal};
use crate::http::Form;
use crate::model::{Client, Config, SigningKeysVersion};
use crate::ports::{Clock, GrantStore, Random, Refresh, RefreshOutcome, Sign, SigningKeyStore};
use crate::token::client_credentials::check_grant;
use crate::token::user_tokens::{Extent, RefreshToken, UserTokens, is_given_again, ready, subject_of};
use crate::token::{Binding, TokenResponse};
use crate::unit::Seconds;

/// How long the successor of a refresh token is given again: the answer with it may be lost.
const GRACE: Seconds = Seconds(30);

/// Uses a refresh token up and issues new tokens of its user, the next refresh token among them.
///
/// A token that was used before ends the grant: either the sender or the other one has stolen it. RFC 9700 section 4.14.
pub async fn refresh_token(
    client: &Client,
    form: &Form,
    binding: &Binding,
    signing_keys: Option<&SigningKeysVersion>,
    config: &Config,
    ports: &(impl Clock + GrantStore + Random + Sign + SigningKeyStore),
) -> Result<TokenResponse, Error> {
    check_grant(&GrantType::RefreshToken, client.metadata(), &config.policy)?;
    let client_id = client.id().as_str();
    let refuse = |failure| Refusal::InvalidGrant(failure).into();
    let token = RefreshToken::open(form.required("refresh_token")?, client_id, config);
    let token = token.ok_or_else(|| refuse(GrantFailure::RefreshTokenMalformed))?;
    // Every check comes before the use: a wrong request must not cost the client its token.
    if token.certificate.is_some() && token.certificate != binding.certificate {
        return Err(refuse(GrantFailure::CertificateWrong));
    }
    let subject = subject_of(&token.grant, client, config)?;
    let scope: Vec<String> =
        token.scope.iter().filter(|value| is_given_again(value, client, config)).cloned().collect();
    let resources: Vec<String> =
        token.resources.iter().filter(|resource| config.resource(resource).is_some()).cloned().collect();
    // The operator has taken back every resource of the grant.
    if resources.is_empty() {
        return Err(Refusal::InvalidTarget.into());
    }
    let extent = Extent::of(form, &scope, &resources, client, config)?;
    let Binding { key, .. } = binding.of_refresh_tokens(client.metadata());
    let use_of_token = Refresh {
        id: &token.grant,
        client_id,
        generation: token.generation,
        dpop_jkt: key.as_deref(),
        idle: config.refresh_token_idle,
        grace: GRACE,
        at: ports.now(),
    };
    let signing_keys = ready(&extent, client, signing_keys, config, ports).await?;
    let record = match ports.refresh(&use_of_token).await? {
        RefreshOutcome::Refreshed(record) => record,
        RefreshOutcome::Refused => return Err(refuse(GrantFailure::RefreshTokenRefused)),
        RefreshOutcome::Reused => return Err(refuse(GrantFailure::RefreshTokenReused)),
    };
    if let Client::Registered(client) = client
        && client.is_later_than(record.grant.created_at)
    {
        return Err(refuse(GrantFailure::RefreshTokenRefused));
    }
    // The operator may demand a second factor since the user signed in. The next authorization request asks for it.
    let grant = &record.grant;
    if !config.sign_in.second_factor.permits(&record.user, &grant.methods, grant.context.as_deref()) {
        return Err(refuse(GrantFailure::SecondFactorMissing));
    }
    let tokens = UserTokens {
        client,
        grant: &record.grant,
        user: &record.user,
        subject: &subject,
        extent,
        generation: record.generation,
        nonce: None,
        binding,
    };
    Ok(tokens.issue(Some(&signing_keys), config, ports).await?)
}
