//! The stored authorization requests, in memory.

use enrol::error::Fault;
use enrol::ports::RequestStore;
use enrol::unit::Timestamp;

use super::World;

impl RequestStore for World {
    async fn keep_request(&self, name: &str, request: &str, until: Timestamp) -> Result<(), Fault> {
        self.use_store().await?;
        let former = self.requests.borrow_mut().insert(name.to_owned(), (request.to_owned(), until));
        assert_eq!(former, None, "two requests have one name");
        Ok(())
    }

    async fn take_request(&self, name: &str, at: Timestamp) -> Result<Option<String>, Fault> {
        self.use_store().await?;
        let mut requests = self.requests.borrow_mut();
        if requests.get(name).is_none_or(|(_, until)| *until <= at) {
            return Ok(None);
        }
        Ok(requests.remove(name).map(|(request, _)| request))
    }
}
