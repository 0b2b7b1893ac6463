//! What holds for every page of the console.

use enrol::http::Response;
use enrol::model::{
    AuditPage, AuditQuery, AuditRow, ClientPage, ClientQuery, ClientState, Count, Journal, ListedClient, Metric, Span,
    Trust,
};
use enrol::pages::{
    self, Activity, ClientFacts, ConsoleDone, ConsoleFrame, InForce, Look, Period, PoliciesPage, PolicyPage,
    TokensPage, TrialOutcome, TrialPage,
};
use enrol::policy::Collection;
use enrol::unit::Timestamp;
use serde_json::{Map, Value, json};

use super::{HOSTILE, check, check_access, html, request, world};

const NOW: Timestamp = Timestamp(1_700_000_000);

fn client_list(text: &str, frame: &ConsoleFrame<'_>, look: &Look<'_>) -> Response {
    let some = || Some(text.to_owned());
    let client = ListedClient {
        client_id: text.to_owned(),
        client_name: some(),
        software_id: some(),
        redirect_host: some(),
        owner: some(),
        template: some(),
        statement_issuer: some(),
        issued_at: Some(NOW),
        first_used_at: Some(NOW),
        last_used_at: Some(NOW),
        state: ClientState::Disabled,
    };
    let query = ClientQuery { client_name: some(), owner: some(), ..ClientQuery::default() };
    let page = ClientPage { clients: vec![client], next: some() };
    pages::console_clients(&query, &page, text, frame, look)
}

/// Counts with this text as the keys that others choose.
fn activity(text: &str) -> Activity {
    let count = |metric, key: &str| Count { at: Span::Hour.begin(NOW), metric, key: key.to_owned(), count: 2 };
    let courses = vec![count(Metric::Registration, "refused"), count(Metric::Token, "client_credentials issued")];
    let tops = [Metric::RedirectHost, Metric::Refusal, Metric::SealedClient, Metric::Software]
        .map(|metric| count(metric, text))
        .to_vec();
    Activity { period: Period::Day, now: NOW, courses, tops }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Returns the pages of policies and templates.
fn data_pages(
    text: &str,
    members: &Map<String, Value>,
    frame: &ConsoleFrame<'_>,
    look: &Look<'_>,
) -> Vec<(&'static str, Response)> {
    let version = |state: &str| {
        object(&json!({"kind": "open", "version": 3, "revision": 2, "state": state, "made_at": NOW.0,
            "document": {"protected_names": [text]}}))
    };
    let versions = object(&json!({"policies": [version("active"), version("draft")], "next": text}));
    let policies = |listed, problem| PoliciesPage {
        collection: Collection::Policies,
        is_on: true,
        kind: "open",
        kinds: &["open", "other"],
        listed,
        query: text,
        text: "{}",
        problem,
    };
    let (draft, active) = (version("draft"), version("active"));
    let replay = object(&json!({"compared": 2, "refused": 1, "next": text, "differences": [
        {"client_id": text, "error": "invalid_client_metadata", "error_description": text},
        {"client_id": text, "changed": [text]}]}));
    let policy = |version, problem, replay| PolicyPage {
        collection: Collection::Policies,
        version,
        text: problem,
        problem,
        replay,
        registrant: Some(text),
    };
    let template =
        object(&json!({"template": text, "version": 3, "revision": 2, "state": "draft", "document": {text: text}}));
    let of_settings = json!({"template": text, "source": "settings"});
    let templates = object(&json!({"templates": [template, of_settings], "next": text}));
    let of_templates =
        |listed| PoliciesPage { collection: Collection::Templates, kind: text, ..policies(Some(listed), None) };
    let preview = object(&json!({"client_metadata": members, "refusals": [{"error_description": text}],
        "dropped": [{"error_description": text}], "notes": [{"member": text, "note": text}]}));
    let shown = PolicyPage { collection: Collection::Templates, ..policy(&template, None, Some(&preview)) };
    vec![
        ("policies", pages::console_policies(&policies(Some(&versions), None), frame, look)),
        ("no new policy", pages::console_policies(&policies(None, Some(text)), frame, look)),
        ("draft", pages::console_policy(&policy(&draft, None, Some(&replay)), frame, look)),
        ("policy", pages::console_policy(&policy(&active, Some("{"), Some(&replay)), frame, look)),
        ("templates", pages::console_policies(&of_templates(&templates), frame, look)),
        ("template", pages::console_policy(&shown, frame, look)),
    ]
}

/// Every page of the console, with this text wherever a text of others can be.
fn every_page(text: &str, look: &Look<'_>) -> Vec<(&'static str, Response)> {
    let frame = ConsoleFrame { path: "/console", token: text, user: text, done: Some(ConsoleDone::Revoked) };
    let list = || vec![text];
    let in_force = InForce { modes: list(), storage: "sealed", templates: list(), providers: list(), clients: list() };
    let members = json!({"client_name": text, "redirect_uris": [text], text: {"a": [text]}});
    let members = members.as_object().unwrap();
    let client = ClientFacts {
        id: text,
        kind: "stored",
        state: "active",
        trust: Trust::Unverified,
        metadata: members,
        bounds: Some(members.clone()),
        registered_at: Some(NOW),
        last_used_at: Some(NOW),
        disabled_at: None,
        has_secret: true,
        is_registered: true,
        new_secret: Some("s3cret"),
    };
    let (now, end) = (NOW, NOW.0 + 60);
    let token = |uses_left| {
        json!({"digest": "AAEC", "label": text, "uses_left": uses_left, "created_at": NOW.0, "expires_at": end,
            "bounds": {"redirect_hosts": [text]}})
    };
    let listed = object(&json!({"initial_access_tokens": [token(1), token(0)], "next": text}));
    let tokens = |result| TokensPage { listed: &listed, templates: list(), now, result };
    let keys =
        object(&json!({"keys": [{"kid": text, "algorithm": "ES256", "use": "sig", "state": "next", "since": NOW.0}]}));
    let outcome = TrialOutcome {
        members: members.clone(),
        refusals: vec![text.to_owned()],
        dropped: vec![text.to_owned()],
        notes: vec![(text.to_owned(), text.to_owned())],
    };
    let trial = |outcome| TrialPage { text: "{}", template: Some(text), templates: list(), outcome };
    let epochs = object(&json!({"epochs": [{"software_id": text, "since": NOW.0}, {"all": true, "since": NOW.0}]}));
    let row = AuditRow {
        sequence: 7,
        at: NOW,
        kind: text.to_owned(),
        actor: text.to_owned(),
        actor_id: Some(text.to_owned()),
        trust: Some(text.to_owned()),
        client_id: Some(text.to_owned()),
        details: json!({"members": [text]}).to_string(),
        user_id: Some(text.to_owned()),
        address: Some(text.to_owned()),
        salt: None,
        personal: None,
        digest: None,
    };
    let (kind, client_id, user_id) = (Some(text.to_owned()), Some(text.to_owned()), Some(text.to_owned()));
    let asked = AuditQuery { journal: Journal::Users, before: None, limit: 50, kind, client_id, user_id, since: None };
    let events = AuditPage { rows: vec![row], next: Some(7) };
    let mut all = vec![
        ("audit log", pages::console_audit(&asked, &events, text, &frame, look)),
        ("overview", pages::console_overview(&in_force, &activity(text), &frame, look)),
        ("clients", client_list(text, &frame, look)),
        ("client", pages::console_client(&client, &frame, look)),
        (
            "client, shut out",
            pages::console_client(&ClientFacts { disabled_at: Some(NOW), bounds: None, ..client }, &frame, look),
        ),
        ("no client", pages::console_no_client(text, false, &frame, look)),
        ("deleted client", pages::console_no_client(text, true, &frame, look)),
        ("tokens", pages::console_tokens(&tokens(None), &frame, look)),
        ("new token", pages::console_tokens(&tokens(Some(Ok("enrol_iat_new"))), &frame, look)),
        ("no token", pages::console_tokens(&tokens(Some(Err(text))), &frame, look)),
        ("epochs", pages::console_epochs(&epochs, Some(text), &frame, look)),
        ("keys", pages::console_keys(&keys, &frame, look)),
        ("trial", pages::console_trial(&trial(None), &frame, look)),
        ("explained", pages::console_trial(&trial(Some(&outcome)), &frame, look)),
    ];
    all.extend(data_pages(text, members, &frame, look));
    all
}

/// Requirements C37, R44: of a text of others, only the lines of JSON break.
#[test]
fn no_text_of_others_acts_on_a_page() {
    let world = world(&[]);
    for text in HOSTILE {
        let asked = request("en");
        let pages = every_page(text, &Look::of(&asked, &[], world.server.config()));
        for (name, page) in pages {
            check_access(&page, name);
            let body = html(&page).replace('\n', " ").into_bytes();
            check(&Response { body, ..page }, name);
        }
    }
}
