//! Responses to an authorization request, at the redirection URI of the client. RFC 6749 sections 4.1.2 and 4.1.2.1,
//! RFC 9207, JWT Secured Authorization Response Mode.

use crate::authentication::{self, Message};
use crate::authorization::signed_response;
use crate::encryption;
use crate::error::{Error, Refusal};
use crate::http::{Peer, Response};
use crate::model::{AuthorizationRequest, Client, Config, ResponseMode, SigningKeysVersion};
use crate::pages::{self, Look, Place};
use crate::ports::Ports;

/// The place where a response goes, and the way in which it goes there.
#[derive(Clone, Copy, Debug)]
pub struct ReturnAddress<'a> {
    /// The redirection URI, which the client has registered.
    pub redirect_uri: &'a str,
    /// The way.
    pub mode: ResponseMode,
    /// The text that the response repeats.
    pub state: Option<&'a str>,
    /// The navigation that the response answers.
    pub after: After,
    /// The client, for which a response is signed.
    pub client: &'a Client,
    /// The version of the signing keys, where the store was read.
    pub signing_keys: Option<&'a SigningKeysVersion>,
    /// The sender of the request that is answered.
    pub peer: Peer,
}

/// The navigation that a response answers. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The user sent a form of this server, and the browser follows its redirections.
    Form,
    /// The client sent the browser here.
    Request,
}

impl<'a> ReturnAddress<'a> {
    /// Returns the place of a request that passed every check.
    #[must_use]
    pub fn of(request: &'a AuthorizationRequest, client: &'a Client, after: After, peer: Peer) -> Self {
        Self {
            redirect_uri: &request.redirect_uri,
            mode: request.response_mode,
            state: request.state.as_deref(),
            after,
            client,
            signing_keys: None,
            peer,
        }
    }

    /// Sends the code to the client, and the ID token beside it if there is one.
    pub async fn with_code(
        &self,
        code: &str,
        id_token: Option<&str>,
        look: &Look<'_>,
        ports: &impl Ports,
    ) -> Result<Response, Error> {
        let id_token = id_token.map(|id_token| ("id_token", id_token));
        self.respond([("code", code)].into_iter().chain(id_token).collect(), look, ports).await
    }

    /// Tells the client why it gets no code.
    pub async fn with_error(&self, refusal: &Refusal, look: &Look<'_>, ports: &impl Ports) -> Result<Response, Error> {
        let description = refusal.description();
        let parameters = vec![("error", refusal.code()), ("error_description", &*description)];
        Ok(Response { code: Some(refusal.code().to_owned().into()), ..self.respond(parameters, look, ports).await? })
    }

    /// Returns the address with an error in it, for a link.
    pub async fn link_with_error(
        &self,
        refusal: &Refusal,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<String, Error> {
        let description = refusal.description();
        let parameters = vec![("error", refusal.code()), ("error_description", &*description)];
        Ok(self.address(&self.complete(parameters, config, ports).await?))
    }

    async fn respond(
        &self,
        parameters: Vec<(&str, &str)>,
        look: &Look<'_>,
        ports: &impl Ports,
    ) -> Result<Response, Error> {
        let parameters = self.complete(parameters, look.config, ports).await?;
        Ok(match self.mode {
            ResponseMode::FormPost | ResponseMode::FormPostJwt => {
                pages::form_post(self.redirect_uri, &parameters, look)
            }
            _ => self.lead(&self.address(&parameters), look),
        })
    }

    /// Leads the browser to an address of the client.
    ///
    /// Chromium applies `form-action` to every redirection after a form, so a client whose address redirects elsewhere
    /// would be unreachable: the page begins a new navigation. An app cannot redirect, and mobile browsers open apps only
    /// as long as they follow the user's click.
    fn lead(&self, address: &str, look: &Look<'_>) -> Response {
        match (self.after, Place::of(self.redirect_uri)) {
            (After::Form, Place::Device(_) | Place::Site(_)) => pages::hand_over(address, look),
            (After::Form, Place::App(_)) | (After::Request, _) => Response::see_other(address.to_owned()),
        }
    }

    /// Adds `state` and `iss`, which are in every response, and signs all of them if the response is signed. RFC 9207
    /// section 2, JWT Secured Authorization Response Mode section 2.1.
    async fn complete<'b>(
        &self,
        mut parameters: Vec<(&'b str, &str)>,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Vec<(&'b str, String)>, Error> {
        parameters.extend(self.state.map(|state| ("state", state)));
        if self.mode.is_signed() {
            return Ok(vec![("response", self.signed(&parameters, config, ports).await?)]);
        }
        parameters.push(("iss", config.issuer.as_str()));
        Ok(parameters.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
    }

    /// Signs parameters for the client, and encrypts them if the client has registered that.
    async fn signed(&self, parameters: &[(&str, &str)], config: &Config, ports: &impl Ports) -> Result<String, Error> {
        let message = Message::AuthorizationResponse;
        let recipient = authentication::recipient(message, self.client, self.peer, config, ports).await?;
        let signed = signed_response::sign(parameters, self.client, self.signing_keys, config, ports).await?;
        Ok(encryption::protect(signed, recipient.as_ref(), ports).await?)
    }

    /// Returns the redirection URI with these parameters. A form that is sent by a link would have no button, so its
    /// parameters go into the query.
    fn address(&self, parameters: &[(&str, String)]) -> String {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let uri = self.redirect_uri;
        let separator = match self.mode {
            ResponseMode::Fragment | ResponseMode::FragmentJwt => "#",
            // RFC 6749 section 3.1.2: a query that the client has registered must be kept.
            _ if uri.contains('?') => "&",
            _ => "?",
        };
        format!("{uri}{separator}{encoded}")
    }
}
