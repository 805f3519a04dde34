//! OpenBSD's netcat, which others wrote, at either end.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::Child;

use trials::{Outcome, peer, program};

use crate::{Checked, client, expect, expect_line, start, typed};

pub fn is_served() -> Outcome {
    let check = |netcat: &Path| -> Checked {
        let server = start("127.0.0.1:0")?;
        let port = server.addr.port().to_string();
        let mut command = program(netcat);
        // -W 1 ends it after the first datagram, -w 10 in any case.
        command.args(["-u", "-W", "1", "-w", "10", "127.0.0.1", &port]);
        let output = typed(&mut command, b"hello\n")?.wait_with_output()?;
        expect_line(&output, "hello")
    };
    match peer("nc.openbsd") {
        Ok(netcat) => Outcome::from(check(&netcat)),
        Err(outcome) => outcome,
    }
}

pub fn serves() -> Outcome {
    match peer("nc.openbsd") {
        Ok(netcat) => Outcome::from(serves_the_client(&netcat)),
        Err(outcome) => outcome,
    }
}

fn serves_the_client(netcat: &Path) -> Checked {
    let (mut netcat, addr) = bound(netcat)?;
    let output = client(addr, "hello")?.wait_with_output()?;
    if !output.status.success() {
        netcat.kill()?;
    }
    expect_line(&output, "from netcat")?;
    let heard = netcat.wait_with_output()?.stdout;
    expect(heard == b"hello", "netcat heard something else")
}

/// A netcat that waits for a datagram, and its address.
fn bound(netcat: &Path) -> Result<(Child, SocketAddr), Box<dyn Error>> {
    let mut said = String::new();
    // netcat cannot say which port the kernel chose, so one is chosen here.
    // Somebody else may take it in between; netcat says so, and ends.
    for _ in 0..5 {
        let free = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
        let port = free.port().to_string();
        let mut command = program(netcat);
        command.args(["-u", "-l", "-v", "-W", "1", "127.0.0.1", &port]);
        let mut child = typed(&mut command, b"from netcat")?;
        let stderr = child.stderr.take().ok_or("netcat has no stderr")?;
        said.clear();
        BufReader::new(stderr).read_line(&mut said)?;
        if said.starts_with("Bound on") {
            return Ok((child, free));
        }
        child.kill()?;
        child.wait()?;
    }
    Err(format!("netcat says: {said}").into())
}
