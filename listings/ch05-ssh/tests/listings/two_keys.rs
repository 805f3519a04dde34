//! A host that shows one key to a person and another one when the answer is
//! written down: no connection goes on whose key is not in the file.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Output, Stdio};
use std::thread;

use lab_ssh::{Event, Server};
use trials::{Chapter, TempDir, program};

use crate::{Checked, Own, ed25519_line, key, refused, start, start_other};

const TOFU: &str = env!("CARGO_BIN_EXE_ssh-tofu");

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 3] = [
        ("tofu::the type of a key alone is no yes", only_the_type),
        ("tofu::a second key is not written down", second_key),
        ("tofu::another's key for this host is no yes", anothers),
    ];
    crate::all(chapter, own)
}

fn only_the_type() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("hosts");
    let (client, stderr) = asked(server.local_addr(), &file)?;
    refused(&reply(client, stderr, "ssh-ed25519")?, "you said no")?;
    if file.exists() {
        Err("a line was written".into())
    } else {
        Ok(())
    }
}

fn second_key() -> Checked {
    answered("", "shown two keys").map(|_| ())
}

/// While the person thinks, another program learns the second key.
fn anothers() -> Checked {
    let (server, file) = answered("learn", "shown two keys")?;
    if file.lines().count() == 1 && !server.received_password() {
        Ok(())
    } else {
        Err(format!("the file is {file:?}").into())
    }
}

/// Says yes to the first server of two that have one address, after the file
/// has learned the second one's key, if it is to. Gives what the file holds.
fn answered(
    learn: &str,
    why: &str,
) -> Result<(Server, String), Box<dyn std::error::Error>> {
    let (first, second) = (start()?, start_other()?);
    let addr = in_turn(first.local_addr(), second.local_addr())?;
    let dir = TempDir::new()?;
    let file = dir.path().join("hosts");
    let (client, stderr) = asked(addr, &file)?;
    if !learn.is_empty() {
        let key = key(ed25519_line(&second));
        let line = format!("[{}]:{} {key}\n", addr.ip(), addr.port());
        fs::write(&file, line)?;
    }
    refused(&reply(client, stderr, "yes")?, why)?;
    if first
        .events()
        .iter()
        .any(|e| matches!(e, Event::AuthTried(_)))
    {
        return Err("the first server was told something".into());
    }
    Ok((first, fs::read_to_string(&file)?))
}

/// Starts a client and reads as far as its question.
fn asked(
    addr: SocketAddr,
    file: &Path,
) -> io::Result<(Child, BufReader<ChildStderr>)> {
    let mut command = program(TOFU);
    command.arg(addr.to_string()).arg(file);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut client = command.stderr(Stdio::piped()).spawn()?;
    let stderr = client.stderr.take();
    let stderr = stderr.ok_or(io::ErrorKind::BrokenPipe)?;
    let mut stderr = BufReader::new(stderr);
    let mut line = String::new();
    while !line.starts_with("type yes") {
        line.clear();
        if stderr.read_line(&mut line)? == 0 {
            return Err(io::Error::other("no question was asked"));
        }
    }
    Ok((client, stderr))
}

/// Answers the question, and gives what the client says to that.
fn reply(
    mut client: Child,
    mut stderr: BufReader<ChildStderr>,
    answer: &str,
) -> io::Result<Output> {
    let mut stdin = client.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    writeln!(stdin, "{answer}")?;
    drop(stdin);
    let mut output = client.wait_with_output()?;
    io::Read::read_to_end(&mut stderr, &mut output.stderr)?;
    Ok(output)
}

/// An address whose first client comes to `first`, and all others to
/// `second`.
fn in_turn(first: SocketAddr, second: SocketAddr) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || {
        let mut next = first;
        for client in listener.incoming() {
            let (client, server) = (client?, TcpStream::connect(next)?);
            let back = (server.try_clone()?, client.try_clone()?);
            thread::spawn(move || carry(client, server));
            thread::spawn(move || carry(back.0, back.1));
            next = second;
        }
        io::Result::Ok(())
    });
    Ok(addr)
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    // Whoever breaks it off ends both.
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
