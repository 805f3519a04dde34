//! Plays starters, solutions, wrong and odd ones, and compares.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use exercise::Symptom;

use super::programs::{Fails, Variant, variants};
use super::{Depth, SEED, golden};
use crate::cargo::Built;
use crate::exercise::Exercise;
use crate::play::game;
use crate::play::judge::Judged;
use crate::play::side_by_side::each;
use crate::play::verdict::Verdict;
use crate::tell::out::complain;

/// How many checks play at once: most of them wait.
const AT_ONCE: usize = 16;
/// How often a solution must pass, each time with another seed, and an odd
/// program.
const SOLUTION: u64 = 20;
const ODD: u64 = 3;
/// Nobody waits longer for one check, whatever the program and the machine.
const LONGEST: Duration = Duration::from_secs(180);
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
            compared(&games, Machine::Quiet)
        }
        Err(problem) => vec![problem],
    }
}

/// What else the machine does. Beside other programs a right one is right,
/// and a wrong one fails what is declared; what else it fails then, and how,
/// is a matter of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Machine {
    Quiet,
    Busy,
}

/// What is not as it was declared, and not as it was recorded.
fn compared(games: &[(&Variant, u64)], machine: Machine) -> Vec<String> {
    let (played, slow) = played(games);
    let pairs = games.iter().zip(&played);
    let problems = pairs.flat_map(|((variant, seed), own)| {
        let problems = variant.problems(own, *seed, machine);
        let is_wrong = matches!(variant.fails, Fails::These { .. });
        if problems.is_empty() || !is_wrong || machine == Machine::Busy {
            return problems;
        }
        // How a wrong one fails may be another beside fifteen others. A
        // right one has no such excuse.
        variant.problems(&alone(variant, *seed), *seed, machine)
    });
    problems.chain(slow).collect()
}

/// The verdicts of a variant's checks, one after the other.
fn alone<'v>(variant: &'v Variant, seed: u64) -> Vec<Judged<'v>> {
    let checks = variant.exercise.checks.iter();
    let play = |check| {
        let target = &variant.target;
        (check, game::play(variant.exercise, check, target, seed))
    };
    checks.map(play).collect()
}

/// The verdicts of each game's checks; all of them side by side. And which
/// of them took too long.
fn played<'v>(
    games: &[(&'v Variant, u64)],
) -> (Vec<Vec<Judged<'v>>>, Option<String>) {
    let mut checks = Vec::new();
    for (index, (variant, seed)) in games.iter().enumerate() {
        let own = variant.exercise.checks.iter();
        checks.extend(own.map(|check| (index, *variant, check, *seed)));
    }
    let begun = Instant::now();
    let verdicts = each(AT_ONCE, &checks, |(_, variant, check, seed)| {
        let begun = Instant::now();
        let target = &variant.target;
        let verdict = game::play(variant.exercise, check, target, *seed);
        let took = format!("{} {}", variant.name, check.id);
        (verdict, (begun.elapsed(), took))
    });
    let (verdicts, took): (Vec<_>, Vec<_>) = verdicts.into_iter().unzip();
    let slow = too_long(took, begun.elapsed());
    let mut played: Vec<Vec<Judged>> = vec![Vec::new(); games.len()];
    for (game, mut verdict) in checks.into_iter().zip(verdicts) {
        let (index, variant, check, seed) = game;
        if let Verdict::Busy = verdict {
            // All the others are done: now there is less to do.
            let Variant {
                exercise, target, ..
            } = variant;
            verdict = game::play(exercise, check, target, seed);
        }
        played[index].push((check, verdict));
    }
    (played, slow)
}

/// Tells which games took longest; the complaint where that is too long.
fn too_long(
    mut took: Vec<(Duration, String)>,
    all: Duration,
) -> Option<String> {
    took.sort();
    let longest: Vec<_> = took.iter().rev().take(TOLD).collect();
    let told = longest
        .iter()
        .map(|(time, what)| format!("{what} {:.1} s", time.as_secs_f64()));
    let told = told.collect::<Vec<_>>().join(", ");
    complain(format_args!(
        "{} games in {:.0} s; the longest: {told}",
        took.len(),
        all.as_secs_f64()
    ));
    let over = longest.first().is_some_and(|(time, _)| *time > LONGEST);
    over.then(|| {
        format!(
            "{told}: whoever works alone waits as long; at most {LONGEST:?} \
             are asked of anybody"
        )
    })
}

impl Variant<'_> {
    /// What is not as it was declared, and not as it was recorded.
    fn problems(
        &self,
        played: &[Judged],
        seed: u64,
        machine: Machine,
    ) -> Vec<String> {
        let mut problems = self.wrong(played, machine);
        let quiet = machine == Machine::Quiet;
        if seed == SEED && quiet && !self.fails.varies() {
            let shown = self.recorded(played);
            problems.extend(golden::compare(self.exercise, self.name, shown));
        }
        problems
    }

    /// The outcomes whose texts are recorded. Of the starter it is what a
    /// learner sees first: what else it does not do is nobody's promise.
    fn recorded<'o, 'c>(&self, own: &'o [Judged<'c>]) -> &'o [Judged<'c>] {
        match self.fails {
            Fails::First(_) => {
                let first = own.iter().position(|(_, v)| is_failure(v));
                &own[..first.map_or(0, |first| first + 1)]
            }
            _ => own,
        }
    }

    /// What is not as it was declared.
    fn wrong(&self, played: &[Judged], machine: Machine) -> Vec<String> {
        let at = format!("{} {}", self.exercise.id, self.name);
        let mut problems = Vec::new();
        let mut untold: BTreeSet<&str> = BTreeSet::new();
        for (check, verdict) in played {
            if let Verdict::Busy = verdict {
                untold.insert(&check.id);
                complain(format_args!(
                    "{at}: {}: ignored: the machine is too busy",
                    check.id
                ));
            }
            if let Verdict::CannotTell(why) = verdict {
                problems
                    .push(format!("{at}: {}: cannot tell: {why}", check.id));
            }
        }
        let failed = played.iter().filter_map(|(check, verdict)| {
            let Verdict::Fail(failure) = verdict else {
                return None;
            };
            Some((check.id.as_str(), failure.symptom))
        });
        let failed: Vec<_> = failed.collect();
        let ids: BTreeSet<&str> = failed.iter().map(|(id, _)| *id).collect();
        let fits = match &self.fails {
            Fails::Nothing => failed.is_empty(),
            Fails::First(id) => failed.first().is_some_and(|f| f.0 == *id),
            Fails::These {
                ids: declared,
                varies,
                ..
            } => {
                let declared: BTreeSet<&str> =
                    declared.difference(&untold).copied().collect();
                let may_vary = *varies || machine == Machine::Busy;
                ids == declared || may_vary && ids.is_superset(&declared)
            }
        };
        if !fits && problems.is_empty() {
            let declared = match &self.fails {
                Fails::Nothing => "nothing".into(),
                Fails::First(id) => format!("{id} first"),
                Fails::These { ids, .. } => format!("{ids:?}"),
            };
            let what = explained(played);
            problems.push(format!(
                "{at}: declared to fail {declared}; it fails {ids:?}{what}"
            ));
        }
        problems.extend(self.shows_another(failed.first(), &untold));
        problems
    }

    /// The first failure shows something else than what is declared.
    fn shows_another(
        &self,
        first: Option<&(&str, Symptom)>,
        untold: &BTreeSet<&str>,
    ) -> Option<String> {
        let Fails::These { ids, symptom, .. } = &self.fails else {
            return None;
        };
        let (id, shown) = first?;
        // One that it fails because the machine is busy shows just that.
        let wrong = symptom != shown && ids.contains(id) && untold.is_empty();
        wrong.then(|| {
            format!(
                "{} {}: declared to show `{symptom}`; its first failure, \
                 {id}, shows `{shown}`",
                self.exercise.id, self.name
            )
        })
    }
}

fn is_failure(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Fail(_))
}

/// What the failures say, for whoever has to mend the exercise.
fn explained(played: &[Judged]) -> String {
    let failures = played.iter().filter_map(|(check, verdict)| {
        let Verdict::Fail(failure) = verdict else {
            return None;
        };
        Some(format!(
            "\n  {}: expected {}; came {}\n    {}",
            check.id,
            failure.expected,
            failure.came,
            failure.said.join("\n    ")
        ))
    });
    failures.collect()
}

/// The solutions many times, each with another seed; the odd ones a few
/// times; then every variant once more while the processors are busy.
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
        games.extend((1..=times).map(|seed| (variant, SEED + seed)));
    }
    let mut problems = compared(&games, Machine::Quiet);
    let games: Vec<_> = all.iter().map(|v| (v, SEED)).collect();
    problems.extend(busy(|| compared(&games, Machine::Busy)));
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
