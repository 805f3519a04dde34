//! A trial a chapter: what its Python twins do with bad arguments. One Python
//! plays all of them, since to start one takes longer than to refuse.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use lab::process::plain_environment;
use libtest_mimic::Trial;

use crate::bad_input::{self, Case};
use crate::classes::{self, Entry, Kind};
use crate::outcome::{Outcome, trial};
use crate::{Place, TempDir, python, records, twins};

/// What plays them, and prints what is wrong.
const SCRIPT: &str = include_str!("twin_arguments.py");

/// No addresses to listen at. To Python's `bind` one without a host is each of
/// the machine's.
const TO_LISTEN: &[&str] = &[
    "",
    "no address",
    "127.0.0.1",
    "7305",
    ":7305",
    "[]:7305",
    "a..b:7305",
    "127.0.0.1:x",
    "127.0.0.1:-1",
    "127.0.0.1:65536",
];
/// No addresses to connect to.
const TO_CONNECT: &[&str] = &[
    "",
    "no address",
    "a..b:7305",
    "127.0.0.1:x",
    "127.0.0.1:65536",
];

pub(crate) fn trials(place: &Place) -> Option<Trial> {
    let twins = records::with_extension(&place.dir.join("python"), "py");
    let twins: BTreeMap<String, PathBuf> = twins.into_iter().collect();
    let place = place.clone();
    (!twins.is_empty())
        .then(|| trial("twins-bad-arguments", move || check(&place, &twins)))
}

fn check(place: &Place, twins: &BTreeMap<String, PathBuf>) -> Outcome {
    let sources = twins.values().map(fs::read_to_string);
    let sources: io::Result<Vec<String>> = sources.collect();
    let sources = match sources {
        Ok(sources) => sources.concat(),
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    let python = match python(twins::modules(&sources)) {
        Ok(python) => python,
        Err(outcome) => return outcome,
    };
    Outcome::from(asked(place, twins).and_then(|asked| play(&python, asked)))
}

/// Files of known hosts: one in which nobody is, and one that paramiko cannot
/// read, since it does not know the marker.
const KNOWN: &str = "known_hosts";
const REVOKED: &str = "@revoked 127.0.0.1 ssh-ed25519 AAAA\n";

/// Each twin's file with arguments, with a NUL between two and a line
/// for each run.
fn asked(
    place: &Place,
    twins: &BTreeMap<String, PathBuf>,
) -> Result<(String, TempDir), String> {
    let dir = TempDir::new().map_err(|e| e.to_string())?;
    let unread = dir.path().join("unread");
    fs::create_dir(&unread)
        .and_then(|()| fs::write(dir.path().join(KNOWN), ""))
        .and_then(|()| fs::write(unread.join(KNOWN), REVOKED))
        .map_err(|e| e.to_string())?;
    let cases = bad_input::cases(place, classes::read(place)?);
    let cases = cases.map(|case| (case.name.clone(), case));
    let cases: BTreeMap<String, Case> = cases.collect();
    let mut asked = String::new();
    for (stem, file) in twins {
        let binary = stem.replace('_', "-");
        // Whose entry is missing is told by the trials of bad input.
        let Some(case) = cases.get(&binary) else {
            continue;
        };
        let entry = &case.entry;
        let bad = addresses(entry).iter().map(|addr| (*addr, dir.path()));
        let mut given = entry.args.iter().flatten();
        let reads = given.any(|arg| arg.ends_with(KNOWN));
        let bad_file = reads.then_some(("127.0.0.1:65535", unread.as_path()));
        for (addr, folder) in bad.chain(bad_file) {
            let mut args = case.args(addr, folder)?;
            if entry.kind == Kind::SelfContained {
                args.push("surplus".into());
            }
            args.insert(0, file.display().to_string());
            asked += &args.join("\0");
            asked.push('\n');
        }
    }
    Ok((asked, dir))
}

fn addresses(entry: &Entry) -> &'static [&'static str] {
    match entry.kind {
        Kind::Server => TO_LISTEN,
        Kind::Client => TO_CONNECT,
        Kind::SelfContained => &[""],
        Kind::Trap => &[],
    }
}

fn play(python: &Path, (asked, dir): (String, TempDir)) -> Result<(), String> {
    let mut command = Command::new(python);
    plain_environment(&mut command);
    command.args(["-c", SCRIPT]).current_dir(dir.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    let shown = |e: io::Error| format!("{}: {e}", python.display());
    let mut child = command.spawn().map_err(shown)?;
    let mut stdin = child.stdin.take();
    let asks = move || match &mut stdin {
        Some(stdin) => stdin.write_all(asked.as_bytes()),
        None => Ok(()),
    };
    let asking = thread::spawn(asks);
    let output = child.wait_with_output().map_err(shown)?;
    let asked = asking.join().map_err(|_| "the trial itself panicked")?;
    asked.map_err(shown)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let found = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{}: {}\n{said}", python.display(), output.status));
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(format!(
        "expected of each: one line on standard error that says what is wrong, \
         and a status other than 0. Each of these does something else:\n\
         {found}"
    ))
}
