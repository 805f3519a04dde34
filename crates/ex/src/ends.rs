//! The checker's ends of the wire: TCP connections and UDP sockets.

use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, SocketAddr};
use std::thread;

use crate::arrival;
use crate::bytes::{dump, window};
use crate::child::{Child, NothingMore};
use crate::clock;
use crate::expected::{Expected, matches, shown};
use crate::log::{Log, What};
use crate::verdict::Stop;
use crate::wire::{Received, Wire, is_no_answer};

/// How the program may end a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By the end of its stream.
    Fin,
    /// By that, or by a reset.
    FinOrReset,
}

/// One end.
#[derive(Debug)]
pub struct End {
    name: String,
    wire: Wire,
    /// The clock when it last sent, in milliseconds.
    sent_at: u128,
    /// A write has told already that the program has cut the connection.
    gone: bool,
}

impl End {
    /// Connects to the program.
    ///
    /// # Errors
    /// Where nobody listens there.
    pub fn connect(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::connect(addr))?;
        log.add(name, What::Note("connects".into()));
        Ok(end)
    }

    /// Opens a socket that hears only the program.
    ///
    /// # Errors
    /// Where the system has none to give.
    pub fn open(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::open(addr))?;
        log.add(name, What::Note("opens a socket".into()));
        Ok(end)
    }

    fn reach(
        name: &str,
        addr: SocketAddr,
        wire: io::Result<Wire>,
    ) -> Result<End, Stop> {
        let expected = format!("somebody listens on {addr}, as was said");
        let wire = wire.map_err(|e| Stop::fail(expected, e.to_string()))?;
        Ok(End {
            name: name.into(),
            wire,
            sent_at: 0,
            gone: false,
        })
    }

    /// In one write, or one datagram.
    ///
    /// # Errors
    /// Where the program does not take them.
    pub fn send(&mut self, bytes: &[u8], log: &mut Log) -> Result<(), Stop> {
        self.sent_at = clock::milliseconds();
        log.add(&self.name, What::Sent(bytes.to_vec()));
        let sent = match &mut self.wire {
            Wire::Tcp(stream) => stream.write_all(bytes),
            Wire::Udp(socket) => socket.send(bytes).map(drop),
        };
        match sent {
            Ok(()) => Ok(()),
            Err(error) if is_no_answer(&error) => {
                let expected = format!("these {} B are taken", bytes.len());
                Err(Stop::fail(expected, "your program does not read them"))
            }
            // What comes next is received, and is told then.
            Err(_) => {
                self.gone = true;
                Ok(())
            }
        }
    }

    /// Byte by byte, each once the program has read the one before.
    ///
    /// # Errors
    /// As [`End::send`].
    pub fn trickle(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let note = format!("-> {}, byte by byte", dump(bytes));
        log.add(&self.name, What::Note(note));
        let mut unseen = Log::new();
        for byte in bytes.chunks(1) {
            self.send(byte, &mut unseen)?;
            self.settle(child);
        }
        Ok(())
    }

    /// Waits until the program has read what was sent.
    pub fn settle(&self, child: &mut Child) {
        if let Wire::Tcp(stream) = &self.wire {
            arrival::until_read(stream, child);
        }
    }

    /// Sends all of it while it receives the same.
    ///
    /// # Errors
    /// As [`End::receive`].
    pub fn exchange(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let Wire::Tcp(stream) = &self.wire else {
            return Err(Stop::CannotTell("exchange is for TCP".into()));
        };
        let trouble = |e| Stop::trouble("exchange", e);
        let mut sender = stream.try_clone().map_err(trouble)?;
        let rest = bytes.to_vec();
        log.add(&self.name, What::Sent(bytes.to_vec()));
        let sending = thread::spawn(move || sender.write_all(&rest));
        let outcome = self.receive_stream(bytes, child, log);
        if let (Err(_), Wire::Tcp(stream)) = (&outcome, &self.wire) {
            // The sender must not wait for who does not read.
            let _ = stream.shutdown(Shutdown::Both);
        }
        let _ = sending.join();
        outcome
    }

    /// These come next, in turn.
    ///
    /// # Errors
    /// What came instead.
    pub fn receive(
        &mut self,
        expected: Vec<Expected>,
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        match &self.wire {
            Wire::Tcp(_) => {
                let all = expected.into_iter().filter_map(|part| match part {
                    Expected::Bytes(bytes) => Some(bytes),
                    _ => None,
                });
                let all: Vec<Vec<u8>> = all.collect();
                self.receive_stream(&all.concat(), child, log)
            }
            Wire::Udp(_) => self.receive_datagram(&expected, child, log),
        }
    }

    fn receive_stream(
        &mut self,
        expected: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let mut got = Vec::new();
        while got.len() < expected.len() {
            match self.read(expected.len() - got.len(), child, log) {
                Received::Bytes(more) => got.extend(more),
                other => {
                    let before = if got.is_empty() {
                        String::new()
                    } else {
                        format!("{}, then ", dump(&got))
                    };
                    let came = format!("{before}{}", told(&other, child));
                    return Err(Stop::fail(dump(expected), came));
                }
            }
        }
        if got == expected {
            Ok(())
        } else {
            let came = format!("{}\n{}", dump(&got), window(expected, &got));
            Err(Stop::fail(dump(expected), came))
        }
    }

    fn receive_datagram(
        &mut self,
        expected: &[Expected],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let came = self.read(65_535, child, log);
        let times = (self.sent_at, clock::milliseconds());
        match &came {
            Received::Bytes(bytes) if matches(expected, bytes, times) => Ok(()),
            other => Err(Stop::fail(shown(expected), told(other, child))),
        }
    }

    /// The program ends the stream, and sends nothing before it.
    ///
    /// # Errors
    /// What came instead.
    pub fn receive_end(
        &mut self,
        ending: Ending,
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        match self.read(4096, child, log) {
            Received::End => Ok(()),
            Received::Reset if ending == Ending::FinOrReset => Ok(()),
            other => {
                let expected = match ending {
                    Ending::FinOrReset => "your program closes the connection",
                    Ending::Fin => "the end of the stream (FIN)",
                };
                Err(Stop::fail(expected, told(&other, child)))
            }
        }
    }

    /// Ends what this end sends.
    pub fn half_close(&mut self, log: &mut Log) {
        log.add(&self.name, What::Note("half-closes (FIN)".into()));
        if let Wire::Tcp(stream) = &self.wire {
            // A connection that is gone is told when something is received.
            self.gone |= stream.shutdown(Shutdown::Write).is_err();
        }
    }

    /// Closes both ways.
    pub fn close(self, log: &mut Log) {
        log.add(&self.name, What::Note("closes".into()));
    }

    /// Resets the connection.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn reset(self, log: &mut Log) -> Result<(), Stop> {
        log.add(&self.name, What::Note("resets (RST)".into()));
        match self.wire {
            Wire::Tcp(stream) => lab::doors::reset(stream)
                .map_err(|error| Stop::trouble("reset", error)),
            Wire::Udp(_) => Ok(()),
        }
    }

    /// Waits for something, as long as the program may still send it.
    fn read(
        &mut self,
        most: usize,
        child: &mut Child,
        log: &mut Log,
    ) -> Received {
        let mut buffer = vec![0; most.min(1 << 20)];
        let mut patience = child.patience();
        let mut lost: Option<NothingMore> = None;
        let came = loop {
            match self.wire.read(&mut buffer) {
                Ok(0) if matches!(self.wire, Wire::Tcp(_)) => {
                    break if self.gone {
                        Received::Reset
                    } else {
                        Received::End
                    };
                }
                Ok(n) => {
                    buffer.truncate(n);
                    log.add(&self.name, What::Received(buffer.clone()));
                    return Received::Bytes(buffer);
                }
                Err(error) if is_no_answer(&error) => {}
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    // Nobody has the port any more (ICMP); who had it?
                    break match child.wait() {
                        Ok(status) => {
                            Received::Nothing(NothingMore::Ended(status).text())
                        }
                        Err(_) => Received::Refused,
                    };
                }
                Err(_) => break Received::Reset,
            }
            // What the program sent before it ended is read once more.
            if let Some(why) = lost {
                break Received::Nothing(why.text());
            }
            lost = patience.check(child).err();
        };
        log.add(&self.name, What::Note(format!("<- {}", came.text())));
        came
    }
}

/// What came, and whether the program has ended over it.
fn told(came: &Received, child: &mut Child) -> String {
    if matches!(came, Received::Bytes(_) | Received::Nothing(_)) {
        return came.text();
    }
    match child.wait() {
        Ok(status) => {
            format!("{}; {}", came.text(), NothingMore::Ended(status).text())
        }
        Err(_) => came.text(),
    }
}
