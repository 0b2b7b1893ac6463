//! The authentication context that a request demands. OpenID Connect Core sections 3.1.2.1 and 5.5.1.1, RFC 9470 section
//! 5.

use crate::authorization::claims::permit_context;
use crate::model::{AuthorizationRequest, Config, TWO_FACTORS, covers};
use crate::policy::is_right_to_administer;

/// Returns true if a sign-in with this context is enough for the request.
///
/// OpenID Connect calls `acr_values` a wish, RFC 9470 a demand. The values that this server can reach are a demand here. A
/// request with foreign values alone gets a code, as clients of OpenID Connect expect.
#[must_use]
pub fn is_enough(request: &AuthorizationRequest, context: Option<&str>, config: &Config) -> bool {
    let own = config.sign_in.contexts();
    let is_demand = request.acr_values.iter().any(|value| own.contains(&&**value));
    let is_reached = || request.acr_values.iter().any(|value| covers(context, value));
    (!is_demand || is_reached()) && permit_context(&request.claims, context)
}

/// Returns true if a second factor after the password makes a sign-in enough for the request.
#[must_use]
pub fn asks_for_second_factor(request: &AuthorizationRequest, config: &Config) -> bool {
    administers(request) || (!is_enough(request, None, config) && is_enough(request, Some(TWO_FACTORS), config))
}

/// Returns true if the request asks for a right to administer. As at the console, the user must have given two factors.
#[must_use]
pub fn administers(request: &AuthorizationRequest) -> bool {
    request.scope.iter().any(|value| is_right_to_administer(value))
}
