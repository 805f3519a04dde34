//! dnsmasq and chronyd, which others wrote, asked by this chapter's clients.

use std::error::Error;
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use trials::{Outcome, TempDir, peer, program};

use crate::TIMEOUT;

type Checked = Result<(), Box<dyn Error>>;

pub fn dnsmasq() -> Outcome {
    with("dnsmasq", |path, dir| {
        Outcome::from(served(|addr| {
            let port = addr.port();
            let mut command = program(path);
            command
                .args(["--no-daemon", "--no-resolv", "--no-hosts"])
                .args(["--listen-address=127.0.0.1", "--bind-interfaces"])
                .arg("--address=/host.example/192.0.2.7")
                .arg(format!("--conf-file={}", dir.path().join("c").display()))
                .arg(format!("--port={port}"));
            fs::write(dir.path().join("c"), "")?;
            let mut ask = program(env!("CARGO_BIN_EXE_dns-ask"));
            ask.args([&addr.to_string(), "host.example"]);
            Ok((command, ask, "host.example is 192.0.2.7\n"))
        }))
    })
}

pub fn chronyd() -> Outcome {
    with("chronyd", |path, dir| {
        Outcome::from(served(|addr| {
            let (port, dir) = (addr.port(), dir.path().display());
            let lines = format!(
                "port {port}\nbindaddress 127.0.0.1\nlocal stratum 5\n\
                 allow 127.0.0.1\ncmdport 0\n\
                 pidfile {dir}/pid\n"
            );
            let file = format!("{dir}/chrony.conf");
            fs::write(&file, lines)?;
            let mut command = program(path);
            // It leaves the clock alone, and its own rights as they are.
            command.args(["-d", "-x", "-U", "-u", "root", "-f", &file]);
            let mut ask = program(env!("CARGO_BIN_EXE_sntp-ask"));
            ask.arg(addr.to_string());
            Ok((command, ask, "the clocks agree within a second\n"))
        }))
    })
}

fn with(
    name: &str,
    check: impl FnOnce(&std::path::Path, &TempDir) -> Outcome,
) -> Outcome {
    let path = match peer(name) {
        Ok(path) => path,
        Err(outcome) => return outcome,
    };
    match TempDir::new() {
        Ok(dir) => check(&path, &dir),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// A server, a client, and what the client prints once it is served.
type Pair = Result<(Command, Command, &'static str), Box<dyn Error>>;

fn served(pair: impl Fn(SocketAddr) -> Pair) -> Checked {
    let mut said = String::new();
    // The server cannot say which port a kernel chose, so one is chosen
    // here. Somebody else may take it in between, and then the server ends.
    for _ in 0..5 {
        let addr = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
        let (mut server, mut client, expected) = pair(addr)?;
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let mut server = server.spawn()?;
        let served = ask(&mut server, &mut client, expected);
        server.kill()?;
        server.wait()?;
        match served {
            Ok(()) => return Ok(()),
            Err(error) => said = error.to_string(),
        }
    }
    Err(said.into())
}

/// Asks until the server has started and answers, or has ended.
fn ask(server: &mut Child, client: &mut Command, expected: &str) -> Checked {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let output = client.output()?;
        if output.status.success() {
            let said = String::from_utf8(output.stdout)?;
            let right = said == expected;
            return right.then_some(()).ok_or_else(|| said.into());
        }
        let problem = String::from_utf8(output.stderr)?;
        if Instant::now() > deadline || server.try_wait()?.is_some() {
            return Err(problem.into());
        }
    }
}
