//! A server that means harm once it has let a client in, and two clients
//! that want to write the same file.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::thread;

use lab_ssh::Server;
use trials::{Chapter, TempDir, program};

use crate::{Checked, EXEC, Own, TIMEOUT, in_time, refused, start, told};

const LIST: &str = env!("CARGO_BIN_EXE_ssh-sftp-list");
const GET: &str = env!("CARGO_BIN_EXE_ssh-sftp-get");
const PUT: &str = env!("CARGO_BIN_EXE_ssh-sftp-put");
const TOFU: &str = env!("CARGO_BIN_EXE_ssh-tofu");

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 7] = [
        ("hostile::standard error without end", endless_stderr),
        ("hostile::a folder without end", endless_folder),
        ("hostile::nothing is written elsewhere", elsewhere),
        ("fleet::a command that fails fails its host", failing),
        (
            "terminal::no listing shows what a server commands",
            commanding,
        ),
        ("tofu::two at a time add one line", two_at_a_time),
        ("put::another's part is left as it is", anothers_part),
    ];
    crate::all(chapter, own)
}

fn endless_stderr() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let args = ["lab", "flood stderr 256"];
    let output = play(EXEC, &server, dir.path(), &args)?;
    refused(&output, "more output than wanted")
}

fn endless_folder() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let args = ["mallory", "endless"];
    let output = play(LIST, &server, dir.path(), &args)?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let lines = output.stdout.iter().filter(|b| **b == b'\n').count();
    if stderr.contains("more entries than wanted") && lines <= 1000 {
        Ok(())
    } else {
        Err(told(&output))
    }
}

/// The names of the server's files lead upward. What is written has the name
/// that the reader has chosen.
fn elsewhere() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let inner = dir.path().join("a/b");
    fs::create_dir_all(&inner)?;
    for name in ["../../x", "/tmp/absolute", "huge", "endless"] {
        let args = ["mallory", name, "chosen"];
        play(GET, &server, &inner, &args)?;
    }
    let outside = [dir.path().to_path_buf(), dir.path().join("a")];
    for folder in outside {
        let entries = fs::read_dir(&folder)?.count();
        if entries != 1 {
            return Err(format!("{entries} in {}", folder.display()).into());
        }
    }
    for entry in fs::read_dir(&inner)? {
        let entry = entry?;
        let name = entry.file_name();
        let known = ["known_hosts", "chosen", "chosen.part"];
        let small = entry.metadata()?.len() < 1 << 20;
        if !known.iter().any(|k| name == *k) || !small {
            return Err(format!("{name:?} is there").into());
        }
    }
    Ok(())
}

/// A host whose command fails has no result, whatever it printed.
fn failing() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let key = server.login_key().to_openssh(Default::default())?;
    fs::write(dir.path().join("id"), key)?;
    fs::write(dir.path().join("known_hosts"), server.known_hosts())?;
    let addr = server.local_addr().to_string();
    for (command, why) in [
        ("both", "exit status 3"),
        ("kill TERM", "killed by TERM"),
        ("no-such-thing", "exit status 127"),
    ] {
        let mut fleet = program(env!("CARGO_BIN_EXE_ssh-fleet"));
        fleet.args(["known_hosts", "id", command, &addr]);
        refused(&fleet.current_dir(dir.path()).output()?, why)?;
    }
    Ok(())
}

/// Each program that shows a command's output, at a server whose commands
/// all say what a terminal obeys.
fn commanding() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let lines = [server.known_hosts(), server.inner_known_hosts()].concat();
    let evil = "echo '\u{1b}[2J'";
    for (program, args) in [
        ("ssh-exec", &["lab", evil][..]),
        ("ssh-many", &[evil]),
        ("ssh-env", &["lab", "LANG=\u{1b}[2J"]),
        ("ssh-jump", &["inner:22", evil]),
    ] {
        let binary = Path::new(EXEC).with_file_name(program);
        let output = play_with(&binary, &server, &lines, dir.path(), args)?;
        let shown = [&output.stdout[..], &output.stderr].concat();
        // One of them repeats the command, which is the reader's own.
        let shown = String::from_utf8_lossy(&shown).replace(evil, "");
        let told_apart = shown.contains("\u{fffd}[2J");
        if !output.status.success() || !told_apart || shown.contains('\u{1b}') {
            return Err(format!("{program}: {}", told(&output)).into());
        }
    }
    Ok(())
}

/// Both say yes. The line is there once, and so is what others wrote.
fn two_at_a_time() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("hosts");
    let others = "# a comment\n@revoked * ssh-ed25519 \
        AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    fs::write(&file, others)?;
    let addr = server.local_addr().to_string();
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (addr, file) = (addr.clone(), file.clone());
            thread::spawn(move || {
                let mut command = program(TOFU);
                command.arg(addr).arg(file);
                assert_cmd::Command::from_std(command)
                    .write_stdin("yes\n")
                    .timeout(TIMEOUT)
                    .output()
            })
        })
        .collect();
    for client in clients {
        let output = client.join().map_err(|_| "a client panicked")??;
        if !output.status.success() {
            return Err(told(&output));
        }
    }
    let text = fs::read_to_string(&file)?;
    let added = text.strip_prefix(others).ok_or("other lines are gone")?;
    let line = server.known_hosts().lines().next().unwrap_or_default();
    if added == format!("\n{line}\n") {
        Ok(())
    } else {
        Err(format!("added: {added:?}").into())
    }
}

/// It may be another program's, or have other permissions.
fn anothers_part() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let put = |path| play(PUT, &server, dir.path(), &[path]);
    let first = put("inbox/w.part")?;
    if !first.status.success() {
        return Err(told(&first));
    }
    refused(&put("inbox/w")?, "inbox/w.part: ")?;
    let args = ["lab", "inbox/w.part", "got"];
    let got = play(GET, &server, dir.path(), &args)?;
    let whole = format!("{}\n", server.password());
    if fs::read(dir.path().join("got")).is_ok_and(|it| it == whole.as_bytes()) {
        Ok(())
    } else {
        Err(told(&got))
    }
}

/// Runs a program in `dir`, which has the file that knows the server.
pub fn play(
    binary: &str,
    server: &Server,
    dir: &Path,
    args: &[&str],
) -> Result<Output, Box<dyn Error>> {
    let lines = server.known_hosts();
    play_with(Path::new(binary), server, lines, dir, args)
}

/// The same with these lines in the file.
fn play_with(
    binary: &Path,
    server: &Server,
    lines: &str,
    dir: &Path,
    args: &[&str],
) -> Result<Output, Box<dyn Error>> {
    fs::write(dir.join("known_hosts"), lines)?;
    in_time(|| {
        let mut command = program(binary);
        command.arg(server.local_addr().to_string());
        command.arg("known_hosts").args(args).current_dir(dir);
        Ok(assert_cmd::Command::from_std(command)
            .write_stdin(format!("{0}\n{0}\n", server.password()))
            .timeout(TIMEOUT)
            .output()?)
    })
}
