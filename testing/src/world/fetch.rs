//! The documents of others, in memory.

use std::future::pending;

use enrol::error::Fault;
use enrol::http::{Body, Status};
use enrol::policy::Target;
use enrol::ports::{Fetch, Fetched, Message};
use enrol::unit::ByteCount;
use serde_json::Value;

use super::{Down, World};

/// The resolver that looks names up.
const RESOLVER: &str = "https://cloudflare-dns.com/dns-query";

/// The address of every name in a world that has a document everywhere.
const RESOLVED: &str = r#"{"Status":0,"Answer":[{"type":1,"data":"93.184.216.34"}]}"#;

impl World {
    /// Puts a JSON document at an address of others.
    pub fn publish(&self, address: &str, document: &str) {
        self.publish_as(address, 200, "application/json", document);
    }

    /// Puts any response at an address of others.
    pub fn publish_as(&self, address: &str, status: u16, content_type: &str, body: &str) {
        let body = Body::Complete(body.as_bytes().to_vec());
        let fetched = fetched(status, content_type, body);
        self.documents.borrow_mut().insert(address.to_owned(), fetched);
    }

    /// Lets caches keep the document at an address as this header says.
    pub fn cache_document(&self, address: &str, cache_control: &str) {
        let mut documents = self.documents.borrow_mut();
        cache_control.clone_into(&mut documents.get_mut(address).expect("a document").cache_control);
    }

    /// Answers every POST to an address of others.
    pub fn answer(&self, address: &str, status: u16, body: &Value) {
        self.publish_as(&post(address), status, "application/json", &body.to_string());
    }

    /// Puts a JSON document at every address that has none of its own, and gives every name an address.
    pub fn publish_everywhere(&self, document: &Value) {
        self.everywhere.replace(Some(document.to_string()));
    }

    /// Gives a name its addresses.
    pub fn resolve(&self, name: &str, ipv4: &str, ipv6: &str) {
        for (record, number, address) in [("A", 1, ipv4), ("AAAA", 28, ipv6)] {
            let answer =
                if address.is_empty() { String::new() } else { format!(r#"{{"type":{number},"data":"{address}"}}"#) };
            let query = format!("{RESOLVER}?name={name}&type={record}");
            self.publish_as(&query, 200, "application/dns-json", &format!(r#"{{"Status":0,"Answer":[{answer}]}}"#));
        }
    }

    fn document(&self, address: &str) -> Option<Fetched> {
        let own = self.documents.borrow().get(address).cloned();
        own.or_else(|| {
            let everywhere = self.everywhere.borrow();
            let (content_type, text) = match everywhere.as_deref()? {
                _ if address.starts_with(RESOLVER) => ("application/dns-json", RESOLVED),
                document => ("application/json", document),
            };
            let body = Body::Complete(text.as_bytes().to_vec());
            Some(fetched(200, content_type, body))
        })
    }
}

/// A response without caching headers.
fn fetched(status: u16, content_type: &str, body: Body) -> Fetched {
    let (cache_control, content_type) = (String::new(), content_type.to_owned());
    Fetched { status: Status(status), cache_control, content_type, body }
}

/// The name under which the response to a POST is kept.
fn post(address: &str) -> String {
    format!("POST {address}")
}

impl World {
    fn fetched(&self, address: &str, limit: ByteCount) -> Result<Fetched, Fault> {
        match (self.down.get(), self.document(address)) {
            (Down::Fetch, _) | (_, None) => Err(Fault::Unavailable("timed out".to_owned())),
            (_, Some(Fetched { body: Body::Complete(body), .. })) if body.len() > limit.0 => {
                Ok(fetched(200, "", Body::TooLarge))
            }
            (_, Some(found)) => Ok(found),
        }
    }
}

impl Fetch for World {
    async fn get(&self, target: &Target, limit: ByteCount) -> Result<Fetched, Fault> {
        self.fetches.borrow_mut().push(target.as_str().to_owned());
        self.fetched(target.as_str(), limit)
    }

    async fn send(&self, target: &Target, message: &Message, limit: ByteCount) -> Result<Fetched, Fault> {
        let address = target.as_str();
        self.sent.borrow_mut().push((address.to_owned(), message.clone()));
        if self.hanging.borrow().contains(address) {
            return pending().await;
        }
        match message.content {
            Some(_) if self.has_hook_at(address) && self.down.get() != Down::Fetch => self.answer_of_hook(message),
            Some(_) => self.fetched(&post(address), limit),
            None => self.fetched(address, limit),
        }
    }
}
