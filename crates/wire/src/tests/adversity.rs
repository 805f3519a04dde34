//! Random, cut and damaged packets: nothing panics, and every bit of each is
//! in exactly one field. The seeds are fixed, so that a failure comes again.
//! `ci/check` tries many times as many, as `WIRE_TIMES` says.

use super::{checked_in, in_dns, in_ssh};
use crate::{Conversation, complete_checksums, samples, tls};

/// How many kinds of conversations a packet is tried in.
const KINDS: usize = 5;

fn conversation(kind: usize) -> Conversation {
    match kind {
        0 => Conversation::default(),
        1 => in_dns(),
        2 => in_ssh(),
        3 => in_ssh().encrypted(),
        _ => Conversation::speaking(tls::LAYER).encrypted(),
    }
}

fn cases(quick: usize) -> usize {
    let times = std::env::var("WIRE_TIMES").unwrap_or_default();
    quick * times.parse().unwrap_or(1)
}

#[test]
fn random_bytes() {
    let mut random = Xorshift(1);
    for _ in 0..cases(80_000) {
        let mut packet = random.bytes(48);
        // Nearly all would be of no IP version.
        if let Some(first) = packet.first_mut() {
            *first = [0x45, 0x46, 0x60, *first][random.below(4)];
        }
        survive(&mut packet, conversation(random.below(KINDS)));
    }
}

#[test]
fn random_payloads() {
    let heads: [&[u8]; 4] = [
        &samples::TCP_DATA[..52],
        &samples::UDP[..28],
        &samples::ICMP_UNREACHABLE[..28],
        &samples::IPV6_EXTENSIONS[..48],
    ];
    let mut random = Xorshift(2);
    for _ in 0..cases(8_000) {
        let mut packet = heads[random.below(4)].to_vec();
        packet.extend(random.bytes(48));
        fix_lengths(&mut packet);
        survive(&mut packet, conversation(random.below(KINDS)));
    }
}

#[test]
fn damaged_packets() {
    let mut random = Xorshift(3);
    for _ in 0..cases(7_000) {
        let (_, sample) = samples::ALL[random.below(samples::ALL.len())];
        let mut packet = sample.to_vec();
        for _ in 0..=random.below(4) {
            let place = random.below(packet.len());
            packet[place] = random.next() as u8;
        }
        if random.below(2) == 0 {
            packet.truncate(random.below(packet.len() + 1));
        }
        if random.below(2) == 0 {
            fix_lengths(&mut packet);
        }
        survive(&mut packet, conversation(random.below(KINDS)));
    }
}

#[test]
fn truncated_packets() {
    for (_, sample) in samples::ALL {
        for len in 0..=sample.len() {
            survive(&mut sample[..len].to_vec(), in_ssh());
        }
    }
}

/// Text that almost is HTTP, and binary packets that almost are SSH's.
#[test]
fn shuffled_words() {
    const WORDS: [&[u8]; 18] = [
        b"GET ",
        b"/ ",
        b"HTTP/1.1",
        b" 200 ",
        b"OK",
        b"\r\n",
        b"\n",
        b"Date: now",
        b"Content-Length: 3",
        b"Transfer-Encoding: chunked",
        b":",
        b"SSH-2.0-a",
        b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2",
        &[20, 3, 3, 0, 1, 1],
        &[0, 0, 0, 12, 10, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[22, 3, 3, 0, 4, 1, 0, 0, 0],
        &[0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4],
        b"abc",
    ];
    let mut random = Xorshift(4);
    for _ in 0..cases(7_000) {
        let mut packet = samples::TCP_DATA[..52].to_vec();
        for _ in 0..random.below(8) {
            packet.extend(WORDS[random.below(WORDS.len())]);
        }
        fix_lengths(&mut packet);
        survive(&mut packet, conversation(random.below(KINDS)));
    }
}

fn survive(packet: &mut [u8], conversation: Conversation) {
    checked_in(packet, conversation);
    complete_checksums(packet);
}

/// Makes the lengths of IP agree with the packet, so that what is wrong in it
/// gets to the layers above.
fn fix_lengths(packet: &mut [u8]) {
    let len = packet.len() as u16;
    match packet.first().map(|first| first >> 4) {
        Some(4) if len >= 20 => {
            packet[2..4].copy_from_slice(&len.to_be_bytes());
        }
        Some(6) if len >= 40 => {
            packet[4..6].copy_from_slice(&(len - 40).to_be_bytes());
        }
        _ => {}
    }
}

/// A generator of random numbers (Marsaglia, "Xorshift RNGs", 2003).
struct Xorshift(u64);

impl Xorshift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        // The upper bits are the better ones.
        ((self.next() >> 32) % end as u64) as usize
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let count = self.below(most + 1);
        (0..count).map(|_| (self.next() >> 32) as u8).collect()
    }
}
