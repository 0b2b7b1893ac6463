//! The roles of an organisation in a statement, and the scope values that they permit.

use serde_json::Value;

use crate::model::RoleScopes;

/// Returns the scope values that the active roles of a claim permit, in the order of the issuer's table.
///
/// A role is a text, or an object with a `role` whose `status`, if there is one, is `Active`.
pub fn scope(roles: &RoleScopes, claim: Option<&Value>) -> String {
    let active: Vec<&str> = match claim {
        Some(Value::Array(values)) => values.iter().filter_map(active_role).collect(),
        Some(value) => active_role(value).into_iter().collect(),
        None => Vec::new(),
    };
    let mut permitted: Vec<&str> = Vec::new();
    for (_, scope) in roles.scopes.iter().filter(|(role, _)| active.contains(&&**role)) {
        for value in scope.iter().filter(|value| !permitted.contains(&&***value)).collect::<Vec<_>>() {
            permitted.push(value);
        }
    }
    permitted.join(" ")
}

fn active_role(value: &Value) -> Option<&str> {
    match value {
        Value::String(role) => Some(role),
        Value::Object(members) => {
            let is_active = members.get("status").is_none_or(|status| status == "Active");
            members.get("role")?.as_str().filter(|_| is_active)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_active_roles_permit_scope_values() {
        let values = |text: &str| text.split(' ').map(str::to_owned).collect();
        let scopes = vec![("A".to_owned(), values("openid accounts")), ("P".to_owned(), values("openid payments"))];
        let roles = RoleScopes { claim: "roles".to_owned(), scopes };
        for (claim, permitted) in [
            (json!(["P", "A"]), "openid accounts payments"),
            (json!("P"), "openid payments"),
            (json!([{"role": "A", "status": "Active"}, {"role": "P", "status": "Inactive"}]), "openid accounts"),
            (json!([{"role": "P"}, {"role": 1}, {"status": "Active"}, 1, "x"]), "openid payments"),
            (json!([{"role": "A", "status": "active"}, {"role": "P", "status": true}]), ""),
            (json!([]), ""),
            (json!(null), ""),
            (json!({"role": "A"}), "openid accounts"),
        ] {
            assert_eq!(scope(&roles, Some(&claim)), permitted, "{claim}");
        }
        assert_eq!(scope(&roles, None), "");
    }
}
