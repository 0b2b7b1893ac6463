//! A server that has moved to another name, and the clients that it had before.

use enrol::http::Method;
use enrol::route::Server;
use serde_json::{Value, json};

use crate::support::authority::over;
use crate::support::{Call, KEYS, Reply, Signer, World, sign_with_secret};

const SEALED: (&str, &str) = ("CLIENT_STORAGE", "sealed");
const SCOPES: (&str, &str) = ("SCOPES_SUPPORTED", "read write");
const FORMER: &str = "https://as.example";
const NEW: &str = "https://new.example";
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Renames the server of a world; the old name becomes a former issuer.
fn moved(world: World, issuer: &str, former: &str, settings: &[(&str, &str)]) -> World {
    world.restarted(&[&[("ISSUER", issuer), ("FORMER_ISSUERS", former), SEALED], settings].concat())
}

fn machine(world: &World, changes: &Value) -> Reply {
    let asked = over(&json!({"grant_types": ["client_credentials"], "scope": "read"}), changes);
    let client = Call::register(&asked).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

fn token(client: &Reply, world: &World) -> Reply {
    let call = Call::token_request(&[("grant_type", "client_credentials")]);
    call.basic(&client.text("client_id"), &client.text("client_secret")).to(world)
}

fn manage(method: Method, client: &Reply, path: &str) -> Call {
    let path = format!("{path}/register/{}", client.text("client_id"));
    Call::new(method, &path).token(&client.text("registration_access_token"))
}

/// RFC 7592 section 2: identifiers and credentials of a former issuer stay valid, at the current URLs; requirements K4,
/// K14.
#[test]
fn a_sealed_client_moves_with_its_server() {
    for (issuer, path, former) in [
        (NEW, "", FORMER),
        ("https://new.example/t1", "/t1", "https://other.example https://as.example"),
        ("https://new.example", "", "[\"https://as.example\"]"),
    ] {
        let world = World::with(&[SEALED, SCOPES]);
        let client = machine(&world, &json!({}));
        let world = moved(world, issuer, former, &[SCOPES]);
        let read = manage(Method::Get, &client, path).to(&world);
        let address = format!("{issuer}/register/{}", client.text("client_id"));
        let expected = over(&client.json(), &json!({"registration_client_uri": address}));
        assert_eq!((read.status(), read.json()), (200, expected));
        let got = Call::form(&format!("{path}/token"), &[("grant_type", "client_credentials")])
            .basic(&client.text("client_id"), &client.text("client_secret"))
            .to(&world);
        assert_eq!(got.status(), 200, "{}", got.json());
        let body = over(&read.resubmitted(), &json!({"client_name": "Moved"}));
        let updated = manage(Method::Put, &client, path).json(&body).to(&world);
        assert_eq!((updated.status(), updated.member("client_id")), (200, client.member("client_id")));
        // It is stored now: it can be moved on without the list.
        let world = moved(world, "https://third.example", "", &[]);
        assert_eq!(manage(Method::Get, &client, "").to(&world).text("client_name"), "Moved");
        assert_eq!(manage(Method::Delete, &client, "").to(&world).status(), 204);
        let world = moved(world, issuer, former, &[]);
        assert_eq!(manage(Method::Get, &client, path).to(&world).status(), 401, "and gone it stays");
    }
}

/// Requirement K4: a name that is not on the list is that of another server.
#[test]
fn a_sealed_client_is_nobody_to_a_server_that_never_had_its_name() {
    let world = World::with(&[SEALED]);
    let client = machine(&world, &json!({}));
    for former in ["", "https://other.example", "https://as.example/t1", "http://localhost:8787"] {
        let world = moved(World::with(&[SEALED]), NEW, former, &[]);
        assert_eq!(token(&client, &world).text("error"), "invalid_client", "{former}");
        assert_eq!(manage(Method::Get, &client, "").to(&world).status(), 401, "{former}");
    }
    let world = moved(world, NEW, FORMER, &[]);
    let younger = machine(&world, &json!({}));
    assert_eq!(token(&younger, &world).status(), 200);
    let back = world.restarted(&[SEALED]);
    assert_eq!(
        token(&younger, &back).text("error"),
        "invalid_client",
        "what is sealed now is sealed under the new name"
    );
    assert_eq!(token(&client, &back).status(), 200);
}

/// Requirement D22: a former name may still lead to this server.
#[test]
fn nobody_is_redirected_to_an_endpoint_under_a_former_name() {
    let world = moved(World::new(), NEW, "https://as.example https://other.example/t1", &[]);
    let register = |uri: &str| Call::register(&json!({"redirect_uris": [uri]})).to(&world);
    for own in [
        "https://as.example/register",
        "https://AS.example:8443/authorize",
        "https://other.example/t1/token",
        "https://other.example/.well-known/openid-configuration/t1",
        "https://new.example/register",
    ] {
        assert_eq!(register(own).refusal().2, "/redirect_uris/0", "{own}");
    }
    for other in ["https://as.example/cb", "https://other.example/token", "https://third.example/register"] {
        assert_eq!(register(other).status(), 201, "{other}");
    }
}

/// Requirement R46: the log knows it as before.
#[test]
fn the_log_names_a_client_of_a_former_name() {
    let world = World::with(&[SEALED]);
    let client = machine(&world, &json!({}));
    let id = format!("\"client_id\":\"{}\"", client.text("client_id"));
    let path = format!("/register/{}", client.text("client_id"));
    let world = moved(world, NEW, FORMER, &[]);
    assert!(Call::get(&path).to(&world).line.contains(&id), "also while nobody has proven anything");
    let world = moved(world, NEW, "", &[]);
    assert!(!Call::get(&path).to(&world).line.contains(&id));
}

/// RFC 7523 section 3: an assertion for a former issuer is refused, because another server may have that name now;
/// requirement M17.
#[test]
fn assertions_are_for_the_name_of_now() {
    let world = World::with(&[SEALED]);
    let client = machine(&world, &json!({"token_endpoint_auth_method": "client_secret_jwt"}));
    let (id, now) = (client.text("client_id"), world.now.get().0);
    let world = moved(world, NEW, FORMER, &[]);
    let assert_for = |audience: &str| {
        let claims = json!({"iss": id, "sub": id, "aud": audience, "exp": now + 60, "jti": audience});
        let assertion = sign_with_secret(&client.text("client_secret"), &json!({"alg": "HS256"}), &claims);
        let parameters =
            [("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", &*assertion)];
        Call::token_request(&parameters).to(&world)
    };
    assert_eq!(assert_for(FORMER).text("error"), "invalid_client");
    let reply = assert_for(NEW);
    assert_eq!(reply.status(), 200, "{}", reply.json());
}

/// RFC 7591 section 2.3: the server is one issuer of statements under all its names; requirements H36, B15, F2.
#[test]
fn statements_of_the_server_itself_count_under_each_of_its_names() {
    let templates = json!({"mobile": {"redirect_uris": ["com.example.app:/cb"]}}).to_string();
    let settings = [("TEMPLATES", &*templates)];
    let world = World::with(&[SEALED, settings[0]]);
    let [old, new] = [Signer::new(), Signer::new()];
    let trust = |world: &World, issuer: &str, keys: &Value| {
        let entry = json!({"jwks": {"keys": keys}}).as_object().unwrap().clone();
        world.statement_issuers.borrow_mut().insert(issuer.to_owned(), entry);
    };
    let statement = |signer: &Signer, issuer: &str, claims: &Value| {
        let usual = json!({"iss": issuer, "iat": 1_800_000_000, "exp": 1_800_000_600, "software_id": "bank-app",
            "redirect_uris": ["https://bank.example/cb"]});
        let kid = if issuer == NEW { "2" } else { "1" };
        signer.sign(&json!({"alg": "ES256", "kid": kid, "typ": "ssa+jwt"}), &over(&usual, claims))
    };
    trust(&world, FORMER, &json!([old.jwk("1")]));
    let held = statement(&old, FORMER, &json!({"client_name": "Bank"}));
    let client = Call::register(&json!({"software_statement": held})).to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    let world = moved(world, NEW, FORMER, &settings);
    trust(&world, NEW, &json!([new.jwk("2"), old.jwk("1")]));
    let keys = Call::get("/statements/jwks").to(&world).member("keys");
    assert_eq!(keys, json!([new.jwk("2"), old.jwk("1")]), "each of them once");
    let kept = manage(Method::Put, &client, "").json(&client.resubmitted()).to(&world);
    assert_eq!((kept.status(), kept.text("client_name")), (200, "Bank".to_owned()), "{}", kept.json());
    let fresh = statement(&new, NEW, &json!({"client_name": "New bank"}));
    let body = over(&client.resubmitted(), &json!({"software_statement": fresh}));
    let changed = manage(Method::Put, &client, "").json(&body).to(&world);
    assert_eq!((changed.status(), changed.text("client_name")), (200, "New bank".to_owned()), "{}", changed.json());
    let of_template =
        statement(&old, FORMER, &json!({"software_id": "mobile", "redirect_uris": null, "client_name": "A"}));
    let register = |world: &World| Call::register(&json!({"software_statement": of_template})).to(world);
    let installed = register(&world);
    assert_eq!(installed.status(), 201, "{}", installed.json());
    let world = moved(world, NEW, "", &settings);
    assert_eq!(register(&world).text("error"), "unapproved_software_statement", "which is another issuer now");
    let body = over(&changed.resubmitted(), &json!({"software_statement": held}));
    let reply = manage(Method::Put, &client, "").json(&body).to(&world);
    assert_eq!(reply.text("error"), "unapproved_software_statement");
}

/// A list that cannot be right stops the server, with the name of the setting.
#[test]
fn former_issuers_are_issuers_that_are_not_that_of_now() {
    let start = |former: &str| {
        let settings = [("ISSUER", NEW), ("MASTER_SECRET", KEYS[0]), ("FORMER_ISSUERS", former)];
        let find = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Server::start(find).map(|_| ()).map_err(|misconfigured| misconfigured.to_string())
    };
    let many =
        |count: usize| (0..count).map(|it| format!("http://localhost:{}", 9000 + it)).collect::<Vec<_>>().join(" ");
    for good in ["", FORMER, "https://as.example https://as.example/t1", &many(10)] {
        assert_eq!(start(good), Ok(()), "{good}");
    }
    for (bad, must) in [
        (NEW, "not have the ISSUER itself"),
        ("http://as.example", "have valid issuers: each must be an https URL, or an http URL of this machine"),
        ("https://as.example/", "have valid issuers: each must not have a query or end with a slash"),
        ("as.example", "have valid issuers: each must"),
        (&many(11), "not have more than 10 issuers"),
    ] {
        let told = start(bad).expect_err(bad);
        assert!(told.starts_with(&format!("the setting FORMER_ISSUERS must {must}")), "{bad}: {told}");
    }
}
