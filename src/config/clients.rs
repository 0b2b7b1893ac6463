//! The settings `CLIENTS` and `CLIENT_SECRETS`: clients of the operator.

use serde_json::{Map, Value};

use crate::client_metadata::{GrantType, Scope, TokenEndpointAuthMethod};
use crate::config::Misconfigured;
use crate::config::settings::Settings;
use crate::model::{ClientId, ClientSecret, ConfiguredClient};
use crate::policy::{Policy, READ_CLIENTS, RedirectUris, Redirects};
use crate::rules;

const CLIENTS: &str = "CLIENTS";
const SECRETS: &str = "CLIENT_SECRETS";

/// The longest name in a message. A longer text may be a secret.
const LONGEST_TOLD: usize = 32;

/// Reads the clients and their secrets. No message has a secret in it.
pub fn read(settings: &Settings<'_>, policy: &Policy) -> Vec<ConfiguredClient> {
    let secrets = settings.text(SECRETS);
    let defined = settings.object(CLIENTS);
    if defined.is_empty() && secrets.is_empty() {
        return Vec::new();
    }
    all(defined, &secrets, policy).unwrap_or_else(|Misconfigured { setting, must }| {
        settings.refuse(setting, format_args!("{must}"));
        Vec::new()
    })
}

#[inline(never)]
fn all(defined: Map<String, Value>, secrets: &str, policy: &Policy) -> Result<Vec<ConfiguredClient>, Misconfigured> {
    let secrets = parse(secrets)?;
    if let Some((stranger, _)) = secrets.iter().find(|(id, _)| !defined.contains_key(id)) {
        // A long text may be a secret in the wrong place.
        let name = if stranger.len() <= LONGEST_TOLD { format!("; {stranger} is not one") } else { String::new() };
        return Err(refuse(SECRETS, format!("have secrets only of clients in {CLIENTS}{name}")));
    }
    if defined.is_empty() {
        return Ok(Vec::new());
    }
    // These clients need no redirection URIs, whatever other clients need. Rules for members are for those who register.
    let redirects = Redirects { required: RedirectUris::WhereUsed, ..policy.redirects.clone() };
    let mut policy = Policy { redirects, member_rules: Vec::new(), ..policy.clone() };
    let has_own_tokens = policy.has_own_tokens();
    if !has_own_tokens {
        // Other clients have no use here. A server that reads clients sends its secret.
        add(GrantType::ClientCredentials, &mut policy.grant_types_supported);
        policy.default_token_endpoint_auth_method = TokenEndpointAuthMethod::ClientSecretBasic;
        add(TokenEndpointAuthMethod::ClientSecretBasic, &mut policy.token_endpoint_auth_methods_supported);
    }
    let is_of_use = |members: &Value| has_own_tokens || reads_clients(members);
    let of_use = defined.into_iter().filter(|(_, members)| is_of_use(members));
    of_use
        .map(|(id, members)| {
            let own = secrets.iter().filter(|(owner, _)| *owner == id).map(|(_, secret)| secret.clone()).collect();
            client(&id, members, own, &policy)
        })
        .collect()
}

fn add<T: PartialEq>(value: T, values: &mut Vec<T>) {
    if !values.contains(&value) {
        values.push(value);
    }
}

fn reads_clients(members: &Value) -> bool {
    let scope = members.get("scope").and_then(Value::as_str);
    scope.is_some_and(|scope| scope.split(' ').any(|value| value == READ_CLIENTS))
}

fn refuse(setting: &'static str, must: String) -> Misconfigured {
    Misconfigured { setting, must }
}

/// Reads entries of an identifier, a colon and a secret.
fn parse(entries: &str) -> Result<Vec<(String, ClientSecret)>, Misconfigured> {
    let read = |entry: &str| {
        let (id, secret) = entry.split_once(':')?;
        Some((id.to_owned(), ClientSecret::chosen(secret)?))
    };
    let secrets: Option<Vec<_>> = entries.split_whitespace().map(read).collect();
    let must = "have entries of the form client_id:secret, each secret of at least 64 unreserved characters";
    secrets.ok_or_else(|| refuse(SECRETS, must.to_owned()))
}

fn client(
    name: &str,
    members: Value,
    secrets: Vec<ClientSecret>,
    policy: &Policy,
) -> Result<ConfiguredClient, Misconfigured> {
    let must = "have names of 1 to 64 unreserved characters that are unlike those of registered clients";
    let id = ClientId::chosen(name).ok_or_else(|| refuse(CLIENTS, must.to_owned()))?;
    let Value::Object(mut members) = members else {
        return Err(refuse(CLIENTS, format!("have a table as the client {name}")));
    };
    let scope = scope(name, &mut members)?;
    let metadata = rules::accept(&members, policy)
        .map_err(|invalid| refuse(CLIENTS, format!("have a valid client {name}: {}", invalid.description())))?;
    if let Some(unknown) = members.keys().find(|member| !metadata.members().contains_key(*member)) {
        return Err(refuse(CLIENTS, format!("not have {unknown} in the client {name}: this server has no use for it")));
    }
    if metadata.needs_secret() == secrets.is_empty() {
        let must = if secrets.is_empty() { "have a" } else { "have no" };
        return Err(refuse(SECRETS, format!("{must} secret of the client {name}")));
    }
    Ok(ConfiguredClient { id, metadata, scope, secrets })
}

/// Takes the scope out of the members: the limits on the scope of other clients do not apply.
fn scope(name: &str, members: &mut Map<String, Value>) -> Result<Option<Scope>, Misconfigured> {
    let scope = members.remove("scope");
    // A quotation mark is in no scope value, so a member of another type is refused below.
    let values = scope.as_ref().map(|scope| scope.as_str().unwrap_or("\"").split(' ').map(str::to_owned));
    let values: Vec<String> = values.into_iter().flatten().collect();
    if values.iter().all(|value| Scope::is_value(value)) {
        Ok(Scope::of(values))
    } else {
        Err(refuse(CLIENTS, format!("have scope values separated by single spaces in the client {name}")))
    }
}
