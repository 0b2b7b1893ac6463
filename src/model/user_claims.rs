//! The claims about a user that a client gets. OpenID Connect Core sections 5.1, 5.4 and 5.5.

use serde_json::{Map, Value};

use crate::json;

/// The scope values that stand for claims, each with its claims. OpenID Connect Core section 5.4.
const CLAIMS_OF_SCOPE: [(&str, &[&str]); 4] = [
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// Returns the claims about a user that a client can get, without `sub`. OpenID Connect Core section 5.1.
pub fn standard_claims() -> impl Iterator<Item = &'static str> {
    CLAIMS_OF_SCOPE.iter().flat_map(|(_, names)| names.iter().copied())
}

/// Returns the claims that scope values stand for. The ID token has none of them: the client has an access token for the
/// `UserInfo` endpoint. OpenID Connect Core section 5.4.
#[must_use]
pub fn claims_of_scope(user: &Map<String, Value>, scope: &[&str]) -> Map<String, Value> {
    let chosen = CLAIMS_OF_SCOPE.iter().filter(|(value, _)| scope.contains(value));
    let names = chosen.flat_map(|(_, names)| names.iter().copied());
    json::object(names.filter_map(|name| Some((name, user.get(name)?.clone()))))
}

/// Returns the single claims that a client requests by name, of those about users.
///
/// A claim is left out if the client requests a value that the user does not have. OpenID Connect Core section 5.5.1.
#[must_use]
pub fn requested_claims(user: &Map<String, Value>, requested: &Map<String, Value>) -> Map<String, Value> {
    // `essential` changes nothing: a claim that the user lacks is no error. OpenID Connect Core section 5.5.1.
    let is_wanted = |request: &Value, value: &Value| match (request.get("value"), request.get("values")) {
        (Some(wanted), _) => wanted == value,
        (None, Some(Value::Array(wanted))) => wanted.contains(value),
        (None, _) => true,
    };
    let claim = |name: &str| {
        let (request, value) = (requested.get(name)?, user.get(name)?);
        is_wanted(request, value).then(|| (name.to_owned(), value.clone()))
    };
    json::object(standard_claims().filter_map(claim))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    /// OpenID Connect Core sections 5.4 and 5.5.1.
    #[test]
    fn a_client_gets_the_claims_that_it_asks_for_and_no_others() {
        let user = object(&json!({"name": "Ana", "email": "ana@example.com", "email_verified": true, "groups": ["a"],
            "address": {"country": "BR"}}));
        let of_scope = |scope: &[&str]| Value::Object(claims_of_scope(&user, scope));
        assert_eq!(of_scope(&["openid", "groups"]), json!({}));
        assert_eq!(of_scope(&["profile", "phone"]), json!({"name": "Ana"}));
        assert_eq!(of_scope(&["email"]), json!({"email": "ana@example.com", "email_verified": true}));
        assert_eq!(of_scope(&["address"]), json!({"address": {"country": "BR"}}));
        let requested = |request: Value| Value::Object(requested_claims(&user, &object(&request)));
        for (request, given) in [
            (json!({}), json!({})),
            (json!({"name": null, "groups": null, "sub": null, "nickname": null}), json!({"name": "Ana"})),
            (json!({"name": {"essential": true}}), json!({"name": "Ana"})),
            (json!({"name": {"value": "Ana"}}), json!({"name": "Ana"})),
            (json!({"name": {"value": "Eva"}}), json!({})),
            (json!({"name": {"values": ["Eva", "Ana"]}}), json!({"name": "Ana"})),
            (json!({"name": {"values": ["Eva"]}}), json!({})),
        ] {
            assert_eq!(requested(request.clone()), given, "{request}");
        }
    }
}
