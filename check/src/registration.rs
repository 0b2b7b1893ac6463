//! Initial access tokens, their bounds, and identifiers of clients.

use enrol::client_metadata::{AbsoluteUri, ClientMetadata, GrantType, Keyword, TokenEndpointAuthMethod};
use enrol::model::{ClientId, TokenDigest};
use enrol::policy::Bounds;
use serde_json::{Map, Value, json};

use crate::Answer;

/// Reads the bounds of an initial access token. A value that no client can have would bound too much, so it is refused.
pub fn bounds(lists: &Map<String, Value>) -> Answer {
    for (name, values) in lists {
        for value in values.as_array().into_iter().flatten() {
            check_bound(name, value.as_str().unwrap_or_default())?;
        }
    }
    Bounds::restore(lists.clone()).map_err(|_| "be lists of strings under known names")?;
    Ok(Value::Object(lists.clone()))
}

fn check_bound(name: &str, value: &str) -> Result<(), String> {
    let is_good = match name {
        "grant_types" => return check_keyword::<GrantType>(name, value),
        "redirect_hosts" => is_host(value),
        "templates" => ClientId::chosen(value).is_some(),
        "token_endpoint_auth_method" => return check_keyword::<TokenEndpointAuthMethod>(name, value),
        _ => return check_member(name, &Value::from(value)),
    };
    let must = match name {
        "redirect_hosts" => {
            "be a host name in lower case or an IP address in its shortest form, without scheme, port or *"
        }
        _ => "have names of 1 to 64 letters, digits and -._~",
    };
    if is_good { Ok(()) } else { Err(format!("{name} must {must}")) }
}

/// Checks that a name is one that clients can have.
pub fn check_keyword<T: Keyword>(member: &str, name: &str) -> Result<(), String> {
    if T::ALL.iter().any(|known| known.name() == name) {
        return Ok(());
    }
    let names: Vec<&str> = T::ALL.iter().map(T::name).collect();
    Err(format!("{member} must be one of {}", names.join(", ")))
}

/// Checks that a member of client metadata is well formed and not empty.
pub fn check_member(name: &str, value: &Value) -> Result<(), String> {
    if value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Err(format!("{name} must not be empty"));
    }
    let members = Map::from_iter([(name.to_owned(), value.clone())]);
    ClientMetadata::read(&members).map(|_| ()).map_err(|invalid| invalid.description())
}

/// Returns whether a redirection URI can have this host, in the form that it is compared in.
fn is_host(host: &str) -> bool {
    let authority = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    AbsoluteUri::parse(&format!("https://{authority}"))
        .is_ok_and(|uri| uri.host().is_some_and(|parsed| parsed.to_string() == host))
}

/// Returns the kind of a `client_id`: `chosen` by an operator, `sealed`, or `stored`.
pub fn client_id(text: &str) -> Answer {
    let kind = match ClientId::parse(text) {
        Some(id) if id.is_sealed() => "sealed",
        Some(_) => "stored",
        None if ClientId::chosen(text).is_some() => "chosen",
        None => return Err("be a client_id".to_owned()),
    };
    Ok(json!(kind))
}

/// Returns the digests by which the database knows initial access tokens.
pub fn token_digests(tokens: &[Value]) -> Answer {
    let digest = |token: &Value| Some(Value::from(TokenDigest::of(token.as_str()?)?.as_str()));
    let digests: Option<Vec<Value>> = tokens.iter().map(digest).collect();
    digests.map(Value::from).ok_or_else(|| "be initial access tokens".to_owned())
}
