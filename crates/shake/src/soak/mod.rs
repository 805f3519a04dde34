//! Runs all tests many times in each of several kinds of weather.
//!
//! The tests are built once, then their programs run: a passing test must
//! pass every time. The first failure ends it and names its log. As root all
//! kinds of weather are there; otherwise `unprivileged` is what `plain` is.

mod programs;
mod spinners;

use crate::command::{command, joined};
use crate::ending::{end_with_this, unless_ending};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use nix::unistd::geteuid;
use programs::{Counts, Program};
use spinners::Spinners;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Instant;

/// What the tests run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Weather {
    /// As they are
    Plain,
    /// With a busy thread on each processor
    Busy,
    /// As a user who may do nothing
    Unprivileged,
    /// As on a kernel without IPv6
    NoIpv6,
    /// Where nobody may make a user namespace
    NoNamespaces,
    /// With every documented port taken
    HeldPorts,
    /// Both
    HeldPortsNoNamespaces,
}

/// How often, and in which weather.
#[derive(Args, Debug)]
pub struct Options {
    /// How often in each weather
    #[arg(value_name = "N")]
    rounds: usize,
    /// All kinds, if none is named
    weather: Vec<Weather>,
}

/// Builds the tests and runs them in one weather after another.
///
/// # Errors
/// The tests cannot be built, or one fails.
pub fn run(options: &Options) -> Result<ExitCode> {
    end_with_this()?;
    let soak = Soak::new()?;
    let count = soak.programs.len();
    println!("{count} test programs, {} rounds each", options.rounds);
    let weather = if options.weather.is_empty() {
        Weather::value_variants()
    } else {
        &options.weather
    };
    for weather in weather {
        if *weather == Weather::Unprivileged && !geteuid().is_root() {
            println!("unprivileged: not root, so `plain` was that already");
        } else {
            soak.rounds(*weather, options.rounds)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

struct Soak {
    forbid: OsString,
    shake: OsString,
    logs: PathBuf,
    programs: Vec<Program>,
}

impl Soak {
    fn new() -> Result<Soak> {
        let root = crate::root()?;
        // Building the tests may put another file in this one's place, after
        // which a system cannot say any more where it was.
        let shake = env::current_exe()?.into();
        let logs = root.join("target/soak");
        fs::create_dir_all(&logs)
            .with_context(|| logs.display().to_string())?;
        Ok(Soak {
            forbid: root.join("ci/forbid").into(),
            shake,
            logs,
            programs: programs::build(&root)?,
        })
    }

    fn rounds(&self, weather: Weather, rounds: usize) -> Result<()> {
        let busy = match weather {
            Weather::Busy => thread::available_parallelism()?.get(),
            _ => 0,
        };
        let _spinners = Spinners::start(busy);
        let value = weather.to_possible_value();
        let name = value.map_or(String::new(), |v| v.get_name().into());
        for round in 1..=rounds {
            self.round(weather, &format!("{name} {round}"))?;
        }
        Ok(())
    }

    fn round(&self, weather: Weather, name: &str) -> Result<()> {
        let log = self.logs.join(name.replace(' ', "-") + ".log");
        let mut file =
            File::create(&log).with_context(|| log.display().to_string())?;
        let (begun, mut counts) = (Instant::now(), Counts::default());
        eprintln!("{name} ...");
        for program in &self.programs {
            let (said, status) = joined(self.command(weather, program))?;
            unless_ending();
            writeln!(file, "--- {}", program.path.display())?;
            file.write_all(&said)?;
            counts += Counts::read(&said);
            if !status.success() {
                bail!(
                    "{name}: {} failed; read {}",
                    program.path.display(),
                    log.display()
                );
            }
        }
        let seconds = begun.elapsed().as_secs();
        println!("{name}: {counts} in {seconds} s");
        Ok(())
    }

    /// A test program as cargo runs it, in such weather.
    fn command(&self, weather: Weather, program: &Program) -> Command {
        let mut words = self.before(weather);
        words.push(program.path.clone().into());
        let mut command = command(&words[0]);
        command
            .args(&words[1..])
            .current_dir(&program.folder)
            .env("CARGO_MANIFEST_DIR", &program.folder)
            .env("AGAIN", "1");
        command
    }

    /// What makes the weather for the command behind it.
    fn before(&self, weather: Weather) -> Vec<OsString> {
        let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups \
                      env HOME=/tmp";
        let words = |text: &str| text.split(' ').map(OsString::from).collect();
        let forbid = |what: &str| vec![self.forbid.clone(), what.into()];
        let hold = vec![self.shake.clone(), "hold-ports".into()];
        match weather {
            Weather::Plain | Weather::Busy => Vec::new(),
            Weather::Unprivileged => words(nobody),
            Weather::NoIpv6 => forbid("ipv6"),
            Weather::NoNamespaces => forbid("namespaces"),
            Weather::HeldPorts => hold,
            Weather::HeldPortsNoNamespaces => {
                [hold, forbid("namespaces")].concat()
            }
        }
    }
}
