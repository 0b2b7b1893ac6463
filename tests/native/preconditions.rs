//! Entity tags of a client, and conditional changes. RFC 9110 section 13.

use enrol::http::Method;
use serde_json::json;

use crate::support::{Call, KEYS, World};

/// RFC 9110 section 13.1.1; requirement H40.
#[test]
fn a_caller_that_says_what_it_knows_is_told_when_that_is_no_longer_so() {
    let world = World::new();
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let read = Call::manage(Method::Get, &client).to(&world);
    assert_eq!(read.header("etag"), client.header("etag"));
    let tag = read.header("etag").unwrap().to_owned();
    let put = |known: &str| {
        Call::manage(Method::Put, &client).header("if-match", known).json(&client.resubmitted()).to(&world)
    };
    let updated = put(&tag);
    assert_eq!(updated.status(), 200);
    assert_ne!(updated.header("etag"), Some(&*tag));
    assert_eq!((put(&tag).status(), put("\"x\", *").status()), (412, 200));
    assert_eq!(put(&format!("W/{tag}")).status(), 412);
    let current = Call::manage(Method::Get, &client).to(&world).header("etag").unwrap().to_owned();
    world.rivals.set(1);
    let outrun = Call::manage(Method::Delete, &client).header("if-match", &current).to(&world);
    assert_eq!(outrun.status(), 412);
    let stale = Call::manage(Method::Delete, &client).header("if-match", &tag).to(&world);
    assert_eq!((stale.status(), stale.text("error")), (412, "invalid_request".to_owned()));
    assert_eq!(world.clients().len(), 1);
}

/// RFC 9110 section 13.1.2: `If-None-Match: *` never creates a client that exists.
#[test]
fn a_change_that_wants_no_client_to_be_there_is_refused() {
    let world = World::new();
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let tag = Call::manage(Method::Get, &client).to(&world).header("etag").unwrap().to_owned();
    for (value, status) in [("*", 412), (&*tag, 412), ("\"x\"", 200)] {
        let call = Call::manage(Method::Put, &client).header("if-none-match", value);
        assert_eq!(call.json(&client.resubmitted()).to(&world).status(), status, "{value}");
    }
}

/// RFC 9110 section 8.8.1: a strong tag changes with every byte of the response.
#[test]
fn the_tag_changes_with_what_is_told_though_the_client_does_not() {
    let world = World::with(&[("ROTATION_ON_UPDATE", "token")]);
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let updated = Call::manage(Method::Put, &client).json(&client.resubmitted()).to(&world);
    let read = |token: &str| {
        let path = format!("/register/{}", client.text("client_id"));
        Call::get(&path).token(token).to(&world)
    };
    let (old, new) =
        (read(&client.text("registration_access_token")), read(&updated.text("registration_access_token")));
    assert_eq!((old.status(), new.status()), (200, 200));
    assert_ne!(old.header("etag"), new.header("etag"));
    assert_eq!(new.header("etag"), updated.header("etag"));

    let both = KEYS.join(" ");
    let world = World::with(&[("MASTER_SECRET", &both)]);
    let client = Call::register(&json!({"redirect_uris": ["https://client.example/cb"]})).to(&world);
    let before = Call::manage(Method::Get, &client).to(&world).header("etag").unwrap().to_owned();
    let mut stored = world.clients().remove(0);
    stored.credentials.secret_key = enrol::model::SecretKey::restore("gone").unwrap();
    world.put(stored);
    let after = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((after.status(), after.member("client_secret").is_null()), (200, true));
    assert_ne!(after.header("etag"), Some(&*before));
}

/// RFC 9110 section 8.8.1; requirements B15 and H40: settings change the response without a new revision.
#[test]
fn the_tag_changes_with_what_the_template_says() {
    const TOKEN: &str = "enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let templates = |name: &str| {
        let template = json!({"redirect_uris": ["https://client.example/cb"], "client_name": name});
        json!({"app": template}).to_string()
    };
    let [earlier, later] = ["Earlier", "Later"].map(templates);
    let settings = |templates| [("REGISTRATION_MODE", "token"), ("TEMPLATES", templates)];
    let world = World::with(&settings(&earlier));
    world.give(TOKEN, 1, &json!({}));
    let client = Call::register(&json!({"software_id": "app"})).token(TOKEN).to(&world);
    let tag = client.header("etag").unwrap();

    let world = world.restarted(&settings(&later));
    let told = Call::manage(Method::Get, &client).to(&world);
    assert_eq!((told.status(), told.text("client_name")), (200, "Later".to_owned()));
    assert_ne!(told.header("etag"), Some(tag));
    let put = Call::manage(Method::Put, &client).header("if-match", tag).json(&client.resubmitted());
    assert_eq!(put.to(&world).status(), 412);

    let world = world.restarted(&settings(&earlier));
    assert_eq!(Call::manage(Method::Get, &client).to(&world).header("etag"), Some(tag));
}
