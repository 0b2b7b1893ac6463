//! The store of signing keys on D1.

use std::cell::RefCell;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::rows;
use crate::edge::statements::{ADD_FIRST_KEY, ADD_NEXT_KEY, MARK_KEYS_DUE, REMOVE_KEY, SIGNING_KEYS};
use crate::error::Fault;
use crate::json;
use crate::model::{AuditEntry, ServerKey, SigningKeysVersion};
use crate::ports::{SigningKeyStore, Unless};
use crate::unit::Timestamp;

impl SigningKeyStore for Platform {
    async fn signing_keys(&self, current: Option<&SigningKeysVersion>) -> Result<Vec<ServerKey>, Fault> {
        let held = KEYS.with_borrow(|held| {
            let is_current = |held: &&HeldKeys| current == Some(&held.version);
            held.as_ref().filter(is_current).map(|held| held.keys.clone())
        });
        if let Some(held) = held {
            return Ok(held);
        }
        let rows = self.rows(SIGNING_KEYS, Vec::new()).await?;
        let keys = read_all(&rows, rows::server_key)?;
        KEYS.set(Some(HeldKeys { version: SigningKeysVersion::of(&keys), keys: keys.clone() }));
        Ok(keys)
    }

    fn add_signing_key(
        &self,
        key: &ServerKey,
        unless: Unless,
        entry: Option<AuditEntry>,
    ) -> impl Future<Output = Result<(), Fault>> {
        let mut parameters = vec![
            text(&key.kid),
            text(key.algorithm.name()),
            text(&json::text(&key.public)),
            text(&Base64UrlUnpadded::encode_string(&key.sealed)),
            text(key.sealed_with.as_str()),
            integer(key.begins_at),
        ];
        let statement = match unless {
            Unless::After(time) => {
                parameters.push(integer(time));
                ADD_NEXT_KEY
            }
            Unless::SealedAlike => ADD_FIRST_KEY,
        };
        self.run_noted(statement, parameters, entry)
    }

    async fn mark_keys_due(
        &self,
        algorithms: &[&str],
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<Vec<String>, Fault> {
        let mut marked: Vec<String> = Vec::new();
        for row in self.change_by(MARK_KEYS_DUE, vec![text(&json::text(&algorithms)), integer(at)], entry).await? {
            let name = Row::of(&row, "signing key").get("algorithm")?;
            if !marked.contains(&name) {
                marked.push(name);
            }
        }
        Ok(marked)
    }

    fn remove_signing_key(&self, kid: &str) -> impl Future<Output = Result<(), Fault>> {
        self.run(REMOVE_KEY, vec![text(kid)])
    }
}

/// The signing keys that an isolate remembers.
struct HeldKeys {
    version: SigningKeysVersion,
    keys: Vec<ServerKey>,
}

thread_local! {
    /// The signing keys of the last read. They are used while their version is the version in the database.
    static KEYS: RefCell<Option<HeldKeys>> = const { RefCell::new(None) };
}
