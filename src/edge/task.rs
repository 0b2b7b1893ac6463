//! What waits for the platform. A task is asked to go on by the call in which the platform gives what it waits for: no
//! promise of Rust's own and no turn of the event loop is in between.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

use crate::edge::host;

/// What a request, or a run of the cron trigger, comes to.
type Task = Pin<Box<dyn Future<Output = JsValue>>>;

thread_local! {
    /// Those that wait.
    static TASKS: RefCell<BTreeMap<u32, Task>> = const { RefCell::new(BTreeMap::new()) };
    /// What was waited for and is there, by ticket.
    static GIVEN: RefCell<BTreeMap<u32, Result<JsValue, JsValue>>> = const { RefCell::new(BTreeMap::new()) };
    /// The task that runs.
    static RUNNING: Cell<u32> = const { Cell::new(0) };
    /// The last number that a task or a ticket was given.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

fn number() -> u32 {
    let next = LAST.get().wrapping_add(1);
    LAST.set(next);
    next
}

/// Starts a task: what it comes to, or its number where it waits for something.
pub fn start(task: impl Future<Output = JsValue> + 'static) -> Result<JsValue, u32> {
    let number = number();
    run(number, Box::pin(task)).ok_or(number)
}

/// Lets a task run until it waits, or ends with what is given back.
fn run(number: u32, mut task: Task) -> Option<JsValue> {
    RUNNING.set(number);
    // Nothing is woken: a task goes on when what it waits for is given.
    match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => {
            TASKS.with_borrow_mut(|tasks| tasks.insert(number, task));
            None
        }
    }
}

/// Waits for a promise.
pub async fn settled(promise: &JsValue) -> Result<JsValue, JsValue> {
    let ticket = number();
    host::wait(promise, RUNNING.get(), ticket);
    poll_fn(|_| match GIVEN.with_borrow_mut(|given| given.remove(&ticket)) {
        Some(outcome) => Poll::Ready(outcome),
        None => Poll::Pending,
    })
    .await
}

/// Gives a task what it waits for; `None` where it then waits for something else.
#[wasm_bindgen]
#[must_use]
pub fn give(task: u32, ticket: u32, value: JsValue, is_error: bool) -> Option<JsValue> {
    let number = task;
    let task = TASKS.with_borrow_mut(|tasks| tasks.remove(&number))?;
    let outcome = if is_error { Err(value) } else { Ok(value) };
    GIVEN.with_borrow_mut(|given| given.insert(ticket, outcome));
    run(number, task)
}
