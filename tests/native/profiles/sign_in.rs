//! The ecosystems of FAPI 1.0 while users sign in at this server: requests and responses are signed, and tokens are bound to
//! certificates. FAPI 1.0 Advanced section 5.2.2.

use enrol::http::CertificateStatus::Verified;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use super::{cdr_au, open_banking_uk, open_finance_brasil};
use crate::support::authority::over;
use crate::support::authorization::CHALLENGE;
use crate::support::browser::{Browser, answer, hidden};
use crate::support::ecosystem::{Ecosystem, HERE, THUMBPRINT};
use crate::support::tokens::is_verified;
use crate::support::users::VERIFIER;
use crate::support::{Call, Reply};

/// A third party with its client, at a server of its ecosystem.
struct Party {
    scene: Ecosystem,
    client: Reply,
    scope: &'static str,
}

impl Party {
    fn all() -> [Self; 3] {
        [
            Self::of("open-banking-uk", open_banking_uk::claims(), &open_banking_uk::members(), "openid accounts"),
            Self::of(
                "open-finance-brasil",
                open_finance_brasil::claims(),
                &open_finance_brasil::members(),
                "openid payments",
            ),
            Self::of("cdr-au", cdr_au::claims(), &cdr_au::members(), "openid bank:accounts.basic:read"),
        ]
    }

    fn of(profile: &str, claims: Value, members: &Value, scope: &'static str) -> Self {
        let scene = Ecosystem::new(profile, claims, &[HERE, ("PROMPT_NONE", "any")]);
        let response_types = json!({"response_types": ["code"], "software_statement": scene.statement(&json!({}))});
        let members = over(members, &response_types);
        let call = match profile {
            "open-finance-brasil" => Call::register(&members),
            _ => scene.send(enrol::http::Method::Post, "/register", &scene.request(&members, &json!({}))),
        };
        let client = call.subject(open_finance_brasil::CERTIFICATE, THUMBPRINT, Verified).to(&scene.world);
        assert_eq!(client.status(), 201, "{profile} {}", client.json());
        Self { scene, client, scope }
    }

    fn callback(&self) -> String {
        self.client.member("redirect_uris")[0].as_str().unwrap().to_owned()
    }

    /// Signs a good request object with these changes.
    fn object(&self, changes: &Value) -> String {
        let (id, now) = (self.client.text("client_id"), self.scene.now());
        let usual = json!({"iss": id, "aud": "https://as.example", "nbf": now, "exp": now + 300, "client_id": id,
            "response_type": "code", "response_mode": "jwt", "redirect_uri": self.callback(), "scope": self.scope,
            "nonce": "n1", "code_challenge": CHALLENGE, "code_challenge_method": "S256"});
        let header = json!({"alg": "PS256", "kid": "s", "typ": "oauth-authz-req+jwt"});
        self.scene.software.sign(&header, &over(&usual, changes))
    }

    fn push(&self, parameters: &[(&str, &str)]) -> Reply {
        self.scene.form(&self.client, "/par", "CN=client", parameters).to(&self.scene.world)
    }

    /// Lets a user sign in and consent; returns the claims of the signed response.
    fn response(&self) -> Value {
        let pushed = self.push(&[("request", &self.object(&json!({})))]);
        assert_eq!(pushed.status(), 201, "{}", pushed.json());
        let world = &self.scene.world;
        let browser = Browser::of(world, &world.add_alice());
        let id = self.client.text("client_id");
        let page = browser.ask(world, &[("client_id", &id), ("request_uri", &pushed.text("request_uri"))]);
        let form = [("request", &*hidden(&page, "request")), ("decision", "allow")];
        let found = answer(&browser.submit(world, "/authorize/consent", &form), &self.callback());
        assert_eq!(found.keys().collect::<Vec<_>>(), ["response"]);
        let response = Token::read(&found["response"], ByteCount(16_384)).unwrap();
        assert!(is_verified(&response, world));
        Value::Object(response.claims.members().clone())
    }
}

/// FAPI 1.0 Advanced sections 5.2.2(1), 5.2.2(2), 5.2.2(13) and 5.2.2(17).
#[test]
fn a_request_is_signed_for_this_server_and_for_an_hour() {
    for party in Party::all() {
        let plain =
            [("response_type", "code"), ("redirect_uri", &*party.callback()), ("scope", "openid"), ("nonce", "n1")];
        assert_eq!(party.push(&plain).text("error"), "invalid_request", "{}", party.scope);
        let pushed = |changes: Value| party.push(&[("request", &party.object(&changes))]).text("error");
        for changes in [
            json!({"nbf": null}),
            json!({"exp": null}),
            json!({"aud": null}),
            json!({"exp": party.scene.now() + 7_200}),
        ] {
            assert_eq!(pushed(changes.clone()), "invalid_request_object", "{} {changes}", party.scope);
        }
        for changes in [json!({"response_mode": null}), json!({"response_mode": "query"})] {
            assert_eq!(pushed(changes.clone()), "invalid_request", "{} {changes}", party.scope);
        }
    }
}

/// FAPI 1.0 Advanced sections 5.2.2(5) and 5.2.2(6).
#[test]
fn a_code_comes_signed_and_its_token_is_bound_to_the_certificate() {
    for party in Party::all() {
        let response = party.response();
        let (code, callback) = (response["code"].as_str().unwrap(), party.callback());
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &*callback),
            ("code_verifier", VERIFIER),
        ];
        let redeem = || party.scene.form(&party.client, "/token", "CN=client", &form);
        let bare = redeem().bare().to(&party.scene.world);
        assert_eq!((bare.status(), bare.text("error")), (400, "invalid_request".to_owned()), "{}", party.scope);
        let tokens = redeem().to(&party.scene.world);
        assert_eq!(tokens.status(), 200, "{}", tokens.json());
        let token = Token::read(&tokens.text("access_token"), ByteCount(16_384)).unwrap();
        assert_eq!(token.claims.members()["cnf"], json!({"x5t#S256": THUMBPRINT}), "{}", party.scope);
    }
}
