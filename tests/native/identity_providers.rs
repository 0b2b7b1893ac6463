//! The settings of identity providers.

use enrol::config::Misconfigured;
use enrol::model::{Allow, Config, IdentityProvider, Protocol};
use serde_json::{Value, json};

use crate::support::KEYS;

fn read_with(more: &[(&str, &str)], providers: &Value, secrets: &str) -> Result<Vec<IdentityProvider>, Misconfigured> {
    let providers = providers.to_string();
    let own = [
        ("ISSUER", "https://as.example"),
        ("MASTER_SECRET", KEYS[0]),
        ("IDENTITY_PROVIDERS", &providers),
        ("IDENTITY_PROVIDER_SECRETS", secrets),
    ];
    let all = [more, &own].concat();
    let config =
        Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
    config.map(|config| config.identity_providers.to_vec())
}

fn read(providers: &Value, secrets: &str) -> Result<Vec<IdentityProvider>, Misconfigured> {
    read_with(&[], providers, secrets)
}

fn github() -> Value {
    json!({
        "authorization_endpoint": "https://github.com/login/oauth/authorize",
        "token_endpoint": "https://github.com/login/oauth/access_token",
        "userinfo_endpoint": "https://api.github.com/user",
        "claims": {"sub": "id", "name": "name", "preferred_username": "login"},
        "client_id": "Iv1",
        "scope": "read:user",
        "allow": {"preferred_username": ["octocat"]},
    })
}

/// Returns an entry of an OpenID Provider with other members; `null` removes a member.
fn company(members: &Value) -> Value {
    changed(json!({"issuer": "https://login.example", "client_id": "enrol", "allow": "everybody"}), members)
}

fn changed(mut entry: Value, members: &Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    entry
}

#[test]
fn providers_are_read_with_their_secrets() {
    let read = read(&json!({"company": company(&json!({})), "github": github()}), "github:s3cret company:other:one");
    let read = read.unwrap();
    let [company, github] = &read[..] else { panic!("{read:?}") };
    assert_eq!((&*company.name, &*company.label, &*company.scope), ("company", "company", "openid profile email"));
    assert_eq!(
        (company.secret.as_ref().unwrap().reveal(), company.issuer()),
        ("other:one", "https://login.example".to_owned())
    );
    assert!(company.method.is_none() && company.allow == Allow::Everybody);
    assert_eq!((&*github.scope, github.issuer()), ("read:user", "https://github.com".to_owned()));
    let Protocol::OAuth(protocol) = &github.protocol else { panic!("{github:?}") };
    assert_eq!(protocol.claims.len(), 3);
    assert!(!format!("{read:?}").contains("s3cret"));
}

#[test]
fn a_provider_without_a_client_id_is_one_that_registers_clients() {
    let own = company(&json!({"client_id": null}));
    assert_eq!(read(&json!({"company": own}), "").unwrap()[0].client_id, None);
    assert!(read(&json!({"company": own}), "company:initial").unwrap()[0].secret.is_some());
}

#[test]
fn a_server_whose_users_sign_in_elsewhere_has_no_providers() {
    let beside = json!({"authorization_endpoint": "https://other.example/authorize", "token_endpoint": "https://other.example/token"});
    let beside = beside.to_string();
    let more = [("AUTHORIZATION_SERVER", &*beside)];
    assert!(read_with(&more, &json!({"company": company(&json!({}))}), "company:x").unwrap().is_empty());
    assert!(read_with(&more, &json!({"company": company(&json!({"allow": null}))}), "company:x").is_err());
}

/// Every message names the entry and says what it must have.
#[test]
fn an_unusable_entry_is_refused_with_the_reason() {
    let of_github = |members: &Value| changed(github(), members);
    for (entry, must) in [
        (json!("https://login.example"), "have a table as company"),
        (company(&json!({"extra": 1})), "not have the member extra in company"),
        (company(&json!({"issuer": "http://login.example"})), "have an https URL as the issuer of company"),
        (company(&json!({"issuer": 1})), "have a text of 1 to 512 characters as the issuer of company"),
        (
            company(&json!({"issuer": "https://login.example/?a"})),
            "have an https URL without a query as the issuer of company",
        ),
        (
            company(&json!({"issuer": "https://as.example"})),
            "have another server than this one as the issuer of company",
        ),
        (company(&json!({"issuer": null})), "have the https URL of an OpenID Provider as the issuer of company"),
        (
            company(&json!({"token_endpoint": "https://login.example/token"})),
            "not have both issuer and token_endpoint in company",
        ),
        (
            company(&json!({"scope": "profile"})),
            "have scope values, with openid for an OpenID Provider, as the scope of company",
        ),
        (
            company(&json!({"scope": "openid  x"})),
            "have scope values, with openid for an OpenID Provider, as the scope of company",
        ),
        (
            company(&json!({"token_endpoint_auth_method": "private_key_jwt"})),
            "have client_secret_basic, client_secret_post or none as the token_endpoint_auth_method of company",
        ),
        (company(&json!({"label": ""})), "have a text of 1 to 512 characters as the label of company"),
        (
            of_github(&json!({"client_id": null})),
            "have a client_id in company: only an OpenID Provider can be asked for one",
        ),
        (of_github(&json!({"userinfo_endpoint": null})), "have an https URL as the userinfo_endpoint of company"),
        (
            of_github(&json!({"claims": {"name": "name"}})),
            "have a table of claims, with sub, and their places in the user-info response, as the claims of company",
        ),
        (
            of_github(&json!({"claims": {"sub": 1}})),
            "have a table of claims, with sub, and their places in the user-info response, as the claims of company",
        ),
    ] {
        let fault = read(&json!({"company": entry}), "company:x").unwrap_err();
        assert_eq!((fault.setting, &*fault.must), ("IDENTITY_PROVIDERS", must), "{entry}");
    }
    let rule = "have a table of claims and their permitted values, or \"everybody\", as the allow of company";
    for allow in [
        json!(null),
        json!("all"),
        json!({}),
        json!([]),
        json!([{}]),
        json!(true),
        json!({"groups": []}),
        json!({"groups": "staff"}),
        json!({"groups": [""]}),
        json!([{"groups": ["staff"]}, "everybody"]),
    ] {
        let fault = read(&json!({"company": company(&json!({"allow": allow}))}), "company:x").unwrap_err();
        assert_eq!((fault.setting, &*fault.must), ("IDENTITY_PROVIDERS", rule), "{allow}");
    }
    let domain = company(&json!({"allow": {"email_domain": ["@example.com"]}}));
    let must = "have domains without @ as the email_domain in allow of company";
    assert_eq!(read(&json!({"company": domain}), "company:x").unwrap_err().must, must);
    for name in ["", "Company", "a b", "a.b", &"a".repeat(33)] {
        let must = "have names of 1 to 32 lower-case letters, digits and hyphens";
        assert_eq!(read(&json!({name: company(&json!({}))}), "").unwrap_err().must, must, "{name}");
    }
    let twice = json!({"a": company(&json!({})), "b": company(&json!({}))});
    assert_eq!(read(&twice, "a:x b:x").unwrap_err().must, "not have a and b for the same issuer");
}

#[test]
fn a_secret_belongs_to_one_provider_that_needs_it() {
    let one = json!({"company": company(&json!({}))});
    let public = json!({"company": company(&json!({"token_endpoint_auth_method": "none"}))});
    assert!(read(&public, "").is_ok());
    let long = format!("{}:x", "a".repeat(33));
    for (providers, secrets, must) in [
        (&one, "", "have the client secret of company"),
        (&one, "company", "have entries of the form name:secret, separated by spaces"),
        (&one, "company:", "have entries of the form name:secret, separated by spaces"),
        (&one, "company:x company:y", "have one secret of company"),
        (&one, "company:x other:y", "have secrets only of entries in IDENTITY_PROVIDERS; other is not one"),
        (&one, &*format!("company:x {long}"), "have secrets only of entries in IDENTITY_PROVIDERS"),
        (&public, "company:x", "have no secret, since its token_endpoint_auth_method is none, of company"),
    ] {
        let fault = read(providers, secrets).unwrap_err();
        assert_eq!((fault.setting, &*fault.must), ("IDENTITY_PROVIDER_SECRETS", must), "{secrets}");
    }
}
