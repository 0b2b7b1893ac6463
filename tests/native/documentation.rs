//! What the documents say is so.

use std::fs;

use enrol::config::{SECRETS, SETTINGS};
use enrol::metadata::ClientMetadata;
use enrol::policy::APP_SCHEMES;

#[test]
fn the_readme_names_every_setting_and_every_member() {
    let readme = include_str!("../../README.md");
    for name in SETTINGS.iter().chain(ClientMetadata::NAMES) {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_operator_finds_every_setting_in_wrangler_toml() {
    let settings = include_str!("../../wrangler.toml");
    for name in SETTINGS.iter().filter(|name| !SECRETS.contains(name)) {
        assert!(settings.contains(name), "{name}");
    }
}

/// Requirement F17: one address cannot have so much fetched from a host that others get no keys from there.
#[test]
fn one_address_takes_no_more_than_half_of_what_is_fetched_from_a_host() {
    let settings = include_str!("../../wrangler.toml");
    let limit = |name: &str| -> u32 {
        let (_, binding) = settings.split_once(&format!("name = \"{name}\"")).unwrap();
        let (_, limit) = binding.split_once("limit = ").unwrap();
        limit.split(',').next().unwrap().parse().unwrap()
    };
    let requests_of_a_document = 3;
    assert!(limit("OUTBOUND_LIMIT") / requests_of_a_document * 2 <= limit("FETCH_LIMIT"));
}

/// RFC 8252 section 8.4; requirement S10: the list is one, each entry with its source.
#[test]
fn the_documents_list_the_schemes_without_a_dot_that_are_allowed() {
    let schemes = APP_SCHEMES.map(|app| app.scheme);
    let readme = include_str!("../../README.md");
    let member = schemes.map(|scheme| format!("`{scheme}`")).join(", ");
    assert!(readme.contains(&format!("those without a dot are {member}, or")), "{member}");
    assert!(readme.contains(&format!("`{}`, whose sources", schemes.join(" "))));
    let settings = include_str!("../../wrangler.toml");
    assert!(settings.contains(&format!("# PRIVATE_USE_SCHEMES = \"{}\"", schemes.join(" "))));
    for app in APP_SCHEMES {
        assert!(app.source.starts_with("https://") && !app.app.is_empty(), "{app:?}");
        assert!(app.scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{app:?}");
    }
}

#[test]
fn every_pasted_command_finds_the_server_by_base() {
    let folders = [concat!(env!("CARGO_MANIFEST_DIR"), "/docs"), concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guides")];
    let docs = folders.into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let docs = docs.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "md"));
    let docs: String = docs.map(|path| fs::read_to_string(path).unwrap()).collect();
    let pages = format!("{}\n{docs}", include_str!("../../README.md"));
    let mut fences = pages.split("```");
    let blocks: Vec<_> = std::iter::from_fn(|| fences.nth(1)).filter(|block| block.starts_with("sh\n")).collect();
    let lines: Vec<_> = blocks.iter().flat_map(|block| block.lines()).collect();
    let literal: Vec<_> = lines.iter().filter(|line| line.contains("localhost:")).collect();
    assert_eq!(literal, [&"BASE=http://localhost:8787"]);
    let first = lines.iter().find(|line| line.contains("BASE"));
    assert_eq!(first, Some(&"BASE=http://localhost:8787"));
}
