//! The questions to the registration hook: everything that a decision may depend on, and no credential.

use enrol::http::CertificateStatus;
use serde_json::{Value, json};

use crate::support::authority::{Authority, over};
use crate::support::hook::{HOOK, TOKEN, asked, put, world};
use crate::support::{Call, Signer};

/// A question has the request as it was sent, the client as it would be registered, and the sender.
#[test]
fn the_hook_is_told_what_its_decision_may_depend_on() {
    let world = world(&[("SCOPES_SUPPORTED", "openid"), ("DEFAULT_SCOPE", "openid")]);
    let call = Call::register(&json!({"redirect_uris": ["https://app.example.com/cb"], "department": "loans"}));
    let subject = "UID=1,CN=App";
    let client = call.subject(subject, "thumb", CertificateStatus::Unverified).to(&world);
    put(&client, &json!({"client_name": "App"})).to(&world);
    let [first, second] = &world.questions()[..] else { panic!("two questions") };
    let metadata = json!({"redirect_uris": ["https://app.example.com/cb"], "scope": "openid",
        "application_type": "web", "grant_types": ["authorization_code"], "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "RS256",
        "subject_type": "public"});
    let of_first = first["metadata"].as_object().unwrap();
    for (name, value) in metadata.as_object().unwrap() {
        assert_eq!(&of_first[name], value, "{name}");
    }
    assert_eq!(
        over(first, &json!({"metadata": null, "nonce": null})),
        json!({"iat": 1_800_000_000, "issuer": "https://as.example", "method": "POST",
            "request": {"redirect_uris": ["https://app.example.com/cb"], "department": "loans"},
            "certificate": {"verified": false, "issuer": "CN=Authority", "subject": subject, "x5t#S256": "thumb"},
            "registrant": {"kind": "anonymous"}})
    );
    assert_eq!((&second["method"], &second["registrant"]), (&json!("PUT"), &json!({"kind": "client"})));
    assert_eq!((&second["request"]["client_name"], &second["metadata"]["client_name"]), (&json!("App"), &json!("App")));
    assert_eq!(second["client"]["client_id"], client.member("client_id"));
    assert_eq!(second["client"]["client_id_issued_at"], 1_800_000_000);
    assert_eq!(
        (&second["client"]["metadata"]["scope"], second["client"]["metadata"].get("client_name")),
        (&json!("openid"), None)
    );
    assert_ne!(first["nonce"], second["nonce"]);
}

#[test]
fn the_hook_is_told_who_registers() {
    let limited = world(&[("REGISTRATION_MODE", "token")]);
    limited.give(TOKEN, 3, &json!({"scope": ["openid"], "redirect_hosts": ["example.com"]}));
    assert_eq!(Call::register(&asked()).token(TOKEN).to(&limited).status(), 201);
    assert_eq!(
        limited.questions()[0]["registrant"],
        json!({"kind": "initial_access_token", "initial_access_token": {"expires_at": 1_900_000_000, "uses_left": 3},
            "limits": {"redirect_hosts": ["example.com"], "scope": ["openid"]}})
    );
    let certified = world(&[("REGISTRATION_MODE", "certificate"), ("CERTIFICATE_ISSUERS", r#"["CN=Authority"]"#)]);
    let call = Call::register(&asked()).presenting(&[0, 1, 2], CertificateStatus::Verified);
    assert_eq!(call.to(&certified).status(), 201);
    let question = &certified.questions()[0];
    assert_eq!(question["registrant"], json!({"kind": "certificate"}));
    assert_eq!(
        (&question["certificate"]["verified"], &question["certificate"]["x5c"]),
        (&json!(true), &json!(["AAEC"]))
    );
}

/// A portal registers clients for its users: the hook is told the issuer and the user of the access token.
#[test]
fn the_hook_is_told_the_user_of_a_signed_token() {
    let portal = json!({"portal": {"grant_types": ["client_credentials"], "scope": "dcr"}}).to_string();
    let secret = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ0";
    let secrets = format!("portal:{secret}");
    let world = world(&[("REGISTRATION_MODE", "token"), ("CLIENTS", &portal), ("CLIENT_SECRETS", &secrets)]);
    let token = Call::token_request(&[("grant_type", "client_credentials"), ("scope", "dcr")]).basic("portal", secret);
    let token = token.to(&world).text("access_token");
    assert_eq!(Call::register(&asked()).token(&token).to(&world).status(), 201);
    let registrant = &world.questions()[0]["registrant"];
    assert_eq!((&registrant["kind"], &registrant["subject"]), (&json!("initial_access_token"), &json!("portal")));
    assert_eq!(registrant["initial_access_token"]["issuer"], "https://as.example");
    assert_eq!(registrant["initial_access_token"]["subject"], "portal");
    assert!(!world.questions()[0].to_string().contains(&token));
}

/// The hook sees the claims of a verified statement, fresh or held, and never the statement, which registers clients.
#[test]
fn the_hook_is_told_the_claims_of_a_statement() {
    let authority = Authority::trusted(&json!({}), &[HOOK]);
    authority.world.decide(|_| json!({"decision": "allow"}));
    let statement =
        authority.statement(&json!({"software_statement_roles": [{"role": "DADOS"}], "org_secret": "s3cr3t"}));
    let client = authority.register(&statement, &json!({}));
    assert_eq!(client.status(), 201, "{}", client.json());
    put(&client, &json!({})).to(&authority.world);
    let questions = authority.world.questions();
    for (question, is_fresh) in questions.iter().zip([true, false]) {
        let told = &question["software_statement"];
        assert_eq!((&told["issuer"], &told["fresh"]), (&json!("https://directory.example"), &json!(is_fresh)));
        assert_eq!(told["claims"]["software_statement_roles"], json!([{"role": "DADOS"}]));
        assert_eq!(told["claims"]["jti"], "statement-1");
        let text = question.to_string();
        assert!(!text.contains(&statement) && !text.contains("s3cr3t"), "{text}");
    }
    assert_eq!(questions[0]["registrant"], json!({"kind": "software_statement"}));
    assert_eq!(questions.len(), 2);
}

#[test]
fn the_hook_is_told_no_credential() {
    let world = world(&[("REGISTRATION_MODE", "token")]);
    world.give(TOKEN, 9, &json!({}));
    let sent = over(
        &asked(),
        &json!({"client_secret": "s3cr3t-1", "my_Token": "s3cr3t-2", "password": "s3cr3t-3",
        "x_settings": {"plain": 1, "nested": [{"API_Key": "s3cr3t-5"}, {"client_secret": "s3cr3t-6"}]},
        "private_key": {"d": "s3cr3t-7"}, "passphrase": "s3cr3t-8",
        "client_assertion": "s3cr3t-4", "software_statement": "", "token_endpoint_auth_method": "client_secret_post"}),
    );
    let client = Call::register(&sent).token(TOKEN).to(&world);
    assert_eq!(client.status(), 201, "{}", client.json());
    assert_eq!(put(&client, &json!({})).to(&world).status(), 200);
    let (secret, access) = (client.text("client_secret"), client.text("registration_access_token"));
    for question in world.questions().iter().map(Value::to_string) {
        for credential in ["s3cr3t", TOKEN, &secret, &access] {
            assert!(!question.contains(credential), "{question}");
        }
        assert!(question.contains("client_secret_post"), "a member that is no credential is told");
    }
    assert_eq!(world.questions()[0]["request"]["x_settings"], json!({"plain": 1, "nested": [{}, {}]}));
    assert!(world.messages_to_hook().iter().all(|message| message.authorization.is_none()));
}

/// A statement can override the keys of a request before any rule reads them.
#[test]
fn the_hook_is_not_told_keys_that_no_rule_has_read() {
    let keys = json!({"keys": [Signer::new().jwk("1")]});
    let authority = Authority::trusted(&json!({}), &[HOOK]);
    authority.world.decide(|_| json!({"decision": "allow"}));
    let private = json!({"jwks": {"keys": [{"kty": "oct", "k": "s3cr3t"}]}});
    let client = authority.register(&authority.statement(&json!({"jwks": keys})), &private);
    assert_eq!(client.status(), 201, "{}", client.json());
    assert!(!authority.world.questions()[0].to_string().contains("s3cr3t"));
    assert_eq!(authority.world.questions()[0]["metadata"]["jwks"], keys);
}

/// The JSON of the guide, in order.
fn examples() -> Vec<Value> {
    let guide = include_str!("../../docs/guides/hooks.md");
    let blocks = guide.split("```json example\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The question of the guide is one that the server asks, and each answer of the guide counts.
#[test]
fn the_guide_shows_what_is_asked_and_what_can_be_answered() {
    let [question, allow, refuse, amend] = &examples()[..] else { panic!("four examples") };
    let authority = Authority::trusted(&json!({}), &[HOOK]);
    let statement = || authority.statement(&json!({"org_id": "org-7"}));
    let call = || {
        let call = Call::register(&json!({"scope": "openid payments", "software_statement": statement()}));
        call.presenting(&[0, 1, 2], CertificateStatus::Verified)
    };
    for (answer, status) in [(allow, 201), (refuse, 400), (amend, 201)] {
        let shown = answer.clone();
        authority.world.decide(move |asked| over(&shown, &json!({"nonce": asked["nonce"]})));
        let reply = call().to(&authority.world);
        assert_eq!(reply.status(), status, "{}", reply.json());
        let asked = authority.world.questions().pop().unwrap();
        assert_eq!(&over(&asked, &json!({"nonce": question["nonce"]})), question);
        assert_eq!(asked["nonce"].as_str().unwrap().len(), answer["nonce"].as_str().unwrap().len());
    }
}
