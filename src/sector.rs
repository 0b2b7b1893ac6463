//! The sector identifier: one host that stands for several, as its own document confirms. OpenID Connect Registration
//! section 5.

use crate::config::Config;
use crate::error::{Error, Invalid};
use crate::fetch;
use crate::json::Pointer;
use crate::metadata::{List, RedirectUri};
use crate::ports::Fetch;
use crate::rules::ValidatedClient;

/// Fetches the document that the client names, if it names one: an array that has every redirection URI, exactly.
pub async fn verify(client: &ValidatedClient, config: &Config, ports: &impl Fetch) -> Result<(), Error> {
    let metadata = client.metadata();
    let Some(uri) = &metadata.sector_identifier_uri else { return Ok(()) };
    let refuse = |must: &'static str| Invalid::new(Pointer::member("sector_identifier_uri"), must);
    let document = fetch::json_document(&uri.0, &config.policy.guard, ports).await;
    let document = document.map_err(|_| refuse("lead to a JSON array of URIs"))?;
    let listed = document.as_array().filter(|uris| uris.iter().all(serde_json::Value::is_string));
    let listed = listed.ok_or_else(|| refuse("lead to a JSON array of URIs"))?;
    let registered = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let is_listed = |RedirectUri(uri): &RedirectUri| listed.iter().any(|listed| listed == uri.as_str());
    if registered.iter().all(is_listed) {
        Ok(())
    } else {
        Err(refuse("lead to an array that has all redirect_uris").into())
    }
}
