//! Arguments that are no numbers, a file that another program writes, and a
//! forward whose connection has gone.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use trials::{Chapter, TempDir, program};

use crate::hostile::play;
use crate::{Checked, Own, refused, start};

const GET: &str = env!("CARGO_BIN_EXE_ssh-sftp-get");

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 3] = [
        ("numbers::what is none is no default", no_numbers),
        ("get::another is at work", another_is_at_work),
        ("forward::it ends with its connection", ends_with_it),
    ];
    crate::all(chapter, own)
}

fn no_numbers() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    for (binary, args) in [
        (GET, &["lab", "numbers", "n", "5k"][..]),
        (env!("CARGO_BIN_EXE_ssh-exec-stdin"), &["256"]),
        (env!("CARGO_BIN_EXE_ssh-remote-forward"), &["70000"]),
        (env!("CARGO_BIN_EXE_ssh-speed-bytes"), &["lab", "id", "x"]),
        (
            env!("CARGO_BIN_EXE_ssh-speed-commands"),
            &["lab", "id", "-1"],
        ),
    ] {
        let output = play(binary, &server, dir.path(), args)?;
        refused(&output, "no number")
            .map_err(|error| format!("{binary}: {error}"))?;
    }
    Ok(())
}

/// What two of them would append to one file is neither's.
fn another_is_at_work() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let mut part = File::options();
    let part = part.create(true).append(true).read(true);
    let part = part.open(dir.path().join("n.part"))?;
    part.lock()?;
    let args = ["lab", "numbers", "n"];
    refused(&play(GET, &server, dir.path(), &args)?, "would block")?;
    drop(part);
    let output = play(GET, &server, dir.path(), &args)?;
    if output.status.success() && dir.path().join("n").exists() {
        Ok(())
    } else {
        Err(crate::told(&output))
    }
}

/// One that listened on would hang up on each client, and nobody would know.
fn ends_with_it() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("known_hosts");
    std::fs::write(&file, server.known_hosts())?;
    let mut command = program(env!("CARGO_BIN_EXE_ssh-forward"));
    command.arg(server.local_addr().to_string()).arg(&file);
    command.arg("127.0.0.1:0").stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut forward = command.spawn()?;
    let mut stdin = forward.stdin.take().ok_or("no standard input")?;
    writeln!(stdin, "{}", server.password())?;
    let stdout = forward.stdout.take().ok_or("no standard output")?;
    // Who prints to nobody ends by that.
    let mut lines = BufReader::new(stdout);
    let addr = listening(&mut lines);
    drop(server);
    // It learns of it by the next client, and ends.
    let client = addr.and_then(|addr| Ok(TcpStream::connect(addr)?));
    if client.is_err() {
        forward.kill()?;
    }
    client?.read_to_end(&mut Vec::new())?;
    let output = forward.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(1) && said.lines().count() == 1 {
        Ok(())
    } else {
        Err(crate::told(&output))
    }
}

fn listening(lines: &mut impl BufRead) -> Result<String, Box<dyn Error>> {
    let mut line = String::new();
    lines.read_line(&mut line)?;
    let addr = line.trim_end().strip_prefix("listening on ");
    Ok(addr.ok_or_else(|| format!("it said {line:?}"))?.into())
}
