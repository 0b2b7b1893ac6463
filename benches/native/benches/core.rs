//! Times every scenario.

use divan::Bencher;
use enrol_benches::{names, prepare};

fn main() {
    divan::main();
}

#[divan::bench(args = names())]
fn core(bencher: Bencher, name: &str) {
    let work = prepare(name).expect("a scenario");
    bencher.bench_local(|| work.run());
}
