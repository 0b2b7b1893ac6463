//! The way from a certificate to an authority of the operator. RFC 5280 section 6, RFC 8705 section 2.1.

use base64ct::{Base64, Encoding};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SanType, date_time_ymd,
};
use serde_json::{Value, json};

use crate::authentication::{GRANT, machine};
use crate::proxy::METHODS;
use crate::support::certificates::{Authority, below, byte_sequence, issued, named, of_authority, root, with};
use crate::support::{Call, World};

const SECRET: &str = "0sGzCxwJzOYv2wTPtS8mXq2cH8fM1dQ9bN4aLrKe";

/// A server that trusts these authorities, and its client `CN=client,O=Example`.
struct Trial(World, String);

impl Trial {
    fn with(authorities: &str, intermediates: &str) -> Self {
        let world = World::with(&[
            METHODS,
            ("CERTIFICATE_HEADER", "client-cert"),
            ("PROXY_SECRET", SECRET),
            ("CERTIFICATE_AUTHORITIES", authorities),
            ("CERTIFICATE_INTERMEDIATES", intermediates),
        ]);
        let members = json!({"token_endpoint_auth_method": "tls_client_auth",
            "tls_client_auth_subject_dn": "CN=client,O=Example"});
        let id = machine(&world, &members).text("client_id");
        Self(world, id)
    }

    fn of(authority: &Authority) -> Self {
        Self::with(&authority.pem(), "")
    }

    /// Returns true if a certificate, with the others that the proxy forwards, authenticates the client.
    fn accepts(&self, der: &[u8], chain: &[&[u8]]) -> bool {
        let Self(world, id) = self;
        let call = Call::form("/token", &[GRANT, ("client_id", id)]);
        let call = call.header("enrol-proxy-secret", SECRET).header("client-cert", &byte_sequence(der));
        let chain: Vec<String> = chain.iter().map(|der| byte_sequence(der)).collect();
        let call = if chain.is_empty() { call } else { call.header("client-cert-chain", &chain.join(", ")) };
        let reply = call.to(world);
        assert!([200, 401].contains(&reply.status()), "{}", reply.json());
        reply.status() == 200
    }
}

/// Requirements M34, M43.
#[test]
fn a_certificate_leads_to_an_authority_of_the_operator() {
    let (authority, stranger) = (root(of_authority("Root")), root(of_authority("Root")));
    let trial = Trial::of(&authority);
    assert!(trial.accepts(&issued(&named("client"), &authority), &[]));
    assert!(!trial.accepts(&issued(&named("client"), &stranger), &[]), "the same name and another key");
    assert!(!trial.accepts(&issued(&named("client"), &stranger), &[stranger.der()]), "it vouches for itself");
    let between = below(of_authority("Between"), &authority);
    let leaf = issued(&named("client"), &between);
    assert!(!trial.accepts(&leaf, &[]));
    assert!(trial.accepts(&leaf, &[between.der()]));
    assert!(trial.accepts(&leaf, &[stranger.der(), between.der(), authority.der()]), "in any order");
    assert!(Trial::with(&authority.pem(), &between.pem()).accepts(&leaf, &[]), "known to the operator");
    assert!(Trial::of(&between).accepts(&leaf, &[]), "trusted itself");
    // Another authority of the same name was sent first: the library tries both.
    let namesake = below(of_authority("Between"), &stranger);
    assert!(trial.accepts(&leaf, &[namesake.der(), between.der()]));
    assert!(!trial.accepts(&leaf, &[namesake.der()]));
    let forged = below(of_authority("Between"), &authority);
    assert!(trial.accepts(&leaf, &[forged.der(), between.der()]), "one more of the right name, and of the wrong key");
    let both = format!("{}{}", stranger.pem(), authority.pem());
    assert!(Trial::with(&both, "").accepts(&leaf, &[between.der()]), "two authorities of one name");
    let alone = KeyPair::generate().unwrap();
    assert!(!trial.accepts(named("client").self_signed(&alone).unwrap().der(), &[]));
}

/// RFC 5280 section 6.1.3: a signature that was changed, or that is of another certificate.
#[test]
fn a_certificate_with_a_changed_byte_leads_nowhere() {
    let authority = root(of_authority("Root"));
    let trial = Trial::of(&authority);
    let der = issued(&named("client"), &authority);
    let last = der.len() - 1;
    for place in [last, last - 40, der.len() / 2] {
        let mut changed = der.clone();
        changed[place] ^= 1;
        assert!(!trial.accepts(&changed, &[]), "{place}");
    }
}

/// RFC 5280 sections 4.2.1.3, 4.2.1.9, 4.2.1.10 and 6.1.4: what an authority between may be.
#[test]
fn an_authority_between_keeps_to_its_constraints() {
    let authority = root(of_authority("Root"));
    let trial = Trial::of(&authority);
    let through = |params: CertificateParams| {
        let between = below(params, &authority);
        trial.accepts(&issued(&named("client"), &between), &[between.der()])
    };
    let good = || of_authority("Between");
    assert!(through(good()));
    assert!(through(with(good(), |it| it.key_usages = Vec::new())), "no key usage permits all");
    let path = |length| with(good(), |it| it.is_ca = IsCa::Ca(BasicConstraints::Constrained(length)));
    assert!(through(path(0)));
    let dates = |from, to| {
        with(good(), |it| {
            it.not_before = from;
            it.not_after = to;
        })
    };
    let critical = |value| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        extension.set_criticality(value);
        with(good(), |it| it.custom_extensions = vec![extension])
    };
    assert!(through(critical(false)));
    let usage = |usages| with(good(), |it| it.extended_key_usages = vec![usages]);
    assert!(through(usage(ExtendedKeyUsagePurpose::ClientAuth)));
    for (params, reason) in [
        (with(good(), |it| it.is_ca = IsCa::NoCa), "no authority"),
        (with(good(), |it| it.is_ca = IsCa::ExplicitNoCa), "explicitly no authority"),
        (with(good(), |it| it.key_usages = vec![KeyUsagePurpose::DigitalSignature]), "its key may not sign"),
        (dates(date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1)), "expired"),
        (dates(date_time_ymd(2027, 6, 1), date_time_ymd(2028, 1, 1)), "not valid yet"),
        (critical(true), "a critical extension that nobody knows"),
        (usage(ExtendedKeyUsagePurpose::ServerAuth), "for servers alone"),
    ] {
        assert!(!through(params), "{reason}");
    }
    let short = below(path(0), &authority);
    let below_short = below(of_authority("Below"), &short);
    let leaf = issued(&named("client"), &below_short);
    assert!(!trial.accepts(&leaf, &[below_short.der(), short.der()]), "a path that is too long");
    let longer = below(path(1), &authority);
    let below_longer = below(of_authority("Below"), &longer);
    let leaf = issued(&named("client"), &below_longer);
    assert!(trial.accepts(&leaf, &[below_longer.der(), longer.der()]));
    let constraints = NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("inside.example".to_owned())],
        excluded_subtrees: Vec::new(),
    };
    let constrained = below(with(good(), |it| it.name_constraints = Some(constraints)), &authority);
    for (name, is_inside) in [("client.inside.example", true), ("client.outside.example", false)] {
        let mut params = named("client");
        params.subject_alt_names = vec![SanType::DnsName(name.try_into().unwrap())];
        assert_eq!(trial.accepts(&issued(&params, &constrained), &[constrained.der()]), is_inside, "{name}");
    }
}

/// RFC 5280 sections 4.2 and 4.2.1.12: what the certificate of a client may be.
#[test]
fn the_certificate_of_a_client_is_for_clients() {
    let authority = root(of_authority("Root"));
    let trial = Trial::of(&authority);
    let accepts = |params: CertificateParams| trial.accepts(&issued(&params, &authority), &[]);
    let usage = |usages| with(named("client"), |it| it.extended_key_usages = usages);
    assert!(accepts(usage(vec![ExtendedKeyUsagePurpose::ClientAuth])));
    assert!(accepts(usage(vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth])));
    assert!(!accepts(usage(vec![ExtendedKeyUsagePurpose::ServerAuth])));
    assert!(!accepts(usage(vec![ExtendedKeyUsagePurpose::EmailProtection])));
    assert!(!accepts(with(named("client"), |it| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained))));
    let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);
    assert!(!accepts(with(named("client"), |it| it.custom_extensions = vec![extension])));
}

/// RFC 8705 section 2.2: a certificate that leads nowhere still proves the possession of its key, while it is in date.
#[test]
fn a_certificate_of_no_authority_is_good_for_its_key_alone() {
    let Trial(world, _) = &Trial::of(&root(of_authority("Root")));
    let all: Value = serde_json::from_str(include_str!("vectors/certificates.json")).unwrap();
    let der = Base64::decode_vec(all["names"]["der"].as_str().unwrap()).unwrap();
    let keys = json!({"keys": [all["names"]["jwk"]]});
    let members = json!({"token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": keys});
    let id = machine(world, &members).text("client_id");
    let call = Call::form("/token", &[GRANT, ("client_id", &id)]).header("enrol-proxy-secret", SECRET);
    let reply = call.header("client-cert", &byte_sequence(&der)).to(world);
    assert_eq!(reply.status(), 200, "{}", reply.json());
}

/// Requirement M43: the authorities of the operator are in date themselves.
#[test]
fn an_authority_that_is_out_of_date_vouches_for_nobody() {
    let old = root(with(of_authority("Root"), |it| it.not_after = date_time_ymd(2027, 1, 1)));
    assert!(!Trial::of(&old).accepts(&issued(&named("client"), &old), &[]));
}

/// RFC 3279, RFC 4055, RFC 5758, RFC 8410: the signatures of authorities.
#[test]
fn authorities_sign_with_the_algorithms_of_today() {
    for algorithm in [&PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let authority = Authority::self_signed(of_authority("Root"), key).unwrap();
        assert!(Trial::of(&authority).accepts(&issued(&named("client"), &authority), &[]), "{algorithm:?}");
    }
    let all: Value = serde_json::from_str(include_str!("vectors/rsa_chains.json")).unwrap();
    let trial = Trial::with(all["authority"].as_str().unwrap(), "");
    let rows = all["issued"].as_object().unwrap();
    assert_eq!(rows.len(), 7);
    for (algorithm, der) in rows {
        let der = Base64::decode_vec(der.as_str().unwrap()).unwrap();
        assert_eq!(trial.accepts(&der, &[]), algorithm != "sha1", "{algorithm}");
        let mut changed = der;
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert!(!trial.accepts(&changed, &[]), "{algorithm}");
    }
}

/// RFC 4514 section 2.3: attributes beside those of RFC 4514 in the subject of a forwarded certificate.
#[test]
fn a_subject_with_other_attributes_is_compared_as_a_whole() {
    let authority = root(of_authority("Root"));
    let trial = Trial::of(&authority);
    let Trial(world, _) = &trial;
    let mut params = named("client");
    params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), "OFBBR-1");
    params.distinguished_name.push(DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 1]), "software-1");
    let der = issued(&params, &authority);
    for (subject, is_it) in [
        ("UID=software-1,2.5.4.97=#13074f464242522d31,CN=client,O=Example", true),
        ("UID=software-1,organizationIdentifier=OFBBR-1,CN=client,O=Example", true),
        ("UID=software-1,organizationIdentifier=OFBBR-2,CN=client,O=Example", false),
        ("CN=client,O=Example", false),
    ] {
        let members = json!({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": subject});
        let id = machine(world, &members).text("client_id");
        let call = Call::form("/token", &[GRANT, ("client_id", &id)]).header("enrol-proxy-secret", SECRET);
        let reply = call.header("client-cert", &byte_sequence(&der)).to(world);
        assert_eq!(reply.status() == 200, is_it, "{subject}");
    }
}
