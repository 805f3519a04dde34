//! The command line of `cargo lab ssh`.

use std::error::Error;
use std::fs;
use std::future::pending;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

use tokio::runtime::Builder;
use tokio::signal::ctrl_c;

use crate::server::Server;

const USAGE: &str = "usage: lab ssh [ADDR] [KNOWN_HOSTS_FILE]";

/// Runs `[ADDR] [KNOWN_HOSTS_FILE]` and serves until it is interrupted.
///
/// ADDR is the lab's for `ssh` unless given, the file `target/lab/known_hosts`;
/// it is written anew at each start. The status is 1 for an address or a
/// file that cannot be used, 2 for surplus arguments.
pub fn main(args: Vec<String>) -> ExitCode {
    if args.len() > 2 {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let own = lab::cli::address("ssh").expect("the lab has a peer ssh");
    let addr = args.first().cloned().unwrap_or(own.to_string());
    let file = args.get(1).map_or("target/lab/known_hosts", String::as_str);
    match serve(&addr, own, file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab ssh: {addr}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(
    addr: &str,
    own: SocketAddr,
    file: &str,
) -> Result<(), Box<dyn Error>> {
    let addr: SocketAddr = addr
        .parse()
        .map_err(|_| format!("not an address: write it as {own}"))?;
    let server = Server::start(addr)?;
    write(file, server.known_hosts())
        .map_err(|error| format!("{file}: {error}"))?;
    Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(until_interrupted(&server, file))?;
    Ok(())
}

fn write(file: &str, known_hosts: &str) -> io::Result<()> {
    if let Some(parent) = Path::new(file).parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, known_hosts)
}

/// The interrupt is looked for before the server says that it is ready, so
/// that one sent as soon as that is read is already a wish and no longer a
/// death. Standard input is left alone: reading it would stop a server in
/// the background of a terminal.
async fn until_interrupted(server: &Server, file: &str) -> io::Result<()> {
    tokio::select! {
        biased;
        result = ctrl_c() => result,
        result = async {
            announce(server, file)?;
            pending().await
        } => result,
    }
}

/// The address comes last: who has read it has all the rest.
fn announce(server: &Server, file: &str) -> io::Result<()> {
    let mut lines =
        format!("user: {}\npassword: {}\n", server.user(), server.password());
    for fingerprint in server.fingerprints() {
        lines += &format!("host key: {fingerprint}\n");
    }
    lines += &format!("known hosts: {file}\n");
    lines += &format!("listening on {}\n", server.local_addr());
    io::stdout().write_all(lines.as_bytes())
}
