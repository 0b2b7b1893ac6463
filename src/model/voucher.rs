//! The party that vouches for a client. RFC 7591 section 5.

use crate::client_metadata::member_of;
use crate::model::{Bounds, Client, RegisteredClient, UserId, is_anonymous};
use crate::policy::Policy;

/// The party that vouches for a client: its name, its redirection URIs and its pages. In alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher<'a> {
    /// An authority of certificates that the operator trusts: a certificate has permitted the registration.
    Authority,
    /// Nobody: everything is as the client itself says. So it is where another server has introduced the registrant as one
    /// of many: every user of an app has an installation, and can say of a client what they like.
    Nobody,
    /// The operator: by a setting, a template, or an initial access token.
    Operator,
    /// The user who registered the client. This means nothing to other users.
    Owner(UserId),
    /// The issuer of its software statement.
    StatementIssuer(&'a str),
}

impl Client {
    /// Returns the party that vouches for the client.
    #[must_use]
    pub fn voucher(&self) -> Voucher<'_> {
        match self {
            Self::Configured(_) => Voucher::Operator,
            Self::Document(client) if client.is_trusted() => Voucher::Operator,
            Self::Document(_) => Voucher::Nobody,
            Self::Registered(client) => client.voucher(),
        }
    }

    /// Returns true if a member is as the operator or the issuer of the software statement says. Every other member is as
    /// the client says, also where somebody vouches for the client.
    #[must_use]
    pub fn has_verified(&self, member: &str, policy: &Policy) -> bool {
        let client = match self {
            Self::Configured(_) => return true,
            Self::Document(client) => return client.is_trusted(),
            Self::Registered(client) => client,
        };
        let locked = client.bounds.as_ref().map(Bounds::locked).unwrap_or_default();
        client.template(policy).is_some_and(|template| !template.leaves(member))
            || locked.into_iter().any(|name| member_of(name) == member)
    }
}

impl RegisteredClient {
    /// Returns the party that vouches for the client.
    #[must_use]
    pub fn voucher(&self) -> Voucher<'_> {
        let bounds = self.bounds.as_ref().filter(|bounds| !is_anonymous(Some(bounds)));
        let Some(bounds) = bounds else { return Voucher::Nobody };
        // A template speaks for the operator, also where a user has registered the client.
        match (bounds.statement_issuer(), self.template_name(), self.owner()) {
            (Some(issuer), ..) => Voucher::StatementIssuer(issuer),
            (None, None, Some(owner)) => Voucher::Owner(owner),
            (None, None, None) if bounds.introducer.is_some() => Voucher::Nobody,
            (None, None, None) if bounds.certificate.is_some() => Voucher::Authority,
            (None, ..) => Voucher::Operator,
        }
    }

    /// Returns the user who owns the client; `None` if no user of this server does.
    #[must_use]
    pub fn owner(&self) -> Option<UserId> {
        UserId::parse(self.bounds.as_ref()?.owner()?)
    }
}
