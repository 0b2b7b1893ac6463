//! `docs/reference/limits.md`: every limit with its figure. Each figure stands in a test that provokes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{check_page, texts, thousands};

/// Limits for one part of the server.
struct Group {
    title: &'static str,
    intro: &'static str,
    limits: &'static [Limit],
}

/// A limit: its subject, figure and unit, the setting that changes it, and the test that provokes it.
struct Limit(&'static str, i64, &'static str, &'static str, &'static str);

/// The test of most members.
const MEMBER: &str = "a_member_is_as_long_as_its_limit_and_no_longer";

const REGISTRATIONS: Group = Group {
    title: "Registrations",
    intro: "A registration or an update beyond a limit is refused with 400 and the place; a body that is too long, with 413. \
        [`LIMITS`](settings.md#limits) makes some of them stricter.",
    limits: &[
        Limit("body of a request", 65_536, "bytes", "`BODY_LIMIT_BYTES`", "a_body_has_65536_bytes"),
        Limit("nesting of JSON", 16, "levels", "", MEMBER),
        Limit("members of an object", 256, "members", "", MEMBER),
        Limit("values of an array", 50, "values", "", MEMBER),
        Limit("languages of a member", 50, "languages", "", MEMBER),
        Limit("language tag", 64, "characters", "", MEMBER),
        Limit("values of an offer", 50, "values", "", "an_offer_has_fifty_values"),
        Limit("text, `scope`, URI", 2048, "bytes", "`LIMITS.redirect_uri_bytes` for redirection URIs", MEMBER),
        Limit("URI of `request_uris`", 512, "bytes", "", MEMBER),
        Limit("name of a method, a grant or an algorithm", 256, "bytes", "", MEMBER),
        Limit("`client_name`", 256, "characters", "`LIMITS.client_name_characters`", MEMBER),
        Limit("address of `contacts`", 254, "bytes", "", MEMBER),
        Limit("name in a certificate", 512, "bytes", "", MEMBER),
        Limit(
            "subject that a client is bound to",
            512,
            "bytes",
            "",
            "a_subject_that_is_missing_or_too_long_binds_nobody",
        ),
        Limit(
            "`organizationIdentifier` that is a `client_id`",
            64,
            "characters",
            "",
            "a_certificate_with_no_fit_organisation_registers_nobody",
        ),
        Limit(
            "keys of `jwks`",
            20,
            "keys",
            "`LIMITS.jwks_keys`",
            "a_set_has_twenty_keys_and_a_chain_five_certificates",
        ),
        Limit("certificates of a key", 5, "certificates", "", "a_set_has_twenty_keys_and_a_chain_five_certificates"),
        Limit("smallest RSA key", 2048, "bits", "`LIMITS.rsa_bits_from`", "a_limit_is_within_its_range"),
        Limit("largest RSA key", 8192, "bits", "`LIMITS.rsa_bits_to`", "a_limit_is_within_its_range"),
        Limit(
            "redirection URIs that `PARTIAL_ACCEPTANCE` drops",
            10,
            "URIs",
            "",
            "ten_uris_are_dropped_before_all_are_refused",
        ),
        Limit(
            "`client_id` that is the address of a document",
            1024,
            "characters",
            "",
            "an_identifier_that_is_no_plain_url_is_not_fetched",
        ),
        Limit("document at a `client_id`", 5120, "bytes", "", "a_document_has_at_most_5120_bytes"),
        Limit(
            "metadata of an anonymous client in the database",
            8192,
            "bytes",
            "",
            "a_stranger_may_have_eight_kilobytes_stored",
        ),
    ],
};

const CREDENTIALS: Group = Group {
    title: "Identifiers and credentials",
    intro: "",
    limits: &[
        Limit("sealed `client_id`", 1024, "characters", "`SEALED_ID_LIMIT`", "a_sealed_identifier_has_1024_characters"),
        Limit("stored `client_id`", 23, "characters", "", "a_sealed_identifier_has_1024_characters"),
        Limit("`client_secret`", 86, "characters", "", "whoever_signs_or_is_encrypted_to_by_a_secret_gets_one"),
        Limit(
            "secret of `CLIENT_SECRETS`, at least",
            64,
            "characters",
            "",
            "a_configured_client_has_a_name_of_64_characters_and_a_secret_of_no_less",
        ),
        Limit("key of `MASTER_SECRET`, at least", 32, "bytes", "", "a_key_of_the_ring_has_32_bytes_and_a_short_name"),
        Limit("name of such a key", 16, "characters", "", "a_key_of_the_ring_has_32_bytes_and_a_short_name"),
        Limit("former issuers", 10, "issuers", "", "former_issuers_are_issuers_that_are_not_that_of_now"),
    ],
};

const TOKENS: Group = Group {
    title: "Tokens and signed messages",
    intro: "A token or a message beyond a limit counts as a bad one.",
    limits: &[
        Limit("parameters of a form", 64, "parameters", "", "a_form_has_64_parameters"),
        Limit("assertion of a client", 16_384, "characters", "", "an_assertion_has_16384_characters"),
        Limit("`exp` of an assertion, ahead", 3600, "seconds", "", "an_assertion_says_who_for_whom_and_until_when"),
        Limit("`jti`", 256, "bytes", "", "the_name_of_an_assertion_has_256_bytes"),
        Limit("difference of clocks", 10, "seconds", "", "an_assertion_says_who_for_whom_and_until_when"),
        Limit(
            "software statement",
            32_768,
            "characters",
            "",
            "a_software_statement_has_32768_characters_and_200_claims",
        ),
        Limit(
            "claims of a software statement",
            200,
            "claims",
            "",
            "a_software_statement_has_32768_characters_and_200_claims",
        ),
        Limit(
            "life of a statement with `single_use`",
            366,
            "days",
            "`maximum_age_seconds`",
            "a_statement_of_a_single_use_lives_no_longer_than_it_is_remembered",
        ),
        Limit(
            "`exp` of a signed request, ahead",
            86_400,
            "seconds",
            "",
            "a_signed_request_that_cannot_be_believed_registers_nothing",
        ),
        Limit(
            "`exp` of another server's access token, ahead",
            366,
            "days",
            "",
            "tokens_of_a_server_that_the_operator_trusts_permit_to_register",
        ),
        Limit("`DPoP` proof", 8192, "characters", "", "a_proof_of_possession_has_8192_characters"),
        Limit(
            "token for introspection or revocation",
            16_384,
            "characters",
            "",
            "a_token_that_is_asked_about_has_16384_characters",
        ),
        Limit(
            "signing time of a signing key",
            90,
            "days",
            "`enrol key rotate`",
            "keys_are_published_before_they_sign_and_after",
        ),
        Limit("publication before it signs", 1, "day", "", "keys_are_published_before_they_sign_and_after"),
        Limit("publication after it signs", 7, "days", "", "keys_are_published_before_they_sign_and_after"),
    ],
};

const SIGN_IN: Group = Group {
    title: "Users",
    intro: "An authorization request beyond a limit is refused, and so is a code, a page or a link that has expired. \
        [Settings](settings.md#sign-in-of-users) say how long sessions and refresh tokens live.",
    limits: &[
        Limit("authorization request as a whole", 6144, "bytes", "", "a_request_is_bounded_as_a_whole"),
        Limit("`state`", 2048, "characters", "", "wishes_for_the_sign_in_are_read_strictly"),
        Limit("`nonce`", 1024, "characters", "", "wishes_for_the_sign_in_are_read_strictly"),
        Limit("`claims`", 4096, "bytes", "", "wishes_for_the_sign_in_are_read_strictly"),
        Limit("life of a `request_uri`", 90, "seconds", "", "a_good_request_gets_a_name_for_ninety_seconds"),
        Limit("time to sign in", 3600, "seconds", "", "a_request_that_waits_belongs_to_its_browser"),
        Limit("time at an identity provider", 1800, "seconds", "", "an_attempt_is_over_in_time"),
        Limit("time to consent", 1800, "seconds", "", "only_the_browser_and_the_session_that_were_asked_can_answer"),
        Limit("life of a code", 60, "seconds", "", "a_code_is_for_its_time_its_client_and_its_issuer"),
        Limit(
            "time in which the answer to a refresh is given once more",
            30,
            "seconds",
            "",
            "a_token_that_was_used_before_ends_the_grant",
        ),
        Limit("password", 256, "characters", "", "a_new_password_that_breaks_a_rule_is_refused_and_the_code_stays"),
        Limit("clients that learn of a sign-out", 10, "clients", "", "ten_clients_at_most_are_told"),
    ],
};

const DOCUMENTS: Group = Group {
    title: "Documents of other servers",
    intro: "Enrol fetches keys and sector documents over `https` at port 443 or 8443, from public hosts, without following \
        redirections.",
    limits: &[
        Limit("length", 65_536, "bytes", "", "a_document_of_others_has_65536_bytes"),
        Limit(
            "pause before the same document is fetched again",
            30,
            "seconds",
            "",
            "a_document_is_fetched_again_when_it_lacks_what_was_added_since",
        ),
    ],
};

const GROUPS: [&Group; 5] = [&REGISTRATIONS, &CREDENTIALS, &TOKENS, &SIGN_IN, &DOCUMENTS];

const HEAD: &str = "# Limits\n\n\
Figures are maxima unless a row says otherwise. A figure without a setting is fixed. Limits for a minute are under\n\
[Limits against floods](settings.md#limits-against-floods), and those of the platform in [Scale and cost](../scale.md).\n\n";

fn page() -> String {
    let sections = texts(GROUPS, |group| {
        let intro = if group.intro.is_empty() { String::new() } else { format!("{}\n\n", group.intro) };
        let rows = texts(group.limits, |Limit(subject, figure, unit, setting, _)| {
            format!("| {subject} | {} {unit} | {setting} |\n", thousands(*figure))
        });
        format!("## {}\n\n{intro}| Limit | Figure | Changed by |\n| --- | --: | --- |\n{rows}\n", group.title)
    });
    format!("{HEAD}{}\n", sections.trim_end())
}

#[test]
fn the_page_of_limits_is_what_the_table_says() {
    check_page("limits.md", &page());
}

/// The test of a limit has the figure, or the next one, which is refused.
#[test]
fn each_figure_stands_in_the_test_that_provokes_it() {
    let sources = sources();
    for Limit(subject, figure, _, _, test) in GROUPS.iter().flat_map(|group| group.limits) {
        let start = format!("fn {test}()");
        let body = sources.iter().find_map(|source| source.split_once(&start)).unwrap_or_else(|| panic!("no {test}")).1;
        let body = body.split("#[test]").next().unwrap().replace('_', "");
        let mut numbers = body.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|word| word.parse::<i64>().ok());
        assert!(numbers.any(|number| number == *figure || number == figure + 1), "{subject}: {test}");
    }
}

/// The native tests, all of them.
fn sources() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    files.iter().filter(|path| is_source(path)).map(|path| fs::read_to_string(path).unwrap()).collect()
}
