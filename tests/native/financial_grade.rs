//! A server with the settings of `docs/guides/financial-grade.md`, as a client of FAPI 2.0 sees it. FAPI 2.0 Security
//! Profile sections 5.3.2 and 5.4.1.

use std::cell::Cell;

use enrol::client_metadata::SigningAlgorithm;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::authorization::{CALLBACK, parameters};
use crate::support::browser::{Browser, answer, hidden};
use crate::support::proof::Holder;
use crate::support::tokens::is_verified;
use crate::support::users::VERIFIER;
use crate::support::{Call, Reply, Signer, World};

const SETTINGS: [(&str, &str); 7] = [
    ("ACCESS_TOKEN_SIGNING_ALG", "PS256"),
    ("ASSERTION_AUDIENCE", "issuer"),
    ("PKCE_REQUIRED", "always"),
    ("PUSHED_REQUESTS", "required"),
    ("SENDER_CONSTRAINED_TOKENS", "required"),
    ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "private_key_jwt"),
    ("TOKEN_ENDPOINT_AUTH_SIGNING_ALG_VALUES_SUPPORTED", "PS256 ES256"),
];

const LISTS: [&str; 3] = [
    "dpop_signing_alg_values_supported",
    "id_token_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
];

fn world() -> World {
    let lists: Value = LISTS.iter().map(|list| ((*list).to_owned(), json!(["PS256", "ES256"]))).collect();
    World::with(&[&SETTINGS[..], &[("AUTHORIZATION_SERVER", &*lists.to_string()), ("PROMPT_NONE", "any")]].concat())
}

/// The page shows the settings of these tests.
#[test]
fn the_page_has_these_settings() {
    let page = include_str!("../../docs/guides/financial-grade.md");
    for (name, value) in SETTINGS {
        assert!(page.contains(&format!("{name} = \"{value}\"")), "{name}");
    }
    for list in LISTS {
        assert!(page.contains(&format!("{list} = [\"PS256\", \"ES256\"]")), "{list}");
    }
}

/// A client with an RSA key and a key that its tokens are bound to.
struct Party {
    world: World,
    client: Reply,
    signer: Signer,
    holder: Holder,
    assertions: Cell<u32>,
}

impl Party {
    fn new() -> Self {
        let (world, signer) = (world(), Signer::rsa(0));
        let client = Call::register(&metadata(&signer)).to(&world);
        assert_eq!(client.status(), 201, "{}", client.json());
        Self { world, client, signer, holder: Holder::new(), assertions: Cell::new(0) }
    }

    /// Adds an assertion with these changes to its header and its claims.
    fn asserted(&self, path: &str, form: &[(&str, &str)], header: &Value, claims: &Value) -> Call {
        let (id, now) = (self.client.text("client_id"), self.world.now.get().0);
        let jti = self.assertions.replace(self.assertions.get() + 1).to_string();
        let usual = json!({"iss": id, "sub": id, "aud": "https://as.example", "jti": jti, "iat": now, "exp": now + 60});
        let header = over(&json!({"alg": "PS256", "kid": "1"}), header);
        let assertion = self.signer.sign(&header, &over(&usual, claims));
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let own = [("client_assertion_type", kind), ("client_assertion", &*assertion)];
        Call::form(path, &[form, &own].concat())
    }

    fn proven(&self, path: &str, call: Call) -> Reply {
        let now = self.world.now.get().0;
        call.header("dpop", &self.holder.proof("POST", path, &json!({}), &json!({"iat": now}))).to(&self.world)
    }

    fn push(&self, changes: &[(&str, &str)]) -> Reply {
        self.proven("/par", self.asserted("/par", &parameters(changes), &json!({}), &json!({})))
    }

    /// Goes from a pushed request to a code.
    fn code(&self) -> String {
        let request_uri = self.push(&[]).text("request_uri");
        let browser = Browser::of(&self.world, &self.world.add_alice());
        let id = self.client.text("client_id");
        let shown = browser.ask(&self.world, &[("client_id", &id), ("request_uri", &request_uri)]);
        let form = [("request", &*hidden(&shown, "request")), ("decision", "allow")];
        let found = answer(&browser.submit(&self.world, "/authorize/consent", &form), CALLBACK);
        assert_eq!(found["iss"], "https://as.example");
        found["code"].clone()
    }

    fn redemption(&self, code: &str, header: &Value, claims: &Value) -> Call {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.asserted("/token", &form, header, claims)
    }

    fn redeem(&self, code: &str) -> Reply {
        self.proven("/token", self.redemption(code, &json!({}), &json!({})))
    }
}

fn metadata(signer: &Signer) -> Value {
    json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code", "refresh_token"], "jwks": {"keys": [signer.jwk("1")]}})
}

#[test]
fn a_client_of_the_profile_signs_a_user_in() {
    let party = Party::new();
    let tokens = party.redeem(&party.code());
    assert_eq!((tokens.status(), tokens.text("token_type")), (200, "DPoP".to_owned()), "{}", tokens.json());
    for name in ["access_token", "id_token"] {
        let token = Token::read(&tokens.text(name), ByteCount(16_384)).unwrap();
        assert!(token.algorithm == SigningAlgorithm::Ps256 && is_verified(&token, &party.world), "{name}");
    }
    assert_eq!(party.holder.userinfo(&party.world, &tokens.text("access_token")).status(), 200);
}

#[test]
fn a_request_outside_of_the_profile_is_refused() {
    let party = Party::new();
    let id = party.client.text("client_id");
    let told = Browser::default().ask(&party.world, &[&parameters(&[])[..], &[("client_id", &*id)]].concat());
    assert_eq!(answer(&told, CALLBACK)["error"], "invalid_request", "it is not pushed");
    for changes in [
        &[("code_challenge", ""), ("code_challenge_method", "")][..],
        &[("code_challenge_method", "plain")],
        &[("response_type", "code id_token")],
        &[("redirect_uri", "")],
        &[("redirect_uri", "https://evil.example/cb")],
    ] {
        assert_eq!(party.push(changes).status(), 400, "{changes:?}");
    }
    let anonymous = Call::form("/par", &parameters(&[("client_id", &id)])).to(&party.world);
    assert_eq!((anonymous.status(), anonymous.text("error")), (401, "invalid_client".to_owned()));
}

#[test]
fn a_token_request_outside_of_the_profile_is_refused() {
    let party = Party::new();
    let code = party.code();
    let refused = |call: Call| party.proven("/token", call).text("error");
    for (header, claims) in [
        (json!({}), json!({"aud": "https://as.example/token"})),
        (json!({}), json!({"aud": ["https://as.example", "https://as.example/token"]})),
        (json!({"alg": "RS256"}), json!({})),
    ] {
        assert_eq!(refused(party.redemption(&code, &header, &claims)), "invalid_client", "{header} {claims}");
    }
    let bearer = party.redemption(&code, &json!({}), &json!({})).to(&party.world);
    assert_eq!((bearer.status(), bearer.text("error")), (400, "invalid_request".to_owned()));
    let thief = Holder::new();
    let stolen = thief.prove(party.redemption(&code, &json!({}), &json!({}))).to(&party.world);
    assert_eq!(stolen.text("error"), "invalid_grant", "the code is bound to the key of the pushed request");
    assert_eq!(party.redeem(&code).status(), 200, "no refusal used the code up");
    assert_eq!(party.redeem(&code).text("error"), "invalid_grant");
    let late = Party::new();
    let code = late.code();
    late.world.wait(Seconds(60));
    assert_eq!(late.redeem(&code).text("error"), "invalid_grant", "a code lives for a minute");
}

#[test]
fn a_registration_outside_of_the_profile_is_refused() {
    let (world, signer) = (world(), Signer::rsa(0));
    for (changes, pointer) in [
        (json!({"token_endpoint_auth_method": "client_secret_basic"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_method": "none"}), "/token_endpoint_auth_method"),
        (json!({"token_endpoint_auth_signing_alg": "RS256"}), "/token_endpoint_auth_signing_alg"),
        (json!({"id_token_signed_response_alg": "RS256"}), "/id_token_signed_response_alg"),
        (json!({"request_object_signing_alg": "RS256"}), "/request_object_signing_alg"),
        (json!({"response_types": ["code id_token"]}), "/response_types/0"),
    ] {
        let reply = Call::register(&over(&metadata(&signer), &changes)).to(&world);
        assert_eq!(reply.refusal().2, pointer, "{changes}");
    }
}
