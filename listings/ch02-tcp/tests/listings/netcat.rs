//! The chapter's programs and netcat, either side.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};

use trials::{Outcome, peer, program};

use crate::{
    CLIENT, Checked, ONE, THREADS, TOKIO, expect, expect_output, run, start,
};

pub fn is_served() -> Outcome {
    let netcat = match peer("nc.openbsd") {
        Ok(netcat) => netcat,
        Err(outcome) => return outcome,
    };
    let check = |path: &str| -> Checked {
        let server = start(path, "127.0.0.1:0")?;
        let port = server.addr.port().to_string();
        let mut command = program(&netcat);
        // -N half-closes at the end of its input, as our own client does.
        command.args(["-N", "-w", "10", "127.0.0.1", &port]);
        expect_output(&run(&mut command, b"hello\nnetcat")?, b"hello\nnetcat")
    };
    Outcome::from([ONE, THREADS, TOKIO].into_iter().try_for_each(check))
}

pub fn serves() -> Outcome {
    match peer("nc.openbsd") {
        Ok(netcat) => Outcome::from(serves_the_client(&netcat)),
        Err(outcome) => outcome,
    }
}

fn serves_the_client(netcat: &Path) -> Checked {
    let (mut child, addr) = listening(netcat)?;
    let typed = child.stdin.take().map(|mut i| i.write_all(b"hello\n"));
    let output = run(program(CLIENT).args([&addr.to_string(), "hello"]), b"");
    if !output.as_ref().is_ok_and(|output| output.status.success()) {
        child.kill()?;
    }
    expect_output(&output?, b"hello\n")?;
    typed.ok_or("netcat has no stdin")??;
    let heard = child.wait_with_output()?.stdout;
    expect(heard == b"hello\n", "netcat heard something else")
}

/// A netcat that waits for a client, and its address.
fn listening(netcat: &Path) -> Result<(Child, SocketAddr), Box<dyn Error>> {
    let mut said = String::new();
    // netcat cannot say which port the kernel chose, so one is chosen here.
    // Somebody else may take it in between; netcat says so, and ends.
    for _ in 0..5 {
        let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let port = free.port().to_string();
        let mut child = program(netcat)
            .args(["-l", "-v", "-N", "-w", "10", "127.0.0.1", &port])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().ok_or("netcat has no stderr")?;
        said.clear();
        BufReader::new(stderr).read_line(&mut said)?;
        if said.starts_with("Listening on") {
            return Ok((child, free));
        }
        child.kill()?;
        child.wait()?;
    }
    Err(format!("netcat says: {said}").into())
}
