//! The modules of the OpenID certification profiles that the server is made for, as a relying party sees them. The name
//! of each module is in the documentation of its test.

mod basic;
mod discovery;
mod dynamic;
mod logout;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use enrol::jose::Token;
use enrol::model::User;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::browser::{Browser, answer, destination, hidden, page};
use crate::support::tokens::is_verified;
use crate::support::users::of_refresh;
use crate::support::{Call, Reply, Signer, World};

/// The address of the relying party.
const PARTY: &str = "https://certification.example/test/a/enrol";

/// Its redirection URI.
const CALLBACK: &str = "https://certification.example/test/a/enrol/callback";

/// The settings of a certification run, as its documentation names them.
const SETTINGS: [(&str, &str); 6] = [
    ("AUTHORIZATION_SERVER", r#"{"subject_types_supported":["public","pairwise"]}"#),
    ("DEFAULT_SCOPE", "openid profile email address phone"),
    ("PAIRWISE_SALT", "s1:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
    ("PKCE_REQUIRED", "public"),
    ("PROMPT_NONE", "any"),
    ("SCOPES_SUPPORTED", "openid profile email address phone offline_access"),
];

/// A server in a certification run, and the user of the run.
struct Run {
    world: World,
    user: User,
}

impl Run {
    fn new() -> Self {
        let world = World::with(&SETTINGS);
        let claims = json!({"name": "Anna Example", "email": "anna@example.com", "email_verified": true,
            "address": {"country": "BR"}, "phone_number": "+55 11 5555 0100", "phone_number_verified": false});
        let user = world.add_user("anna", &claims);
        world.resolve("certification.example", "93.184.216.34", "");
        Self { world, user }
    }

    /// Registers a client with this method and these members as the suite does: everything comes back as it was sent.
    fn party(&self, method: &'static str, members: &Value) -> Party<'_> {
        let signer = Signer::rsa(0);
        let asked = over(&asked(method, &signer), members);
        let client = Call::register(&asked).to(&self.world);
        assert_eq!(client.status(), 201, "{}", client.json());
        for (name, value) in asked.as_object().unwrap() {
            assert_eq!(&client.member(name), value, "{name}");
        }
        let is_secret = method.starts_with("client_secret");
        assert_eq!(client.member("client_secret").is_string(), is_secret);
        assert_eq!(client.member("client_secret_expires_at").is_number(), is_secret);
        let (browser, shown, assertions) = (Browser::default(), RefCell::default(), Cell::default());
        Party { run: self, client, method, signer, browser, shown, assertions }
    }
}

/// The registration request of the suite. Its key has no name.
fn asked(method: &str, signer: &Signer) -> Value {
    json!({"client_name": "OIDC Conformance oidcc-server wL4cjQ7ZbTTZVxl", "grant_types": ["authorization_code"],
        "response_types": ["code"], "redirect_uris": [CALLBACK], "token_endpoint_auth_method": method,
        "contacts": ["certification@example.org"], "jwks": {"keys": [over(&signer.jwk("1"), &json!({"kid": null, "use": "sig", "alg": "RS256"}))]}})
}

/// A client of the suite, and the browser of its user.
struct Party<'a> {
    run: &'a Run,
    client: Reply,
    method: &'static str,
    signer: Signer,
    browser: Browser,
    /// The pages that the user has seen since the request.
    shown: RefCell<Vec<&'static str>>,
    /// The number of assertions that the client has made.
    assertions: Cell<u32>,
}

impl Party<'_> {
    fn id(&self) -> String {
        self.client.text("client_id")
    }

    /// The parameters of a request with these changes; an empty one is left out.
    fn parameters(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let usual = [
            ("response_type", "code"),
            ("client_id", &*self.id()),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("state", "CQFV6kRd6W"),
            ("nonce", "HHBVjnEgQv"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let is_kept = |(name, _): &(String, String)| !changes.iter().any(|(changed, _)| changed == name);
        let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        usual.into_iter().filter(is_kept).chain(changes).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Opens the authorization endpoint with a request with these changes.
    fn open(&self, changes: &[(&str, &str)]) -> Reply {
        self.shown.borrow_mut().clear();
        let parameters = self.parameters(changes);
        let pairs: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.browser.ask(&self.run.world, &pairs)
    }

    /// Walks through the pages of the server, where the user signs in and consents, to the client.
    fn walk(&self, mut reply: Reply) -> Reply {
        while destination(&reply).is_none_or(|address| address.starts_with("https://as.example/")) {
            let world = &self.run.world;
            if let Some(address) = destination(&reply) {
                reply = self.browser.open(world, &address);
                continue;
            }
            assert_eq!(reply.status(), 200, "{}", page(&reply));
            let shown = page(&reply);
            if shown.contains("action=\"/sign-in\"") {
                self.shown.borrow_mut().push("sign-in");
                world.wait(Seconds(1));
                self.browser.sign_in(world, &self.run.user);
                reply = self.browser.open(world, &format!("/authorize/resume?request={}", hidden(&reply, "request")));
            } else if shown.contains("action=\"/authorize/consent\"") {
                self.shown.borrow_mut().push("consent");
                let form = [("request", &*hidden(&reply, "request")), ("decision", "allow")];
                reply = self.browser.submit(world, "/authorize/consent", &form);
            } else {
                return reply;
            }
        }
        reply
    }

    /// Sends the user with a request with these changes; returns the parameters that come back.
    fn go(&self, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
        let found = answer(&self.walk(self.open(changes)), CALLBACK);
        assert_eq!((&*found["state"], &*found["iss"]), ("CQFV6kRd6W", "https://as.example"));
        found
    }

    /// Makes a token request, with which the client authenticates by its method.
    fn authenticated(&self, parameters: &[(&str, &str)]) -> Call {
        let id = self.id();
        let secret = self.client.member("client_secret").as_str().unwrap_or_default().to_owned();
        let own = [("client_id", &*id), ("client_secret", &*secret)];
        match self.method {
            "client_secret_basic" => Call::token_request(parameters).basic(&id, &secret),
            "client_secret_post" => Call::token_request(&[parameters, &own].concat()),
            _ => self.asserted(&json!({"alg": "RS256"}), &self.signer, "https://as.example/token", parameters),
        }
    }

    /// Makes a token request with an assertion that a key has signed for an audience.
    fn asserted(&self, header: &Value, signer: &Signer, audience: &str, parameters: &[(&str, &str)]) -> Call {
        let (id, now) = (self.id(), self.run.world.now.get().0);
        let jti = format!("assertion {}", self.assertions.replace(self.assertions.get() + 1));
        let claims = json!({"iss": id, "sub": id, "aud": audience, "jti": jti, "iat": now, "exp": now + 60});
        let assertion = signer.sign(header, &claims);
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let own = [("client_assertion_type", kind), ("client_assertion", &*assertion)];
        Call::token_request(&[parameters, &own].concat())
    }

    /// Redeems a code.
    fn redeem(&self, code: &str) -> Reply {
        let parameters = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.authenticated(&parameters).to(&self.run.world)
    }

    /// Refreshes the tokens of a response.
    fn refresh(&self, tokens: &Reply) -> Reply {
        self.authenticated(&of_refresh(&tokens.text("refresh_token"))).to(&self.run.world)
    }

    /// Goes through a whole flow with these changes, and checks everything that comes back.
    fn complete(&self, changes: &[(&str, &str)]) -> Reply {
        let found = self.go(changes);
        let tokens = self.redeem(found.get("code").unwrap_or_else(|| panic!("{found:?}")));
        assert_eq!(tokens.status(), 200, "{}", tokens.json());
        assert_eq!(
            (tokens.text("token_type"), tokens.header("cache-control")),
            ("Bearer".to_owned(), Some("no-store"))
        );
        assert!(tokens.member("expires_in").is_u64());
        let nonce = changes.iter().find(|(name, _)| *name == "nonce").map_or("HHBVjnEgQv", |(_, nonce)| *nonce);
        let claims = self.id_token(&tokens);
        assert_eq!(claims["nonce"].as_str().unwrap_or_default(), nonce);
        let userinfo = self.userinfo(&tokens);
        assert_eq!((userinfo.status(), &userinfo.member("sub")), (200, &claims["sub"]));
        tokens
    }

    /// Returns the claims of the ID token of a response, after the checks of OpenID Connect Core section 3.1.3.7.
    fn id_token(&self, tokens: &Reply) -> Value {
        let token = Token::read(&tokens.text("id_token"), ByteCount(8192)).unwrap();
        assert!(token.kid.is_some() && is_verified(&token, &self.run.world));
        let claims = Value::Object(token.claims.members().clone());
        let now = self.run.world.now.get().0;
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!("https://as.example"), &json!(self.id())));
        assert!(claims["sub"].is_string() && claims["iat"] == now && claims["exp"].as_u64() > Some(now));
        claims
    }

    fn userinfo(&self, tokens: &Reply) -> Reply {
        Call::get("/userinfo").token(&tokens.text("access_token")).to(&self.run.world)
    }
}

/// Asserts that a page tells of an error, and leads nowhere.
fn assert_error_page(reply: &Reply) {
    assert!((400..500).contains(&reply.status()), "{}", reply.status());
    assert_eq!(destination(reply), None);
}

/// The page about certification names the modules, the tests and the settings that are here, and no others.
#[test]
fn the_page_is_about_these_tests() {
    let page = include_str!("../../../docs/openid-certification.md");
    let sources =
        [include_str!("basic.rs"), include_str!("discovery.rs"), include_str!("dynamic.rs"), include_str!("logout.rs")]
            .join("\n");
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let modules = |text: &str| -> BTreeSet<String> {
        text.split(|c| !is_name(c)).filter(|word| word.starts_with("oidcc-")).map(str::to_owned).collect()
    };
    assert_eq!(modules(page), modules(&sources));
    let rows: Vec<Vec<&str>> =
        page.lines().filter(|line| line.starts_with("| `oidcc-")).map(|line| line.split(" | ").collect()).collect();
    assert!(rows.len() > 60);
    for row in rows {
        let module = row[0].trim_matches(['|', ' ', '`']);
        let test = row[2].trim_matches(['|', ' ', '`']);
        let before = sources.split(&format!("fn {test}()")).next().filter(|before| before.len() < sources.len());
        let documentation = before.and_then(|before| before.rsplit("\n\n").next()).unwrap_or_else(|| panic!("{test}"));
        assert!(modules(documentation).contains(module), "{test} does not show {module}");
    }
    for (name, value) in SETTINGS {
        let is_shown = page.contains(&format!("{name} = \"{value}\""));
        assert!(is_shown || ["AUTHORIZATION_SERVER", "PAIRWISE_SALT"].contains(&name), "{name}");
    }
}
