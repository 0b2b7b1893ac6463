//! A registration with a software statement from an issuer that the operator trusts, and an update of the client.

use std::sync::Arc;

use enrol::client_metadata::{ClientMetadata, is_present};
use enrol::http::Method;
use enrol::model::{Issuer, StatementIssuer};
use enrol::route::Server;
use enrol_testing::{Call, DIRECTORY, DIRECTORY_KEYS, ISSUER, NOW, Reply, Signatures, World, compact};
use serde_json::{Map, Value, json};

/// A key of the issuer.
const JWKS: &str = r#"{"keys":[{"kty":"EC","x":"AyNwvgmACud8iIUugxhYoCgQFsEVDDIjLYmgpVeoyQM",
    "y":"oZgLetsdpd-y0tB6CqEJd4hbjb9vFAJxc2jVYnCEFnE","crv":"P-256"}]}"#;

/// A statement, its request and its trusted issuer, each read from a member of the input.
pub struct Scene {
    entry: Map<String, Value>,
    claims: Map<String, Value>,
    asked: Map<String, Value>,
    update: Map<String, Value>,
    document: Value,
    is_signed: bool,
    said: Map<String, Value>,
    statement: String,
}

impl Scene {
    /// Reads an input: `entry`, `claims`, `asked`, `update`, `document` and `header`, all optional. The request is signed if
    /// it has `signed`.
    pub fn of(mut input: Map<String, Value>) -> Self {
        let mut object = |name: &str| match input.remove(name) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        let [mut entry, mut claims, asked, update, header] =
            ["entry", "claims", "asked", "update", "header"].map(&mut object);
        if !entry.contains_key("jwks") {
            entry.entry("jwks_uri").or_insert_with(|| DIRECTORY_KEYS.into());
        }
        claims.entry("iss").or_insert_with(|| DIRECTORY.into());
        let header = if header.is_empty() { json!({"alg": "ES256"}) } else { header.into() };
        let statement = signed(&header, &Value::Object(claims.clone()));
        let said = said(&entry, &claims);
        let is_signed = input.contains_key("signed");
        let document = input.remove("document").unwrap_or_default();
        Self { entry, claims, asked, update, document, is_signed, said, statement }
    }

    /// Makes the world of a server: every signature verifies, and the scene's document is at every address of others.
    pub fn world(&self, server: &Arc<Server>) -> World {
        let world = World::of(Arc::clone(server));
        world.signatures.set(Signatures::Assumed);
        world.publish(DIRECTORY_KEYS, JWKS);
        world.publish_everywhere(&self.document);
        world.statement_issuers.borrow_mut().insert(DIRECTORY.to_owned(), self.entry.clone());
        world
    }

    /// The statement as it is sent.
    pub fn statement(&self) -> &str {
        &self.statement
    }

    /// Returns the claims of the statement.
    pub const fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// Returns the metadata in the statement, as the statement writes them.
    pub const fn said(&self) -> &Map<String, Value> {
        &self.said
    }

    /// Returns true if the request is signed. A signed request counts once.
    pub const fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Returns true if a registration fetches a document of the client, which a dry run does not.
    pub fn needs_more(&self) -> bool {
        let has_sector = |members: &Map<String, Value>| members.contains_key("sector_identifier_uri");
        has_sector(&self.said) || has_sector(&self.asked)
    }

    /// Returns true if the entry of the issuer has this member with the value true.
    pub fn is(&self, member: &str) -> bool {
        self.entry.get(member) == Some(&Value::Bool(true))
    }

    /// Returns true if a request may ask for a part of the list in the statement.
    pub fn is_narrowed(&self, member: &str) -> bool {
        self.lists("narrowed", member) == Some(true)
    }

    /// Returns true if no request or update can change a member of the statement.
    pub fn is_locked(&self, member: &str) -> bool {
        self.lists("locked", member.split('#').next().unwrap_or_default()) != Some(false)
    }

    /// Returns true if the response contains a claim that is not a member.
    pub fn is_returned(&self, claim: &str) -> bool {
        self.lists("returned", claim) != Some(false)
    }

    fn lists(&self, list: &str, value: &str) -> Option<bool> {
        Some(self.entry.get(list)?.as_array()?.iter().any(|listed| listed == value))
    }

    /// Asks in a dry run what the registration would become.
    pub fn try_out(&self, world: &World) -> Answer {
        self.answer(self.registration("/register?dry_run=true"), world)
    }

    /// Registers the client.
    pub fn register(&self, world: &World) -> Answer {
        self.answer(self.registration("/register"), world)
    }

    fn registration(&self, path: &str) -> Call {
        let mut members = self.asked.clone();
        members.insert("software_statement".to_owned(), (&*self.statement).into());
        let call = Call::new(Method::Post, path);
        if !self.is_signed {
            return call.json(&members.into());
        }
        let software = self.claims.get("software_id").cloned().unwrap_or_else(|| "software".into());
        let own = [("aud", ISSUER.into()), ("iss", software), ("jti", "1".into()), ("iat", NOW.0.into())];
        for (name, value) in own.into_iter().chain([("exp", (NOW.0 + 60).into())]) {
            members.entry(name).or_insert(value);
        }
        call.header("content-type", "application/jwt").body(signed(&json!({"alg": "ES256"}), &members.into()))
    }

    /// The update of a client, with the statement where it asks for that or the issuer wants it.
    pub fn update(&self, client: &Client) -> Map<String, Value> {
        let mut members = self.update.clone();
        members.entry("client_id").or_insert_with(|| (&*client.id).into());
        if members.contains_key("software_statement") || self.is("required_in_updates") {
            members.insert("software_statement".to_owned(), (&*self.statement).into());
        }
        members
    }

    /// Sends a request. The server fails only where the entry of the issuer is not sound.
    fn answer(&self, call: Call, world: &World) -> Answer {
        let answer = Answer::of(&call.to(world));
        assert!([200, 201, 400, 401, 413, 415, 500, 503].contains(&answer.status), "{}", answer.status);
        if answer.status >= 500 {
            let issuer = Issuer::parse(ISSUER).expect("an issuer");
            assert!(
                StatementIssuer::read(DIRECTORY.to_owned(), &self.entry, None, &issuer).is_err(),
                "the entry is sound"
            );
        }
        answer
    }
}

/// Returns the metadata in a statement. A claim that the operator has mapped to a member goes before the claim of that
/// name.
fn said(entry: &Map<String, Value>, claims: &Map<String, Value>) -> Map<String, Value> {
    let renamed = entry.get("claims").and_then(Value::as_object).cloned().unwrap_or_default();
    let claims = || claims.iter().filter(|(_, value)| is_present(value));
    let plain = claims().filter(|(claim, _)| ClientMetadata::has(claim) && !renamed.contains_key(*claim));
    let mut said: Map<String, Value> = plain.map(|(claim, value)| (claim.clone(), value.clone())).collect();
    let member = |claim: &str| renamed.get(claim).and_then(Value::as_str);
    said.extend(claims().filter_map(|(claim, value)| Some((member(claim)?.to_owned(), value.clone()))));
    said
}

/// A client that manages itself.
pub struct Client {
    id: String,
    token: String,
}

impl Client {
    /// Reads the client from the answer to its registration.
    pub fn of(answer: &Answer) -> Self {
        let text = |name: &str| answer.members[name].as_str().expect("a text").to_owned();
        Self { id: text("client_id"), token: text("registration_access_token") }
    }

    /// Calls the client configuration endpoint.
    pub fn call(&self, method: Method, body: Option<&Map<String, Value>>, world: &World) -> Answer {
        let call = Call::new(method, &format!("/register/{}", self.id)).token(&self.token);
        let call = match body {
            Some(members) => call.json(&members.clone().into()),
            None => call,
        };
        let answer = Answer::of(&call.to(world));
        assert!(matches!(answer.status, 200 | 400), "{} {:?}", answer.status, answer.members);
        answer
    }
}

/// The status and the members of a response.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The members of the body.
    pub members: Map<String, Value>,
}

impl Answer {
    fn of(reply: &Reply) -> Self {
        let Value::Object(members) = reply.json() else { panic!("not an object") };
        Self { status: reply.status(), members }
    }

    /// Returns the number of refusals that a dry run found; `None` if the dry run was refused itself.
    pub fn refusals(&self) -> Option<usize> {
        self.members.get("refusals")?.as_array().map(Vec::len)
    }
}

/// Writes a JWT with any signature. A header or payload that is a string is written as its text, otherwise as JSON.
pub fn signed(header: &Value, payload: &Value) -> String {
    let text = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    compact(&text(header), &text(payload), |_| vec![9; 64])
}
