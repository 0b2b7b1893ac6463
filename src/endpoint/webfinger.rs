//! `WebFinger`: names the issuer of a user or a host. OpenID Connect Discovery section 2, RFC 7033.

use fluent_uri::Uri;
use serde_json::{Value, json};

use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::Issuer;

/// The link relation of an issuer.
const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";

/// Names the issuer for every user on its host. It does not reveal if the user exists.
pub fn answer(request: &Request, issuer: &Issuer) -> Result<Response, Error> {
    let parameters: Vec<_> = form_urlencoded::parse(request.query.as_bytes()).collect();
    let of =
        |wanted: &'static str| parameters.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| &**value);
    let mut resources = of("resource");
    let (Some(resource), None) = (resources.next(), resources.next()) else {
        return Err(refuse("be present exactly once"));
    };
    let uri = Uri::parse(resource).map_err(|_| refuse("be a URI"))?;
    // A URI of another scheme is unknown here and not malformed. RFC 7033 section 4.2.
    if !is_ours(&uri, issuer) {
        return Err(Refusal::NotFound.into());
    }
    let asks = of("rel").next().is_none() || of("rel").any(|rel| rel == ISSUER);
    let links = if asks { json!([{"rel": ISSUER, "href": issuer.as_str()}]) } else { json!([]) };
    let members = [("subject", Value::from(resource)), ("links", links)];
    let body = json::object(members);
    Ok(Response::json(Status(200), &body).with("content-type", "application/jrd+json"))
}

fn refuse(must: &'static str) -> Error {
    Refusal::InvalidRequest(Invalid::new(Pointer::member("resource"), must)).into()
}

/// Returns true if a resource is a user or a URL on the host of the issuer. OpenID Connect Discovery section 2.1.
fn is_ours(uri: &Uri<&str>, issuer: &Issuer) -> bool {
    let scheme = uri.scheme().as_str().to_ascii_lowercase();
    let is_own = |host: &str| without_port(host).eq_ignore_ascii_case(without_port(issuer.authority()));
    match &*scheme {
        "acct" => {
            let account = uri.path().as_str().split_once('@');
            account.is_some_and(|(user, host)| !user.is_empty() && is_own(host)) && !uri.has_query()
        }
        "http" | "https" => uri.authority().is_some_and(|authority| {
            let host = authority.as_str().rsplit('@').next().unwrap_or_default();
            is_own(host)
        }),
        _ => false,
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}
