//! The data that operators steer, as a request knows it.

use std::rc::Rc;
use std::sync::Arc;

use crate::model::{Config, DATA_HELD, HeldData, PolicyQuery};
use crate::policy::PolicySource;
use crate::ports::{Clock, PolicyStore};

/// Returns the configuration with the data in force: read now, unless this isolate has done so a moment ago. `None` without the setting,
/// and nothing is read.
///
/// If the data cannot be read, the configuration has the fault in its place.
pub async fn config_now(config: &Config, ports: &(impl Clock + PolicyStore)) -> Option<Rc<Config>> {
    if config.policy.policies == PolicySource::Off {
        return None;
    }
    // The time before the read: a change that comes meanwhile counts as missed.
    let at = ports.now();
    if let Some(held) = ports.held_data().filter(|held| at < held.read_at.after(DATA_HELD)) {
        return Some(held.config);
    }
    let query = PolicyQuery { limit: u32::MAX, ..PolicyQuery::default() };
    let read = ports.policies(&query).await;
    let mut now = config.clone();
    now.data = read.and_then(|versions| now.add(versions)).map(Arc::new);
    let now = Rc::new(now);
    if now.data.is_ok() {
        ports.hold_data(Some(HeldData { read_at: at, config: Rc::clone(&now) }));
    }
    Some(now)
}
