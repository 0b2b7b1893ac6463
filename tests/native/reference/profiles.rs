//! The pages of the profiles: each has a table of the settings, as the code has them.

use std::fs;

use enrol::config::PROFILES;
use enrol::policy::{Choice, Profile};

const START: &str = "## Settings\n";

fn choice(choice: Choice) -> String {
    match choice {
        Choice::Any => "any other value".to_owned(),
        Choice::Among(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("some of {}", words.join(", "))
        }
        Choice::Nothing => "no".to_owned(),
    }
}

/// The section with the table.
fn section(profile: &Profile) -> String {
    let row = |given: &enrol::policy::ProfileSetting| {
        let name = given.name.to_lowercase();
        format!(
            "| [`{}`](../reference/settings.md#{name}) | `{}` | {} |\n",
            given.name,
            given.value,
            choice(given.choice)
        )
    };
    let rows: String = profile.settings.iter().map(row).collect();
    let of_issuers = profile.settings.iter().any(|given| given.name == "STATEMENT_ISSUERS");
    let about = if of_issuers {
        "\nMembers of `STATEMENT_ISSUERS` are [rules](../reference/statements.md#trusted-issuers) for every issuer that you trust, of \
        the settings or of the database.\n"
    } else {
        ""
    };
    format!(
        "{START}\nThe profile sets these. Of a table it sets the members that the value shows; yours stay beside them.\n{about}\n\
        | Setting | Value | May you choose otherwise? |\n| --- | --- | --- |\n{rows}\n"
    )
}

/// `npm run reference` writes the tables again.
#[test]
fn the_pages_of_profiles_have_the_settings_of_the_code() {
    for profile in PROFILES {
        let path = format!("{}/docs/profiles/{}.md", env!("CARGO_MANIFEST_DIR"), profile.name);
        let page = fs::read_to_string(&path).unwrap();
        let (before, rest) = page.split_once(START).unwrap_or_else(|| panic!("{path} has no section of settings"));
        let after = rest.find("## ").and_then(|index| rest.get(index..)).unwrap_or_default();
        let made = format!("{before}{}{after}", section(profile));
        if std::env::var_os("ENROL_WRITE_REFERENCE").is_some() {
            fs::write(&path, &made).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap() == made, "{path} is not current: npm run reference");
    }
}
