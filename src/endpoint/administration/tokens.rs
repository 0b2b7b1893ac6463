//! Initial access tokens at the admin API. RFC 7591 section 3.

use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::endpoint::administration::body;
use crate::endpoint::administration::page::{self, UNKNOWN};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Bounds, Config, TOKEN_BYTES, TokenDigest, new_token};
use crate::ports::{ListedToken, Ports, TokenAdministration};
use crate::unit::Seconds;

/// Lists the tokens in the order of their digests.
pub async fn list(request: &Request, store: &impl TokenAdministration) -> Result<Response, Error> {
    let page = page::read(request, &mut |_, _| Err(UNKNOWN))?;
    let tokens = store.list_tokens(page.after.as_deref(), page.limit).await?;
    let is_full = u32::try_from(tokens.len()).unwrap_or(u32::MAX) >= page.limit;
    let next = tokens.last().filter(|_| is_full).map(|last| ("next", Value::from(last.digest.as_str())));
    let tokens: Vec<Value> = tokens.iter().map(|token| Value::Object(described(token))).collect();
    let members = json::object([("initial_access_tokens", Value::from(tokens))].into_iter().chain(next));
    Ok(Response::json(Status(200), &members))
}

/// Creates a token, and shows it this one time: the database has its digest alone.
pub async fn create(
    operator: Operator<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let members = body(request, config)?;
    let asked = Asked::read(&members).map_err(Refusal::InvalidRequest)?;
    let unknown = templates(&asked.bounds).find(|name| config.policy.template(name).is_none());
    if unknown.is_some() {
        // A template of the data is unknown only if the data is known.
        config.data()?;
        let at = Pointer::member("bounds").child("templates");
        return Err(Refusal::InvalidRequest(Invalid::new(at, "have names of templates in TEMPLATES")).into());
    }
    let mut random = [0; TOKEN_BYTES];
    ports.fill(&mut random)?;
    let (text, now) = (new_token(&random), ports.now());
    let digest = TokenDigest::of(&text).ok_or(Refusal::InvalidToken)?;
    let token = ListedToken {
        digest,
        label: asked.label,
        uses_left: asked.uses,
        created_at: now,
        expires_at: now.after(asked.life),
        bounds: asked.bounds,
    };
    let event = event("initial-access-token-created", operator, token.digest.as_str());
    let entry = audit::entry(Some(event.with("uses", token.uses_left)), Some(request.peer), config, ports)?;
    ports.store_token(&token, entry).await?;
    let mut members = described(&token);
    members.insert("token".to_owned(), Value::from(text));
    Ok(Response::json(Status(201), &members))
}

fn templates(bounds: &Bounds) -> impl Iterator<Item = &str> {
    bounds.allowed.templates.iter().flatten().map(String::as_str)
}

/// Takes all uses of a token away; `Err` is 404.
pub async fn revoke(
    operator: Operator<'_>,
    digest: &str,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let event = event("initial-access-token-revoked", operator, digest);
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    if ports.revoke_token(digest, entry).await? {
        Ok(Response::empty(Status(204)))
    } else {
        Err(Refusal::UnknownInitialAccessToken.into())
    }
}

fn event(kind: &'static str, operator: Operator<'_>, digest: &str) -> Event {
    Event::by_operator(kind, operator).with("initial_access_token", digest)
}

fn described(token: &ListedToken) -> Map<String, Value> {
    json::object([
        ("digest", Value::from(token.digest.as_str())),
        ("label", Value::from(&*token.label)),
        ("uses_left", Value::from(token.uses_left)),
        ("created_at", Value::from(token.created_at.0)),
        ("expires_at", Value::from(token.expires_at.0)),
        ("bounds", Value::Object(token.bounds.write())),
    ])
}

/// A token that an operator asks for.
struct Asked {
    label: String,
    uses: u32,
    life: Seconds,
    bounds: Bounds,
}

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 256;

/// The limits of the number of uses, and of the life in seconds: a minute and ten years.
const USES: std::ops::RangeInclusive<u64> = 1..=999_999_999;
const LIFE: std::ops::RangeInclusive<u64> = 60..=315_360_000;

impl Asked {
    fn read(members: &Map<String, Value>) -> Result<Self, Invalid> {
        let mut asked = Self { label: String::new(), uses: 1, life: Seconds::of_days(7), bounds: Bounds::default() };
        for (name, value) in members {
            let at = || Pointer::member(name);
            let number = |range: &std::ops::RangeInclusive<u64>, must: &'static str| {
                value.as_u64().filter(|number| range.contains(number)).ok_or_else(|| Invalid::new(at(), must))
            };
            match &**name {
                "bounds" => {
                    let lists = value.as_object().ok_or_else(|| Invalid::new(at(), "be an object"))?;
                    asked.bounds = Bounds::of_operator(lists, &at())?;
                }
                "expires_in" => asked.life = Seconds(number(&LIFE, "be seconds from 60 to 315360000")?),
                "label" => {
                    let is_sound = |text: &&str| text.len() <= LONGEST_LABEL && !text.contains(char::is_control);
                    let label = value.as_str().filter(is_sound);
                    let must = "be a text of at most 256 bytes without control characters";
                    label.ok_or_else(|| Invalid::new(at(), must))?.clone_into(&mut asked.label);
                }
                "uses" => {
                    let uses = number(&USES, "be a whole number from 1 to 999999999")?;
                    asked.uses = u32::try_from(uses).unwrap_or(1);
                }
                _ => return Err(Invalid::new(at(), "be one of bounds, expires_in, label, uses")),
            }
        }
        Ok(asked)
    }
}
