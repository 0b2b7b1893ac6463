//! Changes that others come before: a change is made again from the client as it is stored then.

use serde_json::{Map, Value};

use crate::error::{Error, Fault};
use crate::http::Request;
use crate::model::{RegisteredClient, held_statement};
use crate::ports::{Admission, Throttle};
use crate::registration::hook::Verdict;
use crate::registration::{RegistrationRequest, admit_storage};

/// The number of attempts of one change.
///
/// A change that can be stored on top of others needs one attempt, the first change of a sealed client two. A change that
/// depends on bounds or secrets is made again for each change that comes before it: 16 of these at once all succeed.
pub const ATTEMPTS: u32 = 16;

/// The state that one attempt of a request leaves to the next attempt.
#[derive(Debug, Default)]
pub struct Attempts {
    is_admitted: bool,
    is_refused: bool,
    sent_back: Option<String>,
    heard: Option<(Map<String, Value>, Verdict)>,
}

impl Attempts {
    /// Counts the row that a request stores of an anonymous client, once for all attempts; `Err` is beyond the limit.
    ///
    /// Of the first changes of a sealed client at once, one alone stores a row, and each of them is counted. `Refused` is for
    /// a request beyond the limit that must read the client again: the row may be there now.
    pub async fn admit_storage(
        &mut self,
        client: &RegisteredClient,
        request: &Request,
        throttle: &impl Throttle,
    ) -> Result<Admission, Error> {
        if self.is_admitted {
            return Ok(Admission::Admitted);
        }
        match admit_storage(request.peer, throttle).await {
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

    /// Returns what the registration hook has answered to an earlier attempt, if the question was the same.
    pub(super) fn verdict_on(&self, question: &Map<String, Value>) -> Option<Verdict> {
        self.heard.as_ref().filter(|(asked, _)| asked == question).map(|(_, verdict)| verdict.clone())
    }

    /// Notes what the registration hook has answered.
    pub(super) fn note_verdict(&mut self, question: Map<String, Value>, verdict: Verdict) {
        self.heard = Some((question, verdict));
    }

    /// Checks that the client holds the software statement that an earlier attempt sent back unchanged.
    ///
    /// If a newer statement came since, the request does not ask to return to the one before.
    pub fn check_statement(&self, client: &RegisteredClient) -> Result<(), Fault> {
        let is_same = |sent: &str| held_statement(client) == Some(sent);
        if self.sent_back.as_deref().is_none_or(is_same) { Ok(()) } else { Err(Fault::Contention) }
    }

    /// Notes the software statement that the request sends back unchanged, if it does.
    pub fn note_statement(&mut self, client: &RegisteredClient, request: &RegistrationRequest) {
        let held = held_statement(client).filter(|held| request.shows(held));
        self.sent_back = self.sent_back.take().or_else(|| held.map(str::to_owned));
    }
}
