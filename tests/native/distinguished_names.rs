//! Names of certificates: compared as names, not as texts. RFC 4514, RFC 4517, RFC 8705 section 2.1.2.

use base64ct::{Base64, Encoding};
use enrol::client_metadata::{DirectoryName, PresentedCertificate};
use serde_json::{Value, json};

use crate::support::{Call, World};

/// The name of a certificate of Open Finance Brasil, in the form that its profile has registered.
const BRAZIL: &str = "UID=67c57882-043b-11ec-9a03-0242ac130003,1.3.6.1.4.1.311.60.2.1.3=#13024252,\
    2.5.4.15=#0c0f427573696e65737320456e74697479,2.5.4.5=#130e3133333533323336303030313839,CN=mycn.bank.gov.br,\
    2.5.4.97=#0c2a4f464242522d34393765316666652d623261322d346134642d386566302d373036333366643131623539,\
    O=My Public Bank,L=BRASILIA,ST=DF,C=BR";

fn are_one(one: &str, other: &str) -> bool {
    DirectoryName::parse(one).zip(DirectoryName::parse(other)).is_some_and(|(one, other)| one.is(&other))
}

/// RFC 4514, RFC 4517 sections 4.2.15 and 4.2.11, RFC 8705 section 2.1.2; requirements M35, S26.
#[test]
fn a_subject_is_compared_as_a_name_and_not_as_text() {
    let rows = [
        ("CN=client,O=Example,C=DE", "CN=client,O=Example,C=DE", true),
        ("cn=Client,o=EXAMPLE,c=de", "CN=client,O=Example,C=DE", true),
        ("2.5.4.3=client,O=Example", "CN=client,2.5.4.10=Example", true),
        ("UID=x,CN=c", "0.9.2342.19200300.100.1.1=x,CN=c", true),
        ("CN=two  words ,O=x", "CN=Two Words,O=x", false),
        ("CN=two  words,O=x", "CN=Two Words,O=x", true),
        ("CN=a\\, b,O=x", "CN=a\\2C b,O=x", true),
        ("CN=a\\,O\\=x", "CN=a,O=x", false),
        ("CN=a,O=x", "CN=a\\,O\\=x", false),
        ("CN=J\u{fc}rgen,O=x", "CN=J\\C3\\BCrgen,O=x", true),
        ("CN=J\u{dc}RGEN,O=x", "CN=J\\C3\\BCrgen,O=x", true),
        ("CN=\u{39f}\u{394}\u{39f}\u{3a3}", "CN=\u{3bf}\u{3b4}\u{3bf}\u{3c2}", true),
        ("CN=\u{3bf}\u{3b4}\u{3bf}\u{3c3}", "CN=\u{3bf}\u{3b4}\u{3bf}\u{3c2}", true),
        ("CN=a+OU=b,O=x", "OU=b+CN=a,O=x", true),
        ("CN=a+OU=b,O=x", "CN=a,OU=b,O=x", false),
        ("organizationIdentifier=PSDGB-FCA-1,CN=c", "2.5.4.97=#130b50534447422d4643412d31,CN=c", true),
        ("2.5.4.97=#0C0B50534447422D4643412D31,CN=c", "2.5.4.97=#130b50534447422d4643412d31,CN=c", true),
        ("2.5.4.97=#0c0b50534447422d4643412d31,CN=c", "2.5.4.97=PSDGB-FCA-1,CN=c", true),
        ("2.5.4.97=#0c0c50534447422d4643412d31,CN=c", "2.5.4.97=PSDGB-FCA-1,CN=c", false),
        ("jurisdictionCountryName=BR,CN=c", "jurisdictionC=BR,CN=c", true),
        ("1.3.6.1.4.1.311.60.2.1.3=#13024252,CN=c", "jurisdictionC=BR,CN=c", true),
        ("O=Example,CN=client", "CN=client,O=Example", false),
        ("CN=client,O=Example", "CN=client,O=Example,C=DE", false),
        ("CN=client,O=Example,C=DE", "CN=client,O=Example", false),
        ("CN=client,CN=client", "CN=client", false),
        ("CN=client", "O=client", false),
        ("1.2.3.4=Value", "1.2.3.4=Value", true),
        ("1.2.3.4=Value", "1.2.3.4=value", false),
        ("1.2.3.4=#04020102", "1.2.3.4=#04020102", true),
        ("1.2.3.4=#0402010A", "1.2.3.4=#0402010a", true),
        ("CN=#04020102", "CN=\\#04020102", false),
        ("CN=client\\00", "CN=client\\00", false),
        ("CN=client", "CN=client\\00", false),
        ("CN=a\\ff", "CN=a\\ff", false),
        ("CN=client", "", false),
        ("CN=client", "client", false),
        ("CN=client", "CN=client,", false),
        ("CN=client", "CN=client;O=x", false),
        ("CN=client", "/CN=client", false),
        ("CN=two\\09words,O=x", "CN=two words,O=x", true),
        ("CN=two\\C2\\A0words", "CN=two words", true),
        ("CN=\\20a\\20", "CN=a", true),
        ("CN=Client\\2C Inc.", "CN=client\\, inc.", true),
        ("CN=a\\+b", "CN=a\\2bb", true),
        ("CN=client", "CN=#1e0c0063006c00690065006e0074", true),
        ("CN=client", "CN=#1406636c69656e74", false),
        ("C=DE", "2.5.4.6=#13024445", true),
        ("DC=example,DC=net", "0.9.2342.19200300.100.1.25=#16076578616d706c65,DC=NET", true),
        ("DC=example,DC=net", "DC=net,DC=example", false),
        ("STREET=Main Street 1", "2.5.4.9=main  street 1", true),
        ("1.2.3.4=#0c0556616c7565", "1.2.3.4=Value", true),
        ("1.2.3.4=#0c0556616c7565", "1.2.3.4=#130556616c7565", true),
        ("1.2.3.4=#0c0556616c7565", "1.2.3.4=#130576616c7565", false),
        ("OU=a+CN=b+O=c", "O=C+OU=A+CN=B", true),
        ("OU=a+OU=b", "OU=b+OU=a", true),
        ("OU=a+OU=b", "OU=a+OU=c", false),
    ];
    assert!(rows.len() >= 40, "{}", rows.len());
    for (one, other, are_they) in rows {
        assert_eq!(are_one(one, other), are_they, "{one} {other}");
        assert_eq!(are_one(other, one), are_they, "{other} {one}");
    }
    let long = |length: usize, byte: &str| format!("CN=#0c81{length:02x}{}", byte.repeat(length));
    let text = format!("CN={}", "a".repeat(200));
    assert!(are_one(&text, &long(200, "61")));
    assert!(!are_one(&text, &long(199, "61")));
    for (encoding, reason) in [
        ("0c81026161", "a length that is longer than it must be"),
        ("0c82000261 61", "no hexadecimal"),
        ("0c036161", "shorter than its length"),
        ("0c01616161", "longer than its length"),
        ("0c8061610000", "a length that is not known at the beginning"),
        ("2c026161", "not primitive"),
        ("1e03006161", "half a character"),
    ] {
        assert!(!are_one("CN=aa", &format!("CN=#{encoding}")), "{reason}");
    }
    assert!(are_one("CN=aa", "CN=#16026161"), "an IA5String");
}

/// Requirement J35: authorities encode the same value as `PrintableString` or as `UTF8String`; the registered text stays as sent.
#[test]
fn a_name_counts_in_whatever_encoding_the_authority_chose() {
    let printable = BRAZIL.replace("=#0c", "=#13");
    let utf8 = BRAZIL.replace("=#13", "=#0c");
    let named = BRAZIL.replace("1.3.6.1.4.1.311.60.2.1.3=#13024252", "jurisdictionC=br");
    let named = named.replace("2.5.4.15=#0c0f427573696e65737320456e74697479", "businessCategory=Business Entity");
    for same in [&printable, &utf8, &named, &BRAZIL.to_lowercase(), &BRAZIL.replace("My Public", "MY  PUBLIC")] {
        assert!(are_one(BRAZIL, same), "{same}");
    }
    for other in [
        BRAZIL.replace("67c57882", "67c57883"),
        BRAZIL.replace("3133333533", "3133333534"),
        BRAZIL.replace("ST=DF,C=BR", "C=BR,ST=DF"),
        BRAZIL.replace(",C=BR", ""),
    ] {
        assert!(!are_one(BRAZIL, &other), "{other}");
    }
    let methods = ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth");
    let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_subject_dn": BRAZIL});
    assert_eq!(Call::register(&asked).to(&World::with(&[methods])).text("tls_client_auth_subject_dn"), BRAZIL);
}

/// Requirements J33, J34: where the operator says so, a client registers its subject alone, in the form of the ecosystem.
#[test]
fn the_operator_chooses_the_names_that_clients_register() {
    let register = |names: &str, member: &str, value: &str| {
        let methods = ("TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "client_secret_basic tls_client_auth");
        let world = World::with(&[methods, ("CERTIFICATE_NAMES", names)]);
        let asked = json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "tls_client_auth",
            member: value});
        let reply = Call::register(&asked).to(&world);
        assert!(reply.status() == 201 || reply.text("pointer") == format!("/{member}"), "{}", reply.json());
        reply.status()
    };
    let subject = "tls_client_auth_subject_dn";
    for (member, value) in [
        ("tls_client_auth_san_dns", "client.example"),
        ("tls_client_auth_san_uri", "https://client.example/"),
        ("tls_client_auth_san_ip", "192.0.2.1"),
        ("tls_client_auth_san_email", "a@client.example"),
    ] {
        let statuses = ["any", "subject", "encoded-subject"].map(|names| register(names, member, value));
        assert_eq!(statuses, [201, 400, 400], "{member}");
    }
    for (name, is_encoded) in [
        (BRAZIL, true),
        ("UID=x+CN=y,STREET=a,DC=b,L=c", true),
        ("2.5.4.97=#0c03414243,cn=x", true),
        ("1.2.3.4=#0c03414243", true),
        ("organizationIdentifier=ABC,CN=x", false),
        ("businessCategory=#0c03414243,CN=x", false),
        ("2.5.4.97=ABC,CN=x", false),
        ("2.5.4.3=#0c03414243", false),
        ("0.9.2342.19200300.100.1.1=x", false),
        ("CN=#0c03414243", false),
        ("CN=x,serialNumber=1", false),
    ] {
        assert_eq!(register("encoded-subject", subject, name) == 201, is_encoded, "{name}");
        assert_eq!([register("any", subject, name), register("subject", subject, name)], [201, 201], "{name}");
    }
}

/// RFC 4514 section 2.4: the values of attributes are read out of their encodings.
#[test]
fn the_attributes_of_a_name_are_read_one_by_one() {
    let name = DirectoryName::parse(BRAZIL).unwrap();
    for (kind, value) in [
        ("UID", "67c57882-043b-11ec-9a03-0242ac130003"),
        ("0.9.2342.19200300.100.1.1", "67c57882-043b-11ec-9a03-0242ac130003"),
        ("cn", "mycn.bank.gov.br"),
        ("organizationIdentifier", "OFBBR-497e1ffe-b2a2-4a4d-8ef0-70633fd11b59"),
        ("2.5.4.97", "OFBBR-497e1ffe-b2a2-4a4d-8ef0-70633fd11b59"),
        ("businessCategory", "Business Entity"),
    ] {
        assert_eq!(name.values(kind), [value], "{kind}");
    }
    assert!(name.values("OU").is_empty());
    let several = DirectoryName::parse("OU=Sales+CN=a,OU=#04020102,OU=B").unwrap();
    assert_eq!(several.values("OU"), ["Sales", "B"]);
    assert_eq!(DirectoryName::parse("OU=Sales,"), None);
}

/// RFC 4514 section 2; requirement S26: the name of a certificate is written in a form that loses nothing.
#[test]
fn a_certificate_tells_its_names_and_its_dates() {
    let all: Value = serde_json::from_str(include_str!("vectors/names.json")).unwrap();
    for (name, row) in all.as_object().unwrap() {
        let der = Base64::decode_vec(row["der"].as_str().unwrap()).unwrap();
        let certificate = PresentedCertificate::read(&der).unwrap();
        let (subject, issuer) = (certificate.subject().unwrap(), certificate.issuer().unwrap());
        assert_eq!(Some(&*subject), row["subject"].as_str(), "{name}");
        let openssl = row["openssl"].as_str().unwrap();
        assert!(are_one(&subject, openssl), "{name} {subject} {openssl}");
        assert_eq!(issuer, subject, "{name}");
    }
}
