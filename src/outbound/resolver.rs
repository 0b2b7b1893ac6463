//! Resolves a host before a fetch, by DNS over HTTPS in the JSON form that the large resolvers share.

use std::net::IpAddr;

use serde_json::Value;

use crate::outbound::fetch::read;
use crate::outbound::{Unfetchable, address};
use crate::policy::Target;
use crate::ports::Fetch;

/// The record types that are resolved, each with its own request.
pub const RECORDS: [&str; 2] = ["A", "AAAA"];

/// The numbers of these record types in a response.
const ADDRESS_TYPES: [u64; 2] = [1, 28];

/// The status of a successful response. RFC 1035 section 4.1.1.
const NO_ERROR: u64 = 0;

/// Checks that a host has at least one address, that all its addresses are public, and that no response is truncated.
pub async fn check(name: &str, resolver: &Target, ports: &impl Fetch) -> Result<(), Unfetchable> {
    let mut found = false;
    for record in RECORDS {
        let answer = read(&resolver.with_query(&format!("name={name}&type={record}")), ports).await?;
        // A truncated response may lack the addresses that are not public.
        let is_cut = answer.get("TC") == Some(&Value::Bool(true));
        if answer.get("Status").and_then(Value::as_u64) != Some(NO_ERROR) || is_cut {
            return Err(Unfetchable);
        }
        let records = match answer.get("Answer") {
            None => &[][..],
            Some(records) => records.as_array().ok_or(Unfetchable)?,
        };
        for record in records {
            let kind = record.get("type").and_then(Value::as_u64).ok_or(Unfetchable)?;
            // Other records, such as CNAME, lead to the addresses in the same response.
            if !ADDRESS_TYPES.contains(&kind) {
                continue;
            }
            let address = record.get("data").and_then(Value::as_str).and_then(|data| data.parse::<IpAddr>().ok());
            if !address.is_some_and(address::is_public) {
                return Err(Unfetchable);
            }
            found = true;
        }
    }
    if found { Ok(()) } else { Err(Unfetchable) }
}
