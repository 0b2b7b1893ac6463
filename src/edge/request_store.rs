//! Authorization requests on D1.

use serde_json::Value;

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::rows;
use crate::edge::statements_of_requests::{KEEP_REQUEST, TAKE_REQUEST};
use crate::error::Fault;
use crate::ports::RequestStore;
use crate::unit::Timestamp;

impl RequestStore for Platform {
    fn keep_request(&self, name: &str, request: &str, until: Timestamp) -> impl Future<Output = Result<(), Fault>> {
        let parameters: Vec<Value> = vec![text(name), text(request), integer(until)];
        self.run(KEEP_REQUEST, parameters)
    }

    async fn take_request(&self, name: &str, at: Timestamp) -> Result<Option<String>, Fault> {
        let row = self.rows(TAKE_REQUEST, vec![text(name), integer(at)]).await?.pop();
        row.map(|row| rows::authorization_request(&row)).transpose()
    }
}
