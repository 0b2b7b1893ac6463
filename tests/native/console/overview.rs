//! The first page of the console: what happened.

use enrol::metrics::{self, Storing};
use enrol::unit::{Seconds, Timestamp};
use serde_json::json;

use super::{operator, world};
use crate::support::visitor::Visitor;
use crate::support::{Call, Down, World, run};

/// An hour that is the first of its day.
const MIDNIGHT: u64 = 1_799_971_200;

fn page(visitor: &Visitor<'_>, query: &str) -> String {
    let reply = visitor.get(&format!("/console{query}"));
    assert_eq!(reply.status(), 200);
    String::from_utf8(reply.response.body).unwrap()
}

fn register(name: &str, uri: &str, world: &World) -> u16 {
    Call::register(&json!({"client_name": name, "redirect_uris": [uri]})).to(world).status()
}

fn store(world: &World) {
    assert_eq!(run(metrics::store(Storing::Now, world)), None);
}

/// The heights of the bars of a part in the first plot of a page.
fn bars(page: &str, part: &str) -> Vec<(u32, u32)> {
    let plot = page.split("<svg class=\"plot\"").nth(1).unwrap().split("</svg>").next().unwrap();
    let number = |rect: &str, name: &str| -> u32 {
        rect.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let of_part = plot.split("<rect ").filter(|rect| rect.starts_with(&format!("class=\"{part}\"")));
    of_part.map(|rect| (number(rect, "x") / 10, number(rect, "height"))).collect()
}

#[test]
fn the_first_page_shows_registrations_by_hour_and_by_day() {
    let world = world(&[]);
    world.now.set(Timestamp(MIDNIGHT + 30 * 3600));
    let visitor = operator(&world);
    assert!(page(&visitor, "").contains("<h3>Registrations</h3><p>None.</p>"));
    for number in 0..4 {
        assert_eq!(register("Photo", &format!("https://app.example/{number}"), &world), 201);
    }
    store(&world);
    world.wait(Seconds(2 * 3600));
    assert_eq!(register("Photo", "https://app.example/cb", &world), 201);
    assert_eq!(register("Photo", "http://app.example/cb", &world), 400);
    store(&world);
    let day = page(&visitor, "");
    assert_eq!((bars(&day, "p0"), bars(&day, "p1")), (vec![(21, 100), (23, 25)], vec![(23, 25)]));
    assert!(day.contains("</span> registered: 5</li>") && day.contains("</span> refused: 1</li>"), "{day}");
    assert!(day.contains("<tr><th scope=\"row\">2027-01-16 06:00 UTC</th><td>4</td><td>0</td></tr>"), "{day}");
    assert!(day.contains("<a href=\"/console?period=day#activity\" aria-current=\"true\">Last 24 hours</a>"));
    let month = page(&visitor, "?period=month");
    assert_eq!((bars(&month, "p0"), bars(&month, "p1")), (vec![(29, 83)], vec![(29, 17)]));
    assert!(month.contains("<time datetime=\"2027-01-16\">2027-01-16</time></th><td>5</td><td>1</td>"), "{month}");
}

#[test]
fn the_first_page_shows_the_most_frequent_reasons_hosts_and_software() {
    let world = world(&[]);
    let visitor = operator(&world);
    for number in 0..10 {
        for name in 0..=number {
            assert_eq!(register(&format!("App {number}"), &format!("https://h{number}.example/{name}"), &world), 201);
        }
    }
    assert_eq!(register("<b>\u{5d0}", "https://x.example/#", &world), 400);
    assert_eq!(register("<b>\u{5d0}", "https://x.example/", &world), 201);
    store(&world);
    let page = page(&visitor, "");
    let top = |title: &str| {
        page.split(&format!("<h3>{title}</h3>")).nth(1).unwrap().split("</table>").next().unwrap().to_owned()
    };
    let hosts = top("Registrations by redirection host");
    // The most frequent first, and no more than eight.
    assert_eq!(hosts.matches("<tr><th scope=\"row\">").count(), 8);
    assert!(hosts.find("h9.example") < hosts.find("h8.example") && !hosts.contains("h1.example"), "{hosts}");
    assert!(hosts.contains("<rect class=\"p0\" width=\"90\" height=\"1\"></rect>"), "{hosts}");
    assert!(top("Refusals by reason").contains("<bdi>invalid_redirect_uri redirect_uris</bdi>"));
    assert!(top("Registrations by who vouches").contains("<bdi>nobody</bdi>"));
    // Policies permit no style in an attribute, and no script.
    assert!(!page.contains(" style=") && !page.contains("<script"));
}

#[test]
fn a_name_of_a_stranger_is_text() {
    let world = world(&[]);
    assert_eq!(register("<b>\u{5d0}", "https://x.example/", &world), 201);
    store(&world);
    let visitor = operator(&world);
    assert!(page(&visitor, "").contains("<bdi>&lt;b&gt;\u{5d0}</bdi>"));
}

#[test]
fn the_first_page_says_when_nothing_is_counted() {
    let world = world(&[("METRICS", r#"{"days": 0}"#)]);
    let visitor = operator(&world);
    let before = world.store_calls.get();
    let page = page(&visitor, "?period=year");
    assert!(page.contains("Nothing is counted: METRICS is off.") && !page.contains("<svg"), "{page}");
    // The session alone.
    assert_eq!(world.store_calls.get() - before, 1);
    world.down.set(Down::Store);
    assert_eq!(visitor.get("/console").status(), 503);
}
