//! Names of members, in any language or form.

/// The member that identifies a software, and that names a template. RFC 7591 section 2.
pub const SOFTWARE_ID: &str = "software_id";

/// The member that holds a software statement. RFC 7591 section 2.3.
pub const SOFTWARE_STATEMENT: &str = "software_statement";

/// Offers and the member that each chooses for. An offer has the name of the server's own list.
///
/// The authentication method comes before its algorithm, because it decides which algorithms fit.
pub const CHOICES: [(&str, &str); 19] = [
    ("token_endpoint_auth_methods_supported", "token_endpoint_auth_method"),
    ("token_endpoint_auth_signing_alg_values_supported", "token_endpoint_auth_signing_alg"),
    ("subject_types_supported", "subject_type"),
    ("id_token_signing_alg_values_supported", "id_token_signed_response_alg"),
    ("id_token_encryption_alg_values_supported", "id_token_encrypted_response_alg"),
    ("id_token_encryption_enc_values_supported", "id_token_encrypted_response_enc"),
    ("userinfo_signing_alg_values_supported", "userinfo_signed_response_alg"),
    ("userinfo_encryption_alg_values_supported", "userinfo_encrypted_response_alg"),
    ("userinfo_encryption_enc_values_supported", "userinfo_encrypted_response_enc"),
    ("request_object_signing_alg_values_supported", "request_object_signing_alg"),
    ("request_object_encryption_alg_values_supported", "request_object_encryption_alg"),
    ("request_object_encryption_enc_values_supported", "request_object_encryption_enc"),
    ("introspection_signing_alg_values_supported", "introspection_signed_response_alg"),
    ("introspection_encryption_alg_values_supported", "introspection_encrypted_response_alg"),
    ("introspection_encryption_enc_values_supported", "introspection_encrypted_response_enc"),
    ("authorization_signing_alg_values_supported", "authorization_signed_response_alg"),
    ("authorization_encryption_alg_values_supported", "authorization_encrypted_response_alg"),
    ("authorization_encryption_enc_values_supported", "authorization_encrypted_response_enc"),
    (
        "backchannel_authentication_request_signing_alg_values_supported",
        "backchannel_authentication_request_signing_alg",
    ),
];

/// Returns the member of a name, without language tag; for an offer, the member that it chooses for.
///
/// Every rule about permitted, locked or limited members calls this function first, so that neither a language tag nor
/// an offer evades the rule.
#[must_use]
pub fn member_of(name: &str) -> &str {
    let base = name.split('#').next().unwrap_or(name);
    // All offers end so. To look up each of the 19 names would cost more than the rest of most registrations.
    if !base.ends_with("_supported") {
        return base;
    }
    CHOICES.iter().find(|(offer, _)| *offer == base).map_or(base, |(_, chosen)| chosen)
}

/// Returns the member of a name, with `jwks` in place of `jwks_uri`: the two are alternatives.
#[must_use]
pub fn kind_of(name: &str) -> &str {
    match member_of(name) {
        "jwks_uri" => "jwks",
        member => member,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client_metadata::ClientMetadata;

    /// OpenID Connect Relying Party Metadata Choices, RFC 7591 section 2.2.
    #[test]
    fn a_name_is_about_one_member() {
        for (name, member, kind) in [
            ("client_name#fr", "client_name", "client_name"),
            ("jwks_uri", "jwks_uri", "jwks"),
            ("subject_types_supported", "subject_type", "subject_type"),
            ("subject_types_supported#fr", "subject_type", "subject_type"),
            ("surprise", "surprise", "surprise"),
        ] {
            assert_eq!((member_of(name), kind_of(name)), (member, kind), "{name}");
        }
        for (offer, member) in CHOICES {
            assert_eq!(member_of(offer), member);
            assert!(ClientMetadata::has(member) && !ClientMetadata::has(offer), "{offer}");
        }
    }
}
