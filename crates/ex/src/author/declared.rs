//! What a variant is declared to fail, and what is recorded of that, beside
//! what it does.

use std::collections::BTreeSet;

use exercise::Symptom;

use super::programs::{Fails, Variant};
use super::{SEED, golden};
use crate::exercise::Check;
use crate::play::judge::Judged;
use crate::play::verdict::{Extent, Verdict};
use crate::tell::out::complain;

/// What else the machine does. Beside other programs a right one is right,
/// and a wrong one fails what is declared; what else it fails then, and how,
/// is a matter of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// Nothing but what the gate has it do.
    Quiet,
    /// More than it has processors for.
    Busy,
}

impl Variant<'_> {
    /// What is not as it was declared, and not as it was recorded.
    pub fn problems(
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
            if let Some(why) = self.excused(check, verdict, machine) {
                untold.insert(&check.id);
                complain(format_args!("{at}: {}: ignored: {why}", check.id));
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
        if machine == Machine::Quiet {
            problems.extend(self.shows_another(failed.first(), &untold));
        }
        problems
    }

    /// Why this verdict says nothing of the variant, where it does not.
    fn excused(
        &self,
        check: &Check,
        verdict: &Verdict,
        machine: Machine,
    ) -> Option<&'static str> {
        match verdict {
            Verdict::Busy => Some("the machine is too busy"),
            // What it would have failed may stand behind that.
            Verdict::Pass(Extent::Shortened)
                if machine == Machine::Busy && self.fails.has(&check.id) =>
            {
                Some("the machine is so busy that it was not played whole")
            }
            _ => None,
        }
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::observe::child::Target;
    use crate::testing::exercise;

    #[test]
    fn what_was_not_played_whole_is_excused_beside_busy_processors_alone() {
        let exercise = exercise();
        let [check, other] = &exercise.checks[..2] else {
            panic!("two checks");
        };
        let target = Target {
            program: PathBuf::from("keeps-a-log"),
            args: Vec::new(),
        };
        let variant = Variant {
            exercise: &exercise,
            name: "keeps-a-log",
            target,
            fails: Fails::These {
                ids: BTreeSet::from([check.id.as_str()]),
                symptom: Symptom::Memory,
                varies: true,
            },
        };
        let problems = |check, extent, machine| {
            let played = [(check, Verdict::Pass(extent))];
            variant.problems(&played, SEED, machine).len()
        };
        assert_eq!(problems(check, Extent::Shortened, Machine::Busy), 0);
        assert_eq!(problems(check, Extent::Shortened, Machine::Quiet), 1);
        assert_eq!(problems(check, Extent::Whole, Machine::Busy), 1);
        // Another check's excuse is none.
        assert_eq!(problems(other, Extent::Shortened, Machine::Busy), 1);
    }
}
