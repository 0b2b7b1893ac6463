//! Policies in the console.

use enrol::model::Journal;
use enrol::unit::Seconds;
use serde_json::{Value, json};

use super::{operator, send};
use crate::support::visitor::{Visitor, html};
use crate::support::{Call, Down, Reply, World};

const SHOP: &str = r#"{"protected_names": ["Shop"]}"#;

const NO_METRICS: (&str, &str) = ("METRICS", r#"{"days": 0}"#);

fn world() -> World {
    super::world(&[("POLICIES", "database"), NO_METRICS])
}

fn draft(kind: &str, document: &str, visitor: &Visitor<'_>) -> Reply {
    send(visitor, "/console/policies", &[("action", "draft"), ("kind", kind), ("document", document)])
}

/// Sends the form of the page of the first version for anybody.
fn step(action: &str, revision: &str, more: &[(&str, &str)], visitor: &Visitor<'_>) -> Reply {
    let form = [("kind", "open"), ("version", "1"), ("revision", revision), ("action", action)];
    send(visitor, "/console/policy", &[&form, more].concat())
}

fn done(word: &str) -> String {
    format!("https://as.example/console/policy?kind=open&version=1&done={word}")
}

fn register(name: &str, world: &World) -> Reply {
    Call::register(&json!({"client_name": name, "redirect_uris": ["https://app.example/cb"]})).to(world)
}

fn stored(world: &World) -> Vec<(String, Value)> {
    let versions = world.policies.borrow();
    versions.iter().map(|it| (format!("{} {}", it.name(), it.state()), it.0["document"].clone())).collect()
}

#[test]
fn a_version_is_drafted_changed_tried_put_in_force_and_retired() {
    let world = world();
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/policies"));
    assert!(page.contains("There is none.") && page.contains("open: anybody"), "{page}");
    let drafted = draft("open", SHOP, &visitor);
    assert_eq!(drafted.header("location"), Some(&*done("saved")));
    let page = html(&visitor.get(&done("saved")));
    for told in ["The draft is saved.", "draft", "Shop", "name=\"revision\" value=\"1\"", "Put in force"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let other = r#"{"protected_names": ["Bank"]}"#;
    let saved = step("save", "1", &[("document", other)], &visitor);
    assert_eq!(saved.header("location"), Some(&*done("saved")));
    assert_eq!(stored(&world), [("open 1 draft".to_owned(), json!({"protected_names": ["Bank"]}))]);
    let tried = step("shadow", "2", &[("document", other)], &visitor);
    assert_eq!(tried.header("location"), Some(&*done("shadowed")));
    assert!(html(&visitor.get(&done("shadowed"))).contains("It changes no answer."));
    assert_eq!(register("Bank", &world).status(), 201);
    assert_eq!(step("activate", "3", &[], &visitor).header("location"), Some(&*done("activated")));
    let page = html(&visitor.get(&done("activated")));
    assert!(page.contains("everywhere within 30 seconds") && page.contains("class=\"tag good\">active<"), "{page}");
    assert!(!page.contains("Put in force"), "{page}");
    assert_eq!(register("Bank", &world).status(), 400);
    assert_eq!(step("retire", "4", &[], &visitor).header("location"), Some(&*done("retired")));
    assert_eq!(register("Bank", &world).status(), 201);
    assert!(html(&visitor.get("/console/policies?kind=open")).contains("retired"));
    let rows = world.journal(Journal::Administration).rows;
    let kinds: Vec<_> = rows.iter().map(|row| (&*row.kind, row.trust.as_deref())).collect();
    let expected = ["policy-drafted", "policy-changed", "policy-shadowed", "policy-activated", "policy-retired"]
        .map(|kind| (kind, Some("console")));
    assert_eq!(kinds, expected);
}

/// A step is about the text that the operator sees.
#[test]
fn a_changed_text_is_saved_before_the_next_step() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    let sent = [("document", r#"{"protected_names": ["Bank"]}"#)];
    assert_eq!(step("activate", "1", &sent, &visitor).header("location"), Some(&*done("activated")));
    assert_eq!(stored(&world), [("open 1 active".to_owned(), json!({"protected_names": ["Bank"]}))]);
}

#[test]
fn a_refused_text_is_kept_beside_its_problem() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    for (text, shown, told) in [
        ("{\"lifetime\": 1}", "{&quot;lifetime&quot;: 1}", "lifetime must be seconds from 60"),
        ("{\"names\": []}", "{&quot;names&quot;: []}", "names must be one of bounds"),
        ("{ not JSON", "{ not JSON", "must be well-formed JSON"),
        ("<b>", "&lt;b&gt;", "must be well-formed JSON"),
        ("", "></textarea>", "must be well-formed JSON"),
    ] {
        let new = draft("token", text, &visitor);
        let mut replies = vec![new];
        replies
            .extend(["save", "replay", "shadow", "activate"].map(|it| step(it, "1", &[("document", text)], &visitor)));
        for (at, reply) in replies.iter().enumerate() {
            let page = html(reply);
            assert_eq!(reply.status(), 400, "{text} {at}");
            assert!(page.contains(shown) && page.contains(told), "{text} {at}: {page}");
            assert!(page.contains("aria-describedby=\"document-hint problem\""), "{page}");
            assert!(at > 0 || page.contains("<option value=\"token\" selected>"), "{page}");
        }
    }
    assert_eq!(stored(&world), [("open 1 draft".to_owned(), json!({"protected_names": ["Shop"]}))]);
    assert_eq!(step("retire", "1", &[("document", "{")], &visitor).status(), 303, "a draft is given up with any text");
}

#[test]
fn a_version_that_somebody_else_changed_is_read_again_first() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    step("save", "1", &[("document", r#"{"protected_names": ["Bank"]}"#)], &visitor);
    let mine = [("document", r#"{"protected_names": ["Mine"]}"#)];
    for (action, more) in [("save", &mine[..]), ("activate", &mine), ("retire", &[]), ("activate", &mine)] {
        let reply = step(action, "1", more, &visitor);
        let page = html(&reply);
        assert!(
            reply.status() == 400 && page.contains("the policy was changed since; read it again"),
            "{action}: {page}"
        );
        assert!(page.contains("name=\"revision\" value=\"2\"") && page.contains("Bank"), "{action}: {page}");
        assert!(more.is_empty() || page.contains("Mine"), "{action}: {page}");
    }
    assert_eq!(stored(&world), [("open 1 draft".to_owned(), json!({"protected_names": ["Bank"]}))]);
    step("activate", "2", &[("document", r#"{"protected_names": ["Bank"]}"#)], &visitor);
    let late = html(&step("save", "2", &mine, &visitor));
    assert!(!late.contains("The draft is saved"), "{late}");
    assert_eq!(stored(&world)[0].1, json!({"protected_names": ["Bank"]}), "a version in force does not change");
}

#[test]
fn a_version_that_is_no_draft_leads_to_the_next_one() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    step("activate", "1", &[("document", SHOP)], &visitor);
    let page = html(&visitor.get("/console/policy?kind=open&version=1"));
    assert!(page.contains("Write the next version") && page.contains("Shop"), "{page}");
    let refused = step("draft", "2", &[("document", "{")], &visitor);
    let page = html(&refused);
    assert!(refused.status() == 400 && page.contains("<details open>") && page.contains(">{</textarea>"), "{page}");
    let next = step("draft", "2", &[("document", "{}")], &visitor);
    assert_eq!(next.header("location"), Some("https://as.example/console/policy?kind=open&version=2&done=saved"));
    assert_eq!(stored(&world).len(), 2);
}

#[test]
fn a_comparison_shows_the_clients_that_a_version_would_refuse_or_change() {
    let world = world();
    let visitor = operator(&world);
    let [refused, changed] = ["Shop", "An app"].map(|name| register(name, &world).text("client_id"));
    let rows = world.clients.borrow().len();
    draft("open", "{}", &visitor);
    let good = html(&step("replay", "1", &[("document", "{}")], &visitor));
    assert!(good.contains("would refuse 0 and change 0") && good.contains("class=\"box good\""), "{good}");
    let text = r#"{"protected_names": ["Shop"], "defaults": {"software_version": "1"}}"#;
    let page = html(&step("replay", "1", &[("document", text)], &visitor));
    for told in [
        "Of 2 registered clients of this kind, the version would refuse 1 and change 1.",
        &refused,
        &changed,
        "client_name must not look like Shop (policy open 1)",
        "software_version",
        "name=\"revision\" value=\"2\"",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Compare the next clients"), "{page}");
    assert_eq!(world.clients.borrow().len(), rows);
}

#[test]
fn a_long_comparison_goes_on_page_by_page() {
    let world =
        World::with(&[("CONSOLE_ROLES", "admin"), ("POLICIES", "database"), ("CLIENT_STORAGE", "stored"), NO_METRICS]);
    world.add_user("olga", &json!({"roles": ["admin"]}));
    for number in 0..41 {
        assert_eq!(register(&format!("App {number}"), &world).status(), 201);
        world.wait(Seconds(60));
    }
    let visitor = operator(&world);
    draft("open", "{}", &visitor);
    let page = html(&step("replay", "1", &[("document", "{}")], &visitor));
    assert!(page.contains("Of 40 registered clients"), "{page}");
    let (_, rest) = page.split_once("name=\"after\" value=\"").unwrap();
    let after = rest.split('"').next().unwrap();
    let page = html(&step("", "1", &[("document", "{}"), ("after", after)], &visitor));
    assert!(page.contains("Of 1 registered clients") && !page.contains("name=\"after\""), "{page}");
}

/// The sample of sealed clients that nobody used yet is compared after the others.
#[test]
fn a_comparison_ends_with_the_sample_of_sealed_clients() {
    let world = super::world(&[("POLICIES", "database")]);
    let visitor = operator(&world);
    draft("open", "{}", &visitor);
    let first = html(&step("replay", "1", &[("document", "{}")], &visitor));
    assert!(first.contains("name=\"after\" value=\"sample://\""), "{first}");
    let last = html(&step("", "1", &[("document", "{}"), ("after", "sample://")], &visitor));
    assert!(last.contains("Comparison") && !last.contains("name=\"after\""), "{last}");
}

#[test]
fn paths_steps_and_kinds_are_exact() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    for query in [
        "",
        "kind=open",
        "kind=open&version=2",
        "kind=open&version=1/retire",
        "kind=none&version=1",
        "kind=open/1&version=1",
    ] {
        assert_eq!(visitor.get(&format!("/console/policy?{query}")).status(), 404, "{query}");
    }
    assert_eq!(visitor.get("/console/policies?kind=none").status(), 404);
    for kind in ["open/1", "open/1/activate"] {
        assert_eq!(visitor.get(&format!("/console/policies?kind={kind}")).status(), 404, "{kind}");
    }
    for kind in ["", "none", "open/1/activate", "open/1"] {
        let reply = draft(kind, SHOP, &visitor);
        assert!([400, 404].contains(&reply.status()), "{kind} {}", reply.line);
    }
    for form in [
        [("kind", "open"), ("version", "1/activate"), ("revision", "1"), ("action", "save")],
        [("kind", "open"), ("version", "1"), ("revision", "1"), ("action", "delete")],
        [("kind", "open"), ("version", "1"), ("revision", ""), ("action", "activate")],
        [("kind", "open"), ("version", ""), ("revision", "1"), ("action", "activate")],
        [("kind", "open"), ("version", "1"), ("revision", "1"), ("action", "")],
    ] {
        let reply = send(&visitor, "/console/policy", &[&form[..], &[("document", SHOP)]].concat());
        assert!([400, 404].contains(&reply.status()), "{form:?} {}", reply.line);
    }
    assert_eq!(send(&visitor, "/console/policies", &[("action", "other"), ("kind", "open")]).status(), 400);
    assert_eq!(stored(&world).len(), 1);
    assert_eq!(stored(&world)[0].0, "open 1 draft");
}

#[test]
fn a_list_is_of_one_kind_and_comes_in_pages() {
    let world = world();
    let visitor = operator(&world);
    for _ in 0..51 {
        draft("open", "{}", &visitor);
        world.wait(Seconds(15));
    }
    draft("user", "{}", &visitor);
    let first = html(&visitor.get("/console/policies"));
    assert!(first.contains(">open 51</a>") && !first.contains(">open 1</a>"), "{first}");
    let (_, rest) = first.split_once("<a class=\"button quiet\" href=\"").unwrap();
    let second = html(&visitor.get(&rest.split('"').next().unwrap().replace("&amp;", "&")));
    assert!(second.contains(">open 1</a>") && second.contains(">user 1</a>"), "{second}");
    let of_users = html(&visitor.get("/console/policies?kind=user"));
    assert!(of_users.contains(">user 1</a>") && !of_users.contains(">open 51</a>"), "{of_users}");
}

#[test]
fn without_the_setting_the_page_names_it() {
    let world = super::world(&[]);
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/policies"));
    assert!(page.contains("Policies are off.") && !page.contains("<textarea"), "{page}");
    assert_eq!(visitor.get("/console/policy?kind=open&version=1").status(), 404);
    assert!(html(&draft("open", "{}", &visitor)).contains("Policies are off."));
    assert!(world.policies.borrow().is_empty());
}

#[test]
fn without_the_database_nothing_is_said_of_policies() {
    let world = world();
    let visitor = operator(&world);
    draft("open", SHOP, &visitor);
    world.down.set(Down::Store);
    for path in ["/console/policies", "/console/policy?kind=open&version=1"] {
        assert_eq!(visitor.get(path).status(), 503, "{path}");
    }
}
