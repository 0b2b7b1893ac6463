//! Attacks on the sign-in of users that no other file tries: values of one kind in the place of another, text that breaks
//! out of its place, rows of strangers, and secrets in the log.

use std::cell::RefCell;

use enrol::http::Method;
use serde_json::{Value, json};

use crate::support::authorization::{CALLBACK, app, approve, ask, asked, push};
use crate::support::browser::{Browser, answer, hidden, page, query};
use crate::support::markup::elements;
use crate::support::users::{VERIFIER, challenge, form, of_refresh, token_request};
use crate::support::visitor::{PASSWORD, Visitor, field};
use crate::support::{Call, Reply, World};

/// Tokens that a user has granted to a client.
fn tokens(world: &World, browser: &Browser, client: &Reply) -> Reply {
    let challenge = challenge(VERIFIER);
    let allowed = approve(browser, world, client, &[("code_challenge", &challenge)]);
    redeem(world, client, &answer(&allowed, CALLBACK)["code"])
}

fn redeem(world: &World, client: &Reply, code: &str) -> Reply {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
    token_request(client, &[&form[..], &[("code_verifier", VERIFIER)]].concat()).to(world)
}

fn web(world: &World) -> Reply {
    app(world, &json!({"grant_types": ["authorization_code", "refresh_token"]}))
}

/// Requirement K14: each text that this server seals is of use in one place alone, in the same browser and for the same
/// client too.
#[test]
fn a_sealed_text_of_one_kind_is_none_of_another() {
    let world = World::new();
    let alice = world.add_alice();
    let client = web(&world);
    let (browser, guest) = (Browser::of(&world, &alice), Browser::default());
    let tokens = tokens(&world, &browser, &client);
    let waiting = hidden(&ask(&browser, &world, &client, &[("prompt", "login")]), "request");
    let question = hidden(&ask(&browser, &world, &client, &[("prompt", "consent")]), "request");
    let silent = ask(&browser, &world, &client, &[]);
    let pushed = push(&world, &client, &[]).text("request_uri");
    let cookies = guest.send(&world, Call::get("/sign-in")).response.cookies;
    let sealed: Vec<(&str, String)> = vec![
        ("waiting", waiting),
        ("question", question),
        ("code", answer(&silent, CALLBACK)["code"].clone()),
        ("pushed", pushed.rsplit(':').next().unwrap().to_owned()),
        ("refresh", tokens.text("refresh_token")),
        ("access", tokens.text("access_token")),
        ("id", tokens.text("id_token")),
        ("registration", client.text("registration_access_token")),
        ("account", hidden(&browser.open(&world, "/account"), "token")),
        ("browser", cookies[0].value().to_owned()),
        // The last one, because it ends the session.
        ("sign-out", hidden(&browser.open(&world, "/sign-out"), "request")),
    ];
    let id = client.text("client_id");
    for (kind, text) in &sealed {
        let attempts: Vec<(&str, Reply)> = vec![
            ("waiting", browser.open(&world, &format!("/authorize/resume?request={text}"))),
            ("waiting", browser.submit(&world, "/sign-in", &[("request", text), ("username", "alice")])),
            ("question", browser.submit(&world, "/authorize/consent", &[("request", text), ("decision", "allow")])),
            ("state", browser.open(&world, &format!("/sign-in/callback/company?code=x&state={text}"))),
            ("code", redeem(&world, &client, text)),
            ("pushed", browser.ask(&world, &[("client_id", &*id), ("request_uri", &format!("{URN}{text}"))])),
            ("refresh", token_request(&client, &of_refresh(text)).to(&world)),
            ("access", Call::get("/userinfo").token(text).to(&world)),
            ("registration", Call::get(&format!("/register/{id}")).token(text).to(&world)),
            ("account", browser.submit(&world, "/account", &[("token", text), ("action", "end-others")])),
            ("sign-out", browser.submit(&world, "/sign-out", &[("request", text), ("decision", "sign-out")])),
            ("reset", browser.open(&world, &format!("/sign-in/reset?code={text}"))),
        ];
        for (place, reply) in attempts.into_iter().filter(|(place, _)| place != kind) {
            assert!((400..500).contains(&reply.status()), "{kind} as {place}: {}", reply.status());
            assert_eq!(reply.header("location"), None, "{kind} as {place}");
        }
        assert_eq!(world.sessions.borrow().len(), usize::from(*kind != "sign-out"), "{kind}");
    }
}

const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// Requirement R44, RFC 9700 section 4.16: whatever a request has in it, an answer has sound headers, and a page no markup
/// of others.
#[test]
fn no_text_of_a_request_breaks_out_of_an_answer() {
    const HOSTILE: [&str; 6] = [
        "\"><script>alert(1)</script>",
        "a\r\nset-cookie: evil=1\r\n\r\n<p>",
        "'; script-src *; \u{0}\u{2028}\u{202e}",
        "javascript:alert(1)",
        "//evil.example/\\@evil.example",
        "</title></style><base href=//evil.example>",
    ];
    let world = World::new();
    let alice = world.add_alice();
    let client = web(&world);
    let (user, guest) = (Browser::of(&world, &alice), Browser::default());
    let names =
        ["state", "scope", "login_hint", "ui_locales", "acr_values", "nonce", "response_mode", "prompt", "claims"];
    let others = ["redirect_uri", "client_id", "response_type", "request_uri", "request", "id_token_hint", "resource"];
    for text in HOSTILE {
        for name in names.iter().chain(&others) {
            for mode in ["", "form_post", "fragment"].iter().filter(|_| *name != "response_mode") {
                let changes = [(*name, text), ("response_mode", *mode)];
                for browser in [&user, &guest] {
                    is_sound(&ask(browser, &world, &client, &changes));
                }
                is_sound(&Call::form("/authorize", &asked(&client.text("client_id"), &changes)).to(&world));
            }
        }
        for path in ["/sign-out", "/sign-in/callback/company", "/sign-in/reset", "/authorize/resume", "/account", "/"] {
            for name in ["state", "ui_locales", "post_logout_redirect_uri", "client_id", "code", "error", "iss", "done"]
            {
                is_sound(&user.open(&world, &format!("{path}?{}", query(&[(name, text)]))));
            }
        }
        let request = field(&guest.open(&world, "/sign-in"), "request");
        is_sound(&guest.submit(&world, "/sign-in", &[("request", &request), ("username", text), ("password", text)]));
        is_sound(&guest.send(&world, Call::get("/sign-in").header("accept-language", text).header("cookie", text)));
    }
}

fn is_sound(reply: &Reply) {
    for (name, value) in &reply.response.headers {
        assert!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{name}: {value:?}");
        assert!(*name != "location" || value.starts_with("https://"), "{value}");
        assert!(*name != "location" || !value.starts_with("https://evil"), "{value}");
    }
    if reply.header("content-type").is_some_and(|it| it.starts_with("text/html")) {
        let html = page(reply);
        for element in elements(&html) {
            assert!(!["base", "iframe", "object"].contains(&element.name), "{html}");
            let source = element.attribute("src");
            assert!(element.name != "script" || source == Some("/assets/form_post.js"), "{html}");
            for target in ["href", "action"].iter().filter_map(|name| element.attribute(name)) {
                assert!(
                    target.starts_with(['/', '#']) && !target.starts_with("//") || target.starts_with("https://client")
                );
            }
        }
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains('*'), "{policy}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

/// Requirement O18: an app whose access the user takes back has no use for a code that it held back.
#[test]
fn a_code_that_was_held_back_outlives_no_revocation() {
    let world = World::new();
    let alice = world.add_alice();
    let (client, other) = (web(&world), web(&world));
    let browser = Browser::of(&world, &alice);
    let held = |client: &Reply| {
        let allowed = approve(&browser, &world, client, &[("code_challenge", &challenge(VERIFIER))]);
        answer(&allowed, CALLBACK)["code"].clone()
    };
    let (first, second) = (held(&client), held(&other));
    let token = hidden(&browser.open(&world, "/account"), "token");
    let form = [("token", &*token), ("action", "revoke"), ("client_id", &*client.text("client_id"))];
    assert_eq!(browser.submit(&world, "/account", &form).status(), 303);
    assert_eq!(redeem(&world, &client, &first).text("error"), "invalid_grant");
    assert_eq!(redeem(&world, &other, &second).status(), 200, "the access of other apps stays");
    assert_eq!(world.grants.borrow().len(), 1);
}

/// Requirement A29: a request of somebody who has not signed in stores nothing, whatever it asks for.
#[test]
fn a_stranger_stores_no_row() {
    let world = World::new();
    world.add_alice();
    let client = web(&world);
    let id = client.text("client_id");
    assert_eq!(Call::get("/jwks").to(&world).status(), 200);
    let rows = || {
        let of_users = [world.users.borrow().len(), world.sessions.borrow().len(), world.grants.borrow().len()];
        let others = [world.consents.borrow().len(), world.requests.borrow().len(), world.spent.borrow().len()];
        (of_users, others, world.clients().len(), world.uses.borrow().len(), world.signing_keys.borrow().len())
    };
    let before = rows();
    let browser = Browser::default();
    for _ in 0..2 {
        let request = hidden(&ask(&browser, &world, &client, &[("prompt", "login")]), "request");
        let wrong = [("request", &*request), ("username", "alice"), ("password", "wrong password")];
        assert_eq!(browser.submit(&world, "/sign-in", &wrong).status(), 200);
        let decision = [("request", &*request), ("decision", "allow")];
        assert_eq!(browser.submit(&world, "/authorize/consent", &decision).status(), 400);
        assert_eq!(browser.submit(&world, "/account", &[("action", "end-others")]).status(), 303);
        assert_eq!(browser.open(&world, "/account").status(), 303);
        assert_eq!(browser.open(&world, &format!("/authorize/resume?request={request}")).status(), 200);
        assert_eq!(Call::form("/authorize", &asked(&id, &[("state", &"s".repeat(2000))])).to(&world).status(), 303);
        assert_eq!(
            browser.open(&world, &format!("/sign-in/callback/company?code=x&state={}", "A".repeat(43))).status(),
            400
        );
        assert_eq!(browser.open(&world, &format!("/sign-in/reset?code={}", "A".repeat(43))).status(), 400);
        assert_eq!(browser.open(&world, "/sign-out").status(), 200);
        assert_eq!(Call::get("/userinfo").token("x").to(&world).status(), 401);
        assert_eq!(redeem(&world, &client, "x").status(), 400);
        let stored = format!("{URN}.{}", "A".repeat(22));
        assert_eq!(browser.ask(&world, &[("client_id", &*id), ("request_uri", &stored)]).status(), 400);
        assert_eq!(push(&world, &client, &[]).status(), 201);
    }
    assert_eq!(rows(), before);
}

/// The lines of a flow, and the secrets that went back and forth.
#[derive(Default)]
struct Record {
    lines: RefCell<Vec<String>>,
    secrets: RefCell<Vec<String>>,
}

impl Record {
    fn note(&self, reply: Reply) -> Reply {
        self.lines.borrow_mut().push(reply.line.clone());
        let cookies = reply.response.cookies.iter().map(|cookie| cookie.value().to_owned());
        self.secrets.borrow_mut().extend(cookies.filter(|value| !value.is_empty()));
        reply
    }

    fn secret(&self, text: impl Into<String>) -> String {
        let text = text.into();
        self.secrets.borrow_mut().push(text.clone());
        text
    }
}

/// Requirement G24: the log of a whole flow has nothing in it that signs anybody in.
#[test]
fn the_log_of_a_whole_flow_has_no_secret_in_it() {
    let world = World::new();
    world.add_alice();
    let (client, record, visitor) = (web(&world), Record::default(), Visitor::new(&world));
    let secret = record.secret(client.text("client_secret"));
    record.secret(client.text("registration_access_token"));
    let (state, nonce) = (record.secret("state-of-the-client"), record.secret("nonce-of-the-client"));
    let (challenge, password) = (challenge(VERIFIER), record.secret(PASSWORD));
    record.secret(VERIFIER);
    let changes = [("state", &*state), ("nonce", &*nonce), ("code_challenge", &*challenge)];
    let address = format!("/authorize?{}", query(&asked(&client.text("client_id"), &changes)));
    let request = record.secret(field(&record.note(visitor.get(&address)), "request"));
    for typed in ["another secret", &*password] {
        let form = [("request", &*request), ("username", "alice"), ("password", typed)];
        record.note(visitor.post("/sign-in", &form));
    }
    record.secret("another secret");
    let consent = record.note(visitor.get(&format!("/authorize/resume?request={request}")));
    let question = record.secret(field(&consent, "request"));
    let form = [("request", &*question), ("decision", "allow")];
    let allowed = record.note(visitor.post("/authorize/consent", &form));
    let code = record.secret(answer(&allowed, CALLBACK)["code"].clone());
    let tokens = record.note(redeem(&world, &client, &code));
    let [access, refresh, id_token] =
        ["access_token", "refresh_token", "id_token"].map(|name| record.secret(tokens.text(name)));
    let next = record.note(token_request(&client, &of_refresh(&refresh)).to(&world));
    let next = record.secret(next.text("refresh_token"));
    record.note(Call::get("/userinfo").token(&access).to(&world));
    record.note(Call::get("/userinfo").token(&refresh).to(&world));
    for text in [&access, &refresh, &next, &code, &secret] {
        record.note(form_of(&world, "/introspect", &client, text));
        record.note(form_of(&world, "/revoke", &client, text));
    }
    record.note(redeem(&world, &client, &code));
    record.note(token_request(&client, &of_refresh(&refresh)).to(&world));
    record.note(Call::form("/token", &of_refresh(&refresh)).basic("x", &secret).to(&world));
    let account = record.note(visitor.get("/account"));
    let token = record.secret(field(&account, "token"));
    record.note(visitor.post("/account", &[("token", &*token), ("action", "end-others")]));
    record.note(visitor.post("/account", &[("token", &*request), ("action", &*token)]));
    record.note(visitor.get(&format!("/sign-in/reset?code={}", record.secret("R".repeat(43)))));
    record
        .note(visitor.get(&format!("/sign-in/callback/company?code={code}&state={request}&error={token}&iss={next}")));
    record.note(visitor.get(&format!("/authorize?client_id={refresh}&redirect_uri={code}&{access}={id_token}")));
    record.note(visitor.get(&format!("/{access}?{code}")));
    record.note(visitor.send(Call::new(Method::Delete, &format!("/authorize/{code}"))));
    let pushed = push(&world, &client, &[]);
    let pushed = record.secret(record.note(pushed).text("request_uri"));
    record.note(visitor.get(&format!("/authorize?client_id=x&request_uri={pushed}")));
    record.note(visitor.get(&format!("/sign-out?id_token_hint={id_token}&state={state}")));
    let (lines, secrets) = (record.lines.borrow(), record.secrets.borrow());
    assert!(lines.len() > 25 && secrets.len() > 15, "{} {}", lines.len(), secrets.len());
    for line in lines.iter() {
        let known: Value = serde_json::from_str(line).unwrap();
        assert!(known["route"].is_string(), "{line}");
        for secret in secrets.iter() {
            assert!(!line.contains(&**secret), "{secret} in {line}");
        }
    }
}

fn form_of(world: &World, path: &str, client: &Reply, token: &str) -> Reply {
    form(path, client, &[("token", token)]).to(world)
}
