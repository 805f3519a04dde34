//! An SSH connection whose handshake is over within a deadline, and the key
//! that the server has shown in it.

use std::borrow::Cow;
use std::io::{self, ErrorKind::TimedOut, ErrorKind::WouldBlock};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use ssh2::{Channel, ErrorCode, HashType, MethodType, Session};

use crate::deadline::{Deadline, open};

/// The longest that connecting and the handshake may take together.
const PATIENCE: Duration = Duration::from_secs(4);

/// How ssh2 says that an answer has not come yet.
const AGAIN: ErrorCode = ErrorCode::Session(-37);

/// How long one thing is waited for where there are two.
pub(crate) const MOMENT: Duration = Duration::from_millis(5);

/// Connects and shakes hands, and knows nothing yet of who answered.
///
/// A server with several keys is asked for one of the `known` types first.
///
/// # Errors
///
/// No connection, or no SSH server, within the deadline.
pub fn connect(addr: &str, known: &[&str]) -> io::Result<Connection> {
    let end = Instant::now() + PATIENCE;
    shake(open(addr, end)?, known, end)
}

/// The same over a connection that is there already.
pub(crate) fn connect_over(
    stream: TcpStream,
    known: &[&str],
) -> io::Result<Connection> {
    shake(stream, known, Instant::now() + PATIENCE)
}

fn shake(
    stream: TcpStream,
    known: &[&str],
    end: Instant,
) -> io::Result<Connection> {
    let deadline = Deadline::set(&stream, end)?;
    // A handshake and a command are small messages, and none is to wait for
    // the last one's acknowledgment.
    stream.set_nodelay(true)?;
    let mut session = Session::new()?;
    session.set_timeout(PATIENCE.as_millis() as u32);
    session.set_tcp_stream(stream.try_clone()?);
    session.method_pref(MethodType::HostKey, &algorithms(known))?;
    session
        .handshake()
        .map_err(|error| deadline.explain(error.into()))?;
    Ok(Connection { session, stream })
}

/// A session and the socket under it.
pub struct Connection {
    /// The SSH session, its handshake done.
    pub session: Session,
    stream: TcpStream,
}

impl Connection {
    /// The server's key as people compare it: `ssh-ed25519 SHA256:…`.
    ///
    /// # Errors
    ///
    /// A key without the type that RFC 4253 §6.6 puts at its beginning.
    pub fn fingerprint(&self) -> io::Result<String> {
        let key_type = key_type(host_key(&self.session)?)?;
        let hash = self.session.host_key_hash(HashType::Sha256);
        let hash = base64(hash.ok_or_else(|| invalid("no hash"))?);
        Ok(format!("{key_type} SHA256:{hash}"))
    }

    /// Ends the connection after `limit`, unless the deadline is dropped.
    ///
    /// # Errors
    ///
    /// The system has no descriptor, or no thread, left to watch with.
    pub fn deadline(&self, limit: Duration) -> io::Result<Deadline> {
        let deadline = Deadline::set(&self.stream, Instant::now() + limit)?;
        Ok(deadline.of(&self.session))
    }

    /// Ends the connection at once, whoever waits for it.
    pub fn cut(&self) {
        // One that is gone already has what this is for.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Whether the connection is there, for who has read all of it.
    ///
    /// # Errors
    ///
    /// The server has ended it, or it broke.
    pub fn alive(&self) -> io::Result<()> {
        self.stream.set_nonblocking(true)?;
        match self.stream.peek(&mut [0]) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(e) if e.kind() != WouldBlock => Err(e),
            _ => Ok(()),
        }
    }

    /// The same connection for another thread.
    ///
    /// # Errors
    ///
    /// The system has no descriptor left.
    pub fn share(&self) -> io::Result<Self> {
        let (session, stream) =
            (self.session.clone(), self.stream.try_clone()?);
        Ok(Self { session, stream })
    }

    /// Opens a channel for a command, and acknowledges at once what comes
    /// before the server's answer. OpenSSH sends a list of its keys first,
    /// and Nagle's rule holds the answer back until that is acknowledged.
    pub(crate) fn channel(&self) -> io::Result<Channel> {
        self.session.set_blocking(false);
        let channel = loop {
            match self.session.channel_session() {
                Err(e) if e.code() == AGAIN => {
                    self.acknowledge()?;
                    self.wait_readable()?;
                }
                result => break result,
            }
        };
        self.session.set_blocking(true);
        Ok(channel?)
    }

    /// The kernel waits for something that an acknowledgment can go with, and
    /// for some 40 ms. For what comes next it does not; std has a word for it
    /// on Linux and Android.
    fn acknowledge(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        std::os::linux::net::TcpStreamExt::set_quickack(&self.stream, true)?;
        Ok(())
    }

    /// Waits until the server has sent something, or closed. libssh2 keeps
    /// the socket non-blocking; for this one wait it blocks, and `peek`
    /// takes nothing away.
    pub(crate) fn wait_readable(&self) -> io::Result<()> {
        self.stream.set_nonblocking(false)?;
        let result = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(true)?;
        result.map(|_| ())
    }

    /// The same for a moment at most, for whoever waits for more than that.
    ///
    /// # Errors
    ///
    /// A socket that is broken.
    pub fn wait_briefly(&self) -> io::Result<()> {
        self.stream.set_read_timeout(Some(MOMENT))?;
        let result = self.wait_readable();
        self.stream.set_read_timeout(None)?;
        match result {
            Err(e) if matches!(e.kind(), WouldBlock | TimedOut) => Ok(()),
            result => result,
        }
    }
}

/// The types of host key that are taken, and the algorithms that sign with
/// each. An RSA key signs with SHA-2 (RFC 8332): as an algorithm, `ssh-rsa`
/// would mean SHA-1. Certificates are not asked for: nothing here could say
/// who may sign them.
const SIGNERS: [(&str, &str); 5] = [
    ("ssh-ed25519", "ssh-ed25519"),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"),
    ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"),
    ("ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"),
    ("ssh-rsa", "rsa-sha2-512,rsa-sha2-256"),
];

/// All of these algorithms, those for the `known` types first: a server
/// takes the first of a client's list that it has a key for.
fn algorithms(known: &[&str]) -> String {
    let mut signers = SIGNERS;
    signers.sort_by_key(|(key_type, _)| !known.contains(key_type));
    signers.map(|(_, algorithms)| algorithms).join(",")
}

/// The key that the server has shown, and signed the key exchange with.
pub(crate) fn host_key(session: &Session) -> io::Result<&[u8]> {
    let key = session.host_key().map(|(key, _)| key);
    key.ok_or_else(|| invalid("the server has shown no host key"))
}

/// The type that stands at the beginning of a key, after its length.
pub(crate) fn key_type(key: &[u8]) -> io::Result<Cow<'_, str>> {
    let key_type = key
        .split_first_chunk()
        .and_then(|(n, rest)| rest.get(..u32::from_be_bytes(*n) as usize))
        .ok_or_else(|| invalid("a host key without a type"))?;
    Ok(String::from_utf8_lossy(key_type))
}

/// Base64 without padding (RFC 4648 §4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at| chunk.get(at).map_or(0, |byte| usize::from(*byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for shift in [18, 12, 6, 0].into_iter().take(chunk.len() + 1) {
            text.push(char::from(DIGITS[bits >> shift & 63]));
        }
    }
    text
}

pub(crate) fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
