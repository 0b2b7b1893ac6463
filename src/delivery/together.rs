//! Futures that run at the same time.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Runs futures at the same time until all are done or the time is over, and returns their results in the same order; `None`
/// for those that are not done.
pub async fn within<T>(
    futures: impl IntoIterator<Item = impl Future<Output = T>>,
    end: impl Future<Output = ()>,
) -> Vec<Option<T>> {
    let mut running: Vec<(Pin<Box<_>>, Option<T>)> = futures.into_iter().map(|it| (Box::pin(it), None)).collect();
    let mut end = pin!(end);
    poll_fn(|context| {
        for (future, result) in running.iter_mut().filter(|(_, result)| result.is_none()) {
            if let Poll::Ready(ready) = future.as_mut().poll(context) {
                *result = Some(ready);
            }
        }
        if running.iter().all(|(_, result)| result.is_some()) { Poll::Ready(()) } else { end.as_mut().poll(context) }
    })
    .await;
    running.into_iter().map(|(_, result)| result).collect()
}
