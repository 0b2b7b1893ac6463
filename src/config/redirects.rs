//! The settings of redirection URIs.

use crate::config::choices;
use crate::config::settings::Settings;
use crate::policy::{APP_SCHEMES, FORBIDDEN_SCHEMES, RedirectForm, Redirects};

/// The forms by their names in the setting.
const FORMS: [(&str, RedirectForm); 6] = [
    ("https", RedirectForm::Https),
    ("claimed-https", RedirectForm::ClaimedHttps),
    ("loopback", RedirectForm::LoopbackAddress),
    ("localhost", RedirectForm::Localhost),
    ("web-loopback", RedirectForm::WebLoopback),
    ("private-use", RedirectForm::PrivateUse),
];

/// Reads the settings.
pub fn read(settings: &Settings<'_>) -> Redirects {
    let own_schemes = settings.words_that(
        "PRIVATE_USE_SCHEMES",
        "have schemes in lower case, without a colon, that belong to apps",
        &is_of_apps,
    );
    let refused_hosts = settings.words_that("REFUSED_HOSTS", "have host names in lower case", &is_host);
    let refused_schemes = settings.words_that("REFUSED_SCHEMES", "have private-use schemes in lower case", &is_of_apps);
    Redirects {
        forms: settings.choices("REDIRECT_URI_FORMS", &FORMS).unwrap_or_else(|| FORMS.map(|(_, form)| form).to_vec()),
        required: settings.choice("REDIRECT_URIS_REQUIRED", &choices::REDIRECT_URIS),
        private_use_schemes: own_schemes.unwrap_or_else(|| APP_SCHEMES.map(|app| app.scheme.to_owned()).to_vec()),
        refused_hosts: refused_hosts.unwrap_or_default(),
        refused_schemes: refused_schemes.unwrap_or_default(),
    }
}

/// Returns true for a scheme of RFC 3986 section 3.1 in lower case.
fn is_scheme(scheme: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.bytes().all(allowed)
}

fn is_of_apps(scheme: &str) -> bool {
    is_scheme(scheme) && !["http", "https"].contains(&scheme) && !FORBIDDEN_SCHEMES.contains(&scheme)
}

/// Returns true for a host name, or the end of a host name, without a dot at either end.
pub(super) fn is_host(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    host.split('.').all(|label| !label.is_empty() && label.bytes().all(allowed))
}
