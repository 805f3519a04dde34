//! A trial a lane of calls: what the programs of a fresh run ask of the
//! kernel, from which lines and with which packets, must be what is recorded.
//!
//! An author asks for it by an empty `.calls` file of a record's stem and
//! `BLESS=1`. One run gives the console, the packets and the calls; all
//! three are compared with what is kept.

mod lines;

use std::env;
use std::fs;
use std::path::Path;

use libtest_mimic::Trial;
use record::{Calls, Record, Trace, diff};

use crate::Place;
use crate::outcome::{Outcome, in_turn};
use crate::records::{self, package, shown};
use crate::replay::{Mode, Played, Replay};
use crate::turns::BUSY;

/// How many recordings must agree before one is kept.
const RECORDINGS: usize = 20;

/// How often each is recorded and compared, unless this variable says so.
const TIMES: &str = "CALLS_TIMES";

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    records::with_extension(&place.dir.join("recorded"), "calls")
        .into_iter()
        .map(|(stem, path)| {
            let place = place.clone();
            in_turn(&format!("calls::{stem}"), &BUSY, move || {
                check(&place, &path).unwrap_or_else(|outcome| outcome)
            })
        })
        .chain(lines::trials(place))
        .collect()
}

fn check(place: &Place, path: &Path) -> Result<Outcome, Outcome> {
    let name = shown(path);
    let failed =
        |problem: String| Outcome::Failed(format!("{name}: {problem}"));
    let stored = fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
    let blessing = env::var_os("BLESS").is_some();
    if !blessing {
        let parsed = Calls::parse(&stored);
        parsed.map_err(|error| failed(error.to_string()))?;
    }
    let kept = Kept::read(path).map_err(failed)?;
    let times = env::var(TIMES).ok().and_then(|n| n.parse().ok());
    for _ in 1..times.unwrap_or(1) {
        compare(place, &kept, &stored)?;
    }
    match compare(place, &kept, &stored) {
        Err(Different::Calls(fresh, _)) if blessing => {
            bless(place, &kept, &fresh)
        }
        other => other.map(|()| Outcome::Passed).map_err(Outcome::from),
    }
}

/// Why a recording is not what was expected.
enum Different {
    /// Its calls are others: these, and in what they differ.
    Calls(String, String),
    /// It came to nothing that could be compared.
    Other(Outcome),
}

impl From<Different> for Outcome {
    fn from(different: Different) -> Outcome {
        match different {
            Different::Calls(_, problem) => Outcome::Failed(problem),
            Different::Other(outcome) => outcome,
        }
    }
}

/// Records once, and compares.
fn compare(place: &Place, kept: &Kept, text: &str) -> Result<(), Different> {
    let fresh = kept.record(place).map_err(Different::Other)?;
    let Some(diff) = diff(text, &fresh) else {
        return Ok(());
    };
    let problem = format!(
        "{}: the programs made other calls (- recorded, + came):\n\n{diff}\n\
         If what came is right: BLESS=1 cargo test -p {}",
        kept.name,
        package(place)
    );
    Err(Different::Calls(fresh, problem))
}

/// Writes the calls if so many recordings agree.
fn bless(place: &Place, kept: &Kept, fresh: &str) -> Result<Outcome, Outcome> {
    for round in 2..=RECORDINGS {
        match compare(place, kept, fresh) {
            Ok(()) => {}
            Err(Different::Other(outcome)) => return Err(outcome),
            Err(Different::Calls(again, _)) => {
                let diff = diff(fresh, &again).unwrap_or_default();
                return Err(Outcome::Failed(format!(
                    "{}: not blessed: recording {round} differs from the \
                     first (- first, + this). Nothing but the programs may \
                     decide the order: let one wait for the other's answer, \
                     not for a time, and start a terminal's program only \
                     when the others have shown what they do\n\n{diff}",
                    kept.name
                )));
            }
        }
    }
    println!("blessed {}", kept.name);
    let path = kept.path.with_extension("calls");
    Ok(Outcome::from(fs::write(path, fresh)))
}

/// What the calls belong to.
struct Kept<'a> {
    path: &'a Path,
    name: String,
    /// The text of the `.console`.
    console: String,
    record: Record,
    /// The `.wire`, where there is one.
    trace: Option<Trace>,
}

impl Kept<'_> {
    fn read(path: &Path) -> Result<Kept<'_>, String> {
        let console = fs::read_to_string(path.with_extension("console"))
            .map_err(|_| "it belongs to a .console of its stem: none here")?;
        let record = Record::parse(&console).map_err(|e| e.to_string())?;
        let wire = fs::read_to_string(path.with_extension("wire")).ok();
        let trace = wire.as_deref().map(Trace::parse).transpose();
        Ok(Kept {
            path,
            name: shown(path),
            console,
            record,
            trace: trace.map_err(|error| format!(".wire: {error}"))?,
        })
    }

    /// The text of one fresh recording, whose console and packets are those
    /// that are kept.
    fn record(&self, place: &Place) -> Result<String, Outcome> {
        let failed = |problem: String| {
            Outcome::Failed(format!("{}: {problem}", self.name))
        };
        let console = self.path.with_extension("console");
        let replay = Replay {
            place,
            path: &console,
            twin: None,
        };
        let played = match replay.run(Mode::Traced).map_err(failed)? {
            Played::Shown(played) => played,
            Played::Unavailable(reason) => {
                return Err(Outcome::unless_required("WIRE", reason));
            }
        };
        if let Some(diff) = diff(&self.console, &played.record) {
            return Err(failed(format!(
                "while its calls are recorded, the console shows something \
                 else (- recorded, + came):\n\n{diff}"
            )));
        }
        let calls = self.calls(&played.calls, &played.trace);
        let mut calls = calls.map_err(failed)?;
        lines::keep_sure(&mut calls, &self.record, place);
        Ok(calls.to_string())
    }

    fn calls(&self, calls: &str, trace: &str) -> Result<Calls, String> {
        let calls = Calls::parse(calls).map_err(|e| e.to_string())?;
        let calls = calls.with_own_descriptors();
        let Some(kept) = &self.trace else {
            let calls = calls.unnumbered().gathered();
            calls.check(&self.record, None)?;
            return Ok(calls);
        };
        let mut heard = Trace::parse(trace).map_err(|e| e.to_string())?;
        heard.settings = kept.settings;
        if let Some(diff) = diff(&kept.canonical(), &heard.canonical()) {
            return Err(format!(
                "while its calls were recorded, other packets crossed \
                 (- recorded, + came; xx varies):\n\n{diff}"
            ));
        }
        let calls = calls.numbered(&heard, kept)?.gathered();
        calls.check(&self.record, Some(kept))?;
        Ok(calls)
    }
}
