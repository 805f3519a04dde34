//! A sender moves at most one window in a round trip: over a way of 20 ms
//! there and back, 16 blocks at a time are more than twice as fast as one.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use trials::{Measured, Server, lab};

const SENDER: &str = env!("CARGO_BIN_EXE_transfer-send");
const RECEIVER: &str = env!("CARGO_BIN_EXE_transfer-receive");

const BLOCKS: u32 = 48;
const ROUND_TRIP: Duration = Duration::from_millis(20);

/// How long a file takes with this window.
fn took(window: u32) -> Measured<Duration> {
    let mut receiver = Command::new(RECEIVER);
    receiver.arg("127.0.0.1:0");
    let receiver = Server::start(receiver)?;
    let to = receiver.addr.to_string();
    let relay = lab(&["relay", "127.0.0.1:0", &to, "--delay", "10"]);
    let relay = Server::start(relay)?;
    let begun = Instant::now();
    let output = Command::new(SENDER)
        .args([relay.addr.to_string(), window.to_string(), "file".into()])
        .output()?;
    let took = begun.elapsed();
    let said = String::from_utf8(output.stdout)?;
    assert!(said.contains("confirmed: "), "{said}");
    Ok(took)
}

pub fn run() -> Measured {
    fs::write("file", vec![b'.'; 1000 * BLOCKS as usize])?;
    let (one, four, all) = (took(1)?, took(4)?, took(16)?);
    for (window, took) in [(1, one), (4, four), (16, all)] {
        let bound = ROUND_TRIP * (BLOCKS / window);
        assert!(took >= bound, "window {window}: {took:?}");
    }
    // A busy machine makes all of them slower, and the difference less: the
    // quickest of a few is asked.
    let mut quickest = all;
    for _ in 0..10 {
        if quickest * 2 < one {
            return Ok(());
        }
        quickest = quickest.min(took(16)?);
    }
    panic!("window 16 takes {quickest:?}, window 1 {one:?}");
}
