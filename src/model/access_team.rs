//! The team of Cloudflare Access whose members call the admin API.

use crate::client_metadata::AbsoluteUri;

/// The team of Cloudflare Access, and the application of it that protects the admin API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessTeam {
    /// The issuer of the team's tokens, such as `https://example.cloudflareaccess.com`.
    pub issuer: String,
    /// The address of the team's keys.
    pub keys: AbsoluteUri,
    /// The audience tag of the application.
    pub audience: String,
    /// The rights by caller: the e-mail address or the `sub` of a user, or the client ID of a service token.
    pub rights: Vec<(String, Vec<String>)>,
}
