//! Peers that misbehave, as the internet's do: silent, gone, reset, slow,
//! endless; and clients that do the same to a server.

use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{
    Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;

/// What a peer does once it has sent its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Reads and says nothing more, for ever.
    Silent,
    /// Ends its side at once (FIN) and reads what still comes.
    Close,
    /// Resets the connection (RST).
    Reset,
    /// Sends a hundred bytes a second, one by one, without end.
    Drip,
    /// Sends as fast as the client takes it, without end.
    Flood,
    /// The same; but to a client that takes it slowly, less: in the time that
    /// clients have it could not hold much, and would keep a processor busy.
    SparingFlood,
}

/// Names for the command line and for a test's messages.
pub const MANNERS: [(&str, Manner); 5] = [
    ("silent", Manner::Silent),
    ("close", Manner::Close),
    ("reset", Manner::Reset),
    ("drip", Manner::Drip),
    ("flood", Manner::SparingFlood),
];

/// What lies between a sparing flood and its client unsent, in bytes.
const UNSENT: usize = 16 * 1024;
/// Once a client's buffers are full, and what it then takes next, in bytes;
/// who needs longer for that is slow, whatever part of it took the longest:
/// that may have been the only one. At such a pace, 64 MiB take 10 s. They
/// are a few of a client's windows, which it opens in one piece, and no more:
/// who reads byte by byte has long to do with them.
const FULL: u64 = 128 * 1024;
const NEXT: u64 = 256 * 1024;
const SLOW: Duration = Duration::from_millis(39);
/// How much is sent at once, in bytes.
const PART: usize = 8 * 1024;
/// What it is sent from then on, a hundred times a second.
const LITTLE: [u8; 64] = [b'a'; 64];

/// A misbehaving TCP server in a thread of this process.
#[derive(Debug)]
pub struct Peer {
    /// Where it listens.
    pub addr: SocketAddr,
    sent: Arc<AtomicU64>,
}

impl Peer {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where no port can be bound.
    pub fn start(prefix: &'static [u8], manner: Manner) -> io::Result<Peer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&sent);
        thread::spawn(move || serve(listener, prefix, manner, counter));
        Ok(Peer { addr, sent })
    }

    /// How many bytes its clients took, that is, at most what they hold.
    pub fn bytes_sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

/// Treats every client of the listener in the same manner.
///
/// # Errors
/// None, as [`crate::tcp::serve`].
pub fn serve(
    listener: TcpListener,
    prefix: &'static [u8],
    manner: Manner,
    sent: Arc<AtomicU64>,
) -> io::Result<Infallible> {
    crate::tcp::serve(listener, move |mut stream| {
        stream.set_nodelay(true)?;
        stream.write_all(prefix)?;
        treat(stream, manner, &sent)
    })
}

fn treat(
    mut stream: TcpStream,
    manner: Manner,
    sent: &AtomicU64,
) -> io::Result<()> {
    match manner {
        Manner::Silent => drain(&mut stream),
        Manner::Close => {
            stream.shutdown(Shutdown::Write)?;
            drain(&mut stream)
        }
        Manner::Reset => {
            SockRef::from(&stream).set_linger(Some(Duration::ZERO))
        }
        Manner::Drip => drip(&mut stream, b"a", sent),
        Manner::Flood => flood(&mut stream, u64::MAX, sent),
        Manner::SparingFlood => {
            SockRef::from(&stream).set_send_buffer_size(UNSENT)?;
            flood(&mut stream, FULL, sent)?;
            if takes_slowly(&mut stream, sent)? {
                drip(&mut stream, &LITTLE, sent)
            } else {
                flood(&mut stream, u64::MAX, sent)
            }
        }
    }
}

/// So many bytes at least, as fast as they are taken.
fn flood(
    stream: &mut TcpStream,
    least: u64,
    sent: &AtomicU64,
) -> io::Result<()> {
    let mut all = 0;
    while all < least {
        all += part(stream, sent)?;
    }
    Ok(())
}

/// Whether a client whose buffers are full is slow, who is sent no more than
/// shows it.
fn takes_slowly(stream: &mut TcpStream, sent: &AtomicU64) -> io::Result<bool> {
    let (mut all, mut longest) = (0, Duration::ZERO);
    let first = Instant::now();
    while all < NEXT && !is_slow(first.elapsed(), longest) {
        let begun = Instant::now();
        all += part(stream, sent)?;
        longest = longest.max(begun.elapsed());
    }
    Ok(is_slow(first.elapsed(), longest))
}

/// Whether a client is slow that took all of it in so long, and the part that
/// took longest in so long.
fn is_slow(all: Duration, longest: Duration) -> bool {
    all.saturating_sub(longest) >= SLOW
}

/// How many bytes it took of a part of a flood.
fn part(stream: &mut TcpStream, sent: &AtomicU64) -> io::Result<u64> {
    let n = stream.write(&[b'a'; PART])? as u64;
    sent.fetch_add(n, Ordering::Relaxed);
    Ok(n)
}

/// The same bytes a hundred times a second, without end.
fn drip(
    stream: &mut TcpStream,
    bytes: &[u8],
    sent: &AtomicU64,
) -> io::Result<()> {
    loop {
        stream.write_all(bytes)?;
        sent.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(10));
    }
}

fn drain(stream: &mut TcpStream) -> io::Result<()> {
    io::copy(stream, &mut io::sink()).map(drop)
}

/// An address that refuses: its port is taken, and nobody listens there.
#[derive(Debug)]
pub struct Refusing {
    /// The address.
    pub addr: SocketAddr,
    _holder: Holder,
}

#[derive(Debug)]
enum Holder {
    Tcp(#[expect(dead_code, reason = "held open")] socket2::Socket),
    Udp(#[expect(dead_code, reason = "held open")] UdpSocket),
}

impl Refusing {
    /// A TCP port that is bound and not listened on: every SYN is answered
    /// with a reset (RFC 9293 §3.10.7.1).
    ///
    /// # Errors
    /// Where no port can be bound.
    pub fn tcp() -> io::Result<Refusing> {
        use socket2::{Domain, Socket, Type};
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        let addr = socket.local_addr()?.as_socket();
        let addr = addr.ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Refusing {
            addr,
            _holder: Holder::Tcp(socket),
        })
    }

    /// A UDP port whose socket hears only itself: every other
    /// datagram is answered with ICMP port unreachable (RFC 1122 §4.1.3.1).
    ///
    /// # Errors
    /// Where no port can be bound.
    pub fn udp() -> io::Result<Refusing> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = socket.local_addr()?;
        // It hears itself only, and it never sends.
        socket.connect(addr)?;
        Ok(Refusing {
            addr,
            _holder: Holder::Udp(socket),
        })
    }
}

/// A UDP peer that answers each datagram with many that nobody asked for:
/// empty, large, and from a stranger's port.
///
/// # Errors
/// Where no port can be bound.
pub fn udp_flood() -> io::Result<SocketAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let stranger = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let addr = socket.local_addr()?;
    thread::spawn(move || -> io::Result<()> {
        let mut buffer = [0; 1];
        loop {
            let (_, from) = socket.recv_from(&mut buffer)?;
            for _ in 0..64 {
                let _ = stranger.send_to(b"from a stranger", from);
                let _ = socket.send_to(&[], from);
                let _ = socket.send_to(&[b'a'; 60_000], from);
            }
        }
    });
    Ok(addr)
}

/// A UDP peer that never answers.
///
/// # Errors
/// Where no port can be bound.
pub fn udp_silent() -> io::Result<SocketAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let addr = socket.local_addr()?;
    thread::spawn(move || crate::udp::serve_silence(socket));
    Ok(addr)
}

/// Does to a TCP server what hostile clients do: come and go, reset, send
/// without a line's end and never read, end in the middle.
///
/// # Errors
/// Where the server cannot be reached at all.
pub fn attack_tcp(server: SocketAddr) -> io::Result<()> {
    drop(TcpStream::connect(server)?);

    let stream = TcpStream::connect(server)?;
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    drop(stream);

    let mut stream = TcpStream::connect(server)?;
    let _ = stream.write_all(b"half a li");
    let _ = stream.shutdown(Shutdown::Write);
    drop(stream);

    let mut stream = TcpStream::connect(server)?;
    stream.set_write_timeout(Some(Duration::from_millis(200)))?;
    let _ = stream.write_all(&vec![0xff; 8 * 1024 * 1024]);
    Ok(())
}

/// Does to a UDP server what strangers do: empty datagrams, large ones,
/// and senders that are gone before the answer comes.
///
/// # Errors
/// Where nothing can be sent at all.
pub fn attack_udp(server: SocketAddr) -> io::Result<()> {
    for _ in 0..8 {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.send_to(&[], server)?;
        socket.send_to(&[0xff; 60_000], server)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn read_all(prefix: &'static [u8], manner: Manner) -> io::Result<Vec<u8>> {
        let peer = Peer::start(prefix, manner)?;
        let mut stream = TcpStream::connect(peer.addr)?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut stream)
            .take(100)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn close_is_a_clean_end() {
        assert_eq!(read_all(b"hi", Manner::Close).unwrap(), b"hi");
    }

    #[test]
    fn reset_is_an_error() {
        let error = read_all(b"", Manner::Reset).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }

    #[test]
    fn drip_and_flood_do_not_end() {
        assert_eq!(read_all(b"", Manner::Drip).unwrap(), [b'a'; 100]);
        assert_eq!(read_all(b"", Manner::Flood).unwrap(), [b'a'; 100]);
    }

    #[test]
    fn who_takes_a_flood_slowly_is_sent_little() {
        let peer = Peer::start(b"", Manner::SparingFlood).unwrap();
        let mut stream = TcpStream::connect(peer.addr).unwrap();
        let mut block = [0; 8 * 1024];
        // Who is not slowed down is sent 800 KiB meanwhile.
        for _ in 0..100 {
            let n = stream.read(&mut block).unwrap();
            assert!(n > 0);
            thread::sleep(Duration::from_millis(5));
        }
        let sent = peer.bytes_sent();
        assert!(sent < 512 * 1024, "{sent}");
    }

    #[test]
    fn who_stalls_once_is_not_slow() {
        let [moment, stall] = [SLOW / 10, SLOW * 2];
        assert!(!is_slow(stall + moment, stall));
        assert!(is_slow(stall + SLOW, stall));
        assert!(is_slow(SLOW + moment, moment));
    }

    #[test]
    fn a_refusing_port_refuses() {
        let tcp = Refusing::tcp().unwrap();
        let error = TcpStream::connect(tcp.addr).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_refusing_udp_port_refuses() {
        let udp = Refusing::udp().unwrap();
        let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        client.connect(udp.addr).unwrap();
        client.send(b"?").unwrap();
        let error = client.recv(&mut [0; 1]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
}
