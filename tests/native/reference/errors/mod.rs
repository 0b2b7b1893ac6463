//! `docs/reference/errors.md`: every refusal and every fault, with its example, its cause and its remedy.

mod faults;
mod passkeys;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};

use enrol::error::Refusal;
use enrol::http::{Method, Response};
use serde_json::{Value, json};

use super::{check_page, texts};
use crate::support::{Call, Reply, World};

const HEAD: &str = "# Errors\n\n\
Every error is JSON, with the status and the `error` code of the specifications. A 400 about a registration or about a form has\n\
a `pointer` (RFC 6901) to the bad value:\n\n";

const BODY: &str = "- `error` is the code. The tables below have each code.\n\
- `error_description` is one sentence. It says which member must do what.\n\
- `pointer` is the place of the value. If a value is missing, it is the place where the value belongs. In a pointer that begins\n  \
with `/software_statement/`, the rest is a place in the claims of the statement.\n\n\
`POST /register?dry_run=true` shows all faults of a registration at once, and registers nothing.\n\n\
| Status | `error` |\n| --- | --- |\n";

const LOG: &str = "## Reasons in the log\n\n\
The log has one line for each request. Some of its members explain an error, and the caller does not see them:\n\n\
- `code`: the `error` of the answer.\n\
- `pointer`: the place. A star stands for each name that Enrol does not know, since people paste secrets everywhere.\n\
- `fault`: the cause of a 500 or a 503.\n\
- `reason`: the cause of a refused software statement, in words, of an `invalid_client` or `invalid_grant`, or of a refused passkey:\n\n\
| `reason` of `invalid_client` | Meaning | Remedy |\n| --- | --- | --- |\n";

const DOCUMENTS: &str = "\n| `reason` of `invalid_client`, where the `client_id` is the address of a document | Meaning | Remedy |\n\
| --- | --- | --- |\n";

const GRANTS: &str = "\n| `reason` of `invalid_grant` | Meaning | Remedy |\n| --- | --- | --- |\n";

const PASSKEYS: &str = "\n| `reason` of a passkey that is refused, on `passkey_sign_in` and `account` | Meaning | Remedy |\n\
| --- | --- | --- |\n";

/// A row of the page.
struct Row {
    status: u16,
    description: String,
    header: Option<String>,
    when: &'static str,
    remedy: &'static str,
}

impl Row {
    fn of(response: &Response, when: &'static str, remedy: &'static str) -> (String, Self) {
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let header =
            ["www-authenticate", "allow", "retry-after"].into_iter().find(|name| response.header(name).is_some());
        let row = Self {
            status: response.status.0,
            description: text("error_description"),
            header: header.map(|name| format!("`{name}: {}`", response.header(name).unwrap())),
            when,
            remedy,
        };
        (text("error"), row)
    }

    fn text(&self) -> String {
        let header = self.header.as_ref().map_or_else(String::new, |header| format!("<br>{header}"));
        format!("| {} | {}{header} | {} | {} |\n", self.status, self.description, self.when, self.remedy)
    }
}

fn page() -> String {
    let mut codes: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let refusals = refusals::all().into_iter().map(|it| Row::of(&it.example.response(), it.when, it.remedy));
    let faults = faults::all().into_iter().map(|fault| {
        let (when, remedy) = faults::explained(&fault);
        Row::of(&fault.response(), when, remedy)
    });
    for (code, row) in refusals.chain(faults) {
        codes.entry(code).or_default().push(row);
    }
    for rows in codes.values_mut() {
        rows.sort_by_key(|row| row.status);
    }
    let mut statuses: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    for (code, row) in codes.iter().flat_map(|(code, rows)| rows.iter().map(move |row| (code, row))) {
        statuses.entry(row.status).or_default().insert(code);
    }
    let index = texts(statuses, |(status, codes)| {
        let links: Vec<_> = codes.iter().map(|code| format!("[`{code}`](#{code})")).collect();
        format!("| {status} | {} |\n", links.join(", "))
    });
    let sections = texts(&codes, |(code, rows)| {
        let rows = texts(rows, Row::text);
        format!(
            "## `{code}`\n\n| Status | Description, and header | When | Remedy |\n| --- | --- | --- | --- |\n{rows}\n"
        )
    });
    let reasons = texts(faults::REASONS, |(reason, meaning, remedy)| {
        format!("| `{}` | {meaning} | {remedy} |\n", reason.as_str())
    });
    let of_documents = texts(faults::DOCUMENT_REASONS, |(reason, meaning, remedy)| {
        format!("| `{}` | {meaning} | {remedy} |\n", reason.as_str())
    });
    let [meaning, remedy] = faults::DOCUMENT_MEMBER;
    let of_documents = format!("{of_documents}| `document_member` | {meaning} | {remedy} |\n");
    let of_grants = texts(faults::GRANT_REASONS, |(reason, meaning, remedy)| {
        format!("| `{}` | {meaning} | {remedy} |\n", reason.as_str())
    });
    let of_passkeys = texts(passkeys::REASONS, |(reason, meaning, remedy)| {
        format!("| `{}` | {meaning} | {remedy} |\n", reason.as_str())
    });
    let refused = [HEAD, &*example(), BODY, &*index, "\n", &*sections].concat();
    let of_clients = [LOG, &*reasons, DOCUMENTS, &*of_documents, GRANTS, &*of_grants].concat();
    [&*refused, &*of_clients, PASSKEYS, &*of_passkeys].concat()
}

/// The whole answer of one refusal.
fn example() -> String {
    let is_example = |refusal: &Refusal| matches!(refusal, Refusal::InvalidRedirectUri(_));
    let entry = refusals::all().into_iter().find(|entry| is_example(&entry.example)).unwrap();
    let body = String::from_utf8(entry.example.response().body).unwrap();
    format!("```json example\n{body}```\n\n")
}

#[test]
fn the_page_of_errors_is_what_the_server_answers() {
    check_page("errors.md", &page());
}

#[test]
fn each_variant_has_an_entry_with_an_example_of_its_own() {
    for entry in refusals::all() {
        assert!(entry.has_own_example(), "{:?}", entry.example);
        assert_eq!(refusals::when(&entry.example), entry.when, "an earlier entry has the same variant");
    }
    let causes: Vec<_> = faults::all().iter().map(faults::explained).collect();
    assert!(causes.iter().enumerate().all(|(index, cause)| !causes[..index].contains(cause)));
    for (reason, meaning, _) in faults::REASONS {
        assert_eq!(faults::meaning(reason), *meaning);
    }
    for (reason, meaning, _) in faults::DOCUMENT_REASONS {
        assert_eq!(faults::document_meaning(reason), *meaning);
    }
    for (reason, meaning, _) in faults::GRANT_REASONS {
        assert_eq!(faults::meaning_for_grants(reason), *meaning);
    }
    for (reason, meaning, _) in passkeys::REASONS {
        assert_eq!(passkeys::meaning(reason), *meaning);
    }
}

/// The words that rules and endpoints choose are those of the examples.
#[test]
fn the_server_answers_in_the_words_of_the_examples() {
    let world = World::with(&[("SCOPES_SUPPORTED", "read")]);
    let signed = World::with(&[("SIGNED_REQUESTS", "required")]);
    let good = json!({"redirect_uris": ["https://client.example/cb"]});
    let with = |name: &str, value: Value| {
        let mut members = good.clone();
        members[name] = value;
        Call::register(&members).to(&world)
    };
    let client = Call::register(&good).to(&world);
    let mut whole = client.resubmitted();
    whole["registration_access_token"] = Value::from("x");
    let machine = Call::register(&json!({"grant_types": ["client_credentials"], "scope": "read"})).to(&world);
    let ask = |client: &Reply, parameter: (&str, &str)| {
        let call = Call::token_request(&[("grant_type", "client_credentials"), parameter]);
        call.basic(&client.text("client_id"), &client.text("client_secret")).to(&world)
    };
    let provoked = [
        with("contacts", json!(["nobody"])),
        with("redirect_uris", json!(["https://client.example/cb", "http://client.example/cb"])),
        Call::manage(Method::Put, &client).json(&whole).to(&world),
        ask(&client, ("state", "x")),
        ask(&machine, ("scope", "write")),
        Call::get("/token").to(&world),
        Call::register(&good).to(&signed),
        Call::new(Method::Post, "/register").body(good.to_string()).to(&world),
    ];
    let examples: Vec<_> = refusals::all().iter().map(|entry| Value::Object(entry.example.members())).collect();
    for reply in &provoked {
        assert!(examples.contains(&reply.json()), "{}", reply.json());
    }
}
