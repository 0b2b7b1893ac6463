//! The requests of devices on D1: one statement for each call.

use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::row::Row;
use crate::edge::statements_of_devices::{
    ANSWER_DEVICE, DEVICE_REQUEST, KEEP_DEVICE_REQUEST, POLL_DEVICE, TAKE_DEVICE_REQUEST,
};
use crate::error::Fault;
use crate::json;
use crate::model::{DEVICE_PAUSE, DeviceAnswer, DeviceRequest, Polled};
use crate::ports::DeviceStore;
use crate::unit::Timestamp;

const OF: &str = "request of a device";

impl DeviceStore for Platform {
    fn keep_device_request(&self, request: &DeviceRequest) -> impl Future<Output = Result<bool, Fault>> {
        let parameters = vec![
            text(&request.name),
            text(&json::text(&request.request)),
            maybe_text(request.place.as_deref()),
            integer(request.asked_at),
            integer(request.expires_at),
            Value::from(DEVICE_PAUSE.0),
        ];
        self.returns_row(KEEP_DEVICE_REQUEST, parameters)
    }

    async fn device_request(&self, names: &[String], at: Timestamp) -> Result<Option<DeviceRequest>, Fault> {
        let row = self.rows(DEVICE_REQUEST, vec![text(&json::text(&names)), integer(at)]).await?.pop();
        row.map(|row| {
            let row = Row::of(&row, OF);
            Ok(DeviceRequest {
                name: row.get("name")?,
                request: row.json("request")?,
                place: row.get("place")?,
                asked_at: row.get("asked_at")?,
                expires_at: row.get("expires_at")?,
            })
        })
        .transpose()
    }

    fn answer_device(
        &self,
        name: &str,
        answer: &DeviceAnswer,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, Fault>> {
        let parameters = vec![text(name), text(&json::text(answer)), integer(at)];
        self.returns_row(ANSWER_DEVICE, parameters)
    }

    async fn poll_device(&self, name: &str, at: Timestamp) -> Result<Option<Polled>, Fault> {
        let parameters = vec![text(name), integer(at), Value::from(DEVICE_PAUSE.0)];
        let row = self.rows(POLL_DEVICE, parameters).await?.pop();
        row.map(|row| {
            let row = Row::of(&row, OF);
            let (answer, expires_at) = (row.maybe_json("answer")?, row.get("expires_at")?);
            Ok(Polled { answer, expires_at, is_hasty: row.flag("is_hasty")? })
        })
        .transpose()
    }

    fn take_device_request(&self, name: &str) -> impl Future<Output = Result<bool, Fault>> {
        self.returns_row(TAKE_DEVICE_REQUEST, vec![text(name)])
    }
}
