//! What the documents say is so.

use enrol::config::SETTINGS;
use enrol::metadata::ClientMetadata;

/// Never in a file that is committed.
const SECRETS: [&str; 3] = ["CLIENT_SECRETS", "MASTER_SECRET", "PAIRWISE_SALT"];

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
