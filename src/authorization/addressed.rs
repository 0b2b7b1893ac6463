//! Requests whose client and redirection URI are good: only their errors may go to the client. RFC 6749 section 4.1.2.1.

use crate::authorization::parameters::{Parameters, invalid};
use crate::authorization::{After, ReturnAddress, request_object, response_mode};
use crate::client_lookup::{self, Lookup, resolve};
use crate::client_metadata::GrantType;
use crate::error::{AuthenticationFailure, Error, Invalid, Refusal};
use crate::http::Peer;
use crate::json::Pointer;
use crate::model::{AuthorizationRequest, Client, Config, Redirection, ResponseMode, SigningKeysVersion, redirection};
use crate::policy::ClientReads;
use crate::ports::{ClientPorts, Ports};

/// The longest text that a response repeats, in bytes.
pub const LONGEST_STATE: usize = 2048;

/// A request, its client, and the place where its response goes.
#[derive(Clone, Debug)]
pub struct Addressed {
    /// The client.
    pub client: Client,
    /// The version of the signing keys, where the store was read.
    pub signing_keys: Option<SigningKeysVersion>,
    /// The parameters that count.
    pub parameters: Parameters,
    /// The redirection URI of the response.
    pub redirect_uri: String,
    /// The way in which the response goes there. For an unknown mode it is that of the response type.
    pub response_mode: ResponseMode,
    /// The sender of the request.
    pub peer: Peer,
}

/// A request that fails: with an address if the client may learn it.
#[derive(Debug)]
pub struct Failure {
    /// The reason.
    pub error: Error,
    /// The client and the address of the response; `None` if the user must not be redirected.
    pub addressed: Option<Box<Addressed>>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, addressed: None }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

impl Addressed {
    /// Returns the place where the response goes.
    #[must_use]
    pub fn return_address(&self) -> ReturnAddress<'_> {
        // A longer text is refused, and the response that says so must not repeat it either.
        let state = self.parameters.form.value("state").filter(|state| state.len() <= LONGEST_STATE);
        ReturnAddress {
            redirect_uri: &self.redirect_uri,
            mode: self.response_mode,
            state,
            after: After::Request,
            client: &self.client,
            signing_keys: self.signing_keys.as_ref(),
            peer: self.peer,
        }
    }

    /// Finds the place where the response of a request goes: the step after which errors may go there.
    ///
    /// A request object can have another redirection URI than the request around it. If the object is refused, the
    /// client learns it at the URI of the request around it, if that is registered.
    pub async fn find(
        parameters: Parameters,
        peer: Peer,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Self, Failure> {
        let found = client(&parameters, peer, config, ports).await?;
        Self::of_client(found, parameters, peer, config, ports).await
    }

    /// Finds the place where the response to a request of this client goes.
    pub async fn of_client(
        (client, signing_keys): (Client, Option<SigningKeysVersion>),
        parameters: Parameters,
        peer: Peer,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Self, Failure> {
        let around = address(&parameters, &client, config);
        match request_object::resolve(parameters.clone(), &client, peer, config, ports).await {
            Ok(parameters) => {
                let (redirect_uri, response_mode) = address(&parameters, &client, config)?;
                Ok(Self { client, signing_keys, parameters, redirect_uri, response_mode, peer })
            }
            Err(error) => {
                let addressed = around.ok().map(|(redirect_uri, response_mode)| {
                    Box::new(Self { client, signing_keys, parameters, redirect_uri, response_mode, peer })
                });
                Err(Failure { error, addressed })
            }
        }
    }

    /// Makes a failure of which the client learns.
    #[must_use]
    pub fn fails(self, error: Error) -> Failure {
        Failure { error, addressed: Some(Box::new(self)) }
    }
}

/// Finds the client of a request. It must be known, and its template must exist.
async fn client(
    parameters: &Parameters,
    peer: Peer,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<(Client, Option<SigningKeysVersion>), Error> {
    let case = "so that the app is known";
    let missing = || Refusal::InvalidRequest(Invalid::missing(Pointer::member("client_id"), case));
    let found = find_client(parameters.form.value("client_id").ok_or_else(missing)?, peer, config, ports).await?;
    if redirection(found.0.accepted(), parameters.form.value("redirect_uri"), &config.policy).is_some() {
        return Ok(found);
    }
    // The URI may have come into the document of the client since it was fetched.
    Ok(match client_lookup::find_again(&found.0, peer, config, ports).await? {
        Some(client) => (client, found.1),
        None => found,
    })
}

/// Finds a client that users can sign in to.
pub(super) async fn find_client(
    id: &str,
    peer: Peer,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<(Client, Option<SigningKeysVersion>), Error> {
    // A copy could still have a redirection URI that the client has just given up.
    let Lookup { client, signing_keys } = resolve(id, ClientReads::Primary, peer, config, ports).await?;
    let client = client.map_err(Refusal::NoSuchClient)?;
    if !client.is_complete() {
        return Err(Refusal::NoSuchClient(AuthenticationFailure::ClientEnded).into());
    }
    Ok((client, signing_keys))
}

/// Returns the redirection URI of a request and the way in which a response goes there.
fn address(parameters: &Parameters, client: &Client, config: &Config) -> Result<(String, ResponseMode), Refusal> {
    let requested = parameters.form.value("redirect_uri");
    let is_openid = parameters.form.value("scope").is_some_and(|scope| scope.split(' ').any(|it| it == "openid"));
    // OpenID Connect Core section 3.1.2.1 requires it, also of a client with a single URI.
    if requested.is_none() && is_openid {
        return Err(invalid("redirect_uri", "be present in a request of OpenID Connect"));
    }
    let redirection = permitted(client, requested, config)?;
    // An unknown mode is refused later, and the client must learn that in some mode.
    let mode = response_mode::read(parameters, &config.policy).unwrap_or_else(|_| response_mode::usual(parameters));
    Ok((redirection.as_str().to_owned(), mode))
}

/// Returns the redirection URI of a client that has the code flow.
fn permitted(client: &Client, requested: Option<&str>, config: &Config) -> Result<Redirection, Refusal> {
    let grants = client.metadata().grant_types.as_ref();
    if !grants.is_some_and(|grants| grants.contains(&GrantType::AuthorizationCode)) {
        return Err(Refusal::UnauthorizedClient("have registered the grant type authorization_code"));
    }
    let redirection = redirection(client.accepted(), requested, &config.policy);
    redirection.ok_or_else(|| invalid("redirect_uri", "be one that the client has registered"))
}

/// Returns the client of a request that was checked before, and the version of the signing keys, where the store was read.
/// `Err` if the client may not send the user to that address any more.
pub async fn still_permitted(
    request: &AuthorizationRequest,
    peer: Peer,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<(Client, Option<SigningKeysVersion>), Error> {
    let found = find_client(&request.client_id, peer, config, ports).await?;
    permitted(&found.0, Some(&request.redirect_uri), config)?;
    Ok(found)
}
