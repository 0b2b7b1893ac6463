//! What the documents say is so.

use enrol::metadata::ClientMetadata;

#[test]
fn the_readme_names_every_member() {
    let readme = include_str!("../../README.md");
    for name in ClientMetadata::NAMES {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}
