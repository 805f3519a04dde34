//! Answers that say less than they seem to: one datagram, in good form, and
//! not what was asked for.

use std::error::Error;
use std::net::{SocketAddr, UdpSocket};
use std::process::Output;
use std::thread;

use trials::program;

type Checked = Result<(), Box<dyn Error>>;

/// 192.0.2.7, for the name at byte 12 or at byte 16, without a lifetime.
const THERE: &[u8] = b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\xc0\0\x02\x07";
const ELSEWHERE: &[u8] = b"\xc0\x10\0\x01\0\x01\0\0\0\0\0\x04\xc0\0\x02\x07";

/// A DNS header behind its id, a record behind the question, what is said.
const NAMES: [(&[u8], &[u8], &str); 4] = [
    (b"\x81\x80\0\x01\0\x01\0\0\0\0", THERE, "is 192.0.2.7"),
    // The record is none of the answers.
    (b"\x81\x80\0\x01\0\0\0\0\0\x01", THERE, "no IPv4 address"),
    (
        b"\x81\x80\0\x01\0\x01\0\0\0\0",
        ELSEWHERE,
        "no IPv4 address",
    ),
    // It answers a change of names, and not a question about one.
    (b"\xa9\x80\0\x01\0\x01\0\0\0\0", THERE, "no answer"),
];

pub fn about_a_name() -> Checked {
    for (header, record, wanted) in NAMES {
        let addr = answering(move |question| {
            let (id, question) = (&question[..2], &question[12..]);
            [id, header, question, record].concat()
        })?;
        let mut ask = program(env!("CARGO_BIN_EXE_dns-ask"));
        told(ask.arg(addr.to_string()).output()?, wanted)?;
    }
    Ok(())
}

/// The first two bytes of NTP; whose clock it is, or a code; two timestamps;
/// what is said.
type Time = ([u8; 2], &'static [u8; 4], [u64; 2], &'static str);

const TIMES: [Time; 12] = [
    ([0x24, 15], b"\x7f\0\0\x01", [1, 1], "s ahead"),
    ([0xe4, 2], b"\x7f\0\0\x01", [1, 1], "does not know"),
    ([0x24, 16], b"\x7f\0\0\x01", [1, 1], "does not know"),
    ([0x24, 255], b"\x7f\0\0\x01", [1, 1], "does not know"),
    ([0x24, 2], b"\x7f\0\0\x01", [0, 1], "does not know"),
    ([0x24, 2], b"\x7f\0\0\x01", [1, 0], "does not know"),
    // As chronyd answers whose own clock is not right yet.
    ([0xe4, 0], b"\0\0\0\0", [1, 1], "does not know"),
    ([0xe4, 0], b"INIT", [1, 1], "does not know"),
    ([0x24, 0], b"STEP", [1, 1], "does not know"),
    ([0xe4, 0], b"DENY", [1, 1], "no questions"),
    ([0x24, 0], b"RSTR", [1, 1], "no questions"),
    ([0xe4, 0], b"RATE", [0, 0], "no questions"),
];

pub fn about_the_time() -> Checked {
    for (begin, code, times, wanted) in TIMES {
        let addr = answering(move |question| {
            let mut answer = vec![0; 48];
            answer[..2].copy_from_slice(&begin);
            answer[12..16].copy_from_slice(code);
            answer[24..32].copy_from_slice(&question[40..48]);
            answer[32..40].copy_from_slice(&times[0].to_be_bytes());
            answer[40..].copy_from_slice(&times[1].to_be_bytes());
            answer
        })?;
        let mut ask = program(env!("CARGO_BIN_EXE_sntp-ask"));
        told(ask.arg(addr.to_string()).output()?, wanted)?;
    }
    Ok(())
}

/// Answers the first datagram that comes.
fn answering(
    answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
) -> Result<SocketAddr, Box<dyn Error>> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let addr = socket.local_addr()?;
    thread::spawn(move || -> std::io::Result<usize> {
        let mut buffer = [0; 512];
        let (n, client) = socket.recv_from(&mut buffer)?;
        socket.send_to(&answer(&buffer[..n]), client)
    });
    Ok(addr)
}

/// One line, an answer with status 0 and a refusal with status 1.
fn told(output: Output, wanted: &str) -> Checked {
    let is_answer = wanted.contains("192") || wanted.contains("ahead");
    let status = i32::from(!is_answer);
    let said = [&*output.stdout, &*output.stderr].concat();
    let said = String::from_utf8(said)?;
    let right = output.status.code() == Some(status)
        && said.contains(wanted)
        && said.lines().count() == 1;
    right
        .then_some(())
        .ok_or_else(|| format!("{wanted:?} is not said: {said}").into())
}
