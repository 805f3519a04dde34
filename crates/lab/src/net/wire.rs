//! A wire between two hosts that delays, drops and repeats packets.
//!
//! It is a third namespace with a packet socket (`packet(7)`) toward each of
//! the two: what comes in here goes out there, when and if `fate` says so.
//! What is late may be overtaken.

use std::io::{self, Read};
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use socket2::Socket;

use super::{Device, Host};
use crate::faults::{Choices, Line};
use crate::sys::linux::{self, Offload};

/// The largest frame that the hosts' devices send, and some.
const LARGEST: usize = 2048;

/// How long a frame is waited for where none is to be sent on.
const LOOK: Duration = Duration::from_secs(1);

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Pass,
    /// It arrives so much later.
    Late(Duration),
    /// It arrives twice.
    Twice,
    /// It is lost.
    Lost,
    /// It is held back until one of its direction releases it, and others
    /// overtake it.
    Held,
    /// It arrives, and behind it all that are held back in its direction.
    Releases,
}

/// Loses so many packets of a hundred, the same with the same seed.
pub fn losing(
    percent: u64,
    seed: u64,
) -> impl FnMut(&[u8]) -> Fate + Send + 'static {
    let mut choices = Choices::of(seed);
    move |_| {
        if choices.happens(percent) {
            Fate::Lost
        } else {
            Fate::Pass
        }
    }
}

/// A wire. It carries frames as long as it is held.
#[derive(Debug)]
pub struct Wire {
    /// The namespace in the middle.
    _middle: Host,
}

/// Decides, and is asked by both directions.
type Judge = Arc<Mutex<dyn FnMut(&[u8]) -> Fate + Send>>;

impl Wire {
    /// Joins two hosts by the first device of each.
    pub(super) fn between(
        left: &Host,
        right: &Host,
        fate: impl FnMut(&[u8]) -> Fate + Send + 'static,
    ) -> io::Result<Wire> {
        let middle = Host::new(Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST)?;
        // The middle sends nothing of its own, not even to find neighbors.
        let _ = middle.set("ipv6/conf/default/disable_ipv6", "1");
        middle.join(Device::First, left, Device::First)?;
        middle.join(Device::Second, right, Device::First)?;
        for host in [left, right] {
            host.run(frames_as_they_are)?;
        }
        let judge: Judge = Arc::new(Mutex::new(fate));
        let (to_left, to_right) = middle.run(|| -> io::Result<_> {
            Ok((listen(Device::First)?, listen(Device::Second)?))
        })?;
        carry(to_left.try_clone()?, to_right.try_clone()?, &judge);
        carry(to_right, to_left, &judge);
        Ok(Wire { _middle: middle })
    }
}

/// A host hands over frames with their checksums, and none that is still to
/// be cut.
fn frames_as_they_are() -> io::Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    let offloads = [Offload::Segments, Offload::Checksums];
    linux::without_offloads(Device::First.name(), &socket, &offloads)
}

/// A socket for all frames of a device.
fn listen(device: Device) -> io::Result<Socket> {
    // It hears nothing before it is bound: to change what a socket hears,
    // the kernel waits for all its processors.
    let (domain, kind) = (libc::AF_PACKET.into(), libc::SOCK_RAW.into());
    let socket = Socket::new(domain, kind, None)?;
    socket.set_recv_buffer_size(8 * 1024 * 1024)?;
    socket.bind(&linux::device_address(device.index())?)?;
    Ok(socket)
}

fn carry(from: Socket, to: Socket, judge: &Judge) {
    let judge = Arc::clone(judge);
    let direction = Direction {
        from,
        to,
        judge,
        waiting: Line::default(),
        held: Vec::new(),
    };
    // It ends with the process, or when the devices are gone.
    thread::spawn(move || direction.carry());
}

struct Direction {
    from: Socket,
    to: Socket,
    judge: Judge,
    waiting: Line<Vec<u8>>,
    held: Vec<Vec<u8>>,
}

impl Direction {
    fn carry(mut self) {
        let mut buffer = [0; LARGEST];
        while self.send_due().is_ok() {
            match self.from.read(&mut buffer) {
                Ok(n) => self.judge(&buffer[..n]),
                Err(error) if is_timeout(&error) => {}
                Err(_) => return,
            }
        }
    }

    fn judge(&mut self, frame: &[u8]) {
        let fate = match packet(frame) {
            Some(packet) => {
                let judge = self.judge.lock();
                judge.unwrap_or_else(PoisonError::into_inner)(packet)
            }
            // Neighbors have to be found whatever becomes of packets.
            None => Fate::Pass,
        };
        let (delay, copies) = match fate {
            Fate::Pass => (Duration::ZERO, 1),
            Fate::Late(delay) => (delay, 1),
            Fate::Twice => (Duration::ZERO, 2),
            Fate::Lost => (Duration::ZERO, 0),
            Fate::Held => {
                self.held.push(frame.to_vec());
                return;
            }
            Fate::Releases => (Duration::ZERO, 1),
        };
        let due = Instant::now() + delay;
        for _ in 0..copies {
            self.waiting.push(due, frame.to_vec());
        }
        if fate == Fate::Releases {
            for frame in self.held.drain(..) {
                self.waiting.push(due, frame);
            }
        }
    }

    /// Sends what is due, and sets how long the next read may wait.
    fn send_due(&mut self) -> io::Result<()> {
        while let Some(frame) = self.waiting.pop() {
            // A device that is down loses it, as a cable does.
            let _ = self.to.send(&frame);
        }
        let left = self.waiting.left().unwrap_or(LOOK);
        // A timeout of zero would be none at all.
        let left = left.max(Duration::from_micros(1));
        self.from.set_read_timeout(Some(left))
    }
}

/// The IP packet in a frame, if it is one.
fn packet(frame: &[u8]) -> Option<&[u8]> {
    let (header, packet) = frame.split_at_checked(14)?;
    matches!(header[12..], [0x08, 0x00] | [0x86, 0xdd]).then_some(packet)
}

fn is_timeout(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::WouldBlock, io::ErrorKind::Interrupted];
    kinds.contains(&error.kind())
}
