//! How what the client receives and sends is signed and encrypted. OpenID Connect Registration section 2, RFC 9701
//! section 6.

use crate::error::Invalid;
use crate::metadata::{
    ClientMetadata, ContentEncryption, EncryptionAlgorithm, Keyword, SigningAlgorithm, TokenEndpointAuthMethod,
};
use crate::policy::{AuthorizationServer, Policy};
use crate::rules::authentication::verifies;
use crate::rules::{must, one_of};

/// One kind of message: the members that say how it is protected, and what the server's lists begin with.
struct Message<'a> {
    lists: &'static str,
    signing: Option<&'a SigningAlgorithm>,
    encryption: Option<&'a EncryptionAlgorithm>,
    content: Option<&'a ContentEncryption>,
}

impl Message<'_> {
    /// The names of its members; those of request objects are formed differently.
    fn names(&self) -> [String; 3] {
        let kind = self.lists;
        match kind {
            REQUEST_OBJECT => ["signing_alg", "encryption_alg", "encryption_enc"].map(|part| format!("{kind}_{part}")),
            _ => ["signed_response_alg", "encrypted_response_alg", "encrypted_response_enc"]
                .map(|part| format!("{kind}_{part}")),
        }
    }
}

const REQUEST_OBJECT: &str = "request_object";

fn messages(metadata: &ClientMetadata) -> [Message<'_>; 5] {
    [
        Message {
            lists: "id_token",
            signing: metadata.id_token_signed_response_alg.as_ref(),
            encryption: metadata.id_token_encrypted_response_alg.as_ref(),
            content: metadata.id_token_encrypted_response_enc.as_ref(),
        },
        Message {
            lists: "userinfo",
            signing: metadata.userinfo_signed_response_alg.as_ref(),
            encryption: metadata.userinfo_encrypted_response_alg.as_ref(),
            content: metadata.userinfo_encrypted_response_enc.as_ref(),
        },
        Message {
            lists: REQUEST_OBJECT,
            signing: metadata.request_object_signing_alg.as_ref(),
            encryption: metadata.request_object_encryption_alg.as_ref(),
            content: metadata.request_object_encryption_enc.as_ref(),
        },
        Message {
            lists: "introspection",
            signing: metadata.introspection_signed_response_alg.as_ref(),
            encryption: metadata.introspection_encrypted_response_alg.as_ref(),
            content: metadata.introspection_encrypted_response_enc.as_ref(),
        },
        Message {
            lists: "authorization",
            signing: metadata.authorization_signed_response_alg.as_ref(),
            encryption: metadata.authorization_encrypted_response_alg.as_ref(),
            content: metadata.authorization_encrypted_response_enc.as_ref(),
        },
    ]
}

/// ID tokens are signed with RS256 unless asked otherwise; what is encrypted without saying how is so with
/// A128CBC-HS256. OpenID Connect Registration section 2.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    if metadata.id_token_signed_response_alg.is_none() {
        let list = "id_token_signing_alg_values_supported";
        let is_public = metadata.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::None);
        let is_usable = |algorithm: &SigningAlgorithm| !is_public || !algorithm.is_symmetric();
        let server = &policy.authorization_server;
        metadata.id_token_signed_response_alg = server.preferred(list, &SigningAlgorithm::Rs256, is_usable);
    }
    let server = &policy.authorization_server;
    let pairs = [
        ("id_token", &metadata.id_token_encrypted_response_alg, &mut metadata.id_token_encrypted_response_enc),
        ("userinfo", &metadata.userinfo_encrypted_response_alg, &mut metadata.userinfo_encrypted_response_enc),
        (REQUEST_OBJECT, &metadata.request_object_encryption_alg, &mut metadata.request_object_encryption_enc),
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

/// The first member by which the client signs with its secret, or is encrypted to by it.
pub fn use_secret(metadata: &ClientMetadata) -> Option<String> {
    let backchannel = metadata.backchannel_authentication_request_signing_alg.as_ref();
    if backchannel.is_some_and(SigningAlgorithm::is_symmetric) {
        return Some("backchannel_authentication_request_signing_alg".to_owned());
    }
    messages(metadata).iter().find_map(|message| {
        let [signing, encryption, _] = message.names();
        let signs = message.signing.is_some_and(SigningAlgorithm::is_symmetric).then_some(signing);
        signs.or_else(|| message.encryption.is_some_and(EncryptionAlgorithm::is_symmetric).then_some(encryption))
    })
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    for message in messages(metadata) {
        check_support(&message, &policy.authorization_server)?;
        let [_, encryption, content] = message.names();
        if message.content.is_some() && message.encryption.is_none() {
            return Err(must(&content, format!("come with {encryption}")));
        }
        check_keys(&message, metadata)?;
    }
    // OpenID Connect Core section 10.1: not for clients that cannot keep a secret.
    match use_secret(metadata) {
        Some(member) if metadata.token_endpoint_auth_method == Some(TokenEndpointAuthMethod::None) => {
            Err(must(&member, "use a key pair when token_endpoint_auth_method is none"))
        }
        _ => Ok(()),
    }
}

/// There is a key for what is encrypted to the client, and for what it signs.
fn check_keys(message: &Message<'_>, metadata: &ClientMetadata) -> Result<(), Invalid> {
    let [signing, encryption, _] = message.names();
    let encrypts = |algorithm: &EncryptionAlgorithm| {
        algorithm.is_symmetric()
            || metadata.jwks_uri.is_some()
            || metadata.jwks.as_ref().is_some_and(|jwks| jwks.encrypts(algorithm))
    };
    let signs = |algorithm: &SigningAlgorithm| algorithm.is_symmetric() || verifies(algorithm, metadata);
    // A request object is signed by the client and encrypted to a key of the server; all else is the other way round.
    if message.lists == REQUEST_OBJECT {
        match message.signing {
            Some(algorithm) if !signs(algorithm) => {
                Err(must(&signing, "come with jwks_uri or a signature key in jwks that fits it"))
            }
            _ => Ok(()),
        }
    } else {
        match message.encryption {
            Some(algorithm) if !encrypts(algorithm) => {
                Err(must(&encryption, "come with jwks_uri or an encryption key in jwks that fits it"))
            }
            _ => Ok(()),
        }
    }
}

fn check_support(message: &Message<'_>, server: &AuthorizationServer) -> Result<(), Invalid> {
    // A name that the server lists and nobody here knows could not be held to any rule.
    let values = [
        message.signing.map(|name| (name.name(), SigningAlgorithm::ALL.contains(name))),
        message.encryption.map(|name| (name.name(), EncryptionAlgorithm::ALL.contains(name))),
        message.content.map(|name| (name.name(), ContentEncryption::ALL.contains(name))),
    ];
    let lists = ["signing_alg", "encryption_alg", "encryption_enc"];
    for ((member, value), list) in message.names().iter().zip(values).zip(lists) {
        let list = format!("{}_{list}_values_supported", message.lists);
        if value.is_some_and(|(value, is_known)| !is_known || !server.supports(&list, value)) {
            return Err(one_of(member, server.values(&list)));
        }
    }
    Ok(())
}
