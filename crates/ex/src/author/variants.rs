//! Plays starters, solutions, wrong and odd ones, and compares.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::declared::Machine;
use super::programs::{Against, Fails, Variant, variants};
use super::{Depth, SEED};
use crate::cargo::Built;
use crate::exercise::{Check, Exercise};
use crate::play::game;
use crate::play::judge::Judged;
use crate::play::side_by_side::each;
use crate::play::verdict::Verdict;
use crate::tell::out::complain;

/// How many checks play at once: most of them wait.
const AT_ONCE: usize = 16;
/// How often a solution must pass, each time with another seed, and an odd
/// program. The first time is with all the others.
const SOLUTION: u64 = 20;
const ODD: u64 = 3;
/// Nobody waits longer for one check, whatever the program and the machine.
const LONGEST: Duration = Duration::from_secs(180);
/// How often a wrong program is played alone that fails otherwise beside
/// others: whoever else uses the machine does so then, too.
const ALONE: usize = 3;
/// How many of the longest are told.
const TOLD: usize = 3;
/// How many threads spin beside a pass.
const SPINNING: usize = 4;

/// Each variant once, all side by side.
pub fn problems(
    chosen: &[&Exercise],
    built: &Built,
    depth: Depth,
) -> Vec<String> {
    match variants(chosen, built, depth) {
        Ok(variants) => {
            let games: Vec<_> = variants.iter().map(|v| (v, SEED)).collect();
            let against = match depth {
                Depth::Quick => Against::Declared,
                Depth::All | Depth::Thorough => Against::All,
            };
            compared(&games, against, Machine::Quiet)
        }
        Err(problem) => vec![problem],
    }
}

/// What is not as it was declared, and not as it was recorded.
fn compared(
    games: &[(&Variant, u64)],
    against: Against,
    machine: Machine,
) -> Vec<String> {
    let (played, slow) = played(games, against);
    let pairs = games.iter().zip(&played);
    let problems = pairs.flat_map(|((variant, seed), own)| {
        let problems = variant.problems(own, *seed, machine);
        let is_wrong = matches!(variant.fails, Fails::These { .. });
        if problems.is_empty() || !is_wrong || machine == Machine::Busy {
            return problems;
        }
        // How a wrong one fails may be another beside fifteen others. A
        // right one has no such excuse.
        alone_in_the_end(variant, *seed, against, problems)
    });
    problems.chain(slow).collect()
}

/// What is left of these problems where the variant is played alone.
fn alone_in_the_end(
    variant: &Variant,
    seed: u64,
    against: Against,
    mut problems: Vec<String>,
) -> Vec<String> {
    for _ in 0..ALONE {
        complain(format_args!(
            "{} {}: otherwise than declared beside others, played alone:\n{}",
            variant.exercise.id,
            variant.name,
            problems.join("\n")
        ));
        let played = alone(variant, seed, against);
        problems = variant.problems(&played, seed, Machine::Quiet);
        if problems.is_empty() {
            break;
        }
    }
    problems
}

/// The verdicts of a variant's checks, one after the other.
fn alone<'v>(
    variant: &'v Variant,
    seed: u64,
    against: Against,
) -> Vec<Judged<'v>> {
    let checks = variant.checks(against).into_iter();
    let play = |check| {
        let target = &variant.target;
        (check, game::play(variant.exercise, check, target, seed))
    };
    checks.map(play).collect()
}

/// The number of a variant's game, one check of it, and its seed.
type Game<'v> = (usize, &'v Variant<'v>, &'v Check, u64);

/// The verdicts of each game's checks; all of them side by side. And one that
/// took too long.
fn played<'v>(
    games: &[(&'v Variant, u64)],
    against: Against,
) -> (Vec<Vec<Judged<'v>>>, Option<String>) {
    let mut checks: Vec<Game> = Vec::new();
    for (index, (variant, seed)) in games.iter().enumerate() {
        let own = variant.checks(against).into_iter();
        checks.extend(own.map(|check| (index, *variant, check, *seed)));
    }
    let begun = Instant::now();
    // A failure is often a silence, and takes longest: those begin first.
    let mut order: Vec<usize> = (0..checks.len()).collect();
    order.sort_by_key(|nth| !checks[*nth].1.fails.has(&checks[*nth].2.id));
    let verdicts = each(AT_ONCE, &order, |nth: &usize| {
        let (_, variant, check, seed) = checks[*nth];
        timed(variant, check, seed)
    });
    let mut verdicts: Vec<_> = order.into_iter().zip(verdicts).collect();
    verdicts.sort_by_key(|(nth, _)| *nth);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict);
    let (verdicts, took): (Vec<_>, Vec<_>) = verdicts.unzip();
    tell_longest(&checks, &took, begun.elapsed());
    let mut slow = None;
    let mut played: Vec<Vec<Judged>> = vec![Vec::new(); games.len()];
    for ((game, mut verdict), took) in checks.iter().zip(verdicts).zip(took) {
        let (index, variant, check, seed) = *game;
        let is_slow = took > LONGEST;
        if is_slow || matches!(verdict, Verdict::Busy) {
            // All the others are done: now there is less to do.
            let (again, took) = timed(variant, check, seed);
            if let Verdict::Busy = verdict {
                verdict = again;
            }
            if is_slow && took > LONGEST {
                slow = Some(too_long(variant, check, took));
            }
        }
        played[index].push((check, verdict));
    }
    (played, slow)
}

/// A check's verdict, and how long that took.
fn timed(variant: &Variant, check: &Check, seed: u64) -> (Verdict, Duration) {
    let begun = Instant::now();
    let verdict = game::play(variant.exercise, check, &variant.target, seed);
    (verdict, begun.elapsed())
}

/// Tells which games took longest.
fn tell_longest(games: &[Game], took: &[Duration], all: Duration) {
    let mut games: Vec<_> = took.iter().zip(games).collect();
    games.sort_by_key(|(took, _)| std::cmp::Reverse(**took));
    let longest = games.iter().take(TOLD).map(|(took, game)| {
        let (_, variant, check, _) = game;
        format!("{} {} {:.1} s", variant.name, check.id, took.as_secs_f64())
    });
    let longest: Vec<_> = longest.collect();
    complain(format_args!(
        "{} games in {:.0} s; the longest: {}",
        games.len(),
        all.as_secs_f64(),
        longest.join(", ")
    ));
}

fn too_long(variant: &Variant, check: &Check, took: Duration) -> String {
    format!(
        "{} {} {:.1} s, alone: at most {LONGEST:?} are asked of anybody",
        variant.name,
        check.id,
        took.as_secs_f64()
    )
}

/// The solutions many times, each with another seed; the odd ones a few
/// times; then every variant once more while the processors are busy, the
/// wrong ones against what they fail.
pub fn again(chosen: &[&Exercise], built: &Built) -> Vec<String> {
    let all = match variants(chosen, built, Depth::Thorough) {
        Ok(variants) => variants,
        Err(problem) => return vec![problem],
    };
    let mut games = Vec::new();
    for variant in &all {
        let times = match variant.fails {
            Fails::Nothing if variant.name == "solution" => SOLUTION,
            Fails::Nothing => ODD,
            _ => 0,
        };
        games.extend((1..times).map(|seed| (variant, SEED + seed)));
    }
    let mut problems = compared(&games, Against::All, Machine::Quiet);
    let games: Vec<_> = all.iter().map(|v| (v, SEED)).collect();
    // What else a wrong one fails then would be no fault of anybody.
    let beside = || compared(&games, Against::Declared, Machine::Busy);
    problems.extend(busy(beside));
    problems
}

/// Does it while each processor has something else to do.
fn busy<T>(act: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    let spin = || {
        while !done.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
    };
    thread::scope(|scope| {
        for _ in 0..SPINNING {
            scope.spawn(spin);
        }
        let result = act();
        done.store(true, Ordering::Relaxed);
        result
    })
}
