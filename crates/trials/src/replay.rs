//! A process of its own for each replay.
//!
//! A namespace is entered by a process, and only by one without threads.
//! So the test binary starts itself anew as `replay`, and that process is
//! the stage: it enters the namespace, plays the record, and prints what
//! came of it. It has a session of its own, too, and with that its own share
//! of a busy machine.

#[cfg(target_os = "linux")]
mod heard;

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio, exit};

use lab::ports::Ports;
use lab::{namespace, process, runner};
#[cfg(target_os = "linux")]
use record::Need;
use record::Record;

use crate::manifest::Manifest;
use crate::{Place, TempDir, program};

/// The stage's exit status where this machine cannot play the record.
const UNAVAILABLE: i32 = 77;

/// The files in the replay's folder that take what the tap has heard, and
/// what the recorder of calls has seen.
const TRACE: &str = "trace";
const CALLS: &str = "calls";

/// tshark's own packets and calls are nobody's lesson.
const NO_LANES: &str = "a record that shows tshark has no .wire and no .calls \
    beside it; show it in a record of its own";

/// A peer of the lab's has this variable where it is not its record's first.
pub(crate) const LATER_PEER: &str = "TRIALS_LATER_PEER";

/// What a record is played with.
pub(crate) struct Replay<'a> {
    pub place: &'a Place,
    pub path: &'a Path,
    /// A Python program in place of one of the binaries.
    pub twin: Option<Twin<'a>>,
}

/// A Python program and the binary that it stands in for.
pub(crate) struct Twin<'a> {
    pub binary: &'a str,
    pub python: &'a Path,
    pub file: &'a Path,
}

/// Which ports the programs get.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    /// The documented ones, in a namespace.
    Namespace,
    /// The same, with a tap on the wire.
    Tapped,
    /// The same, with every call recorded.
    Traced,
    /// Free ones in their place.
    Mapped,
}

/// What came out: the text of the record, that of its trace where it was
/// tapped, and that of its calls where it was traced.
pub(crate) struct Shown {
    pub record: String,
    pub trace: String,
    pub calls: String,
}

/// What a stage reports.
pub(crate) enum Played {
    /// What came out.
    Shown(Shown),
    /// This machine lacks what the record needs.
    Unavailable(String),
}

impl Replay<'_> {
    /// Plays the record once.
    pub fn run(&self, mode: Mode) -> Result<Played, String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        let output = self
            .command(mode, dir.path())
            .output()
            .map_err(|error| format!("replay: {error}"))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors = errors.trim_end().to_string();
        match output.status.code() {
            Some(0) => {
                let record = String::from_utf8(output.stdout);
                let record = record.map_err(|error| error.to_string())?;
                let left = |name| {
                    fs::read_to_string(dir.path().join(name))
                        .unwrap_or_default()
                };
                let (trace, calls) = (left(TRACE), left(CALLS));
                Ok(Played::Shown(Shown {
                    record,
                    trace,
                    calls,
                }))
            }
            Some(UNAVAILABLE) => Ok(Played::Unavailable(errors)),
            _ => Err(errors),
        }
    }

    fn command(&self, mode: Mode, dir: &Path) -> Command {
        let mut command = crate::own_binary();
        let mode = match mode {
            Mode::Namespace => "namespace",
            Mode::Tapped => "tapped",
            Mode::Traced => "traced",
            Mode::Mapped => "mapped",
        };
        command.stdin(Stdio::null()).arg("replay").arg(mode);
        command.args([&self.place.dir, &self.place.bin_dir]);
        command.args([self.path, dir]);
        if let Some(twin) = &self.twin {
            command.arg(twin.binary).args([twin.python, twin.file]);
        }
        command
    }
}

/// The stage: `replay MODE PACKAGE_DIR BIN_DIR RECORD DIR [BINARY PYTHON
/// FILE]`. Prints the record as it came out.
pub(crate) fn main(args: &[String]) -> ! {
    let stage = process::leave_session().map_err(failed);
    let stage = stage.and_then(|()| Stage::from(args));
    let code = match stage.and_then(|stage| stage.run()) {
        Ok(text) => {
            print!("{text}");
            0
        }
        Err(End::Unavailable(reason)) => {
            eprintln!("{reason}");
            UNAVAILABLE
        }
        Err(End::Failed(problem)) => {
            eprintln!("{problem}");
            1
        }
    };
    exit(code)
}

/// Plays the stage's record with this director.
type Play<'a> =
    &'a mut dyn FnMut(&dyn runner::Director) -> Result<runner::Played, End>;

struct Stage {
    mode: String,
    place: Place,
    record: PathBuf,
    dir: PathBuf,
    twin: Option<(String, PathBuf, PathBuf)>,
    /// A peer of the lab's has been started.
    has_peer: Cell<bool>,
}

enum End {
    Unavailable(String),
    Failed(String),
}

fn failed(problem: impl ToString) -> End {
    End::Failed(problem.to_string())
}

impl Stage {
    fn from(args: &[String]) -> Result<Stage, End> {
        let [mode, package, bins, record, dir, twin @ ..] = args else {
            return Err(failed("replay: for the trials' own use"));
        };
        let place = Place {
            dir: package.into(),
            bin_dir: bins.into(),
        };
        let twin = match twin {
            [binary, python, file] => {
                Some((binary.clone(), python.into(), file.into()))
            }
            _ => None,
        };
        Ok(Stage {
            mode: mode.clone(),
            place,
            record: record.into(),
            dir: dir.into(),
            twin,
            has_peer: Cell::new(false),
        })
    }

    fn run(self) -> Result<String, End> {
        let (own, home) = self.folders().map_err(failed)?;
        let literal = self.mode != "mapped";
        if literal {
            namespace::enter(&own)
                .map_err(|error| End::Unavailable(error.to_string()))?;
        }
        let text = fs::read_to_string(&self.record).map_err(failed)?;
        let record = Record::parse(&text).map_err(failed)?;
        if record.needs_ipv6() && !lab::has_ipv6() {
            return Err(End::Unavailable("no IPv6 here".into()));
        }
        #[cfg(target_os = "linux")]
        if record.needs.contains(&Need::Mtu1500) {
            limit_packets(1500)?;
        }
        let ports = if literal {
            Ports::literal()
        } else {
            Ports::mapped()
        };
        let manifest = Manifest::read(&self.place.dir).map_err(failed)?;
        let programs = |shown: &record::Command| self.start(&manifest, shown);
        let mut play = |director: &dyn runner::Director| {
            let home = home.clone();
            runner::play(&record, &programs, ports.clone(), home, director)
                .map_err(failed)
        };
        let played = match (self.mode.as_str(), record.reads_packets()) {
            ("tapped", false) => self.tapped(&mut play)?,
            ("traced", false) => self.traced(&mut play)?,
            (_, false) => play(&runner::Nobody)?,
            ("namespace", true) => self.read(&mut play)?,
            (_, true) => return Err(failed(NO_LANES)),
        };
        Ok(played.record.to_string())
    }

    #[cfg(not(target_os = "linux"))]
    fn tapped(&self, _: Play) -> Result<runner::Played, End> {
        Err(End::Unavailable("only Linux has a wire tap".into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn read(&self, _: Play) -> Result<runner::Played, End> {
        Err(End::Unavailable("only Linux has a wire tap".into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn traced(&self, _: Play) -> Result<runner::Played, End> {
        Err(End::Unavailable("calls are recorded on Linux only".into()))
    }

    /// One folder for the namespace's own files, and one that the programs
    /// find themselves in.
    fn folders(&self) -> io::Result<(PathBuf, PathBuf)> {
        let (own, home) = (self.dir.join("own"), self.dir.join("home"));
        fs::create_dir(&own)?;
        fs::create_dir(&home)?;
        Ok((own, home))
    }

    /// What the shown command starts: a binary of this package, its twin,
    /// or the lab.
    fn start(
        &self,
        manifest: &Manifest,
        shown: &record::Command,
    ) -> Result<Command, String> {
        let (package, features, binary, args) = match shown {
            record::Command::Lab(args) => {
                let args: Vec<_> = args.iter().map(String::as_str).collect();
                let mut command = crate::lab(&args);
                if self.has_peer.replace(true) {
                    command.env(LATER_PEER, "1");
                }
                return Ok(command);
            }
            record::Command::Tshark { file, args } => {
                let tshark = crate::peer("tshark");
                let tshark = tshark.map_err(|_| "tshark is not installed")?;
                let mut command = program(tshark);
                command.args(["-r", file]).args(args);
                // Nobody's own settings.
                command.env("HOME", &self.dir);
                return Ok(command);
            }
            record::Command::Run {
                package,
                features,
                binary,
                args,
            } => (package, features, binary, args),
        };
        if *package != manifest.package.name {
            let own = &manifest.package.name;
            return Err(format!("`-p {package}`: the record is {own}'s"));
        }
        manifest.check_run(binary, features)?;
        let mut command = match &self.twin {
            Some((twin, python, file)) if twin == binary => {
                let mut command = program(python);
                command.arg(file);
                command
            }
            _ => program(self.place.bin_dir.join(binary)),
        };
        command.args(args);
        Ok(command)
    }
}

#[cfg(target_os = "linux")]
fn limit_packets(mtu: u32) -> Result<(), End> {
    namespace::limit_packets(mtu)
        .map_err(|error| End::Unavailable(error.to_string()))
}
