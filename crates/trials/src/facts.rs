//! A trial a fact: a named experiment with the sentence that it proves.
//!
//! An experiment has a process of its own, as a replay has: only so can an
//! ordinary user make a network, and whatever it leaves is gone with it. The
//! process enters a namespace where that is allowed; a fact that makes a
//! network is ignored elsewhere, and one that needs loopback alone is run.

use std::env;
use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Instant;

use lab::namespace::Unavailable;
use lab::process::{Program, WATCHDOG, plain_environment};
use libtest_mimic::{Arguments, Trial};

use crate::outcome::{Outcome, trial};
use crate::{TempDir, own_binary, peer, python};

/// What an experiment came to. Its claims are assertions; an error is what
/// kept it from being made.
pub type Measured<T = ()> = Result<T, Box<dyn Error>>;

/// An experiment, named as its file.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The name of its module.
    pub name: &'static str,
    /// The experiment.
    pub run: fn() -> Measured,
}

/// The facts of these modules, each of which has a function `run`.
#[macro_export]
macro_rules! facts {
    ($($name:ident),* $(,)?) => {
        &[$($crate::Fact { name: stringify!($name), run: $name::run }),*]
    };
}

/// The stage's exit status where this machine lacks what the fact needs, by
/// the variable that makes it a failure.
const LACKING: [(i32, &str); 2] = [(77, "WIRE"), (78, "PEERS")];

/// The trials: on Linux the facts themselves, elsewhere what is in their
/// folder, to be ignored.
pub(crate) fn trials(package: &Path, facts: &[Fact]) -> Vec<Trial> {
    let on_linux = facts.iter().map(|fact| fact.name.to_string());
    let names: Vec<String> = if cfg!(target_os = "linux") {
        on_linux.collect()
    } else {
        files(&package.join("facts"))
    };
    let trials = names.into_iter().map(|module| {
        let name = module.replace('_', "-");
        trial(&format!("facts::{name}"), move || check(&module))
    });
    trials.collect()
}

/// Is a test program of experiments alone. Does not return.
pub fn measure(dir: &str, facts: &[Fact]) -> ! {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.split_first() {
        Some((word, args)) if word == "fact" => main(facts, args),
        _ => {
            let arguments = Arguments::from_args();
            libtest_mimic::run(&arguments, trials(Path::new(dir), facts)).exit()
        }
    }
}

fn files(dir: &Path) -> Vec<String> {
    let modules = crate::records::with_extension(dir, "rs").into_iter();
    modules
        .map(|(stem, _)| stem)
        .filter(|stem| stem != "mod")
        .collect()
}

fn check(module: &str) -> Outcome {
    if cfg!(target_os = "linux") {
        play(module).unwrap_or_else(|error| Outcome::Failed(error.to_string()))
    } else {
        Outcome::Ignored("measured on Linux only".into())
    }
}

fn play(module: &str) -> io::Result<Outcome> {
    let dir = TempDir::new()?;
    let mut command = own_binary();
    command.arg("fact").arg(module).arg(dir.path());
    let mut program = Program::start(command)?;
    let deadline = Instant::now() + WATCHDOG;
    let (seen, ended) = program.wait_until(deadline, |seen| seen.ended);
    let said = seen.lines.join("\n");
    if !ended {
        let problem = format!("it had not ended after {WATCHDOG:?}\n{said}");
        return Ok(Outcome::Failed(problem));
    }
    let status = program.exit_status(deadline)?;
    let lacking = LACKING.iter().find(|(code, _)| Some(*code) == status);
    Ok(match (status, lacking) {
        (Some(0), _) => Outcome::Passed,
        (_, Some((_, variable))) => Outcome::unless_required(variable, said),
        _ => Outcome::Failed(said),
    })
}

/// The stage: `fact MODULE DIR`.
pub(crate) fn main(facts: &[Fact], args: &[String]) -> ! {
    let code = match args {
        [module, dir] => stage(facts, module, Path::new(dir)),
        _ => Err("fact: for the trials' own use".into()),
    };
    process::exit(code.unwrap_or_else(|error| report(&*error)))
}

fn stage(
    facts: &[Fact],
    module: &str,
    dir: &Path,
) -> Result<i32, Box<dyn Error>> {
    let fact = facts.iter().find(|fact| fact.name == module);
    let fact = fact.ok_or("no such fact")?;
    let (own, home) = (dir.join("own"), dir.join("home"));
    fs::create_dir(&own)?;
    fs::create_dir(&home)?;
    #[cfg(target_os = "linux")]
    lab::net::enter(&own);
    env::set_current_dir(home)?;
    (fact.run)()?;
    Ok(0)
}

/// Says what was wrong, and returns the exit status.
fn report(error: &(dyn Error + 'static)) -> i32 {
    let variable = if error.is::<Unavailable>() {
        println!("{error}");
        Some("WIRE")
    } else if let Some(Missing(reason)) = error.downcast_ref() {
        println!("{reason}");
        Some("PEERS")
    } else {
        println!("{error}");
        None
    };
    let row = LACKING.iter().find(|(_, name)| Some(*name) == variable);
    row.map_or(1, |(code, _)| *code)
}

/// A peer that is not installed.
#[derive(Debug)]
struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Missing {}

/// The path of an installed program that others wrote.
///
/// # Errors
/// Where it is not installed.
pub fn installed(name: &str) -> Measured<PathBuf> {
    peer(name).map_err(of)
}

/// Why a peer is not there, as a fact tells it.
fn of(outcome: Outcome) -> Box<dyn Error> {
    match outcome {
        Outcome::Ignored(why) => Missing(why).into(),
        Outcome::Failed(why) => why.into(),
        Outcome::Passed => unreachable!("a path is no outcome"),
    }
}

/// What a Python with these modules prints when it runs this script with
/// these arguments.
///
/// # Errors
/// Where there is no such Python, and where the script fails.
pub fn python_prints(
    modules: &'static [&'static str],
    script: &str,
    args: &[&str],
) -> Measured<String> {
    let python = python(modules).map_err(of)?;
    let mut command = Command::new(python);
    plain_environment(&mut command);
    let output = command.args(["-c", script]).args(args).output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}
