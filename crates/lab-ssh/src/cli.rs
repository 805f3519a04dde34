//! The command line of `cargo lab ssh`.

use std::error::Error;
use std::fs;
use std::future::pending;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use tokio::runtime::Builder;
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

use crate::server::Server;

const USAGE: &str = "usage: lab ssh [ADDR] [KNOWN_HOSTS_FILE]";

/// Runs `[ADDR] [KNOWN_HOSTS_FILE]` and serves until it is interrupted, or
/// until the pipe ends that is its standard input.
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
        .block_on(until_ended(&server, file))?;
    Ok(())
}

fn write(file: &str, known_hosts: &str) -> io::Result<()> {
    if let Some(parent) = Path::new(file).parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, known_hosts)
}

/// The interrupt is looked for first, so that one sent as soon as the
/// server is ready is already a wish and no longer a death.
async fn until_ended(server: &Server, file: &str) -> io::Result<()> {
    tokio::select! {
        biased;
        result = ctrl_c() => result,
        result = until_pipe_ends(server, file) => result,
    }
}

/// Says that the server is ready. If a pipe is its standard input, it
/// returns at the end of that, and so never outlives a parent that was
/// killed; otherwise it does not return.
async fn until_pipe_ends(server: &Server, file: &str) -> io::Result<()> {
    announce(server, file)?;
    if !stdin_is_pipe() {
        return pending().await;
    }
    let (ended, end) = oneshot::channel();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
    Ok(())
}

/// A terminal stops a program in the background that reads it, and
/// `/dev/null` ends at once: neither says that nobody needs the server.
#[cfg(unix)]
fn stdin_is_pipe() -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let stdin = io::stdin().as_fd().try_clone_to_owned().map(fs::File::from);
    let kind = stdin.and_then(|file| Ok(file.metadata()?.file_type()));
    kind.is_ok_and(|kind| kind.is_fifo() || kind.is_socket())
}

#[cfg(not(unix))]
fn stdin_is_pipe() -> bool {
    use std::io::IsTerminal;
    !io::stdin().is_terminal()
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
