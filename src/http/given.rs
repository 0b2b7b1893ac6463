//! The facts about a response that gives a client something, for the counters.

/// The facts about a registration, or about an access token: of a token its grant alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The kind of the registrant, or the grant.
    pub kind: &'static str,
    /// The hosts of the redirection URIs of the client, each once.
    pub hosts: Vec<String>,
    /// The name of the software.
    pub software: Option<String>,
    /// Whether the client may be in the sample of sealed clients.
    pub is_sampled: bool,
}

impl Given {
    /// Returns the facts of something whose kind alone counts.
    #[must_use]
    pub fn of_kind(kind: &'static str) -> Box<Self> {
        Box::new(Self { kind, hosts: Vec::new(), software: None, is_sampled: false })
    }
}
