//! The requests of devices on D1: one statement for each call.

use serde::Deserialize;
use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::rows::{maybe_parsed, parsed, read};
use crate::edge::statements_of_devices::{
    ANSWER_DEVICE, DEVICE_REQUEST, KEEP_DEVICE_REQUEST, POLL_DEVICE, TAKE_DEVICE_REQUEST,
};
use crate::error::Fault;
use crate::json;
use crate::model::{AuthorizationRequest, DEVICE_PAUSE, DeviceAnswer, DeviceRequest, Polled};
use crate::ports::DeviceStore;
use crate::unit::Timestamp;

const OF: &str = "request of a device";

impl DeviceStore for Platform {
    async fn keep_device_request(&self, request: &DeviceRequest) -> Result<bool, Fault> {
        let parameters = vec![
            text(&request.name),
            text(&json::text(&request.request)),
            maybe_text(request.place.as_deref()),
            integer(request.asked_at)?,
            integer(request.expires_at)?,
            Value::from(DEVICE_PAUSE.0),
        ];
        Ok(!self.rows(KEEP_DEVICE_REQUEST, parameters).await?.is_empty())
    }

    async fn device_request(&self, names: &[String], at: Timestamp) -> Result<Option<DeviceRequest>, Fault> {
        let row = self.rows(DEVICE_REQUEST, vec![text(&json::text(&names)), integer(at)?]).await?.pop();
        row.map(|row| {
            let RequestRow { name, request, place, asked_at, expires_at } = read(&row, OF)?;
            Ok(DeviceRequest { name, request, place, asked_at, expires_at })
        })
        .transpose()
    }

    async fn answer_device(&self, name: &str, answer: &DeviceAnswer, at: Timestamp) -> Result<bool, Fault> {
        let parameters = vec![text(name), text(&json::text(answer)), integer(at)?];
        Ok(!self.rows(ANSWER_DEVICE, parameters).await?.is_empty())
    }

    async fn poll_device(&self, name: &str, at: Timestamp) -> Result<Option<Polled>, Fault> {
        let parameters = vec![text(name), integer(at)?, Value::from(DEVICE_PAUSE.0)];
        let row = self.rows(POLL_DEVICE, parameters).await?.pop();
        row.map(|row| {
            let PolledRow { answer, expires_at, is_hasty } = read(&row, OF)?;
            Ok(Polled { answer, expires_at, is_hasty: is_hasty != 0 })
        })
        .transpose()
    }

    async fn take_device_request(&self, name: &str) -> Result<bool, Fault> {
        Ok(!self.rows(TAKE_DEVICE_REQUEST, vec![text(name)]).await?.is_empty())
    }
}

#[derive(Deserialize)]
struct RequestRow {
    name: String,
    #[serde(deserialize_with = "parsed")]
    request: AuthorizationRequest,
    place: Option<String>,
    asked_at: Timestamp,
    expires_at: Timestamp,
}

#[derive(Deserialize)]
struct PolledRow {
    #[serde(deserialize_with = "maybe_parsed")]
    answer: Option<DeviceAnswer>,
    expires_at: Timestamp,
    is_hasty: u32,
}
