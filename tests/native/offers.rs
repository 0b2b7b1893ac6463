//! An offer of several values counts as the member that is chosen from it, wherever members are bounded.

use enrol::client_metadata::{CHOICES, member_of};
use enrol::http::Method;
use serde_json::{Map, Value, json};

use crate::support::authority::{Authority, over};
use crate::support::{Call, Reply, Signer, World};

const METHOD: &str = "token_endpoint_auth_method";
const METHODS: &str = "token_endpoint_auth_methods_supported";
const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const CLIENT_KEYS: &str = "https://bank.example/jwks";

/// A value that differs from the default.
fn other_than_default(offer: &str) -> &'static str {
    match offer {
        METHODS => "none",
        "subject_types_supported" => "pairwise",
        _ if offer.contains("encryption_alg") => "RSA-OAEP",
        _ if offer.contains("encryption_enc") => "A256GCM",
        _ => "ES256",
    }
}

/// Returns the member with the key encryption algorithm that belongs to a content encryption member.
fn alg_of(enc: &str) -> String {
    format!("{}alg", enc.trim_end_matches("enc"))
}

/// Settings of a server that has every feature from which something can be chosen.
fn features() -> Vec<(&'static str, String)> {
    let lists = CHOICES.iter().filter(|(offer, _)| !offer.starts_with("token_endpoint")).map(|(offer, _)| {
        let default = match *offer {
            "subject_types_supported" => "public",
            _ if offer.contains("encryption_enc") => "A128CBC-HS256",
            _ => "RS256",
        };
        let values = [default, other_than_default(offer)];
        let values = if offer.contains("encryption_alg") { &values[1..] } else { &values[..] };
        ((*offer).to_owned(), json!(values))
    });
    let mut server: Map<String, Value> = lists.collect();
    server.insert("backchannel_token_delivery_modes_supported".to_owned(), json!(["poll"]));
    server.insert("token_endpoint".to_owned(), json!("https://op.example/token"));
    vec![
        ("AUTHORIZATION_SERVER", Value::Object(server).to_string()),
        ("GRANT_TYPES_SUPPORTED", "authorization_code urn:openid:params:grant-type:ciba".to_owned()),
        ("SIGNED_REQUESTS", "optional".to_owned()),
    ]
}

/// A server with every feature, an authority that it trusts, and the key of a software.
struct Bank {
    authority: Authority,
    signer: Signer,
    claims: Value,
}

impl Bank {
    fn new(entry: &Value, claims: &Value) -> Self {
        let features = features();
        let settings: Vec<(&str, &str)> = features.iter().map(|(name, value)| (*name, &**value)).collect();
        let authority = Authority::trusted(entry, &settings);
        let signer = Signer::new();
        authority.world.publish(CLIENT_KEYS, &json!({"keys": [signer.jwk("b")]}).to_string());
        authority.world.resolve("bank.example", "198.200.0.1", "");
        let mut all = json!({"jwks_uri": CLIENT_KEYS});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        Self { authority, signer, claims: all }
    }

    /// Makes the same case with a statement that also sets the members that the offer requires.
    fn for_offer(offer: &str, entry: &Value, claims: &Value) -> Self {
        let grants = json!(["authorization_code", "urn:openid:params:grant-type:ciba"]);
        let needed = json!({"backchannel_token_delivery_mode": "poll", "grant_types": grants});
        let claims = if offer.starts_with("backchannel") { over(claims, &needed) } else { claims.clone() };
        Self::new(entry, &claims)
    }

    fn post(&self, members: &Value) -> Reply {
        self.authority.register(&self.authority.statement(&self.claims), members)
    }

    fn client(&self) -> Reply {
        let client = self.post(&json!({}));
        assert_eq!(client.status(), 201, "{}", client.json());
        client
    }

    fn put(&self, members: &Value) -> Reply {
        let client = self.client();
        let mut body = client.resubmitted();
        // The offer replaces the registered value.
        body.as_object_mut()
            .unwrap()
            .retain(|name, _| !members.as_object().unwrap().keys().any(|it| member_of(it) == name));
        Call::manage(Method::Put, &client).json(&over(&body, members)).to(&self.authority.world)
    }

    fn sign(&self, jti: &str, members: &Value) -> String {
        let now = self.authority.world.now.get().0;
        let statement = self.authority.statement(&self.claims);
        let usual = json!({"iss": "bank-app", "aud": "https://as.example", "iat": now, "exp": now + 300, "jti": jti,
            "software_statement": statement});
        self.signer.sign(&json!({"alg": "ES256", "kid": "b"}), &over(&usual, members))
    }

    fn post_signed(&self, members: &Value) -> Reply {
        let body = self.sign("1", members);
        Call::new(Method::Post, "/register")
            .header("content-type", "application/jwt")
            .body(body)
            .to(&self.authority.world)
    }

    fn put_signed(&self, members: &Value) -> Reply {
        let client = self.client();
        let body = self.sign("2", &over(members, &json!({"client_id": client.text("client_id")})));
        let call = Call::manage(Method::Put, &client).header("content-type", "application/jwt");
        call.body(body).to(&self.authority.world)
    }

    /// The answers to members that come in each way that there is.
    fn answers(&self, members: &Value) -> [(&'static str, Reply); 4] {
        [
            ("POST", self.post(members)),
            ("PUT", self.put(members)),
            ("signed POST", self.post_signed(members)),
            ("signed PUT", self.put_signed(members)),
        ]
    }
}

/// An offer, the member that it is of, and whatever else it needs to be chosen from.
fn offers() -> impl Iterator<Item = (&'static str, &'static str, Value)> {
    CHOICES.iter().map(|(offer, member)| {
        let alg = alg_of(member);
        let needed = match *offer {
            "token_endpoint_auth_signing_alg_values_supported" => json!({METHOD: "private_key_jwt"}),
            _ if offer.contains("encryption_enc") => json!({alg: "RSA-OAEP"}),
            _ => json!({}),
        };
        (*offer, *member, over(&needed, &json!({*offer: [other_than_default(offer)]})))
    })
}

/// OpenID Connect Relying Party Metadata Choices: without other limits, each offer leads to a choice; requirement C80.
#[test]
fn what_is_offered_is_chosen_by_a_client_that_may_say_it() {
    for (offer, member, asked) in offers() {
        let needed = if offer.contains("encryption_enc") { alg_of(member) } else { METHOD.to_owned() };
        for entry in [json!({}), json!({"self_asserted": [member, needed]})] {
            for (way, reply) in Bank::for_offer(offer, &entry, &json!({})).answers(&asked) {
                assert!(matches!(reply.status(), 200 | 201), "{way} {offer} {}", reply.json());
                assert_eq!(reply.text(member), other_than_default(offer), "{way} {offer} {entry}");
            }
        }
    }
}

/// RFC 7591 section 2.3: a member that the request must not set, it must not offer; requirements I14, H35.
#[test]
fn what_may_not_be_said_may_not_be_offered() {
    for (offer, member, asked) in offers() {
        let needed: Vec<&str> =
            asked.as_object().unwrap().keys().map(String::as_str).filter(|it| *it != offer).collect();
        let permitted = [&["client_uri"], &*needed].concat();
        let entry = json!({"self_asserted": permitted});
        let without = over(&asked, &json!({offer: null}));
        let plain = Bank::for_offer(offer, &entry, &json!({})).post(&without);
        assert_eq!(plain.status(), 201, "{}", plain.json());
        for (way, reply) in Bank::for_offer(offer, &entry, &json!({})).answers(&asked) {
            assert!(matches!(reply.status(), 200 | 201), "{way} {offer} {}", reply.json());
            assert_eq!(reply.member(member), plain.member(member), "{way} {offer}");
        }
    }
}

/// RFC 7591 section 2.3: the same holds for a claim; requirements I13, H35.
#[test]
fn what_a_statement_says_is_not_offered_anew() {
    for (offer, member, asked) in offers() {
        let said = match offer {
            METHODS => "private_key_jwt",
            "subject_types_supported" => "public",
            _ if offer.contains("encryption_alg") => "RSA-OAEP",
            _ if offer.contains("encryption_enc") => "A128CBC-HS256",
            _ => "RS256",
        };
        for entry in [json!({}), json!({"narrowed": [member]})] {
            let claims = over(&over(&asked, &json!({offer: null})), &json!({member: said}));
            for (way, reply) in Bank::for_offer(offer, &entry, &claims).answers(&asked) {
                assert!(matches!(reply.status(), 200 | 201), "{way} {offer} {}", reply.json());
                assert_eq!(reply.text(member), said, "{way} {offer} {entry}");
            }
        }
    }
}

/// RFC 7591 section 2.2: a member in a language is the member; requirements C46, I14.
#[test]
fn what_may_not_be_said_may_not_be_said_in_a_language() {
    for member in ["client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri"] {
        let name = format!("{member}#fr");
        let value = if member == "client_name" { "Banque" } else { "https://bank.example/fr" };
        let asked = json!({&name: value});
        for (entry, claims, is_said) in [
            (json!({"self_asserted": ["scope"]}), json!({"client_name": null}), false),
            (json!({"self_asserted": [member]}), json!({"client_name": null}), true),
            (json!({}), json!({member: value}), false),
        ] {
            for (way, reply) in Bank::new(&entry, &claims).answers(&asked) {
                assert!(matches!(reply.status(), 200 | 201), "{way} {member} {}", reply.json());
                assert_eq!(reply.member(&name) == value, is_said, "{way} {member} {entry}");
            }
        }
    }
}

/// Requirement H39: sending back the registered offers does not permit to extend them.
#[test]
fn what_is_sent_back_permits_nothing_beside_it() {
    let entry = json!({"self_asserted": ["client_uri"], "locked": ["software_id"]});
    let Bank { authority, .. } = Bank::new(&entry, &json!({}));
    let client = authority.register(&authority.statement(&json!({})), &json!({}));
    assert_eq!(client.text(METHOD), "client_secret_basic");
    let update = |world: &World, changes: &Value| {
        Call::manage(Method::Put, &client).json(&over(&client.resubmitted(), changes)).to(world)
    };
    // The issuer is no longer trusted, and the server no longer supports the client's value.
    let world = authority.world.restarted(&[]);
    let reply = update(&world, &json!({"client_name#fr": "Autre"}));
    assert_eq!((reply.text("client_name"), reply.member("client_name#fr")), ("Bank".to_owned(), Value::Null));
    let world = world.restarted(&[("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "none client_secret_post")]);
    let reply = update(&world, &json!({METHODS: ["client_secret_basic", "none"]}));
    assert_eq!((reply.status(), reply.refusal().2), (400, format!("/{METHOD}")), "{}", reply.json());
}

/// RFC 7591 section 5; requirement B14: a choice is made among the values that an initial access token permits.
#[test]
fn an_offer_is_chosen_from_within_the_bounds_of_a_token() {
    let world = World::new();
    world.give(TOKEN, 9, &json!({METHOD: ["client_secret_post"]}));
    let register = |offer: Value| {
        Call::register(&json!({"redirect_uris": ["https://app.example/cb"], METHODS: offer})).token(TOKEN).to(&world)
    };
    let client = register(json!(["none", "client_secret_post"]));
    assert_eq!((client.status(), client.text(METHOD)), (201, "client_secret_post".to_owned()), "{}", client.json());
    assert_eq!(register(json!(["none"])).status(), 400);
    let update = |offer: Value| {
        let body = over(&client.resubmitted(), &json!({METHOD: null, METHODS: offer}));
        Call::manage(Method::Put, &client).json(&body).to(&world)
    };
    assert_eq!(update(json!(["none", "client_secret_post"])).text(METHOD), "client_secret_post");
    assert_eq!(update(json!(["none"])).status(), 400);
}

/// Requirement B15: an offer without the template's value is refused, as is another value of the member.
#[test]
fn an_offer_must_have_what_a_template_says() {
    let templates = json!({"mobile": {"redirect_uris": ["com.example.app:/cb"], METHOD: "client_secret_post"}});
    let world = World::with(&[("TEMPLATES", &templates.to_string())]);
    world.give(TOKEN, 9, &json!({"templates": ["mobile"]}));
    let register = |offer: Value, query: &str| {
        let body = json!({"software_id": "mobile", METHODS: offer});
        Call::new(Method::Post, &format!("/register{query}")).json(&body).token(TOKEN).to(&world)
    };
    let client = register(json!(["none", "client_secret_post"]), "");
    assert_eq!((client.status(), client.text(METHOD)), (201, "client_secret_post".to_owned()), "{}", client.json());
    let refusal = (400, "invalid_client_metadata".to_owned(), format!("/{METHODS}"));
    assert_eq!(register(json!(["none"]), "").refusal(), refusal);
    let told = register(json!(["none"]), "?dry_run=true").member("refusals");
    assert_eq!(told[0]["pointer"], refusal.2, "{told}");
    let update = |offer: Value| {
        let body = over(&client.resubmitted(), &json!({METHODS: offer}));
        Call::manage(Method::Put, &client).json(&body).to(&world)
    };
    assert_eq!(update(json!(["client_secret_post"])).status(), 200);
    assert_eq!(update(json!(["none"])).refusal(), refusal);
}
