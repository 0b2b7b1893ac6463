//! A registration with a software statement whose signature is good, through the front door; then what its client does.

#![no_main]

use std::sync::{Arc, LazyLock};

use enrol::client_metadata::ClientMetadata;
use enrol::http::Method;
use enrol::json;
use enrol::model::ClientId;
use enrol::route::Server;
use enrol_fuzz::{ABLE, Answer, Choices, Client, Scene, assert_same, is_same, vary};
use enrol_testing::{ISSUER, NOW, start};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::{Map, Value};

fuzz_target!(|text: &[u8]| {
    let Ok(input) = json::read_object(text) else { return };
    let scene = Scene::of(input);
    for [sealed, stored] in servers() {
        let [sealed, stored] = [sealed, stored].map(|server| play(&scene, server));
        assert_eq!(sealed.is_some(), stored.is_some());
        assert_same(
            &sealed.unwrap_or_default(),
            &stored.unwrap_or_default(),
            "where a client is kept makes no difference",
        );
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut choices = Choices::of(seed);
    let varied = (choices.one_of(4) > 0).then(|| vary(&data[..size], &mut choices)).flatten();
    match varied.filter(|text| text.len() <= max_size) {
        Some(text) => {
            data[..text.len()].copy_from_slice(&text);
            text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});

/// Servers with nothing but defaults and with every feature, each with clients sealed and stored.
fn servers() -> &'static [[Arc<Server>; 2]; 2] {
    static SERVERS: LazyLock<[[Arc<Server>; 2]; 2]> = LazyLock::new(|| {
        [&[][..], &ABLE].map(|settings| {
            ["sealed", "stored"].map(|storage| {
                start(&[settings, &[("CLIENT_STORAGE", storage), ("SIGNED_REQUESTS", "optional")]].concat()).into()
            })
        })
    });
    &SERVERS
}

/// Members that only the server sets.
const SERVER_MEMBERS: [&str; 6] = [
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "client_secret_expires_at",
    "registration_access_token",
    "registration_client_uri",
];

/// Claims about the statement itself.
const OWN_CLAIMS: [&str; 7] = ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"];

/// Lists of which the server leaves out what it cannot have.
const DROPPABLE: [&str; 3] = ["grant_types", "redirect_uris", "response_types"];

/// Members that the server leaves out where it has no use for them.
const LEFT_OUT: [&str; 9] = [
    "backchannel_client_notification_endpoint",
    "backchannel_logout_session_required",
    "backchannel_logout_uri",
    "frontchannel_logout_session_required",
    "frontchannel_logout_uri",
    "post_logout_redirect_uris",
    "request_uris",
    "scope",
    "token_endpoint_auth_signing_alg",
];

/// Registers, reads and updates; gives what was told of the client in the end, but for what differs between clients.
fn play(scene: &Scene, server: &Arc<Server>) -> Option<Map<String, Value>> {
    let world = scene.world(server);
    let tried = scene.try_out(&world);
    let told = scene.register(&world);
    if told.status != 201 {
        assert!(
            tried.refusals() != Some(0) || scene.needs_more(),
            "what is refused is refused when it is tried out first"
        );
        return None;
    }
    assert_eq!(tried.refusals(), Some(0), "what is registered is not refused when it is tried out first");
    assert_told(scene, &told);
    let id = told.members["client_id"].as_str().and_then(ClientId::parse).expect("an identifier");
    assert_eq!(id.is_sealed(), world.clients.borrow().is_empty());
    let is_once = scene.is("single_use") || scene.is("unique") || scene.is_signed();
    let again = scene.register(&world);
    assert_eq!(again.status, if is_once { 400 } else { 201 });
    let client = Client::of(&told);
    let read = client.call(Method::Get, None, &world);
    let mut members = told.members.clone();
    members.remove("dropped");
    assert_eq!(read.status, 200);
    assert_same(&read.members, &members, "what was told is told again");
    if !scene.is("required_in_updates") {
        let mut resubmitted = members.clone();
        SERVER_MEMBERS[1..].iter().for_each(|name| drop(resubmitted.remove(*name)));
        let kept = client.call(Method::Put, Some(&resubmitted), &world);
        assert_eq!(kept.status, 200, "what is told can be sent back: {:?}", kept.members);
        let [kept, members] = [&kept.members, &members].map(|members| without(members, &SERVER_MEMBERS));
        assert_same(&kept, &members, "what is sent back is kept");
    }
    let updated = client.call(Method::Put, Some(&scene.update(&client)), &world);
    let after = client.call(Method::Get, None, &world);
    let end = if updated.status == 200 { updated.members } else { members.clone() };
    let end = without(&end, &[&SERVER_MEMBERS[..], &["dropped"]].concat());
    assert_same(&without(&after.members, &SERVER_MEMBERS), &end, "an update is told again");
    assert_unchanged(scene, &members, &after.members);
    Some(without(&after.members, &SERVER_MEMBERS))
}

fn without(members: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let mut left = members.clone();
    left.retain(|name, _| !names.contains(&&**name));
    left
}

/// Checks that a locked member is unchanged, or a part of the value in the statement where parts are permitted.
fn assert_unchanged(scene: &Scene, before: &Map<String, Value>, after: &Map<String, Value>) {
    for (member, said) in scene.said().iter().filter(|(member, _)| scene.is_locked(member)) {
        if scene.is_narrowed(member) {
            assert!(after.get(member).is_none_or(|after| is_part(after, said)), "{member} is a part of {said}");
        } else {
            assert_eq!(after.get(member), before.get(member), "{member} is locked");
        }
    }
    for (name, value) in
        before.iter().filter(|(name, _)| !ClientMetadata::has(name) && !SERVER_MEMBERS.contains(&&***name))
    {
        assert!(after.get(name).is_some_and(|after| is_same(after, value)), "{name} is the statement's");
    }
}

/// Returns true if a list or scope contains only values of another.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Array(part), Value::Array(whole)) => part.iter().all(|value| whole.contains(value)),
        (Value::String(part), Value::String(whole)) => {
            part.split(' ').all(|value| whole.split(' ').any(|other| other == value))
        }
        _ => false,
    }
}

/// The answer has what the statement says, and nothing of it that is the server's to say.
fn assert_told(scene: &Scene, told: &Answer) {
    let members = &told.members;
    assert_eq!(members["software_statement"], scene.statement());
    let id = members["client_id"].as_str().expect("an identifier");
    assert_eq!(members["registration_client_uri"], format!("{ISSUER}/register/{id}"));
    assert_eq!(members["client_id_issued_at"], NOW.0);
    for claim in OWN_CLAIMS {
        assert!(!members.contains_key(claim), "{claim} is of the statement, not of the client");
    }
    if let Some(dropped) = members.get("dropped") {
        let is_refusal =
            |one: &Value| one["error"] == "invalid_redirect_uri" || one["error"] == "invalid_client_metadata";
        assert!(dropped.as_array().is_some_and(|dropped| !dropped.is_empty() && dropped.iter().all(is_refusal)));
    }
    let written = ClientMetadata::read_well_formed(scene.said()).write();
    for (member, value) in &written {
        assert_said(scene, member, value, members);
    }
    for (name, value) in without(members, &[&SERVER_MEMBERS[..], &["dropped", "software_statement"]].concat()) {
        if !ClientMetadata::has(&name) {
            assert!(scene.claims().get(&name).is_some_and(|claim| is_same(claim, &value)), "{name} is nobody's");
            assert!(scene.is_returned(&name), "{name} is not for the client");
        }
    }
}

/// A member is as the statement has it, as the rules write it.
fn assert_said(scene: &Scene, member: &str, said: &Value, told: &Map<String, Value>) {
    let is_part = scene.is_narrowed(member) || (DROPPABLE.contains(&member) && told.contains_key("dropped"));
    match (told.get(member), said) {
        (None, _) => assert!(LEFT_OUT.contains(&member), "{member} is left out"),
        (Some(Value::Array(told)), Value::Array(said)) if is_part => {
            assert!(told.iter().all(|value| said.contains(value)), "{member}: {told:?} of {said:?}");
        }
        (Some(Value::String(told)), Value::String(said)) if is_part => {
            let said: Vec<&str> = said.split(' ').collect();
            assert!(told.split(' ').all(|value| said.contains(&value)), "{member}: {told} of {said:?}");
        }
        (Some(told), said) => assert_eq!(told, said, "{member}"),
    }
}
