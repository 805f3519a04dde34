//! A TLS connection whose handshake is over, and its certificate checked,
//! before there is anything to write to.

use std::io::{self, BufReader, ErrorKind, IoSlice, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ServerConfig};
use rustls::{ServerConnection, StreamOwned};

/// The most that is read of what nobody waits for any more, in bytes.
const LEFT_OVER: u64 = 64 * 1024;

/// The most that an alert's record holds: two bytes, and what a cipher adds.
const ALERT: u64 = 26;

/// What is written goes out encrypted, and what is read was.
pub type Tls = StreamOwned<ClientConnection, Timed>;

/// The same, from the server's side.
pub type ServerTls = StreamOwned<ServerConnection, Timed>;

/// Connects to `addr`, a `HOST:PORT`, and has whoever answers prove to be
/// `name`. What comes back may be trusted with a secret.
///
/// # Errors
///
/// No connection within `limit`, which cannot cut the lookup of a name short,
/// and each check that failed.
pub fn connect(
    addr: &str,
    name: &str,
    config: Arc<ClientConfig>,
    limit: Duration,
) -> io::Result<Tls> {
    let end = Instant::now() + limit;
    let name = ServerName::try_from(name.to_string())
        .map_err(|_| invalid(&format!("{name:?} is no name of a server")))?;
    let tls = ClientConnection::new(config, name).map_err(io::Error::other)?;
    let mut tls = StreamOwned::new(tls, Timed::new(open(addr, end)?, end)?);
    while tls.conn.is_handshaking() {
        tls.conn.complete_io(&mut tls.sock).map_err(cut)?;
    }
    Ok(tls)
}

/// Says goodbye, and waits for the other side's.
///
/// Whatever it was that was asked for has come by now, so nothing that goes
/// wrong here is of interest. But who leaves while bytes are still coming
/// has the kernel answer them with a reset.
pub fn close(mut tls: Tls) {
    let state = tls.conn.process_new_packets();
    tls.conn.send_close_notify();
    let _ = tls.flush();
    if state.is_ok_and(|state| !state.peer_has_closed()) {
        let _ = pass_goodbye(&mut tls.sock);
    }
}

/// The same from the server's side, once the client has said goodbye: the
/// client hangs up first.
pub fn close_after(mut tls: ServerTls) {
    tls.conn.send_close_notify();
    let _ = tls.flush();
    let _ = tls.sock.read(&mut [0]);
}

/// Reads records up to one as short as a goodbye. In TLS 1.3 so is one of at
/// most nine bytes of data: it is taken for one, and the wait ends early.
///
/// rustls is not asked: behind its own goodbye, and built with its debug
/// assertions, it panics at what is no TLS (0.23, its issue 959).
fn pass_goodbye(from: &mut impl Read) -> io::Result<()> {
    let mut from = BufReader::with_capacity(4096, from).take(LEFT_OVER);
    loop {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let length = u64::from(u16::from_be_bytes([head[3], head[4]]));
        io::copy(&mut from.by_ref().take(length), &mut io::sink())?;
        if length <= ALERT {
            return Ok(());
        }
    }
}

/// Shakes hands with a client, which may take until `limit` is over for that
/// and for all that follows.
///
/// # Errors
///
/// No TLS, or none that both sides speak, or not in time.
pub fn accept(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    limit: Duration,
) -> io::Result<ServerTls> {
    let stream = Timed::new(stream, Instant::now() + limit)?;
    let tls = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut tls = StreamOwned::new(tls, stream);
    while tls.conn.is_handshaking() {
        tls.conn.complete_io(&mut tls.sock).map_err(cut)?;
    }
    Ok(tls)
}

/// Tries each address that `addr` stands for, each with its share of the time
/// that is left, and with a millisecond where none is.
fn open(addr: &str, end: Instant) -> io::Result<TcpStream> {
    let mut addrs = addr.to_socket_addrs()?;
    let mut result = Err(invalid("the name has no address"));
    while let (Err(_), Some(addr)) = (&result, addrs.next()) {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / (1 + addrs.len() as u32);
        let share = share.max(Duration::from_millis(1));
        result = TcpStream::connect_timeout(&addr, share);
    }
    result
}

/// A TCP stream whose reads and writes share one deadline: that of a
/// handshake, or of a whole exchange.
#[derive(Debug)]
pub struct Timed {
    stream: TcpStream,
    end: Instant,
}

impl Timed {
    /// Each call from now on gets what is left until `end`.
    ///
    /// # Errors
    ///
    /// A socket that is gone.
    pub fn new(stream: TcpStream, end: Instant) -> io::Result<Self> {
        // What TLS writes is whole records; none should wait for an
        // acknowledgment of the one before.
        stream.set_nodelay(true)?;
        Ok(Self { stream, end })
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        // A timeout of zero would be refused as invalid input.
        if left.is_zero() {
            Err(late())
        } else {
            Ok(Some(left))
        }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer).map_err(out_of_time)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes).map_err(out_of_time)
    }

    /// Two records that are ready go out together.
    fn write_vectored(&mut self, bytes: &[IoSlice<'_>]) -> io::Result<usize> {
        let together = bytes.iter().flat_map(|part| part.iter().copied());
        self.write(&together.collect::<Vec<u8>>())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn out_of_time(error: io::Error) -> io::Error {
    match error.kind() {
        // The one on Unix, the other on Windows. rustls would take the
        // first for a pause.
        ErrorKind::WouldBlock | ErrorKind::TimedOut => late(),
        _ => error,
    }
}

fn late() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "out of time")
}

/// What rustls says of a handshake that is cut has no words.
fn cut(error: io::Error) -> io::Error {
    match (error.kind(), error.get_ref()) {
        (kind @ ErrorKind::UnexpectedEof, None) => {
            io::Error::new(kind, "tls handshake eof")
        }
        _ => error,
    }
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, text)
}
