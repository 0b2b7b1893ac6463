//! Each kind of registrant has a policy of its own.

use enrol::http::CertificateStatus::Verified;
use enrol::http::Method;
use enrol::model::Origin;
use serde_json::{Value, json};

use super::{activate, asked, world};
use crate::support::authority::{Authority, update};
use crate::support::users::sign_in;
use crate::support::{Call, Reply, World};

const KINDS: [&str; 6] = ["attestation", "certificate", "open", "statement", "token", "user"];

const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Puts a policy in force for each kind: its clients must have a name.
fn require_names(world: &World) {
    for kind in KINDS {
        activate(kind, &json!({"members": {"client_name": {"required": true}}}), world);
    }
}

/// A registration without a name is refused by the policy for this kind, and so is an update.
#[track_caller]
fn is_under(kind: &str, call: impl Fn(&Value) -> Call, world: &World) {
    let client = call(&json!({"client_name": "An app"})).to(world);
    assert_eq!(client.status(), 201, "{kind} {}", client.json());
    let reason = format!("client_name must be present on this server (policy {kind} 1)");
    let refused = |reply: &Reply| assert_eq!(reply.text("error_description"), reason);
    refused(&call(&json!({})).to(world));
    let mut members = client.resubmitted();
    members.as_object_mut().unwrap().remove("client_name");
    refused(&Call::manage(Method::Put, &client).json(&members).to(world));
    assert_eq!(Call::manage(Method::Put, &client).json(&client.resubmitted()).to(world).status(), 200);
}

#[test]
fn anybody_is_under_the_policy_open() {
    let world = world(&[]);
    require_names(&world);
    is_under("open", asked, &world);
}

#[test]
fn a_token_of_the_operator_is_under_the_policy_token() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    require_names(&world);
    world.give(TOKEN, 9, &json!({}));
    is_under("token", |members| asked(members).token(TOKEN), &world);
}

#[test]
fn a_certificate_is_under_the_policy_certificate() {
    let world = world(&[("REGISTRATION_MODE", "certificate"), ("CERTIFICATE_ISSUERS", "[\"CN=Directory\"]")]);
    require_names(&world);
    is_under("certificate", |members| asked(members).certificate("thumbprint", "CN=Directory", Verified), &world);
}

#[test]
fn a_user_is_under_the_policy_user() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    require_names(&world);
    let user = sign_in(&world).user;
    // The token of a user, as it is stored at its first use.
    world.give(TOKEN, 9, &json!({}));
    let label = format!("https://as.example {}", user.as_str());
    world.initial_access_tokens.borrow_mut()[0].origin = Origin::Issuer { label, right: "dcr".to_owned() };
    is_under("user", |members| asked(members).token(TOKEN), &world);
}

#[test]
fn a_statement_alone_is_under_the_policy_statement() {
    let authority = Authority::trusted(&json!({}), &[("REGISTRATION_MODE", "statement"), super::DATABASE]);
    let document = json!({"members": {"tos_uri": {"required": true}}});
    hold("statement", &document, &authority.world);
    let statement = authority.statement(&json!({}));
    let refused = authority.register(&statement, &json!({}));
    assert_eq!(
        refused.text("error_description"),
        "tos_uri must be present on this server (policy statement 1)",
        "{}",
        refused.json()
    );
}

/// A default stands for a member that the sender could have sent. The issuer of a statement can rule out that they do.
#[test]
fn a_default_sets_no_member_that_the_issuer_of_a_statement_rules_out_or_decides() {
    let document = json!({"defaults": {"tos_uri": "https://bank.example/tos", "contacts": ["a@bank.example"]}});
    for (entry, tos, contacts) in [
        (json!({}), true, true),
        (json!({"refused": ["tos_uri"]}), false, true),
        (json!({"self_asserted": ["contacts"]}), false, true),
        (json!({"refused": ["tos_uri"], "self_asserted": ["client_uri"]}), false, false),
    ] {
        let authority = Authority::trusted(&entry, &[("REGISTRATION_MODE", "statement"), super::DATABASE]);
        hold("statement", &document, &authority.world);
        let client = authority.register(&authority.statement(&json!({})), &json!({}));
        let has = |reply: &Reply| [reply.member("tos_uri").is_string(), reply.member("contacts").is_array()];
        assert_eq!(has(&client), [tos, contacts], "{entry}: {}", client.json());
        let updated = update(&authority, &client, &json!({"tos_uri": null, "contacts": null}));
        assert_eq!((updated.status(), has(&updated)), (200, [tos, contacts]), "{entry}: {}", updated.json());
    }
}

/// Puts a policy in force in the store.
fn hold(kind: &str, document: &Value, world: &World) {
    let mut version = enrol::policy::PolicyVersion::draft(kind, 1, enrol::ports::Clock::now(world));
    version.set("state", "active".into());
    version.set("document", document.clone());
    world.policies.borrow_mut().push(version);
}
