//! The wire tap: every packet that crosses this namespace's loopback.
//!
//! A packet socket (packet(7)) without the link header: what it hands over
//! begins with the IP header. Each packet that loopback carries would be
//! seen twice, going out and coming in; it is kept once.

mod line;

use std::collections::BTreeMap;
use std::io;
use std::mem::{self, MaybeUninit};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use wire::tcp::Flags;
use wire::tcp::Repr;
use wire::{End, Transport};

pub use self::line::Line;
use crate::sys::linux;

/// The largest packet that loopback carries, in bytes, and some.
const LARGEST: usize = 66_000;

/// How long the reader waits before it looks whether it is to end.
const LOOK: Duration = Duration::from_millis(10);

/// A tap that listens until it is finished.
#[derive(Debug)]
pub struct Tap {
    shared: Arc<Shared>,
    socket: Arc<Socket>,
    reader: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Seen {
    packets: Vec<Vec<u8>>,
    connections: BTreeMap<[End; 2], Connection>,
    /// The ports of what a [`Line`] sends, which is no part of the run.
    probes: Vec<u16>,
    /// How often the socket was read, and how often it must have been until
    /// all that a [`Line`] has counted is here.
    read: usize,
    due: usize,
    /// How many packets found no room in the socket.
    lost: usize,
    /// Everything of interest has crossed already.
    finishing: bool,
}

/// How far a TCP connection has come to its end: by side, the lower end
/// first, the sequence number that acknowledges its FIN.
#[derive(Debug, Default)]
struct Connection {
    fin: [Option<u32>; 2],
    acknowledged: [bool; 2],
    reset: bool,
}

impl Tap {
    /// Starts listening. The namespace must be our own.
    ///
    /// # Errors
    /// Without CAP_NET_RAW in the namespace.
    pub fn start() -> io::Result<Tap> {
        Tap::hear(false)
    }

    /// The same, and what comes in from other hosts.
    ///
    /// # Errors
    /// Without CAP_NET_RAW in the namespace.
    pub fn start_both_ways() -> io::Result<Tap> {
        Tap::hear(true)
    }

    fn hear(incoming: bool) -> io::Result<Tap> {
        let socket = packet_socket()?;
        socket.set_recv_buffer_size(8 * 1024 * 1024)?;
        socket.set_read_timeout(Some(LOOK))?;
        let shared = Arc::new(Shared::default());
        let socket = Arc::new(socket);
        let (to, from) = (Arc::clone(&shared), Arc::clone(&socket));
        let reader = thread::spawn(move || to.read(&from, incoming));
        Ok(Tap {
            shared,
            socket,
            reader,
        })
    }

    /// The packets that have crossed, from the one of this number on.
    pub fn packets_from(&self, number: usize) -> Vec<Vec<u8>> {
        self.shared.lock().packets[number..].to_vec()
    }

    /// Waits until every TCP connection seen has been closed by both
    /// sides, and each FIN acknowledged, or one side has reset it
    /// (RFC 9293 §3.6). False where the deadline passes first.
    pub fn wait_closed(&self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let (seen, changed) = (self.shared.lock(), &self.shared.changed);
        let waited = changed.wait_timeout_while(seen, left, |seen| {
            !seen.connections.values().all(Connection::closed)
        });
        let waited = waited.expect("no thread panics with the lock");
        !waited.1.timed_out()
    }

    /// Ends the tap once it has read what has crossed by now: the packets
    /// in their order, each from its IP header on, with the checksums
    /// completed that loopback leaves to a network card it has not got.
    pub fn finish(self) -> Vec<Vec<u8>> {
        self.shared.lock().finishing = true;
        let _ = self.reader.join();
        completed(mem::take(&mut self.shared.lock().packets))
    }

    /// The packets that have been heard so far, in the same form.
    pub fn so_far(&self) -> Vec<Vec<u8>> {
        completed(self.packets_from(0))
    }
}

/// A socket that hears all packets of this namespace.
fn packet_socket() -> io::Result<Socket> {
    let all = Protocol::from(i32::from(linux::EVERY_PROTOCOL));
    Socket::new(Domain::from(libc::AF_PACKET), Type::DGRAM, Some(all))
}

fn completed(mut packets: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    for packet in &mut packets {
        wire::complete_checksums(packet);
    }
    packets
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no thread panics with the lock")
    }

    fn read(&self, socket: &Socket, incoming: bool) {
        let mut buffer = vec![MaybeUninit::uninit(); LARGEST];
        loop {
            // Before the read: what crossed until then is read first.
            let finishing = self.lock().finishing;
            match linux::read_packet(socket, &mut buffer) {
                Ok((packet, [is_out, is_loopback])) => {
                    let mut seen = self.lock();
                    seen.read += 1;
                    // By loopback it was seen on its way out already.
                    if is_out || incoming && !is_loopback {
                        seen.add(packet);
                    }
                    drop(seen);
                    self.changed.notify_all();
                }
                Err(_) if finishing => return,
                Err(_) => {}
            }
        }
    }

    /// Waits until all that has been counted is here.
    fn wait_until_read(&self) -> io::Result<()> {
        let mut seen = self.lock();
        while seen.read < seen.due {
            let woken = self.changed.wait(seen);
            seen = woken.expect("no thread panics with the lock");
        }
        match seen.lost {
            0 => Ok(()),
            lost => Err(io::Error::other(format!(
                "{lost} packets came faster than they could be read; the \
                 socket's buffer is limited by net.core.rmem_max"
            ))),
        }
    }
}

impl Seen {
    fn add(&mut self, packet: Vec<u8>) {
        let dissection = wire::headers(&packet);
        let is_probe =
            |port: &u16| dissection.transport.ports() == Some([*port; 2]);
        if self.probes.iter().any(is_probe) {
            return;
        }
        if let (Transport::Tcp(tcp), Some((src, dst))) =
            (&dissection.transport, dissection.ends())
        {
            let side = usize::from(src > dst);
            let ends = if side == 0 { [src, dst] } else { [dst, src] };
            let connection = self.connections.entry(ends).or_default();
            connection.add(side, tcp, dissection.payload.len());
        }
        self.packets.push(packet);
    }
}

impl Connection {
    fn add(&mut self, side: usize, tcp: &Repr, payload: usize) {
        let other = 1 - side;
        let has = |flag| tcp.has(flag);
        if has(Flags::SYN) && !has(Flags::ACK) {
            *self = Connection::default();
        }
        if has(Flags::FIN) {
            let end = tcp.seq.wrapping_add(payload as u32 + 1);
            self.fin[side] = Some(end);
        }
        if has(Flags::ACK) && self.fin[other] == Some(tcp.ack) {
            self.acknowledged[other] = true;
        }
        self.reset |= has(Flags::RST);
    }

    fn closed(&self) -> bool {
        self.reset || self.acknowledged == [true; 2]
    }
}
