//! Outbound requests.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

use crate::edge::host;
use crate::edge::host::Document;
use crate::edge::platform::Platform;
use crate::edge::task::settled;
use crate::error::Fault;
use crate::http::{Body, Status};
use crate::policy::Target;
use crate::ports::{Fetch, Fetched};
use crate::unit::ByteCount;

/// How long a whole request may take, its body included, in milliseconds.
const DEADLINE_MS: u32 = 4000;

impl Fetch for Platform {
    async fn get(&self, target: &Target, ByteCount(limit): ByteCount) -> Result<Fetched, Fault> {
        let document: Document = settled(&host::get(target.as_str(), DEADLINE_MS)?).await?.unchecked_into();
        let body = match settled(&host::read(&document, limit)?).await {
            Ok(read) if read.is_undefined() => Body::TooLarge,
            Ok(read) => read.dyn_into().map_or(Body::Broken, |read: Uint8Array| Body::Complete(read.to_vec())),
            Err(_) => Body::Broken,
        };
        Ok(Fetched { status: Status(document.status()), content_type: host::content_type(&document)?, body })
    }
}
