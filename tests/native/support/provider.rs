//! An identity provider in memory, and users who sign in there.

use std::collections::BTreeMap;

use enrol::ports::Content;
use serde_json::{Value, json};

use super::browser::{Browser, hidden, page};
use super::{Reply, Signer, World, register};
use crate::authentication::NOW;

/// The issuer of the provider.
pub const PROVIDER: &str = "https://login.example";

/// An identity provider, and the world in which it is.
pub struct Provider {
    /// The world.
    pub world: World,
    /// The provider's key.
    pub signer: Signer,
    /// A client whose user signs in.
    pub client_id: String,
}

/// The members of an entry of the settings, with other members.
pub fn entry(members: &Value) -> Value {
    let mut entry = json!({"issuer": PROVIDER, "client_id": "enrol", "label": "Company", "allow": "everybody"});
    change(&mut entry, members);
    entry
}

/// Changes members; `null` removes a member.
pub fn change(object: &mut Value, members: &Value) {
    for (name, value) in members.as_object().unwrap() {
        object[name] = value.clone();
    }
    object.as_object_mut().unwrap().retain(|_, value| !value.is_null());
}

/// Returns the parameters of an address.
pub fn parameters(address: &str) -> BTreeMap<String, String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl Provider {
    /// The provider with an entry in the settings that has other members.
    pub fn new(members: &Value) -> Self {
        Self::with(&json!({"company": entry(members)}), "company:s3cret", &[])
    }

    /// The provider with these settings.
    pub fn with(providers: &Value, secrets: &str, settings: &[(&str, &str)]) -> Self {
        let providers = providers.to_string();
        let own = [("IDENTITY_PROVIDERS", &*providers), ("IDENTITY_PROVIDER_SECRETS", secrets)];
        let world = World::with(&[settings, &own].concat());
        let signer = Signer::new();
        let client = register(&world, &json!({"token_endpoint_auth_method": "none"}));
        let provider = Self { world, signer, client_id: client.text("client_id") };
        provider.describe(&json!({}));
        provider.publish_keys("1");
        provider
    }

    /// Publishes the metadata with other members.
    pub fn describe(&self, members: &Value) {
        let mut metadata = json!({
            "issuer": PROVIDER,
            "authorization_endpoint": format!("{PROVIDER}/authorize"),
            "token_endpoint": format!("{PROVIDER}/token"),
            "jwks_uri": format!("{PROVIDER}/jwks"),
            "userinfo_endpoint": format!("{PROVIDER}/userinfo"),
        });
        change(&mut metadata, members);
        self.world.publish(&format!("{PROVIDER}/.well-known/openid-configuration"), &metadata.to_string());
    }

    /// Publishes the key under a name.
    pub fn publish_keys(&self, kid: &str) {
        self.world.publish(&format!("{PROVIDER}/jwks"), &json!({"keys": [self.signer.jwk(kid)]}).to_string());
    }

    /// Opens the sign-in page of an authorization request with other parameters.
    pub fn open(&self, browser: &Browser, more: &[(&str, &str)]) -> Reply {
        let own = [
            ("client_id", &*self.client_id),
            ("response_type", "code"),
            ("redirect_uri", "https://client.example/cb"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        browser.ask(&self.world, &[&own, more].concat())
    }

    /// Chooses the provider on the sign-in page, and returns the answer.
    pub fn choose(&self, browser: &Browser, sign_in: &Reply) -> Reply {
        let request = hidden(sign_in, "request");
        let chosen = [("request", &*request), ("provider", "company")];
        browser.submit(&self.world, "/sign-in/provider", &chosen)
    }

    /// Begins a sign-in in a browser, and returns the address at the provider.
    pub fn begin(&self, browser: &Browser, more: &[(&str, &str)]) -> String {
        let chosen = self.choose(browser, &self.open(browser, more));
        assert_eq!(chosen.status(), 200, "{}", page(&chosen));
        address(&chosen)
    }

    /// Answers the token request with an ID token of these claims.
    pub fn grant(&self, claims: &Value) {
        self.grant_token(&self.signer.sign(&json!({"alg": "ES256", "kid": "1"}), claims));
    }

    /// Answers the token request with this ID token.
    pub fn grant_token(&self, id_token: &str) {
        let tokens = json!({"access_token": "at-1", "token_type": "Bearer", "id_token": id_token});
        self.world.answer(&format!("{PROVIDER}/token"), 200, &tokens);
    }

    /// Comes back from the provider with a code.
    pub fn come_back(&self, browser: &Browser, address: &str) -> Reply {
        self.come_back_with(browser, address, &[("code", "c0de")])
    }

    /// Comes back from the provider with these parameters and the state.
    pub fn come_back_with(&self, browser: &Browser, address: &str, more: &[(&str, &str)]) -> Reply {
        let sent = parameters(address);
        let all = [more, &[("state", &*sent["state"])]].concat();
        let path = sent["redirect_uri"].strip_prefix("https://as.example").unwrap();
        browser.open(&self.world, &format!("{path}?{}", super::browser::query(&all)))
    }

    /// Signs in as a user of these claims.
    pub fn sign_in(&self, browser: &Browser, claims: &Value, more: &[(&str, &str)]) -> Reply {
        let address = self.begin(browser, more);
        self.grant(&id_token_claims(&address, claims));
        self.come_back(browser, &address)
    }

    /// Returns the parameters of the last form that was sent to the provider, and its `authorization`.
    pub fn last_form(&self) -> (BTreeMap<String, String>, Option<String>) {
        let sent = self.world.sent.borrow();
        let forms = sent.iter().rev().filter_map(|(_, message)| match &message.content {
            Some(Content::Form(text)) => Some((text.clone(), message.authorization.clone())),
            _ => None,
        });
        let (text, authorization) = forms.into_iter().next().expect("a form");
        (form_urlencoded::parse(text.as_bytes()).into_owned().collect(), authorization)
    }

    /// Returns the number of sessions.
    pub fn sessions(&self) -> usize {
        self.world.sessions.borrow().len()
    }
}

/// Returns the claims of an ID token for the sign-in at an address, with other claims.
pub fn id_token_claims(address: &str, members: &Value) -> Value {
    let nonce = &parameters(address)["nonce"];
    let mut claims = json!({
        "iss": PROVIDER, "sub": "248289761001", "aud": "enrol", "exp": NOW + 300, "iat": NOW, "nonce": nonce,
        "name": "Joe", "email": "joe@example.com", "email_verified": true,
    });
    change(&mut claims, members);
    claims
}

/// Returns the address that a page leads to at once.
pub fn address(reply: &Reply) -> String {
    let page = page(reply);
    let (_, rest) = page.split_once("content=\"0;url=").unwrap_or_else(|| panic!("{page}"));
    rest.split_once('"').unwrap().0.replace("&amp;", "&")
}

/// Checks that a sign-in was refused with a page and a reason in the log, and that nobody is signed in.
pub fn is_refused(provider: &Provider, reply: &Reply, reason: &str) {
    assert_ne!(reply.status(), 303, "{reason}");
    assert!(reply.line.contains(reason), "{} lacks {reason}", reply.line);
    assert_eq!(provider.sessions(), 0, "{reason}");
    let page = page(reply);
    assert!(page.contains("<h1>") && !page.contains("s3cret") && !page.contains(reason), "{page}");
}
