//! What is done now and then without being asked.

use crate::config::Config;
use crate::error::Fault;
use crate::ports::{Clock, Forgotten, Store};

/// Forgets clients that were deleted long enough ago.
pub async fn sweep(config: &Config, ports: &(impl Clock + Store)) -> Result<Forgotten, Fault> {
    ports.forget(ports.now().before(config.deleted_client_retention)).await
}
