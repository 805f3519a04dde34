//! Nothing that is drawn to be refused is right by chance, for no seed.

use std::net::IpAddr;

use super::check_run::known;
use super::draw::Draw;
use super::pieces::Names;
use super::script::{Act, DoorKind, Script, Step};
use crate::exercise;
use crate::testing::root;

/// With how many seeds what is short is drawn.
const SEEDS: u64 = 3_000;

/// What a run with this seed sends, types and gives as arguments, each with
/// whether an answer to it is expected next.
fn given(check: &str, script: &Script, seed: u64) -> Vec<(Vec<u8>, bool)> {
    let mut draw = Draw::new(seed, check);
    let mut names = Names::new();
    let mut given: Vec<(Vec<u8>, bool)> = Vec::new();
    let mut by_arguments = false;
    for step in &script.steps() {
        let mut bytes = |pieces| known(pieces, &names, &mut draw);
        match step {
            Step::Let(name, pieces) => {
                let value = bytes(pieces).unwrap();
                names.insert(name.clone(), value);
            }
            Step::End(_, Act::Send(pieces)) | Step::Type(pieces) => {
                by_arguments = false;
                given.push((bytes(pieces).unwrap(), false));
            }
            Step::Run(args) => {
                by_arguments = !args.is_empty();
                if !by_arguments {
                    continue;
                }
                let args = args.iter().map(|arg| bytes(arg).unwrap());
                given.push((args.collect::<Vec<_>>().join(&b' '), false));
            }
            Step::End(name, Act::Is(DoorKind::Closed, _)) => {
                names.insert(name.clone(), b"7200".into());
            }
            Step::End(_, Act::Receive(_)) => {
                given.last_mut().unwrap().1 = true;
            }
            // Who asks on standard input ends so, whatever was answered.
            Step::Exits(0) if by_arguments => {
                given.last_mut().unwrap().1 = true;
            }
            Step::Prints(pieces) => {
                let line = bytes(pieces).unwrap();
                given.last_mut().unwrap().1 = line != b"error";
            }
            _ => {}
        }
    }
    given
}

/// Each that is expected to be answered is right, and no other is.
fn holds(id: &str, check: &str, seeds: u64, is_right: fn(&[u8]) -> bool) {
    let exercise = exercise::read(&root().join("exercises").join(id)).unwrap();
    let script = &exercise.check(check).unwrap().script;
    for seed in 0..seeds {
        for (bytes, answered) in given(check, script, seed) {
            let shown = bytes.escape_ascii();
            assert_eq!(is_right(&bytes), answered, "--seed {seed}: {shown}");
        }
    }
}

/// As the task of udp-01 has it.
fn is_request(bytes: &[u8]) -> bool {
    let number = bytes.strip_prefix(b"time ").unwrap_or_default();
    (1..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
}

#[test]
fn no_junk_is_a_request() {
    holds("udp-01-time", "time.junk", SEEDS, is_request);
}

#[test]
fn no_long_request_is_one() {
    holds("udp-01-time", "time.long", SEEDS / 30, is_request);
}

/// As the task of ip-02 has it; of addresses, std decides.
fn is_question(line: &[u8]) -> bool {
    let line = str::from_utf8(line).unwrap_or_default();
    let is_address = |text: &str| text.parse::<std::net::Ipv4Addr>().is_ok();
    let is_prefix = |text: &str| {
        text.split_once('/').is_some_and(|(address, length)| {
            is_address(address)
                && length.bytes().all(|b| b.is_ascii_digit())
                && length.parse::<u8>().is_ok_and(|length| length <= 32)
        })
    };
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["contains", prefix, address] => {
            is_prefix(prefix) && is_address(address)
        }
        ["range" | "size", prefix] => is_prefix(prefix),
        _ => false,
    }
}

#[test]
fn no_refused_question_is_one() {
    holds("ip-02-cidr", "cidr.refuse", SEEDS / 10, is_question);
}

#[test]
fn no_arguments_that_make_no_sense_make_sense() {
    let is_right = |args: &[u8]| {
        let args = str::from_utf8(args).unwrap_or_default();
        let (host, range) = args.split_once(' ').unwrap_or_default();
        // `parse` takes a plus sign as well.
        let number = |text: &str| match text.as_bytes() {
            [b'0'..=b'9', ..] => text.parse::<u16>().ok(),
            _ => None,
        };
        let ports = range
            .split_once('-')
            .and_then(|(first, last)| Some((number(first)?, number(last)?)));
        host.replace("{host}", "127.0.0.1")
            .parse::<IpAddr>()
            .is_ok()
            && ports.is_some_and(|(first, last)| first <= last)
    };
    holds("port-02-scanner", "scan.usage", SEEDS / 10, is_right);
}

#[test]
fn no_refused_frame_is_a_frame() {
    // What is refused begins with a header that is longer than allowed.
    let is_right = |bytes: &[u8]| {
        let header = bytes.first_chunk::<4>().copied().unwrap_or_default();
        u32::from_be_bytes(header) <= 65_536
    };
    holds("tcp-03-framing", "framing.too-long", SEEDS / 30, is_right);
}
