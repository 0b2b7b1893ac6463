//! Certificates of clients and of authorities, made by a test.

use base64ct::{Base64, Encoding};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

/// The certificate of an authority, with its key.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// What is in the certificate of this name. It is valid in the year of a new world, 2027.
pub fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Example");
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2028, 1, 1));
    params
}

/// What is in the certificate of an authority.
pub fn of_authority(name: &str) -> CertificateParams {
    with(named(name), |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    })
}

/// The same with a change.
pub fn with(mut params: CertificateParams, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    change(&mut params);
    params
}

/// An authority that nobody else vouches for.
pub fn root(params: CertificateParams) -> Authority {
    Authority::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// An authority that another one vouches for.
pub fn below(params: CertificateParams, authority: &Authority) -> Authority {
    Authority::signed_by(params, KeyPair::generate().unwrap(), authority).unwrap()
}

/// A certificate that an authority has issued, as DER.
pub fn issued(params: &CertificateParams, authority: &Authority) -> Vec<u8> {
    params.signed_by(&KeyPair::generate().unwrap(), authority).unwrap().der().to_vec()
}

/// A certificate in the form of RFC 9440.
pub fn byte_sequence(der: &[u8]) -> String {
    format!(":{}:", Base64::encode_string(der))
}

/// A certificate in PEM, percent-encoded.
pub fn escaped(der: &[u8]) -> String {
    let lines = Base64::encode_string(der);
    let lines: Vec<&str> = lines.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
    let escape =
        |c: char| if c.is_ascii_alphanumeric() || c == '-' { c.to_string() } else { format!("%{:02X}", u32::from(c)) };
    pem.chars().map(escape).collect()
}
