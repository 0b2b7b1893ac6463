//! The files of `src/`, and the paths that they name.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Returns every file with its path in `src/`, in alphabetical order.
pub fn sources() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![top.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Returns the paths that each source names in imports and elsewhere, without those of its tests. A name alone is a path
/// of one part. Texts and comments name nothing.
pub fn paths() -> &'static [(String, Vec<String>)] {
    static PATHS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
        let of_server =
            |(name, _): &(String, String)| name.strip_suffix(".rs").is_some_and(|name| !name.ends_with("tests"));
        let read = |text: String| {
            let mut found = Vec::new();
            read(text.parse().unwrap(), "", &mut found);
            found
        };
        sources().into_iter().filter(of_server).map(|(name, text)| (name, read(text))).collect()
    });
    &PATHS
}

/// Collects the paths of tokens. Each continues the path `before`, as the elements of `crate::{a, b::c}` do.
fn read(tokens: TokenStream, before: &str, found: &mut Vec<String>) {
    let mut path = before.to_owned();
    let mut is_of_tests = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) if path.is_empty() || path.ends_with("::") => path += &name.to_string(),
            TokenTree::Ident(name) => finish(&mut path, name.to_string(), found),
            TokenTree::Punct(sign) if sign.as_char() == ':' => path.push(':'),
            TokenTree::Punct(sign) => {
                // `#[cfg(test)] mod tests;` ends here.
                is_of_tests &= sign.as_char() != ';';
                finish(&mut path, before.to_owned(), found);
            }
            TokenTree::Literal(_) => finish(&mut path, String::new(), found),
            TokenTree::Group(group) => {
                let inner = group.stream();
                if group.delimiter() == Delimiter::Bracket && inner.to_string().replace(' ', "") == "cfg(test)" {
                    is_of_tests = true;
                } else if group.delimiter() == Delimiter::Brace && is_of_tests {
                    is_of_tests = false;
                } else {
                    let is_import = group.delimiter() == Delimiter::Brace && path.ends_with("::");
                    read(inner, if is_import { &path } else { "" }, found);
                }
                finish(&mut path, String::new(), found);
            }
        }
    }
    finish(&mut path, String::new(), found);
}

/// Adds a path that has ended, and begins the next.
fn finish(path: &mut String, next: String, found: &mut Vec<String>) {
    let ended = std::mem::replace(path, next);
    let ended = ended.trim_matches(':');
    if !ended.is_empty() {
        found.push(ended.to_owned());
    }
}
