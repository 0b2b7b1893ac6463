//! `WebFinger`: which issuer answers for a user or a host. OpenID Connect Discovery section 2, RFC 7033.

use serde_json::{Map, Value, json};

use crate::config::Issuer;
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::Pointer;
use crate::metadata::AbsoluteUri;

/// The relation that asks for an issuer.
const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";

/// Names the issuer for everybody on its host, whether or not there is such a user.
pub fn answer(request: &Request, issuer: &Issuer) -> Result<Response, Error> {
    let parameters: Vec<_> = form_urlencoded::parse(request.query.as_bytes()).collect();
    let of =
        |wanted: &'static str| parameters.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| &**value);
    let mut resources = of("resource");
    let (Some(resource), None) = (resources.next(), resources.next()) else {
        return Err(refuse("be sent exactly once"));
    };
    let host = host(resource).ok_or_else(|| refuse("be an acct or https URI"))?;
    if !host.eq_ignore_ascii_case(issuer.authority()) && !host.eq_ignore_ascii_case(without_port(issuer.authority())) {
        return Err(Refusal::NotFound.into());
    }
    let asks = of("rel").next().is_none() || of("rel").any(|rel| rel == ISSUER);
    let links = if asks { json!([{"rel": ISSUER, "href": issuer.as_str()}]) } else { json!([]) };
    let members = [("subject", Value::from(resource)), ("links", links)];
    let body: Map<_, _> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(Response::json(Status(200), body).with("content-type", "application/jrd+json".to_owned()))
}

fn refuse(must: &'static str) -> Error {
    Refusal::InvalidRequest(Invalid::new(Pointer::member("resource"), must)).into()
}

/// The host, and port if it has one, that a resource is about. OpenID Connect Discovery section 2.1.
fn host(resource: &str) -> Option<&str> {
    if let Some(account) = resource.strip_prefix("acct:") {
        let (user, host) = account.rsplit_once('@')?;
        let is_host =
            !user.is_empty() && AbsoluteUri::parse(&format!("https://{host}")).is_ok() && !host.contains(['/', '?']);
        return is_host.then_some(host);
    }
    let uri = AbsoluteUri::parse(resource).ok()?;
    let rest = resource.split_once("://").filter(|_| matches!(uri.scheme(), "http" | "https"))?.1;
    rest.split(['/', '?']).next()
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}
