//! Registered clients, as they are stored, sealed and used.

use std::borrow::Cow;

use crate::client_metadata::{self, GrantType, Host, List, RedirectUri, Text};
use crate::model::{Approval, Bounds, ClientId, Config, Credentials, UnusedRetention, anonymous_scope};
use crate::policy::{AllowedValues, NOTED_EVERY, Policy, RequestLimits, Template};
use crate::rules::{self, ValidatedClient};
use crate::sealed_client::{self, Sealed};
use crate::unit::{Seconds, Timestamp};

/// A registered client: its accepted metadata and the generations of its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredClient {
    /// The client identifier.
    pub id: ClientId,
    /// The accepted metadata.
    pub metadata: ValidatedClient,
    /// The time of registration.
    pub issued_at: Timestamp,
    /// The generations of the current credentials.
    pub credentials: Credentials,
    /// The bounds of this client, beside the policy for all clients. They last for the life of the client.
    pub bounds: Option<Bounds>,
    /// The time of the last use. A use is noted once a day.
    pub last_used_at: Option<Timestamp>,
    /// The approval by an operator.
    pub approval: Approval,
    /// How long the client is stored while it is unused; `None` for ever.
    pub unused: Option<UnusedRetention>,
    /// The number of updates. A change is stored only on the revision that it was decided on.
    pub revision: Revision,
}

impl RegisteredClient {
    /// Returns true if the client secret has expired, or if its key has left the key ring.
    #[must_use]
    pub fn has_dead_secret(&self, config: &Config, now: Timestamp) -> bool {
        let end = self.credentials.secret_end(config.policy.secret_life);
        let length = config.policy.client_secret_length;
        end.is_some_and(|end| end <= now) || self.credentials.has_lost_secret(&self.id, length, &config.keys)
    }

    /// Returns the end of the client secret; `None` if it has none. A secret ends with its client.
    #[must_use]
    pub fn secret_end(&self, config: &Config) -> Option<Timestamp> {
        let ends = [self.credentials.secret_end(config.policy.secret_life), Bounds::end(self.bounds.as_ref())];
        ends.into_iter().flatten().min()
    }

    /// Returns the `software_id` of the client, or the name of its template.
    #[must_use]
    pub fn software_id(&self) -> Option<&str> {
        self.metadata.metadata().software_id.as_ref().map(Text::as_str).or_else(|| self.template_name())
    }

    /// Returns the host of the first redirection URI, if the URI has one.
    #[must_use]
    pub fn redirect_host(&self) -> Option<String> {
        let RedirectUri(first) = self.metadata.metadata().redirect_uris.as_ref()?.as_slice().first()?;
        first.host().map(Host::to_string)
    }

    /// Returns true if the client was not used for longer than the policy permits. Uses are noted for clients that get
    /// tokens of this server, for themselves or for users, so no other client is idle.
    #[must_use]
    pub fn is_idle(&self, policy: &Policy, now: Timestamp) -> bool {
        // A client that renews its secret is in use, although only its tokens are noted.
        let since = self.last_used_at.unwrap_or(self.issued_at).max(self.credentials.secret_since);
        let grants = self.metadata.metadata().grant_types.as_ref().map_or(&[][..], List::as_slice);
        let gets_tokens = |grant: &GrantType| match grant {
            GrantType::AuthorizationCode => policy.has_own_sign_in(),
            GrantType::ClientCredentials => true,
            _ => false,
        };
        grants.iter().any(gets_tokens) && policy.idle_since(now).is_some_and(|end| since <= end)
    }

    /// Returns true if a token or a grant of this time is of an earlier client with the same identifier. The clocks of machines
    /// differ by some seconds.
    #[must_use]
    pub fn is_later_than(&self, time: Timestamp) -> bool {
        let can_come_again = self.id.is_of_organization() || self.is_imported();
        can_come_again && time.after(CLOCK_DIFFERENCE) < self.issued_at
    }

    /// Returns true if a use now must be noted: the last note is older than a day.
    #[must_use]
    pub fn must_note_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last.after(NOTED_EVERY) <= now)
    }

    /// Returns true if the client was imported from another server.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.bounds.as_ref().is_some_and(|bounds| bounds.imported_from.is_some())
    }

    /// Returns the template of the client, if the settings still define it.
    #[must_use]
    pub fn template<'a>(&self, policy: &'a Policy) -> Option<&'a Template> {
        policy.template(self.template_name()?)
    }

    /// Returns the name of the client's template.
    #[must_use]
    pub fn template_name(&self) -> Option<&str> {
        self.allowed().templates.as_ref()?.first().map(String::as_str)
    }

    /// Returns the values that the client may have.
    #[must_use]
    pub fn allowed(&self) -> &AllowedValues {
        Bounds::allowed_values(self.bounds.as_ref())
    }

    /// Returns true if the client holds a software statement.
    #[must_use]
    pub fn has_statement(&self) -> bool {
        self.metadata.members().contains_key(client_metadata::SOFTWARE_STATEMENT)
    }

    /// Returns the issuer of the client's software statement.
    #[must_use]
    pub fn statement_issuer(&self) -> Option<&str> {
        self.bounds.as_ref()?.statement_issuer()
    }

    /// Returns the client as it is stored: without the members that its template fills in, so that these change with
    /// the template.
    #[must_use]
    pub fn stored(&self, policy: &Policy) -> Cow<'_, Self> {
        let Some(template) = self.template(policy) else { return Cow::Borrowed(self) };
        let own = ValidatedClient::restore(template.own(self.metadata.members()));
        Cow::Owned(Self { metadata: own.with_extras(self.metadata.extras()), ..self.clone() })
    }

    /// Opens the client that is sealed into an identifier, as it was registered; `None` if the identifier does not
    /// open.
    #[must_use]
    pub fn open(id: &ClientId, config: &Config) -> Option<Self> {
        let (Sealed { members, issued_at, bounds, .. }, key) =
            sealed_client::open(id.as_str(), config.names(), &config.keys)?;
        Some(Self {
            id: id.clone(),
            metadata: ValidatedClient::restore(members.into_owned()),
            issued_at,
            // The first change of a sealed client adds a row, so without a row no credential was replaced.
            credentials: Credentials::first(&key, issued_at),
            bounds: bounds.map(|bounds| Bounds::restore(bounds.into_owned())).transpose().ok()?,
            last_used_at: None,
            approval: Approval::Given,
            unused: None,
            revision: Revision(0),
        })
    }

    /// Returns the client as it is used: with the members that its template fills in now, within the client's bounds.
    /// If the template is gone, or breaks a rule together with the bounds, the client keeps only its own members.
    #[must_use]
    pub fn restored(self, policy: &Policy) -> Self {
        let allowed = self.allowed();
        // Members of a template can have changed since: only for them the rules run again on a read.
        let filled = self.template(policy).map(|template| template.fill(self.metadata.members(), allowed));
        let limits = RequestLimits::of(allowed);
        let accepted = filled.and_then(|filled| rules::accept_within(&filled, policy, &limits).ok());
        let permitted = accepted.filter(|it| allowed.check_rights(it.metadata()).is_ok());
        let whole = permitted.map(|it| it.with_extras(self.metadata.extras()));
        let metadata = anonymous_scope::limited(whole.unwrap_or(self.metadata), self.bounds.as_ref(), policy);
        Self { metadata, ..self }
    }
}

/// The greatest difference between the clocks of two machines of this server.
const CLOCK_DIFFERENCE: Seconds = Seconds(10);

/// The number of updates of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(pub u32);
