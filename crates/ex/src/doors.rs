//! The ports that the checker holds for a program to find.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use lab::doors::Door;

use crate::script::DoorKind;
use crate::verdict::Stop;

/// The first port; the next door is behind the next.
const FIRST: u16 = 41_000;

/// Doors of one loopback address that nobody else uses.
#[derive(Debug)]
pub struct Doors {
    host: Ipv4Addr,
    next: u16,
    held: Vec<Door>,
}

impl Doors {
    /// None yet.
    pub fn new() -> Doors {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Doors {
            host: own_address(process::id(), count),
            next: FIRST,
            held: Vec::new(),
        }
    }

    /// The address that they are at.
    pub fn host(&self) -> Ipv4Addr {
        self.host
    }

    /// Holds one more; its port, and what it is in words.
    ///
    /// # Errors
    /// Where the port cannot be had.
    pub fn hold(
        &mut self,
        kind: DoorKind,
        at: Option<u16>,
    ) -> Result<(u16, String), Stop> {
        let port = at.unwrap_or(self.next);
        self.next = port.saturating_add(1);
        let addr = SocketAddr::new(IpAddr::V4(self.host), port);
        let (door, what) = match kind {
            DoorKind::Open => (Door::open(addr), "is open"),
            DoorKind::Closed => (Door::closed(addr), "is closed"),
            DoorKind::Silent => (Door::silent(addr), "does not answer"),
        };
        let trouble = |e| Stop::trouble(&format!("no port at {addr}"), e);
        self.held.push(door.map_err(trouble)?);
        Ok((port, format!("{addr} {what}")))
    }
}

/// All of 127.0.0.0/8 is this machine on Linux, so that each check can have
/// an address of its own; elsewhere only 127.0.0.1 is.
fn own_address(process: u32, count: u32) -> Ipv4Addr {
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [_, a, b, c] = (process << 8 | count & 0xff).to_be_bytes();
    // 127.64.0.0 and up, clear of what people use by hand.
    Ipv4Addr::new(127, 64 | a & 0x3f, b, c)
}
