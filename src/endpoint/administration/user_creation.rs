//! New local users at the admin API.

use serde_json::{Map, Value};

use crate::audit::{Event, Operator};
use crate::endpoint::administration::body;
use crate::endpoint::administration::users::{LINK_LIFE, apply, check_passwords, new_link, refuse, status};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Config, USER_BYTES, UserChange, UserId};
use crate::ports::Ports;
use crate::sign_in;
use crate::sign_in::provider::kept as claims_of_user;

/// Creates a local user, and shows the link with which the user sets a password this one time.
pub async fn create(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (username, claims) = asked(&body(request, config)?).map_err(Refusal::InvalidRequest)?;
    check_passwords(USERNAME, config)?;
    let mut random = [0; USER_BYTES];
    ports.fill(&mut random)?;
    let id = UserId::new(&random);
    let (code, digest) = new_link(ports)?;
    let until = ports.now().after(LINK_LIFE);
    let event = Event::by_operator("user-created", operator).about_user(&id);
    let claims = json::text(&claims);
    let change = UserChange::Create { username: &username, claims: &claims, digest: &digest, until };
    if !apply(&id, change, event, request, config, ports).await? {
        return Err(refuse(USERNAME, "not be the name of another user"));
    }
    let user = json::object([
        ("user_id", Value::from(id.as_str())),
        ("state", Value::from("active")),
        ("link_expires_at", Value::from(until.0)),
        ("passkey_count", Value::from(0)),
        ("has_password", Value::from(false)),
    ]);
    Ok(status(Status(201), user, Some((code, until)), config))
}

const USERNAME: &str = "username";

/// Reads the name of a new user, and the claims: those of the body, the display name, and the address, for which the operator
/// vouches.
pub(super) fn asked(members: &Map<String, Value>) -> Result<(String, Map<String, Value>), Invalid> {
    let (mut username, mut all, none) = (None, Map::new(), Map::new());
    let mut given = &none;
    for (name, value) in members {
        let text = value.as_str().unwrap_or_default();
        let must = match &**name {
            "claims" => {
                given = value.as_object().ok_or_else(|| Invalid::new(Pointer::member(name), "be an object"))?;
                continue;
            }
            "email" if is_address(text) => {
                all.insert("email_verified".to_owned(), Value::from(true));
                all.insert(name.clone(), value.clone());
                continue;
            }
            "email" => "be an e-mail address",
            "name" if !text.is_empty() => {
                all.insert(name.clone(), value.clone());
                continue;
            }
            "name" => "be a text",
            USERNAME => {
                username = sign_in::username(text);
                if username.is_some() {
                    continue;
                }
                "be 1 to 128 letters and digits of ASCII and ._@+-"
            }
            _ => "be one of claims, email, name, username",
        };
        return Err(Invalid::new(Pointer::member(name), must));
    }
    let username = username.ok_or_else(|| Invalid::missing(Pointer::member(USERNAME), "for a local user"))?;
    let mut whole = given.clone();
    for (name, value) in &all {
        whole.insert(name.clone(), value.clone());
    }
    let kept = claims_of_user(&whole);
    if let Some(name) = all.keys().find(|name| !kept.contains_key(*name)) {
        let member = if name == "email_verified" { "email" } else { name };
        return Err(Invalid::new(Pointer::member(member), "be shorter: all claims together have 8192 bytes at most"));
    }
    for (name, value) in given {
        let must = if !is_claim(name) || !kept.contains_key(name) {
            "be a claim about the user; all together have 8192 bytes at most"
        } else if all.contains_key(name) {
            "be absent beside email or name, which set it"
        } else {
            all.insert(name.clone(), value.clone());
            continue;
        };
        return Err(Invalid::new(Pointer::member("claims").child(name), must));
    }
    Ok((username, all))
}

fn is_address(text: &str) -> bool {
    let is_one = text.bytes().filter(|byte| *byte == b'@').count() == 1;
    is_one && !text.starts_with('@') && !text.ends_with('@') && !text.contains(char::is_whitespace)
}

/// Returns true for a name that the command line accepts too.
fn is_claim(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_:/.#-".contains(&byte);
    (1..=128).contains(&name.len()) && name.bytes().all(is_allowed)
}
