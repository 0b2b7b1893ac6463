//! The collections of what operators steer as data: policies, issuers of software statements, and templates.

/// A collection. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// Policies, by the kind of registrant.
    Policies,
    /// Trusted issuers of software statements, by their `iss`.
    StatementIssuers,
    /// Templates, by their name.
    Templates,
}

impl Collection {
    /// All collections.
    pub const ALL: [Self; 3] = [Self::Policies, Self::StatementIssuers, Self::Templates];

    /// Returns the beginning of the kinds that the collection is stored under: no kind of registrant has a colon.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Policies => "",
            Self::StatementIssuers => "statement_issuer:",
            Self::Templates => "template:",
        }
    }

    /// Returns the collection of a stored kind, and the name in it.
    #[must_use]
    pub fn of(kind: &str) -> (Self, &str) {
        let of_data = [Self::StatementIssuers, Self::Templates].into_iter();
        let mut found = of_data.filter_map(|it| Some((it, kind.strip_prefix(it.prefix())?)));
        found.next().unwrap_or((Self::Policies, kind))
    }

    /// Returns the collection at a path of the admin API.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.path() == path)
    }

    /// Returns the path below the admin API.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::StatementIssuers => "statement-issuers",
            Self::Templates => "templates",
        }
    }

    /// Returns the word for an entry, which names it in events.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Policies => "policy",
            Self::StatementIssuers => "statement_issuer",
            Self::Templates => "template",
        }
    }

    /// Returns the word for several entries, which names the list in a page.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::StatementIssuers => "statement_issuers",
            Self::Templates => "templates",
        }
    }
}
