//! What Enrol's core does for a request, as scenarios: one program times them, the other one has their instructions
//! counted.

mod scenarios;
mod subject;

pub use scenarios::{Work, names, prepare};

/// The same for every program, so that what is counted is what was timed.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;
