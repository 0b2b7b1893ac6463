//! Clients that come with a certificate for as long as they live. RFC 8705 section 3.

use enrol::http::CertificateStatus::{self, Unverified, Verified};
use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authority::{Authority, over};
use crate::support::{Call, Down, Reply, World, at_once};

const ISSUERS: (&str, &str) = ("CERTIFICATE_ISSUERS", "[\"CN=Authority\"]");
const BOUND: (&str, &str) = ("REGISTRATION_ACCESS_TOKEN_BINDING", "certificate");
const MODE: (&str, &str) = ("REGISTRATION_MODE", "certificate");
const SUBJECT: &str = "CN=client,O=Example\\, Inc.,C=DE";

fn world(storage: &str, settings: &[(&str, &str)]) -> World {
    World::with(&[&[("CLIENT_STORAGE", storage), ISSUERS, MODE], settings].concat())
}

fn client(world: &World) -> Reply {
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": "none"});
    let client = Call::register(&asked).subject(SUBJECT, "first", Verified).to(world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

/// A certificate: its subject, its thumbprint, its issuer, and what the platform says of it.
type Shown<'a> = Option<(&'a str, &'a str, &'a str, CertificateStatus)>;

/// Certificates that are not of the client.
const BAD: [Shown<'_>; 7] = [
    None,
    Some((SUBJECT, "first", "CN=Authority", Unverified)),
    Some((SUBJECT, "first", "CN=Other", Verified)),
    Some(("CN=client,O=Example\\, Inc.", "first", "CN=Authority", Verified)),
    Some(("C=DE,O=Example\\, Inc.,CN=client", "first", "CN=Authority", Verified)),
    Some(("CN=other,O=Example\\, Inc.,C=DE", "first", "CN=Authority", Verified)),
    Some(("", "first", "CN=Authority", Verified)),
];

fn showing(call: Call, shown: Shown<'_>) -> Call {
    match shown {
        None => call,
        Some((subject, thumbprint, "CN=Authority", status)) => call.subject(subject, thumbprint, status),
        Some((_, thumbprint, issuer, status)) => call.certificate(thumbprint, issuer, status),
    }
}

/// Returns a request with each method, and one for a new secret.
fn requests(client: &Reply) -> [Call; 4] {
    let secret = client.text("registration_client_uri").replace("https://as.example", "") + "/secret";
    [
        Call::manage(Method::Get, client),
        Call::manage(Method::Put, client).json(&client.resubmitted()),
        Call::manage(Method::Delete, client),
        Call::new(Method::Post, &secret).token(&client.text("registration_access_token")),
    ]
}

fn is_refused(reply: &Reply, why: &str) {
    assert_eq!((reply.status(), reply.text("error")), (401, "invalid_token".to_owned()), "{why}");
    assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""), "{why}");
    assert_eq!(reply.member("client_id"), Value::Null, "{why}");
    let words = "the token must come with a certificate of the subject that the client has registered with";
    assert_eq!(reply.text("error_description"), words, "{why}");
}

/// Open Finance Brasil DCR section 9.3.2; requirements J25, J40: wrong, missing or foreign certificates are refused, and a
/// renewed one is as good as the first.
#[test]
fn the_token_of_a_client_is_bound_to_the_subject_of_its_certificate() {
    for storage in ["stored", "sealed"] {
        let world = world(storage, &[BOUND]);
        let client = client(&world);
        assert_eq!(client.text("client_id").starts_with('s'), storage == "sealed");
        for shown in BAD {
            for call in requests(&client) {
                is_refused(&showing(call, shown).to(&world), &format!("{storage} {shown:?}"));
            }
        }
        // The order of letters is no difference, and neither is another serial number or key.
        let renewed = Some(("cn=CLIENT,o=example\\2c inc.,c=de", "renewed", "CN=Authority", Verified));
        let [read, update, delete, _] = requests(&client);
        assert_eq!(showing(read, renewed).to(&world).status(), 200);
        let updated = showing(update, renewed).to(&world);
        assert_eq!(updated.status(), 200, "{}", updated.json());
        is_refused(&Call::manage(Method::Get, &updated).to(&world), "after an update");
        assert_eq!(showing(delete, renewed).to(&world).status(), 204);
    }
}

/// Requirement J40: a wrong token is refused alike, whatever the certificate, and says nothing of the client.
#[test]
fn a_certificate_replaces_no_token() {
    let world = world("stored", &[BOUND]);
    let client = client(&world);
    let path = client.text("registration_client_uri").replace("https://as.example", "");
    for call in [Call::get(&path), Call::get(&path).token("x"), Call::get(&path).token("enrol_rat_k1.0.x")] {
        let reply = call.subject(SUBJECT, "first", Verified).to(&world);
        assert_eq!((reply.status(), reply.member("client_id")), (401, Value::Null));
        assert_ne!(reply.text("error_description"), "");
    }
}

/// Requirement H35: the terms stay with the client when the setting goes, and bind no client that registered without it.
#[test]
fn terms_are_those_of_the_registration() {
    for storage in ["stored", "sealed"] {
        let bound = world(storage, &[BOUND]);
        let of_bound = client(&bound);
        is_refused(&Call::manage(Method::Get, &of_bound).to(&bound.restarted(&[ISSUERS, MODE])), storage);
        let free = world(storage, &[]);
        let of_free = client(&free);
        let later = free.restarted(&[ISSUERS, MODE, BOUND]);
        assert_eq!(Call::manage(Method::Get, &of_free).to(&later).status(), 200);
        let updated = Call::manage(Method::Put, &of_free).json(&of_free.resubmitted()).to(&later);
        assert_eq!(updated.status(), 200);
        assert_eq!(Call::manage(Method::Get, &updated).to(&later).status(), 200);
    }
}

/// Requirement B18: a certificate that permits nothing binds nothing, so that the client stays one of nobody.
#[test]
fn a_certificate_of_an_open_registration_binds_nothing() {
    let world = World::with(&[("CLIENT_STORAGE", "sealed"), ISSUERS, BOUND]);
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": "none"});
    let anonymous = Call::register(&asked).to(&world);
    let certified = Call::register(&asked).subject(SUBJECT, "first", Verified).to(&world);
    assert_eq!(certified.text("client_id").len(), anonymous.text("client_id").len(), "nothing more is in it");
    assert_eq!(Call::manage(Method::Get, &certified).to(&world).status(), 200);
}

/// A subject that is too long to be kept refuses the registration.
#[test]
fn a_subject_that_is_missing_or_too_long_binds_nobody() {
    let world = world("stored", &[BOUND]);
    let asked = json!({"redirect_uris": ["https://client.example/cb"]});
    let status = |subject: &str| Call::register(&asked).subject(subject, "first", Verified).to(&world).status();
    let of_length = |length: usize| format!("CN={}", "x".repeat(length - 3));
    assert_eq!((status(&of_length(512)), status(&of_length(513))), (201, 400));
    let nameless = Call::register(&asked).certificate("first", "CN=Authority", Verified);
    assert_eq!(nameless.to(&world).refusal().1, "invalid_request");
}

const OF_BRAZIL: &str = "UID=bank-app,2.5.4.97=OFBBR-org-7,CN=bank.example,O=Bank,C=BR";

fn rules() -> Value {
    json!({"certificate": {"organizationIdentifier": "OFBBR-{org_id}", "UID": "{software_id}"}})
}

fn registered(authority: &Authority) -> Reply {
    let body = json!({"software_statement": authority.statement(&json!({"org_id": "org-7"}))});
    let client = Call::register(&body).subject(OF_BRAZIL, "first", Verified).to(&authority.world);
    assert_eq!(client.status(), 201, "{}", client.json());
    client
}

/// Open Finance Brasil DCR section 9.3.2; requirements H35, J36, J37, J40: the rules of the registration hold for ever.
#[test]
fn the_rules_of_the_statement_hold_for_every_request_of_the_client() {
    for storage in ["stored", "sealed"] {
        let settings = [("CLIENT_STORAGE", storage), ("SEALED_STATEMENT_ID_LIMIT", "1024"), ISSUERS];
        let authority = Authority::trusted(&rules(), &settings);
        let client = registered(&authority);
        let world = &authority.world;
        let other = ["UID=bank-app,2.5.4.97=OFBBR-org-8", "UID=other,2.5.4.97=OFBBR-org-7", "2.5.4.97=OFBBR-org-7"];
        for subject in other {
            for call in requests(&client) {
                is_refused(&call.subject(subject, "first", Verified).to(world), subject);
            }
        }
        for call in requests(&client) {
            is_refused(&call.to(world), storage);
        }
        // Another authority may write other attributes besides.
        let renewed = "organizationIdentifier=ofbbr-ORG-7,OU=new,UID=bank-app,O=Bank plc";
        let read = Call::manage(Method::Get, &client).subject(renewed, "renewed", Verified).to(world);
        assert_eq!(read.status(), 200, "{}", read.json());
        let put = |body: &Value| Call::manage(Method::Put, &client).json(body).subject(renewed, "renewed", Verified);
        assert_eq!(put(&client.resubmitted()).to(world).status(), 200);
        let next = authority.statement(&json!({"org_id": "org-7", "jti": "statement-2"}));
        let body = over(&client.resubmitted(), &json!({"software_statement": next}));
        assert_eq!(put(&body).to(world).status(), 200);
        let of_other = authority.statement(&json!({"org_id": "org-8", "jti": "statement-3"}));
        let body = over(&client.resubmitted(), &json!({"software_statement": of_other}));
        assert_eq!(put(&body).to(world).refusal().2, "/software_statement/org_id");
        is_refused(&Call::manage(Method::Get, &client).to(world), "after the updates");
    }
}

/// Requirements J40, J25: nothing is decided without the certificate, and a store that fails permits nothing.
#[test]
fn a_store_that_does_not_answer_is_no_way_around() {
    let world = world("stored", &[BOUND]);
    let client = client(&world);
    world.down.set(Down::Store);
    for call in requests(&client) {
        assert_eq!(call.subject(SUBJECT, "first", Verified).to(&world).status(), 503);
    }
}

/// Requirement H40: updates at once, with the certificate and without.
#[test]
fn of_updates_at_once_those_with_the_certificate_are_stored() {
    let world = world("sealed", &[BOUND]);
    let client = client(&world);
    let update = |name: &str| {
        Call::manage(Method::Put, &client).json(&over(&client.resubmitted(), &json!({"client_name": name})))
    };
    let calls =
        [update("a").subject(SUBJECT, "first", Verified), update("b"), update("c").subject(SUBJECT, "x", Verified)];
    let statuses: Vec<u16> = at_once(&world, calls).iter().map(Reply::status).collect();
    assert_eq!(statuses, [200, 401, 200]);
}
