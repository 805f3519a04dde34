//! A trial a trace: the packets of a fresh run must be those recorded.
//!
//! A record's author asks for its trace by an empty `.wire` file of the
//! same stem and `BLESS=1`. An exchange whose order the programs do not
//! force is refused: twenty recordings must agree.

use std::env;
use std::fs;
use std::path::Path;

use libtest_mimic::Trial;
use record::{Settings, Trace, diff};

use crate::Place;
use crate::outcome::{Outcome, trial};
use crate::records::{self, package, shown};
use crate::replay::{Mode, Played, Replay};

/// How many recordings must agree before one is kept.
const RECORDINGS: usize = 20;

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    records::with_extension(&place.dir.join("recorded"), "wire")
        .into_iter()
        .map(|(stem, path)| {
            let place = place.clone();
            trial(&format!("wire::{stem}"), move || {
                check(&place, &path).unwrap_or_else(|outcome| outcome)
            })
        })
        .collect()
}

fn check(place: &Place, path: &Path) -> Result<Outcome, Outcome> {
    let name = shown(path);
    let failed =
        |problem: String| Outcome::Failed(format!("{name}: {problem}"));
    let text = fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
    let blessing = env::var_os("BLESS").is_some();
    let stored = match Trace::parse(&text) {
        Ok(trace) => trace,
        Err(_) if blessing => Trace::new(Settings::parse(&text), []),
        Err(error) => return Err(failed(error.to_string())),
    };
    let fresh = record(place, path, stored.settings)?;
    let difference = diff(&stored.canonical(), &fresh.canonical());
    match difference {
        None if blessing && text != stored.to_string() => {}
        None => return Ok(Outcome::Passed),
        Some(_) if blessing => {}
        Some(diff) => {
            return Err(failed(format!(
                "other packets crossed (- recorded, + came; xx varies):\n\n\
                 {diff}\nIf what came is right: BLESS=1 cargo test -p {}",
                package(place)
            )));
        }
    }
    for round in 2..=RECORDINGS {
        let again = record(place, path, stored.settings)?;
        if let Some(diff) = diff(&fresh.canonical(), &again.canonical()) {
            return Err(failed(format!(
                "not blessed: recording {round} differs from the first \
                 (- first, + this). The programs must force the order: one \
                 process for both ends, or an answer awaited between two \
                 steps. If only the cutting of the data differs, begin the \
                 file with `# merges`; if each side says the same but not \
                 in the same turn, with `# streams`.\n\n{diff}"
            )));
        }
    }
    println!("blessed {name}");
    Ok(Outcome::from(fs::write(path, fresh.to_string())))
}

/// One fresh recording. The console must show what its record shows.
fn record(
    place: &Place,
    path: &Path,
    settings: Settings,
) -> Result<Trace, Outcome> {
    let path = path.with_extension("console");
    let name = shown(&path);
    let failed =
        |problem: String| Outcome::Failed(format!("{name}: {problem}"));
    let text = fs::read_to_string(&path).map_err(|_| {
        failed("missing; a .wire belongs to a .console of its stem".into())
    })?;
    let replay = Replay {
        place,
        path: &path,
        twin: None,
    };
    let (actual, trace) = match replay.run(Mode::Tapped).map_err(failed)? {
        Played::Shown(shown) => (shown.record, shown.trace),
        Played::Unavailable(reason) => {
            return Err(Outcome::unless_required("WIRE", reason));
        }
    };
    if actual != text {
        return Err(failed("shows something else; mend it first".into()));
    }
    let mut trace = Trace::parse(&trace).map_err(|e| failed(e.to_string()))?;
    trace.settings = settings;
    Ok(trace)
}
