//! Echo a line inside TLS, and keep the secrets that open this connection.
//!
//!     cargo run -p ch06-tls --bin tls-key-log -- [ADDR] [FILE] [CA]

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, process};

use ch06_tls::{close, connect, files, why};
use rustls::KeyLog;

/// How long all of it may take.
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
    config.key_log = Arc::new(Lines(Mutex::new(create(file)?)));
    let mut tls = connect(addr, NAME, Arc::new(config), TIMEOUT)?;
    tls.write_all(LINE)?;
    let mut reply = [0; LINE.len()];
    tls.read_exact(&mut reply)?;
    close(tls);
    io::stdout().write_all(&reply)
}

/// Whoever reads this file reads the connection; it is for its owner alone.
fn create(file: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let named = |e| io::Error::other(format!("{file}: {e}"));
    options.open(file).map_err(named)
}

/// The format of NSS, which Wireshark reads (RFC 9850).
#[derive(Debug)]
struct Lines(Mutex<File>);

impl KeyLog for Lines {
    fn log(&self, label: &str, random: &[u8], secret: &[u8]) {
        let line = format!("{label} {} {}\n", hex(random), hex(secret));
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(line.as_bytes()) {
            eprintln!("tls-key-log: {label}: {error}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
