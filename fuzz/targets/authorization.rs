//! Any bytes as the parameters of an authorization request, and as a text that this server gave out.

#![no_main]

use enrol::http::Method;
use enrol::json;
use enrol_fuzz::signed;
use enrol_testing::{Call, ISSUER, Reply, Signatures, World};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

/// The redirection URI of the client.
const CALLBACK: &str = "https://client.example/cb";

thread_local! {
    static SCENE: (World, String) = scene();
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = str::from_utf8(bytes) else { return };
    SCENE.with(|(world, id)| {
        world.spent.borrow_mut().clear();
        world.requests.borrow_mut().clear();
        let asked = completed(text, id);
        assert_answer(&Call::get(&format!("/authorize?{asked}")).to(world));
        let form = |path: &str| Call::new(Method::Post, path).header("content-type", FORM).body(&*asked);
        let sent_on = form("/authorize").to(world);
        assert_answer(&sent_on);
        if let Some(address) = sent_on.header("location") {
            assert_answer(&Call::get(address.strip_prefix(ISSUER).expect("an address of this server")).to(world));
        }
        assert_pushed(&form("/par").to(world), id, world);
        if let Ok(claims) = json::read_object(bytes) {
            let object = signed(&json!({"alg": "ES256"}), &Value::Object(completed_claims(claims, id)));
            assert_answer(&Call::get(&format!("/authorize?client_id={id}&request={object}")).to(world));
        }
        assert_nothing_opens(text, id, world);
    });
});

const FORM: &str = "application/x-www-form-urlencoded";

/// A server, and a public client whose signatures all verify.
fn scene() -> (World, String) {
    let features = json!({"request_object_signing_alg_values_supported": ["ES256"],
        "request_uri_parameter_supported": true})
    .to_string();
    let settings = [("AUTHORIZATION_SERVER", &*features), ("RESOURCES", "https://as.example https://api.example")];
    let world = World::with(&[&settings[..], &[("PROMPT_NONE", "any")]].concat());
    world.signatures.set(Signatures::Assumed);
    world.publish_everywhere(&json!({}));
    let key = json!({"kty": "EC", "crv": "P-256", "x": "AyNwvgmACud8iIUugxhYoCgQFsEVDDIjLYmgpVeoyQM",
        "y": "oZgLetsdpd-y0tB6CqEJd4hbjb9vFAJxc2jVYnCEFnE"});
    let client = json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "scope": "read",
        "jwks": {"keys": [key]}, "request_uris": ["https://client.example/request"]});
    let client = Call::register(&client).to(&world);
    (world, client.text("client_id"))
}

/// Adds the claims of a good request object that the input does not have itself.
fn completed_claims(mut claims: Map<String, Value>, id: &str) -> Map<String, Value> {
    for (name, value) in [("client_id", id), ("redirect_uri", CALLBACK), ("response_type", "code")] {
        claims.entry(name).or_insert_with(|| value.into());
    }
    claims
}

/// Adds the parameters of a good request that the text does not have itself.
fn completed(text: &str, id: &str) -> String {
    let usual = [
        ("client_id", id),
        ("redirect_uri", "https%3A%2F%2Fclient.example%2Fcb"),
        ("response_type", "code"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let has = |name: &str| text.split('&').any(|pair| pair.split('=').next() == Some(name));
    let added = usual.iter().filter(|(name, _)| !has(name)).map(|(name, value)| format!("{name}={value}"));
    added.chain([text.to_owned()]).collect::<Vec<_>>().join("&")
}

/// Nobody is sent to another address than that of the client, never with a code, and always with the name of the server.
fn assert_answer(reply: &Reply) {
    match reply.status() {
        200 | 400 | 413 | 429 | 503 => assert_eq!(reply.header("location"), None),
        303 => {
            let location = reply.header("location").expect("an address");
            if let Some(rest) = location.strip_prefix(ISSUER) {
                assert!(rest.starts_with("/authorize?client_id="), "{location}");
                return;
            }
            let answer = location.strip_prefix(CALLBACK).and_then(|rest| rest.strip_prefix(['?', '#']));
            let answer = answer.unwrap_or_else(|| panic!("{location}"));
            let has = |name: &str| answer.split('&').any(|pair| pair.split('=').next() == Some(name));
            assert!(has("error") && has("iss") && !has("code"), "{location}");
        }
        other => panic!("{other}"),
    }
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

/// What was pushed counts once, and for its client alone.
fn assert_pushed(reply: &Reply, id: &str, world: &World) {
    if reply.status() != 201 {
        assert!([400, 401, 413, 429, 503].contains(&reply.status()), "{}", reply.status());
        return;
    }
    let uri = reply.text("request_uri");
    assert!(uri.len() <= 2048);
    let open = |id: &str| Call::get(&format!("/authorize?client_id={id}&request_uri={uri}")).to(world);
    assert_eq!(open("cAAAAAAAAAAAAAAAAAAAAAA").status(), 400);
    let first = open(id);
    assert!([200, 303].contains(&first.status()), "what was accepted is accepted: {}", first.line);
    assert_eq!(open(id).status(), 400);
}

/// Nobody but the server seals.
fn assert_nothing_opens(text: &str, id: &str, world: &World) {
    let encoded = text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let browser = "__Host-enrol-browser-93e20fbd=AAAAAAAAAAAAAAAAAAAAAA";
    let resumed = Call::get(&format!("/authorize/resume?request={encoded}")).header("cookie", browser).to(world);
    let answered = Call::form("/authorize/consent", &[("request", text), ("decision", "allow")]);
    let prefix = "urn:ietf:params:oauth:request_uri:";
    let pushed = Call::get(&format!("/authorize?client_id={id}&request_uri={prefix}{encoded}")).to(world);
    for reply in [resumed, answered.header("cookie", browser).to(world), pushed] {
        assert_eq!((reply.status(), reply.header("location")), (400, None), "{}", reply.line);
    }
}
