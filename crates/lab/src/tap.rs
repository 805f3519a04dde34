//! The wire tap: every packet that crosses this namespace's loopback.
//!
//! A packet socket (packet(7)) without the link header: what it hands over
//! begins with the IP header. Each packet that loopback carries would be
//! seen twice, going out and coming in; it is kept once.

use std::collections::BTreeMap;
use std::io;
use std::mem::{self, MaybeUninit};
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use wire::tcp::Flags;
use wire::tcp::Repr;
use wire::{End, Transport};

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
    /// Those on which something may stand in line.
    processors: Vec<usize>,
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
    /// The port of what [`Tap::drain`] sends, which is no part of the run,
    /// and how much of it was heard.
    probes: (u16, usize),
    /// How many packets had crossed when [`Tap::drain`] was last over.
    drained: usize,
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
        let all = Protocol::from(i32::from(linux::EVERY_PROTOCOL));
        let socket =
            Socket::new(Domain::from(libc::AF_PACKET), Type::DGRAM, Some(all))?;
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
            processors: linux::processors()?,
        })
    }

    /// Waits until no packet is on its way any more, and returns how many
    /// have crossed by now.
    ///
    /// What loopback carries stands in line before the processor that sent
    /// it (`netif_rx`). A datagram that is sent there now comes out behind
    /// it, and then an answer to it is in line, or has been heard: so this
    /// goes on until nothing new is heard. A packet is heard as it is sent:
    /// where none was since the last time, there is nothing to wait for.
    ///
    /// # Errors
    /// What the system reports of a socket or of its processors.
    pub fn drain(&self) -> io::Result<usize> {
        let heard = linux::heard(&self.socket)?;
        {
            let seen = self.shared.lock();
            if heard == 0 && seen.packets.len() == seen.drained {
                return Ok(seen.drained);
            }
        }
        let probe = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = probe.local_addr()?;
        probe.connect(addr)?;
        self.shared.lock().probes = (addr.port(), 0);
        let drained = self.rounds(&probe);
        linux::run_on(&self.processors)?;
        // Its own are none that cross.
        linux::heard(&self.socket)?;
        drained
    }

    fn rounds(&self, probe: &UdpSocket) -> io::Result<usize> {
        let mut sent = 0;
        loop {
            for processor in &self.processors {
                linux::run_on(&[*processor])?;
                probe.send(&[])?;
                probe.recv(&mut [])?;
                sent += 1;
            }
            let mut seen = self.shared.lock();
            while seen.probes.1 < sent {
                let woken = self.shared.changed.wait(seen);
                seen = woken.expect("no thread panics with the lock");
            }
            let heard = seen.packets.len();
            if mem::replace(&mut seen.drained, heard) == heard {
                return Ok(heard);
            }
        }
    }

    /// The packets that have crossed, from the one of this number on.
    pub fn packets_from(&self, number: usize) -> Vec<Vec<u8>> {
        self.shared.lock().packets[number..].to_vec()
    }

    /// Waits until every TCP connection seen has been closed by both
    /// sides, and each FIN acknowledged, or one side has reset it
    /// (RFC 9293 §3.6). False where the deadline passes first.
    pub fn wait_closed(&self, deadline: Instant) -> bool {
        let mut seen = self.shared.lock();
        while !seen.connections.values().all(Connection::closed) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.shared.changed.wait_timeout(seen, left);
            seen = woken.expect("no thread panics with the lock").0;
        }
        true
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
                // By loopback it was seen on its way out already.
                Ok((packet, [is_out, is_loopback]))
                    if is_out || incoming && !is_loopback =>
                {
                    self.lock().add(packet);
                    self.changed.notify_all();
                }
                Ok(_) => {}
                Err(_) if finishing => return,
                Err(_) => {}
            }
        }
    }
}

impl Seen {
    fn add(&mut self, packet: Vec<u8>) {
        let dissection = wire::headers(&packet);
        if dissection.transport.ports() == Some([self.probes.0; 2]) {
            self.probes.1 += 1;
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
