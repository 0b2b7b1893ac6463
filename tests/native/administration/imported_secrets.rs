//! Secrets of imported clients: hashes of other servers, secrets that sign, and the limits on guesses.

use enrol::ports::{Limit, Throttle};
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::imports::{ask, import, machine};
use super::world;
use crate::authentication::{GRANT, TYPE, assertion_claims};
use crate::support::{Call, Down, World, register, sign_with_secret};

/// Hashes of `old secret`, and of `password` for Argon2id. The first four were computed with Python, the last with the
/// reference implementation.
const HASHES: [(&str, &str); 5] = [
    ("$2b$05$abcdefghijklmnopqrstuujKWDrmpUXu10fG/2mj./vFX3pPExfte", "old secret"),
    ("$pbkdf2-sha256$i=25000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$9ZN53k5BPkvwGTZiFEXL54wYGrvBuT7LNN8ynoMMBWU", "old secret"),
    (
        "$pbkdf2-sha512$10000$MDEyMzQ1Njc4OWFiY2RlZg$LUA8mrtYevtiqdgTlFZ80nE2NEdoINHCVUFXGiaoN2lkXla0a2xt/b2SWfqiMu0FpWaYvMVZzK71rb7gJCQsfA",
        "old secret",
    ),
    ("$sha256$+O6F9Zp1/bOj+/CUFCPyamWo7QpfbX/4MqzY7fVjVJk", "old secret"),
    ("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password"),
];

const BCRYPT: &str = HASHES[0].0;

fn hashed(id: &str, hash: &str) -> Value {
    let mut client = machine(id);
    client["client_secret"] = Value::Null;
    client["client_secret_hash"] = json!(hash);
    client
}

fn world_with_bcrypt() -> World {
    let world = world(&[]);
    assert_eq!(import(&hashed("hashed", BCRYPT), &world)["secret"], "imported");
    world
}

#[test]
fn a_secret_counts_by_the_hash_that_the_other_server_has_made() {
    let world = world(&[]);
    let variants = ["$2a$", "$2y$"].map(|prefix| (BCRYPT.replace("$2b$", prefix), "old secret"));
    let all = HASHES.map(|(hash, secret)| (hash.to_owned(), secret));
    for (number, (hash, secret)) in all.into_iter().chain(variants).enumerate() {
        let id = format!("client-{number}");
        assert_eq!(import(&hashed(&id, &hash), &world)["result"], "created", "{hash}");
        for wrong in ["", "old secre", "old secret ", "Old secret", "passwore"] {
            assert_eq!(ask(&id, wrong, &world).status(), 401, "{hash} {wrong}");
        }
        for _ in 0..2 {
            assert_eq!(ask(&id, secret, &world).status(), 200, "{hash}");
        }
        let posted = [("grant_type", "client_credentials"), ("client_id", &*id), ("client_secret", secret)];
        assert_eq!(Call::form("/token", &posted).to(&world).status(), 200);
        assert_eq!(ask("client-0", secret, &world).status() == 200, secret == "old secret", "each has its own");
    }
}

#[test]
fn a_hash_that_is_malformed_or_too_costly_is_refused() {
    let world = world(&[]);
    let argon = HASHES[4].0;
    let pbkdf2 = HASHES[1].0;
    for (hash, must) in [
        (BCRYPT.replace("$05$", "$13$"), "bcrypt cost from 4 to 12"),
        (BCRYPT.replace("$05$", "$03$"), "bcrypt cost from 4 to 12"),
        (BCRYPT.replace("$05$", "$x$"), "be a sound hash"),
        (BCRYPT.replace("$2b$", "$2x$"), "be a sound hash"),
        (BCRYPT.chars().take(59).collect(), "be a sound hash"),
        (pbkdf2.replace("i=25000", "i=600001"), "at most 600000 iterations"),
        (pbkdf2.replace("i=25000", "i=0"), "at most 600000 iterations"),
        (pbkdf2.replace("l=32", "l=31"), "be a sound hash"),
        (pbkdf2.replace("l=32", "k=32"), "be a sound hash"),
        (pbkdf2.replace("$9ZN53k5BPkvwGTZiFEXL54wYGrvBuT7LNN8ynoMMBWU", ""), "be a sound hash"),
        (format!("{pbkdf2}$x"), "be a sound hash"),
        (pbkdf2.replace("sha256", "sha1"), "be a sound hash"),
        (argon.replace("m=256", "m=65537"), "at most m=65536"),
        (argon.replace("t=2", "t=5"), "at most m=65536"),
        (argon.replace("p=1", "p=5"), "at most m=65536"),
        (argon.replace("argon2id", "argon2i"), "be a sound hash"),
        ("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ".to_owned(), "be a sound hash"),
        ("$sha256$AAAA".to_owned(), "be a sound hash"),
        ("5f4dcc3b5aa765d61d8327deb882cf99".to_owned(), "be a sound hash"),
    ] {
        let result = import(&hashed("hashed", &hash), &world);
        assert_eq!(
            (&result["result"], &result["pointer"]),
            (&json!("refused"), &json!("/client_secret_hash")),
            "{hash}"
        );
        assert!(result["error_description"].as_str().unwrap().contains(must), "{hash} {result}");
    }
}

/// Every guess at a hash that takes long is counted before it is computed: for the network, for the client in that network,
/// and for the client.
#[test]
fn guesses_at_a_slow_hash_have_limits_and_a_right_secret_passes_them_once_it_is_known() {
    for limit in [Limit::SignIn, Limit::Password, Limit::Account] {
        let world = world_with_bcrypt();
        world.admit(limit, 2);
        assert_eq!(ask("hashed", "wrong", &world).status(), 401);
        assert_eq!(ask("hashed", "old secret", &world).status(), 200);
        for _ in 0..3 {
            let refused = ask("hashed", "wrong again", &world);
            assert_eq!((refused.status(), refused.header("retry-after")), (429, Some("60")), "{limit:?}");
            assert_eq!(ask("hashed", "old secret", &world).status(), 200, "{limit:?}");
        }
        world.wait(Seconds(3601));
        assert_eq!(ask("hashed", "old secret", &world).status(), 429, "nobody remembers it for longer");
        world.admit(limit, 10);
        world.down.set(Down::Limit(limit));
        assert_eq!(ask("hashed", "old secret", &world).status(), 503, "{limit:?}");
    }
}

#[test]
fn other_clients_meet_no_limit_of_hashes() {
    let world = world_with_bcrypt();
    import(&hashed("quick", HASHES[3].0), &world);
    import(&machine("plain"), &world);
    ask("hashed", "wrong", &world);
    assert_eq!(world.counted(Limit::Account).len(), 1);
    for id in ["quick", "plain"] {
        ask(id, "old secret", &world);
        ask(id, "wrong", &world);
    }
    assert_eq!(world.counted(Limit::Account).len(), 1);
    assert_ne!(world.counted(Limit::Account), world.counted(Limit::Password), "one counts for the network");
}

#[test]
fn without_a_cache_a_slow_hash_is_computed_each_time() {
    let world = world_with_bcrypt();
    world.down.set(Down::Cache);
    for _ in 0..2 {
        assert_eq!(ask("hashed", "old secret", &world).status(), 200);
    }
    assert_eq!(world.counted(Limit::Account).len(), 2);
    world.down.set(Down::Nothing);
    ask("hashed", "old secret", &world);
    ask("hashed", "old secret", &world);
    assert_eq!(world.counted(Limit::Account).len(), 3);
}

/// A right secret is never locked out, as far as that is quick to tell.
#[test]
fn failures_of_others_do_not_lock_a_right_secret_out() {
    let world = world_with_bcrypt();
    import(&machine("plain"), &world);
    let lock_out = |id: &str| {
        world.admit(Limit::Failure, 0);
        assert_eq!(ask(id, "wrong", &world).status(), 429);
        world.admit(Limit::Failure, 10);
        assert_eq!(ask(id, "wrong", &world).status(), 429, "{id} is locked out");
    };
    lock_out("plain");
    assert_eq!(ask("plain", "old secret", &world).status(), 200);
    ask("hashed", "old secret", &world);
    lock_out("hashed");
    let computed = world.counted(Limit::Account).len();
    assert_eq!(ask("hashed", "old secret", &world).status(), 200, "it is remembered");
    world.wait(Seconds(30));
    assert_eq!((ask("hashed", "wrong", &world).status(), world.counted(Limit::Account).len()), (429, computed));
    lock_out("nobody");
    world.wait(Seconds(61));
    assert_eq!(ask("hashed", "wrong", &world).status(), 401);
    assert!(world.locked_out_until("x").is_none());
}

/// RFC 7518 section 3.2, OpenID Connect Core section 9: the text of a secret that signs is kept sealed.
#[test]
fn an_imported_client_signs_with_its_old_secret() {
    const OLD: &str = "0123456789abcdef0123456789abcdef";
    let world = world(&[]);
    let mut client = machine("signer");
    client["client_secret"] = json!(OLD);
    client["token_endpoint_auth_method"] = json!("client_secret_jwt");
    assert_eq!(import(&client, &world)["secret"], "imported");
    let like = register(&world, &json!({"grant_types": ["client_credentials"]}));
    let assert = |secret: &str, jti: &str| {
        let mut claims = assertion_claims(&like, jti);
        (claims["iss"], claims["sub"]) = (json!("signer"), json!("signer"));
        let assertion = sign_with_secret(secret, &json!({"alg": "HS256"}), &claims);
        Call::form("/token", &[GRANT, TYPE, ("client_assertion", &assertion)]).to(&world).status()
    };
    assert_eq!((assert(OLD, "1"), assert("0123456789abcdef0123456789abcdee", "2")), (200, 401));
    let stored = world.clients().into_iter().find(|client| client.id.as_str() == "signer").unwrap();
    assert!(stored.credentials.secret_key.to_text().starts_with("sealed:"));
    assert_eq!(ask("signer", OLD, &world).status(), 401, "the method is another");
}

/// A secret ends with the key that its digest depends on; a hash depends on none.
#[test]
fn a_digest_ends_with_its_key() {
    let world = world(&[]);
    import(&machine("plain"), &world);
    import(&hashed("hashed", HASHES[3].0), &world);
    let other = "k9:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
    let clients = json!({"ops": {"grant_types": ["client_credentials"], "scope": "admin"}}).to_string();
    let secrets = format!("ops:{}", super::SECRET);
    let world = world.restarted(&[("MASTER_SECRET", other), ("CLIENTS", &*clients), ("CLIENT_SECRETS", &*secrets)]);
    assert_eq!(ask("plain", "old secret", &world).status(), 401);
    assert_eq!(ask("hashed", "old secret", &world).status(), 200);
}

/// `SECRET_LIFE_DAYS` counts from the import.
#[test]
fn an_imported_secret_ends_as_others_do() {
    let world = world(&[("SECRET_LIFE_DAYS", "1")]);
    import(&machine("plain"), &world);
    assert_eq!(ask("plain", "old secret", &world).status(), 200);
    world.wait(Seconds::of_days(1));
    assert_eq!(ask("plain", "old secret", &world).status(), 401);
}
