//! The policies for kinds of registrants: which of them a request is under.

use std::borrow::Cow;
use std::mem;

use serde_json::Value;

use crate::error::Error;
use crate::http::Shadow;
use crate::json::Pointer;
use crate::log_line::shown_place;
use crate::model::{Bounds, Config, OPEN, OperatorData, PolicyTerms};
use crate::policy::{Policy, PolicySource, PolicyVersion, RegistrantPolicy};
use crate::registration::{Accepted, Draft, Registrant, changed_members};
use crate::unit::{Seconds, Timestamp};

impl Registrant {
    /// Returns the kind of the registrant, as policies call it.
    fn kind_of_policy(&self, own: &str) -> String {
        match self {
            Self::CertificateHolder => "certificate".to_owned(),
            Self::StatementHolder => "statement".to_owned(),
            Self::Anonymous | Self::Installation(_) | Self::TokenHolder(_) => {
                Bounds::registrant(self.bounds_of_client(own).as_ref()).to_owned()
            }
        }
    }
}

impl<'a> Draft<'a> {
    /// Puts the draft of a new client under the policy for its registrant, which can leave bounds with the client.
    pub fn put_under(&mut self, registrant: &Registrant, data: &'a OperatorData, config: &Config, now: Timestamp) {
        if config.policy.policies == PolicySource::Off {
            return;
        }
        let kind = registrant.kind_of_policy(config.issuer.as_str());
        let policy = data.policy(&kind, PolicyVersion::ACTIVE);
        let life = policy.and_then(|policy| policy.version.rule("lifetime")).and_then(Value::as_u64);
        let ends_at = life.map(|life| now.after(Seconds(life)));
        // A client without bounds may ask its users for any scope.
        let leaves_bounds = ends_at.is_some() || policy.is_some_and(RegistrantPolicy::limits_scope);
        if kind != OPEN || leaves_bounds {
            let bounds = self.bounds.get_or_insert_default();
            bounds.policy = Some(Box::new(PolicyTerms { registrant: kind.clone(), ends_at }));
        }
        self.put_under_kind(&kind, data);
    }

    /// Puts the draft of an update under the policy for the registrant of its client, which can leave bounds with it too.
    pub fn put_again(&mut self, data: &'a OperatorData) {
        let kind = Bounds::registrant(self.bounds.as_ref()).to_owned();
        let policy = data.policy(&kind, PolicyVersion::ACTIVE);
        if self.bounds.is_none() && policy.is_some_and(RegistrantPolicy::limits_scope) {
            let terms = PolicyTerms { registrant: kind.clone(), ends_at: None };
            self.bounds = Some(Bounds { policy: Some(Box::new(terms)), ..Bounds::default() });
        }
        self.put_under_kind(&kind, data);
    }

    pub(super) fn put_under_kind(&mut self, kind: &str, data: &'a OperatorData) {
        let mut limits = mem::take(&mut self.limits);
        let is_closed = |name: &str| self.is_stated(name) || self.is_ruled_out(name);
        limits.put_under(data.policy(kind, PolicyVersion::ACTIVE), self.template, &is_closed);
        self.limits = limits;
        self.shadow = data.policy(kind, PolicyVersion::SHADOW);
    }

    /// Returns the policy that is only tried, and the place that it would refuse or change in a client that is accepted.
    #[must_use]
    pub fn refused_in_shadow(&self, accepted: &Accepted, policy: &Policy) -> Option<Box<Shadow>> {
        let shadow = self.shadow?;
        let mut limits = self.limits.clone();
        limits.put_under(Some(shadow), self.template, &|name| self.is_stated(name) || self.is_ruled_out(name));
        let place = match self.accept_within(policy, &limits) {
            Ok(tried) => {
                let changed = changed_members(accepted.client.members(), tried.client.members());
                Pointer::member(changed.first()?)
            }
            Err(Error::Refusal(refusal)) => refusal.place().map(Cow::into_owned).unwrap_or_default(),
            Err(Error::Fault(_)) => return None,
        };
        Some(Box::new(Shadow(format!("{} {}", shadow.version.name(), shown_place(&place)))))
    }
}
