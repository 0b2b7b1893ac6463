use serde_json::json;

use super::*;

fn read(value: Value) -> Result<ClientMetadata, Invalid> {
    let Value::Object(object) = value else { panic!("an object") };
    ClientMetadata::read(&object)
}

/// RFC 7591 section 2; requirements C1, C4, C49.
#[test]
fn unknown_null_and_empty_members_are_passed_over() {
    let asked = json!({"nickname": 1, "client_name": null, "scope": "", "Redirect_URIs": 3, "redirect_uris#en": 4});
    assert_eq!(read(asked), Ok(ClientMetadata::default()));
}

/// RFC 7591 section 2.2; requirements C45 to C47 and C49.
#[test]
fn a_language_tag_is_kept_as_sent_and_checked() {
    let asked = json!({"client_name": "App", "client_name#ja-Jpan-JP": "アプリ", "logo_uri#fr": "https://a.example/l"});
    assert_eq!(Value::Object(read(asked.clone()).unwrap().write()), asked);
    for (bad, pointer) in [
        (json!({"logo_uri#en": "javascript:alert(1)"}), "/logo_uri#en"),
        (json!({"client_name#": "x"}), "/client_name#"),
        (json!({"client_name##en": "x"}), "/client_name##en"),
        (json!({"client_name#FR": "x", "client_name#fr": "y"}), "/client_name#fr"),
    ] {
        assert_eq!(read(bad).unwrap_err().pointer().to_string(), pointer);
    }
}

/// RFC 7591 section 3.2.2; requirements C2, C3, R22.
#[test]
fn a_value_of_another_json_type_is_refused_with_its_place() {
    for (bad, pointer) in [
        (json!({"redirect_uris": "https://a.example/"}), "/redirect_uris"),
        (json!({"redirect_uris": {"0": "https://a.example/"}}), "/redirect_uris"),
        (json!({"redirect_uris": ["https://a.example/", 1]}), "/redirect_uris/1"),
        (json!({"redirect_uris": ["https://a.example/", null]}), "/redirect_uris/1"),
        (json!({"redirect_uris": [""]}), "/redirect_uris/0"),
        (json!({"grant_types": "authorization_code"}), "/grant_types"),
        (json!({"grant_types": [["authorization_code"]]}), "/grant_types/0"),
        (json!({"token_endpoint_auth_method": true}), "/token_endpoint_auth_method"),
        (json!({"client_name": ["x"]}), "/client_name"),
        (json!({"scope": ["openid"]}), "/scope"),
        (json!({"jwks": "{}"}), "/jwks"),
        (json!({"contacts": [1]}), "/contacts/0"),
        (json!({"software_id": 4}), "/software_id"),
    ] {
        assert_eq!(read(bad).unwrap_err().pointer().to_string(), pointer);
    }
}

#[test]
fn the_writer_gives_back_what_the_reader_took() {
    let asked = json!({
        "redirect_uris": ["https://a.example/cb?x=1", "com.example.app:/cb"],
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "openid profile",
        "contacts": ["ve7jtb@example.org"],
        "jwks_uri": "https://a.example/jwks.json",
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "1.10",
    });
    assert_eq!(Value::Object(read(asked.clone()).unwrap().write()), asked);
}
