//! A connection to the first of a name's addresses that answers.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// Tries the addresses of `HOST:PORT` in turn, within `limit` once they are
/// known; one that says nothing leaves time to the others.
///
/// # Errors
/// That of the last one, or of the search for the name.
pub fn connect(addr: &str, limit: Duration) -> io::Result<TcpStream> {
    let mut addrs = addr.to_socket_addrs()?;
    let end = Instant::now() + limit;
    let mut result = Err(io::Error::other("the name has no address"));
    while let (Err(_), Some(addr)) = (&result, addrs.next()) {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / (1 + addrs.len() as u32);
        // A timeout of zero is refused.
        let share = share.max(Duration::from_millis(1));
        result = TcpStream::connect_timeout(&addr, share);
    }
    result
}
