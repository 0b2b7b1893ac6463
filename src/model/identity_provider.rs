//! Identity providers: servers where users sign in, so that they need no password here.

use std::fmt;

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, TokenEndpointAuthMethod};

/// An identity provider of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// The name in the settings: 1 to 32 lower-case letters, digits and hyphens.
    pub name: String,
    /// The name that users see.
    pub label: String,
    /// The way in which the provider says who a user is.
    pub protocol: Protocol,
    /// The client that this server is there; `None` if this server registers itself.
    pub client_id: Option<String>,
    /// The secret of the client, or the initial access token of the registration.
    pub secret: Option<ProviderSecret>,
    /// The way in which this server authenticates there; `None` for the first that the provider supports.
    pub method: Option<TokenEndpointAuthMethod>,
    /// The scope that is requested; empty for none.
    pub scope: String,
    /// The users who may sign in.
    pub allow: Allow,
    /// True if clients may exchange its identity assertions for tokens.
    pub asserts: bool,
}

/// The way in which a provider says who a user is. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// OAuth 2.0 without OpenID Connect: the user is who the access token is for.
    OAuth(Box<OAuthProvider>),
    /// OpenID Connect: the rest is in the metadata of this issuer.
    OpenId(AbsoluteUri),
}

/// A provider without OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthProvider {
    /// The URL of the authorization endpoint.
    pub authorization_endpoint: AbsoluteUri,
    /// The URL of the token endpoint.
    pub token_endpoint: AbsoluteUri,
    /// The URL that describes the user of an access token.
    pub userinfo_endpoint: AbsoluteUri,
    /// The claims of the user, each with its place in the description: the name of a member, or a JSON pointer.
    pub claims: Vec<(String, String)>,
}

impl IdentityProvider {
    /// Returns the issuer to which the subjects of the provider belong. Without OpenID Connect this is the origin of the
    /// authorization endpoint.
    #[must_use]
    pub fn issuer(&self) -> String {
        match &self.protocol {
            Protocol::OAuth(provider) => {
                // Identifiers of users are digests of this text, so they must survive another spelling in the settings.
                let uri = &provider.authorization_endpoint;
                format!("{}://{}", uri.scheme(), uri.authority().unwrap_or_default().to_ascii_lowercase())
            }
            Protocol::OpenId(issuer) => issuer.as_str().to_owned(),
        }
    }
}

/// A secret that a provider gave to this server. Its debug form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSecret(String);

/// The longest secret, in bytes.
const LONGEST_SECRET: usize = 2048;

impl ProviderSecret {
    /// Reads a secret; `None` if it is empty, too long, or has other characters than visible ASCII. RFC 6749 appendix A.2.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_good = (1..=LONGEST_SECRET).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_good.then(|| Self(text.to_owned()))
    }

    /// Returns the secret, to be sent to its provider.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProviderSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderSecret")
    }
}

/// The users who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// Every user of the provider.
    Everybody,
    /// The users of whom one of these rules holds.
    Those(Vec<Rule>),
}

/// Conditions that hold together: each claim has one of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule(pub Vec<(String, Vec<String>)>);

/// The condition on the domain of the user's address.
pub const EMAIL_DOMAIN: &str = "email_domain";

impl Allow {
    /// Returns true if the user with these claims may sign in.
    #[must_use]
    pub fn permits(&self, claims: &Map<String, Value>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Those(rules) => rules.iter().any(|rule| rule.holds(claims)),
        }
    }

    /// Returns true if every rule has a condition on a claim.
    #[must_use]
    pub fn names(&self, claim: &str) -> bool {
        match self {
            Self::Everybody => false,
            Self::Those(rules) => rules.iter().all(|rule| rule.0.iter().any(|(name, _)| name == claim)),
        }
    }
}

impl Rule {
    fn holds(&self, claims: &Map<String, Value>) -> bool {
        // A rule without a condition would hold for everybody.
        !self.0.is_empty() && self.0.iter().all(|(claim, values)| has_one_of(claim, values, claims))
    }
}

/// Returns true if a claim is one of the values, or a list with one of them.
fn has_one_of(claim: &str, values: &[String], claims: &Map<String, Value>) -> bool {
    let is_address = |wanted: &String, address: &str| wanted.eq_ignore_ascii_case(address);
    match claim {
        EMAIL_DOMAIN => verified_email(claims)
            // A quoted local part can contain an `@` too. RFC 5321 section 4.1.2.
            .and_then(|address| address.rsplit_once('@'))
            .is_some_and(|(_, domain)| values.iter().any(|wanted| is_address(wanted, domain))),
        "email" => {
            verified_email(claims).is_some_and(|address| values.iter().any(|wanted| is_address(wanted, address)))
        }
        _ => match claims.get(claim) {
            Some(Value::String(text)) => values.contains(text),
            Some(Value::Array(texts)) => {
                texts.iter().filter_map(Value::as_str).any(|text| values.iter().any(|wanted| wanted == text))
            }
            _ => false,
        },
    }
}

/// Returns the address of the user, if the provider has verified it. Some providers write the mark as text.
fn verified_email(claims: &Map<String, Value>) -> Option<&str> {
    // Anybody can type the address of somebody else, so a rule must not hold for an unverified one.
    let is_verified = match claims.get("email_verified") {
        Some(Value::Bool(is_verified)) => *is_verified,
        Some(Value::String(text)) => text == "true",
        _ => false,
    };
    claims.get("email").and_then(Value::as_str).filter(|_| is_verified)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn permits(rules: &[&[(&str, &str)]], claims: &Value) -> bool {
        let rule = |conditions: &&[(&str, &str)]| {
            let condition = |(claim, value): &(&str, &str)| ((*claim).to_owned(), vec![(*value).to_owned()]);
            Rule(conditions.iter().map(condition).collect())
        };
        Allow::Those(rules.iter().map(rule).collect()).permits(claims.as_object().unwrap())
    }

    #[test]
    fn an_address_counts_only_if_the_provider_has_verified_it() {
        for (claims, is_permitted) in [
            (json!({"email": "joe@example.com", "email_verified": true}), true),
            (json!({"email": "Joe@EXAMPLE.com", "email_verified": "true"}), true),
            (json!({"email": "joe@example.com", "email_verified": false}), false),
            (json!({"email": "joe@example.com", "email_verified": "false"}), false),
            (json!({"email": "joe@example.com", "email_verified": 1}), false),
            (json!({"email": "joe@example.com"}), false),
            (json!({"email": "joe@example.com.evil.example", "email_verified": true}), false),
            (json!({"email": "joe@evil.example@example.com", "email_verified": true}), true),
            (json!({"email": "joe@example.com@evil.example", "email_verified": true}), false),
            (json!({"email": "example.com", "email_verified": true}), false),
            (json!({"email_domain": "example.com"}), false),
            (json!({}), false),
        ] {
            assert_eq!(permits(&[&[("email_domain", "example.com")]], &claims), is_permitted, "{claims}");
        }
        let joe = [("email", "joe@example.com")];
        assert!(permits(&[&joe], &json!({"email": "JOE@example.com", "email_verified": true})));
        assert!(!permits(&[&joe], &json!({"email": "joe@example.com"})));
    }

    #[test]
    fn conditions_hold_together_and_one_rule_is_enough() {
        let [staff, admins] = [("groups", "staff"), ("roles", "admin")];
        let both = json!({"groups": ["guests", "staff"], "roles": "admin"});
        let one = json!({"groups": ["staff"], "roles": ["user"]});
        assert!(permits(&[&[staff, admins]], &both) && !permits(&[&[staff, admins]], &one));
        assert!(permits(&[&[admins], &[staff]], &one));
        assert!(!permits(&[&[]], &both) && !permits(&[], &both));
        for claims in [json!({"groups": "Staff"}), json!({"groups": {"staff": true}}), json!({"groups": [["staff"]]})] {
            assert!(!permits(&[&[staff]], &claims), "{claims}");
        }
        assert!(Allow::Everybody.permits(&Map::new()));
    }

    #[test]
    fn a_secret_is_visible_ascii_and_is_not_shown() {
        let secret = ProviderSecret::parse("GOCSPX-a~b:c").unwrap();
        assert_eq!((secret.reveal(), format!("{secret:?}")), ("GOCSPX-a~b:c", "ProviderSecret".to_owned()));
        for bad in ["", "a b", "a\n", "\u{e9}", &"a".repeat(2049)] {
            assert_eq!(ProviderSecret::parse(bad), None, "{bad}");
        }
    }
}
