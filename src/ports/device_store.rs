//! Requests of devices without a browser.

use crate::error::Fault;
use crate::model::{DeviceAnswer, DeviceRequest, Polled};
use crate::unit::Timestamp;

/// Stores the requests of devices until their users have answered, and the devices have learned it. RFC 8628.
pub trait DeviceStore {
    /// Stores a request; false if there is one of this name already.
    async fn keep_device_request(&self, request: &DeviceRequest) -> Result<bool, Fault>;

    /// Returns the request under one of these names that nobody has answered yet, and that is not over.
    async fn device_request(&self, names: &[String], at: Timestamp) -> Result<Option<DeviceRequest>, Fault>;

    /// Answers a request; false if it has an answer already, or is over.
    async fn answer_device(&self, name: &str, answer: &DeviceAnswer, at: Timestamp) -> Result<bool, Fault>;

    /// Notes that a device asks for its tokens, and returns what it learns; `None` if there is no request of this name.
    /// A device that asks too soon must wait five seconds longer from then on. RFC 8628 section 3.5.
    async fn poll_device(&self, name: &str, at: Timestamp) -> Result<Option<Polled>, Fault>;

    /// Takes a request away; false if it is gone already. So an answer counts once.
    async fn take_device_request(&self, name: &str) -> Result<bool, Fault>;
}
