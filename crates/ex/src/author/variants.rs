//! Plays starters, solutions, wrong and odd ones, and compares.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use exercise::Symptom;

use super::programs::{Fails, Variant, variants};
use super::{Depth, SEED, golden};
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
        alone_in_the_end(variant, *seed, problems)
    });
    problems.chain(slow).collect()
}

/// What is left of these problems where the variant is played alone.
fn alone_in_the_end(
    variant: &Variant,
    seed: u64,
    mut problems: Vec<String>,
) -> Vec<String> {
    for _ in 0..ALONE {
        complain(format_args!(
            "{} {}: otherwise than declared beside others, played alone:\n{}",
            variant.exercise.id,
            variant.name,
            problems.join("\n")
        ));
        let played = alone(variant, seed);
        problems = variant.problems(&played, seed, Machine::Quiet);
        if problems.is_empty() {
            break;
        }
    }
    problems
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

/// The number of a variant's game, one check of it, and its seed.
type Game<'v> = (usize, &'v Variant<'v>, &'v Check, u64);

/// The verdicts of each game's checks; all of them side by side. And one that
/// took too long.
fn played<'v>(
    games: &[(&'v Variant, u64)],
) -> (Vec<Vec<Judged<'v>>>, Option<String>) {
    let mut checks: Vec<Game> = Vec::new();
    for (index, (variant, seed)) in games.iter().enumerate() {
        let own = variant.checks().iter();
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
        games.extend((1..times).map(|seed| (variant, SEED + seed)));
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
