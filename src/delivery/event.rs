//! Events for the receiver of the operator: security event tokens. RFC 8417, RFC 8935.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::audit::{self, Event};
use crate::delivery::Outcome;
use crate::error::Fault;
use crate::http::Status;
use crate::json;
use crate::model::{AccountEvent, Actor, Config, Delivery, DeliveryKind, EventKind, Journal, UserId, Webhook};
use crate::outbound::send_queued;
use crate::ports::{
    AuditLog, Clock, Content, DeliveryStore, Fetch, Message, Random, ResponseLimits, Sign, SigningKeyStore, Throttle,
};
use crate::signing::sign_token;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The number of random bytes in the name of an event.
const NAME_BYTES: usize = 16;

/// The limits of the answer of the receiver.
const LIMITS: ResponseLimits = ResponseLimits { size: ByteCount(4_096), time: Seconds(4) };

/// Queues events of kinds that a user has caused, if there is a receiver. The request does not wait for it.
pub async fn announce(
    kinds: &[EventKind],
    user: &UserId,
    config: &Config,
    ports: &(impl AuditLog + Clock + DeliveryStore + Random),
) -> Result<(), Fault> {
    let noted = kinds.iter().map(|kind| Event::of(Journal::Users, kind.facts().0, "user").about_user(user));
    audit::record(noted.collect(), None, config, ports).await?;
    announce_all(events(kinds, user, Actor::User), config, ports).await
}

/// Returns the events of kinds that somebody has caused for a user.
#[must_use]
pub fn events(kinds: &[EventKind], user: &UserId, by: Actor) -> Vec<AccountEvent> {
    let of = |&kind: &EventKind| AccountEvent { kind, user: user.clone(), by, device: None, place: None };
    kinds.iter().map(of).collect()
}

/// Queues events, if there is a receiver. An event that finds no place in the queue is in the log alone: what the user does
/// has happened, and a receiver that is down must keep nobody out.
pub async fn announce_all(
    events: Vec<AccountEvent>,
    config: &Config,
    ports: &(impl Clock + DeliveryStore + Random),
) -> Result<(), Fault> {
    if !config.webhook.as_ref().is_some_and(Webhook::wants_users) {
        return Ok(());
    }
    let mut named = Vec::new();
    for event in events {
        let mut name = [0; NAME_BYTES];
        ports.fill(&mut name)?;
        // The store finds the events, and those of a user, by the beginning of the name.
        let name = format!("event {}.{}", event.user.as_str(), Base64UrlUnpadded::encode_string(&name));
        named.push((name, event));
    }
    ports.queue_events(&named, ports.now()).await
}

/// The claims, in alphabetical order. There is neither `sub` nor `exp`, so that no event passes for a token of another kind.
/// RFC 8417 sections 2.2 and 4.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    events: Map<String, Value>,
    iat: Timestamp,
    iss: &'a str,
    /// The name of the event: an event that comes twice has one name.
    jti: &'a str,
    sub_id: Value,
}

/// Returns the event in a message; `None` for contents that a later version has written.
pub fn event_of(delivery: &Delivery) -> Option<AccountEvent> {
    json::parse_trusted(&delivery.contents)
}

/// Returns the kind of an event of a client or of the server in a message, and its members; `None` for contents that a later
/// version has written.
pub fn server_event_of(delivery: &Delivery) -> Option<(String, Map<String, Value>)> {
    let mut contents = json::parse_trusted_object(&delivery.contents)?;
    match (contents.remove("kind"), contents.remove("event")) {
        (Some(Value::String(kind)), Some(Value::Object(event))) => Some((kind, event)),
        _ => None,
    }
}

/// Returns the type of an event, its members, and its subject; `None` if the receiver does not want it. RFC 9493 section 3.
fn described(delivery: &Delivery, webhook: &Webhook, config: &Config) -> Option<(String, Map<String, Value>, Value)> {
    let issuer = config.issuer.as_str();
    if delivery.kind == DeliveryKind::ServerEvent {
        let (kind, event) = server_event_of(delivery).filter(|(kind, _)| webhook.wants(kind))?;
        let subject = match &*delivery.recipient {
            "" => json!({"format": "uri", "uri": issuer}),
            client_id => json!({"format": "opaque", "id": client_id}),
        };
        return Some((format!("{issuer}{SERVER_EVENTS}{kind}"), event, subject));
    }
    let event = event_of(delivery).filter(|_| webhook.wants_users())?;
    let (_, path, change) = event.kind.facts();
    let members = [
        ("initiating_entity", Some(Value::from(event.by.name()))),
        ("credential_type", change.map(|(credential, _)| Value::from(credential))),
        ("change_type", change.map(|(_, change)| Value::from(change))),
        ("device", event.device.map(Value::from)),
        ("place", event.place.map(Value::from)),
    ];
    let members = json::object(members.into_iter().filter_map(|(name, value)| Some((name, value?))));
    let subject = json!({"format": "iss_sub", "iss": issuer, "sub": event.user.as_str()});
    Some((format!("https://schemas.openid.net/secevent/{path}"), members, subject))
}

/// The path of the types of events of clients and of the server, below the issuer.
const SERVER_EVENTS: &str = "/events/";

/// Sends an event. The token is made now.
pub async fn send_event(
    delivery: &Delivery,
    config: &Config,
    ports: &(impl Clock + Fetch + Random + Sign + SigningKeyStore + Throttle),
) -> Result<Outcome, Fault> {
    let Some(webhook) = &config.webhook else { return Ok(Outcome::Needless) };
    let Some((kind, mut event, sub_id)) = described(delivery, webhook, config) else { return Ok(Outcome::Needless) };
    event.insert("event_timestamp".to_owned(), Value::from(delivery.created_at.0));
    let claims = Claims {
        aud: webhook.uri.as_str(),
        events: json::object([(kind, Value::Object(event))]),
        iat: ports.now(),
        iss: config.issuer.as_str(),
        // The name of an event begins with the kind of the message, and that of an event of an account with the user too.
        jti: delivery.name.rsplit(['.', ' ']).next().unwrap_or_default(),
        sub_id,
    };
    let algorithm = &config.access_token_algorithm;
    let token = sign_token("secevent+jwt", &claims, algorithm, None, &config.keys, ports).await?;
    let authorization = webhook.secret.as_ref().map(|secret| format!("Bearer {}", secret.as_str()));
    let message = Message { authorization, limits: Some(LIMITS), ..Message::post(Content::SecurityEvent(token)) };
    let answer = send_queued(&webhook.uri, &message, &config.issuer_guard, ports).await?;
    Ok(Outcome::of(answer.map(|answer| answer.status), &[Status(200), Status(202), Status(204)]))
}
