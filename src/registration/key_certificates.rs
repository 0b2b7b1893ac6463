//! The certificates beside the keys that a client registers. RFC 7517 section 4.7.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value};

use crate::client_certificate::{Purpose, leads_to_authority};
use crate::client_metadata::{Jwks, TokenEndpointAuthMethod};
use crate::error::{Error, Invalid};
use crate::json::Pointer;
use crate::model::Config;
use crate::policy::KeyCertificates;
use crate::ports::{Clock, Verify};
use crate::rules::ValidatedClient;

/// Checks that the certificates of each key lead to an authority of the operator, if the operator wants that.
///
/// A key without a certificate is as good as ever. With `self_signed_tls_client_auth` nobody vouches for certificates:
/// that is what the method is for. RFC 8705 section 2.2.
pub async fn verify(client: &ValidatedClient, config: &Config, ports: &(impl Clock + Verify)) -> Result<(), Error> {
    let metadata = client.metadata();
    let is_self_signed = metadata.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::SelfSignedTlsClientAuth);
    if config.policy.key_certificates == KeyCertificates::Ignored || is_self_signed {
        return Ok(());
    }
    for key in metadata.jwks.iter().flat_map(Jwks::members) {
        let Some((first, others)) = certificates_of(&key) else { continue };
        if !leads_to_authority(&first, &others, Purpose::Any, &config.authorities, ports).await? {
            let must = "have only certificates, as x5c, that lead to an authority which this server trusts";
            return Err(Invalid::new(Pointer::member("jwks"), must).into());
        }
    }
    Ok(())
}

/// Returns the certificate of a key, and those that lead from it to an authority; `None` without any.
fn certificates_of(key: &Map<String, Value>) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let chain = key.get("x5c")?.as_array()?.iter();
    let mut chain = chain.map(|certificate| certificate.as_str().and_then(|text| Base64::decode_vec(text).ok()));
    let first = chain.next()??;
    Some((first, chain.flatten().collect()))
}
