//! What the programs of this chapter share: a connection within a deadline,
//! the check of the host key before any secret, a password, and a command's
//! results.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Read};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use ssh2::{
    Channel, CheckResult, HashType, KnownHostFileKind, KnownHosts, MethodType,
    Session,
};

/// The longest that connecting and the handshake may take together.
const PATIENCE: Duration = Duration::from_secs(4);

/// The most that is kept of each of a command's streams, in bytes.
const LIMIT: usize = 8 << 20;

/// Connects to `addr`, a `HOST:PORT`, and refuses every server whose host
/// key the known_hosts `file` does not hold. What comes back may be trusted
/// with a secret.
///
/// # Errors
///
/// An unreachable or silent server, an unreadable file, and every verdict
/// on the key but that it is known.
pub fn connect_verified(addr: &str, file: &str) -> io::Result<Connection> {
    let keys = read(file)?;
    let (host, port) = split(addr)?;
    let connection = connect(addr, &types(&keys, host, port)?)?;
    let why = match verdict(&keys, &connection.session, host, port)? {
        Verdict::Known => return Ok(connection),
        Verdict::Unknown => "this host is not in",
        Verdict::Changed => "this host has another key in",
        Verdict::Revoked => "this key is revoked in",
    };
    let key = connection.fingerprint()?;
    Err(invalid(&format!("refused, {why} {file}: {key}")))
}

/// Connects and shakes hands, and knows nothing yet of who answered.
///
/// With `key_types` not empty, the server has to show a key of one of them.
///
/// # Errors
///
/// No connection, or no SSH server, within the deadline.
pub fn connect(addr: &str, key_types: &[String]) -> io::Result<Connection> {
    let end = Instant::now() + PATIENCE;
    let stream = open(addr, end)?;
    let deadline = Deadline::set(&stream, end)?;
    let mut session = Session::new()?;
    session.set_timeout(PATIENCE.as_millis() as u32);
    session.set_tcp_stream(stream.try_clone()?);
    if !key_types.is_empty() {
        session.method_pref(MethodType::HostKey, &algorithms(key_types))?;
    }
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
        let key = host_key(&self.session)?;
        let key_type = key
            .split_first_chunk()
            .and_then(|(n, rest)| rest.get(..u32::from_be_bytes(*n) as usize))
            .ok_or_else(|| invalid("a host key without a type"))?;
        let key_type = String::from_utf8_lossy(key_type);
        let hash = self.session.host_key_hash(HashType::Sha256);
        let hash = base64(hash.ok_or_else(|| invalid("no hash"))?);
        Ok(format!("{key_type} SHA256:{hash}"))
    }

    /// Ends the connection after `limit`, unless the deadline is dropped.
    ///
    /// # Errors
    ///
    /// The system has no descriptor left for the thread that watches.
    pub fn deadline(&self, limit: Duration) -> io::Result<Deadline> {
        Deadline::set(&self.stream, Instant::now() + limit)
    }

    /// Waits until the server has sent something, or closed. libssh2 keeps
    /// the socket non-blocking; for this one wait it blocks, and `peek`
    /// takes nothing away.
    fn wait_readable(&self) -> io::Result<()> {
        self.stream.set_nonblocking(false)?;
        let result = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(true)?;
        result.map(|_| ())
    }
}

/// Shuts a connection down at a point in time, unless it is dropped before.
///
/// libssh2's own timeout is for one call, and is looked at only while there
/// is nothing to read: a server that never stops sending passes it by.
pub struct Deadline {
    end: Instant,
    _dropped: Sender<()>,
}

impl Deadline {
    fn set(stream: &TcpStream, end: Instant) -> io::Result<Self> {
        let stream = stream.try_clone()?;
        let (_dropped, called_off) = mpsc::channel::<()>();
        thread::spawn(move || {
            let left = end.saturating_duration_since(Instant::now());
            let result = called_off.recv_timeout(left);
            if result == Err(RecvTimeoutError::Timeout) {
                // Whoever waits for this socket has an answer now.
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        Ok(Self { end, _dropped })
    }

    /// The true cause of `error`, which a shut-down socket gives as its own.
    pub fn explain(&self, error: io::Error) -> io::Error {
        match Instant::now() < self.end {
            true => error,
            false => io::Error::new(io::ErrorKind::TimedOut, "out of time"),
        }
    }
}

/// What a known_hosts file says of the key that a host shows.
enum Verdict {
    /// This key, for this host.
    Known,
    /// No key at all for this host.
    Unknown,
    /// Other keys for this host, and not this one.
    Changed,
    /// This key was given up: whoever shows it may have stolen it.
    Revoked,
}

/// The host keys of a known_hosts file. Patterns such as `*.example.com` are
/// not applied and certificate authorities are passed over: both make a host
/// unknown that OpenSSH would know, and never the other way about.
#[derive(Default)]
struct HostKeys {
    lines: Vec<String>,
    revoked: Vec<String>,
}

/// Reads a file in the format of sshd(8). Only a missing file is empty: in
/// one that cannot be read the line that matters could be missed.
fn read(file: &str) -> io::Result<HostKeys> {
    let text = match fs::read_to_string(file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        result => result.map_err(|e| invalid(&format!("{file}: {e}")))?,
    };
    let mut keys = HostKeys::default();
    for (number, line) in (1..).zip(text.lines()) {
        keys.add(line.trim()).ok_or_else(|| {
            invalid(&format!("{file}: line {number} is unreadable"))
        })?;
    }
    Ok(keys)
}

impl HostKeys {
    fn add(&mut self, line: &str) -> Option<()> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        match fields.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            ["@revoked", _, _, key, ..] => {
                self.revoked.push(is_key(key)?.to_string());
            }
            ["@cert-authority", _, _, key, ..] => drop(is_key(key)?),
            [names, _, key, ..] if !names.starts_with('@') => {
                is_key(key)?;
                self.lines.push(line.to_string());
            }
            _ => return None,
        }
        Some(())
    }
}

/// The types of the keys that are held for a host, to ask the server for one
/// of these: a host known by its RSA key that shows its Ed25519 key would
/// look like a changed one.
fn types(keys: &HostKeys, host: &str, port: u16) -> io::Result<Vec<String>> {
    for name in [format!("[{host}]:{port}"), host.to_string()] {
        let mut types = Vec::new();
        for line in &keys.lines {
            let known = collect(&Session::new()?, &[line])?;
            // No key is `?`: the answer is a mismatch, or no such host.
            if !matches!(known.check(&name, b"?"), CheckResult::NotFound) {
                types.extend(line.split_whitespace().nth(1));
            }
        }
        if !types.is_empty() {
            return Ok(types.into_iter().map(String::from).collect());
        }
    }
    Ok(Vec::new())
}

/// Judges the key that the server of `session` has shown.
fn verdict(
    keys: &HostKeys,
    session: &Session,
    host: &str,
    port: u16,
) -> io::Result<Verdict> {
    let key = host_key(session)?;
    // First of all: a revoked key may have a good line, too.
    if keys.revoked.contains(&base64(key)) {
        return Ok(Verdict::Revoked);
    }
    let known = collect(session, &keys.lines)?;
    // After a mismatch here, `check_port` would go on to the plain name.
    let name = format!("[{host}]:{port}");
    if matches!(known.check(&name, key), CheckResult::Mismatch) {
        return Ok(Verdict::Changed);
    }
    Ok(match known.check_port(host, port, key) {
        CheckResult::Match => Verdict::Known,
        CheckResult::NotFound => Verdict::Unknown,
        CheckResult::Mismatch | CheckResult::Failure => Verdict::Changed,
    })
}

/// Hands `lines` to libssh2, which understands hashed and listed names.
fn collect(
    session: &Session,
    lines: &[impl AsRef<str>],
) -> io::Result<KnownHosts> {
    let mut known = session.known_hosts()?;
    for line in lines {
        known.read_str(line.as_ref(), KnownHostFileKind::OpenSSH)?;
    }
    Ok(known)
}

/// Asks with the echo off, or takes one line where nobody types. Arguments
/// and the environment are no place for a secret: other programs see them.
///
/// # Errors
///
/// An input that is empty or no UTF-8.
pub fn password(user: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password(format!("password of {user}: "));
    }
    let mut line = String::new();
    if io::stdin().lock().take(1024).read_line(&mut line)? == 0 {
        return Err(invalid("standard input ends before a password"));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}

/// All that a command leaves behind.
pub struct Output {
    /// What it wrote to its standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to its standard error.
    pub stderr: Vec<u8>,
    /// Its exit status; 0, too, if the server sent none or a signal.
    pub status: i32,
    /// The signal that killed it, without `SIG`.
    pub signal: Option<String>,
}

/// Runs `command`, one string that the server's side takes apart, with
/// nothing on its standard input. It may run for ever: set a
/// [deadline](Connection::deadline) first.
///
/// # Errors
///
/// A refused command, a broken connection, more than 8 MiB of a stream.
pub fn run(connection: &Connection, command: &str) -> io::Result<Output> {
    let mut channel = connection.session.channel_session()?;
    channel.exec(command)?;
    channel.send_eof()?;
    let [stdout, stderr] = drain(connection, &channel)?;
    channel.wait_eof()?;
    channel.wait_close()?;
    Ok(Output {
        stdout,
        stderr,
        status: channel.exit_status()?,
        signal: channel.exit_signal()?.exit_signal,
    })
}

/// Reads both streams as they come: neither may fill the window they share.
fn drain(link: &Connection, channel: &Channel) -> io::Result<[Vec<u8>; 2]> {
    let mut streams = [channel.stream(0), channel.stderr()];
    let mut outputs = [Vec::new(), Vec::new()];
    link.session.set_blocking(false);
    while !channel.eof() {
        for (stream, output) in streams.iter_mut().zip(&mut outputs) {
            match stream.take(LIMIT as u64).read_to_end(output) {
                Err(e) if e.kind() != io::ErrorKind::WouldBlock => {
                    let text = format!("the connection broke: {e}");
                    return Err(io::Error::new(e.kind(), text));
                }
                _ if output.len() > LIMIT => {
                    return Err(io::Error::other("more output than wanted"));
                }
                _ => {}
            }
        }
        if channel.read_window().available == 0 && !channel.eof() {
            link.wait_readable()?;
        }
    }
    link.session.set_blocking(true);
    Ok(outputs)
}

/// The algorithms that sign with keys of these types. An RSA key signs with
/// SHA-2 (RFC 8332); as an algorithm, `ssh-rsa` would mean SHA-1.
fn algorithms(key_types: &[String]) -> String {
    let names = key_types.iter().map(|key_type| match key_type.as_str() {
        "ssh-rsa" => "rsa-sha2-512,rsa-sha2-256",
        other => other,
    });
    names.collect::<Vec<_>>().join(",")
}

/// Tries each address that `addr` stands for while there is time.
fn open(addr: &str, end: Instant) -> io::Result<TcpStream> {
    let mut result = Err(invalid("the name has no address"));
    for addr in addr.to_socket_addrs()? {
        let left = end.saturating_duration_since(Instant::now());
        let left = left.max(Duration::from_millis(1));
        result = TcpStream::connect_timeout(&addr, left);
        if result.is_ok() {
            break;
        }
    }
    result
}

/// `[::1]:22` is `::1` and 22: known_hosts has brackets of its own.
fn split(addr: &str) -> io::Result<(&str, u16)> {
    let (host, port) = addr
        .rsplit_once(':')
        .ok_or_else(|| invalid("no port: write it as HOST:PORT"))?;
    let port = port.parse().map_err(|_| invalid("not a port number"))?;
    Ok((host.trim_start_matches('[').trim_end_matches(']'), port))
}

fn host_key(session: &Session) -> io::Result<&[u8]> {
    let key = session.host_key().map(|(key, _)| key);
    key.ok_or_else(|| invalid("the server has shown no host key"))
}

/// `text` without padding, if it is Base64 and can be a key: a key begins
/// with the length of its type, whose first bytes are zero.
fn is_key(text: &str) -> Option<&str> {
    let text = text.trim_end_matches('=');
    let digits = text.bytes().all(|byte| DIGITS.contains(&byte));
    (text.starts_with("AAAA") && digits).then_some(text)
}

/// The digits of Base64, in their order (RFC 4648 §4).
const DIGITS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without padding.
fn base64(bytes: &[u8]) -> String {
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

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
