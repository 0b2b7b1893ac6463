//! The work of Enrol's core for a request, as scenarios. One program times them; in the other, valgrind counts their
//! instructions.

mod scenarios;
mod subject;

pub use scenarios::{Work, names, prepare};

/// The same for every program, so that what is counted is what was timed.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;
