//! Checks of the sources that no request can make.

/// Every source without its tests, by its path in `src/`.
fn sources() -> Vec<(String, String)> {
    let files = crate::sources::sources().into_iter().filter(|(name, _)| !name.ends_with("tests.rs"));
    files.map(|(name, text)| (name, text.split("#[cfg(test)]").next().unwrap().to_owned())).collect()
}

/// The sources that name one of these.
fn naming(words: &[&str]) -> Vec<String> {
    let names = |text: &String| words.iter().any(|word| text.contains(word));
    sources().into_iter().filter(|(_, text)| names(text)).map(|(name, _)| name).collect()
}

/// Requirement Q1: there is one function for outbound requests, and it takes only a URL that the guard permitted.
#[test]
fn one_function_fetches_and_takes_only_what_the_guard_has_made() {
    assert_eq!(naming(&["fetch_with_", "Fetcher", "Socket", "connect(", "worker::Fetch"]), ["edge/fetch.rs"]);
    assert_eq!(naming(&["impl Fetch for"]), ["edge/fetch.rs"]);
    // The type has one field, which is private to its module.
    assert_eq!(naming(&["struct Target(String);"]), ["policy/guard.rs"]);
    assert_eq!(naming(&["of_operator"]), ["config/policy.rs", "policy/guard.rs"], "only for what an operator names");
}

/// Requirement H51: a client is looked up where it was written, never in a copy that lags behind.
#[test]
fn clients_are_in_the_database_alone_and_read_at_its_primary() {
    assert_eq!(naming(&["impl ClientStore for"]), ["edge/store.rs"]);
    assert_eq!(naming(&["\"DB\""]), ["edge/bindings.rs"]);
    let source = |wanted: &str| sources().into_iter().find(|(name, _)| name == wanted).unwrap().1;
    let bindings = source("edge/bindings.rs");
    assert_eq!(bindings.matches("\"DB\"").count(), 1, "where a transaction begins");
    assert_eq!(naming(&["with_session"]), ["edge/bindings.rs"]);
    assert_eq!(bindings.matches("with_session").count(), 1);
    assert!(bindings.contains("ClientReads::Primary => database,"));
    assert!(bindings.contains("ClientReads::Replica => database.with_session(Some(\"first-unconstrained\"))"));
    assert_eq!(naming(&[".prepare(", ".batch(", ".exec("]), ["edge/bindings.rs"]);
    let asks_for_copies: Vec<String> = naming(&["policy.client_reads", "ClientReads::Replica"]);
    let those_that_change_nothing = ["authentication/mod.rs", "token/active_token.rs"];
    let others = ["config/policy.rs", "edge/bindings.rs"];
    assert_eq!(asks_for_copies, [those_that_change_nothing[0], others[0], others[1], those_that_change_nothing[1]]);
    assert_eq!(naming(&["\"CACHE\""]), ["edge/cache.rs"], "for documents of others alone");
    let store = source("edge/store.rs");
    assert!(!store.contains("Cache") && !store.contains("cache"));
}

/// D1 refuses functions of more than 32 arguments; the database of `wrangler dev` takes more.
#[test]
fn no_statement_has_a_function_of_too_many_arguments() {
    let is_of_statements = |(name, _): &(String, String)| name.starts_with("edge/statements");
    let statements: String = sources().into_iter().filter(is_of_statements).map(|(_, text)| text).collect();
    let mut open = Vec::new();
    let mut most = 0;
    let mut is_text = false;
    for character in statements.chars() {
        match character {
            '\'' => is_text = !is_text,
            _ if is_text => {}
            '(' => open.push(1),
            ',' => open.iter_mut().last().map_or((), |count| *count += 1),
            ')' => most = most.max(open.pop().unwrap()),
            _ => {}
        }
    }
    assert!(open.is_empty() && most > 20 && most <= 32, "{most}");
}

/// Requirement R28: one parser reads requests. The other parsers read trusted text: settings, cache, rows.
#[test]
fn one_parser_reads_what_strangers_send() {
    assert_eq!(naming(&["serde_json::from_", "serde_json::de::", "Deserializer::from_"]), ["json/mod.rs"]);
}

/// Requirement R27: names that strangers choose are never hashed with a seed that they can guess.
#[test]
fn no_table_is_hashed() {
    assert!(naming(&["HashMap", "HashSet", "FxHash", "IndexMap"]).is_empty());
    let lints = include_str!("../../clippy.toml");
    assert!(lints.contains("std::collections::HashMap") && lints.contains("std::collections::HashSet"));
}
