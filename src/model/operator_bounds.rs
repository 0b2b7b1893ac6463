//! The bounds that an operator gives to an initial access token.

use serde_json::{Map, Value};

use crate::client_metadata::{AbsoluteUri, ClientMetadata, GrantType, Host, Keyword, TokenEndpointAuthMethod};
use crate::error::Invalid;
use crate::json::{self, Pointer};
use crate::model::{Bounds, ClientId};

/// The lists that an operator can give. The others of [`Bounds`] come from statements, certificates and owners.
const LISTS: [&str; 6] =
    ["grant_types", "redirect_hosts", "scope", "software_id", "templates", "token_endpoint_auth_method"];

impl Bounds {
    /// Reads the bounds of an initial access token at this place, strictly: a value that no client can have would bound too much. RFC 7591
    /// section 5.
    pub fn of_operator(lists: &Map<String, Value>, at: &Pointer) -> Result<Self, Invalid> {
        let list_at = |name: &str| at.clone().child(name);
        if let Some(unknown) = lists.keys().find(|name| !LISTS.contains(&&***name)) {
            return Err(Invalid::new(list_at(unknown), format!("be one of {}", LISTS.join(", "))));
        }
        for (name, list) in lists {
            let values =
                list.as_array().and_then(|values| values.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
            let values = values.ok_or_else(|| Invalid::new(list_at(name), "be a list of texts"))?;
            for (index, value) in values.into_iter().enumerate() {
                check(name, value, &list_at(name).element(index))?;
            }
        }
        Self::restore(lists.clone()).map_err(|_| Invalid::new(at.clone(), "be lists of texts under known names"))
    }
}

fn check(list: &str, value: &str, at: &Pointer) -> Result<(), Invalid> {
    let must = match list {
        "grant_types" => return check_keyword::<GrantType>(value, at),
        "token_endpoint_auth_method" => return check_keyword::<TokenEndpointAuthMethod>(value, at),
        "redirect_hosts" if is_host(value) => return Ok(()),
        "redirect_hosts" => {
            "be a host name in lower case or an IP address in its shortest form, without scheme, port or *"
        }
        "templates" if ClientId::chosen(value).is_some() => return Ok(()),
        "templates" => "be a name of 1 to 64 letters, digits and -._~",
        _ if value.trim().is_empty() => "not be empty",
        _ => {
            let members = json::object([(list, Value::from(value))]);
            return ClientMetadata::read(&members).map(drop).map_err(|invalid| invalid.moved_to(at.clone()));
        }
    };
    Err(Invalid::new(at.clone(), must))
}

fn check_keyword<T: Keyword>(value: &str, at: &Pointer) -> Result<(), Invalid> {
    if T::ALL.iter().any(|known| known.name() == value) {
        return Ok(());
    }
    let names: Vec<&str> = T::ALL.iter().map(T::name).collect();
    Err(Invalid::new(at.clone(), format!("be one of {}", names.join(", "))))
}

/// Returns true if a redirection URI can have this host, in the form that it is compared in.
fn is_host(host: &str) -> bool {
    let authority = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    AbsoluteUri::parse(&format!("https://{authority}"))
        .is_ok_and(|uri| uri.host().map(Host::to_string).is_some_and(|parsed| parsed == host))
}
