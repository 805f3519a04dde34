//! A client's connection: TLS over TCP, with what is seen of it.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lab::http::{self, Connection};
use rustls::{ProtocolVersion, ServerConfig, ServerConnection};

use crate::certificates::CLIENT;
use crate::log::{End, Log, Port, Seen, name_of};

/// How long a handshake may take altogether.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a client may take to end its side.
const LINGER: Duration = Duration::from_secs(10);

/// A connection whose handshake is done. Dropping it writes it down.
pub struct Tls<'a> {
    tcp: &'a TcpStream,
    session: RefCell<ServerConnection>,
    log: &'a Log,
    port: Port,
    received: Cell<u64>,
    end: RefCell<Option<End>>,
}

impl<'a> Tls<'a> {
    /// Shakes hands. A client that fails is told why, and hears it: what it
    /// had still to say is read.
    pub fn accept(
        tcp: &'a TcpStream,
        config: &Arc<ServerConfig>,
        port: Port,
        log: &'a Log,
    ) -> io::Result<Self> {
        tcp.set_nodelay(true)?;
        let session = ServerConnection::new(Arc::clone(config));
        let tls = Self {
            tcp,
            session: session.map_err(io::Error::other)?.into(),
            log,
            port,
            received: Cell::default(),
            end: RefCell::default(),
        };
        let mut timed = Timed {
            tcp,
            deadline: Instant::now() + HANDSHAKE,
        };
        let done = shake_hands(&mut tls.session.borrow_mut(), &mut timed);
        if let Err(error) = done {
            tls.fails(&error);
            tls.give_up();
            return Err(error);
        }
        Ok(tls)
    }

    /// Ends TCP's connection once the client has, or after a while: so both
    /// ends close in one order.
    pub fn close(&self) {
        let _ = until_end(self.tcp);
    }

    /// The same after a handshake that failed. Who speaks no TLS may wait for
    /// the end to know that an answer is whole.
    fn give_up(&self) {
        let speaks_tls = self.session.borrow().protocol_version().is_some();
        let is_over = matches!(*self.end.borrow(), Some(End::Cut));
        if speaks_tls || is_over {
            self.close();
        } else {
            let _ = http::close_in_stages(self.tcp);
        }
    }

    /// Whether the client has shown a certificate.
    pub fn is_certified(&self) -> bool {
        self.session.borrow().peer_certificates().is_some()
    }

    fn fails(&self, error: &io::Error) {
        let inner = error.get_ref().and_then(|e| e.downcast_ref());
        let end = match inner {
            Some(rustls::Error::AlertReceived(alert)) => {
                End::Alert(name_of(*alert))
            }
            Some(error) => End::Failed(error.to_string()),
            None if error.kind() == ErrorKind::UnexpectedEof => End::Cut,
            None => End::Failed(error.to_string()),
        };
        self.ends(end);
    }

    /// Only how it ended first counts.
    fn ends(&self, end: End) {
        self.end.borrow_mut().get_or_insert(end);
    }

    /// Reads what TCP has, takes the records apart, and answers where TLS
    /// itself has to: with an alert, too, if they are none.
    fn read_records(&self) -> io::Result<()> {
        let mut session = self.session.borrow_mut();
        session.read_tls(&mut &*self.tcp)?;
        let processed = session.process_new_packets();
        drop(session);
        self.flush_sent()?;
        processed.map_err(invalid).map(drop)
    }
}

fn shake_hands(
    session: &mut ServerConnection,
    timed: &mut Timed<'_>,
) -> io::Result<()> {
    while session.is_handshaking() {
        session.complete_io(timed)?;
    }
    Ok(())
}

/// Reads to the end of what the client sends, and answers nothing.
fn until_end(tcp: &TcpStream) -> io::Result<()> {
    let deadline = Instant::now() + LINGER;
    let mut timed = Timed { tcp, deadline };
    while timed.read(&mut [0; 8192])? > 0 {}
    Ok(())
}

fn invalid(error: rustls::Error) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

impl Connection for Tls<'_> {
    fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.flush_sent()?;
        loop {
            let read = self.session.borrow_mut().reader().read(buffer);
            match read {
                Ok(count) => {
                    self.received.set(self.received.get() + count as u64);
                    self.log.add_received(count);
                    if count == 0 {
                        self.ends(End::CloseNotify);
                    }
                    return Ok(count);
                }
                // No record is there that could be read.
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => {
                    self.fails(&error);
                    return Err(error);
                }
            }
            self.read_records().inspect_err(|error| self.fails(error))?;
        }
    }

    /// What is written waits for what comes next, so that an answer and the
    /// close_notify behind it are in one segment.
    fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        self.flush_sent()?;
        self.session.borrow_mut().writer().write(bytes)
    }

    fn flush_sent(&self) -> io::Result<()> {
        let mut session = self.session.borrow_mut();
        while session.wants_write() {
            session.write_tls(&mut &*self.tcp)?;
        }
        Ok(())
    }

    /// TLS's end alone; TCP's is the client's to begin. Who went without a
    /// word, or with an alert, is told nothing more.
    fn end_sending(&self) -> io::Result<()> {
        if matches!(*self.end.borrow(), None | Some(End::CloseNotify)) {
            self.session.borrow_mut().send_close_notify();
        }
        self.flush_sent()
    }

    fn tcp(&self) -> &TcpStream {
        self.tcp
    }
}

impl Drop for Tls<'_> {
    fn drop(&mut self) {
        let session = self.session.get_mut();
        let alpn = session.alpn_protocol();
        let is_certified = session.peer_certificates().is_some();
        let end = self.end.get_mut().take();
        self.log.add(Seen {
            port: self.port,
            server_name: session.server_name().map(String::from),
            version: session.protocol_version().map(version),
            alpn: alpn.map(|name| String::from_utf8_lossy(name).into()),
            client: is_certified.then_some(CLIENT),
            received: self.received.get(),
            end: end.unwrap_or(End::Failed("the server ended it".into())),
        });
    }
}

fn version(version: ProtocolVersion) -> &'static str {
    match version {
        ProtocolVersion::TLSv1_3 => "1.3",
        _ => "1.2",
    }
}

/// TCP under a deadline: a client that sends a byte now and then gets no more
/// time than one that sends nothing.
struct Timed<'a> {
    tcp: &'a TcpStream,
    deadline: Instant,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        Ok(Some(left))
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        let read = (&*self.tcp).read(buffer);
        read.map_err(|error| match error.kind() {
            // complete_io would take it for a socket that does not wait.
            ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
            _ => error,
        })
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    /// All records of a flight in one call, and so in one segment.
    fn write_vectored(&mut self, all: &[IoSlice<'_>]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        (&*self.tcp).write_vectored(all)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
