//! A server that sends well-formed packets without end before anybody has
//! logged in: libssh2 keeps them all, until the system's limit ends it, or the
//! deadline.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;

use trials::{Chapter, Outcome, program};

use crate::{Checked, EXEC, FINGERPRINT, TIMEOUT, VERIFY, told};

/// What the page tells a reader to type, in a shell of its own. The unit of
/// the number is KiB, so it is 256 MiB.
const LIMITED: &str = "ulimit -v 262144 && exec \"$0\" \"$@\"";

/// What each program ends with once libssh2 gets no more memory; and where
/// the machine is so busy that its time is over before that.
const ENDS: [&str; 2] = ["Unable to exchange encryption keys", "out of time"];

/// The message numbers of the packets: one that nobody has defined, one of
/// the key exchange, one of the login, none of them due (RFC 4250 §4.1.2).
const NUMBERS: [u8; 3] = [192, 31, 51];

/// How many bytes of each packet are its message. Large packets fill memory
/// quickly, and nobody has to take one of over 35,000 bytes (RFC 4253 §6.1).
const PAYLOAD: usize = 30_000;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial("flood::a limit on memory ends it", || match limits() {
        Ok(()) => Outcome::from(all_end()),
        Err(reason) => Outcome::Ignored(reason),
    })
}

/// Not every system that knows `ulimit -v` holds to it.
fn limits() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("only Linux is known to hold to `ulimit -v`".into());
    }
    match limited("true").status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("this shell has no `ulimit -v`".into()),
        Err(error) => Err(format!("no shell: {error}")),
    }
}

fn all_end() -> Checked {
    let runs = [FINGERPRINT, VERIFY, EXEC].into_iter().zip(NUMBERS);
    let runs = runs.map(|(binary, number)| {
        thread::spawn(move || ends(binary, number).map_err(|e| e.to_string()))
    });
    // All are started before the first is waited for.
    let runs: Vec<_> = runs.collect();
    for run in runs {
        run.join().map_err(|_| "the trial itself panicked")??;
    }
    Ok(())
}

/// One line on standard error and status 1: neither a panic nor an abort, as
/// the smallest packets bring about (a fact of this chapter).
fn ends(binary: &str, number: u8) -> Checked {
    let output = against(flooding(number)?, binary)?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let known = ENDS.iter().any(|end| stderr.contains(end));
    let one_line = stderr.lines().count() == 1 && known;
    if output.status.code() == Some(1) && one_line {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn against(addr: SocketAddr, binary: &str) -> io::Result<Output> {
    let mut command = limited(binary);
    command.arg(addr.to_string());
    if binary != FINGERPRINT {
        command.arg("known_hosts-that-is-not-there");
    }
    assert_cmd::Command::from_std(command)
        .write_stdin("a password\n")
        .timeout(TIMEOUT)
        .output()
}

fn limited(binary: &str) -> Command {
    let mut command = program("/bin/sh");
    command.args(["-c", LIMITED, binary]);
    command
}

/// A server on a free port that serves one client.
fn flooding(number: u8) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || {
        // Its end is an error: the client goes away.
        listener.accept().map(|(stream, _)| flood(stream, number))
    });
    Ok(addr)
}

fn flood(mut stream: TcpStream, number: u8) -> io::Result<()> {
    stream.write_all(b"SSH-2.0-flood\r\n")?;
    let packets = packet(number).repeat(8);
    loop {
        stream.write_all(&packets)?;
    }
}

/// A packet before any encryption: length, length of the padding, message,
/// padding; eight bytes, or a multiple, in all (RFC 4253 §6).
fn packet(number: u8) -> Vec<u8> {
    let padding = 4 + (8 - (5 + PAYLOAD + 4) % 8) % 8;
    let length = 1 + PAYLOAD + padding;
    let mut packet = (length as u32).to_be_bytes().to_vec();
    packet.push(padding as u8);
    packet.push(number);
    packet.resize(4 + length, 0);
    packet
}
