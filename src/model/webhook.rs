//! The receiver of events of accounts.

use crate::client_metadata::AbsoluteUri;
use crate::model::SharedSecret;

/// The server of the operator that gets events of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub uri: AbsoluteUri,
    /// The secret with which this server proves itself there, beside the signature of each event.
    pub secret: Option<SharedSecret>,
}
