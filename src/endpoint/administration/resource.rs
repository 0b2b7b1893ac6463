//! The resources of the admin API: their paths and methods.

use crate::model::Journal;

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
    /// An initial access token, by its digest.
    InitialAccessToken(&'a str),
    /// The initial access tokens.
    InitialAccessTokens,
    /// The counts.
    Metrics,
}

/// An action on a client. In alphabetical order.
#[derive(Clone, Copy)]
pub enum ClientAction {
    /// Shuts the client out.
    Disable,
    /// Lets the client in again.
    Enable,
    /// Replaces the client secret.
    RenewSecret,
}

impl ClientAction {
    /// Returns the kind of the event for the audit log. A new secret is an event of its own.
    #[must_use]
    pub const fn event(self) -> Option<&'static str> {
        match self {
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
                "disable" => Some(Self::ClientAction(id, ClientAction::Disable)),
                "enable" => Some(Self::ClientAction(id, ClientAction::Enable)),
                "secret" => Some(Self::ClientAction(id, ClientAction::RenewSecret)),
                _ => None,
            },
            ("epochs", None) => Some(Self::Epochs),
            ("metrics", None) => Some(Self::Metrics),
            ("initial-access-tokens", None) => Some(Self::InitialAccessTokens),
            ("initial-access-tokens", Some((digest, ""))) if !digest.is_empty() && !path.ends_with('/') => {
                Some(Self::InitialAccessToken(digest))
            }
            _ => None,
        }
    }

    /// Returns the area whose right permits the resource.
    #[must_use]
    pub const fn area(self) -> &'static str {
        match self {
            Self::Audit(_) | Self::AuditExport(_) => "audit",
            // Its holder can become any client that has a secret.
            Self::ClientAction(_, ClientAction::RenewSecret) => "secrets",
            // Its holder chooses the secrets of new clients.
            Self::ClientImports => "imports",
            Self::Client(_) | Self::ClientAction(..) | Self::Clients | Self::Epochs => "clients",
            Self::InitialAccessToken(_) | Self::InitialAccessTokens => "tokens",
            Self::Metrics => "metrics",
        }
    }

    /// Returns the value of `Allow`.
    #[must_use]
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Client(_) => "GET, HEAD, DELETE, OPTIONS",
            Self::ClientAction(..) | Self::ClientImports => "POST, OPTIONS",
            Self::Audit(_) | Self::AuditExport(_) | Self::Clients | Self::Metrics => "GET, HEAD, OPTIONS",
            Self::Epochs => "GET, HEAD, POST, DELETE, OPTIONS",
            Self::InitialAccessToken(_) => "DELETE, OPTIONS",
            Self::InitialAccessTokens => "GET, HEAD, POST, OPTIONS",
        }
    }
}
