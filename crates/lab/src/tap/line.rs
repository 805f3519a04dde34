//! Waits until no packet is on its way any more.
//!
//! What loopback carries stands in line before the processor that sent it
//! (`netif_rx`). A datagram that is sent there now comes out behind it, and
//! by then an answer to what stood there has been sent, too. So one is sent
//! on each processor, again and again, until nothing else has crossed
//! meanwhile. A packet socket counts what crosses, read or not.
//!
//! For each processor there is a thread that sleeps there otherwise. One that
//! goes from processor to processor has to stand in line on each itself: on a
//! machine with ten busy programs a processor that took half a second, where
//! these take some milliseconds.

use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use socket2::Socket;

use super::{Shared, Tap, packet_socket};
use crate::sys::linux;

/// How often a packet socket hears what loopback carries: on its way out,
/// and when it comes in.
const HEARD: usize = 2;

/// What stands in line in this namespace.
#[derive(Debug)]
pub struct Line {
    /// Counts what crosses.
    socket: Arc<Socket>,
    /// Who reads that, if anybody does.
    tap: Option<Arc<Shared>>,
    /// One a processor.
    probes: Vec<Sender<()>>,
    answers: Mutex<Receiver<io::Result<()>>>,
}

impl Line {
    /// For a namespace whose packets nobody reads.
    ///
    /// # Errors
    /// Without CAP_NET_RAW in the namespace, and where loopback is down.
    pub fn start() -> io::Result<Line> {
        Line::new(Arc::new(packet_socket()?), None)
    }

    /// For that of a tap: what has crossed is read by it as well.
    ///
    /// # Errors
    /// Where loopback is down.
    pub fn of(tap: &Tap) -> io::Result<Line> {
        Line::new(Arc::clone(&tap.socket), Some(Arc::clone(&tap.shared)))
    }

    fn new(socket: Arc<Socket>, tap: Option<Arc<Shared>>) -> io::Result<Line> {
        let (answer, answers) = mpsc::channel();
        let mut probes = Vec::new();
        for processor in linux::processors()? {
            let probe = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
            let addr = probe.local_addr()?;
            probe.connect(addr)?;
            if let Some(tap) = &tap {
                tap.lock().probes.push(addr.port());
            }
            let (ask, asked) = mpsc::channel();
            let answer = answer.clone();
            thread::spawn(move || {
                let placed = linux::run_on(&[processor]);
                while asked.recv().is_ok() {
                    let passed = placed.as_ref().map_err(copy).copied();
                    let passed = passed.and_then(|()| pass(&probe));
                    let _ = answer.send(passed);
                }
            });
            probes.push(ask);
        }
        Ok(Line {
            socket,
            tap,
            probes,
            answers: Mutex::new(answers),
        })
    }

    /// Waits until nothing is on its way. Where nothing has crossed since the
    /// last time, there is nothing to wait for.
    ///
    /// # Errors
    /// What the system reports of a socket or of its processors; and a tap
    /// that could not read all.
    pub fn settle(&self) -> io::Result<()> {
        let answers = self.answers.lock();
        let answers = answers.unwrap_or_else(PoisonError::into_inner);
        if self.heard()? == 0 {
            return Ok(());
        }
        let ended = || io::Error::other("a thread of a processor has ended");
        loop {
            for probe in &self.probes {
                probe.send(()).map_err(|_| ended())?;
            }
            for _ in &self.probes {
                answers.recv().map_err(|_| ended())??;
            }
            // Their own are none that cross.
            if self.heard()? == HEARD * self.probes.len() {
                break;
            }
        }
        self.tap
            .as_ref()
            .map_or(Ok(()), |tap| tap.wait_until_read())
    }

    /// How many packets were heard since this was last asked.
    fn heard(&self) -> io::Result<usize> {
        let heard = linux::heard(&self.socket)?;
        if let Some(tap) = &self.tap {
            let mut seen = tap.lock();
            seen.due += heard.all - heard.lost;
            seen.lost += heard.lost;
        }
        Ok(heard.all)
    }
}

/// Sends a datagram, and waits until it has come.
fn pass(probe: &UdpSocket) -> io::Result<()> {
    probe.send(&[])?;
    probe.recv(&mut []).map(drop)
}

fn copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
