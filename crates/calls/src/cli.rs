//! The command line: the calls or the packets of a reader's own programs.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{self, Command as Process, ExitCode};
use std::time::{Duration, Instant};

use lab::namespace;
use lab::process::{Program, WATCHDOG};
use lab::runner::Director;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use record::calls::{CallSettings, What};
use record::{Calls, Command, Settings, Trace};

use crate::{Recorder, last, sys};

/// How often it is looked whether somebody has interrupted.
const LOOK: Duration = Duration::from_millis(50);

const USAGE: &str = "\
usage: cargo lab calls -- COMMAND [ARGS] [+ COMMAND [ARGS]] ...
       cargo lab wire -- COMMAND [ARGS] [+ COMMAND [ARGS]] ...

Runs the programs in a network of their own and prints their calls on
sockets, or the packets that crossed. A program that says `listening on`
goes on while the next one runs, and is killed at the end. So is one that has
not ended after a minute, or at ^C.

Ends with the status of the last program: 128 and the signal's number where
one has killed it, so 137 after a minute and 130 at ^C. One that listens to
the end counts as a success. Where nothing can be recorded it is 1.";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Calls,
    Packets,
}

/// `calls -- COMMAND`, `wire -- COMMAND`, and `last`, which people do not
/// type.
pub fn main(args: Vec<String>) -> ExitCode {
    if let [command, file, program @ ..] = args.as_slice()
        && command == "last"
    {
        return last::run(file, program).unwrap_or_else(failed);
    }
    if asks_for_help(&args) {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Some((wanted, commands)) = parsed(&args) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(wanted, commands) {
        Ok((text, status)) => {
            print!("{text}");
            ExitCode::from(status)
        }
        Err(problem) => failed(problem),
    }
}

fn failed(problem: String) -> ExitCode {
    eprintln!("calls: {problem}");
    ExitCode::FAILURE
}

/// Before a program's own arguments begin.
fn asks_for_help(args: &[String]) -> bool {
    let is_help =
        |word: &String| ["--help", "-h", "help"].contains(&word.as_str());
    let mut own = args.iter().take(2).take_while(|word| *word != "--");
    own.any(is_help)
}

fn parsed(args: &[String]) -> Option<(Wanted, Vec<&[String]>)> {
    let (name, rest) = args.split_first()?;
    let wanted = match name.as_str() {
        "calls" => Wanted::Calls,
        "wire" => Wanted::Packets,
        _ => return None,
    };
    let rest = match rest.split_first() {
        Some((dashes, commands)) if dashes == "--" => commands,
        _ => rest,
    };
    let commands: Vec<_> = rest.split(|word| word == "+").collect();
    let complete = commands.iter().all(|command| !command.is_empty());
    complete.then_some((wanted, commands))
}

/// What is to be printed, and the status to end with.
fn run(
    wanted: Wanted,
    commands: Vec<&[String]>,
) -> Result<(String, u8), String> {
    let told = |error: io::Error| error.to_string();
    let dir = std::env::temp_dir().join(format!("calls-{}", process::id()));
    fs::create_dir(&dir).map_err(told)?;
    let entered = enter(&dir);
    let recorded = entered.and_then(|()| record(&commands));
    let _ = fs::remove_dir_all(&dir);
    let Recorded {
        calls,
        packets,
        screens,
        status,
    } = recorded?;
    let text = match wanted {
        Wanted::Packets => Trace::new(Settings::default(), packets).to_string(),
        Wanted::Calls => shown(&calls, &screens),
    };
    Ok((text, status))
}

fn enter(dir: &Path) -> Result<(), String> {
    namespace::enter(dir).map_err(|error| error.to_string())?;
    namespace::acknowledge_at_once().map_err(|error| error.to_string())
}

/// What a program has printed, by the name of its terminal.
type Screens = Vec<(String, Vec<String>)>;

/// All that is known of a run.
struct Recorded {
    calls: Calls,
    packets: Vec<Vec<u8>>,
    screens: Screens,
    /// That of the last program.
    status: u8,
}

fn record(commands: &[&[String]]) -> Result<Recorded, String> {
    let recorder = Recorder::start(CallSettings::default(), true)
        .map_err(|error| error.to_string())?;
    let started = start(&recorder, commands);
    let programs = started.map(|(programs, status)| {
        let deadline = Instant::now() + WATCHDOG;
        let end = |(name, mut program): (String, Program)| {
            (name, program.kill(deadline).lines)
        };
        (programs.into_iter().map(end).collect(), status)
    });
    let (calls, packets) = recorder.finish()?;
    let (screens, status) = programs?;
    Ok(Recorded {
        calls,
        packets,
        screens,
        status,
    })
}

/// Starts one program after the other, each when the one before has ended or
/// says that it listens. Returns them with the status of the last.
fn start(
    recorder: &Recorder,
    commands: &[&[String]],
) -> Result<(Vec<(String, Program)>, u8), String> {
    let mut programs: Vec<(String, Program)> = Vec::new();
    for command in commands {
        let path = Path::new(&command[0]);
        let stem = path.file_name().unwrap_or(path.as_os_str());
        let stem = stem.to_string_lossy();
        let same = |(name, _): &&(String, _)| name.starts_with(&*stem);
        let name = match programs.iter().filter(same).count() {
            0 => stem.to_string(),
            n => format!("{stem} {}", n + 1),
        };
        let mut process = Process::new(path);
        process.args(&command[1..]);
        let listing = Command::Run {
            package: String::new(),
            binary: name.clone(),
            args: Vec::new(),
            features: Default::default(),
        };
        let program = recorder.start(&name, &listing, process);
        let mut program = program.map_err(|error| error.to_string())?;
        program.end_input();
        let waited = wait(&name, &program);
        programs.push((name, program));
        // One that works on comes to no rest.
        if let Err(signal) = waited {
            return Ok((programs, last::killed_by(signal)));
        }
    }
    recorder.rest();
    let id = programs.last().map(|(_, program)| program.id() as i32);
    let status = id.map(|id| last::ended(Pid::from_raw(id)));
    let status = status.transpose().map_err(|error| error.to_string())?;
    Ok((programs, status.flatten().unwrap_or(0)))
}

/// Waits until the program has ended or says that it listens.
///
/// # Errors
/// It is given up: as if this signal had killed it.
fn wait(name: &str, program: &Program) -> Result<(), Signal> {
    let listens = |line: &String| line.contains("listening on ");
    let deadline = Instant::now() + WATCHDOG;
    sys::note_interrupts();
    loop {
        let look = deadline.min(Instant::now() + LOOK);
        let ready = program.wait_until_shown(look, |seen| {
            seen.ended || seen.lines.iter().any(listens)
        });
        if ready {
            return Ok(());
        }
        if sys::is_interrupted() {
            return Err(Signal::SIGINT);
        }
        if Instant::now() >= deadline {
            eprintln!(
                "calls: {name} has neither ended nor said `listening on` \
                 within {} s, and is killed",
                WATCHDOG.as_secs()
            );
            return Err(Signal::SIGKILL);
        }
    }
}

/// The steps, and beside each that prints the lines it has printed.
fn shown(calls: &Calls, screens: &Screens) -> String {
    let mut out = String::new();
    let mut told = vec![0; screens.len()];
    for step in &calls.steps {
        out.push_str(&format!("{step}\n"));
        let What::Prints(lines) = step.what else {
            continue;
        };
        let terminal = step.who.terminal();
        let screen = screens.iter().position(|(n, _)| Some(&**n) == terminal);
        let Some(index) = screen else {
            continue;
        };
        let all = &screens[index].1;
        let new = told[index]..lines.min(all.len());
        told[index] = new.end;
        for line in all.get(new).unwrap_or_default() {
            out.push_str(&format!("    {line}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_string).collect()
    }

    #[test]
    fn commands_are_parted_by_a_plus() {
        let args = words("calls -- ./server 127.0.0.1:1 + ./client x");
        let (wanted, commands) = parsed(&args).unwrap();
        assert_eq!(wanted, Wanted::Calls);
        assert_eq!(commands, [&args[2..4], &args[5..7]]);
        let args = words("wire ./client");
        assert_eq!(parsed(&args), Some((Wanted::Packets, vec![&args[1..]])));
    }

    #[test]
    fn help_is_asked_for_before_the_command() {
        for text in ["--help", "help", "calls --help", "wire -h", "calls help"]
        {
            assert!(asks_for_help(&words(text)), "{text}");
        }
        for text in ["calls -- --help", "wire ./client --help", "calls"] {
            assert!(!asks_for_help(&words(text)), "{text}");
        }
    }

    #[test]
    fn what_is_no_command_is_refused() {
        for text in ["", "calls", "calls --", "other -- a", "calls -- a +"] {
            assert_eq!(parsed(&words(text)), None, "{text}");
        }
    }
}
