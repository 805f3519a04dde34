//! Send one line to an echo server, inside TLS; print what comes back.
//!
//!     cargo run -p ch06-tls --bin tls-echo-client -- [ADDR] [NAME] [LINE] [CA]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{close, connect, files, why};

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, name) = (next("127.0.0.1:7651"), next("good.example"));
    let (line, ca) = (next("hello"), next("target/lab/tls/ca.pem"));

    match echo(&addr, &name, &line, &ca) {
        Ok(reply) => print!("{reply}"),
        Err(error) => {
            let why = why(&error);
            eprintln!("tls-echo-client: {name} at {addr}: {why}");
            process::exit(1);
        }
    }
}

fn echo(addr: &str, name: &str, line: &str, ca: &str) -> io::Result<String> {
    let config = Arc::new(files::trusting(ca)?);
    let mut tls = connect(addr, name, config, TIMEOUT)?;
    let request = format!("{line}\n");
    tls.write_all(request.as_bytes())?;
    let reply = read_line(&mut tls, request.len() as u64)?;
    // The other side should know that this is the end, and no cut.
    close(tls);
    Ok(reply)
}

/// An echo is as long as the request, so no more than that is read.
fn read_line(from: &mut impl Read, limit: u64) -> io::Result<String> {
    let mut reply = String::new();
    BufReader::new(from.take(limit)).read_line(&mut reply)?;
    if !reply.ends_with('\n') {
        let problem = "the reply came without the end of its line";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
    }
    Ok(reply)
}
