//! Rules about the imports of `src/` that no request can check.

use crate::sources::paths;

/// Returns the sources that name an item in an import or elsewhere: an identifier, or a part of a path such as
/// `serde_json::from_str`.
fn naming(item: &str) -> Vec<&'static str> {
    let item = format!("::{item}::");
    let has_it = |path: &String| format!("::{path}::").contains(&item);
    paths().iter().filter(|(_, paths)| paths.iter().any(has_it)).map(|(source, _)| source.as_str()).collect()
}

fn of_edge(sources: Vec<&'static str>) -> Vec<&'static str> {
    sources.into_iter().filter(|source| source.starts_with("edge/")).collect()
}

/// Requirement Q1: there is one function for outbound requests, and it takes only a URL that the guard permitted.
#[test]
fn one_function_fetches_and_takes_only_what_the_guard_has_made() {
    assert_eq!(naming("WorkerGlobalScope"), ["edge/fetch.rs"], "its methods fetch");
    assert_eq!(of_edge(naming("Fetch")), ["edge/fetch.rs"]);
    assert_eq!(of_edge(naming("bindings::ask")), ["edge/fetch.rs"], "the Worker that is bound as the hook");
    for other_way in ["EventSource", "Fetcher", "Socket", "WebSocket", "Window", "XmlHttpRequest"] {
        assert!(naming(other_way).is_empty(), "{other_way}");
    }
    // The field of the type is private to the guard. These sources pass targets on.
    let passing = ["config/policy.rs", "edge/fetch.rs", "outbound/fetch.rs", "outbound/resolver.rs"];
    let declaring = ["policy/guard.rs", "policy/mod.rs", "ports/platform.rs"];
    assert_eq!(naming("Target"), [&passing[..], &declaring].concat());
    assert_eq!(naming("Target::of_operator"), ["config/policy.rs"], "only for an address of the operator");
}

/// Requirement H51: a client is looked up where it was written, never in a copy that lags behind.
#[test]
fn clients_are_in_the_database_alone_and_read_at_its_primary() {
    assert_eq!(of_edge(naming("ClientStore")), ["edge/store.rs"]);
    for database in ["D1Database", "D1PreparedStatement"] {
        assert_eq!(naming(database), ["edge/bindings.rs"], "{database}");
    }
    assert_eq!(of_edge(naming("Cache")), ["edge/cache.rs"], "for documents of others alone");
    assert!(!naming("cache").contains(&"edge/store.rs"));
    for through_cache in ["bindings::recall", "bindings::keep"] {
        assert_eq!(naming(through_cache), ["edge/cache.rs"], "{through_cache}");
    }
    assert_eq!(naming("ClientReads::Replica"), ["config/choices.rs", "edge/bindings.rs"]);
    // These two ask for a copy where the operator permits it. `client_reads.rs` tests that no change does.
    let asking = ["authentication/mod.rs", "config/policy.rs", "token/active_token.rs"];
    assert_eq!(naming("client_reads"), [&asking[..2], &["policy/mod.rs"], &asking[2..]].concat());
}

/// Requirement R28: one parser reads requests. The other parsers read trusted text: settings, cache, rows.
#[test]
fn one_parser_reads_what_strangers_send() {
    for parser in ["de", "from_str"] {
        assert_eq!(naming(&format!("serde_json::{parser}")), ["json/mod.rs"], "{parser}");
    }
    for parser in ["Deserializer", "from_reader", "from_slice", "from_value"] {
        assert!(naming(&format!("serde_json::{parser}")).is_empty(), "{parser}");
    }
}

/// Requirement R27: names that strangers choose are never hashed with a seed that they can guess. `clippy.toml` forbids
/// the types of the standard library too, in every crate.
#[test]
fn no_table_is_hashed() {
    for table in ["HashMap", "HashSet", "IndexMap", "IndexSet", "hashbrown"] {
        assert!(naming(table).is_empty(), "{table}");
    }
}

/// A file that no module names is not compiled, so nothing checks it.
#[test]
fn each_file_is_in_a_module() {
    let sources = crate::sources::sources();
    let names = |module: &str, name: &str| {
        let text = sources.iter().find(|(source, _)| source == module).map(|(_, text)| text.as_str());
        text.is_some_and(|text| text.lines().any(|line| line.trim_end_matches(';').ends_with(&format!("mod {name}"))))
    };
    for (source, _) in &sources {
        let Some(path) = source.strip_suffix(".rs") else { continue };
        let path = path.strip_suffix("/mod").unwrap_or(path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let of_folder = if folder.is_empty() { "lib.rs".to_owned() } else { format!("{folder}/mod.rs") };
        let is_named = names(&of_folder, name) || names(&format!("{folder}.rs"), name);
        assert!(is_named || source == "lib.rs", "{source}");
    }
}
