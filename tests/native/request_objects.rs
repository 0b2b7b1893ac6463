//! Request objects, by value and by reference. RFC 9101, OpenID Connect Core section 6.

mod by_reference;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::authorization::{CALLBACK, CHALLENGE, app, push};
use crate::support::browser::{Browser, answer, page};
use crate::support::{Call, Down, Reply, Signer, World, sign_with_secret};

/// The address of the object of a client.
const ADDRESS: &str = "https://client.example/request.jwt";

/// A server, and a client that signs its requests.
struct Scene {
    world: World,
    signer: Signer,
    client: Reply,
}

impl Scene {
    fn of(members: &Value) -> Self {
        Self::with(&[], members)
    }

    fn with(settings: &[(&str, &str)], members: &Value) -> Self {
        let algorithms =
            json!({"request_object_signing_alg_values_supported": ["ES256", "HS256", "RS256"]}).to_string();
        let usual = [("AUTHORIZATION_SERVER", &*algorithms), ("PROMPT_NONE", "any")];
        let world = World::with(&[settings, &usual].concat());
        let signer = Signer::new();
        let usual = json!({"jwks": {"keys": [signer.jwk("1")]}, "request_uris": [ADDRESS]});
        let client = app(&world, &over(&usual, members));
        world.publish("https://client.example/jwks", &json!({"keys": [signer.jwk("1")]}).to_string());
        world.resolve("client.example", "93.184.216.34", "");
        Self { world, signer, client }
    }

    /// The claims of a good object with these changes.
    fn claims(&self, changes: &Value) -> Value {
        let id = self.client.text("client_id");
        let usual = json!({"iss": id, "aud": "https://as.example", "exp": self.world.now.get().0 + 60, "client_id": id,
            "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "inside", "max_age": 60,
            "code_challenge": CHALLENGE, "code_challenge_method": "S256", "claims": {"id_token": {"acr": null}}});
        over(&usual, changes)
    }

    fn sign(&self, changes: &Value) -> String {
        self.signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": "oauth-authz-req+jwt"}), &self.claims(changes))
    }

    /// Sends a user with these parameters; returns the error code, or nothing for the sign-in page.
    fn ask(&self, parameters: &[(&str, &str)]) -> String {
        let own = [("client_id", &*self.client.text("client_id")), ("state", "outside")]
            .map(|(name, value)| (name, value.to_owned()));
        let all: Vec<(&str, &str)> =
            own.iter().map(|(name, value)| (*name, &**value)).chain(parameters.iter().copied()).collect();
        let reply = Browser::default().ask(&self.world, &all);
        match reply.status() {
            200 => {
                assert!(page(&reply).contains("action=\"/sign-in\""));
                String::new()
            }
            303 => answer(&reply, CALLBACK)["error"].clone(),
            status => format!("page {status}"),
        }
    }

    /// Puts an object at the address of the client.
    fn publish(&self, object: &str) {
        self.world.publish_as(ADDRESS, 200, "application/oauth-authz-req+jwt", object);
    }

    /// Pushes an object; returns the error code, or nothing.
    fn push(&self, object: &str) -> String {
        let (id, secret) = (self.client.text("client_id"), self.client.text("client_secret"));
        let reply = Call::form("/par", &[("request", object)]).basic(&id, &secret).to(&self.world);
        reply.member("error").as_str().unwrap_or_default().to_owned()
    }
}

/// RFC 9101 sections 4 and 6.3.
#[test]
fn the_parameters_of_a_signed_object_count_alone() {
    let scene = Scene::of(&json!({}));
    assert_eq!(scene.push(&scene.sign(&json!({}))), "");
    for (changes, code) in [
        (json!({"response_type": null}), "invalid_request"),
        (json!({"redirect_uri": "https://evil.example/"}), "invalid_request"),
        (json!({"code_challenge_method": "plain"}), "invalid_request"),
        (json!({"max_age": -1}), "invalid_request"),
        (json!({"claims": {"id_token": []}}), "invalid_request"),
        (json!({"resource": ["https://as.example", "https://evil.example"]}), "invalid_target"),
        (json!({"resource": ["https://as.example"]}), ""),
    ] {
        assert_eq!(scene.push(&scene.sign(&changes)), code, "{changes}");
    }
}

/// RFC 9101 sections 6.3 and 10.8; requirements C70, M30.
#[test]
fn an_object_of_another_client_server_or_time_is_refused() {
    let scene = Scene::of(&json!({"request_object_signing_alg": "ES256"}));
    let now = scene.world.now.get().0;
    for changes in [
        json!({"client_id": null}),
        json!({"client_id": "other"}),
        json!({"iss": "other"}),
        json!({"iss": ["x"]}),
        json!({"aud": "https://other.example"}),
        json!({"exp": now - 10}),
        json!({"exp": "soon"}),
        json!({"nbf": now + 11}),
        json!({"iat": now + 11}),
        json!({"sub": scene.client.text("client_id")}),
        json!({"request_uri": ADDRESS}),
        json!({"request": "x"}),
    ] {
        assert_eq!(scene.push(&scene.sign(&changes)), "invalid_request_object", "{changes}");
    }
    for changes in [
        json!({"iss": null, "aud": null, "exp": null}),
        json!({"aud": ["https://other.example", "https://as.example"]}),
        json!({"aud": "https://as.example/"}),
        json!({"aud": "https://as.example/authorize"}),
        json!({"exp": now - 9, "nbf": now + 10, "jti": "x"}),
    ] {
        assert_eq!(scene.push(&scene.sign(&changes)), "", "{changes}");
    }
    for typ in ["at+jwt", "client-authentication+jwt", "dpop+jwt"] {
        let object = scene.signer.sign(&json!({"alg": "ES256", "kid": "1", "typ": typ}), &scene.claims(&json!({})));
        assert_eq!(scene.push(&object), "invalid_request_object", "{typ}");
    }
}

/// FAPI 1.0 Advanced section 5.2.2, FAPI 2.0 Message Signing section 5.3.1.
#[test]
fn an_operator_can_demand_the_claims_of_fapi() {
    let scene = Scene::with(&[("REQUEST_OBJECT_CLAIMS", "required")], &json!({}));
    let now = scene.world.now.get().0;
    for (changes, code) in [
        (json!({"nbf": now}), ""),
        (json!({"nbf": now, "aud": ["https://other.example", "https://as.example"]}), ""),
        (json!({"nbf": now - 3599, "exp": now + 1}), ""),
        (json!({"nbf": now - 3601, "exp": now + 1}), "invalid_request_object"),
        (json!({"nbf": now, "exp": now + 3600}), ""),
        (json!({"nbf": now, "exp": now + 3601}), "invalid_request_object"),
        (json!({}), "invalid_request_object"),
        (json!({"nbf": now, "exp": null}), "invalid_request_object"),
        (json!({"nbf": now, "aud": null}), "invalid_request_object"),
        (json!({"nbf": now, "aud": "https://as.example/"}), "invalid_request_object"),
        (json!({"nbf": now, "aud": "https://as.example/authorize"}), "invalid_request_object"),
    ] {
        assert_eq!(scene.push(&scene.sign(&changes)), code, "{changes}");
    }
    let demand = r#"{"require_signed_request_object":true}"#;
    let strict = Scene::with(&[("AUTHORIZATION_SERVER", demand)], &json!({}));
    assert_eq!(push(&strict.world, &strict.client, &[]).refusal().2, "/request", "every client must sign");
    assert_eq!(strict.push(&strict.sign(&json!({}))), "");
}

/// OpenID Connect Registration section 2; requirement C70.
#[test]
fn an_object_is_signed_with_the_registered_algorithm_and_key() {
    let scene = Scene::of(&json!({"request_object_signing_alg": "RS256", "jwks": null,
        "jwks_uri": "https://client.example/jwks"}));
    assert_eq!(scene.push(&scene.sign(&json!({}))), "invalid_request_object");
    let scene = Scene::of(&json!({}));
    let secret = scene.client.text("client_secret");
    assert_eq!(scene.push(&sign_with_secret(&secret, &json!({"alg": "HS256"}), &scene.claims(&json!({})))), "");
    let claims = scene.claims(&json!({}));
    for object in [
        sign_with_secret("another secret", &json!({"alg": "HS256"}), &claims),
        sign_with_secret(&secret, &json!({"alg": "HS512"}), &claims),
        Signer::new().sign(&json!({"alg": "ES256", "kid": "1"}), &claims),
        scene.signer.sign(&json!({"alg": "ES256", "kid": "2"}), &claims),
        scene.signer.sign(&json!({"alg": "ES384", "kid": "1"}), &claims),
        "x".to_owned(),
        "a.b.c.d.e".to_owned(),
        format!("{}.AA", "A".repeat(16_384)),
    ] {
        assert_eq!(scene.push(&object), "invalid_request_object", "{object}");
    }
}

/// OpenID Connect Core section 3.1.2.6, RFC 9101 section 10.5; requirement C93.
#[test]
fn an_unsigned_object_is_never_accepted() {
    let scene = Scene::of(&json!({}));
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&scene.claims(&json!({}))));
    assert_eq!(scene.push(&unsigned), "request_not_supported");
    let sly = format!("{}.{}.AA", part(&json!({"alg": "nOnE"})), part(&scene.claims(&json!({}))));
    assert_eq!(scene.push(&sly), "invalid_request_object");
    let strict = Scene::of(&json!({"require_signed_request_object": true}));
    let (id, secret) = (strict.client.text("client_id"), strict.client.text("client_secret"));
    let plain = push(&strict.world, &strict.client, &[]);
    assert_eq!(plain.refusal(), (400, "invalid_request".to_owned(), "/request".to_owned()));
    let signed = Call::form("/par", &[("request", &*strict.sign(&json!({})))]).basic(&id, &secret);
    assert_eq!(signed.to(&strict.world).status(), 201);
}

/// The keys of a client are those of the moment; requirement R21.
#[test]
fn keys_by_reference_are_fetched_when_an_object_is_read() {
    let scene = Scene::of(&json!({"jwks": null, "jwks_uri": "https://client.example/jwks"}));
    assert_eq!(scene.push(&scene.sign(&json!({}))), "");
    scene.world.down.set(Down::Verify);
    assert_eq!(scene.push(&scene.sign(&json!({}))), "temporarily_unavailable");
}

/// RFC 9101 section 5: the parameters beside the object are those of anybody.
#[test]
fn parameters_beside_an_object_do_not_count() {
    let scene = Scene::of(&json!({}));
    let object = scene.sign(&json!({"prompt": "none"}));
    let id = scene.client.text("client_id");
    let beside = [("client_id", &*id), ("request", &*object), ("state", "outside"), ("prompt", "login")];
    let reply = Browser::default().ask(&scene.world, &beside);
    let found = answer(&reply, CALLBACK);
    assert_eq!((&*found["error"], &*found["state"]), ("login_required", "inside"));
}

/// OpenID Connect Discovery section 3; requirement L14: what the operator turns off is off.
#[test]
fn an_object_is_refused_where_the_operator_turns_objects_off() {
    let scene = Scene::of(&json!({}));
    let object = scene.sign(&json!({}));
    scene.publish(&object);
    let off = r#"{"request_parameter_supported":false,"request_uri_parameter_supported":false}"#;
    let scene =
        Scene { world: scene.world.restarted(&[("AUTHORIZATION_SERVER", off), ("PROMPT_NONE", "any")]), ..scene };
    let usual = [("response_type", "code"), ("redirect_uri", CALLBACK), ("scope", "openid")];
    let with = |parameter| usual.into_iter().chain([parameter]).collect::<Vec<_>>();
    assert_eq!(scene.ask(&with(("request", &object))), "request_not_supported");
    assert_eq!(scene.ask(&with(("request_uri", ADDRESS))), "request_uri_not_supported");
    assert!(scene.world.fetches.borrow().is_empty());
    let pushed = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let pushed: Vec<_> = usual.into_iter().chain(pushed).collect();
    let address = push(&scene.world, &scene.client, &pushed).text("request_uri");
    let parameters = [("client_id", &*scene.client.text("client_id")), ("request_uri", &*address)];
    let reply = Browser::default().ask(&scene.world, &parameters);
    let location = reply.header("location").unwrap();
    assert!(location.starts_with("https://as.example/authorize/resume?"), "a pushed request is no object: {location}");
}
