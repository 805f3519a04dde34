//! Echo a line inside TLS, and keep the secrets that open this connection.
//!
//!     cargo run -p ch06-tls --bin tls-key-log -- [ADDR] [FILE] [CA]

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, mem, process};

use ch06_tls::{close, connect, files, why};
use rustls::KeyLog;

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Whom the certificate has to name.
const NAME: &str = "good.example";

/// What is sent, and should come back.
const LINE: &[u8] = b"nobody can read this\n";

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, file) = (next("127.0.0.1:7651"), next("target/tls-keys.log"));
    let ca = next("target/lab/tls/ca.pem");

    if let Err(error) = echo(&addr, &file, &ca) {
        eprintln!("tls-key-log: {addr}: {}", why(&error));
        process::exit(1);
    }
}

fn echo(addr: &str, file: &str, ca: &str) -> io::Result<()> {
    let mut config = files::trusting(ca)?;
    let lines = Arc::new(Lines(Mutex::new((create(file)?, Ok(())))));
    config.key_log = lines.clone();
    let mut tls = connect(addr, NAME, Arc::new(config), TIMEOUT)?;
    // All of them come with the handshake.
    lines.written().map_err(|e| named(file, &e))?;
    tls.write_all(LINE)?;
    let mut reply = Vec::new();
    (&mut tls).take(LINE.len() as u64).read_to_end(&mut reply)?;
    close(tls);
    if reply != LINE {
        return Err(io::Error::other("the reply is not what was sent"));
    }
    io::stdout().write_all(&reply)
}

/// Whoever reads this file reads the connection; it is for its owner alone.
fn create(file: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|e| named(file, &e))
}

fn named(file: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{file}: {error}"))
}

/// A file of lines, and whether all of them are in it.
#[derive(Debug)]
struct Lines(Mutex<(File, io::Result<()>)>);

impl Lines {
    fn written(&self) -> io::Result<()> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mem::replace(&mut lines.1, Ok(()))
    }
}

/// The format of NSS, which Wireshark reads (RFC 9850).
impl KeyLog for Lines {
    fn log(&self, label: &str, random: &[u8], secret: &[u8]) {
        let line = format!("{label} {} {}\n", hex(random), hex(secret));
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, written) = &mut *lines;
        // Nobody here can be told; the first error is kept for who asks.
        if written.is_ok() {
            *written = file.write_all(line.as_bytes());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
