//! Properties that hold for every input.

use enrol::http::Method;
use enrol::rules;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::support::{Call, World};

/// Any JSON, nested a little.
pub fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,24}".prop_map(Value::from),
        select(vec![
            "https://a.example/cb",
            "http://[::1]:0/",
            "com.example.app:/",
            "code token",
            "none",
            "RS256",
            "EC"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(member_name(), inner, 0..6).prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

fn member_name() -> impl Strategy<Value = String> {
    let known = select(enrol::client_metadata::ClientMetadata::NAMES).prop_map(str::to_owned);
    let tagged = (known.clone(), "[#a-zA-Z-]{0,9}").prop_map(|(name, tag)| format!("{name}#{tag}"));
    let key =
        select(vec!["keys", "kty", "crv", "x", "y", "n", "e", "kid", "use", "x5c", "alg"]).prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => tagged, 1 => key, 1 => ".{0,8}"]
}

/// Metadata that most likely is accepted.
fn metadata() -> impl Strategy<Value = Value> {
    let uris =
        vec!["https://a.example/cb?x=%20", "http://127.0.0.1:33418/", "https://b.example:8443", "http://localhost/"];
    let grants = vec!["authorization_code", "refresh_token", "client_credentials"];
    let methods = vec!["none", "client_secret_basic", "client_secret_post", "client_secret_jwt"];
    (
        // Each value twice: the stored and the used client have it once.
        subsequence(uris, 1..=4).prop_map(|uris| [uris.clone(), uris].concat()),
        option::of(subsequence(grants, 1..=3)),
        option::of(select(methods)),
        option::of("[a-zéß漢 ]{0,9}[A-Z]"),
        option::of("[a-z]{1,9}( [!#-\\[\\]-~]{1,9}){0,3}"),
        option::of(vec("[a-z]{1,9}@[a-z]{1,9}\\.example", 0..4)),
        option::of(any::<u32>()),
        option::of(any::<bool>()),
    )
        .prop_map(|(uris, grants, method, name, scope, contacts, age, time)| {
            json!({"redirect_uris": uris, "grant_types": grants, "token_endpoint_auth_method": method, "client_name": name,
                "client_name#fr": name, "scope": scope, "contacts": contacts, "default_max_age": age,
                "require_auth_time": time})
        })
}

/// The same piece between two others as often as the longest body holds it.
fn full(before: &str, piece: impl Fn(usize) -> String, after: &str) -> String {
    let mut body = before.to_owned();
    for number in 0.. {
        let next = piece(number);
        if body.len() + next.len() + after.len() > 65_000 {
            break;
        }
        body.push_str(&next);
    }
    let padding = " ".repeat(65_536 - body.len() - after.len());
    body + &padding + after
}

/// Bodies as long as any that is read, each of which makes another part of the reader work.
fn longest(shape: usize, fill: &str) -> String {
    let text = Value::from(fill).to_string();
    let comma = |number: usize| if number > 0 { "," } else { "" };
    let rest = format!("\",\"x\":{text}}}");
    match shape {
        0 => full("{\"x\":[", |number| format!("{}{text}", comma(number)), "]}"),
        1 => full("{", |number| format!("{}\"{number}\":{text}", comma(number)), "}"),
        2 => full("{\"x\":", |_| "[".to_owned(), fill),
        3 => full("{\"client_name\":\"", |_| "\\u200d".to_owned(), &rest),
        4 => full("{\"scope\":\"", |number| format!("{number} "), &rest),
        5 => {
            let uri = format!("javascript:{}", "x".repeat(1250));
            let before = format!("{{\"redirect_uris\":{},\"x\":\"", json!(vec![uri; 50]));
            full(&before, |_| "y".to_owned(), &rest)
        }
        _ => {
            let n = format!("{}B", "v".repeat(1365));
            let key = |kid| json!({"kty": "RSA", "e": "AQAB", "n": n, "kid": kid});
            let keys: Vec<Value> = (0..20).map(key).collect();
            let before = format!("{{\"redirect_uris\":[\"/\",\"/\"],\"jwks\":{},\"x\":\"", json!({"keys": keys}));
            full(&before, |_| "y".to_owned(), &rest)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    /// Requirements R25, R49: no panic, and every body gets a JSON response.
    #[test]
    fn any_bytes_are_answered(body in vec(any::<u8>(), 0..4096)) {
        let reply = Call::register_bytes(body).to(&World::new());
        prop_assert!(matches!(reply.status(), 201 | 400));
        prop_assert!(reply.json().is_object());
    }

    /// Requirements C2, G17, G22: any JSON under any name.
    #[test]
    fn any_members_are_answered(members in btree_map(member_name(), json_value(), 0..12)) {
        let members: Map<String, Value> = members.into_iter().collect();
        let body = Value::Object(members);
        let reply = Call::register(&body).to(&World::new());
        if reply.status() == 400 {
            let description = reply.text("error_description");
            prop_assert!(description.bytes().all(|byte| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~')));
        } else {
            prop_assert_eq!(reply.status(), 201);
        }
        let dry = Call::new(Method::Post, "/register?dry_run=true").json(&body).to(&World::new());
        let clean = dry.status() == 200 && dry.member("refusals") == json!([]);
        prop_assert_eq!(clean, reply.status() == 201, "{} {}", dry.json(), reply.json());
    }

    /// Requirements G16, H39: reader and writer are inverse, and sending a response back changes nothing.
    #[test]
    fn what_was_registered_is_registered_again_as_it_is(asked in metadata(), settings in select(vec![
        vec![],
        vec![("SCOPES_SUPPORTED", "a b openid"), ("DEFAULT_SCOPE", "openid"), ("PARTIAL_ACCEPTANCE", "on")],
        vec![("DEFAULT_TOKEN_ENDPOINT_AUTH_METHOD", "none"), ("FOREIGN_PAGES", "refuse"), ("REFUSED_HOSTS", "b.example")],
    ])) {
        let world = World::with(&settings);
        let client = Call::register(&asked).to(&world);
        prop_assume!(client.status() == 201);
        let policy = &world.server.config().policy;
        let stored = world.clients().remove(0).metadata;
        prop_assert_eq!(rules::accept(stored.members(), policy), Ok(stored.clone()));
        prop_assert_eq!(&rules::ValidatedClient::restore(stored.members().clone()), &stored);
        let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
        prop_assert_eq!(updated.status(), 200);
        let mut registered = client.json();
        registered.as_object_mut().unwrap().remove("dropped");
        prop_assert_eq!(updated.json(), registered);
    }

    /// Requirement R43: any path is answered, and only an identifier of ours gets into the log.
    #[test]
    fn any_path_is_answered(id in "[^?#]{0,40}", token in ".{0,60}") {
        let reply = Call::get(&format!("/register/{id}")).token(&token).to(&World::new());
        prop_assert!(matches!(reply.status(), 401 | 404));
        prop_assert!(!reply.line.contains("client_id"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(14) })]

    /// Requirements A17, A18, R25: for every longest body, as a registration and as a dry run.
    #[test]
    fn the_longest_bodies_are_answered(shape in 0..7_usize, fill in "[ -~]{1,40}") {
        let body = longest(shape, &fill);
        prop_assert!((60_000..=65_536).contains(&body.len()), "{}", body.len());
        for path in ["/register", "/register?dry_run=true"] {
            let call = Call::new(Method::Post, path).header("content-type", "application/json").body(&*body);
            prop_assert!(matches!(call.to(&World::new()).status(), 200 | 201 | 400));
        }
    }
}
