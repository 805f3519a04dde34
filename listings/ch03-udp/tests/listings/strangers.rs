//! Several peers at one socket: some known, some of no concern.

use std::time::Instant;

use trials::{Server, program};

use crate::{Checked, TIMEOUT, connected, expect, typed};

pub fn do_not_disturb_a_transfer() -> Checked {
    let mut command = program(env!("CARGO_BIN_EXE_transfer-receive"));
    command.arg("127.0.0.1:0");
    let server = Server::start(command)?;
    let stranger = connected(server.addr)?;
    stranger.send(b"")?;
    stranger.send(&[0xff; 3000])?;
    let mut send = program(env!("CARGO_BIN_EXE_transfer-send"));
    let sender = typed(send.args([&server.addr.to_string(), "4"]), b"")?;
    for n in 0..20 {
        // What is a block of another transfer, but for its check.
        stranger.send(&[&[0; 4], &[1, 0, n, 0, 0, 0, 9][..], b"x"].concat())?;
    }
    let output = sender.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    expect(
        said.contains("confirmed: "),
        &format!("it came to {output:?}"),
    )?;
    let deadline = Instant::now() + TIMEOUT;
    let (seen, ended) = server.program.wait_until(deadline, |s| s.ended);
    expect(ended, "it lingers for ever")?;
    let hash = said.trim_end().rsplit(' ').next().unwrap_or_default();
    expect(
        seen.lines.iter().any(|line| line.ends_with(hash)),
        &format!("another hash: {:?}", seen.lines),
    )
}

/// The sender hears that all is here only where that is so.
pub fn full_disk() -> Checked {
    let mut command = program(env!("CARGO_BIN_EXE_transfer-receive"));
    command.args(["127.0.0.1:0", "/dev/full"]);
    let server = Server::start(command)?;
    let mut send = program(env!("CARGO_BIN_EXE_transfer-send"));
    let sender = typed(send.args([&server.addr.to_string(), "4"]), b"")?;
    let output = sender.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let right = output.status.code() == Some(1);
    expect(
        right && said.contains("not confirmed"),
        &format!("it came to {output:?}"),
    )
}

pub fn two_peers_are_told_apart() -> Checked {
    let mut command = program(env!("CARGO_BIN_EXE_udp-peers-tokio"));
    command.arg("127.0.0.1:0");
    let server = Server::start(command)?;
    let (one, two) = (connected(server.addr)?, connected(server.addr)?);
    for socket in [&one, &two, &one] {
        socket.send(b"hello")?;
    }
    let deadline = Instant::now() + TIMEOUT;
    let forgotten = |line: &&String| line.ends_with("forgotten");
    let (seen, _) = server.program.wait_until(deadline, |seen| {
        seen.lines.iter().filter(forgotten).count() == 2
    });
    let known = |text: &str| seen.lines.iter().any(|l| l.ends_with(text));
    expect(
        known("datagram 1, 2 known") && known("datagram 2, 2 known"),
        &format!("it said {:?}", seen.lines),
    )
}

/// What is no file to send is told before anybody is sent anything.
pub fn are_no_files() -> Checked {
    let folder = env!("CARGO_MANIFEST_DIR");
    for file in [folder, "/dev/zero", "none.here"] {
        let mut send = program(env!("CARGO_BIN_EXE_transfer-send"));
        let send = typed(send.args(["127.0.0.1:9", "4", file]), b"")?;
        let output = send.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let named = said.contains(&format!("{file}: "));
        expect(
            output.status.code() == Some(1) && named,
            &format!("{file}: it came to {output:?}"),
        )?;
        expect(said.lines().count() == 1, &said)?;
    }
    Ok(())
}
