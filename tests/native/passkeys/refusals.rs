//! Each way in which an answer is wrong, with its reason in the log.

use serde_json::{Value, json};

use super::{ORIGIN, SAME, add, options, place, prepared, send, send_new, sign_in, world};
use crate::support::authenticator::{
    Answer, Authenticator, HAS_CREDENTIAL, HAS_EXTENSIONS, attestation_object, byte_string, encoded, sized,
};
use crate::support::browser::{Browser, page};
use crate::support::{Down, Reply, World, markup};

type Change = fn(&mut Answer<'_>);

/// The ways in which both ceremonies go wrong.
const BOTH: [(&str, Change); 17] = [
    ("passkey_type_wrong", |it| it.client_data["type"] = json!("payment.get")),
    ("passkey_client_data_malformed", |it| it.client_data["type"] = Value::Null),
    ("passkey_client_data_malformed", |it| it.client_data["challenge"] = json!(7)),
    ("passkey_challenge_unknown", |it| it.client_data["challenge"] = json!("AAAA")),
    ("passkey_challenge_unknown", |it| it.client_data["challenge"] = json!("")),
    ("passkey_client_data_malformed", |it| it.client_data["origin"] = Value::Null),
    ("passkey_origin_wrong", |it| it.client_data["origin"] = json!("https://evil.example")),
    ("passkey_origin_wrong", |it| it.client_data["origin"] = json!("https://as.example/")),
    ("passkey_origin_wrong", |it| it.client_data["origin"] = json!("https://login.as.example")),
    ("passkey_cross_origin", |it| it.client_data["crossOrigin"] = json!(true)),
    ("passkey_cross_origin", |it| it.client_data["crossOrigin"] = json!("false")),
    ("passkey_cross_origin", |it| it.client_data["topOrigin"] = json!("https://evil.example")),
    ("passkey_rp_id_wrong", |it| it.relying_party = String::from("evil.example")),
    ("passkey_rp_id_wrong", |it| it.relying_party = String::from("example")),
    ("passkey_user_absent", |it| it.flags &= !0x01),
    ("passkey_user_unverified", |it| it.flags &= !0x04),
    ("passkey_backup_state_impossible", |it| it.flags |= 0x10),
];

/// Asserts that a sign-in is refused for this reason, and that nothing of it is stored.
fn assert_refused(world: &World, reply: &Reply, reason: &str) {
    assert_eq!(reply.status(), 200, "{reason} {}", reply.line);
    assert!(reply.line.contains(&format!("\"reason\":\"{reason}\"")), "{reason} {}", reply.line);
    assert!(markup::text(&page(reply)).contains("This passkey is not accepted here."), "{reason}");
    assert_eq!((world.sessions.borrow().len(), world.passkeys.borrow()[0].last_used_at), (1, None), "{reason}");
}

/// Web Authentication Level 3 section 7.2.
#[test]
fn a_sign_in_whose_answer_is_wrong_is_refused() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let own: [(&str, Change); 10] = [
        ("passkey_type_wrong", |it| it.client_data["type"] = json!("webauthn.create")),
        ("passkey_backup_eligibility_changed", |it| it.flags |= 0x08),
        ("passkey_unknown", |it| it.id = vec![9; 16]),
        ("passkey_unknown", |it| it.handle = b"uAAAAAAAAAAAAAAAAAAAAAA".to_vec()),
        ("passkey_unknown", |it| it.handle = vec![0xff]),
        ("passkey_unknown", |it| it.handle = b"alice".to_vec()),
        ("passkey_authenticator_data_malformed", |it| it.flags |= HAS_CREDENTIAL),
        ("passkey_authenticator_data_malformed", |it| it.flags |= HAS_EXTENSIONS),
        ("passkey_authenticator_data_malformed", |it| it.extensions = vec![0xa0]),
        ("passkey_credential_malformed", |it| it.id = Vec::new()),
    ];
    for (reason, change) in BOTH.into_iter().chain(own) {
        let reply = sign_in(&world, &Browser::default(), &mut authenticator, change);
        assert_refused(&world, &reply, reason);
    }
    // All of this has used up no challenge and no counter.
    assert_eq!(sign_in(&world, &Browser::default(), &mut authenticator, SAME).status(), 303);
}

/// A changed byte of what is signed, or of the signature, is refused. So is everything that is no answer at all.
#[test]
fn an_answer_that_was_changed_after_it_was_signed_is_refused() {
    let mut authenticator = Authenticator::new(1);
    let (world, _) = prepared(&mut authenticator);
    let browser = Browser::default();
    let asked = browser.open(&world, "/sign-in");
    let answer = authenticator.get(&options(&asked), ORIGIN);
    let (good, data) = (answer.credential(), answer.data());
    let with = |member: &str, value: Value| {
        let mut changed = good.clone();
        changed["response"][member] = value;
        changed
    };
    let other_counter = [&data[..33], &[0, 0, 0, 9]].concat();
    let spaced = format!(" {}", answer.client_data);
    let halves = [&[1; 32][..], &[2; 32]].concat();
    for (reason, changed) in [
        ("passkey_signature_wrong", with("authenticatorData", json!(encoded(other_counter)))),
        ("passkey_signature_wrong", with("clientDataJSON", json!(encoded(spaced)))),
        ("passkey_signature_wrong", with("signature", json!(""))),
        ("passkey_signature_wrong", with("signature", json!(encoded([0x30, 0x00])))),
        ("passkey_signature_wrong", with("signature", json!(encoded(halves)))),
        ("passkey_authenticator_data_malformed", with("authenticatorData", json!(encoded(&data[..36])))),
        ("passkey_authenticator_data_malformed", with("authenticatorData", json!(""))),
        ("passkey_client_data_malformed", with("clientDataJSON", json!(encoded("[]")))),
        ("passkey_client_data_malformed", with("clientDataJSON", json!(encoded([0xff])))),
        ("passkey_client_data_malformed", with("clientDataJSON", json!(encoded(r#"{"type":"a","type":"b"}"#)))),
        ("passkey_credential_malformed", with("clientDataJSON", json!("="))),
        ("passkey_credential_malformed", with("userHandle", Value::Null)),
        ("passkey_credential_malformed", with("signature", json!(7))),
        ("passkey_credential_malformed", json!({"id": good["id"]})),
        ("passkey_credential_malformed", json!({"response": good["response"]})),
        ("passkey_credential_malformed", json!({"id": encoded([1; 1024]), "response": good["response"]})),
        ("passkey_credential_malformed", json!([])),
    ] {
        assert_refused(&world, &send(&world, &browser, &asked, &changed), reason);
    }
    assert_eq!(send(&world, &browser, &asked, &good).status(), 303);
}

fn assert_not_added(world: &World, reply: &Reply, reason: &str) {
    assert_eq!((reply.status(), place(reply)), (303, "/account"), "{reason} {}", reply.line);
    assert!(reply.line.contains(&format!("\"reason\":\"{reason}\"")), "{reason} {}", reply.line);
    assert!(world.passkeys.borrow().is_empty(), "{reason}");
}

/// Web Authentication Level 3 section 7.1.
#[test]
fn a_new_passkey_whose_answer_is_wrong_is_refused() {
    let world = world();
    let browser = Browser::of(&world, &world.add_alice());
    let own: [(&str, Change); 5] = [
        ("passkey_type_wrong", |it| it.client_data["type"] = json!("webauthn.get")),
        ("passkey_authenticator_data_malformed", |it| it.flags &= !HAS_CREDENTIAL),
        ("passkey_authenticator_data_malformed", |it| it.flags |= HAS_EXTENSIONS),
        ("passkey_authenticator_data_malformed", |it| it.extensions = vec![0]),
        ("passkey_credential_malformed", |it| it.id = vec![9; 16]),
    ];
    for (reason, change) in BOTH.into_iter().chain(own) {
        let reply = add(&world, &browser, &mut Authenticator::new(1), "x", change);
        assert_not_added(&world, &reply, reason);
    }
    let shown = browser
        .open(&world, add(&world, &browser, &mut Authenticator::new(1), "x", BOTH[0].1).header("location").unwrap());
    assert!(markup::text(&page(&shown)).contains("The passkey was not added."), "{}", page(&shown));
    assert_eq!(place(&add(&world, &browser, &mut Authenticator::new(1), "x", SAME)), "/account");
    assert_eq!(world.passkeys.borrow().len(), 1);
}

/// RFC 9052 section 7: each member of the key, missing, twice, of another type, and of another algorithm.
#[test]
fn a_public_key_that_is_none_is_refused() {
    let world = world();
    let browser = Browser::of(&world, &world.add_alice());
    let (x, y) = (byte_string(&[1; 32]), byte_string(&[2; 32]));
    let (malformed, unsupported) = ("passkey_key_malformed", "passkey_key_unsupported");
    let off_curve = [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..], &x, &[0x22], &y].concat();
    let keys = [
        (malformed, Vec::new()),
        (unsupported, vec![0xa0, 0xff, 0x00]),
        (malformed, vec![0x80]),
        (malformed, off_curve.clone()),
        (malformed, [&[0xbf][..], &off_curve[1..], &[0xff]].concat()),
        (malformed, off_curve[..off_curve.len() - 1].to_vec()),
        (malformed, [&[0xa6][..], &off_curve[1..], &[0x04, 0x01]].concat()),
        (malformed, [&[0xa2, 0x01, 0x02, 0x01, 0x02][..]].concat()),
        (malformed, vec![0xa1, 0x61, 0x31, 0x02]),
        (malformed, vec![0xa1, 0x01, 0x61, 0x32]),
        (malformed, vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        (unsupported, vec![0xa0]),
        (unsupported, [&[0xa4][..], &off_curve[3..]].concat()),
        (unsupported, [&[0xa5, 0x01, 0x02, 0x03, 0x25, 0x20, 0x01, 0x21][..], &x, &[0x22], &y].concat()),
        (unsupported, [&[0xa5, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x02, 0x21][..], &x, &[0x22], &y].concat()),
        (unsupported, [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x02, 0x21][..], &x, &[0x22], &y].concat()),
        (unsupported, [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x07, 0x21][..], &x].concat()),
        (malformed, [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21][..], &byte_string(&[1; 31])].concat()),
        (malformed, [&[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20][..], &x, &[0x21, 0x41, 0x03]].concat()),
    ];
    for (reason, key) in keys {
        let shown = format!("{key:02x?}");
        let credential = [&[0; 16][..], &sized(&[1; 16]), &key].concat();
        let reply =
            add(&world, &browser, &mut Authenticator::new(1), "x", |it| it.credential = Some(credential.clone()));
        assert!(reply.line.contains(&format!("\"reason\":\"{reason}\"")), "{shown} {}", reply.line);
        assert_not_added(&world, &reply, reason);
    }
}

/// Web Authentication Level 3 section 6.5.4.
#[test]
fn an_attestation_object_that_is_none_is_refused() {
    let world = world();
    let browser = Browser::of(&world, &world.add_alice());
    let account = browser.open(&world, "/account");
    let mut authenticator = Authenticator::new(1);
    let answer = authenticator.create(&options(&account), ORIGIN);
    let (good, data) = (answer.credential(), answer.data());
    let (object, member) = (attestation_object(&data), [b"\x68authData", &*byte_string(&data)].concat());
    let deep = [vec![0xa2], b"\x67attStmt".to_vec(), vec![0x81; 5_000], vec![0x00], member.clone()].concat();
    let with = |object: Vec<u8>| {
        let mut changed = good.clone();
        changed["response"]["attestationObject"] = json!(encoded(object));
        changed
    };
    for object in [
        Vec::new(),
        vec![0xa0],
        vec![0xa1, 0x01, 0x02],
        object[..object.len() - 1].to_vec(),
        [&object[..], &[0]].concat(),
        [&[0xa2][..], &member, &member].concat(),
        [&[0xb9, 0xff, 0xff][..], &object[1..]].concat(),
        b"\xa1\x68authData\x61x".to_vec(),
    ] {
        let reply = send_new(&world, &browser, &account, "x", &with(object));
        assert_not_added(&world, &reply, "passkey_credential_malformed");
    }
    for length in [0, 1_024, 60_000] {
        let credential = [&[0; 16][..], &sized(&vec![1; length]), &[0xa0]].concat();
        let object = attestation_object(&[&data[..37], &credential].concat());
        let reply = send_new(&world, &browser, &account, "x", &with(object));
        assert!(world.passkeys.borrow().is_empty(), "{}", reply.line);
    }
    // A statement of the authenticator about itself, however deep, is passed over: none was asked for.
    assert_eq!(place(&send_new(&world, &browser, &account, "x", &with(deep))), "/account");
    assert_eq!(world.passkeys.borrow().len(), 1);
}

/// What does not answer is a fault, and nothing is stored.
#[test]
fn a_failure_of_the_server_lets_nobody_in() {
    let mut authenticator = Authenticator::new(1);
    let (world, owner) = prepared(&mut authenticator);
    for down in [Down::Store, Down::Verify, Down::Throttle, Down::Random] {
        let browser = Browser::default();
        let asked = browser.open(&world, "/sign-in");
        let answer = authenticator.get(&options(&asked), ORIGIN).credential();
        world.down.set(down);
        let reply = send(&world, &browser, &asked, &answer);
        world.down.set(Down::Nothing);
        assert_eq!((reply.status(), world.sessions.borrow().len()), (503, 1), "{down:?} {}", reply.line);
    }
    let account = owner.open(&world, "/account");
    let answer = Authenticator::new(2).create(&options(&account), ORIGIN).credential();
    for down in [Down::Store, Down::Random] {
        world.down.set(down);
        let page = owner.open(&world, "/account");
        assert_eq!(page.status(), 503, "{down:?}");
    }
    world.down.set(Down::Store);
    assert_eq!(send_new(&world, &owner, &account, "x", &answer).status(), 503);
    world.down.set(Down::Nothing);
    assert_eq!(Browser::default().open(&world, "/sign-in").status(), 200);
}
