//! Does a scenario so many times, for whoever counts what `repeated` executes; says the names of all without one.

use std::process::ExitCode;

use enrol_benches::{Work, names, prepare};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match &*words {
        [] => names().for_each(|name| println!("{name}")),
        [name, times] => {
            let (Some(work), Ok(times)) = (prepare(name), times.parse()) else { return ExitCode::FAILURE };
            repeated(&work, times);
        }
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// Runs the counted part alone. valgrind finds this function by its name; preparation happens before it.
#[inline(never)]
fn repeated(work: &Work, times: u32) {
    for _ in 0..times {
        work.run();
    }
}
