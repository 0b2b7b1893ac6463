//! Clients of another server: taken over with their identifiers and secrets. An operator vouches for them.

use serde_json::{Map, Value};

use crate::audit::{self, Event};
use crate::client_metadata::SOFTWARE_STATEMENT;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::Peer;
use crate::json::Pointer;
use crate::model::{
    Approval, Bounds, ClientId, Config, Credentials, ImportedSecret, RegisteredClient, Revision, SecretHash, SecretKey,
};
use crate::policy::{ClientReads, RequestLimits};
use crate::ports::{Found, InsertOutcome, Ports};
use crate::registration::{key_certificates, sector_identifier};
use crate::rules::{self, ValidatedClient};

/// The outcome for a client that is imported. In alphabetical order.
#[derive(Debug)]
pub enum Import {
    /// The client is stored.
    Created {
        /// The secret that the client has.
        secret: SecretOrigin,
        /// The values that are not taken over.
        dropped: Vec<Invalid>,
    },
    /// A client of this identifier exists already; nothing changed.
    Exists,
    /// The client cannot be taken over.
    Refused(Refusal),
}

/// The origin of a client secret. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretOrigin {
    /// This server derives a secret, which nobody knows yet.
    Derived,
    /// The other server gave the secret out.
    Imported,
    /// The client needs no secret.
    None,
}

/// Imports a client from a kind of server.
///
/// `Err` is a fault alone: the same request can be sent again.
pub async fn import(
    members: Map<String, Value>,
    from: &str,
    event: &impl Fn(&ClientId) -> Event,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Import, Fault> {
    match import_or_refuse(members, from, event, peer, config, ports).await {
        Ok(import) => Ok(import),
        Err(Error::Refusal(refusal)) => Ok(Import::Refused(refusal)),
        Err(Error::Fault(fault)) => Err(fault),
    }
}

async fn import_or_refuse(
    mut members: Map<String, Value>,
    from: &str,
    event: &impl Fn(&ClientId) -> Event,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Import, Error> {
    let id = client_id(&members, config)?;
    // A client of this server that is sealed into its identifier needs no row.
    if RegisteredClient::open(&id, config).is_some() {
        return Ok(Import::Exists);
    }
    let now = ports.now();
    let mut random = [0; 4];
    ports.fill(&mut random)?;
    let sent = GivenSecret::take(&mut members)?;
    let mut dropped = Vec::new();
    if members.remove(SOFTWARE_STATEMENT).is_some() {
        dropped.push(Invalid::new(
            Pointer::member(SOFTWARE_STATEMENT),
            "be absent: a statement is verified at a registration",
        ));
    }
    let (metadata, unsupported) = rules::accept_in_part(&members, &config.policy, &RequestLimits::default())?;
    dropped.extend(unsupported);
    sector_identifier::verify(&metadata, peer, config, ports).await?;
    key_certificates::verify(&metadata, config, ports).await?;
    let imported = sent.taken_over(&id, &metadata, config)?;
    let secret = match (&imported, metadata.needs_secret()) {
        (Some(_), _) => SecretOrigin::Imported,
        (None, true) => SecretOrigin::Derived,
        (None, false) => SecretOrigin::None,
    };
    // The identifier may have been that of an earlier client.
    let mut credentials = Credentials::first_again(config.keys.current(), now, random);
    if let Some(imported) = imported {
        credentials.secret_key = SecretKey::Imported(Box::new(imported));
    }
    let client = RegisteredClient {
        id,
        metadata,
        issued_at: now,
        credentials,
        bounds: Some(Bounds { imported_from: Some(from.to_owned()), ..Bounds::default() }),
        last_used_at: None,
        approval: Approval::Given,
        unused: None,
        // Only a client that is sealed into its identifier has a revision 0 without a row.
        revision: Revision(1),
    };
    let entry = audit::entry(Some(event(&client.id)), Some(peer), config, ports)?;
    match ports.insert(&client, &[], None, entry).await? {
        InsertOutcome::Stored => Ok(Import::Created { secret, dropped }),
        InsertOutcome::IdentifierTaken => match ports.find(&client.id, None, ClientReads::Primary).await?.found {
            Found::Deleted => Err(refuse("client_id", "not be that of a client that was deleted here")),
            Found::Client(_) | Found::Nothing => Ok(Import::Exists),
        },
        InsertOutcome::Duplicate | InsertOutcome::UsedUp => {
            Err(Fault::Broken("an imported client was refused for a use that it does not have".to_owned()).into())
        }
    }
}

fn refuse(member: &str, must: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Refusal::from(Invalid::new(Pointer::member(member), must)).into()
}

fn client_id(members: &Map<String, Value>, config: &Config) -> Result<ClientId, Error> {
    const MUST: &str =
        "be a text of 1 to 255 visible ASCII characters and spaces that is no URL and no user of this server";
    let id = members.get("client_id").and_then(Value::as_str).and_then(ClientId::imported);
    let id = id.ok_or_else(|| refuse("client_id", MUST))?;
    if config.client(id.as_str()).is_some() {
        return Err(refuse("client_id", "not be that of a client in CLIENTS"));
    }
    Ok(id)
}

/// The most characters of a secret.
const LONGEST_SECRET: usize = 512;

/// The fewest characters of a secret that signs: the length of the hash of HS256. RFC 7518 section 3.2.
const SHORTEST_KEY: usize = 32;

/// The secret of a client at the other server. In alphabetical order.
enum GivenSecret {
    Hash(SecretHash),
    None,
    Plain(String),
}

impl GivenSecret {
    /// Takes the secret out of the members.
    fn take(members: &mut Map<String, Value>) -> Result<Self, Error> {
        let [plain, hash, end] =
            ["client_secret", "client_secret_hash", "client_secret_expires_at"].map(|name| members.remove(name));
        let has_end = end.is_some_and(|end| !end.is_null() && end != 0);
        let present = |value: Option<Value>| value.filter(|value| !value.is_null());
        match (present(plain), present(hash)) {
            (None, None) => Ok(Self::None),
            (Some(_), Some(_)) => Err(refuse("client_secret_hash", "be absent beside client_secret")),
            // It would come to life again if its end were forgotten.
            (Some(_), None) | (None, Some(_)) if has_end => {
                Err(refuse("client_secret_expires_at", "be 0: a secret that ends is not taken over"))
            }
            (Some(plain), None) => {
                let is_sound = |text: &&str| {
                    (1..=LONGEST_SECRET).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
                };
                let plain = plain.as_str().filter(is_sound);
                let must = "be a text of 1 to 512 visible ASCII characters and spaces";
                plain.map(|plain| Self::Plain(plain.to_owned())).ok_or_else(|| refuse("client_secret", must))
            }
            (None, Some(hash)) => {
                let hash = hash.as_str().ok_or("be a text").and_then(SecretHash::parse);
                hash.map(Self::Hash).map_err(|must| refuse("client_secret_hash", must))
            }
        }
    }

    /// Returns the secret as it is stored: sealed where its text is needed, and `None` for a client that needs no secret.
    fn taken_over(
        self,
        id: &ClientId,
        client: &ValidatedClient,
        config: &Config,
    ) -> Result<Option<ImportedSecret>, Error> {
        if !client.needs_secret() {
            return Ok(None);
        }
        let broken = || Fault::Broken("the secret of another server cannot be taken over".to_owned());
        match self {
            Self::None => Ok(None),
            Self::Hash(_) if client.needs_secret_text() => {
                let must = "be absent: the client signs with its secret, which a hash does not tell";
                Err(refuse("client_secret_hash", must))
            }
            Self::Hash(hash) => Ok(Some(ImportedSecret::Hash(hash))),
            Self::Plain(plain) if client.needs_secret_text() => {
                if plain.len() < SHORTEST_KEY {
                    return Err(refuse(
                        "client_secret",
                        "have at least 32 characters, because the client signs with it",
                    ));
                }
                Ok(Some(ImportedSecret::sealed(id, &plain, &config.keys).ok_or_else(broken)?))
            }
            Self::Plain(plain) => Ok(Some(ImportedSecret::digest(id, &plain, &config.keys).ok_or_else(broken)?)),
        }
    }
}
