//! Read the line by which an SSH server names itself, without libssh2.
//!
//!     cargo run -p ch05-ssh --bin ssh-banner -- [ADDR]

use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::process;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(4);

/// More than any text before the line needs; RFC 4253 §4.2 has no number.
const LIMIT: u64 = 4 << 10;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7550".into());
    match banner(&addr) {
        Ok(line) => println!("{line}"),
        Err(error) => {
            eprintln!("ssh-banner: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn banner(addr: &str) -> io::Result<String> {
    let (stream, deadline) = ch05_ssh::reach(addr, PATIENCE)?;
    identification(&mut BufReader::new(stream.take(LIMIT)))
        .map_err(|error| deadline.explain(error))
}

/// Other lines may come first; that which begins so is the one.
fn identification(server: &mut impl BufRead) -> io::Result<String> {
    loop {
        let mut line = Vec::new();
        if server.read_until(b'\n', &mut line)? == 0 {
            return Err(io::Error::other("it ends before it names SSH"));
        }
        let line = String::from_utf8_lossy(&line);
        // Without its end it may be half of a line.
        if line.starts_with("SSH-") && line.ends_with('\n') {
            return Ok(ch05_ssh::plain(line.trim_end()));
        }
    }
}
