//! Looking up a name before it is fetched from, over HTTPS in the JSON form that the large resolvers share.

use std::net::IpAddr;

use serde_json::Value;

use crate::fetch::{Target, Unfetchable, address, read};
use crate::ports::Fetch;

/// The record types of addresses, in IPv4 and in IPv6.
const ADDRESS_TYPES: [(&str, u64); 2] = [("A", 1), ("AAAA", 28)];

/// Checks that a name has an address, and no address that is not public.
pub async fn check(name: &str, resolver: &Target, ports: &impl Fetch) -> Result<(), Unfetchable> {
    let mut found = false;
    for (record, number) in ADDRESS_TYPES {
        let answer = read(&resolver.with_query(&format!("name={name}&type={record}")), ports).await?;
        let records = answer.get("Answer").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for record in records.iter().filter(|record| record.get("type").and_then(Value::as_u64) == Some(number)) {
            let address = record.get("data").and_then(Value::as_str).and_then(|data| data.parse::<IpAddr>().ok());
            if !address.is_some_and(address::is_public) {
                return Err(Unfetchable);
            }
            found = true;
        }
    }
    if found { Ok(()) } else { Err(Unfetchable) }
}
