//! Clients that others wrote, at `cargo lab ssh`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use lab_ssh::Server;
use trials::{Chapter, Outcome, TempDir, lab, peer};

use crate::{Checked, TIMEOUT, start, told};

/// What goes there and comes back, in MiB: more than the lab sends under one
/// set of keys, either way.
const LARGE: usize = 40;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("clients::ssh gets back from cat what it sends", || {
            with_ssh(echoed)
        })
        .trial("clients::no SHA-1 and no slow groups for ssh", || {
            with_ssh(offered)
        })
        .trial("clients::the lab needs no input", || {
            Outcome::from(background())
        })
}

fn with_ssh(run: fn(&Path) -> Checked) -> Outcome {
    match peer("ssh") {
        Ok(ssh) => Outcome::from(run(&ssh)),
        Err(outcome) => outcome,
    }
}

fn echoed(program: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    // No two runs of eight bytes are the same, so none may be lost or change
    // its place.
    let mut numbers = Vec::with_capacity(LARGE << 20);
    for number in 0..(LARGE << 20) / 8 {
        numbers.extend_from_slice(&(number as u64).to_be_bytes());
    }
    let sent = dir.path().join("sent");
    fs::write(&sent, &numbers)?;
    let mut command = ssh(program, &server, dir.path(), &[])?;
    let output = command.arg("cat").stdin(File::open(&sent)?).output()?;
    if !output.status.success() {
        let count = output.stdout.len();
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(
            format!("{count} bytes, {}: {stderr}", output.status).into()
        );
    }
    if output.stdout == numbers {
        Ok(())
    } else {
        Err(format!("other bytes came, {}", output.stdout.len()).into())
    }
}

fn offered(program: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let run = |option: &str| -> Result<Output, Box<dyn std::error::Error>> {
        let mut command = ssh(program, &server, dir.path(), &[option])?;
        Ok(command.args(["echo", "hi"]).stdin(Stdio::null()).output()?)
    };
    for (option, why) in [
        ("HostKeyAlgorithms=ssh-rsa", "no matching host key type"),
        (
            "KexAlgorithms=diffie-hellman-group18-sha512",
            "no matching key exchange method",
        ),
    ] {
        let output = run(option)?;
        if !String::from_utf8_lossy(&output.stderr).contains(why) {
            return Err(told(&output));
        }
    }
    for option in [
        "HostKeyAlgorithms=rsa-sha2-256",
        "KexAlgorithms=diffie-hellman-group14-sha256",
    ] {
        let output = run(option)?;
        if output.stdout != b"hi\n" {
            return Err(told(&output));
        }
    }
    Ok(())
}

/// `ssh` without anybody's configuration; it asks a script for the password.
fn ssh(
    program: &Path,
    server: &Server,
    dir: &Path,
    options: &[&str],
) -> Result<Command, Box<dyn std::error::Error>> {
    let (file, ask) = (dir.join("known_hosts"), dir.join("ask"));
    fs::write(&file, server.known_hosts())?;
    fs::write(&ask, format!("#!/bin/sh\necho {}\n", server.password()))?;
    fs::set_permissions(&ask, fs::Permissions::from_mode(0o700))?;
    let addr = server.local_addr();
    let mut command = Command::new(program);
    command.env("SSH_ASKPASS", &ask);
    command.env("SSH_ASKPASS_REQUIRE", "force");
    command.args(["-F", "none", "-T", "-o", "GlobalKnownHostsFile=/dev/null"]);
    command.args(["-o", "StrictHostKeyChecking=yes", "-o"]);
    command.arg(format!("UserKnownHostsFile={}", file.display()));
    for option in options {
        command.args(["-o", option]);
    }
    command.args(["-o", "ConnectTimeout=10", "-p"]);
    command.arg(addr.port().to_string());
    command
        .args(["-l", server.user()])
        .arg(addr.ip().to_string());
    Ok(command)
}

/// As `cargo lab ssh &` in a script: its input is empty, and it serves.
fn background() -> Checked {
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts").display().to_string();
    let mut child = lab(&["ssh", "127.0.0.1:0", &file])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().ok_or("no pipe")?;
    let served = BufReader::new(stdout).lines().find_map(|line| {
        let line = line.ok()?;
        let addr = line.strip_prefix("listening on ")?;
        let stream = TcpStream::connect(addr).ok()?;
        stream.set_read_timeout(Some(TIMEOUT)).ok()?;
        BufReader::new(stream).lines().next()?.ok()
    });
    let ended = child.try_wait()?;
    child.kill()?;
    child.wait()?;
    match (served, ended) {
        (Some(line), None) if line.starts_with("SSH-2.0-") => Ok(()),
        (line, ended) => Err(format!("{line:?}, ended: {ended:?}").into()),
    }
}
