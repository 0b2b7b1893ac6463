//! Second factors of users who sign in with a password: the rule of the operator, and the factor of a user.

use serde_json::{Map, Value};

use crate::model::{TWO_FACTORS, covers};
use crate::unit::Timestamp;

/// The rule of the operator for second factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// The rule for users.
    pub rule: FactorRule,
    /// The roles and groups whose users must give a second factor under the rule `Optional`.
    pub roles: Vec<String>,
}

/// A rule for second factors. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorRule {
    /// Nobody is asked for a second factor, and nobody can add one.
    Off,
    /// Users can add a second factor, and then give it at each sign-in.
    Optional,
    /// Every user must give a second factor.
    Required,
}

impl SecondFactor {
    /// Returns true if users can have a second factor at this server.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.rule != FactorRule::Off
    }

    /// Returns true if a user with these claims must give a second factor: all users, or those of a role or a group.
    #[must_use]
    pub fn is_required(&self, claims: &Map<String, Value>) -> bool {
        match self.rule {
            FactorRule::Off => false,
            FactorRule::Optional => has_role(claims, &self.roles),
            FactorRule::Required => true,
        }
    }

    /// Returns true if a sign-in with these methods and this context is enough for a user with these claims.
    ///
    /// An identity provider asserts its own methods and context. The method `mfa` stands for several factors. RFC 8176
    /// section 2.
    #[must_use]
    pub fn permits(&self, claims: &Map<String, Value>, methods: &[impl AsRef<str>], context: Option<&str>) -> bool {
        is_strong(methods, context) || !self.is_required(claims)
    }
}

/// Returns true if a sign-in with these methods and this context was with two factors.
#[must_use]
pub fn is_strong(methods: &[impl AsRef<str>], context: Option<&str>) -> bool {
    methods.iter().any(|method| method.as_ref() == "mfa") || covers(context, TWO_FACTORS)
}

/// Returns true if the claims name one of these roles or groups.
#[must_use]
pub fn has_role(claims: &Map<String, Value>, roles: &[String]) -> bool {
    let is_named = |value: &Value| value.as_str().is_some_and(|name| roles.iter().any(|role| role == name));
    // Some identity providers send the only role as text, without an array.
    let names_one = |claim: &&str| match claims.get(*claim) {
        Some(Value::Array(values)) => values.iter().any(is_named),
        Some(value) => is_named(value),
        None => false,
    };
    ["groups", "roles"].iter().any(names_one)
}

/// The second factor of a user, as the user's own page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// When the user added it.
    pub since: Timestamp,
    /// The number of recovery codes that are left.
    pub codes_left: u32,
}

/// A second factor to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFactor {
    /// The secret, sealed for the user.
    pub sealed: String,
    /// The time step whose code confirmed the factor. It counts no more.
    pub step: u64,
    /// The digests of the recovery codes.
    pub recovery_codes: Vec<String>,
    /// The time.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_user_must_give_a_second_factor_by_role_or_group_or_as_everybody() {
        let of = |rule, roles: &[&str]| SecondFactor { rule, roles: roles.iter().map(|&it| it.to_owned()).collect() };
        let named = of(FactorRule::Optional, &["admin", "ops"]);
        for (user, is_required) in [
            (json!({}), false),
            (json!({"roles": []}), false),
            (json!({"roles": ["reader", "admin"]}), true),
            (json!({"groups": ["ops"]}), true),
            (json!({"roles": "admin"}), true),
            (json!({"roles": {"admin": true}, "groups": null, "name": "admin"}), false),
            (json!({"roles": ["administrator", "Admin", 1]}), false),
        ] {
            assert_eq!(named.is_required(&claims(&user)), is_required, "{user}");
        }
        assert!(of(FactorRule::Required, &[]).is_required(&Map::new()));
        assert!(!of(FactorRule::Off, &["admin"]).is_required(&claims(&json!({"roles": ["admin"]}))));
    }

    #[test]
    fn a_sign_in_with_two_factors_is_enough_however_it_is_said() {
        let rule = SecondFactor { rule: FactorRule::Required, roles: Vec::new() };
        for (methods, context, is_enough) in [
            (&["pwd"][..], None, false),
            (&["pwd", "otp"], None, false),
            (&["pwd", "otp", "mfa"], None, true),
            (&[], Some("phr"), true),
            (&[], Some("https://refeds.org/profile/mfa"), true),
            (&["pwd"], Some("https://refeds.org/profile/sfa"), false),
            (&["pwd"], Some("1"), false),
        ] {
            assert_eq!(rule.permits(&Map::new(), methods, context), is_enough, "{methods:?} {context:?}");
        }
    }
}
