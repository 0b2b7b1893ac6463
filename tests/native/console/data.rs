//! Templates and issuers of software statements in the console.

use serde_json::json;

use super::{operator, send};
use crate::support::visitor::{Visitor, html};
use crate::support::{Reply, World};

const CONSOLE: &str = "https://as.example/console";

const MOBILE: &str = r#"{"redirect_uris": ["com.example.app:/callback"], "client_name": "Mobile app"}"#;

const AUTHORITY: &str = "https://authority.example/a?b=c&d";

/// The address of the first version of the issuer, without the outcome of a step.
const OF_AUTHORITY: &str = "of=statement-issuers&kind=https%3A%2F%2Fauthority.example%2Fa%3Fb%3Dc%26d&version=1";

fn world() -> World {
    let templates = json!({"web": {"redirect_uris": ["https://web.example/cb"]}}).to_string();
    super::world(&[("POLICIES", "database"), ("TEMPLATES", &templates)])
}

/// Sends the form of the page of the first version of an entry.
fn step(of: &str, kind: &str, action: &str, revision: &str, document: &str, visitor: &Visitor<'_>) -> Reply {
    let form = [("of", of), ("kind", kind), ("version", "1"), ("revision", revision), ("action", action)];
    send(visitor, "/console/policy", &[&form[..], &[("document", document)]].concat())
}

fn stored(world: &World) -> Vec<String> {
    world.policies.borrow().iter().map(|it| format!("{} {}", it.name(), it.state())).collect()
}

#[test]
fn a_template_is_drafted_shown_put_in_force_and_retired() {
    let world = world();
    let visitor = operator(&world);
    let page = html(&visitor.get("/console/templates"));
    assert!(page.contains("web") && page.contains("<span class=\"tag\">settings</span>"), "{page}");
    let form = [("action", "draft"), ("kind", "mobile"), ("document", MOBILE)];
    let drafted = send(&visitor, "/console/templates", &form);
    let address = format!("{CONSOLE}/policy?of=templates&kind=mobile&version=1&done=");
    assert_eq!(drafted.header("location"), Some(&*format!("{address}saved")));
    let page = html(&visitor.get(&format!("{address}saved")));
    for told in ["Template mobile 1", "Show a client of it", "Put in force", "as an entry of the setting TEMPLATES"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    for missing in ["Compare with", "Try in the shadow", "For registrations of"] {
        assert!(!page.contains(missing), "{missing}: {page}");
    }
    // The text of the page is saved before the preview of it.
    let changed = MOBILE.replace("Mobile app", "Ledger");
    let shown = html(&step("templates", "mobile", "preview", "1", &changed, &visitor));
    assert!(
        shown.contains("A client of the template") && shown.contains("This client would be registered."),
        "{shown}"
    );
    assert!(shown.contains("application_type") && shown.contains("filled in by the server"), "{shown}");
    assert!(shown.contains("Ledger") && shown.contains("name=\"revision\" value=\"2\""), "{shown}");
    assert!(world.clients().is_empty());
    let activated = step("templates", "mobile", "activate", "2", &changed, &visitor);
    assert_eq!(activated.header("location"), Some(&*format!("{address}activated")));
    let listed = html(&visitor.get("/console/templates?kind=mobile"));
    assert!(listed.contains(">mobile 1</a>") && !listed.contains(">settings<"), "{listed}");
    assert_eq!(step("templates", "mobile", "retire", "3", "", &visitor).status(), 303);
    assert_eq!(stored(&world), ["mobile 1 retired"]);
}

#[test]
fn an_issuer_whose_name_is_an_address_is_steered_by_it() {
    let world = world();
    let visitor = operator(&world);
    let document = json!({"jwks_uri": "https://authority.example/jwks.json"}).to_string();
    let form = [("action", "draft"), ("kind", AUTHORITY), ("document", &document)];
    let drafted = send(&visitor, "/console/issuers", &form);
    assert_eq!(drafted.header("location"), Some(&*format!("{CONSOLE}/policy?{OF_AUTHORITY}&done=saved")));
    let listed = html(&visitor.get("/console/issuers"));
    let link = listed.split("/console/policy?").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(link.replace("&amp;", "&"), OF_AUTHORITY);
    let page = html(&visitor.get(&format!("{CONSOLE}/policy?{OF_AUTHORITY}")));
    assert!(page.contains("Issuer https://authority.example/a?b=c&amp;d 1"), "{page}");
    assert!(!page.contains("Show a client of it"), "{page}");
    let activated = step("statement-issuers", AUTHORITY, "activate", "1", &document, &visitor);
    assert_eq!(activated.header("location"), Some(&*format!("{CONSOLE}/policy?{OF_AUTHORITY}&done=activated")));
    assert_eq!(stored(&world), [format!("{AUTHORITY} 1 active")]);
}

#[test]
fn a_refused_document_is_kept_beside_its_problem() {
    let world = world();
    let visitor = operator(&world);
    let refused = |path: &str, kind: &str, document: &str| {
        let form = [("action", "draft"), ("kind", kind), ("document", document)];
        let reply = send(&visitor, path, &form);
        assert_eq!(reply.status(), 400, "{kind}");
        html(&reply)
    };
    let page = refused("/console/templates", "mobile", r#"{"redirect_uris": "<b>"}"#);
    assert!(page.contains("redirect_uris must") && page.contains("&lt;b&gt;"), "{page}");
    assert!(page.contains("name=\"kind\" type=\"text\" value=\"mobile\""), "{page}");
    assert!(refused("/console/templates", "web", MOBILE).contains("that is not in TEMPLATES"));
    assert!(refused("/console/issuers", "https://as.example", "{}").contains("not this server"));
    assert!(stored(&world).is_empty());
}

#[test]
fn steps_and_names_are_exact() {
    let world = world();
    let visitor = operator(&world);
    send(&visitor, "/console/templates", &[("action", "draft"), ("kind", "mobile"), ("document", MOBILE)]);
    for (of, kind, action) in [
        // The steps that templates do not have, another collection, and a name that holds a path.
        ("templates", "mobile", "replay"),
        ("templates", "mobile", "shadow"),
        ("statement-issuers", "mobile", "activate"),
        ("policies", "mobile", "activate"),
        ("other", "mobile", "activate"),
        ("templates", "mobile/1", "activate"),
        ("templates", "", "activate"),
    ] {
        let reply = step(of, kind, action, "1", MOBILE, &visitor);
        assert_eq!(reply.status(), 404, "{of} {kind} {action}: {}", reply.line);
    }
    assert_eq!(visitor.get("/console/policy?of=templates&kind=mobile&version=2").status(), 404);
    let stale = step("templates", "mobile", "activate", "7", MOBILE, &visitor);
    assert!(stale.status() == 400 && html(&stale).contains("the template was changed since"), "{}", stale.line);
    assert_eq!(stored(&world), ["mobile 1 draft"]);
}

#[test]
fn without_the_setting_the_pages_name_it() {
    let world = super::world(&[]);
    let visitor = operator(&world);
    for (path, title) in [("/console/templates", "Templates"), ("/console/issuers", "Issuers")] {
        let page = html(&visitor.get(path));
        assert!(page.contains(&format!("{title} are off.")) && !page.contains("<textarea"), "{page}");
    }
    assert!(stored(&world).is_empty());
}
