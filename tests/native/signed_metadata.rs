//! The discovery documents as a signed JWT. RFC 8414 section 2.1.

use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::tokens::is_verified;
use crate::support::{Call, Down, Reply, World, header_of};

const PATHS: [&str; 2] = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];

fn world(settings: &[(&str, &str)]) -> World {
    World::with(&[settings, &[("SIGNED_METADATA", "on")]].concat())
}

fn signed(reply: &Reply) -> Token {
    Token::read(&reply.text("signed_metadata"), ByteCount(65_536)).unwrap()
}

/// RFC 8414 section 2.1; requirement L28: the JWT is signed, has the issuer, and says what the plain members say.
#[test]
fn the_signed_form_says_what_the_plain_one_says() {
    for (settings, algorithm) in [
        (&[][..], "ES256"),
        (&[("ACCESS_TOKEN_SIGNING_ALG", "RS256")], "RS256"),
        (&[("SCOPES_SUPPORTED", "openid read")], "ES256"),
    ] {
        let world = world(settings);
        let plain = Call::get(PATHS[0]).to(&World::with(settings)).json();
        for path in PATHS {
            let reply = Call::get(path).to(&world);
            let token = signed(&reply);
            assert!(is_verified(&token, &world));
            assert_eq!(token.is_of_kind("signed-metadata+jwt"), Some(true));
            assert_eq!(token.claims.text("iss"), Some("https://as.example"));
            let header = header_of(&reply.text("signed_metadata"));
            assert_eq!(header["alg"], algorithm);
            let mut claims = token.claims.members().clone();
            assert_eq!(claims.remove("iat"), Some(json!(world.now.get().0)));
            claims.remove("iss");
            assert_eq!(Value::Object(claims), plain);
            let mut members = reply.json();
            members.as_object_mut().unwrap().remove("signed_metadata");
            assert_eq!(members, plain);
        }
    }
    assert_eq!(Call::get(PATHS[0]).to(&World::new()).member("signed_metadata"), Value::Null);
}

/// Requirement L28: a change of the members makes another JWT; until then callers keep the document by its tag.
#[test]
fn a_document_is_signed_again_when_it_changes_or_grows_old() {
    let world = world(&[]);
    let first = Call::get(PATHS[0]).to(&world);
    assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
    world.wait(Seconds(1));
    let tag = first.header("etag").unwrap();
    assert_eq!(Call::get(PATHS[1]).header("if-none-match", tag).to(&world).status(), 304);
    let changed = world.restarted(&[("SIGNED_METADATA", "on"), ("SCOPES_SUPPORTED", "openid read")]);
    assert_ne!(signed(&Call::get(PATHS[0]).to(&changed)).claims, signed(&first).claims);
    let world = changed.restarted(&[("SIGNED_METADATA", "on")]);
    assert_eq!(Call::get(PATHS[0]).to(&world).text("signed_metadata"), first.text("signed_metadata"));
    world.wait(Seconds(600));
    assert_ne!(Call::get(PATHS[0]).to(&world).text("signed_metadata"), first.text("signed_metadata"));
}

#[test]
fn a_database_that_does_not_answer_is_needed_for_a_new_signature_alone() {
    let world = world(&[]);
    for down in [Down::Store, Down::Sign] {
        world.down.set(down);
        assert_eq!(Call::get(PATHS[0]).to(&world).status(), 503, "{down:?}");
    }
    world.down.set(Down::Cache);
    assert_eq!(Call::get(PATHS[0]).to(&world).status(), 200);
    world.down.set(Down::Nothing);
    assert_eq!(Call::get(PATHS[0]).to(&world).status(), 200);
    world.down.set(Down::Store);
    assert_eq!(Call::get(PATHS[0]).to(&world).status(), 200);
}
