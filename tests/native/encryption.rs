//! Messages that are encrypted to their client: ID tokens, user info, authorization responses. OpenID Connect Core section
//! 10.2, RFC 7516, RFC 7518.

use enrol::http::Method;
use enrol::jose::Token;
use enrol::unit::{ByteCount, Seconds};
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, approve, ask};
use crate::support::browser::{Browser, answer, destination};
use crate::support::tokens::is_verified;
use crate::support::users::{self, app, granted, of_code, of_refresh, redeem, seal, sign_in};
use crate::support::{Call, Down, Reader, Reply, World, header_of};

const CONTENTS: [&str; 4] = ["A128CBC-HS256", "A128GCM", "A256CBC-HS512", "A256GCM"];

/// A server whose operator turns encryption on.
fn world() -> World {
    let algorithms = json!(["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]);
    let mut server = json!({"authorization_signing_alg_values_supported": ["ES256"]});
    for kind in ["authorization", "id_token", "userinfo"] {
        server[format!("{kind}_encryption_alg_values_supported")] = algorithms.clone();
        server[format!("{kind}_encryption_enc_values_supported")] = json!(CONTENTS);
    }
    let settings = [
        ("AUTHORIZATION_SERVER", &*server.to_string()),
        ("PROMPT_NONE", "any"),
        ("RESPONSE_TYPES_SUPPORTED", r#"["code","code id_token"]"#),
    ];
    World::with(&settings)
}

/// The members that choose the encryption of a message.
fn chosen(kind: &str, alg: &str, enc: &str) -> Value {
    json!({format!("{kind}_encrypted_response_alg"): alg, format!("{kind}_encrypted_response_enc"): enc})
}

/// Registers a client with the key of a reader and these members.
fn client(world: &World, reader: &Reader, members: &Value) -> Reply {
    let mut all = json!({"jwks": {"keys": [reader.jwk("k1")]}, "response_types": ["code", "code id_token"]});
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    app(world, &all)
}

/// Reads a signed token of the server.
fn signed(world: &World, text: &str) -> Value {
    let token = Token::read(text, ByteCount(16_384)).unwrap();
    assert!(is_verified(&token, world));
    Value::Object(token.claims.members().clone())
}

/// OpenID Connect Registration section 2, OpenID Connect Core section 2.
#[test]
fn an_id_token_is_signed_and_then_encrypted_as_the_client_registered() {
    let world = world();
    let session = sign_in(&world);
    let (rsa, ec) = (Reader::Rsa(2), Reader::p256());
    for (reader, alg) in
        [(&rsa, "RSA-OAEP"), (&rsa, "RSA-OAEP-256"), (&ec, "ECDH-ES"), (&ec, "ECDH-ES+A128KW"), (&ec, "ECDH-ES+A256KW")]
    {
        for enc in CONTENTS {
            let members = chosen("id_token", alg, enc);
            let client = client(&world, reader, &members);
            for (name, value) in members.as_object().unwrap() {
                assert_eq!(client.member(name), *value);
            }
            let tokens = redeem(&world, &client, &session, "openid");
            let id_token = tokens.text("id_token");
            let mut header = header_of(&id_token);
            let ephemeral = header.as_object_mut().unwrap().remove("epk");
            assert_eq!(header, json!({"alg": alg, "enc": enc, "cty": "JWT", "kid": "k1"}));
            assert_eq!(ephemeral.is_some(), alg.starts_with("ECDH"));
            assert!(ephemeral.is_none_or(|key| key.as_object().unwrap().keys().all(|name| name != "d")));
            let claims = signed(&world, &reader.open(&id_token));
            assert_eq!((&claims["aud"], claims["at_hash"].is_string()), (&json!(client.text("client_id")), true));
            let again = users::ask(&world, &client, &of_refresh(&tokens.text("refresh_token"))).text("id_token");
            assert_eq!(signed(&world, &reader.open(&again))["sub"], claims["sub"], "{alg} {enc}");
        }
    }
    let plain = app(&world, &json!({}));
    signed(&world, &redeem(&world, &plain, &session, "openid").text("id_token"));
}

/// OpenID Connect Registration section 2: the default content encryption.
#[test]
fn without_a_choice_the_content_has_cbc_and_hmac() {
    let world = world();
    let client = client(&world, &Reader::Rsa(2), &json!({"id_token_encrypted_response_alg": "RSA-OAEP-256"}));
    assert_eq!(client.member("id_token_encrypted_response_enc"), "A128CBC-HS256");
}

/// OpenID Connect Core section 5.3.2.
#[test]
fn user_info_is_encrypted_with_a_signature_or_without() {
    let world = world();
    let session = sign_in(&world);
    let reader = Reader::Rsa(2);
    for is_signed in [true, false] {
        let mut members = chosen("userinfo", "RSA-OAEP-256", "A256GCM");
        if is_signed {
            members["userinfo_signed_response_alg"] = json!("ES256");
        }
        let client = client(&world, &reader, &members);
        let tokens = redeem(&world, &client, &session, "openid profile");
        let reply = Call::get("/userinfo").token(&tokens.text("access_token")).to(&world);
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("application/jwt")));
        let text = String::from_utf8(reply.response.body.clone()).unwrap();
        assert_eq!(header_of(&text).get("cty").is_some(), is_signed);
        let plain = reader.open(&text);
        let claims = if is_signed { signed(&world, &plain) } else { serde_json::from_str(&plain).unwrap() };
        assert_eq!((&claims["name"], claims.get("iss").is_some()), (&json!("Ana"), is_signed));
    }
}

/// JWT Secured Authorization Response Mode section 2.2.
#[test]
fn a_signed_response_is_encrypted_and_so_is_an_error() {
    let world = world();
    let reader = Reader::p256();
    let client = client(&world, &reader, &chosen("authorization", "ECDH-ES+A256KW", "A256CBC-HS512"));
    let browser = Browser::of(&world, &world.add_alice());
    let found = answer(&approve(&browser, &world, &client, &[("response_mode", "jwt")]), CALLBACK);
    let response = signed(&world, &reader.open(&found["response"]));
    assert!(response["code"].is_string() && response["aud"] == client.text("client_id"));
    let silent = ask(&Browser::default(), &world, &client, &[("response_mode", "jwt"), ("prompt", "none")]);
    let error = signed(&world, &reader.open(&answer(&silent, CALLBACK)["response"]));
    assert_eq!(error["error"], "login_required");
    let plain = answer(&ask(&browser, &world, &client, &[]), CALLBACK);
    assert!(plain.contains_key("code"), "a response that is not signed is not encrypted");
}

/// OpenID Connect Core section 3.3.2.11.
#[test]
fn the_id_token_beside_a_code_is_encrypted() {
    let world = world();
    let reader = Reader::Rsa(2);
    let client = client(&world, &reader, &chosen("id_token", "RSA-OAEP", "A128GCM"));
    let browser = Browser::of(&world, &world.add_alice());
    let found = answer(&approve(&browser, &world, &client, &[("response_type", "code id_token")]), CALLBACK);
    assert!(signed(&world, &reader.open(&found["id_token"]))["c_hash"].is_string());
}

/// OpenID Connect Core section 10.2.1: keys by reference, and the key of the purpose among several.
#[test]
fn the_key_is_the_one_of_the_client_for_encryption() {
    let world = world();
    let session = sign_in(&world);
    let (address, reader) = ("https://client.example/jwks", Reader::Rsa(2));
    world.resolve("client.example", "93.184.216.34", "");
    let mut members = chosen("id_token", "RSA-OAEP-256", "A256GCM");
    members["jwks_uri"] = json!(address);
    let client = app(&world, &members);
    let code = seal(&world, &client.text("client_id"), &granted(&world, &session, "openid"));
    let redeem = || users::ask(&world, &client, &of_code(&code));
    let signing = |number| {
        let mut key = Reader::Rsa(number).jwk("s");
        key["use"] = json!("sig");
        key
    };
    world.publish(address, &json!({"keys": [signing(1)]}).to_string());
    let refused = redeem();
    assert_eq!((refused.status(), refused.text("error")), (400, "unauthorized_client".to_owned()));
    world.wait(Seconds(30));
    world.publish(address, &json!({"keys": [signing(1), reader.jwk("e")]}).to_string());
    let tokens = redeem();
    assert_eq!(tokens.status(), 200, "the refusal used nothing up: {}", tokens.json());
    assert_eq!(header_of(&tokens.text("id_token"))["kid"], "e");
    signed(&world, &reader.open(&tokens.text("id_token")));
    let mut unmarked = Reader::Rsa(1).jwk("u");
    unmarked.as_object_mut().unwrap().remove("use");
    let userinfo = || {
        let tokens = users::ask(&world, &client, &of_refresh(&tokens.text("refresh_token")));
        header_of(&tokens.text("id_token"))["kid"].clone()
    };
    world.wait(Seconds(600));
    world.publish(address, &json!({"keys": [unmarked]}).to_string());
    assert_eq!(userinfo(), "u", "a key without a use can be used");
}

#[test]
fn a_message_that_cannot_be_encrypted_is_not_sent() {
    let world = world();
    let session = sign_in(&world);
    let mut members = chosen("userinfo", "RSA-OAEP-256", "A256GCM");
    members
        .as_object_mut()
        .unwrap()
        .extend(chosen("authorization", "RSA-OAEP-256", "A256GCM").as_object().unwrap().clone());
    members["jwks_uri"] = json!("https://client.example/jwks");
    let client = app(&world, &members);
    let tokens = redeem(&world, &client, &session, "openid profile");
    let userinfo = Call::new(Method::Get, "/userinfo").token(&tokens.text("access_token")).to(&world);
    assert_eq!((userinfo.status(), userinfo.text("error")), (400, "unauthorized_client".to_owned()));
    let silent = ask(&Browser::default(), &world, &client, &[("response_mode", "jwt"), ("prompt", "none")]);
    assert_eq!((silent.status(), destination(&silent)), (400, None), "the user sees a page");
    let keyed = self::client(&world, &Reader::Rsa(2), &chosen("id_token", "RSA-OAEP-256", "A256GCM"));
    world.down.set(Down::Encrypt);
    let code = seal(&world, &keyed.text("client_id"), &granted(&world, &session, "openid"));
    assert_eq!(users::ask(&world, &keyed, &of_code(&code)).status(), 503);
}

/// RFC 7518 section 4.2, RFC 8725 section 3.2: what is broken or symmetric is not offered.
#[test]
fn encryption_is_registered_where_the_operator_lists_it() {
    let keys = json!({"keys": [Reader::Rsa(2).jwk("k1")]});
    let register = |world: &World, alg: &str, enc: &str| {
        let mut asked = json!({"redirect_uris": [CALLBACK], "jwks": keys});
        asked.as_object_mut().unwrap().extend(chosen("id_token", alg, enc).as_object().unwrap().clone());
        let reply = Call::register(&asked).to(world);
        (reply.status() != 201).then(|| reply.refusal().2)
    };
    assert_eq!(register(&world(), "RSA-OAEP-256", "A256GCM"), None);
    let refused = |member: &str| Some(format!("/id_token_encrypted_response_{member}"));
    for (alg, enc, member) in [
        ("RSA1_5", "A256GCM", "alg"),
        ("dir", "A256GCM", "alg"),
        ("A128KW", "A256GCM", "alg"),
        ("RSA-OAEP-512", "A256GCM", "alg"),
        ("ECDH-ES", "A256GCM", "alg"),
        ("RSA-OAEP-256", "A192GCM", "enc"),
        ("RSA-OAEP-256", "A192CBC-HS384", "enc"),
    ] {
        assert_eq!(register(&world(), alg, enc), refused(member), "{alg} {enc}");
    }
    assert_eq!(register(&World::new(), "RSA-OAEP-256", "A256GCM"), refused("alg"), "off by default");
    let document = Call::get("/.well-known/openid-configuration").to(&World::new()).json();
    assert!(document.as_object().unwrap().keys().all(|name| !name.contains("_encryption_")), "{document}");
    for kind in ["id_token", "userinfo", "authorization", "request_object", "introspection"] {
        for (algorithm, starts) in [("RSA-OAEP-256", kind != "introspection"), ("RSA1_5", false), ("dir", false)] {
            let list = json!({format!("{kind}_encryption_alg_values_supported"): [algorithm],
                format!("{kind}_encryption_enc_values_supported"): ["A256GCM"]});
            let settings = [("AUTHORIZATION_SERVER", &*list.to_string())];
            assert_eq!(crate::setting_limits::starts(&settings), starts, "{kind} {algorithm}");
        }
    }
}
