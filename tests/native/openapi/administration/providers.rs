//! Identity providers at the admin API in the document.

use serde_json::{Value, json};

use super::super::schemas::reference;
use super::{in_path, operation, with_answer};

/// The paths of identity providers.
pub fn paths() -> [(&'static str, Value); 2] {
    let list = operation("listIdentityProviders", "List the identity providers of the settings.");
    let list = with_answer(list, 200, "The identity providers.", "IdentityProviders", &[]);
    let read = operation("inspectIdentityProvider", "Read an identity provider.");
    let read = with_answer(read, 200, "The identity provider.", "IdentityProvider", &[]);
    let name = in_path("provider", "The name of the identity provider in the settings.");
    [
        ("/admin/v1/identity-providers", json!({"get": list})),
        ("/admin/v1/identity-providers/{provider}", json!({"parameters": name, "get": read})),
    ]
}

/// The schemas of identity providers.
pub fn schemas() -> [(&'static str, Value); 2] {
    let text = |description: &str| json!({"type": "string", "description": description});
    let provider = json!({
        "type": "object",
        "properties": {
            "name": text("The name in the settings."),
            "label": text("The name that users see."),
            "issuer": text("The issuer of its users; without OpenID Connect the origin of its authorization endpoint."),
            "protocol": {"enum": ["oauth", "openid"]},
            "client_id": text("The client that this server is there; absent if this server registers itself."),
            "scope": text("The scope that is requested; absent for none."),
            "token_endpoint_auth_method": text("Absent for the first that the provider supports."),
            "asserts_identities": {"type": "boolean", "description": "True if clients may exchange its identity assertions."},
        },
        "required": ["name", "label", "issuer", "protocol", "asserts_identities"],
    });
    let list = json!({
        "type": "object",
        "properties": {"identity_providers": {"type": "array", "items": reference("IdentityProvider")}},
        "required": ["identity_providers"],
    });
    [("IdentityProvider", provider), ("IdentityProviders", list)]
}
