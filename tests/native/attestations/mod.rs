//! Clients whose installation an attester vouches for. Draft `draft-ietf-oauth-attestation-based-client-auth-10`.

mod proofs;
mod registration;

use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::proof::changed;
use crate::support::users::{app, granted, of_code, of_refresh, seal, sign_in, token_request};
use crate::support::{Call, Down, Reply, Signer, World};

/// The time of a new world.
const NOW: u64 = 1_800_000_000;

const ATTESTER: &str = "https://attest.example";

const METHODS: (&str, &str) = (
    "TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED",
    "client_secret_basic attest_jwt_client_auth attest_jwt_client_auth_dpop none",
);

/// The server of an app's vendor, and one installation of the app with its key.
struct Vendor {
    server: Signer,
    installation: Signer,
}

impl Vendor {
    fn new() -> Self {
        Self { server: Signer::new(), installation: Signer::new() }
    }

    /// A world that trusts the vendor, with these settings.
    fn world(&self, settings: &[(&str, &str)]) -> World {
        let attesters = json!({ATTESTER: {"jwks": {"keys": [self.server.jwk("a1")]}}}).to_string();
        World::with(&[&[METHODS, ("ATTESTERS", &*attesters)], settings].concat())
    }

    /// An attestation of the installation, with other header parameters and claims.
    fn attestation(&self, client: &str, header: &Value, claims: &Value) -> String {
        let own = json!({"iss": ATTESTER, "sub": client, "iat": NOW, "exp": NOW + 3600,
            "cnf": {"jwk": self.installation.jwk("1")}});
        self.server.sign(
            &changed(json!({"alg": "ES256", "kid": "a1", "typ": "oauth-client-attestation+jwt"}), header),
            &changed(own, claims),
        )
    }

    /// A proof of the installation, with other header parameters and claims.
    fn proof(&self, header: &Value, claims: &Value) -> String {
        let own = json!({"iss": "client", "aud": "https://as.example", "iat": NOW, "jti": jti()});
        self.installation.sign(
            &changed(json!({"alg": "ES256", "typ": "oauth-client-attestation-pop+jwt"}), header),
            &changed(own, claims),
        )
    }

    /// A request of the installation as this client, with a new proof.
    fn sign(&self, call: Call, client: &str) -> Call {
        let none = json!({});
        call.header("oauth-client-attestation", &self.attestation(client, &none, &none))
            .header("oauth-client-attestation-pop", &self.proof(&none, &none))
    }
}

/// Returns a value that no other proof has.
fn jti() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed).to_string()
}

fn attested(world: &World, members: &Value) -> Reply {
    app(
        world,
        &changed(
            json!({"token_endpoint_auth_method": "attest_jwt_client_auth",
        "grant_types": ["authorization_code", "client_credentials", "refresh_token"]}),
            members,
        ),
    )
}

const CREDENTIALS: [(&str, &str); 1] = [("grant_type", "client_credentials")];

fn is_refused(reply: &Reply, code: &str, reason: &str) {
    let status = if code == "invalid_client" { 401 } else { 400 };
    assert_eq!((reply.status(), reply.text("error")), (status, code.to_owned()), "{reason} {}", reply.line);
    let line: Value = serde_json::from_str(&reply.line).unwrap();
    assert_eq!(line["reason"].as_str().unwrap_or_default(), reason);
}

/// Requirements M49 to M51, M56: the attester signs for the client, and the installation for itself.
#[test]
fn an_attested_installation_authenticates_as_its_client() {
    let vendor = Vendor::new();
    let world = vendor.world(&[]);
    let client = attested(&world, &json!({}));
    assert_eq!(client.member("client_secret"), Value::Null);
    let id = client.text("client_id");
    let reply = vendor.sign(Call::form("/token", &CREDENTIALS), &id).to(&world);
    assert_eq!(reply.status(), 200, "{}", reply.line);
    let named = [CREDENTIALS[0], ("client_id", &*id)];
    assert_eq!(vendor.sign(Call::form("/token", &named), &id).to(&world).status(), 200);
    let about = [("token", &*reply.text("access_token"))];
    let about = vendor.sign(Call::form("/introspect", &about), &id).to(&world);
    assert_eq!(about.json()["active"], json!(true), "{}", about.line);
    let other = [CREDENTIALS[0], ("client_id", "other")];
    assert_eq!(vendor.sign(Call::form("/token", &other), &id).to(&world).text("error"), "invalid_request");
    is_refused(&token_request(&client, &CREDENTIALS).to(&world), "invalid_client", "method_not_permitted");
    let secret = Call::form("/token", &CREDENTIALS).basic(&id, "guess");
    is_refused(&secret.to(&world), "invalid_client", "method_not_permitted");
    let twice = vendor.sign(Call::form("/token", &CREDENTIALS), &id).basic(&id, "guess");
    assert_eq!(twice.to(&world).text("error"), "invalid_request");
}

/// Requirements M48, M49: one attestation, of a trusted attester, for this client, with a public key.
#[test]
fn an_attestation_that_is_not_good_is_refused() {
    let (vendor, none) = (Vendor::new(), json!({}));
    let world = vendor.world(&[]);
    let id = attested(&world, &json!({})).text("client_id");
    let send = |attestation: &str| {
        let call = Call::form("/token", &CREDENTIALS).header("oauth-client-attestation", attestation);
        call.header("oauth-client-attestation-pop", &vendor.proof(&json!({}), &json!({}))).to(&world)
    };
    let good = vendor.attestation(&id, &none, &none);
    let signature = good.rsplit('.').next().unwrap();
    let other = vendor.attestation("other", &none, &none);
    let forged = format!("{}.{signature}", other.rsplit_once('.').unwrap().0.replace("other", &id));
    for text in ["x".to_owned(), format!("{good}, {good}"), String::new()] {
        is_refused(&send(&text), "invalid_client", "attestation_malformed");
    }
    is_refused(&send(&forged), "invalid_client", "client_unknown");
    let malformed = "attestation_malformed";
    for (header, claims, reason) in [
        (json!({"typ": "JWT"}), none.clone(), malformed),
        (json!({"typ": null}), none.clone(), malformed),
        (json!({"alg": "none"}), none.clone(), malformed),
        (json!({"alg": "HS256"}), none.clone(), "attestation_signature"),
        (json!({"kid": "a2"}), none.clone(), "attestation_signature"),
        (none.clone(), json!({"sub": null}), malformed),
        (none.clone(), json!({"cnf": null}), malformed),
        (none.clone(), json!({"cnf": {}}), malformed),
        (none.clone(), json!({"cnf": {"jwk": {"kty": "oct", "k": "AAAA"}}}), malformed),
        (
            none.clone(),
            json!({"cnf": {"jwk": changed(vendor.installation.jwk("1"), &json!({"d": "AAAA"}))}}),
            malformed,
        ),
        (none.clone(), json!({"iss": "https://other.example"}), "attestation_attester"),
        (none.clone(), json!({"iss": 1}), "attestation_attester"),
        (none.clone(), json!({"exp": null}), "attestation_claims"),
        (none.clone(), json!({"exp": "tomorrow"}), "attestation_claims"),
    ] {
        is_refused(&send(&vendor.attestation(&id, &header, &claims)), "invalid_client", reason);
    }
    let stranger = Vendor { server: Signer::new(), installation: Signer::new() };
    is_refused(&send(&stranger.attestation(&id, &none, &none)), "invalid_client", "attestation_signature");
    let own = vendor.installation.sign(
        &json!({"alg": "ES256", "typ": "oauth-client-attestation+jwt"}),
        &json!({"iss": ATTESTER, "sub": id, "exp": NOW + 60, "cnf": {"jwk": vendor.installation.jwk("1")}}),
    );
    is_refused(&send(&own), "invalid_client", "attestation_signature");
    assert_eq!(send(&vendor.attestation(&id, &none, &json!({"iss": null}))).status(), 200, "the only attester");
    let alone = Call::form("/token", &CREDENTIALS).header("oauth-client-attestation", &good).to(&world);
    is_refused(&alone, "invalid_client", malformed);
}

/// Requirement M53.
#[test]
fn an_attestation_that_is_over_is_asked_for_anew() {
    let vendor = Vendor::new();
    let world = vendor.world(&[]);
    let id = attested(&world, &json!({})).text("client_id");
    for claims in [json!({"exp": NOW - 10}), json!({"nbf": NOW + 11}), json!({"iat": NOW + 11})] {
        let call = Call::form("/token", &CREDENTIALS)
            .header("oauth-client-attestation", &vendor.attestation(&id, &json!({}), &claims))
            .header("oauth-client-attestation-pop", &vendor.proof(&json!({}), &json!({})));
        is_refused(&call.to(&world), "use_fresh_attestation", "");
    }
}

/// Installations may share a client. None uses the refresh token of another.
#[test]
fn a_refresh_token_is_for_the_installation_that_got_it() {
    let vendor = Vendor::new();
    let world = vendor.world(&[]);
    let id = attested(&world, &json!({})).text("client_id");
    let code = seal(&world, &id, &granted(&world, &sign_in(&world), "openid offline_access"));
    let tokens = vendor.sign(Call::form("/token", &of_code(&code)), &id).to(&world);
    assert_eq!(tokens.status(), 200, "{}", tokens.line);
    let token = tokens.text("refresh_token");
    let other = Vendor { server: Signer::new(), installation: Signer::new() };
    let stolen = Vendor { server: vendor.server, installation: other.installation };
    let refused = stolen.sign(Call::form("/token", &of_refresh(&token)), &id).to(&world);
    assert_eq!((refused.status(), refused.text("error")), (400, "invalid_grant".to_owned()), "{}", refused.line);
    let vendor = Vendor { server: stolen.server, installation: vendor.installation };
    let refreshed = vendor.sign(Call::form("/token", &of_refresh(&token)), &id).to(&world);
    assert_eq!(refreshed.status(), 200, "{}", refreshed.line);
    assert!(
        Token::read(&refreshed.text("access_token"), ByteCount(16_384)).unwrap().claims.members().get("cnf").is_none()
    );
}

/// With several attesters, each vouches for the clients of its own software alone.
#[test]
fn an_attester_vouches_for_its_own_software() {
    let (vendor, other, none) = (Vendor::new(), Vendor::new(), json!({}));
    world_of_two(&vendor, &other, |world| {
        let id = attested(world, &json!({"software_id": "mail"})).text("client_id");
        let send = |vendor: &Vendor, claims: &Value| {
            Call::form("/token", &CREDENTIALS)
                .header("oauth-client-attestation", &vendor.attestation(&id, &none, claims))
                .header("oauth-client-attestation-pop", &vendor.proof(&none, &none))
                .to(world)
        };
        assert_eq!(send(&vendor, &none).status(), 200);
        let claims = json!({"iss": "https://files.example"});
        is_refused(&send(&other, &claims), "invalid_client", "attestation_attester");
        is_refused(&send(&vendor, &json!({"iss": null})), "invalid_client", "attestation_attester");
        let without = attested(world, &json!({})).text("client_id");
        let reply = vendor.sign(Call::form("/token", &CREDENTIALS), &without).to(world);
        is_refused(&reply, "invalid_client", "attestation_attester");
    });
}

fn world_of_two(one: &Vendor, other: &Vendor, run: impl FnOnce(&World)) {
    let attesters = json!({
        ATTESTER: {"jwks": {"keys": [one.server.jwk("a1")]}, "software_ids": ["mail"]},
        "https://files.example": {"jwks_uri": "https://files.example/jwks", "software_ids": ["files"]},
    });
    let world = World::with(&[METHODS, ("ATTESTERS", &attesters.to_string())]);
    world.resolve("files.example", "93.184.216.34", "");
    world.publish("https://files.example/jwks", &json!({"keys": [other.server.jwk("a1")]}).to_string());
    let id = attested(&world, &json!({"software_id": "files"})).text("client_id");
    let call = Call::form("/token", &CREDENTIALS)
        .header(
            "oauth-client-attestation",
            &other.attestation(&id, &json!({}), &json!({"iss": "https://files.example"})),
        )
        .header("oauth-client-attestation-pop", &other.proof(&json!({}), &json!({})));
    assert_eq!(call.to(&world).status(), 200, "its keys are fetched");
    run(&world);
}

/// A public client may send an attestation to every server, and a server without attesters reads none.
#[test]
fn an_attestation_that_nobody_asked_for_is_not_read() {
    let vendor = Vendor::new();
    for world in [vendor.world(&[]), World::new()] {
        let public =
            json!({"token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"]});
        let id = app(&world, &public).text("client_id");
        let code = seal(&world, &id, &granted(&world, &sign_in(&world), "openid"));
        let call = Call::form("/token", &[&of_code(&code)[..], &[("client_id", &*id)]].concat());
        assert_eq!(vendor.sign(call, &id).to(&world).status(), 200);
    }
}

#[test]
fn without_its_ports_an_attestation_proves_nothing() {
    let vendor = Vendor::new();
    let world = vendor.world(&[]);
    let id = attested(&world, &json!({})).text("client_id");
    for down in [Down::Store, Down::Verify] {
        world.down.set(down);
        assert_eq!(vendor.sign(Call::form("/token", &CREDENTIALS), &id).to(&world).status(), 503, "{down:?}");
    }
    world.down.set(Down::Nothing);
    assert_eq!(vendor.sign(Call::form("/token", &CREDENTIALS), &id).to(&world).status(), 200);
}

/// Requirement M55.
#[test]
fn discovery_shows_attestations_where_they_count() {
    let shown = Call::get("/.well-known/oauth-authorization-server").to(&Vendor::new().world(&[])).json();
    assert_eq!(shown["challenge_endpoint"], json!("https://as.example/challenge"));
    assert_eq!(shown["client_attestation_pop_methods_supported"], json!(["attestation_pop_jwt", "dpop_combined"]));
    for member in
        ["client_attestation_signing_alg_values_supported", "client_attestation_pop_signing_alg_values_supported"]
    {
        let algorithms = shown[member].as_array().unwrap();
        assert!(algorithms.contains(&json!("ES256")) && !algorithms.contains(&json!("HS256")), "{member}");
    }
    assert!(
        shown["token_endpoint_auth_methods_supported"].as_array().unwrap().contains(&json!("attest_jwt_client_auth"))
    );
    let plain = Call::get("/.well-known/oauth-authorization-server").to(&World::new()).json();
    assert!(
        plain.as_object().unwrap().keys().all(|name| !name.contains("attestation") && name != "challenge_endpoint")
    );
}
