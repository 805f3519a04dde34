//! known_hosts files, some dozens, and by the thousand in `ci/known-hosts`, and
//! whether OpenSSH's `ssh` would go on to a login with each: what it refuses is
//! never accepted here.
//!
//! Both meet the same servers, in a namespace in which port 22 is free and
//! a name can be given to 127.0.0.1. There the test binary is started anew,
//! as the stage.

#[path = "differential/files.rs"]
mod files;
#[path = "differential/targets.rs"]
mod targets;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{self, Command};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ch05_ssh::connect_verified;
use files::{Dice, Target};
use trials::{Chapter, Outcome, TempDir, peer};

use crate::{Checked, told};

/// The word by which the stage is started.
const STAGE: &str = "known-hosts";

/// How many files, and the seed they are made from: these variables, or
/// few files that are always the same.
const FILES: &str = "KNOWN_HOSTS_FILES";
const SEED: &str = "KNOWN_HOSTS_SEED";
const SAMPLE: &str = "60";

/// How many at once.
const THREADS: usize = 4;

const SCRIPT: &str = "
set -e
mount --bind hosts /etc/hosts
[ ! -e /etc/nsswitch.conf ] || mount --bind nsswitch.conf /etc/nsswitch.conf
ip link set lo up
exec \"$@\"
";

const HOSTS: &str = "127.0.0.1 localhost known.example\n";

/// A way in which the check is stricter than `ssh`. The page says so of each.
struct Stricter {
    reason: &'static str,
    /// What the error says then.
    says: &'static str,
    /// The least file that shows it, with NAME and KEY.
    example: &'static str,
}

const STRICTER: [Stricter; 3] = [
    Stricter {
        reason: "a line that cannot be understood ends it",
        says: " is unreadable",
        example: "NAME KEY\none-word\n",
    },
    Stricter {
        reason: "a revoked key is revoked for every host",
        says: "this key is revoked",
        example: "NAME KEY\n@revoked elsewhere KEY\n",
    },
    Stricter {
        reason: "a key of another length is a line of the host as well",
        says: "this host has another key",
        example: "NAME KEYAAAA\n127.0.0.1 KEY\n",
    },
];

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial("known-hosts::what ssh refuses is refused", || {
        match [peer("ssh"), peer("ssh-keygen"), peer("unshare")] {
            [Ok(_), Ok(_), Ok(unshare)] => compare(&unshare)
                .unwrap_or_else(|error| Outcome::Failed(error.to_string())),
            [Err(outcome), ..] | [_, Err(outcome), _] | [.., Err(outcome)] => {
                outcome
            }
        }
    })
}

fn compare(unshare: &Path) -> Result<Outcome, Box<dyn Error>> {
    let dir = TempDir::new()?;
    fs::write(dir.path().join("hosts"), HOSTS)?;
    fs::write(dir.path().join("nsswitch.conf"), "hosts: files\n")?;
    let mut command = Command::new(unshare);
    command.args(["-r", "-m", "-n"]).current_dir(dir.path());
    let probe = "mount --bind hosts /etc/hosts && ip link set lo up";
    let able = Command::new(unshare)
        .args(["-r", "-m", "-n", "sh", "-c", probe])
        .current_dir(dir.path())
        .output()?;
    if !able.status.success() {
        let reason = "no namespace here with a hosts file of its own";
        return Ok(Outcome::unless_required("WIRE", reason.into()));
    }
    let value = |name, default: &str| {
        env::var(name).unwrap_or_else(|_| default.to_string())
    };
    command.args(["sh", "-c", SCRIPT, "sh"]);
    command.arg(env::current_exe()?).arg(STAGE);
    command.args([value(FILES, SAMPLE), value(SEED, "1")]);
    let output = command.output()?;
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        Ok(Outcome::Passed)
    } else {
        Err(told(&output))
    }
}

/// Is the stage, if this binary was started as it, and then does not return.
pub fn stage() {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [word, files, seed] = args.as_slice()
        && word == STAGE
    {
        process::exit(play(files, seed).map_or_else(
            |error| {
                eprintln!("{STAGE}: seed {seed}: {error}");
                1
            },
            |()| 0,
        ));
    }
}

fn play(files: &str, seed: &str) -> Checked {
    let (files, seed): (usize, u64) = (files.parse()?, seed.parse()?);
    let dir = TempDir::new()?;
    let (_servers, targets) = targets::all(dir.path())?;
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let judge = || -> io::Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= files {
                return Ok(());
            }
            // Each file has numbers of its own, whoever makes it.
            let mut dice = Dice(seed << 32 | number as u64);
            let target = &targets[number % targets.len()];
            let bytes = files::file(&mut dice, target);
            let file = dir.path().join(number.to_string());
            fs::write(&file, &bytes)?;
            let row = compare_one(target, &file, &bytes)?;
            fs::remove_file(&file)?;
            let mut tally = tally.lock().map_err(|_| broken("a panic"))?;
            *tally.entry(row).or_default() += 1;
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(judge)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().map_err(|_| broken("a thread panicked"))?
        })
    })?;
    for (row, count) in tally.into_inner()? {
        eprintln!("{STAGE}: seed {seed}: {count} of {files}: {row}");
    }
    examples(&targets[0], &dir.path().join("example"))
}

/// No row of the table is there for nothing.
fn examples(target: &Target, file: &Path) -> Checked {
    let name = format!("[{}]:{}", target.host, target.port);
    for Stricter {
        reason, example, ..
    } in STRICTER
    {
        let text = example.replace("KEY", &target.good[0]);
        let text = text.replace("NAME", &name);
        fs::write(file, &text)?;
        let row = compare_one(target, file, text.as_bytes())?;
        if row != reason {
            return Err(format!("{row}, not {reason}, by {text:?}").into());
        }
    }
    Ok(())
}

/// How many files had each outcome.
type Tally = BTreeMap<&'static str, usize>;

/// What both say to one file, in a row of the tally.
fn compare_one(
    target: &Target,
    file: &Path,
    bytes: &[u8],
) -> io::Result<&'static str> {
    let ours = ours(target, file)?;
    let theirs = ssh(target, file, ours.as_ref().ok().copied())?;
    let why = match (theirs, &ours) {
        (true, Ok(_)) => return Ok("both accept"),
        (false, Err(_)) => return Ok("both refuse"),
        (true, Err(why)) => why,
        (false, Ok(_)) => "nothing against it",
    };
    let row = STRICTER.iter().find(|row| why.contains(row.says));
    match row {
        Some(row) if theirs => Ok(row.reason),
        _ => Err(broken(&format!(
            "ssh {} {} port {}, and here it says {why:?}, by this file:\n{}",
            if theirs { "accepts" } else { "refuses" },
            target.host,
            target.port,
            bytes.escape_ascii(),
        ))),
    }
}

/// Whether `ssh` would go on to a login, which it is not given. Where the
/// server's key was accepted, it is asked about the same one.
fn ssh(
    target: &Target,
    file: &Path,
    signers: Option<&str>,
) -> io::Result<bool> {
    let mut command = Command::new("ssh");
    command.args(["-F", "none", "-T", "-l", "lab"]);
    for option in [
        &format!("UserKnownHostsFile={}", file.display()),
        "GlobalKnownHostsFile=/dev/null",
        "StrictHostKeyChecking=yes",
        "UpdateHostKeys=no",
        "BatchMode=yes",
        "PreferredAuthentications=none",
        "IdentityFile=none",
        "IdentityAgent=none",
        // The quickest of those that the lab has.
        "KexAlgorithms=curve25519-sha256",
    ] {
        command.args(["-o", option]);
    }
    if let Some(signers) = signers {
        command
            .arg("-o")
            .arg(format!("HostKeyAlgorithms={signers}"));
    }
    command.arg("-p").arg(target.port.to_string());
    let output = command.arg(&target.host).arg("help").output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("Host key verification failed") {
        Ok(false)
    } else if stderr.contains("Permission denied (publickey,password)") {
        Ok(true)
    } else {
        Err(broken(&format!(
            "ssh neither accepts nor refuses: {stderr}"
        )))
    }
}

/// The algorithms of the key that the chapter's check accepts, or why it
/// refuses the server.
fn ours(
    target: &Target,
    file: &Path,
) -> io::Result<Result<&'static str, String>> {
    let host = if target.host.contains(':') {
        format!("[{}]", target.host)
    } else {
        target.host.clone()
    };
    let addr = format!("{host}:{}", target.port);
    let file = file.display().to_string();
    loop {
        let error = match connect_verified(&addr, &file) {
            Ok(connection) => {
                let rsa = connection.fingerprint()?.starts_with("ssh-rsa");
                let signers = ["ssh-ed25519", "rsa-sha2-512,rsa-sha2-256"];
                return Ok(Ok(signers[usize::from(rsa)]));
            }
            Err(error) => error,
        };
        let why = error.to_string();
        if why.starts_with("refused, ") || why.ends_with(" is unreadable") {
            return Ok(Err(why));
        }
        // A busy machine is asked again.
        if error.kind() != io::ErrorKind::TimedOut {
            return Err(error);
        }
    }
}

fn broken(text: &str) -> io::Error {
    io::Error::other(text.to_string())
}
