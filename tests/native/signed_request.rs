//! Registrations that the software of a statement has signed, and the keys of this server's own statements.

use enrol::http::Method;
use enrol::model::TokenDigest;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use crate::support::authority::{Authority, DIRECTORY, outcome, over};
use crate::support::{Call, Down, Reply, Signer, World, sign_with_secret};

const CLIENT_KEYS: &str = "https://bank.example/jwks";

/// A server that accepts signed requests, and a software with keys at a URL.
struct Bank {
    authority: Authority,
    signer: Signer,
}

impl Bank {
    fn new(settings: &[(&str, &str)]) -> Self {
        let entry = json!({"claims": {"software_jwks_endpoint": "jwks_uri"}});
        let authority = Authority::trusted(&entry, &[settings, &[("SIGNED_REQUESTS", "optional")]].concat());
        let signer = Signer::new();
        authority.world.publish(CLIENT_KEYS, &json!({"keys": [signer.jwk("b")]}).to_string());
        authority.world.resolve("bank.example", "198.200.0.1", "");
        Self { authority, signer }
    }

    fn claims(&self, changes: &Value) -> Value {
        let now = self.authority.world.now.get().0;
        let statement = self.authority.statement(&json!({"software_jwks_endpoint": CLIENT_KEYS}));
        let usual = json!({"iss": "bank-app", "aud": "https://as.example", "iat": now, "exp": now + 300, "jti": "request-1",
            "software_statement": statement, "token_endpoint_auth_method": "private_key_jwt"});
        over(&usual, changes)
    }

    fn sign(&self, changes: &Value) -> String {
        self.signer.sign(&json!({"alg": "ES256", "kid": "b"}), &self.claims(changes))
    }

    fn send(&self, method: Method, path: &str, kind: &str, body: &str) -> Call {
        assert!(!self.authority.world.documents.borrow().is_empty());
        Call::new(method, path).header("content-type", kind).body(body)
    }

    fn register(&self, body: &str) -> Reply {
        self.send(Method::Post, "/register", "application/jwt", body).to(&self.authority.world)
    }
}

const METADATA: &str = "invalid_client_metadata";

/// RFC 7519 section 10.3.1; requirements I27, I28, I29, I30, J47, J49.
#[test]
fn a_registration_may_be_signed_by_the_software_of_its_statement() {
    for kind in ["application/jwt", "application/jose", "Application/JWT; charset=utf-8"] {
        let bank = Bank::new(&[]);
        let reply = bank.send(Method::Post, "/register", kind, &bank.sign(&json!({}))).to(&bank.authority.world);
        assert_eq!(reply.status(), 201, "{}", reply.json());
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!((reply.text("client_name"), reply.text("jwks_uri")), ("Bank".to_owned(), CLIENT_KEYS.to_owned()));
        assert_eq!(reply.text("token_endpoint_auth_method"), "private_key_jwt");
        for name in ["iss", "aud", "iat", "exp", "jti"] {
            assert_eq!(reply.member(name), Value::Null, "{name}");
        }
    }
}

/// Requirements I29, I30, J3, J4, J21, J47: a request that is unsigned, for another server or expired is refused, and
/// is not stored.
#[test]
fn a_signed_request_that_cannot_be_believed_registers_nothing() {
    let bank = Bank::new(&[]);
    let now = bank.authority.world.now.get().0;
    let header = json!({"alg": "ES256", "kid": "b"});
    let stranger = Signer::new();
    let embedded = json!({"alg": "ES256", "kid": "b", "jwk": stranger.jwk("b")});
    let own_keys = json!({"jwks": {"keys": [stranger.jwk("b")]}});
    let without_keys = json!({"software_statement": bank.authority.statement(&json!({}))});
    let good = bank.sign(&json!({}));
    let bodies = [
        bank.sign(&json!({"aud": "https://other.example"})),
        bank.sign(&json!({"aud": "https://as.example/"})),
        bank.sign(&json!({"aud": "https://as.example/token"})),
        bank.sign(&json!({"aud": null})),
        bank.sign(&json!({"exp": now - 10})),
        bank.sign(&json!({"exp": now + 86_401})),
        bank.sign(&json!({"exp": null})),
        bank.sign(&json!({"iat": now + 11})),
        bank.sign(&json!({"iat": null})),
        bank.sign(&json!({"jti": null})),
        bank.sign(&json!({"iss": "other"})),
        bank.sign(&json!({"iss": null})),
        bank.sign(&without_keys),
        stranger.sign(&header, &bank.claims(&json!({}))),
        stranger.sign(&embedded, &bank.claims(&own_keys)),
        sign_with_secret("x", &json!({"alg": "HS256", "kid": "b"}), &bank.claims(&json!({}))),
        bank.authority.signer.sign(&header, &bank.claims(&json!({}))),
        good.rsplit_once('.').unwrap().0.to_owned(),
        format!("{good}="),
        String::new(),
        String::from("{}"),
        "\u{0}".to_owned(),
    ];
    for body in bodies {
        assert_eq!(bank.register(&body).refusal(), (400, METADATA.to_owned(), String::new()), "{body}");
    }
    for statement in [json!(null), json!("x"), json!({"a": 1})] {
        let body = bank.sign(&json!({"software_statement": statement}));
        assert_eq!(bank.register(&body).refusal().1, "invalid_software_statement");
    }
    assert!(bank.authority.world.clients().is_empty() && bank.authority.world.spent.borrow().is_empty());
    let broken = bank.send(Method::Post, "/register", "application/jwt", "").broken().to(&bank.authority.world);
    assert_eq!(broken.status(), 400);
    let long = bank.send(Method::Post, "/register", "application/jwt", "").too_large().to(&bank.authority.world);
    assert_eq!(long.status(), 413);
}

/// Requirement I31: the use is stored when the request registers, until the request expires.
#[test]
fn a_signed_request_registers_one_client() {
    let bank = Bank::new(&[]);
    bank.authority.world.down.set(Down::Random);
    assert_eq!(bank.register(&bank.sign(&json!({}))).status(), 503, "which is not the fault of the request");
    bank.authority.world.down.set(Down::Nothing);
    let bad = bank.sign(&json!({"logo_uri": "x"}));
    assert_eq!(bank.register(&bad).refusal().2, "/logo_uri");
    let body = bank.sign(&json!({}));
    let tried = bank.send(Method::Post, "/register?dry_run=true", "application/jwt", &body).to(&bank.authority.world);
    assert_eq!((tried.status(), tried.member("refusals")), (200, json!([])));
    assert_eq!(outcome(&bank.register(&body)).0, 201);
    assert_eq!(bank.register(&body).refusal(), (400, METADATA.to_owned(), String::new()));
    assert_eq!(outcome(&bank.register(&bank.sign(&json!({"jti": "request-2"})))).0, 201);
    assert_eq!(bank.authority.world.clients().len(), 2);
}

/// Requirements I27, I32, S16: a required signature cannot be avoided.
#[test]
fn signed_requests_are_off_or_required_as_the_operator_says() {
    let required = Bank::new(&[("SIGNED_REQUESTS", "required")]);
    let plain = json!({"software_statement": required.authority.statement(&json!({}))});
    let reply = Call::register(&plain).to(&required.authority.world);
    let told = (reply.status(), reply.text("error_description"));
    let must = "content-type must be application/jwt or application/jose";
    assert_eq!(told, (415, format!("{must}; the content-type application/json was sent")));
    let client = required.register(&required.sign(&json!({})));
    assert_eq!(client.status(), 201, "{}", client.json());
    let update = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&required.authority.world);
    assert_eq!(update.status(), 415);
    let off = Bank::new(&[("SIGNED_REQUESTS", "off")]);
    assert_eq!(off.register(&off.sign(&json!({}))).status(), 415);
}

/// Requirements I27, J60.
#[test]
fn an_update_may_be_signed_too() {
    let bank = Bank::new(&[]);
    let client = bank.register(&bank.sign(&json!({})));
    let path = format!("/register/{}", client.text("client_id"));
    let update = |body: &str| {
        let call = bank.send(Method::Put, &path, "application/jwt", body);
        call.token(&client.text("registration_access_token")).to(&bank.authority.world)
    };
    let changes = json!({"jti": "2", "client_id": client.text("client_id"), "client_uri": "https://bank.example/"});
    let body = bank.sign(&changes);
    let reply = update(&body);
    assert_eq!(
        (reply.status(), reply.text("client_uri")),
        (200, "https://bank.example/".to_owned()),
        "{}",
        reply.json()
    );
    assert_eq!(update(&body).refusal().1, METADATA, "it was sent before");
    bank.authority.world.wait(Seconds(700));
    let late = bank.sign(&over(&changes, &json!({"jti": "3"})));
    assert_eq!(update(&late).status(), 200, "with a fresh statement");
}

/// Only public keys, and only of this server; requirement F2.
#[test]
fn the_keys_of_statements_that_are_issued_here_are_published() {
    let world = World::new();
    let keys = |world: &World| Call::get("/statements/jwks").to(world).member("keys");
    assert_eq!(keys(&world), json!([]));
    let signer = Signer::new();
    let trust = |issuer: &str, jwk: Value| {
        let entry = json!({"jwks": {"keys": [jwk]}}).as_object().unwrap().clone();
        world.statement_issuers.borrow_mut().insert(issuer.to_owned(), entry);
    };
    trust("https://other.example", signer.jwk("other"));
    assert_eq!(keys(&world), json!([]));
    trust("https://as.example", signer.jwk("own"));
    assert_eq!(keys(&world), json!([signer.jwk("own")]));
    let mut private = signer.jwk("own");
    private["d"] = json!("AAAA");
    trust("https://as.example", private);
    assert_eq!(keys(&world), json!([]));
    let reply = Call::get("/statements/jwks").to(&world);
    assert_eq!(reply.header("cache-control"), Some("public, max-age=300"));
}

/// Requirement J3: `iss` is the `software_id` of the statement, even if it does not match the pattern of 1 to 22
/// letters and digits.
#[test]
fn a_signed_request_is_of_the_software_of_its_statement_exactly() {
    const SOFTWARE: &str = "4NRB10XZABZI9E65SM3Rab";
    let entry = json!({"claims": {"software_jwks_endpoint": "jwks_uri"}, "required": ["software_id"]});
    let authority = Authority::trusted(&entry, &[("SIGNED_REQUESTS", "optional")]);
    let bank = Bank { authority, signer: Signer::new() };
    bank.authority.world.publish(CLIENT_KEYS, &json!({"keys": [bank.signer.jwk("b")]}).to_string());
    bank.authority.world.resolve("bank.example", "198.200.0.1", "");
    let send = |software: Value, iss: Value| {
        let statement = json!({"software_jwks_endpoint": CLIENT_KEYS, "software_id": software});
        bank.register(&bank.sign(&json!({"iss": iss, "software_statement": bank.authority.statement(&statement)})))
    };
    for iss in [
        json!(""),
        json!(null),
        json!([SOFTWARE]),
        json!("4NRB10XZABZI9E65SM3Rabc"),
        json!("4NRB10XZABZI9E65SM3Ra"),
        json!("4nrb10xzabzi9e65sm3rAB"),
        json!("4NRB1-0XZABZI9E65SM3Ra"),
        json!(format!("{SOFTWARE} ")),
        json!(format!("{SOFTWARE}\u{200b}")),
        json!("https://directory.example"),
    ] {
        let refused = send(json!(SOFTWARE), iss.clone()).refusal();
        assert_eq!(refused, (400, METADATA.to_owned(), String::new()), "{iss}");
    }
    for software in [json!(""), json!(null)] {
        assert_eq!(send(software.clone(), json!("x")).refusal().1, "invalid_software_statement", "{software}");
    }
    let client = send(json!(SOFTWARE), json!(SOFTWARE));
    assert_eq!((client.status(), client.text("software_id")), (201, SOFTWARE.to_owned()), "{}", client.json());
}

/// Requirement I29: `iss` is required, even if the statement names no software.
#[test]
fn a_signed_request_says_who_asks() {
    let bank = Bank::new(&[]);
    let statement = json!({"software_jwks_endpoint": CLIENT_KEYS, "software_id": null});
    let send = |iss: Value, jti: &str| {
        let changes = json!({"iss": iss, "jti": jti, "software_statement": bank.authority.statement(&statement)});
        bank.register(&bank.sign(&changes))
    };
    for iss in [json!(null), json!(""), json!(1)] {
        assert_eq!(send(iss.clone(), "1").refusal(), (400, METADATA.to_owned(), String::new()), "{iss}");
    }
    assert_eq!(outcome(&send(json!("anybody"), "2")).0, 201);
}

/// A use is that of one sender and one `jti`, wherever they have spaces. Uses that an earlier version counted stay counted.
#[test]
fn a_request_uses_up_nothing_of_another_sender() {
    let bank = Bank::new(&[]);
    let claims = json!({"software_id": null, "software_jwks_endpoint": CLIENT_KEYS});
    let statement = bank.authority.statement(&claims);
    let send = |iss: &str, jti: &str| {
        let reply = bank.register(&bank.sign(&json!({"iss": iss, "jti": jti, "software_statement": statement})));
        reply.status()
    };
    assert_eq!([send("a b", "c"), send("a", "b c"), send("a b", "c"), send("a", "b c")], [201, 201, 400, 400]);
    let uses = &bank.authority.world.initial_access_tokens;
    assert_eq!(uses.borrow().len(), 2);
    uses.borrow_mut().clear();
    assert_eq!(send("x y", "z"), 201);
    uses.borrow_mut()[0].digest = TokenDigest::of_name("once", &format!("{DIRECTORY} request of x y z"));
    assert_eq!(send("x y", "z"), 400, "an earlier version has counted it");
}
