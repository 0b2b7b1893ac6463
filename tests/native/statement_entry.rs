//! Settings of statement issuers.

use enrol::route::Server;
use serde_json::json;

use crate::support::authority::{Authority, DIRECTORY, DIRECTORY_KEYS};
use crate::support::{KEYS, Signer};

/// Requirements I13, I25: an entry that would mean less than it says is none.
#[test]
fn an_entry_that_binds_nothing_stops_the_server() {
    let keys = json!({"keys": [Signer::new().jwk("1")]});
    for entry in [
        json!({}),
        json!({"jwks": keys, "jwks_uri": DIRECTORY_KEYS}),
        json!({"jwks_uri": "http://directory.example/jwks"}),
        json!({"jwks": {"keys": []}}),
        json!({"jwks": keys, "surprise": true}),
        json!({"jwks": keys, "locked": ["redirect_urls"]}),
        json!({"jwks": keys, "locked": ["client_name#fr"]}),
        json!({"jwks": keys, "locked": ["software_redirect_uris"]}),
        json!({"jwks": keys, "narrowed": ["scopes"]}),
        json!({"jwks": keys, "self_asserted": "client_uri"}),
        json!({"jwks": keys, "claims": {"a": "redirect_uris", "b": "redirect_uris"}}),
        json!({"jwks": keys, "claims": {"a": "software_statement"}}),
        json!({"jwks": keys, "typ": []}),
        json!({"jwks": keys, "algorithms": ["HS256"]}),
        json!({"jwks": keys, "algorithms": []}),
        json!({"jwks": keys, "approved": {"level": [1]}}),
        json!({"jwks": keys, "maximum_age_seconds": 0}),
        json!({"jwks": keys, "single_use": "yes"}),
        json!({"jwks": keys, "ignored": "software_version"}),
        json!({"jwks": keys, "ignored": ["exp"]}),
        json!({"jwks": keys, "ignored": ["iss"]}),
        json!({"jwks": keys, "ignored": ["software_id"]}),
        json!({"jwks": keys, "ignored": ["org_status"]}),
        json!({"jwks": keys, "ignored": ["level"], "approved": {"level": ["1"]}}),
        json!({"jwks": keys, "ignored": ["org_id"], "required": ["org_id"]}),
        json!({"jwks": keys, "ignored": ["a"], "claims": {"a": "redirect_uris"}}),
        json!({"jwks": keys, "ignored": ["redirect_uris"], "locked": ["redirect_uris"]}),
        json!({"jwks": keys, "ignored": ["scope"], "narrowed": ["scope"]}),
        json!({"jwks": keys, "ignored": ["org_id"], "returned": ["org_id"]}),
        json!({"jwks": keys, "refused": ["jwkz"]}),
        json!({"jwks": keys, "refused": ["jwks"], "self_asserted": ["jwks"]}),
        json!({"jwks": keys, "refused": ["scope"], "narrowed": ["scope"]}),
    ] {
        let issuers = json!({DIRECTORY: entry}).to_string();
        let settings = [("ISSUER", "https://as.example"), ("MASTER_SECRET", KEYS[0]), ("STATEMENT_ISSUERS", &*issuers)];
        let find = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let refused = Server::start(find).err().map(|refused| refused.setting);
        assert_eq!(refused, Some("STATEMENT_ISSUERS"), "{entry}");
    }
    let mapped = json!({"ignored": ["software_id"], "claims": {"software_client_id": "software_id"},
        "locked": ["software_id"]});
    let outcome = Authority::trusted(&mapped, &[]).outcome(&json!({"software_client_id": "a"}));
    assert_eq!(outcome.0, 201, "another claim is the software");
    let named = Authority::trusted(&json!({"approved": {"software_roles": ["AISP"]}}), &[]);
    let withdrawn = named.outcome(&json!({"software_roles": "AISP", "org_status": "Revoked"}));
    assert_eq!(
        withdrawn,
        (400, "unapproved_software_statement".to_owned(), "/software_statement".to_owned()),
        "what is approved besides takes nothing away"
    );
}
