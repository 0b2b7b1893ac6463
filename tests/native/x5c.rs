//! The certificates beside the keys that a client registers. RFC 7517 section 4.7.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use serde_json::{Value, json};

use crate::support::certificates::{Authority, below, named, of_authority, root, with};
use crate::support::{Call, Down, World};

/// A key with a certificate that an authority has issued for it, and with others.
fn key(params: &CertificateParams, authority: &Authority, others: &[&[u8]]) -> Value {
    let pair = KeyPair::generate().unwrap();
    let der = params.signed_by(&pair, authority).unwrap().der().to_vec();
    let (x, y) = pair.public_key_raw()[1..].split_at(32);
    let [x, y] = [x, y].map(Base64UrlUnpadded::encode_string);
    let chain: Vec<String> = std::iter::once(&*der).chain(others.iter().copied()).map(Base64::encode_string).collect();
    json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": x, "use": "sig", "x5c": chain})
}

fn register(world: &World, method: &str, keys: &[&Value]) -> u16 {
    let asked = json!({"redirect_uris": ["https://client.example/cb"], "token_endpoint_auth_method": method,
        "jwks": {"keys": keys}});
    let reply = Call::register(&asked).to(world);
    assert!([201, 503].contains(&reply.status()) || reply.text("pointer") == "/jwks", "{}", reply.json());
    reply.status()
}

/// RFC 7517 section 4.7, RFC 5280 section 6.
#[test]
fn the_certificates_of_a_key_lead_to_an_authority_where_the_operator_wants_that() {
    let (authority, stranger) = (root(of_authority("Root")), root(of_authority("Root")));
    let between = below(of_authority("Between"), &authority);
    let authorities = authority.pem();
    let methods = ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "private_key_jwt self_signed_tls_client_auth");
    let world = World::with(&[methods, ("X5C_CHAINS", "verified"), ("CERTIFICATE_AUTHORITIES", &authorities)]);
    let good = key(&named("client"), &authority, &[]);
    let signing = with(named("client"), |it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection]);
    let through = key(&signing, &between, &[between.der()]);
    let mut bare = key(&named("client"), &authority, &[]);
    bare.as_object_mut().unwrap().remove("x5c");
    assert_eq!(register(&world, "private_key_jwt", &[&good, &through, &bare]), 201);
    let bad = key(&named("client"), &stranger, &[]);
    let expired = with(named("client"), |it| it.not_after = date_time_ymd(2027, 1, 1));
    for bad in [&bad, &key(&named("client"), &between, &[]), &key(&expired, &authority, &[])] {
        assert_eq!(register(&world, "private_key_jwt", &[bad]), 400);
        assert_eq!(register(&world, "private_key_jwt", &[&good, bad]), 400);
        assert_eq!(register(&World::new(), "private_key_jwt", &[&good, bad]), 201);
        assert_eq!(register(&world, "self_signed_tls_client_auth", &[bad]), 201, "nobody vouches for these");
    }
    world.down.set(Down::Verify);
    assert_eq!(register(&world, "private_key_jwt", &[&good]), 503);
}
