//! Clients that are stopped, by `^Z` perhaps, and continued.

use std::net::{SocketAddr, UdpSocket};
use std::process::Child;

use trials::program;

use crate::{
    Checked, TIMEOUT, client, expect, expect_line, typed, uninterrupted,
};

pub fn and_continued() -> Checked {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    server.set_read_timeout(Some(TIMEOUT))?;
    let addr = server.local_addr()?;
    let (client, from) = interrupted(client(addr, "who is there")?, &server)?;
    server.send_to(b"the server", from)?;
    expect_line(&client.wait_with_output()?, "the server")?;
    // These have no answer, and say so, and nothing else.
    let asked = UNANSWERED.iter().map(|(path, _)| -> Checked<Child> {
        let client = typed(program(path).arg(addr.to_string()), b"")?;
        Ok(interrupted(client, &server)?.0)
    });
    let asked: Vec<_> = asked.collect();
    for (client, (path, says)) in asked.into_iter().zip(UNANSWERED) {
        let output = client?.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let right = output.status.code() == Some(1) && said.contains(says);
        expect(right, &format!("{path}: it came to {output:?}"))?;
    }
    Ok(())
}

/// Clients, and what they say of silence.
const UNANSWERED: &[(&str, &str)] = &[
    (env!("CARGO_BIN_EXE_dns-ask"), "no answer within 1 s"),
    (env!("CARGO_BIN_EXE_sntp-ask"), "no answer within 1 s"),
    (env!("CARGO_BIN_EXE_multicast-v6-client"), "nobody in 1 s"),
    #[cfg(target_os = "linux")]
    (env!("CARGO_BIN_EXE_path-mtu"), "not even 1200 bytes"),
];

/// Once a client has asked, it is stopped and continued: Linux then breaks
/// off a wait that has a limit, though no handler is set. Where it asked from.
fn interrupted(
    client: Child,
    server: &UdpSocket,
) -> Checked<(Child, SocketAddr)> {
    let (_, from) = uninterrupted(|| server.recv_from(&mut [0; 64]))?;
    let id = client.id();
    let script = format!("kill -STOP {id}; kill -CONT {id}");
    program("/bin/sh").args(["-c", &script]).status()?;
    Ok((client, from))
}
