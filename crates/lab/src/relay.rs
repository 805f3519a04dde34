//! `cargo lab relay`: a bad network between two programs of the reader's.
//!
//! It listens at one address and hands on to another, datagrams and streams
//! alike, and says what it did to which.

mod datagrams;
mod options;
mod streams;

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::thread;

pub use options::{Options, USAGE};

/// How often a port is looked for that is free for both.
const TRIES: u32 = 20;

/// A relay that has its port, for datagrams and for streams.
#[derive(Debug)]
pub struct Relay {
    datagrams: UdpSocket,
    streams: TcpListener,
    options: Options,
}

impl Relay {
    /// Takes the port that the options name.
    ///
    /// # Errors
    /// Where it cannot be had.
    pub fn bind(options: Options) -> io::Result<Relay> {
        let mut last = io::ErrorKind::AddrInUse.into();
        for _ in 0..TRIES {
            let streams = TcpListener::bind(options.listen)?;
            // Port 0 is one of the kernel's choice, which the other has to
            // find free as well.
            match UdpSocket::bind(streams.local_addr()?) {
                Ok(datagrams) => {
                    return Ok(Relay {
                        datagrams,
                        streams,
                        options,
                    });
                }
                Err(error) if options.listen.port() != 0 => return Err(error),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.streams.local_addr()
    }

    /// Hands on for ever. `say` is given a line for all that it does.
    ///
    /// # Errors
    /// Where the socket for datagrams fails for good.
    pub fn serve(
        self,
        say: impl Fn(String) + Clone + Send + 'static,
    ) -> io::Result<Infallible> {
        let (options, streams) = (self.options.clone(), self.streams);
        let told = say.clone();
        thread::spawn(move || streams::serve(streams, options, told));
        datagrams::serve(self.datagrams, &self.options, say)
    }
}

#[cfg(test)]
mod tests;
