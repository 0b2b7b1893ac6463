//! The credential of a client that manages itself. RFC 7592 section 2.

use crate::authentication::dpop::Proof;
use crate::client_lookup::registered;
use crate::error::{Error, Fault, ProofPlace, Refusal};
use crate::http::{AccessToken, Request};
use crate::model::{Client, ClientId, Config, RegisteredClient, RegistrationAccessToken};
use crate::policy::{ClientReads, ManagementToken, TokenBinding};
use crate::ports::{Clock, Ports, Verify};
use crate::token::{self, ActiveToken, proof_of_possession};

/// The credential of a request that reads, updates or deletes a client, proven once for all attempts of the request: no proof
/// of a key counts twice.
pub struct ManagementCredential {
    id: ClientId,
    /// The token that the request presents; `None` for an access token.
    token: Option<RegistrationAccessToken>,
}

impl ManagementCredential {
    /// Proves the credential of a request for this client.
    ///
    /// `Err` is the same 401 for an unknown client, a deleted client and a wrong token. A registration access token is verified
    /// before the store is asked, so that guessing costs no database read, and takes the same time if the client does not
    /// exist. RFC 7592 section 2.
    pub async fn prove(request: &Request, client_id: &str, config: &Config, ports: &impl Ports) -> Result<Self, Error> {
        let access_token = request.access_token()?;
        match &config.policy.management_token {
            ManagementToken::AccessToken(scope) => {
                let scope = scope.as_deref();
                let id = client_of(access_token, client_id, scope, request, config, ports).await?;
                Ok(Self { id, token: None })
            }
            ManagementToken::RegistrationAccessToken => {
                let id = ClientId::parse(client_id).ok_or(Refusal::InvalidToken)?;
                let token = RegistrationAccessToken::parse(access_token.text);
                let token = token.filter(|token| token.belongs_to(&id, &config.keys)).ok_or(Refusal::InvalidToken)?;
                let endpoint = config.issuer.address_at(&request.path);
                let thumbprint = token.thumbprint();
                proof_of_possession::check_key(access_token, thumbprint, &endpoint, request, config, ports).await?;
                Ok(Self { id, token: Some(token) })
            }
        }
    }

    /// Returns the client as it is stored by now, and its registration access token.
    ///
    /// `Err` is 401 for a client that is gone, a token that was replaced, and a certificate that is not of the client.
    pub async fn client(
        &self,
        request: &Request,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<(RegisteredClient, RegistrationAccessToken), Error> {
        let (found, _) = registered(&self.id, ClientReads::Primary, config, ports).await?;
        let Ok(client) = found else { return Err(Refusal::InvalidToken.into()) };
        let token = match &self.token {
            Some(token) if client.credentials.accept(token, ports.now()) => token.clone(),
            Some(_) => return Err(Refusal::InvalidToken.into()),
            None => own_token(&client, config)?,
        };
        check_certificate(&client, request, config)?;
        Ok((client, token))
    }
}

/// Returns the thumbprint of the key that the registration access token is bound to: that of the proof, if the request has
/// one and the operator binds tokens to keys.
///
/// `Err` is 400 for a proof that is not good. The proof is not noted as used: who steals it lacks the key that the client
/// is managed with. A proof for an access token is noted where that token is checked.
pub async fn proven_key(
    request: &Request,
    config: &Config,
    ports: &(impl Clock + Verify),
) -> Result<Option<String>, Error> {
    if !config.policy.token_bindings.contains(&TokenBinding::Dpop) {
        return Ok(None);
    }
    let endpoint = config.issuer.registration_endpoint();
    let proof = Proof::read(request, &endpoint, ProofPlace::TokenRequest, config, ports).await?;
    Ok(proof.map(|proof| proof.thumbprint))
}

/// Checks that a client comes with a certificate that meets its terms. RFC 8705 section 3.
fn check_certificate(client: &RegisteredClient, request: &Request, config: &Config) -> Result<(), Refusal> {
    let Some(terms) = client.bounds.as_ref().and_then(|bounds| bounds.certificate.as_ref()) else { return Ok(()) };
    if terms.are_empty() {
        return Ok(());
    }
    let certificate = config.policy.trusted(request.certificate.as_ref());
    if certificate.is_some_and(|certificate| terms.are_met_by(certificate)) {
        Ok(())
    } else {
        Err(Refusal::WrongCertificate)
    }
}

/// Returns the registration access token of a client that manages itself with access tokens: the stores compare it.
fn own_token(client: &RegisteredClient, config: &Config) -> Result<RegistrationAccessToken, Fault> {
    let id = client.id.as_str();
    let lost = || Fault::Broken(format!("the key of the client {id} has left the ring, so nothing proves its changes"));
    client.credentials.token(&client.id, &config.keys).ok_or_else(lost)
}

/// Returns the client of an access token: one that the client got for itself, bound to a key, with the scope value.
///
/// `Err` is 401, and 403 without the scope value. A token that comes to the address of any other client is revoked. RFC 7592
/// section 2.1.
async fn client_of(
    access_token: AccessToken<'_>,
    client_id: &str,
    scope: Option<&str>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<ClientId, Error> {
    let token = token::read(access_token.text).ok_or(Refusal::InvalidToken)?;
    let active = token::active_token(token, &mut None, request.peer, config, ports).await?;
    let Some(ActiveToken { claims, client: Client::Registered(client), once, end, user: None }) = active else {
        return Err(Refusal::InvalidToken.into());
    };
    let endpoint = config.issuer.address_at(&request.path);
    proof_of_possession::check_possession(access_token, &claims, &endpoint, request, config, ports).await?;
    if !claims.members().contains_key("cnf") {
        return Err(Refusal::InvalidToken.into());
    }
    if client.id.as_str() != client_id {
        ports.use_name(&once, end).await?;
        return Err(Refusal::InvalidToken.into());
    }
    let Some(scope) = scope else { return Ok(client.id) };
    let has_scope = claims.text("scope").unwrap_or_default().split(' ').any(|value| value == scope);
    if has_scope && claims.is_only_for(&[&config.issuer.registration_endpoint()]) {
        Ok(client.id)
    } else {
        Err(Refusal::InsufficientScope(scope.to_owned()).into())
    }
}
