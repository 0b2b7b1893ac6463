//! Responses to an authorization request, at the redirection URI of the client. RFC 6749 sections 4.1.2 and 4.1.2.1,
//! RFC 9207.

use crate::error::Refusal;
use crate::http::Response;
use crate::model::{AuthorizationRequest, Config, ResponseMode};
use crate::pages::{self, Look, Place};

/// The place where a response goes, and the way in which it goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnAddress<'a> {
    /// The redirection URI, which the client has registered.
    pub redirect_uri: &'a str,
    /// The way.
    pub mode: ResponseMode,
    /// The text that the response repeats.
    pub state: Option<&'a str>,
    /// The navigation that the response answers.
    pub after: After,
}

/// The navigation that a response answers. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The user sent a form of this server, and the browser follows its redirections.
    Form,
    /// The client sent the browser here.
    Request,
}

impl<'a> From<&'a AuthorizationRequest> for ReturnAddress<'a> {
    fn from(request: &'a AuthorizationRequest) -> Self {
        Self {
            redirect_uri: &request.redirect_uri,
            mode: request.response_mode,
            state: request.state.as_deref(),
            after: After::Request,
        }
    }
}

impl ReturnAddress<'_> {
    /// Sends the code to the client.
    #[must_use]
    pub fn with_code(&self, code: &str, config: &Config, look: &Look<'_>) -> Response {
        self.respond(vec![("code", code)], config, look)
    }

    /// Tells the client why it gets no code.
    #[must_use]
    pub fn with_error(&self, refusal: &Refusal, config: &Config, look: &Look<'_>) -> Response {
        let description = refusal.description();
        let parameters = vec![("error", refusal.code()), ("error_description", &*description)];
        Response { code: Some(refusal.code()), ..self.respond(parameters, config, look) }
    }

    /// Returns the address with an error in it, for a link.
    #[must_use]
    pub fn link_with_error(&self, refusal: &Refusal, config: &Config) -> String {
        let description = refusal.description();
        self.address(&self.complete(vec![("error", refusal.code()), ("error_description", &*description)], config))
    }

    fn respond(&self, parameters: Vec<(&str, &str)>, config: &Config, look: &Look<'_>) -> Response {
        let parameters = self.complete(parameters, config);
        match self.mode {
            ResponseMode::FormPost => pages::form_post(self.redirect_uri, &parameters, look),
            ResponseMode::Fragment | ResponseMode::Query => self.lead(&self.address(&parameters), look),
        }
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

    /// Adds `state` and `iss`, which are in every response. RFC 9207 section 2.
    fn complete<'b>(&'b self, mut parameters: Vec<(&'b str, &'b str)>, config: &'b Config) -> Vec<(&'b str, &'b str)> {
        parameters.extend(self.state.map(|state| ("state", state)));
        parameters.push(("iss", config.issuer.as_str()));
        parameters
    }

    /// Returns the redirection URI with these parameters. A form that is sent by a link would have no button, so its
    /// parameters go into the query.
    fn address(&self, parameters: &[(&str, &str)]) -> String {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let uri = self.redirect_uri;
        let separator = match self.mode {
            ResponseMode::Fragment => "#",
            ResponseMode::FormPost | ResponseMode::Query if uri.contains('?') => "&",
            ResponseMode::FormPost | ResponseMode::Query => "?",
        };
        format!("{uri}{separator}{encoded}")
    }
}
