//! Plays starters, solutions and wrong solutions, and compares.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{SEED, golden};
use crate::cargo::Built;
use crate::check_run;
use crate::child::Target;
use crate::exercise::Exercise;
use crate::judge::{Judged, each};
use crate::verdict::Verdict;

/// How many checks play at once: most of them wait.
const AT_ONCE: usize = 16;
/// How often a solution must pass in a row, and beside itself.
const IN_A_ROW: u64 = 20;
const BESIDE: usize = 4;

/// A program and what it must fail.
struct Variant<'a> {
    exercise: &'a Exercise,
    /// `starter`, `solution`, or a wrong solution's name.
    name: &'a str,
    target: Target,
    fails: Fails<'a>,
}

enum Fails<'a> {
    Nothing,
    /// This one before any other.
    First(&'a str),
    Exactly(BTreeSet<&'a str>),
}

/// Each variant once, all side by side.
pub fn problems(chosen: &[&Exercise], built: &Built) -> Vec<String> {
    let variants = match variants(chosen, built) {
        Ok(variants) => variants,
        Err(problem) => return vec![problem],
    };
    let mut games = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        games.extend(variant.exercise.checks.iter().map(|c| (index, c)));
    }
    let verdicts = each(AT_ONCE, &games, |(index, check)| {
        let variant = &variants[*index];
        check_run::play(variant.exercise.role, check, &variant.target, SEED)
    });
    let played: Vec<_> = games.into_iter().zip(verdicts).collect();
    let mut problems = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        let own = played.iter().filter(|((of, _), _)| *of == index);
        let own: Vec<Judged> =
            own.map(|((_, check), v)| (*check, v.clone())).collect();
        problems.extend(variant.wrong(&own));
        let shown = variant.recorded(&own);
        problems.extend(golden::compare(variant.exercise, variant.name, shown));
    }
    problems
}

fn variants<'a>(
    chosen: &[&'a Exercise],
    built: &Built,
) -> Result<Vec<Variant<'a>>, String> {
    let mut variants = Vec::new();
    for exercise in chosen {
        let mut add = |name: &'a str, binary: String, fails| {
            let program = find(exercise, built, &binary)?;
            variants.push(Variant {
                exercise,
                name,
                target: Target {
                    program,
                    args: Vec::new(),
                },
                fails,
            });
            Ok::<(), String>(())
        };
        let id = &exercise.id;
        let first = Fails::First(&exercise.starter);
        add("starter", format!("{id}-starter"), first)?;
        add("solution", format!("{id}-solution"), Fails::Nothing)?;
        for wrong in &exercise.wrong {
            let fails = wrong.fails.iter().map(String::as_str).collect();
            let binary = format!("{id}-wrong-{}", wrong.name);
            add(&wrong.name, binary, Fails::Exactly(fails))?;
        }
    }
    Ok(variants)
}

fn find(
    exercise: &Exercise,
    built: &Built,
    binary: &str,
) -> Result<PathBuf, String> {
    built.program(binary).cloned().ok_or_else(|| {
        format!(
            "exercises/{}/Cargo.toml: add a [[bin]] {binary}",
            exercise.id
        )
    })
}

impl Variant<'_> {
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
    fn wrong(&self, played: &[Judged]) -> Vec<String> {
        let at = format!("{} {}", self.exercise.id, self.name);
        let mut problems = Vec::new();
        for (check, verdict) in played {
            if let Verdict::CannotTell(why) = verdict {
                problems
                    .push(format!("{at}: {}: cannot tell: {why}", check.id));
            }
        }
        let failed = played.iter().filter(|(_, v)| is_failure(v));
        let failed: Vec<&str> = failed.map(|(check, _)| &*check.id).collect();
        let fits = match &self.fails {
            Fails::Nothing => failed.is_empty(),
            Fails::First(id) => failed.first() == Some(id),
            Fails::Exactly(ids) => failed.iter().eq(ids_in_order(played, ids)),
        };
        if !fits && problems.is_empty() {
            let declared = match &self.fails {
                Fails::Nothing => "nothing".into(),
                Fails::First(id) => format!("{id} first"),
                Fails::Exactly(ids) => format!("{ids:?}"),
            };
            let what = explained(played);
            problems.push(format!(
                "{at}: declared to fail {declared}; it fails {failed:?}{what}"
            ));
        }
        problems
    }
}

fn ids_in_order<'a>(
    played: &'a [Judged],
    ids: &'a BTreeSet<&str>,
) -> impl Iterator<Item = &'a &'a str> {
    let order = played.iter().map(|(check, _)| check.id.as_str());
    order.filter_map(|id| ids.get(id))
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

/// The solutions many times: in a row, and several at once with every
/// processor kept busy; then every variant once more under that load.
pub fn again(chosen: &[&Exercise], built: &Built) -> Vec<String> {
    let all = match variants(chosen, built) {
        Ok(variants) => variants,
        Err(problem) => return vec![problem],
    };
    let solutions: Vec<&Variant> = all
        .iter()
        .filter(|v| matches!(v.fails, Fails::Nothing))
        .collect();
    let seeds: Vec<u64> = (1..=IN_A_ROW).collect();
    let mut problems = Vec::new();
    for solution in &solutions {
        problems.extend(passes(solution, &seeds, 1));
        problems.extend(busy(|| passes(solution, &seeds, BESIDE)));
    }
    problems.extend(busy(|| self::problems(chosen, built)));
    problems
}

fn passes(variant: &Variant, seeds: &[u64], at_once: usize) -> Vec<String> {
    let problems = each(at_once, seeds, |seed| {
        let role = variant.exercise.role;
        let checks = variant.exercise.checks.iter();
        let played: Vec<Judged> = checks
            .map(|c| (c, check_run::play(role, c, &variant.target, *seed)))
            .collect();
        variant.wrong(&played)
    });
    problems.concat()
}

/// Does it while each processor has something else to do.
fn busy<T>(act: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    let spin = || {
        while !done.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
    };
    let count = thread::available_parallelism().map_or(2, |n| n.get());
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(spin);
        }
        let result = act();
        done.store(true, Ordering::Relaxed);
        result
    })
}
