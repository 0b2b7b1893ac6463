//! The way into the console.

use enrol::http::Method;
use enrol::model::{Journal, UserId};
use enrol::route::Server;
use enrol::unit::Seconds;
use serde_json::json;

use super::{enter, operator, send, world};
use crate::support::browser::Browser;
use crate::support::provider::{Provider, entry};
use crate::support::visitor::{PASSWORD, Visitor, field, html};
use crate::support::{Call, KEYS, World};

const PLACES: [&str; 14] = [
    "/console",
    "/console/audit",
    "/console/client",
    "/console/clients",
    "/console/epochs",
    "/console/issuers",
    "/console/keys",
    "/console/policies",
    "/console/policy?kind=open&version=1",
    "/console/templates",
    "/console/tokens",
    "/console/trial",
    "/console/user",
    "/console/users",
];

#[test]
fn without_the_setting_there_is_no_console() {
    let world = World::new();
    for path in PLACES {
        assert_eq!(Call::get(path).to(&world).status(), 404, "{path}");
    }
    assert_eq!(Call::get("/console/other").to(&super::world(&[])).status(), 404);
}

/// Nobody could enter.
#[test]
fn the_setting_needs_a_way_to_give_two_factors() {
    let with = |more: &[(&str, &str)]| {
        let own = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("CONSOLE_ROLES", "admin")];
        let settings = [&own[..], more].concat();
        Server::start(|name| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    let refused = with(&[("SECOND_FACTOR", "off")]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the setting CONSOLE_ROLES must be empty unless users can have a passkey or a second factor"
    );
    assert!(with(&[("SECOND_FACTOR", "off"), ("PASSKEYS", "allowed")]).is_ok());
}

#[test]
fn a_stranger_sees_the_sign_in_page_alone() {
    let world = world(&[]);
    for path in PLACES {
        let reply = Visitor::new(&world).get(path);
        assert!(html(&reply).contains("action=\"/sign-in\""), "{path}");
        let form = Visitor::new(&world).post(path.split('?').next().unwrap(), &[("token", "x"), ("action", "disable")]);
        let expected = if ["/console", "/console/audit", "/console/clients", "/console/users"].contains(&path) {
            405
        } else {
            200
        };
        assert_eq!(form.status(), expected, "{path}");
    }
}

#[test]
fn a_user_without_the_role_is_refused() {
    let world = world(&[]);
    for (name, claims) in [("ben", json!({})), ("cid", json!({"roles": ["Admin", "reader"], "name": "admin"}))] {
        let user = world.add_user(name, &claims);
        let reply = Browser::of(&world, &user).open(&world, "/console");
        assert_eq!(reply.status(), 403, "{name}");
        assert!(reply.line.contains("the user has no role of CONSOLE_ROLES"), "{}", reply.line);
    }
}

#[test]
fn the_password_alone_does_not_enter() {
    let world = world(&[]);
    let visitor = Visitor::new(&world);
    assert_eq!(visitor.sign_in("olga", PASSWORD).status(), 303);
    let reply = visitor.get("/console");
    assert!(html(&reply).contains("action=\"/sign-in\"") && reply.line.contains("lacks a second factor"));
    assert!(html(&enter(&visitor, "olga")).contains("/sign-in/factor"));
    assert_eq!(operator(&world).get("/console/clients").status(), 200);
}

/// The session cookie alone does not open the console later: it lives for days.
#[test]
fn an_old_session_does_not_enter() {
    let world = world(&[]);
    let visitor = operator(&world);
    let entered = visitor.browser.cookies().into_iter().find(|name| name.contains("console")).unwrap();
    world.wait(Seconds(901));
    assert_eq!(visitor.get("/console").status(), 200, "it entered before");
    visitor.browser.forget(&entered);
    let reply = visitor.get("/console");
    assert!(html(&reply).contains("action=\"/sign-in\"") && reply.line.contains("did not enter"), "{}", reply.line);
}

#[test]
fn an_entry_ends_after_eight_hours() {
    let world = world(&[]);
    let visitor = operator(&world);
    world.wait(Seconds(28_740));
    assert_eq!(visitor.get("/console").status(), 200);
    world.wait(Seconds(60));
    assert!(html(&visitor.get("/console")).contains("action=\"/sign-in\""));
}

/// A form counts with the origin of this server and the text of this session, soon after the sign-in.
#[test]
fn a_form_of_another_page_does_nothing() {
    let world = world(&[]);
    let (visitor, other) = (operator(&world), Visitor::new(&world));
    let token = field(&visitor.get("/console/tokens"), "token");
    let form = [("token", &*token), ("action", "create")];
    let call = || Call::form("/console/tokens", &form);
    assert_eq!(visitor.send(call()).status(), 403, "no origin");
    assert_eq!(visitor.send(call().header("origin", "https://evil.example")).status(), 403);
    assert_eq!(visitor.send(call().header("origin", "null")).status(), 403);
    for wrong in ["", "x", token.get(1..).unwrap()] {
        assert_eq!(visitor.post("/console/tokens", &[("token", wrong), ("action", "create")]).status(), 400);
    }
    assert!(html(&other.post("/console/tokens", &form)).contains("action=\"/sign-in\""));
    assert!(world.initial_access_tokens.borrow().is_empty());
    world.wait(Seconds(901));
    let late = visitor.post("/console/tokens", &form);
    assert!(html(&late).contains("action=\"/sign-in\"") && late.line.contains("too long ago"), "{}", late.line);
    assert!(world.initial_access_tokens.borrow().is_empty());
}

/// Forms of keys, of policies and of users too: no step is taken with a form of another page, of another session, or long after the sign-in.
#[test]
fn no_key_no_policy_and_no_user_changes_by_a_form_of_another_page() {
    let world = world(&[("POLICIES", "database")]);
    Call::get("/jwks").to(&world);
    let visitor = operator(&world);
    let draft = [("action", "draft"), ("kind", "open"), ("document", "{}")];
    assert_eq!(send(&visitor, "/console/policies", &draft).status(), 303);
    let version = [("kind", "open"), ("version", "1"), ("revision", "1"), ("document", "{}")];
    let forms = ["save", "replay", "shadow", "activate", "retire", "draft"]
        .map(|action| ("/console/policy", [&version[..], &[("action", action)]].concat()));
    let token = field(&visitor.get("/console/tokens"), "token");
    let mut forms = forms.to_vec();
    let alice = world.add_alice();
    for action in ["delete", "disable", "enable", "sign-out"] {
        forms.push(("/console/user", vec![("user_id", alice.id.as_str()), ("action", action)]));
    }
    assert_eq!(Visitor::new(&world).sign_in("alice", PASSWORD).status(), 303);
    forms.extend([("/console/keys", vec![("action", "rotate")]), ("/console/policies", draft.to_vec())]);
    for late in [false, true] {
        for (path, form) in &forms {
            let good = [&form[..], &[("token", &*token)]].concat();
            if late {
                assert!(visitor.post(path, &good).line.contains("too long ago"), "{path} {form:?}");
                continue;
            }
            for origin in [None, Some("https://evil.example"), Some("null")] {
                let call = origin.iter().fold(Call::form(path, &good), |call, origin| call.header("origin", origin));
                assert_eq!(visitor.send(call).status(), 403, "{path} {form:?} {origin:?}");
            }
            for wrong in ["", "x", token.get(1..).unwrap()] {
                let form = [&form[..], &[("token", wrong)]].concat();
                assert_eq!(visitor.post(path, &form).status(), 400, "{path} {form:?}");
            }
            let stranger = Visitor::new(&world).post(path, &good);
            assert!(html(&stranger).contains("action=\"/sign-in\""), "{path} {form:?}");
        }
        world.wait(Seconds(901));
    }
    let versions = world.policies.borrow();
    assert_eq!((versions.len(), versions[0].state(), versions[0].revision()), (1, "draft", 1));
    assert_eq!(world.signing_keys.borrow().len(), 2);
    assert!(world.users.borrow()[&alice.id].disabled_at.is_none());
    assert!(world.sessions.borrow().values().any(|session| session.user == alice.id));
}

/// The console has no CORS, and its pages are not kept.
#[test]
fn no_script_of_another_origin_reads_it() {
    let world = world(&[]);
    let visitor = operator(&world);
    for path in PLACES {
        let reply = visitor.send(Call::get(path).header("origin", "https://evil.example"));
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
        assert!(reply.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(Call::new(Method::Options, path).to(&world).status(), 405, "{path}");
    }
}

/// A provider names the roles of its own users alone, and says whether they gave a second factor.
#[test]
fn users_of_a_provider_enter_by_a_role_under_its_name() {
    for (roles, amr, status) in [
        ("company/admin", json!(["pwd", "otp", "mfa"]), 200),
        ("company/admin", json!(["pwd"]), 403),
        ("admin", json!(["mfa"]), 403),
        ("other/admin", json!(["mfa"]), 403),
    ] {
        let providers = json!({"company": entry(&json!({}))});
        let provider = Provider::with(&providers, "company:s3cret", &[("CONSOLE_ROLES", roles)]);
        let browser = Browser::default();
        provider.sign_in(&browser, &json!({"roles": ["admin"], "amr": amr}), &[]);
        assert_eq!(browser.open(&provider.world, "/console").status(), status, "{roles} {amr}");
    }
}

#[test]
fn the_log_names_the_operator() {
    let world = world(&[]);
    let visitor = operator(&world);
    let reply = send(&visitor, "/console/epochs", &[("action", "begin"), ("kind", "all")]);
    let id = world.users.borrow().keys().next().unwrap().as_str().to_owned();
    assert!(reply.line.contains(&format!("\"administrator\":\"{id}\"")), "{}", reply.line);
}

/// The user is erasable: the chain has a salted digest of the name.
#[test]
fn the_audit_log_has_each_step_with_its_operator() {
    let world = world(&[("CLIENT_STORAGE", "stored")]);
    let client = Call::register(&json!({"redirect_uris": ["https://app.example/cb"]})).to(&world).text("client_id");
    let visitor = operator(&world);
    for action in ["approve", "disable", "enable", "renew-secret", "delete"] {
        send(&visitor, "/console/client", &[("client_id", &client), ("action", action)]);
    }
    send(&visitor, "/console/tokens", &[("action", "create")]);
    send(&visitor, "/console/epochs", &[("action", "begin"), ("kind", "all")]);
    send(&visitor, "/console/epochs", &[("action", "lift"), ("epoch", "all")]);
    let rows = world.journal(Journal::Administration).rows;
    let kinds: Vec<&str> = rows.iter().map(|row| &*row.kind).collect();
    let expected = [
        "client-approved",
        "client-disabled",
        "client-enabled",
        "secret-renewed",
        "client-deleted",
        "initial-access-token-created",
        "epoch-begun",
        "epoch-lifted",
    ];
    assert_eq!(kinds, expected);
    let user = world.users.borrow().keys().next().cloned();
    for row in rows {
        assert_eq!((&*row.actor, row.actor_id, row.trust.as_deref()), ("operator", None, Some("console")));
        assert_eq!(row.user_id.as_deref(), user.as_ref().map(UserId::as_str));
    }
}
