//! The facts about the sender of a request that the registration hook is told.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value, json};

use super::question::without_secrets;
use crate::http::{Certificate, CertificateStatus};
use crate::json;
use crate::model::{Bounds, Config, InitialAccessToken, Origin, RegisteredClient};
use crate::registration::update::read_held_statement;
use crate::registration::{Draft, Registrant};
use crate::software_statement::Statement;

/// The sender of a request. In alphabetical order.
#[derive(Clone, Copy, Debug)]
pub enum Sender<'a> {
    /// A client, which updates itself.
    Client(&'a RegisteredClient),
    /// The party that registers a client.
    Registrant(&'a Registrant),
}

impl<'a> Sender<'a> {
    /// Returns the client as it is stored; `None` for a registration.
    pub(super) const fn client(self) -> Option<&'a RegisteredClient> {
        match self {
            Self::Client(client) => Some(client),
            Self::Registrant(_) => None,
        }
    }

    /// Returns the issuer and the claims of the software statement, and whether it came with this request; `None` without
    /// a statement.
    pub(super) fn statement(self, draft: &Draft<'_>) -> Option<Value> {
        let told = |statement: &Statement, is_fresh: bool| {
            let claims = without_secrets(statement.claims());
            json!({"issuer": statement.issuer.name, "fresh": is_fresh, "claims": claims})
        };
        match &draft.request.statement {
            Some(statement) => Some(told(statement, true)),
            None => read_held_statement(self.client()?, draft.issuer).map(|statement| told(&statement, false)),
        }
    }

    /// Returns the kind of the sender, its user, and its limits.
    pub(super) fn registrant(self, draft: &Draft<'_>, config: &Config) -> Value {
        let owner = |bounds: Option<&Bounds>| bounds.and_then(Bounds::owner).map(Value::from);
        let members = match self {
            Self::Client(client) => {
                vec![("kind", Some(Value::from("client"))), ("subject", owner(client.bounds.as_ref()))]
            }
            Self::Registrant(registrant) => {
                let kind = match registrant {
                    Registrant::Anonymous => "anonymous",
                    Registrant::CertificateHolder => "certificate",
                    Registrant::Installation(_) => "attestation",
                    Registrant::StatementHolder => "software_statement",
                    Registrant::TokenHolder(_) => "initial_access_token",
                };
                let subject = owner(registrant.bounds_of_client(config.issuer.as_str()).as_ref());
                let token = registrant.token().map(initial_access_token);
                vec![("kind", Some(Value::from(kind))), ("subject", subject), ("initial_access_token", token)]
            }
        };
        let limits = draft.bounds.as_ref().map(|bounds| {
            let Bounds { allowed, imported_from, .. } = bounds.clone();
            Bounds { allowed, imported_from, ..Bounds::default() }.write()
        });
        let limits = limits.filter(|limits| !limits.is_empty()).map(Value::Object);
        let members = members.into_iter().chain([("limits", limits)]);
        Value::Object(json::object(members.filter_map(|(name, value)| Some((name, value?)))))
    }
}

/// Returns what the server knows of a token, without the token and its digest.
fn initial_access_token(token: &InitialAccessToken) -> Value {
    let mut facts: Map<String, Value> = Map::new();
    facts.insert("expires_at".to_owned(), json!(token.expires_at));
    facts.insert("uses_left".to_owned(), json!(token.uses_left));
    if let Origin::Issuer { label, .. } = &token.origin {
        let (issuer, subject) = label.split_once(' ').unwrap_or((label, ""));
        facts.insert("issuer".to_owned(), Value::from(issuer));
        facts.insert("subject".to_owned(), Value::from(subject));
    }
    Value::Object(facts)
}

/// Returns the facts of the certificate of the connection. A certificate is no secret.
pub fn certificate(certificate: &Certificate) -> Value {
    let facts = [
        ("verified", Some(Value::from(certificate.status == CertificateStatus::Verified))),
        ("issuer", Some(Value::from(&*certificate.issuer))),
        ("subject", certificate.subject.as_deref().map(Value::from)),
        ("x5t#S256", Some(Value::from(&*certificate.thumbprint))),
        ("x5c", certificate.der.as_deref().map(|der| Value::from(vec![Base64::encode_string(der)]))),
    ];
    Value::Object(json::object(facts.into_iter().filter_map(|(name, value)| Some((name, value?)))))
}
