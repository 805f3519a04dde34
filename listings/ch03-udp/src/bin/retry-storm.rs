//! A thousand clients lose their server at the same moment. How many of them
//! ask at once, then, with three ways of waiting?
//!
//!     cargo run -p ch03-udp --bin retry-storm

use std::collections::BTreeMap;
use std::env;
use std::process;

const CLIENTS: u32 = 1000;

/// How often each asks again.
const TRIES: u32 = 5;

/// The first wait, in milliseconds.
const FIRST: u64 = 1000;

/// The wait before a try, the first of which is 0.
type Wait = fn(&mut Chance, u32) -> u64;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: retry-storm (it takes no arguments)");
        process::exit(2);
    }
    let ways: [(&str, Wait); 3] = [
        ("the same wait", |_, _| FIRST),
        ("doubled", |_, tries| FIRST << tries),
        ("doubled, scattered", scattered),
    ];
    for (name, wait) in ways {
        let (most, last) = busiest(wait);
        println!("{name}: {most} within 0.01 s, the last after {last} s");
    }
}

/// Somewhere between half of the doubled wait and all of it.
fn scattered(chance: &mut Chance, tries: u32) -> u64 {
    let half = (FIRST << tries) / 2;
    half + chance.below(half + 1)
}

/// The most requests in a slot of ten milliseconds, and when the last one is
/// sent.
fn busiest(wait: Wait) -> (u32, u64) {
    // A real client takes its chance from the system, as a fresh
    // `RandomState` does. This one is the same in every run.
    let mut chance = Chance(1);
    let mut sent: BTreeMap<u64, u32> = BTreeMap::new();
    for _ in 0..CLIENTS {
        let mut now = 0;
        for tries in 0..TRIES {
            now += wait(&mut chance, tries);
            *sent.entry(now / 10).or_default() += 1;
        }
    }
    let last = sent.keys().last().map_or(0, |slot| slot / 100);
    (sent.into_values().max().unwrap_or(0), last)
}

/// SplitMix64: an addition, and three steps that mix the bits.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
