//! A registration hook at an address: what its operator verifies, and which addresses count.

use base64ct::{Base64UrlUnpadded, Encoding};
use enrol::config::Misconfigured;
use enrol::jose::Token;
use enrol::model::Config;
use enrol::ports::{Limit, Message};
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::tokens::is_verified;
use crate::support::{Call, Down, KEYS, Reply, World};

const ADDRESS: &str = "https://hooks.bank.example/check";

fn world(settings: &[(&str, &str)]) -> World {
    let world = World::with(&[settings, &[("REGISTRATION_HOOK", ADDRESS)]].concat());
    world.hook_at(ADDRESS);
    world.decide(|_| json!({"decision": "allow"}));
    world
}

fn register(world: &World) -> Reply {
    Call::register(&json!({"redirect_uris": ["https://app.example.com/cb"]})).to(world)
}

fn body(message: &Message) -> &str {
    message.content.as_ref().unwrap().text()
}

fn token(message: &Message) -> Token {
    let header = message.authorization.as_deref().unwrap();
    Token::read(header.strip_prefix("Bearer ").unwrap(), ByteCount(4096)).unwrap()
}

/// RFC 7515, RFC 7519: a key of this server signs the nonce, the time, the address and a digest of the question.
#[test]
fn the_operator_can_verify_that_this_server_asks() {
    for algorithm in ["ES256", "RS256"] {
        let world = world(&[("ACCESS_TOKEN_SIGNING_ALG", algorithm)]);
        assert_eq!(register(&world).status(), 201);
        let message = world.messages_to_hook().pop().unwrap();
        let token = token(&message);
        assert_eq!(token.is_of_kind("registration-hook+jwt"), Some(true));
        assert!(is_verified(&token, &world));
        let question: Value = serde_json::from_str(body(&message)).unwrap();
        assert_eq!(
            Value::Object(token.claims.members().clone()),
            json!({"iss": "https://as.example", "aud": ADDRESS, "iat": 1_800_000_000, "exp": 1_800_000_060,
                "jti": question["nonce"], "body_sha256": Base64UrlUnpadded::encode_string(&Sha256::digest(body(&message)))})
        );
        assert_eq!(question["iat"], 1_800_000_000);
        let limits = message.limits.unwrap();
        assert_eq!((limits.size, limits.time), (ByteCount(16_384), Seconds(4)));
    }
}

/// The signature of a question is worth nothing as another token of this server.
#[test]
fn the_signature_of_a_question_is_no_access_token() {
    let world = world(&[]);
    register(&world);
    let header = world.messages_to_hook()[0].authorization.clone().unwrap();
    let text = header.strip_prefix("Bearer ").unwrap();
    assert_eq!(Call::get("/userinfo").token(text).to(&world).status(), 401);
    assert_eq!(Call::register(&json!({})).token(text).to(&world).status(), 401);
    let [as_hint, garbage] = [text, "x"].map(|hint| Call::get(&format!("/sign-out?id_token_hint={hint}")).to(&world));
    assert_eq!((as_hint.status(), as_hint.response.body), (garbage.status(), garbage.response.body));
}

/// Where another server issues the tokens, this server publishes its keys for the hook alone.
#[test]
fn the_keys_are_published_where_another_server_issues_the_tokens() {
    let beside = ("AUTHORIZATION_SERVER", r#"{"token_endpoint":"https://login.example.com/token"}"#);
    assert_eq!(Call::get("/jwks").to(&World::with(&[beside])).status(), 404);
    let world = world(&[beside]);
    assert_eq!(register(&world).status(), 201);
    assert!(is_verified(&token(&world.messages_to_hook()[0]), &world));
    assert_eq!(Call::form("/token", &[]).to(&world).status(), 404);
    assert_eq!(Call::get("/.well-known/oauth-authorization-server").to(&world).member("jwks_uri"), Value::Null);
}

/// Requirement Q17: what strangers cause is limited, and a name of the operator needs no look-up.
#[test]
fn each_question_is_one_request_that_counts_for_its_network() {
    let world = world(&[]);
    assert_eq!(register(&world).status(), 201);
    assert!(world.fetches.borrow().is_empty(), "no look-up of the name");
    assert_eq!(world.counted(Limit::Outbound), ["203.0.113.7"]);
    assert!(world.counted(Limit::Fetch).is_empty(), "one network must not use the hook up for others");
    world.admit(Limit::Outbound, 0);
    assert_eq!(register(&world).status(), 429);
    assert_eq!((world.clients().len(), world.questions().len()), (1, 1));
}

#[test]
fn without_the_hook_or_a_key_nothing_is_registered() {
    for (down, lenient) in [(Down::Fetch, 201), (Down::Sign, 503), (Down::Store, 503), (Down::Throttle, 503)] {
        for (unanswered, status) in [("refuse", 503), ("allow", lenient)] {
            let world = world(&[("REGISTRATION_HOOK_UNANSWERED", unanswered), ("CLIENT_STORAGE", "sealed")]);
            world.down.set(down);
            assert_eq!(register(&world).status(), status, "{down:?} {unanswered}");
        }
    }
}

fn read(settings: &[(&str, &str)]) -> Result<Config, Misconfigured> {
    let base = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0])];
    let all: Vec<_> = settings.iter().chain(&base).collect();
    Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

/// Requirements Q2 to Q5: the address of a hook passes the guard of all outbound requests.
#[test]
fn a_hook_is_at_a_public_https_address_that_is_not_this_server() {
    for good in [ADDRESS, "https://hooks.bank.example:8443/a?b=c"] {
        assert!(read(&[("REGISTRATION_HOOK", good)]).is_ok(), "{good}");
    }
    for bad in [
        "http://hooks.bank.example/check",
        "https://as.example/check",
        "https://as.example:8443/check",
        "https://hooks.bank.example:9443/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://hook.internal/",
        "https://localhost:8788/",
        "https://hooks.bank.example/#a",
        "hooks.bank.example",
        "Service",
        "on",
    ] {
        let refused = read(&[("REGISTRATION_HOOK", bad)]).unwrap_err();
        assert_eq!(refused.setting, "REGISTRATION_HOOK", "{bad}");
    }
    let local = [("ISSUER", "http://localhost:8787"), ("REGISTRATION_HOOK", "https://localhost:8788/")];
    assert_eq!(read(&local).unwrap_err().setting, "REGISTRATION_HOOK");
    assert!(read(&[&local[..], &[("LOOPBACK_FETCH", "on")]].concat()).is_ok());
    for seconds in ["0", "11", "1.5"] {
        assert_eq!(read(&[("REGISTRATION_HOOK_SECONDS", seconds)]).unwrap_err().setting, "REGISTRATION_HOOK_SECONDS");
    }
    let unknown = read(&[("REGISTRATION_HOOK_UNANSWERED", "ignore")]);
    assert_eq!(unknown.unwrap_err().setting, "REGISTRATION_HOOK_UNANSWERED");
}
