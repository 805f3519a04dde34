//! A process of its own for each replay.
//!
//! A namespace is entered by a process, and only by one without threads.
//! So the test binary starts itself anew as `replay`, and that process is
//! the stage: it enters the namespace, plays the record, and prints what
//! came of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::Instant;

use lab::ports::Ports;
use lab::{namespace, runner};
use record::Record;
#[cfg(target_os = "linux")]
use record::{Need, Settings, Trace};

use crate::manifest::Manifest;
use crate::{Place, TempDir, program};

/// The stage's exit status where this machine cannot play the record.
const UNAVAILABLE: i32 = 77;

/// The file in the replay's folder that takes what the tap has heard.
const TRACE: &str = "trace";

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
    /// Free ones in their place.
    Mapped,
}

/// What a stage reports.
pub(crate) enum Played {
    /// The text of the record as it came out, and of its trace.
    Shown(String, String),
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
                let text = String::from_utf8(output.stdout);
                let trace = fs::read_to_string(dir.path().join(TRACE));
                text.map(|text| Played::Shown(text, trace.unwrap_or_default()))
                    .map_err(|error| error.to_string())
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
    let code = match Stage::from(args).and_then(|stage| stage.run()) {
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
    process::exit(code)
}

struct Stage {
    literal: bool,
    tapped: bool,
    place: Place,
    record: PathBuf,
    dir: PathBuf,
    twin: Option<(String, PathBuf, PathBuf)>,
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
            literal: mode != "mapped",
            tapped: mode == "tapped",
            place,
            record: record.into(),
            dir: dir.into(),
            twin,
        })
    }

    fn run(self) -> Result<String, End> {
        let (own, home) = self.folders().map_err(failed)?;
        if self.literal {
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
        let ports = if self.literal {
            Ports::literal()
        } else {
            Ports::mapped()
        };
        let manifest = Manifest::read(&self.place.dir).map_err(failed)?;
        let programs = |shown: &record::Command| self.start(&manifest, shown);
        let play = |settle: &dyn Fn(Instant)| {
            runner::play(&record, &programs, ports, home, settle)
        };
        let played = if self.tapped {
            self.tapped(play)?
        } else {
            play(&|_| ())
        };
        played.map(|record| record.to_string()).map_err(failed)
    }

    /// Plays with a tap on the wire and leaves the trace in a file.
    #[cfg(target_os = "linux")]
    fn tapped<T>(
        &self,
        play: impl FnOnce(&dyn Fn(Instant)) -> T,
    ) -> Result<T, End> {
        self.limit_packets()?;
        let tap = lab::tap::Tap::start()
            .map_err(|error| End::Unavailable(format!("wire tap: {error}")))?;
        let played = play(&|deadline| {
            // Where a connection stays open its end is not recorded, and
            // the comparison of several runs tells whether that is safe.
            tap.wait_closed(deadline);
        });
        let trace = Trace::new(Settings::default(), tap.finish());
        fs::write(self.dir.join(TRACE), trace.to_string()).map_err(failed)?;
        Ok(played)
    }

    /// Makes the loopback as narrow as the trace says.
    #[cfg(target_os = "linux")]
    fn limit_packets(&self) -> Result<(), End> {
        let text = fs::read_to_string(self.record.with_extension("wire"));
        match Settings::parse(&text.unwrap_or_default()).mtu {
            Some(mtu) => limit_packets(mtu),
            None => Ok(()),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn tapped<T>(
        &self,
        _: impl FnOnce(&dyn Fn(Instant)) -> T,
    ) -> Result<T, End> {
        Err(End::Unavailable("only Linux has a wire tap".into()))
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
                return Ok(crate::lab(&args));
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
