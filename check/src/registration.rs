//! Initial access tokens, their bounds, and identifiers of clients.

use enrol::client_metadata::{AbsoluteUri, ClientMetadata, GrantType, Keyword, TokenEndpointAuthMethod};
use enrol::model::{Bounds, ClientId, TokenDigest};
use serde_json::{Map, Value, json};

use crate::Answer;

/// Reads the bounds of an initial access token. A value that no client can have would bound too much, so it is refused.
pub fn bounds(lists: &Map<String, Value>) -> Answer {
    let bounds = Bounds::restore(lists.clone()).map_err(|_| "be lists of strings under known names")?;
    let allowed = &bounds.allowed;
    for grant in allowed.grant_types.iter().flatten() {
        check_keyword::<GrantType>("grant_types", grant.name())?;
    }
    for method in allowed.token_endpoint_auth_method.iter().flatten() {
        check_keyword::<TokenEndpointAuthMethod>("token_endpoint_auth_method", method.name())?;
    }
    for value in allowed.scope.iter().flatten() {
        check_member("scope", &Value::from(&**value))?;
    }
    for value in allowed.software_id.iter().flatten() {
        check_member("software_id", &Value::from(&**value))?;
    }
    if allowed.redirect_hosts.iter().flatten().any(|host| !is_host(host)) {
        let must = "be a host name in lower case or an IP address in its shortest form, without scheme, port or *";
        return Err(format!("redirect_hosts must {must}"));
    }
    if allowed.templates.iter().flatten().any(|name| ClientId::chosen(name).is_none()) {
        return Err("templates must have names of 1 to 64 letters, digits and -._~".to_owned());
    }
    Ok(Value::Object(lists.clone()))
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
