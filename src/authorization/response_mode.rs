//! The way in which a response goes to the client. OAuth 2.0 Multiple Response Types section 2.1, OAuth 2.0 Form Post
//! Response Mode, JWT Secured Authorization Response Mode section 2.3.

use crate::authorization::parameters::{Parameters, invalid};
use crate::error::Refusal;
use crate::model::ResponseMode;
use crate::policy::{AuthorizationResponses, Policy};

/// Reads `response_mode`. Without it, or for `jwt`, the response type decides.
///
/// `Err` also for a query with an ID token in it: servers log addresses, and send them on to others.
pub fn read(parameters: &Parameters, policy: &Policy) -> Result<ResponseMode, Refusal> {
    let usual = usual(parameters);
    let signs = policy.authorization_server.has(SIGNED_RESPONSES);
    let mode = match parameters.form.value("response_mode") {
        None => usual,
        Some("form_post") => ResponseMode::FormPost,
        Some("fragment") => ResponseMode::Fragment,
        Some("query") => ResponseMode::Query,
        Some("form_post.jwt") if signs => ResponseMode::FormPostJwt,
        Some("fragment.jwt") if signs => ResponseMode::FragmentJwt,
        Some("jwt") if signs => usual.signed(),
        Some("query.jwt") if signs => ResponseMode::QueryJwt,
        Some(_) if signs => {
            return Err(invalid("response_mode", "be query, fragment or form_post, jwt, or one of them with .jwt"));
        }
        Some(_) => return Err(invalid("response_mode", "be query, fragment or form_post")),
    };
    if usual == ResponseMode::Fragment && mode.signed() == ResponseMode::QueryJwt {
        return Err(invalid("response_mode", "not be a query with this response_type"));
    }
    Ok(mode)
}

/// Checks that the response is signed, as a whole or by the ID token in it, where the operator demands that.
pub fn check_signed(mode: ResponseMode, has_id_token: bool, policy: &Policy) -> Result<(), Refusal> {
    let is_signed = mode.is_signed() || has_id_token;
    if is_signed || policy.authorization_responses == AuthorizationResponses::Any {
        return Ok(());
    }
    Err(invalid("response_mode", "be jwt, unless the response_type is code id_token"))
}

/// Returns the mode of a response type: clients of unsupported types look for the error in the fragment.
pub fn usual(parameters: &Parameters) -> ResponseMode {
    let response_type = parameters.form.value("response_type").unwrap_or_default();
    if response_type.split(' ').any(|word| word == "token" || word == "id_token") {
        ResponseMode::Fragment
    } else {
        ResponseMode::Query
    }
}

/// The member of discovery with the algorithms of signed responses.
pub const SIGNED_RESPONSES: &str = "authorization_signing_alg_values_supported";
