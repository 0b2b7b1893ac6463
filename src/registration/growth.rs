//! The limit of the rows that one request stores for clients of strangers.

use crate::error::Error;
use crate::http::Request;
use crate::model::RegisteredClient;
use crate::ports::{Admission, Throttle};
use crate::registration::admission;

/// Counts what one request stores of a client that nobody vouches for, however often it is tried.
#[derive(Debug, Default)]
pub struct Growth {
    is_admitted: bool,
    is_refused: bool,
}

impl Growth {
    /// Checks that the request may store one more row; `Err` is beyond the limit.
    ///
    /// Of the first changes of a sealed client at once one alone stores a row, and each of them is counted. `Refused` is for
    /// one beyond the limit that must look again: the row may be there by now.
    pub async fn admit(
        &mut self,
        client: &RegisteredClient,
        request: &Request,
        throttle: &impl Throttle,
    ) -> Result<Admission, Error> {
        if self.is_admitted {
            return Ok(Admission::Admitted);
        }
        match admission::admit_storage(request.peer, throttle).await {
            Err(Error::Refusal(_)) if !client.is_stored() && !self.is_refused => {
                self.is_refused = true;
                Ok(Admission::Refused)
            }
            admission => {
                admission?;
                self.is_admitted = true;
                Ok(Admission::Admitted)
            }
        }
    }
}
