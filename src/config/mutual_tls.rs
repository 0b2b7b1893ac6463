//! The setting `MTLS_HOST`: a second host of this server, at which TLS asks for a certificate of the client.

use serde_json::Value;

use crate::config::settings::Settings;
use crate::json;
use crate::model::Issuer;
use crate::policy::Policy;

const SETTING: &str = "MTLS_HOST";
const ALIASES: &str = "mtls_endpoint_aliases";

/// Reads the host, as the issuer that this server would have there; `None` without the setting.
pub fn read(settings: &Settings<'_>, issuer: &Issuer) -> Option<Issuer> {
    let host = settings.text(SETTING);
    if host.is_empty() {
        return None;
    }
    let alias = Issuer::parse(&format!("https://{host}{}", issuer.path())).ok();
    let alias = alias.filter(|alias| alias.authority() == host && host != issuer.authority());
    if alias.is_none() {
        settings.refuse(SETTING, format_args!("be another host than that of ISSUER, in lower case"));
    }
    alias
}

/// Adds the addresses of the own endpoints at that host to discovery. RFC 8705 section 5.
#[inline(never)]
pub fn add_aliases(settings: &Settings<'_>, policy: &mut Policy, issuer: &Issuer, alias: &Issuer) {
    if policy.authorization_server.named(ALIASES).is_some() {
        settings.refuse(SETTING, format_args!("be absent where AUTHORIZATION_SERVER has {ALIASES}"));
    }
    let at_alias = |address: &str| Some(format!("{}{}", alias.as_str(), address.strip_prefix(issuer.as_str())?));
    let of_tokens = [
        ("introspection_endpoint", issuer.introspection_endpoint()),
        ("revocation_endpoint", issuer.revocation_endpoint()),
        ("token_endpoint", issuer.token_endpoint()),
    ];
    let of_users = [
        ("pushed_authorization_request_endpoint", issuer.pushed_authorization_request_endpoint()),
        ("userinfo_endpoint", issuer.userinfo_endpoint()),
    ];
    let of_devices = [("device_authorization_endpoint", issuer.device_authorization_endpoint())];
    let of_registration = [("registration_endpoint", issuer.registration_endpoint())];
    let own = of_tokens.into_iter().filter(|_| policy.has_own_tokens());
    let own = own.chain(of_users.into_iter().filter(|_| policy.has_own_sign_in()));
    let own = own.chain(of_devices.into_iter().filter(|_| policy.has_devices()));
    let own = own.chain(of_registration.into_iter().filter(|_| !policy.registration_modes.is_empty()));
    let members = json::object(own.filter_map(|(name, address)| Some((name, Value::from(at_alias(&address)?)))));
    if !members.is_empty() {
        policy.authorization_server.add(ALIASES, Value::Object(members));
    }
}
