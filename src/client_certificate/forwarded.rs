//! Certificates in the header of a proxy. RFC 9440, and the forms of Envoy and of the ingress of nginx.

use percent_encoding::percent_decode_str;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::http::byte_sequence;
use crate::model::CertificateHeader;

/// The longest header that is read, in bytes.
const LONGEST_HEADER: usize = 32_768;

/// The longest certificate that is read, in bytes.
const LONGEST_CERTIFICATE: usize = 8192;

/// The most certificates between that of the client and an authority.
const LONGEST_CHAIN: usize = 5;

/// The certificate of a client, and those that lead from it to an authority, as a proxy forwards them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// The certificate of the client, as DER.
    pub certificate: Vec<u8>,
    /// The other certificates, as DER.
    pub chain: Vec<Vec<u8>>,
}

impl Forwarded {
    /// Reads the header of a proxy; `None` without it, and for anything but one certificate in one header.
    ///
    /// Fetch joins repeated headers with commas. Two values mean that a sender before the proxy has added its own.
    pub fn read(kind: CertificateHeader, header: impl Fn(&'static str) -> Option<String>) -> Option<Self> {
        let value = header(kind.name()).filter(|value| value.len() <= LONGEST_HEADER)?;
        let chain = match kind.chain().and_then(header) {
            Some(chain) if chain.len() > LONGEST_HEADER => return None,
            chain => chain,
        };
        let forwarded = match kind {
            CertificateHeader::ClientCert => Self {
                certificate: byte_sequence(&value)?,
                chain: chain.map_or_else(|| Some(Vec::new()), |chain| byte_sequences(&chain))?,
            },
            CertificateHeader::SslClientCert => Self { certificate: only(certificates(&value)?)?, chain: Vec::new() },
            CertificateHeader::XForwardedClientCert => of_envoy(&value)?,
        };
        let is_short = |der: &Vec<u8>| der.len() <= LONGEST_CERTIFICATE;
        let is_bounded = forwarded.chain.len() <= LONGEST_CHAIN && forwarded.chain.iter().all(is_short);
        (is_bounded && is_short(&forwarded.certificate)).then_some(forwarded)
    }
}

/// Reads a list of byte sequences. RFC 9440 section 2.3, RFC 9651 section 3.1.
fn byte_sequences(list: &str) -> Option<Vec<Vec<u8>>> {
    list.split(',').map(|item| byte_sequence(item.trim_matches([' ', '\t']))).collect()
}

/// Reads certificates in percent-encoded PEM; `None` for none, and if there is anything beside them.
fn certificates(encoded: &str) -> Option<Vec<Vec<u8>>> {
    let pem = percent_decode_str(encoded).decode_utf8().ok()?;
    let sections = pem.matches("-----BEGIN ").count();
    let read: Option<Vec<Vec<u8>>> =
        CertificateDer::pem_slice_iter(pem.as_bytes()).map(|der| Some(der.ok()?.to_vec())).collect();
    let is_whole =
        pem.starts_with("-----BEGIN CERTIFICATE-----") && pem.trim_end().ends_with("-----END CERTIFICATE-----");
    read.filter(|read| is_whole && read.len() == sections)
}

fn only(certificates: Vec<Vec<u8>>) -> Option<Vec<u8>> {
    <[Vec<u8>; 1]>::try_from(certificates).ok().map(|[certificate]| certificate)
}

/// Reads the only element of the header of Envoy: its member `Cert`, and `Chain` if there is one.
fn of_envoy(value: &str) -> Option<Forwarded> {
    let members = members(value)?;
    let mut certificates_of = members.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cert"));
    let (_, certificate) = certificates_of.next()?;
    let mut chains = members.iter().filter(|(name, _)| name.eq_ignore_ascii_case("chain"));
    let chain = chains.next().map_or_else(|| Some(Vec::new()), |(_, chain)| certificates(chain))?;
    if certificates_of.next().is_some() || chains.next().is_some() {
        return None;
    }
    Some(Forwarded { certificate: only(certificates(certificate)?)?, chain })
}

/// Reads the members of one element: names and values between semicolons, the values in quotation marks where they have
/// other marks. `None` for several elements, which a comma separates.
fn members(element: &str) -> Option<Vec<(String, String)>> {
    let mut members = Vec::new();
    let mut rest = element.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').filter(|(name, _)| is_name(name))?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted)?,
            None => after.find([';', ',']).map_or(Some((after.to_owned(), "")), |end| {
                after.split_at_checked(end).map(|(value, after)| (value.to_owned(), after))
            })?,
        };
        members.push((name.to_owned(), value));
        rest = match after.strip_prefix(';') {
            Some(rest) => rest,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(members)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Reads a value up to its closing quotation mark. A backslash precedes a mark that belongs to the value.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(characters.next()?),
            other => value.push(other),
        }
    }
    None
}
