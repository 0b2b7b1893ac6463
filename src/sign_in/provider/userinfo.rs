//! The description of a user by the provider. OpenID Connect Core section 5.3.

use serde_json::{Map, Value};

use crate::http::{Peer, Status};
use crate::model::{Allow, EMAIL_DOMAIN, IdentityProvider, Rule};
use crate::outbound::{json_of, send};
use crate::ports::{Fetch, Message, Throttle};
use crate::sign_in::provider::Failure;
use crate::sign_in::provider::metadata::ProviderMetadata;

/// Returns true if the ID token lacks a claim that the rule asks about, or that the requested scope promises.
pub fn is_needed(provider: &IdentityProvider, claims: &Map<String, Value>) -> bool {
    let rules = match &provider.allow {
        Allow::Everybody => &[][..],
        Allow::Those(rules) => rules,
    };
    let asked = rules.iter().flat_map(|Rule(conditions)| conditions.iter().map(|(claim, _)| &**claim));
    let asked = asked.map(|claim| if claim == EMAIL_DOMAIN { "email" } else { claim });
    let promised = [("email", "email"), ("profile", "name")];
    let has_scope = |wanted: &str| provider.scope.split(' ').any(|value| value == wanted);
    let promised = promised.into_iter().filter(|(scope, _)| has_scope(scope)).map(|(_, claim)| claim);
    asked.chain(promised).any(|claim| !claims.contains_key(claim))
}

/// Fetches the description of the user of an access token.
pub async fn fetch(
    access_token: &str,
    metadata: &ProviderMetadata,
    peer: Peer,
    ports: &(impl Fetch + Throttle),
) -> Result<Map<String, Value>, Failure> {
    let unusable = || Failure::of_provider("its user-info endpoint does not answer with a JSON object");
    let Some(endpoint) = &metadata.userinfo_endpoint else { return Err(unusable()) };
    let response = send(endpoint, &Message::with_token(access_token), peer, &metadata.guard, ports).await?;
    let response = response.filter(|response| response.status == Status(200));
    match response.as_ref().and_then(json_of) {
        Some(Value::Object(claims)) => Ok(claims),
        _ => Err(unusable()),
    }
}

/// Claims that say of another claim that it was verified. Both come from one place: the mark of one address says nothing
/// about another.
const MARKS: [(&str, &str); 2] = [("email_verified", "email"), ("phone_number_verified", "phone_number")];

/// Adds the description to the claims of an ID token, which win. It must be of the same user. OpenID Connect Core
/// section 5.3.2.
pub fn merge(claims: &mut Map<String, Value>, mut described: Map<String, Value>) -> Result<(), Failure> {
    if described.get("sub").and_then(Value::as_str).is_none() || described.get("sub") != claims.get("sub") {
        return Err(Failure::of_provider("its user-info endpoint describes another user"));
    }
    for (mark, marked) in MARKS {
        match (claims.get(marked), described.get(marked)) {
            (Some(own), other) if Some(own) != other => {
                described.remove(mark);
            }
            (None, Some(_)) => {
                claims.remove(mark);
            }
            _ => {}
        }
    }
    for (name, value) in described {
        claims.entry(name).or_insert(value);
    }
    Ok(())
}

/// Returns the claims that the settings find in a description.
pub fn mapped(described: &Map<String, Value>, places: &[(String, String)]) -> Map<String, Value> {
    let described = Value::Object(described.clone());
    let mut claims = Map::new();
    for (claim, place) in places {
        let found = if place.starts_with('/') { described.pointer(place) } else { described.get(place) };
        match found {
            None | Some(Value::Null) => {}
            // GitHub and others number their users.
            Some(Value::Number(number)) if claim == "sub" => {
                claims.insert(claim.clone(), Value::from(number.to_string()));
            }
            Some(value) => {
                claims.insert(claim.clone(), value.clone());
            }
        }
    }
    claims
}
