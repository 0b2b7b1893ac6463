//! Checks the tables of settings against the settings that the server reads.

use std::cell::RefCell;

use enrol::config::{Misconfigured, SECRETS};
use enrol::model::Config;
use enrol::policy::APP_SCHEMES;

use super::bindings::{OTHERS, RATE_LIMITS};
use super::sample::{BASE, filled, written};
use super::{Default, Setting, Value, all};

const WRANGLER: &str = include_str!("../../../../wrangler.toml");

fn read(settings: &[(&str, &str)]) -> Result<Config, Misconfigured> {
    let all: Vec<_> = settings.iter().chain(&BASE).collect();
    Config::read(|name| all.iter().find(|(known, _)| *known == name).map(|(_, value)| filled(value)))
}

/// Reads a value of a setting as it stands, with the other settings that its example needs.
pub fn read_beside(setting: &Setting, value: &str) -> Result<Config, Misconfigured> {
    Config::read(|name| {
        let all = setting.beside.iter().chain(&BASE);
        if name == setting.name {
            Some(value.to_owned())
        } else {
            all.into_iter().find(|(known, _)| *known == name).map(|(_, value)| filled(value))
        }
    })
}

#[test]
fn the_tables_have_the_settings_that_the_server_reads() {
    let asked = RefCell::new(Vec::new());
    let config = Config::read(|name| {
        asked.borrow_mut().push(name.to_owned());
        BASE.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    });
    assert!(config.is_ok());
    let mut names: Vec<_> = all().map(|setting| setting.name).collect();
    let mut asked = asked.into_inner();
    names.sort_unstable();
    asked.sort_unstable();
    assert_eq!(names, asked);
}

/// An example must change the configuration.
#[test]
fn each_example_is_accepted_and_is_another_than_the_default() {
    let of_default = |setting: &Setting| read(setting.beside);
    for setting in all() {
        let example =
            read_beside(setting, &filled(setting.example)).unwrap_or_else(|it| panic!("{}: {it}", setting.name));
        let is_alike = of_default(setting).is_ok_and(|config| format!("{config:?}") == format!("{example:?}"));
        assert!(!is_alike, "{}", setting.name);
    }
}

#[test]
fn each_default_is_what_the_absence_of_the_setting_means() {
    let absent = format!("{:?}", read(&[]).unwrap());
    for setting in all() {
        match setting.default {
            Default::Is(value) | Default::Mostly(value, _) => {
                let written = read(&[(setting.name, value)]).unwrap_or_else(|it| panic!("{}: {it}", setting.name));
                assert_eq!(format!("{written:?}"), absent, "{}", setting.name);
            }
            Default::Required => assert_eq!(read(&[(setting.name, "")]).unwrap_err().setting, setting.name),
            Default::Unset(_) => assert!(read(&[(setting.name, "")]).is_ok(), "{}", setting.name),
        }
    }
}

#[test]
fn each_value_that_is_said_to_be_refused_is_refused_by_the_name_of_the_setting() {
    for setting in all() {
        let fault = read_beside(setting, setting.refused).expect_err(setting.name);
        assert_eq!(fault.setting, setting.name);
    }
}

/// The names that a server lists when it refuses a value are the ones of the table.
#[test]
fn the_tables_have_the_words_that_the_server_knows() {
    for setting in all() {
        let mut words: Vec<&str> = match &setting.value {
            Value::Names(names) => names.to_vec(),
            Value::OneOf(words) | Value::SomeOf(words) => words.iter().map(|(word, _)| *word).collect(),
            Value::Number(..) | Value::Table(..) | Value::Text(_) => continue,
        };
        let fault = read(&[(setting.name, "no-such-word")]).unwrap_err();
        let list = ["be one of ", "have only these words: ", "have one or more of "]
            .iter()
            .find_map(|start| fault.must.strip_prefix(start))
            .unwrap_or_else(|| panic!("{fault}"));
        let mut known: Vec<_> = list.split(", ").collect();
        words.sort_unstable();
        known.sort_unstable();
        assert_eq!(words, known, "{}", setting.name);
        if let Value::OneOf(words) | Value::SomeOf(words) = &setting.value {
            for (word, _) in *words {
                // Another setting may be missing beside it, which the table does not show.
                let fault = read_beside(setting, word).err();
                assert!(fault.is_none_or(|fault| fault.setting != setting.name), "{} {word}", setting.name);
            }
        }
    }
}

/// Each setting that is a number is within its range, the ends included.
#[test]
fn a_number_is_within_the_range_of_the_table() {
    for setting in all() {
        let Value::Number(range, _) = &setting.value else { continue };
        let (low, high) = (*range.start(), *range.end());
        let found = [low - 1, low, high, high + 1].map(|value| read(&[(setting.name, &value.to_string())]).is_ok());
        assert_eq!(found, [false, true, true, false], "{}", setting.name);
    }
}

/// The operator finds every setting in the file, with its default where there is one.
#[test]
fn wrangler_toml_names_every_setting_and_shows_its_default() {
    for setting in all().filter(|setting| !SECRETS.contains(&setting.name)) {
        assert!(WRANGLER.contains(setting.name), "{}", setting.name);
        let (Default::Is(value) | Default::Mostly(value, _)) = setting.default else { continue };
        let is_shown = !["[]", "{}"].contains(&value) && !value.starts_with(['{', 'h']);
        let line = written(setting.name, value);
        // A line without the number sign is a setting of the operator.
        let is_set = |it: &str| it.starts_with(&format!("{} = ", setting.name));
        let is_there = WRANGLER.lines().any(|it| it.strip_prefix("# ") == Some(line.trim_end()) || is_set(it));
        assert!(is_there || !is_shown, "{line}");
    }
}

#[test]
fn wrangler_toml_has_the_limits_and_bindings_of_the_tables() {
    let entries: Vec<_> = WRANGLER.split("[[ratelimits]]").skip(1).collect();
    let limits: Vec<_> = entries
        .iter()
        .map(|entry| {
            let after = |start: &str, end: char| entry.split_once(start).unwrap().1.split(end).next().unwrap();
            assert_eq!(after("period = ", ' '), "60");
            (after("name = \"", '"'), after("limit = ", ',').parse().unwrap())
        })
        .collect();
    assert_eq!(limits, RATE_LIMITS.each_ref().map(|limit| (limit.name, limit.limit)));
    for (text, name, _) in OTHERS {
        assert!(WRANGLER.contains(text), "{name}");
    }
}

/// Requirement F17: one address cannot have so much fetched from a host that others get no keys from there.
#[test]
fn one_address_takes_no_more_than_half_of_what_is_fetched_from_a_host() {
    let limit = |name: &str| RATE_LIMITS.iter().find(|limit| limit.name == name).unwrap().limit;
    let requests_of_a_document = 3;
    assert!(limit("OUTBOUND_LIMIT") / requests_of_a_document * 2 <= limit("FETCH_LIMIT"));
}

/// RFC 8252 section 8.4; requirement S10: the list is one, each entry with its source.
#[test]
fn each_scheme_without_a_dot_has_its_app_and_a_source() {
    for app in APP_SCHEMES {
        assert!(app.source.starts_with("https://") && !app.app.is_empty(), "{app:?}");
        assert!(app.scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{app:?}");
    }
}
