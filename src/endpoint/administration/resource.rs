//! The resources of the admin API: their paths and methods.

use crate::endpoint::administration::right::Access;
use crate::endpoint::administration::versions::{Action, Place};
use crate::model::Journal;
use crate::policy::{Collection, KINDS};

/// The area of what leads into the account of a user.
pub const RECOVERY: &str = "recovery";

/// A resource. In alphabetical order.
#[derive(Clone, Copy)]
pub enum Resource<'a> {
    /// A journal of the audit log.
    Audit(Journal),
    /// The rows of a journal as text, the oldest first.
    AuditExport(Journal),
    /// A client.
    Client(&'a str),
    /// An action on a client.
    ClientAction(&'a str, ClientAction),
    /// Imports of clients.
    ClientImports,
    /// The clients.
    Clients,
    /// The epochs.
    Epochs,
    /// An identity provider, by its name.
    IdentityProvider(&'a str),
    /// The identity providers.
    IdentityProviders,
    /// An initial access token, by its digest.
    InitialAccessToken(&'a str),
    /// The initial access tokens.
    InitialAccessTokens,
    /// The succession of the signing keys.
    KeyRotation,
    /// The key pairs of this server.
    Keys,
    /// The counts.
    Metrics,
    /// A user.
    User(&'a str),
    /// An action on a user.
    UserAction(&'a str, UserAction),
    /// The users.
    Users,
    /// The versions of a collection, those of one entry, or a version.
    Versions(Place<'a>),
}

/// An action on a client. In alphabetical order.
#[derive(Clone, Copy)]
pub enum ClientAction {
    /// Approves the client.
    Approve,
    /// Shuts the client out.
    Disable,
    /// Lets the client in again.
    Enable,
    /// Replaces the client secret.
    RenewSecret,
}

/// An action on a user. In alphabetical order.
#[derive(Clone, Copy)]
pub enum UserAction {
    /// Deletes the user.
    Delete,
    /// Shuts the user out.
    Disable,
    /// Lets the user in again.
    Enable,
    /// Makes a link with which the user sets a password. All else stays until then.
    MakeLink,
    /// Gives the account back with such a link: whoever has it now is out at once.
    Recover,
    /// Removes the second factor.
    RemoveFactor,
    /// Removes the passkeys.
    RemovePasskeys,
    /// Ends all sessions.
    SignOut,
}

impl ClientAction {
    /// Returns the kind of the event for the audit log. A new secret is an event of its own.
    #[must_use]
    pub const fn event(self) -> Option<&'static str> {
        match self {
            Self::Approve => Some("client-approved"),
            Self::Disable => Some("client-disabled"),
            Self::Enable => Some("client-enabled"),
            Self::RenewSecret => None,
        }
    }
}

impl<'a> Resource<'a> {
    /// Returns the resource at a path below the admin API.
    #[must_use]
    pub fn at(path: &'a str) -> Option<Self> {
        let (collection, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        match (collection, rest.map(|rest| rest.split_once('/').unwrap_or((rest, "")))) {
            ("audit", Some((name, ""))) if !path.ends_with('/') => Journal::named(name).map(Self::Audit),
            ("audit", Some((name, "export"))) => Journal::named(name).map(Self::AuditExport),
            ("client-imports", None) => Some(Self::ClientImports),
            ("clients", None) => Some(Self::Clients),
            ("clients", Some((id, action))) if !id.is_empty() => match action {
                "" if !path.ends_with('/') => Some(Self::Client(id)),
                "approve" => Some(Self::ClientAction(id, ClientAction::Approve)),
                "disable" => Some(Self::ClientAction(id, ClientAction::Disable)),
                "enable" => Some(Self::ClientAction(id, ClientAction::Enable)),
                "secret" => Some(Self::ClientAction(id, ClientAction::RenewSecret)),
                _ => None,
            },
            ("epochs", None) => Some(Self::Epochs),
            ("identity-providers", None) => Some(Self::IdentityProviders),
            ("identity-providers", Some((name, ""))) if !name.is_empty() && !path.ends_with('/') => {
                Some(Self::IdentityProvider(name))
            }
            ("keys", None) => Some(Self::Keys),
            ("keys", Some(("rotate", ""))) if !path.ends_with('/') => Some(Self::KeyRotation),
            ("metrics", None) => Some(Self::Metrics),
            ("initial-access-tokens", None) => Some(Self::InitialAccessTokens),
            ("initial-access-tokens", Some((digest, ""))) if !digest.is_empty() && !path.ends_with('/') => {
                Some(Self::InitialAccessToken(digest))
            }
            ("users", None) => Some(Self::Users),
            ("users", Some((id, action))) if !id.is_empty() => match action {
                "" if !path.ends_with('/') => Some(Self::User(id)),
                "disable" => Some(Self::UserAction(id, UserAction::Disable)),
                "enable" => Some(Self::UserAction(id, UserAction::Enable)),
                "passkeys" => Some(Self::UserAction(id, UserAction::RemovePasskeys)),
                "password-link" => Some(Self::UserAction(id, UserAction::MakeLink)),
                "recovery" => Some(Self::UserAction(id, UserAction::Recover)),
                "second-factor" => Some(Self::UserAction(id, UserAction::RemoveFactor)),
                "sign-out" => Some(Self::UserAction(id, UserAction::SignOut)),
                _ => None,
            },
            (name, rest) if !path.ends_with('/') => place(Collection::at(name)?, rest),
            _ => None,
        }
    }

    /// Returns the areas whose rights together permit the access to the resource.
    #[must_use]
    pub const fn areas(self, access: Access) -> &'static [&'static str] {
        match self {
            Self::Audit(_) | Self::AuditExport(_) => &["audit"],
            // Its holder can become any client that has a secret.
            Self::ClientAction(_, ClientAction::RenewSecret) => &["secrets"],
            // Its holder chooses the secrets of new clients.
            Self::ClientImports => &["imports"],
            Self::Client(_) | Self::ClientAction(..) | Self::Clients | Self::Epochs => &["clients"],
            Self::IdentityProvider(_) | Self::IdentityProviders => &["providers"],
            Self::InitialAccessToken(_) | Self::InitialAccessTokens => &["tokens"],
            Self::KeyRotation | Self::Keys => &["keys"],
            Self::Metrics => &["metrics"],
            // Its holder can become any local user.
            Self::UserAction(
                _,
                UserAction::MakeLink | UserAction::Recover | UserAction::RemoveFactor | UserAction::RemovePasskeys,
            ) => &[RECOVERY],
            // The answer has a link with which its holder becomes the new user.
            Self::Users if matches!(access, Access::Write) => &["users", RECOVERY],
            Self::User(_) | Self::UserAction(..) | Self::Users => &["users"],
            Self::Versions(Place { collection: Collection::Policies, .. }) => &["policies"],
            Self::Versions(Place { collection: Collection::StatementIssuers, .. }) => &["issuers"],
            Self::Versions(Place { collection: Collection::Templates, .. }) => &["templates"],
        }
    }

    /// Returns the value of `Allow`.
    #[must_use]
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Client(_) | Self::User(_) => "GET, HEAD, DELETE, OPTIONS",
            Self::InitialAccessToken(_)
            | Self::UserAction(_, UserAction::RemoveFactor | UserAction::RemovePasskeys) => "DELETE, OPTIONS",
            Self::ClientAction(..)
            | Self::ClientImports
            | Self::KeyRotation
            | Self::UserAction(..)
            | Self::Versions(Place { action: Some(_), .. }) => "POST, OPTIONS",
            Self::Audit(_)
            | Self::AuditExport(_)
            | Self::Clients
            | Self::IdentityProvider(_)
            | Self::IdentityProviders
            | Self::Keys
            | Self::Metrics
            | Self::Versions(Place { name: None, .. }) => "GET, HEAD, OPTIONS",
            Self::Epochs => "GET, HEAD, POST, DELETE, OPTIONS",
            Self::Versions(Place { number: Some(_), .. }) => "GET, HEAD, PUT, OPTIONS",
            Self::InitialAccessTokens | Self::Users | Self::Versions(_) => "GET, HEAD, POST, OPTIONS",
        }
    }
}

/// Returns the place below a collection: a name, the number of a version, and an action.
fn place<'a>(collection: Collection, path: Option<(&'a str, &'a str)>) -> Option<Resource<'a>> {
    let Some((name, rest)) = path else {
        return Some(Resource::Versions(Place { collection, name: None, number: None, action: None }));
    };
    let (version, action) = rest.split_once('/').map_or((rest, None), |(version, action)| (version, Some(action)));
    let place = Place {
        collection,
        name: Some(name).filter(|name| match collection {
            Collection::Policies => KINDS.contains(name),
            Collection::StatementIssuers | Collection::Templates => !name.is_empty(),
        }),
        number: version.parse().ok().filter(|number: &u32| number.to_string() == version),
        action: action.and_then(|action| Action::of(action, collection)),
    };
    let is_known = place.name.is_some()
        && place.number.is_some() != version.is_empty()
        && place.action.is_some() == action.is_some()
        && (place.number.is_some() || action.is_none());
    is_known.then_some(Resource::Versions(place))
}
