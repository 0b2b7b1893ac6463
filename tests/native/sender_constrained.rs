//! Servers whose access tokens are all bound to a key of their client. FAPI 2.0 Security Profile section 5.3.2.1.

use enrol::http::CertificateStatus;
use enrol::jose::Token;
use enrol::unit::ByteCount;
use serde_json::{Value, json};

use crate::support::proof::Holder;
use crate::support::users::{app, granted, of_code, of_refresh, seal, sign_in, token_request};
use crate::support::{Call, Reply, World};

const REQUIRED: (&str, &str) = ("SENDER_CONSTRAINED_TOKENS", "required");

/// The server binds tokens to certificates too.
const CERTIFIED: (&str, &str) = ("AUTHORIZATION_SERVER", r#"{"tls_client_certificate_bound_access_tokens":true}"#);

fn binding(reply: &Reply) -> Value {
    let token = Token::read(&reply.text("access_token"), ByteCount(16_384)).unwrap();
    token.claims.members().get("cnf").cloned().unwrap_or_default()
}

fn assert_refused(reply: &Reply) {
    assert_eq!((reply.status(), reply.text("error")), (400, "invalid_request".to_owned()));
    assert!(reply.text("error_description").contains("proof of a key (DPoP)"), "{}", reply.json());
}

fn code(world: &World, client: &Reply) -> String {
    let session = sign_in(world);
    seal(world, &client.text("client_id"), &granted(world, &session, "openid"))
}

#[test]
fn without_a_proof_nobody_gets_a_token() {
    let world = World::with(&[REQUIRED]);
    let holder = Holder::new();
    let client = app(&world, &json!({}));
    let code = code(&world, &client);
    assert_refused(&token_request(&client, &of_code(&code)).to(&world));
    let first = holder.prove(token_request(&client, &of_code(&code))).to(&world);
    assert_eq!((first.status(), first.text("token_type")), (200, "DPoP".to_owned()), "the refusal used nothing up");
    let refresh_token = first.text("refresh_token");
    assert_refused(&token_request(&client, &of_refresh(&refresh_token)).to(&world));
    let second = holder.prove(token_request(&client, &of_refresh(&refresh_token))).to(&world);
    assert_eq!((second.status(), binding(&second)), (200, json!({"jkt": holder.thumbprint()})));
    let api = Call::register(&json!({"grant_types": ["client_credentials"]})).to(&world);
    let own = || token_request(&api, &[("grant_type", "client_credentials")]);
    assert_refused(&own().to(&world));
    assert_eq!(holder.prove(own()).to(&world).status(), 200);
}

/// RFC 8705 section 3.
#[test]
fn a_certificate_does_where_the_server_binds_tokens_to_certificates() {
    let own = |world: &World, members: &Value| {
        let mut asked = json!({"grant_types": ["client_credentials"]});
        asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let client = Call::register(&asked).to(world);
        let call = token_request(&client, &[("grant_type", "client_credentials")]);
        (client, call.certificate("thumb", "CN=x", CertificateStatus::Unverified))
    };
    let world = World::with(&[REQUIRED, CERTIFIED]);
    for members in [json!({}), json!({"tls_client_certificate_bound_access_tokens": true})] {
        let (_, call) = own(&world, &members);
        let reply = call.to(&world);
        assert_eq!((reply.status(), binding(&reply)), (200, json!({"x5t#S256": "thumb"})), "{members}");
    }
    let (client, _) = own(&world, &json!({}));
    assert_refused(&token_request(&client, &[("grant_type", "client_credentials")]).to(&world));
    let both = Holder::new();
    let (_, call) = own(&world, &json!({}));
    let reply = both.prove(call).to(&world);
    assert_eq!(binding(&reply), json!({"jkt": both.thumbprint()}), "one key is enough");
    let world = World::with(&[REQUIRED]);
    let (_, call) = own(&world, &json!({}));
    assert_refused(&call.to(&world));
    let world = World::with(&[CERTIFIED]);
    let (_, call) = own(&world, &json!({}));
    assert_eq!(binding(&call.to(&world)), Value::Null, "off unless the operator turns it on");
}
