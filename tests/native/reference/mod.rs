//! The pages of `docs/reference` that list what the code knows: made from tables beside the tests, and compared with the code.

mod endpoints;
mod errors;
mod limits;
mod members;
mod profiles;
mod settings;
mod statements;
mod toml;

use std::fs;

/// Compares a page with the committed one. `npm run reference` writes it again.
fn check_page(name: &str, made: &str) {
    let path = format!("{}/docs/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("ENROL_WRITE_REFERENCE").is_some() {
        fs::write(&path, made).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == made, "{name} is not current: npm run reference");
}

/// A number with a comma before each three digits.
fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

/// A text for each, one after the other.
fn texts<T>(of: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    of.into_iter().map(text).collect::<Vec<_>>().concat()
}
