//! Servers that mean harm once they have let a client in: each costs it one
//! clear line, some seconds, and no more memory than the page says.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use trials::{Chapter, Outcome, TempDir, program, python};

use crate::{Checked, EXEC, TIMEOUT, in_time, told};

const SCRIPT: &str = include_str!("hostile_peer.py");

/// As in the trials before a login: 256 MiB.
const LIMITED: &str = "ulimit -v 262144 && exec \"$0\" \"$@\"";

/// What ends it is the memory or, on a busy machine, the time.
const FLOODED: &str = "transport read|out of time";

/// Whoever reads quickly makes the window as large as what comes, and whoever
/// is late drops what does not fit, and waits.
const OVERFULL: &str = "more output than wanted|out of time";

/// How standard output ends.
const SHOWN: &str = "the next: \u{fffd}[2Jred\n";

/// What the server does, to whom, and what is said of it.
const CASES: [(&str, &str, &str); 23] = [
    ("no channel", "ssh-exec", "administratively prohibited"),
    ("no answer", "ssh-exec", "out of time"),
    ("gone", "ssh-exec", "the connection broke"),
    (
        "a farewell that commands",
        "ssh-exec",
        "the connection broke",
    ),
    ("no command", "ssh-exec", "Unable to complete request"),
    ("gone in the middle", "ssh-exec", "the connection broke"),
    ("closed in the middle", "ssh-exec-stdin", "is not what went"),
    ("data without end", "ssh-exec", "more output than wanted"),
    ("a length that lies", "ssh-exec", "out of time"),
    ("more than the window", "ssh-exec", OVERFULL),
    ("packets of no type", "ssh-exec", FLOODED),
    ("lines that command", "ssh-cancel", SHOWN),
    ("an evil signal", "ssh-exec", "killed by \u{fffd}[2JTERM"),
    ("no channel", "ssh-cancel", "administratively prohibited"),
    (
        "a packet of 4 GiB",
        "ssh-sftp-list",
        "no answer that makes sense",
    ),
    (
        "a packet of 4 GiB",
        "ssh-sftp-get",
        "no answer that makes sense",
    ),
    (
        "4 billion names",
        "ssh-sftp-list",
        "no answer that makes sense",
    ),
    ("a name of 64 KiB", "ssh-sftp-list", "protocol error"),
    ("answers to nothing", "ssh-sftp-list", "out of time"),
    (
        "more than was asked",
        "ssh-sftp-get",
        "no answer that makes sense",
    ),
    (
        "no bytes at all",
        "ssh-sftp-get",
        "no answer that makes sense",
    ),
    (
        "a hundred and one questions",
        "ssh-auth-dialog",
        "unknown error",
    ),
    (
        "questions without end",
        "ssh-auth-dialog",
        "does not stop asking",
    ),
];

pub fn trials(chapter: Chapter) -> Chapter {
    let name = "hostile::after a login, one line and an end";
    chapter.trial(name, || match python(&["paramiko"]) {
        Ok(python) => Outcome::from(all(&python)),
        Err(outcome) => outcome,
    })
}

fn all(python: &Path) -> Checked {
    let cases = CASES.map(|(case, _, _)| case);
    let mut server = Command::new(python)
        .args(["-c", SCRIPT])
        .args(cases)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = server.stdout.take().ok_or("no pipe")?;
    let lines = BufReader::new(stdout).lines().take(CASES.len());
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    // All are started before the first is waited for.
    let clients: Vec<_> = CASES
        .into_iter()
        .zip(lines)
        .map(|(case, line)| {
            thread::spawn(move || ends(case, &line).map_err(|e| e.to_string()))
        })
        .collect();
    let played = clients.len();
    let results = clients.into_iter().map(|client| client.join());
    let results: Result<Vec<_>, _> = results.collect();
    server.kill()?;
    server.wait()?;
    for result in results.map_err(|_| "the trial itself panicked")? {
        result?;
    }
    if played == CASES.len() {
        Ok(())
    } else {
        Err(format!("{played} of {} cases played", CASES.len()).into())
    }
}

/// One line on standard error, after what a dialog asks, and status 1.
fn ends((case, name, says): (&str, &str, &str), line: &str) -> Checked {
    let dir = TempDir::new()?;
    fs::write(dir.path().join("known"), format!("{line}\n"))?;
    let (host, _) = line.split_once(' ').ok_or("no line of a file")?;
    let addr = host.replace(['[', ']'], "");
    let play = || play(name, &addr, dir.path());
    let output = if says.contains("out of time") {
        play()?
    } else {
        in_time(play)?
    };
    if says == SHOWN {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let shown = stdout.ends_with(says) && !stdout.contains('\u{1b}');
        return shown.then_some(()).ok_or_else(|| told(&output));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let mut told_lines = stderr.lines().rev();
    let last = told_lines.next().unwrap_or_default();
    let named = last.starts_with(&format!("{name}: {addr}: "));
    let dialog = told_lines.all(|line| line == "again\u{fffd}[2J");
    let known = says.split('|').any(|says| last.contains(says));
    let said = named && known && !stderr.contains('\u{1b}');
    if output.status.code() == Some(1) && dialog && said {
        Ok(())
    } else {
        Err(format!("{case}, {name}: {}", told(&output)).into())
    }
}

/// Runs a program in `dir`, with no more memory than the page says.
fn play(name: &str, addr: &str, dir: &Path) -> Result<Output, Box<dyn Error>> {
    let mut command = program("/bin/sh");
    command.args(["-c", LIMITED]);
    command.arg(Path::new(EXEC).with_file_name(name));
    command.args([addr, "known"]).current_dir(dir);
    command.args(match name {
        "ssh-exec" => &["lab", "both"][..],
        "ssh-exec-stdin" => &["1"],
        "ssh-sftp-list" => &["lab", "."],
        "ssh-sftp-get" => &["lab", "x", "x"],
        "ssh-auth-dialog" => &["lab"],
        _ => &[],
    });
    Ok(assert_cmd::Command::from_std(command)
        .write_stdin("a password\n")
        .timeout(2 * TIMEOUT)
        .output()?)
}
