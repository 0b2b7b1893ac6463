//! Clients that have registered, and how they come to be.

use std::borrow::Cow;

use serde::Deserialize;

use crate::client_metadata::{self, GrantType, Host, List, RedirectUri, Text};
use crate::model::{ClientId, Config, Credentials, UnusedRetention, anonymous_scope};
use crate::policy::{Bounds, NOTED_EVERY, Policy, Template};
use crate::rules::{self, ValidatedClient};
use crate::sealed_client::{self, Sealed};
use crate::unit::Timestamp;

/// A client as it stands: what was accepted of it, and which of its credentials are current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredClient {
    /// What it is known by.
    pub id: ClientId,
    /// What was accepted.
    pub metadata: ValidatedClient,
    /// When it was registered.
    pub issued_at: Timestamp,
    /// Which generation of each credential is current.
    pub credentials: Credentials,
    /// What bounds it for as long as it lives, beside the policy for all.
    pub bounds: Option<Bounds>,
    /// When it was last used, as far as that was noted: once a day.
    pub last_used_at: Option<Timestamp>,
    /// How long the client is stored if it was never used; `None` for ever.
    pub unused: Option<UnusedRetention>,
    /// Counts the updates: a change is stored only on top of the revision it was made from.
    pub revision: Revision,
}

impl RegisteredClient {
    /// Whether its secret has expired, or left the ring with its key.
    #[must_use]
    pub fn has_dead_secret(&self, config: &Config, now: Timestamp) -> bool {
        let end = self.credentials.secret_end(config.policy.secret_life);
        end.is_some_and(|end| end <= now) || self.credentials.secret(&self.id, &config.keys).is_none()
    }

    /// The software that it says it is, or that its template is for.
    #[must_use]
    pub fn software_id(&self) -> Option<&str> {
        self.metadata.metadata().software_id.as_ref().map(Text::as_str).or_else(|| self.template_name())
    }

    /// The host of the first address that it is redirected to, if that has one.
    #[must_use]
    pub fn redirect_host(&self) -> Option<String> {
        let RedirectUri(first) = self.metadata.metadata().redirect_uris.as_ref()?.as_slice().first()?;
        first.host().map(Host::to_string)
    }

    /// Whether it has not been used for longer than the policy lets be. Of clients without a grant of this server nothing is
    /// noted, and so nothing is said.
    #[must_use]
    pub fn is_idle(&self, policy: &Policy, now: Timestamp) -> bool {
        let since = self.last_used_at.unwrap_or(self.issued_at).max(self.credentials.secret_since);
        let grants = self.metadata.metadata().grant_types.as_ref().map_or(&[][..], List::as_slice);
        grants.contains(&GrantType::ClientCredentials) && policy.idle_since(now).is_some_and(|end| since <= end)
    }

    /// Whether its use is to be noted: it was not lately.
    #[must_use]
    pub fn is_use_news(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last.after(NOTED_EVERY) <= now)
    }

    /// Its template, if it has one and the operator still has it.
    #[must_use]
    pub fn template<'a>(&self, policy: &'a Policy) -> Option<&'a Template> {
        policy.template(self.template_name()?)
    }

    /// The name of its template, if it has one.
    #[must_use]
    pub fn template_name(&self) -> Option<&str> {
        self.bounds.as_ref()?.templates()?.first().copied()
    }

    /// Whether it holds a software statement.
    #[must_use]
    pub fn has_statement(&self) -> bool {
        self.metadata.members().contains_key(client_metadata::SOFTWARE_STATEMENT)
    }

    /// Who has issued its software statement, if it has one.
    #[must_use]
    pub fn statement_issuer(&self) -> Option<&str> {
        self.bounds.as_ref()?.statement_issuer()
    }

    /// As it is stored: what its template says is not, so that it changes with the template.
    #[must_use]
    pub fn stored(&self, policy: &Policy) -> Cow<'_, Self> {
        let Some(template) = self.template(policy) else { return Cow::Borrowed(self) };
        let own = ValidatedClient::restore(template.own(self.metadata.members()));
        Cow::Owned(Self { metadata: own.with_extras(self.metadata.extras()), ..self.clone() })
    }

    /// The client that is sealed into an identifier, as it was registered; `None` if none is.
    #[must_use]
    pub fn open(id: &ClientId, config: &Config) -> Option<Self> {
        let (Sealed { members, issued_at, bounds, .. }, key) =
            sealed_client::open(id.as_str(), config.names(), &config.keys)?;
        Some(Self {
            id: id.clone(),
            metadata: ValidatedClient::restore(members.into_owned()),
            issued_at,
            credentials: Credentials::first(&key, issued_at),
            bounds: bounds.map(|bounds| Bounds::restore(bounds.into_owned())).transpose().ok()?,
            last_used_at: None,
            unused: None,
            revision: Revision(0),
        })
    }

    /// As it is used: with what its template says by now, within its bounds. Without its template, or where they do not go
    /// together any more, a client has nothing but what is its own.
    #[must_use]
    pub fn restored(self, policy: &Policy) -> Self {
        let bounds = self.bounds.as_ref();
        let filled = self.template(policy).map(|template| template.fill(self.metadata.members(), bounds));
        let accepted = filled.and_then(|filled| rules::accept_within(&filled, policy, bounds).ok());
        let permitted = accepted.filter(|it| bounds.is_none_or(|bounds| bounds.check_rights(it.metadata()).is_ok()));
        let whole = permitted.map(|it| it.with_extras(self.metadata.extras()));
        let metadata = anonymous_scope::limited(whole.unwrap_or(self.metadata), bounds, policy);
        Self { metadata, ..self }
    }
}

/// How often a client was updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Revision(pub u32);
