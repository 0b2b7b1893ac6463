//! `docs/reference/endpoints.md`: every endpoint, made from the `OpenAPI` document.

mod operations;
mod operations_of_data;
mod operations_of_users;

use base64ct::{Base64, Encoding};
use enrol::http::Method;
use enrol::policy::PolicyVersion;
use enrol::unit::Timestamp;
use serde_json::{Value, json};

use super::{check_page, texts};
use crate::support::users::{app, redeem, sign_in};
use crate::support::{Call, Reply, World};
use operations::{OPERATIONS, Operation};
use operations_of_data::OF_DATA;
use operations_of_users::OF_USERS;

const DOCUMENT: &str = include_str!("../../../../openapi.json");

const HEAD: &str = "# Endpoints\n\n\
All addresses begin with the `ISSUER`. Clients take them from discovery. [openapi.json](../../openapi.json) has the same\n\
facts for programs, and every server has it at `/openapi.json`.\n\n\
- Requests and answers are JSON, except forms and signed answers. The longest body has `BODY_LIMIT_BYTES`.\n\
- Every endpoint of this page answers CORS requests, so that browser apps can call it, and reads no cookies. The pages of\n  \
users, such as `/authorize` and `/account`, are not here: only a person in a browser opens them.\n\
- `GET` also means `HEAD`. `OPTIONS` answers with the methods in `Allow`.\n\
- Answers are `no-store`, unless **Cache** says otherwise. `DISCOVERY_MAX_AGE_SECONDS` changes the time for discovery and\n  \
`/openapi.json`.\n\
- [Errors](errors.md) explains the errors with their codes.\n\
- In the examples, `CLIENT_ID`, `REGISTRATION_ACCESS_TOKEN`, `ACCESS_TOKEN` and `BASIC` (`client_id:client_secret` in Base64)\n  \
stand for values of a client. `READER` stands for those of a client of `CLIENTS` with the scope `clients:read`, and\n  \
`USERS_TOKEN` for an access token of a user, `USER_ID` for a user. `ADMINISTRATOR` stands for an access token of a client of `CLIENTS` with the scope\n  \
`admin`.\n\n";

fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(&OF_DATA).chain(&OF_USERS)
}

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

/// The method, the path and the description of an operation.
fn found<'a>(document: &'a Value, operation: &Operation) -> (&'a str, &'a str, &'a Value) {
    let paths = document["paths"].as_object().unwrap().iter();
    let methods = paths.flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, described)| (&**method, &**path, described))
    });
    let is_it = |(_, _, described): &(&str, &str, &Value)| described["operationId"] == operation.id;
    methods.into_iter().find(is_it).unwrap_or_else(|| panic!("{} is not in the document", operation.id))
}

fn page() -> String {
    let document = document();
    let index = texts(operations(), |operation| {
        let (method, path, described) = found(&document, operation);
        let method = method.to_uppercase();
        let link = anchor(&method, path);
        format!("| [`{method} {path}`](#{link}) | {} |\n", described["summary"].as_str().unwrap())
    });
    let sections = texts(operations(), |operation| section(&document, operation));
    [HEAD, "| Endpoint | Use |\n| --- | --- |\n", &*index, "\n", &*sections].concat()
}

/// The anchor that GitHub makes of a heading.
fn anchor(method: &str, path: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || "_-".contains(*c);
    format!("{}-{}", method.to_lowercase(), path.chars().filter(kept).collect::<String>().to_lowercase())
}

fn section(document: &Value, operation: &Operation) -> String {
    let (method, path, described) = found(document, operation);
    let rows: Vec<_> = [
        ("Credentials", credentials(described)),
        ("Body", contents(&described["requestBody"])),
        ("Parameters", parameters(described)),
        ("Cache", cache(operation)),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect();
    let rows = texts(rows, |(name, text)| format!("- **{name}:** {text}\n"));
    let (good, errors): (Vec<_>, Vec<_>) =
        described["responses"].as_object().unwrap().iter().partition(|(status, _)| status.as_str() < "400");
    let answers = texts(good, |(status, answer)| {
        let headers = answer["headers"].as_object().map(|it| it.keys().map(|it| format!("`{it}`")).collect::<Vec<_>>());
        let description = answer["description"].as_str().unwrap();
        format!("| {status} | {description} | {} | {} |\n", contents(answer), headers.unwrap_or_default().join(", "))
    });
    let errors: Vec<_> = errors.iter().map(|(status, _)| status.as_str()).collect();
    format!(
        "## `{} {path}`\n\n{}\n\n{rows}- **Errors:** {}\n\n```http\n{}\n```\n\n\
        | Status | Meaning | Body | Headers |\n| --- | --- | --- | --- |\n{answers}\n",
        method.to_uppercase(),
        operation.purpose,
        errors.join(", "),
        operation.request.trim_end()
    )
}

fn credentials(described: &Value) -> String {
    let schemes: Vec<_> = described["security"].as_array().unwrap().iter().map(name_of_scheme).collect();
    schemes.join(", or ")
}

fn name_of_scheme(scheme: &Value) -> &'static str {
    match scheme.as_object().unwrap().keys().next().map(String::as_str) {
        None => "none in the header",
        Some("administrators_token") => "an access token with the scope `admin` or a narrower right (Bearer)",
        Some("access_token") => "an access token with the scope `clients:read` (Bearer)",
        Some("users_access_token") => "an access token of a user (Bearer)",
        Some("client_secret") => "the client with its secret (Basic)",
        Some("initial_access_token") => "an initial access token (Bearer)",
        Some("registration_access_token") => "the registration access token of the client (Bearer)",
        Some(other) => panic!("an unknown scheme: {other}"),
    }
}

fn contents(of: &Value) -> String {
    let types = of["content"].as_object().into_iter().flat_map(|content| content.keys());
    types.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

fn parameters(described: &Value) -> String {
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let texts: Vec<_> =
        parameters.map(|it| format!("`{}` ({})", it["name"].as_str().unwrap(), it["in"].as_str().unwrap())).collect();
    texts.join(", ")
}

/// The directives of a document that others may cache.
fn cache(operation: &Operation) -> String {
    if !operation.request.starts_with("GET /") || operation.request.contains("authorization") {
        return String::new();
    }
    match answer(operation).header("cache-control") {
        Some("no-store") | None => String::new(),
        Some(directives) => format!("`{directives}`"),
    }
}

/// The answer to the request of an operation.
fn answer(operation: &Operation) -> Reply {
    let machine = |scope: &str| json!({"grant_types": ["client_credentials"], "scope": scope});
    let clients = json!({"ops": machine("admin"), "reader": machine("clients:read")}).to_string();
    let [of_reader, of_ops] = ["reader", "ops"].map(|id| format!("{id}:{}", "r".repeat(64)));
    let attesters = r#"{"https://attest.example": {"jwks_uri": "https://attest.example/jwks"}}"#;
    let device_code = "urn:ietf:params:oauth:grant-type:device_code";
    let grants = format!("authorization_code client_credentials refresh_token {device_code}");
    let world = World::with(&[
        ("ATTESTERS", attesters),
        ("CLIENTS", &clients),
        ("CLIENT_SECRETS", &format!("{of_reader} {of_ops}")),
        ("GRANT_TYPES_SUPPORTED", &grants),
        ("IDENTITY_PROVIDERS", r#"{"company": {"issuer": "https://login.example.com", "allow": "everybody"}}"#),
        ("LOCAL_USERS", "on"),
        ("POLICIES", "database"),
    ]);
    let client = json!({"grant_types": ["authorization_code", "client_credentials", device_code],
        "redirect_uris": ["https://app.example/callback"]});
    let client = Call::register(&client).to(&world);
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));
    let granted = Call::token_request(&[("grant_type", "client_credentials")]).basic(&id, &secret).to(&world);
    let (of_ops, its_secret) = of_ops.split_once(':').unwrap();
    let administrator =
        Call::token_request(&[("grant_type", "client_credentials")]).basic(of_ops, its_secret).to(&world);
    world.epochs.borrow_mut().insert("software_id old".to_owned(), Timestamp(1));
    world.give("enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", 1, &json!({}));
    for (kind, document) in [
        ("open", json!({})),
        ("statement_issuer:https://directory.example", json!({"jwks_uri": "https://directory.example/jwks"})),
        ("template:mobile", json!({"redirect_uris": ["com.example.app:/callback"]})),
    ] {
        let mut version = PolicyVersion::draft(kind, 1, Timestamp(1));
        version.set("document", document);
        version.set("revision", json!(1));
        world.policies.borrow_mut().push(version);
    }
    let digest = world.initial_access_tokens.borrow()[0].digest.as_str().to_owned();
    let request = operation
        .request
        .replace("ADMINISTRATOR", &administrator.text("access_token"))
        .replace("TOKEN_DIGEST", &digest)
        .replace("REGISTRATION_ACCESS_TOKEN", &client.text("registration_access_token"))
        .replace("CLIENT_ID", &id)
        .replace("USER_ID", sign_in(&world).user.as_str())
        .replace("READER", &Base64::encode_string(of_reader.as_bytes()))
        .replace("BASIC", &Base64::encode_string(format!("{id}:{secret}").as_bytes()))
        .replace("ACCESS_TOKEN", &granted.text("access_token"))
        .replace("USERS_TOKEN", &users_token(&world));
    let (head, body) = request.split_once("\n\n").unwrap();
    let (first, headers) = head.split_once('\n').unwrap_or((head, ""));
    let (method, path) = first.split_once(' ').unwrap();
    let method = match method {
        "DELETE" => Method::Delete,
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        other => panic!("{other}"),
    };
    let named = headers.lines().map(|line| line.split_once(": ").unwrap());
    named.fold(Call::new(method, path), |call, (name, value)| call.header(name, value)).body(body).to(&world)
}

fn users_token(world: &World) -> String {
    redeem(world, &app(world, &json!({})), &sign_in(world), "openid").text("access_token")
}

#[test]
fn the_page_of_endpoints_is_what_the_document_says() {
    check_page("endpoints.md", &page());
}

#[test]
fn the_page_has_every_operation_and_no_other() {
    let document = document();
    let mut known = Vec::new();
    for methods in document["paths"].as_object().unwrap().values() {
        known.extend(methods.as_object().unwrap().values().filter_map(|described| described["operationId"].as_str()));
    }
    let mut described: Vec<_> = operations().map(|operation| operation.id).collect();
    known.sort_unstable();
    described.sort_unstable();
    assert_eq!(known, described);
}

/// The first status of an operation is that of success.
#[test]
fn the_request_of_each_operation_succeeds() {
    let document = document();
    for operation in operations() {
        let (method, path, described) = found(&document, operation);
        let start = format!(
            "{} {}",
            method.to_uppercase(),
            path.replace("{client_id}", "CLIENT_ID")
                .replace("{user_id}", "USER_ID")
                .replace("{digest}", "TOKEN_DIGEST")
                .replace("{journal}", "administration")
                .replace("{kind}", "open")
                .replace("{version}", "1")
                .replace("{action}", "activate")
                .replace("{iss}", "https%3A%2F%2Fdirectory.example")
                .replace("{name}", "mobile")
                .replace("{provider}", "company")
        );
        assert!(operation.request.starts_with(&start), "{start}");
        let status = answer(operation).status();
        assert!(status < 300 && described["responses"].get(status.to_string()).is_some(), "{start}: {status}");
    }
}
