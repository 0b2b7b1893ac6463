//! The floors of the source: a room imports from the rooms below it, and from no other.

use std::collections::BTreeSet;

/// The rooms from the top to the bottom. Rooms of one floor do not import from each other.
const FLOORS: [&[&str]; 22] = [
    &["edge"],
    &["maintenance", "route"],
    &["endpoint"],
    &["registration"],
    &["authorization", "token"],
    &["sign_in", "software_statement"],
    &["authentication", "delivery"],
    &["client_lookup"],
    &["encryption"],
    &["client_certificate", "outbound", "pages", "signing"],
    &["audit", "metrics", "operator_data"],
    &["ports"],
    &["config"],
    &["model"],
    &["sealed_client"],
    &["rules"],
    &["policy"],
    &["jose", "key_ring", "log_line"],
    &["client_metadata"],
    &["http"],
    &["error"],
    &["json", "unit"],
];

/// The modules of the platform, which no room but the edge names.
const PLATFORM: [&str; 6] = ["getrandom", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "web_sys", "worker"];

fn floor_of(room: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
    floor.unwrap_or_else(|| panic!("{room} is on no floor"))
}

/// Every source file with the room that it is in.
fn sources() -> Vec<(String, String, String)> {
    let is_in_a_room = |(name, _): &(String, String)| name.strip_suffix(".rs").is_some_and(|name| name != "lib");
    let files = crate::sources::sources().into_iter().filter(is_in_a_room);
    let room = |name: &str| name.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
    files.map(|(name, text)| (name.clone(), room(&name), text)).collect()
}

/// The rooms that a source names, in imports and elsewhere.
fn imports(source: &str) -> BTreeSet<String> {
    let named = source.split("crate::").skip(1);
    named.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn a_room_imports_from_the_floors_below_alone() {
    let sources = sources();
    assert!(sources.len() > 100, "{}", sources.len());
    let mut upwards = Vec::new();
    for (name, room, source) in &sources {
        for import in imports(source) {
            assert!(!import.is_empty(), "{name} imports several rooms at once, or a macro");
            if import != *room && floor_of(&import) <= floor_of(room) {
                upwards.push(format!("{name} imports {import}"));
            }
        }
    }
    assert!(upwards.is_empty(), "{upwards:#?}");
}

#[test]
fn every_room_is_on_one_floor() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|(_, room, _)| room).collect();
    let listed: Vec<&str> = FLOORS.iter().flat_map(|rooms| rooms.iter().copied()).collect();
    assert_eq!(rooms.iter().map(String::as_str).collect::<Vec<_>>(), {
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        sorted
    });
}

#[test]
fn the_architecture_shows_the_floors() {
    let shown: Vec<String> = FLOORS.iter().map(|rooms| rooms.join("  ")).collect();
    let shown = format!("```\n{}\n```\n", shown.join("\n"));
    assert!(include_str!("../../ARCHITECTURE.md").contains(&shown), "ARCHITECTURE.md must show:\n{shown}");
}

/// The core is tested natively because it does not know the platform.
#[test]
fn the_edge_alone_names_the_platform() {
    let names_one = |source: &str| {
        let words = source.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.into_iter().any(|word| PLATFORM.contains(&word) && source.contains(&format!("{word}::")))
    };
    let naming: BTreeSet<String> =
        sources().into_iter().filter(|(_, _, source)| names_one(source)).map(|(_, room, _)| room).collect();
    assert_eq!(naming, BTreeSet::from(["edge".to_owned()]));
}
