//! Uses that are taken together with the registration or the change that they permit.

use crate::model::{Bounds, InitialAccessToken, Origin, TokenDigest};
use crate::unit::Timestamp;

/// One use of something with a limited number of uses: an initial access token, a software statement, or a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleUse {
    /// The digest that its uses are counted under.
    pub digest: TokenDigest,
    /// The row that the first use stores; `None` where the operator has stored one.
    pub first: Option<FirstUse>,
}

/// The row that counts the uses of a text that another party signed, such as a token or a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstUse {
    /// The name that operators see.
    pub label: String,
    /// The number of uses before the first one.
    pub uses_left: u32,
    /// The time from which uses are refused on other grounds.
    pub expires_at: Timestamp,
    /// The limits of clients that a token permits to register.
    pub bounds: Bounds,
}

impl SingleUse {
    /// Makes the only use of a signed text, such as a software statement. `label` names its kind and its signer. `name`
    /// identifies the text among those of the same label.
    #[must_use]
    pub fn of_signed(label: &str, name: &str, expires_at: Timestamp) -> Self {
        Self {
            // No issuer of access tokens can have a name with this prefix.
            digest: TokenDigest::of_name(&format!("once {label}"), name),
            first: Some(FirstUse {
                label: format!("{label} {name}"),
                uses_left: 1,
                expires_at,
                bounds: Bounds::default(),
            }),
        }
    }
}

impl From<&InitialAccessToken> for SingleUse {
    /// Takes one use of an initial access token.
    fn from(token: &InitialAccessToken) -> Self {
        let InitialAccessToken { digest, uses_left, expires_at, bounds, origin } = token;
        let first = match origin {
            Origin::Issuer { label, .. } => Some(FirstUse {
                label: label.clone(),
                uses_left: *uses_left,
                expires_at: *expires_at,
                bounds: bounds.clone(),
            }),
            Origin::Operator => None,
        };
        Self { digest: digest.clone(), first }
    }
}
