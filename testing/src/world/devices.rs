//! The requests of devices, in memory.

use enrol::error::Fault;
use enrol::model::{DEVICE_PAUSE, DeviceAnswer, DeviceRequest, Polled};
use enrol::ports::DeviceStore;
use enrol::unit::{Seconds, Timestamp};

use super::World;

/// A request with its answer and the questions of its device.
#[derive(Clone, Debug)]
pub struct StoredDevice {
    request: DeviceRequest,
    answer: Option<DeviceAnswer>,
    polled_at: Timestamp,
    pause: Seconds,
}

impl StoredDevice {
    /// Returns true if the request is over.
    pub(super) fn is_over(&self, before: Timestamp) -> bool {
        self.request.expires_at < before
    }
}

impl DeviceStore for World {
    async fn keep_device_request(&self, request: &DeviceRequest) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut devices = self.devices.borrow_mut();
        if devices.contains_key(&request.name) {
            return Ok(false);
        }
        let (request, polled_at) = (request.clone(), Timestamp(0));
        let stored = StoredDevice { request, answer: None, polled_at, pause: DEVICE_PAUSE };
        devices.insert(stored.request.name.clone(), stored);
        Ok(true)
    }

    async fn device_request(&self, names: &[String], at: Timestamp) -> Result<Option<DeviceRequest>, Fault> {
        self.use_store().await?;
        let devices = self.devices.borrow();
        let found = names.iter().filter_map(|name| devices.get(name));
        let waits = |it: &&StoredDevice| it.request.expires_at > at && it.answer.is_none();
        Ok(found.filter(|it| waits(it)).map(|it| it.request.clone()).next())
    }

    async fn answer_device(&self, name: &str, answer: &DeviceAnswer, at: Timestamp) -> Result<bool, Fault> {
        self.use_store().await?;
        let mut devices = self.devices.borrow_mut();
        match devices.get_mut(name) {
            Some(stored) if stored.request.expires_at > at && stored.answer.is_none() => {
                stored.answer = Some(answer.clone());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn poll_device(&self, name: &str, at: Timestamp) -> Result<Option<Polled>, Fault> {
        self.use_store().await?;
        let mut devices = self.devices.borrow_mut();
        let Some(stored) = devices.get_mut(name) else { return Ok(None) };
        let is_hasty = at < stored.polled_at.after(stored.pause);
        if is_hasty {
            stored.pause = Seconds(stored.pause.0 + DEVICE_PAUSE.0);
        }
        stored.polled_at = at;
        Ok(Some(Polled { answer: stored.answer.clone(), expires_at: stored.request.expires_at, is_hasty }))
    }

    async fn take_device_request(&self, name: &str) -> Result<bool, Fault> {
        self.use_store().await?;
        Ok(self.devices.borrow_mut().remove(name).is_some())
    }
}
