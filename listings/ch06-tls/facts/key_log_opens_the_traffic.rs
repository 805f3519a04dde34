//! Given the packets of a connection alone, tshark finds nothing in it to
//! follow; given the lines of its key log as well, it finds what was said.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::sync::{Arc, Mutex};

use rustls::KeyLog;
use trials::{Measured, installed};

use crate::memory::{Exchange, lab, trusting};

const SAID: &str = "nobody can read this";

pub fn run() -> Measured {
    let tshark = installed("tshark")?;
    let lab = lab()?;
    let lines = Arc::new(Lines::default());
    let mut config = trusting(&lab)?;
    config.key_log = lines.clone();
    let mut exchange = Exchange::shaken(&lab, config)?;
    exchange.client.writer().write_all(SAID.as_bytes())?;
    exchange.client_to_server()?;

    fs::write("keys", &*lines.0.lock().expect("nobody panics"))?;
    fs::write("empty", "")?;
    fs::write("exchange.pcap", pcap(&exchange))?;
    for (keys, is_readable) in [("empty", false), ("keys", true)] {
        let output = Command::new(&tshark)
            .args(["-o", &format!("tls.keylog_file:{keys}")])
            .args(["-q", "-r", "exchange.pcap", "-z", "follow,tls,ascii,0"])
            .output()?;
        assert!(output.status.success(), "{output:?}");
        let shown = String::from_utf8_lossy(&output.stdout);
        let is_shown = shown.lines().any(|line| line == SAID);
        assert_eq!(is_shown, is_readable, "with the file {keys}: {shown}");
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Lines(Mutex<String>);

impl KeyLog for Lines {
    fn log(&self, label: &str, random: &[u8], secret: &[u8]) {
        let mut lines = self.0.lock().expect("nobody panics");
        let (random, secret) = (hex(random), hex(secret));
        writeln!(lines, "{label} {random} {secret}").expect("it is a String");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The client's first message, all that the server said, and the rest of
/// the client's: three packets, as they may cross a network.
fn pcap(exchange: &Exchange) -> Vec<u8> {
    let length =
        usize::from(u16::from_be_bytes([exchange.said[3], exchange.said[4]]));
    let (first, rest) = exchange.said.split_at(5 + length);
    let begin = exchange.answered.len() as u32;
    // The header of the file: each packet begins with its IP header.
    let mut file = Vec::new();
    for number in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 101] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    packet(&mut file, (40_000, 7651), 1, first);
    packet(&mut file, (7651, 40_000), 1, &exchange.answered);
    packet(&mut file, (40_000, 7651), 1 + first.len() as u32, rest);
    assert!(begin > 0);
    file
}

fn packet(
    file: &mut Vec<u8>,
    (from, to): (u16, u16),
    sequence: u32,
    bytes: &[u8],
) {
    let length = 40 + bytes.len() as u32;
    for number in [0, 0, length, length] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    // IPv4 without options, TCP without options; nobody checks the sums.
    file.extend_from_slice(&[0x45, 0]);
    file.extend_from_slice(&(length as u16).to_be_bytes());
    file.extend_from_slice(&[0, 0, 0x40, 0, 64, 6, 0, 0]);
    file.extend_from_slice(&[127, 0, 0, 1, 127, 0, 0, 1]);
    file.extend_from_slice(&from.to_be_bytes());
    file.extend_from_slice(&to.to_be_bytes());
    file.extend_from_slice(&sequence.to_be_bytes());
    file.extend_from_slice(&1_u32.to_be_bytes());
    file.extend_from_slice(&[0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
    file.extend_from_slice(bytes);
}
