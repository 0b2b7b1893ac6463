//! Users at the admin API in the document.

use serde_json::{Value, json};

use super::super::schemas::reference;
use super::{condition, errors, in_path, operation, page, text, with_answer};

/// The paths of users.
pub fn paths() -> [(&'static str, Value); 9] {
    let mut list = with_answer(operation("listUsers", "List users."), 200, "A page of users.", "UserPage", &[]);
    let mut conditions = page("The user_id after which the page begins: next of the page before.");
    conditions.as_array_mut().unwrap().extend([
        condition("email", "The claim email, in any case.", &text()),
        condition("state", "The state.", &json!({"enum": ["active", "disabled"]})),
        condition("username", "The name that a local user types, in any case.", &text()),
    ]);
    list["parameters"] = conditions;
    let read = with_answer(operation("inspectUser", "Read a user."), 200, "The user.", "InspectedUser", &[]);
    let mut removal = operation("deleteUser", "Delete a user.");
    removal["responses"] = errors(&[412]);
    removal["responses"]["204"] = json!({"description": "The user is deleted."});
    let act = |id, summary| {
        let mut act = with_answer(operation(id, summary), 200, "The state.", "UserStatus", &[412]);
        act["parameters"] = json!([if_match()]);
        act
    };
    removal["parameters"] = json!([if_match()]);
    let summary = "Give a local user the account back: a link sets a new password once.";
    let mut recovery = with_answer(
        operation("recoverUser", summary),
        200,
        "The link, which is shown this one time.",
        "RecoveredUser",
        &[412],
    );
    let factor = condition("remove_factor", "Remove the second factor too.", &json!({"enum": ["true"]}));
    recovery["parameters"] = json!([if_match(), factor]);
    let mut creation = with_answer(
        operation("createUser", "Create a local user: a link sets a password once."),
        201,
        "The link, which is shown this one time.",
        "RecoveredUser",
        &[413, 415],
    );
    creation["requestBody"] =
        json!({"required": true, "content": {"application/json": {"schema": reference("NewUser")}}});
    let mut link = with_answer(
        operation("makePasswordLink", "Make a link with which a local user sets another password once."),
        200,
        "The link, which is shown this one time.",
        "RecoveredUser",
        &[412],
    );
    link["parameters"] = json!([if_match()]);
    let remove = |id, summary, what: &str| {
        let mut removal = operation(id, summary);
        removal["responses"] = errors(&[412]);
        removal["responses"]["204"] = json!({"description": format!("The user has no {what}.")});
        removal["parameters"] = json!([if_match()]);
        removal
    };
    let passkeys = remove("removePasskeys", "Remove the passkeys of a user.", "passkeys");
    let second = remove("removeSecondFactor", "Remove the second factor of a user.", "second factor");
    let user = in_path("user_id", "The identifier of the user.");
    [
        ("/admin/v1/users", json!({"get": list, "post": creation})),
        ("/admin/v1/users/{user_id}", json!({"parameters": user, "get": read, "delete": removal})),
        (
            "/admin/v1/users/{user_id}/disable",
            json!({"parameters": user, "post": act("disableUser", "Shut a user out.")}),
        ),
        (
            "/admin/v1/users/{user_id}/enable",
            json!({"parameters": user, "post": act("enableUser", "Let a user in again.")}),
        ),
        ("/admin/v1/users/{user_id}/passkeys", json!({"parameters": user, "delete": passkeys})),
        ("/admin/v1/users/{user_id}/password-link", json!({"parameters": user, "post": link})),
        ("/admin/v1/users/{user_id}/second-factor", json!({"parameters": user, "delete": second})),
        ("/admin/v1/users/{user_id}/recovery", json!({"parameters": user, "post": recovery})),
        (
            "/admin/v1/users/{user_id}/sign-out",
            json!({"parameters": user, "post": act("signUserOut", "End all sessions and grants of a user.")}),
        ),
    ]
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": "The ETag of the user as the caller has read it.",
    })
}

/// The schemas of users.
pub fn schemas() -> [(&'static str, Value); 6] {
    let text = json!({"type": "string"});
    let time = json!({"type": "integer", "minimum": 0, "description": "Seconds since the Unix epoch."});
    let number = json!({"type": "integer", "minimum": 0});
    let state = json!({"enum": ["active", "disabled"]});
    let texts = json!({"type": "array", "items": text});
    let list = |item: &Value| json!({"type": "array", "items": {"type": "object", "properties": item}});
    let passkey =
        json!({"kind": {"enum": ["device-bound", "synced"]}, "name": text, "created_at": time, "last_used_at": time});
    let session =
        json!({"authenticated_at": time, "expires_at": time, "methods": texts, "device": text, "place": text});
    let access = json!({"client_id": text, "client_name": text, "redirect_uri": text, "scope": texts, "resources": texts, "since": time});
    let listed = json!({
        "type": "object",
        "properties": {
            "user_id": text,
            "username": {"type": "string", "description": "The name that a local user types."},
            "issuer": {"type": "string", "description": "The identity provider of another user."},
            "subject": {"type": "string", "description": "The sub of the user there."},
            "name": text, "email": text, "state": state, "created_at": time, "disabled_at": time,
            "last_sign_in_at": {"type": "integer", "minimum": 0, "description": "The beginning of the newest session that is stored."},
            "has_password": {"type": "boolean"},
            "link_expires_at": {"type": "integer", "minimum": 0, "description": "The end of a link that sets a password."},
            "passkey_count": number, "second_factor_since": time,
        },
        "required": ["user_id", "state", "created_at", "has_password", "passkey_count"],
    });
    let page = json!({
        "type": "object",
        "properties": {
            "users": {"type": "array", "items": reference("ListedUser")},
            "next": {"type": "string", "description": "The value of after for the next page; absent on the last one."},
        },
        "required": ["users"],
    });
    let inspected = json!({
        "allOf": [reference("ListedUser")],
        "type": "object",
        "properties": {
            "claims": {"type": "object"},
            "second_factor": {"type": "object", "properties": {"kind": {"const": "totp"}, "since": time, "recovery_codes": number}},
            "passkeys": list(&passkey), "sessions": list(&session), "consents": list(&access), "grants": list(&access),
        },
        "required": ["claims", "passkeys", "sessions", "consents", "grants"],
    });
    let status = json!({
        "type": "object", "properties": {"user_id": text, "state": state}, "required": ["user_id", "state"],
    });
    let recovered = json!({
        "allOf": [reference("UserStatus")],
        "type": "object",
        "properties": {"link": {"type": "string", "format": "uri"}, "expires_at": time},
        "required": ["link", "expires_at"],
    });
    let new = json!({
        "type": "object",
        "properties": {
            "username": {
                "type": "string", "pattern": "^[A-Za-z0-9._@+-]{1,128}$",
                "description": "The name that the user types, in any case.",
            },
            "name": {"type": "string", "minLength": 1, "description": "The claim name, which pages and apps show."},
            "email": {
                "type": "string", "pattern": "^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$",
                "description": "The claim email, as a verified address: the operator vouches for it.",
            },
            "claims": {
                "type": "object", "propertyNames": {"pattern": "^[A-Za-z0-9_:/.#-]{1,128}$"},
                "description": "Other claims about the user, 8192 bytes at most: none that email, name or the server sets.",
            },
        },
        "required": ["username"],
        "additionalProperties": false,
    });
    [
        ("NewUser", new),
        ("UserPage", page),
        ("ListedUser", listed),
        ("InspectedUser", inspected),
        ("UserStatus", status),
        ("RecoveredUser", recovered),
    ]
}
