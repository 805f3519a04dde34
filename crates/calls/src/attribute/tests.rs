//! Packets by hand, in the orders that a delayed network makes of them.

use std::net::Ipv4Addr;

use super::*;

const SYN: u8 = 0x02;
const FIN: u8 = 0x01;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

fn end(host: u8, port: u16) -> End {
    (Ipv4Addr::new(10, 0, 0, host).into(), port)
}

fn client() -> End {
    end(1, 40000)
}

fn server() -> End {
    end(2, 7200)
}

/// A TCP segment in an IPv4 packet.
fn segment(from: End, flags: u8, seq: u32, ack: u32, bytes: usize) -> Vec<u8> {
    let to = if from == client() { server() } else { client() };
    let length = (40 + bytes) as u16;
    let mut packet = vec![0x45, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    for (address, _) in [from, to] {
        match address {
            IpAddr::V4(v4) => packet.extend(v4.octets()),
            IpAddr::V6(_) => unreachable!("all are of IPv4"),
        }
    }
    packet.extend(from.1.to_be_bytes());
    packet.extend(to.1.to_be_bytes());
    packet.extend(seq.to_be_bytes());
    packet.extend(ack.to_be_bytes());
    packet.extend([0x50, flags, 2, 0, 0, 0, 0, 0]);
    packet.resize(packet.len() + bytes, b'x');
    packet
}

fn sender(local: End, peer: End, puts: Puts) -> Sender {
    Sender {
        sockets: vec![(local, Some(peer))],
        puts,
    }
}

/// The client's call.
fn clients(puts: Puts) -> Sender {
    sender(client(), server(), puts)
}

/// The server's call.
fn servers(puts: Puts) -> Sender {
    sender(server(), client(), puts)
}

/// What is known after a handshake.
fn after_handshake() -> Attribution {
    let mut attribution = Attribution::new(false);
    let packets = handshake();
    let connect = clients(Puts::All);
    let owners = attribution.owners(&packets, Some(&connect), &[]);
    assert_eq!(owners, [Owner::Released; 3]);
    attribution
}

fn handshake() -> [Vec<u8>; 3] {
    [
        segment(client(), SYN, 100, 0, 0),
        segment(server(), SYN | ACK, 500, 101, 0),
        segment(client(), ACK, 101, 501, 0),
    ]
}

#[test]
fn what_answers_at_once_is_the_calls() {
    let mut attribution = after_handshake();
    let packets = [
        segment(client(), ACK, 101, 501, 6),
        segment(server(), ACK, 501, 107, 0),
    ];
    let write = clients(Puts::All);
    // The server's reader has woken; its kernel had acknowledged before.
    let woken = [servers(Puts::Room)];
    let owners = attribution.owners(&packets, Some(&write), &woken);
    assert_eq!(owners, [Owner::Released; 2]);
}

#[test]
fn an_answer_that_comes_later_is_the_kernels() {
    let mut attribution = after_handshake();
    let write = clients(Puts::All);
    let sent = [segment(client(), ACK, 101, 501, 6)];
    let owners = attribution.owners(&sent, Some(&write), &[]);
    assert_eq!(owners, [Owner::Released]);
    // Within another call on the same socket, which sends more.
    let packets = [
        segment(server(), ACK, 501, 107, 0),
        segment(client(), ACK, 107, 501, 3),
        segment(server(), ACK, 501, 107, 9),
        segment(client(), ACK, 110, 510, 0),
    ];
    let owners = attribution.owners(&packets, Some(&write), &[]);
    use Owner::{Kernel, Released};
    assert_eq!(owners, [Kernel, Released, Kernel, Kernel]);
}

#[test]
fn a_handshake_over_a_slow_network_is_one_packet_of_the_call() {
    let mut attribution = Attribution::new(false);
    let [syn, reply, last] = handshake();
    let connect = clients(Puts::All);
    let owners = attribution.owners(&[syn], Some(&connect), &[]);
    assert_eq!(owners, [Owner::Released]);
    // Its thread sleeps; nobody was released when the answer came.
    let owners = attribution.owners(&[reply, last], None, &[connect]);
    assert_eq!(owners, [Owner::Kernel; 2]);
}

#[test]
fn a_call_that_cannot_send_has_sent_nothing() {
    let mut attribution = after_handshake();
    let packets = [segment(client(), ACK | FIN, 101, 501, 0)];
    let asks = clients(Puts::Nothing);
    let owners = attribution.owners(&packets, Some(&asks), &[]);
    assert_eq!(owners, [Owner::Kernel]);
    let elsewhere = sender(end(1, 40001), server(), Puts::All);
    let packets = [segment(client(), ACK | RST, 101, 501, 0)];
    let owners = attribution.owners(&packets, Some(&elsewhere), &[]);
    assert_eq!(owners, [Owner::Kernel]);
}

#[test]
fn a_writer_that_wakes_may_have_sent_what_the_reader_made_room_for() {
    let mut attribution = after_handshake();
    // Room again, and then data: by the kernel, or by the writer's call.
    let packets = [
        segment(server(), ACK, 501, 101, 0),
        segment(client(), ACK, 101, 501, 1000),
    ];
    let read = servers(Puts::Room);
    let woken = [clients(Puts::All)];
    let owners = attribution.owners(&packets, Some(&read), &woken);
    assert_eq!(owners[1], Owner::Either(0));
}

#[test]
fn a_reader_that_wakes_may_send_a_delayed_acknowledgment() {
    let mut attribution = after_handshake();
    attribution.delayed_acks = true;
    let packets = [
        segment(client(), ACK, 101, 501, 6),
        segment(server(), ACK, 501, 107, 0),
    ];
    let write = clients(Puts::All);
    let woken = [servers(Puts::Room)];
    let owners = attribution.owners(&packets, Some(&write), &woken);
    assert_eq!(owners, [Owner::Released, Owner::Either(0)]);
}
