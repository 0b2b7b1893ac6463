//! The algorithms that sign and encrypt the messages to and from a client. OpenID Connect Registration section 2, RFC
//! 9701 section 6.

use crate::client_metadata::{ClientMetadata, ContentEncryption, EncryptionAlgorithm, Keyword, SigningAlgorithm};
use crate::error::Invalid;
use crate::policy::{AuthorizationServer, Policy};
use crate::rules::authentication::verifies;
use crate::rules::{must, one_of};

/// A kind of message: the members that choose its algorithms, and the lists of algorithms that the server supports.
struct Message<'a> {
    signing: Protection<'a, SigningAlgorithm>,
    encryption: Protection<'a, EncryptionAlgorithm>,
    content: Protection<'a, ContentEncryption>,
    /// True if the client signs the message and encrypts it to the server. False for the opposite direction.
    is_of_client: bool,
}

/// A member, the list of supported values, and the chosen value.
struct Protection<'a, T> {
    member: &'static str,
    list: &'static str,
    chosen: Option<&'a T>,
}

/// Builds a message from its three members. The names of request object members do not follow the pattern of the
/// others.
macro_rules! message {
    ($metadata:ident, $kind:literal, $signing:ident, $encryption:ident, $content:ident, $is_of_client:literal) => {
        Message {
            signing: Protection {
                member: stringify!($signing),
                list: concat!($kind, "_signing_alg_values_supported"),
                chosen: $metadata.$signing.as_ref(),
            },
            encryption: Protection {
                member: stringify!($encryption),
                list: concat!($kind, "_encryption_alg_values_supported"),
                chosen: $metadata.$encryption.as_ref(),
            },
            content: Protection {
                member: stringify!($content),
                list: concat!($kind, "_encryption_enc_values_supported"),
                chosen: $metadata.$content.as_ref(),
            },
            is_of_client: $is_of_client,
        }
    };
}

#[rustfmt::skip]
fn messages(metadata: &ClientMetadata) -> [Message<'_>; 5] {
    [
        message!(metadata, "id_token", id_token_signed_response_alg, id_token_encrypted_response_alg,
            id_token_encrypted_response_enc, false),
        message!(metadata, "userinfo", userinfo_signed_response_alg, userinfo_encrypted_response_alg,
            userinfo_encrypted_response_enc, false),
        message!(metadata, "request_object", request_object_signing_alg, request_object_encryption_alg,
            request_object_encryption_enc, true),
        message!(metadata, "introspection", introspection_signed_response_alg, introspection_encrypted_response_alg,
            introspection_encrypted_response_enc, false),
        message!(metadata, "authorization", authorization_signed_response_alg, authorization_encrypted_response_alg,
            authorization_encrypted_response_enc, false),
    ]
}

/// Fills in the default algorithms: RS256 for ID tokens, A128CBC-HS256 for the content of encrypted messages. OpenID
/// Connect Registration section 2.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    if metadata.id_token_signed_response_alg.is_none() {
        let list = "id_token_signing_alg_values_supported";
        let is_public = metadata.is_public();
        let is_usable = |algorithm: &SigningAlgorithm| !is_public || !algorithm.is_symmetric();
        let server = &policy.authorization_server;
        metadata.id_token_signed_response_alg = server.preferred(list, &SigningAlgorithm::Rs256, is_usable);
    }
    let server = &policy.authorization_server;
    let pairs = [
        ("id_token", &metadata.id_token_encrypted_response_alg, &mut metadata.id_token_encrypted_response_enc),
        ("userinfo", &metadata.userinfo_encrypted_response_alg, &mut metadata.userinfo_encrypted_response_enc),
        ("request_object", &metadata.request_object_encryption_alg, &mut metadata.request_object_encryption_enc),
        (
            "introspection",
            &metadata.introspection_encrypted_response_alg,
            &mut metadata.introspection_encrypted_response_enc,
        ),
        (
            "authorization",
            &metadata.authorization_encrypted_response_alg,
            &mut metadata.authorization_encrypted_response_enc,
        ),
    ];
    for (kind, algorithm, content) in pairs {
        if algorithm.is_some() && content.is_none() {
            let list = format!("{kind}_encryption_enc_values_supported");
            *content = server.preferred(&list, &ContentEncryption::A128CbcHs256, |_| true);
        }
    }
}

/// Returns the first member that chooses an algorithm with the client secret.
pub fn use_secret(metadata: &ClientMetadata) -> Option<&'static str> {
    let backchannel = metadata.backchannel_authentication_request_signing_alg.as_ref();
    if backchannel.is_some_and(SigningAlgorithm::is_symmetric) {
        return Some("backchannel_authentication_request_signing_alg");
    }
    messages(metadata).iter().find_map(|Message { signing, encryption, .. }| {
        let signs = signing.chosen.is_some_and(SigningAlgorithm::is_symmetric).then_some(signing.member);
        signs.or_else(|| encryption.chosen.is_some_and(EncryptionAlgorithm::is_symmetric).then_some(encryption.member))
    })
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    for message in messages(metadata) {
        check_support(&message, &policy.authorization_server)?;
        let Message { encryption, content, .. } = &message;
        if content.chosen.is_some() && encryption.chosen.is_none() {
            return Err(must(content.member, format!("come with {}", encryption.member)));
        }
        check_keys(&message, metadata)?;
    }
    // A public client cannot keep the secret. OpenID Connect Core section 10.1.
    match use_secret(metadata) {
        Some(member) if metadata.is_public() => {
            Err(must(member, "use a key pair when token_endpoint_auth_method is none"))
        }
        _ => Ok(()),
    }
}

/// Checks that the client has a key for its signatures, and for messages that are encrypted to it.
fn check_keys(message: &Message<'_>, metadata: &ClientMetadata) -> Result<(), Invalid> {
    let Message { signing, encryption, .. } = message;
    let encrypts = |algorithm: &EncryptionAlgorithm| {
        algorithm.is_symmetric()
            || metadata.jwks_uri.is_some()
            || metadata.jwks.as_ref().is_some_and(|jwks| jwks.encrypts(algorithm))
    };
    let signs = |algorithm: &SigningAlgorithm| algorithm.is_symmetric() || verifies(algorithm, metadata);
    if message.is_of_client {
        match signing.chosen {
            Some(algorithm) if !signs(algorithm) => {
                Err(must(signing.member, "come with jwks_uri or a signature key in jwks that fits it"))
            }
            _ => Ok(()),
        }
    } else {
        match encryption.chosen {
            Some(algorithm) if !encrypts(algorithm) => {
                Err(must(encryption.member, "come with jwks_uri or an encryption key in jwks that fits it"))
            }
            _ => Ok(()),
        }
    }
}

fn check_support(message: &Message<'_>, server: &AuthorizationServer) -> Result<(), Invalid> {
    message.signing.check_support(server)?;
    message.encryption.check_support(server)?;
    message.content.check_support(server)
}

impl<T: Keyword + PartialEq + 'static> Protection<'_, T> {
    /// Checks that the server supports the value. A name that the server lists but this code does not know is refused: no
    /// rule covers it.
    fn check_support(&self, server: &AuthorizationServer) -> Result<(), Invalid> {
        let is_supported = |chosen: &T| T::ALL.contains(chosen) && server.supports(self.list, chosen.name());
        match self.chosen {
            Some(chosen) if !is_supported(chosen) => Err(one_of(self.member, server.values(self.list))),
            _ => Ok(()),
        }
    }
}
