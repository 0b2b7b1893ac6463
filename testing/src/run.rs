//! Runs futures whose ports are in memory.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::{Call, Reply, World};

/// How often a future is asked. A pause is over before.
const MAXIMUM_TURNS: u32 = 1_000;

/// Runs a future whose ports never wait for others, but for pauses.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    let mut future = pin!(future);
    for _ in 0..MAXIMUM_TURNS {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("a port in memory waited")
}

/// Sends calls at once. Each call asks the store once before the next call does, so all of them read before one writes.
pub fn at_once(world: &World, calls: impl IntoIterator<Item = Call>) -> Vec<Reply> {
    world.takes_turns.set(true);
    let mut running: Vec<_> = calls.into_iter().map(|call| Some(Box::pin(call.sent_to(world)))).collect();
    let mut replies: Vec<Option<Reply>> = running.iter().map(|_| None).collect();
    let mut context = Context::from_waker(Waker::noop());
    while replies.iter().any(Option::is_none) {
        for (place, reply) in running.iter_mut().zip(&mut replies) {
            if let Some(future) = place
                && let Poll::Ready(ready) = future.as_mut().poll(&mut context)
            {
                *reply = Some(ready);
                *place = None;
            }
        }
    }
    world.takes_turns.set(false);
    replies.into_iter().flatten().collect()
}

/// Lets other futures continue once.
pub async fn give_way() {
    let mut has_waited = false;
    poll_fn(|_| if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
