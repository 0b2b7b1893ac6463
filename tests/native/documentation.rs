//! What the documents say is so.

use std::fs;

use enrol::metadata::ClientMetadata;

#[test]
fn the_readme_names_every_member() {
    let readme = include_str!("../../README.md");
    for name in ClientMetadata::NAMES {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
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
