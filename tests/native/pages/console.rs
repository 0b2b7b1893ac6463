//! What holds for every page of the console.

use enrol::http::Response;
use enrol::model::{
    AuditPage, AuditQuery, AuditRow, Bounds, ClientPage, ClientQuery, ClientState, Count, Journal, ListedClient,
    Metric, Span, TokenDigest, Trust,
};
use enrol::pages::{
    self, Activity, ClientFacts, ConsoleDone, ConsoleFrame, InForce, Look, Period, TokensPage, TrialOutcome, TrialPage,
};
use enrol::ports::ListedToken;
use enrol::unit::Timestamp;
use serde_json::json;

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
    let token = |uses_left| ListedToken {
        digest: TokenDigest::of("enrol_iat_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap(),
        label: text.to_owned(),
        uses_left,
        created_at: NOW,
        expires_at: Timestamp(NOW.0 + 60),
        bounds: Bounds::restore(json!({"redirect_hosts": [text]}).as_object().unwrap().clone()).unwrap(),
    };
    let (tokens, now) = ([token(1), token(0)], NOW);
    let tokens = |result| TokensPage { tokens: &tokens, next: Some(text), templates: list(), now, result };
    let outcome = TrialOutcome {
        members: members.clone(),
        refusals: vec![text.to_owned()],
        dropped: vec![text.to_owned()],
        notes: vec![(text.to_owned(), text.to_owned())],
    };
    let trial = |outcome| TrialPage { text: "{}", template: Some(text), templates: list(), outcome };
    let epochs = [(format!("software_id {text}"), NOW), ("all".to_owned(), NOW)];
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
    vec![
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
        ("trial", pages::console_trial(&trial(None), &frame, look)),
        ("explained", pages::console_trial(&trial(Some(&outcome)), &frame, look)),
    ]
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
