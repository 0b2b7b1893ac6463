//! Uses that are taken together with the registration or the change that they permit.

use crate::model::{Bounds, InitialAccessToken, Origin, TokenDigest};
use crate::unit::{Seconds, Timestamp};

/// One use of something with a limited number of uses: an initial access token, a software statement, or a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleUse {
    /// The digest that its uses are counted under.
    pub digest: TokenDigest,
    /// The digest that a use may have been counted under before; `None` if there was no other.
    pub former: Option<TokenDigest>,
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

/// The longest name that operators see, in characters. The signer of a text chooses its parts.
const LONGEST_LABEL: usize = 256;

/// How much longer than its text a use is remembered. A request whose text was verified in the last second is stored some
/// seconds later, when the registration hook and the hosts of documents have answered: until then its use must count as one
/// that can be taken.
const MARGIN: Seconds = Seconds(30);

impl SingleUse {
    /// Makes the only use of a software statement. `end` is the time from which the statement is refused.
    #[must_use]
    pub fn of_statement(issuer: &str, jti: &str, end: Timestamp) -> Self {
        Self::of_signed(&[issuer, "software_statement", jti], end)
    }

    /// Makes the only use of a signed request, which the software of a statement of this issuer sends. `end` is the time from
    /// which the request is refused.
    #[must_use]
    pub fn of_request(issuer: &str, sender: &str, jti: &str, end: Timestamp) -> Self {
        Self::of_signed(&[issuer, "request of", sender, jti], end)
    }

    /// Makes the only use of a signed text, which these words name together.
    fn of_signed(words: &[&str], end: Timestamp) -> Self {
        let name = words.join(" ");
        // Words with a space could be split in several ways: then the uses of two texts would be one. Uses were counted under
        // this digest whatever the words are, so it stays where it names one text alone, and counts as used elsewhere.
        let joined = TokenDigest::of_name("once", &name);
        let is_plain = words.iter().all(|word| *word == "request of" || !word.contains(' '));
        let (digest, former) = if is_plain { (joined, None) } else { (TokenDigest::of_words(words), Some(joined)) };
        let label = name.chars().take(LONGEST_LABEL).collect();
        let first = FirstUse { label, uses_left: 1, expires_at: end.after(MARGIN), bounds: Bounds::default() };
        Self { digest, former, first: Some(first) }
    }

    /// Returns the digests of which none may be used up.
    pub fn digests(&self) -> impl Iterator<Item = &TokenDigest> {
        std::iter::once(&self.digest).chain(&self.former)
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
        Self { digest: digest.clone(), former: None, first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Timestamp = Timestamp(1_800_000_000);

    /// Uses that were counted by earlier versions stay counted: the expected digests were computed apart from this code, as
    /// SHA-256 of the words with spaces between them.
    #[test]
    fn a_use_keeps_the_digest_that_it_was_always_counted_under() {
        let statement = SingleUse::of_statement("https://directory.example", "4711", END);
        let request = SingleUse::of_request("https://directory.example", "bank-app", "r1", END);
        assert_eq!((statement.digest.as_str(), statement.former), (STATEMENT, None));
        assert_eq!((request.digest.as_str(), request.former), (REQUEST, None));
        let spaced = SingleUse::of_request("OpenBanking Ltd", "a b", "c", END);
        assert_eq!(spaced.former.as_ref().map(TokenDigest::as_str), Some(SPACED));
        assert_eq!(spaced.digests().count(), 2);
        assert_eq!(spaced.first.unwrap().label, "OpenBanking Ltd request of a b c");
    }

    const STATEMENT: &str = "wQBxon5sIG2cHBPy2dfDePf8IPyxVv-g3pNl36IzNeI";
    const REQUEST: &str = "ksIWuLU4TsY0KDqREKScDf8DRJWVgSRS0M4hWPLpOFM";
    const SPACED: &str = "P5OPPDI08XOoKB4D9rLEsag_nA0pFk4GPek0v5Hqzfs";

    #[test]
    fn two_texts_never_have_one_use() {
        let request = |issuer, sender, jti| SingleUse::of_request(issuer, sender, jti, END);
        let statement = |issuer, jti| SingleUse::of_statement(issuer, jti, END);
        let all = [
            request("i", "a", "b"),
            request("i", "a", "b c"),
            request("i", "a b", "c"),
            request("i a", "b", "c"),
            request("i", "a", "software_statement b"),
            request("i", "a request of b", "c"),
            request("i request of a", "b", "c"),
            statement("i", "a"),
            statement("i", "a b"),
            statement("i a", "b"),
            statement("i", "software_statement b"),
            statement("i request of a", "b"),
            statement("i software_statement", "b"),
        ];
        for (index, one) in all.iter().enumerate() {
            let alike = all.iter().filter(|other| other.digest == one.digest).count();
            assert_eq!(alike, 1, "{index}");
        }
    }

    #[test]
    fn a_use_is_remembered_beyond_its_text_and_its_name_is_bounded() {
        let first = SingleUse::of_statement("i", &"j".repeat(30_000), END).first.unwrap();
        assert_eq!((first.expires_at, first.label.len()), (END.after(MARGIN), LONGEST_LABEL));
    }
}
