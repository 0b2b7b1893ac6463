//! Resources with scope values, claims and words of their own. RFC 8707, RFC 9728 section 2.

mod consent;

use enrol::jose::Token;
use enrol::model::AuthorizationCode;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::authorization::{approve, asked, push};
use crate::support::browser::{Browser, answer, code};
use crate::support::users::{
    CALLBACK, app, ask as ask_for_tokens, form, granted, of_code, of_refresh, redeem, seal, sign_in,
};
use crate::support::{Call, Reply, World};

const NOTES: &str = "https://notes.example/mcp";
const MAIL: &str = "https://mail.example";
const OPEN: &str = "https://open.example";

/// Two resources with scope values of their own, and one that offers any.
const RESOURCES: &str = r#"[
    {"resource": "https://notes.example/mcp", "resource_name": "Notes", "resource_name#de": "Notizen",
     "description": "All that you have written down.", "description#pt": "Tudo o que voc\u00ea anotou.",
     "scopes": {"notes:read": {"description": "read your notes", "description#de": "Ihre Notizen lesen",
       "description#pt-BR": "ler suas notas", "description#ja": "\u30e1\u30e2\u3092\u8aad\u3080"},
       "notes:write": {}, "share": {"description": "share your notes"}}, "claims": ["email", "groups"]},
    {"resource": "https://mail.example", "scopes": {"mail:read": {}, "share": {"description": "share your mail"}},
     "claims": ["groups", "roles"]},
    "https://open.example"]"#;

const ALL: &str = "notes:read notes:write mail:read share";

fn world() -> World {
    World::with(&[("RESOURCES", RESOURCES), ("ACCESS_TOKEN_CLAIMS", "email roles")])
}

/// The parameters of a request for a scope and resources.
fn wanted<'a>(scope: &'a str, resources: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let resources = resources.iter().map(|resource| ("resource", *resource));
    std::iter::once(("scope", scope)).chain(resources).collect()
}

fn claims(reply: &Reply) -> Value {
    assert_eq!(reply.status(), 200, "{}", reply.json());
    let token = Token::read(&reply.text("access_token"), ByteCount(16_384)).unwrap();
    Value::Object(token.claims.members().clone())
}

/// RFC 6749 section 3.3, RFC 8707 section 2; requirement O6: a value that no requested resource offers is dropped.
#[test]
fn a_request_gets_the_scope_that_its_resources_offer() {
    let world = world();
    let client = app(&world, &json!({"scope": ALL}));
    let browser = Browser::of(&world, &world.add_alice());
    for (scope, resources, kept, audience) in [
        ("notes:read mail:read", &[NOTES][..], "notes:read", &[NOTES][..]),
        ("notes:read mail:read", &[MAIL], "mail:read", &[MAIL]),
        ("notes:read mail:read", &[MAIL, NOTES], "notes:read mail:read", &[NOTES, MAIL]),
        ("notes:read mail:read", &[OPEN], "notes:read mail:read", &[OPEN]),
        ("openid offline_access mail:read notes:write", &[NOTES], "openid offline_access notes:write", &[NOTES]),
        ("openid", &[MAIL], "openid", &[MAIL]),
        ("", &[MAIL], "mail:read share", &[MAIL]),
        // Without a resource: the first that offers something of the scope, and the first of all.
        ("mail:read", &[], "mail:read", &[MAIL]),
        ("mail:read notes:read", &[], "notes:read", &[NOTES]),
        ("openid", &[], "openid", &[NOTES]),
        ("", &[], "notes:read notes:write share", &[NOTES]),
    ] {
        let changes = [&wanted(scope, resources)[..], &[("prompt", "consent")]].concat();
        let reply = approve(&browser, &world, &client, &changes);
        let code = code(&world, &client.text("client_id"), &answer(&reply, CALLBACK)["code"]).unwrap();
        assert_eq!(code.scope.join(" "), kept, "{scope} {resources:?}");
        assert_eq!(code.resources, audience, "{scope} {resources:?}");
        assert_eq!(push(&world, &client, &changes).status(), 201, "{scope}");
    }
    for (scope, resources, error) in [
        ("mail:read", &[NOTES][..], "invalid_scope"),
        ("notes:write notes:read", &[MAIL], "invalid_scope"),
        ("other", &[OPEN], "invalid_scope"),
        ("notes:read", &["https://evil.example"], "invalid_target"),
        ("notes:read", &[NOTES, "https://evil.example"], "invalid_target"),
    ] {
        let changes = wanted(scope, resources);
        let reply = browser.ask(&world, &asked(&client.text("client_id"), &changes));
        assert_eq!(answer(&reply, CALLBACK)["error"], error, "{scope} {resources:?}");
        assert_eq!(push(&world, &client, &changes).text("error"), error, "{scope} {resources:?}");
    }
}

/// A code for both resources, which the user has granted.
fn code_for_both(world: &World, client: &Reply) -> String {
    let code = AuthorizationCode {
        resources: [NOTES, MAIL].map(str::to_owned).to_vec(),
        ..granted(world, &sign_in(world), "openid notes:read mail:read share")
    };
    seal(world, &client.text("client_id"), &code)
}

/// RFC 8707 section 2.2; requirement O6: audience and scope of a token go together, and each refresh chooses anew.
#[test]
fn a_token_for_less_has_the_scope_that_its_resources_offer() {
    let world = world();
    let client = app(&world, &json!({"scope": ALL}));
    let both = json!([NOTES, MAIL]);
    let mut refresh_token = None;
    for (scope, resources, given, audience) in [
        ("", &[][..], "openid notes:read mail:read share", both.clone()),
        ("", &[NOTES], "openid notes:read share", json!(NOTES)),
        ("", &["https://MAIL.example/"], "openid mail:read share", json!(MAIL)),
        ("", &[MAIL, NOTES], "openid notes:read mail:read share", both.clone()),
        ("share mail:read", &[NOTES], "share", json!(NOTES)),
        ("mail:read", &[], "mail:read", both.clone()),
    ] {
        let changes: Vec<_> = wanted(scope, resources).into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let (code, held) = (code_for_both(&world, &client), refresh_token.take());
        let grant = held.as_ref().map_or_else(|| of_code(&code).to_vec(), |held: &String| of_refresh(held).to_vec());
        let reply = ask_for_tokens(&world, &client, &[&grant[..], &changes].concat());
        let claims = claims(&reply);
        assert_eq!((&*reply.text("scope"), &claims["scope"]), (given, &json!(given)), "{scope} {resources:?}");
        assert_eq!((&claims["aud"], reply.member("id_token").is_string()), (&audience, given.starts_with("openid")));
        // The first reply is of a code and the others of refresh tokens, each with the whole of the grant.
        refresh_token = Some(reply.text("refresh_token"));
    }
    let held = refresh_token.unwrap();
    for (scope, resource, error) in [
        ("mail:read", NOTES, "invalid_scope"),
        ("notes:write", NOTES, "invalid_scope"),
        ("notes:read", OPEN, "invalid_target"),
        ("", OPEN, "invalid_target"),
    ] {
        let changes = wanted(scope, &[resource]);
        for grant in [of_refresh(&held).to_vec(), of_code(&code_for_both(&world, &client)).to_vec()] {
            let reply = ask_for_tokens(&world, &client, &[&grant[..], &changes].concat());
            assert_eq!((reply.status(), &*reply.text("error")), (400, error), "{scope} {resource}");
        }
    }
    assert_eq!(ask_for_tokens(&world, &client, &of_refresh(&held)).status(), 200, "nothing was used up");
}

/// RFC 8707 section 2.2: a grant keeps its resources when the setting grows, and loses what the operator takes away.
#[test]
fn a_refresh_token_follows_the_setting_and_never_grows() {
    let world = world();
    let client = app(&world, &json!({"scope": ALL}));
    let first = ask_for_tokens(&world, &client, &of_code(&code_for_both(&world, &client)));
    let more = r#"["https://new.example", "https://notes.example/mcp", "https://mail.example"]"#;
    let world = world.restarted(&[("RESOURCES", more)]);
    let second = ask_for_tokens(&world, &client, &of_refresh(&first.text("refresh_token")));
    assert_eq!(
        (&claims(&second)["aud"], &*second.text("scope")),
        (&json!([NOTES, MAIL]), "openid notes:read mail:read share")
    );
    let less = r#"[{"resource": "https://mail.example", "scopes": {"mail:read": {}}}]"#;
    let world = world.restarted(&[("RESOURCES", less)]);
    let third = ask_for_tokens(&world, &client, &of_refresh(&second.text("refresh_token")));
    assert_eq!((&claims(&third)["aud"], &*third.text("scope")), (&json!(MAIL), "openid mail:read"));
    let world = world.restarted(&[("RESOURCES", "https://new.example")]);
    let reply = ask_for_tokens(&world, &client, &of_refresh(&third.text("refresh_token")));
    assert_eq!(reply.text("error"), "invalid_target");
}

/// RFC 6749 section 4.4, RFC 8707 section 2: a client that gets tokens for itself learns what it cannot have.
#[test]
fn a_client_gets_for_itself_the_scope_that_its_resources_offer() {
    let world = World::with(&[("RESOURCES", RESOURCES), ("SCOPES_SUPPORTED", ALL)]);
    let machine = app(&world, &json!({"grant_types": ["client_credentials"], "redirect_uris": null, "scope": ALL}));
    let ask = |changes: &[(&str, &str)]| {
        let changes = changes.iter().filter(|(_, value)| !value.is_empty()).copied();
        let all: Vec<_> = std::iter::once(("grant_type", "client_credentials")).chain(changes).collect();
        ask_for_tokens(&world, &machine, &all)
    };
    for (scope, resources, given, audience) in [
        ("", &[][..], "notes:read notes:write share", json!(NOTES)),
        ("", &[MAIL], "mail:read share", json!(MAIL)),
        ("", &[OPEN], ALL, json!(OPEN)),
        ("mail:read", &[], "mail:read", json!(MAIL)),
        ("share", &[MAIL, NOTES], "share", json!([NOTES, MAIL])),
    ] {
        let reply = ask(&wanted(scope, resources));
        assert_eq!((&*reply.text("scope"), &claims(&reply)["aud"]), (given, &audience), "{scope} {resources:?}");
    }
    for (scope, resources, error) in [
        ("mail:read", &[NOTES][..], "invalid_scope"),
        ("share mail:read", &[NOTES], "invalid_scope"),
        ("mail:read notes:read", &[], "invalid_scope"),
        ("mail:read", &["https://evil.example"], "invalid_target"),
    ] {
        let reply = ask(&wanted(scope, resources));
        assert_eq!((reply.status(), &*reply.text("error")), (400, error), "{scope} {resources:?}");
    }
}

/// RFC 9068 section 2.2.2: nobody reads more of a user than each of the resources that the token is for.
#[test]
fn a_token_has_the_claims_that_each_of_its_resources_reads() {
    let world = world();
    let client = app(&world, &json!({"scope": ALL}));
    let user = |resources: &[&str]| {
        let session = sign_in(&world);
        let code = AuthorizationCode {
            resources: resources.iter().copied().map(str::to_owned).collect(),
            ..granted(&world, &session, "openid")
        };
        let tokens = ask_for_tokens(&world, &client, &of_code(&seal(&world, &client.text("client_id"), &code)));
        let about = form("/introspect", &client, &[("token", &tokens.text("access_token"))]).to(&world).json();
        let of = |claims: Value| {
            let has = |name: &&str| claims.get(*name).is_some();
            ["email", "groups", "roles"].into_iter().filter(has).collect::<Vec<_>>()
        };
        let claims = of(claims(&tokens));
        assert_eq!(of(about), claims, "introspection says what the token says");
        claims
    };
    assert_eq!(user(&[NOTES]), ["email", "groups"]);
    assert_eq!(user(&[MAIL]), ["groups", "roles"]);
    assert_eq!(user(&[OPEN]), ["email", "roles"], "those of ACCESS_TOKEN_CLAIMS");
    assert_eq!(user(&[NOTES, MAIL]), ["groups"]);
    assert_eq!(user(&[NOTES, OPEN]), ["email"]);
    assert_eq!(user(&[NOTES, MAIL, OPEN]), [""; 0]);
    let session = sign_in(&world);
    assert_eq!(
        claims(&redeem(&world, &client, &session, "openid"))["groups"],
        json!(["staff"]),
        "the default is the first"
    );
}

/// RFC 8414 section 2; requirement L32: clients learn the scope values of resources, unless the operator lists others.
#[test]
fn discovery_shows_the_scope_values_of_resources() {
    let shown = |settings: &[(&str, &str)]| {
        let world = World::with(&[settings, &[("RESOURCES", RESOURCES)]].concat());
        Call::get("/.well-known/oauth-authorization-server").to(&world).member("scopes_supported")
    };
    let own = ["openid", "profile", "email", "offline_access"];
    let of_resources = ["notes:read", "notes:write", "share", "mail:read"];
    assert_eq!(shown(&[]), json!([&own[..], &of_resources].concat()));
    assert_eq!(shown(&[("SCOPES_SUPPORTED", "share")]), json!([&own[..], &["share"]].concat()));
}
