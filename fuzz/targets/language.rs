//! Names of members in lines, most of them with a language.

#![no_main]

use std::collections::BTreeSet;

use enrol::client_metadata::ClientMetadata;
use enrol_fuzz::{accepted, assert_told, member_of};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

const TRANSLATED: [&str; 5] = ["client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri"];

fuzz_target!(|text: &str| {
    let names = text.split('\n').filter(|name| is_translated(name));
    let asked: Map<String, Value> = names.map(|name| (name.to_owned(), Value::from("https://a.example/"))).collect();
    let (well_formed, malformed) = ClientMetadata::read_all(&asked);
    let refused: BTreeSet<String> = malformed.iter().map(member_of).collect();
    for refusal in &malformed {
        assert_told(refusal, &asked);
    }
    // A pointer ends before a longer name, whose tag is too long to be kept.
    let is_kept = |name: &str| !refused.contains(name) && name.len() <= 128;
    let kept: Map<String, Value> = asked.clone().into_iter().filter(|(name, _)| is_kept(name)).collect();
    assert_eq!(well_formed.write(), kept, "every name is kept as sent or refused");
    assert_eq!(ClientMetadata::read(&kept).as_ref(), Ok(&well_formed));
    match malformed.into_iter().next() {
        Some(first) => assert_eq!(ClientMetadata::read(&asked), Err(first)),
        None => assert_eq!(ClientMetadata::read(&asked).as_ref(), Ok(&well_formed)),
    }
    assert_tags(kept.keys());
    let mut asked = asked;
    asked.insert("redirect_uris".to_owned(), vec!["https://a.example/"].into());
    for (client, _) in accepted(&asked) {
        assert!(kept.iter().all(|(name, value)| client.members().get(name) == Some(value)));
    }
});

fn is_translated(name: &str) -> bool {
    name.split('#').next().is_some_and(|name| TRANSLATED.contains(&name))
}

/// Subtags of 1 to 8 letters and digits, no tag twice for a member. RFC 5646 section 2.1.
fn assert_tags<'a>(names: impl Iterator<Item = &'a String>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name.to_ascii_lowercase()), "{name}");
        let Some((_, tag)) = name.split_once('#') else { continue };
        let is_subtag =
            |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        assert!(tag.len() <= 64 && tag.split('-').all(is_subtag), "{name}");
    }
    for member in TRANSLATED {
        assert!(
            seen.iter().filter(|name| name.strip_prefix(member).is_some_and(|tag| tag.starts_with('#'))).count() <= 50
        );
    }
}
