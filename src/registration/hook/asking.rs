//! Asks the registration hook: sends the question with a nonce, signed unless a binding of the platform carries it.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::{Error, Fault};
use crate::http::Peer;
use crate::json;
use crate::model::{Config, HookPlace, RegistrationHook, Unanswered};
use crate::outbound;
use crate::ports::{
    Clock, Content, HookNote, HookOutcome, Message, Ports, Random, ResponseLimits, Sign, SigningKeyStore,
};
use crate::registration::Draft;
use crate::registration::hook::answer::{self, NoVerdict, Verdict};
use crate::signing::sign_token;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The longest answer that is read.
const LONGEST_ANSWER: ByteCount = ByteCount(16_384);

/// How long the signature of a question counts.
const LIFE: Seconds = Seconds(60);

/// The number of random bytes in a nonce.
const NONCE_BYTES: usize = 16;

/// The kind of the token that signs a question, so that it counts as no other token of this server.
const KIND: &str = "registration-hook+jwt";

/// The claims of a signed question, in alphabetical order.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    /// The SHA-256 of the body, base64url.
    body_sha256: String,
    exp: Timestamp,
    iat: Timestamp,
    iss: &'a str,
    jti: &'a str,
}

/// Asks the hook and notes the outcome for the log; `Err` is 503 where there is no decision.
pub async fn ask(
    hook: &RegistrationHook,
    question: &Map<String, Value>,
    draft: &Draft<'_>,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<Verdict, Error> {
    let nonce = nonce(ports)?;
    let message = message(hook, question, &nonce, config, ports).await?;
    let begun = ports.milliseconds();
    let fetched = match &hook.place {
        HookPlace::Service => ports.ask_service(&message).await.ok(),
        HookPlace::Uri(uri) => outbound::send(uri, &message, peer, &config.issuer_guard, ports).await?,
    };
    let verdict = answer::read(fetched.as_ref(), &nonce).and_then(|verdict| match &verdict {
        Verdict::Amend(members) => match draft.check_amendment(members) {
            Ok(()) => Ok(verdict),
            Err(cause) => Err(NoVerdict::Bad(cause.into())),
        },
        Verdict::Allow | Verdict::Refuse(_) => Ok(verdict),
    });
    let outcome = match &verdict {
        Ok(Verdict::Allow) => HookOutcome::Allowed,
        Ok(Verdict::Amend(_)) => HookOutcome::Amended,
        Ok(Verdict::Refuse(_)) => HookOutcome::Refused,
        Err(_) => HookOutcome::Unavailable,
    };
    let cause = match &verdict {
        Ok(_) => None,
        Err(NoVerdict::Bad(cause) | NoVerdict::Unanswered(cause)) => Some(cause.clone().into_owned()),
    };
    ports.note_hook(HookNote { outcome, took: ports.milliseconds().since(begun), cause });
    match (verdict, hook.unanswered) {
        (Ok(verdict), _) => Ok(verdict),
        (Err(NoVerdict::Unanswered(_)), Unanswered::Allow) => Ok(Verdict::Allow),
        (Err(NoVerdict::Bad(_) | NoVerdict::Unanswered(_)), _) => {
            Err(Fault::Unavailable("the registration hook has no answer that counts".to_owned()).into())
        }
    }
}

fn nonce(ports: &impl Random) -> Result<String, Fault> {
    let mut bytes = [0; NONCE_BYTES];
    ports.fill(&mut bytes)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// Writes the question, and signs it for a hook at an address.
async fn message(
    hook: &RegistrationHook,
    question: &Map<String, Value>,
    nonce: &str,
    config: &Config,
    ports: &(impl Clock + Random + Sign + SigningKeyStore),
) -> Result<Message, Fault> {
    let now = ports.now();
    let mut body = json::text(&json::object([("nonce", Value::from(nonce)), ("iat", Value::from(now.0))]));
    json::append(&mut body, question);
    let authorization = match hook.uri() {
        None => None,
        Some(uri) => {
            let claims = Claims {
                aud: uri.as_str(),
                body_sha256: Base64UrlUnpadded::encode_string(&Sha256::digest(&body)),
                exp: now.after(LIFE),
                iat: now,
                iss: config.issuer.as_str(),
                jti: nonce,
            };
            let token = sign_token(KIND, &claims, &config.access_token_algorithm, None, &config.keys, ports).await?;
            Some(format!("Bearer {token}"))
        }
    };
    let limits = Some(ResponseLimits { size: LONGEST_ANSWER, time: hook.time_limit });
    Ok(Message { authorization, limits, ..Message::post(Content::Json(body)) })
}
