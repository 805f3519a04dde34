//! The command line of `cargo lab ssh`.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use russh::keys::ssh_key::LineEnding;
use tokio::runtime::Builder;
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

#[cfg(unix)]
use crate::agent;
use crate::keys;
use crate::server::Server;

const USAGE: &str = "usage: lab ssh [ADDR] [KNOWN_HOSTS_FILE]";

/// Runs `[ADDR] [KNOWN_HOSTS_FILE]` and serves until it is interrupted, or
/// until the pipe ends that is its standard input.
///
/// ADDR is the lab's for `ssh` unless given, the file `target/lab/known_hosts`.
/// It is written anew at each start and, beside it, `id_open` and `id_locked`
/// with the key that logs in, and a socket `agent.sock` with an agent that has
/// this key (but for Windows). The status is 1 for an address or a
/// file that cannot be used, 2 for surplus arguments.
pub fn main(args: Vec<String>) -> ExitCode {
    main_by(args, Server::start)
}

/// The same, but the RSA key is the one in this file, made where there is
/// none: for tests, since the making of one takes longer than all else.
pub fn main_keeping(args: Vec<String>, file: &Path) -> ExitCode {
    main_by(args, |addr| Server::start_keeping(addr, file))
}

fn main_by(
    args: Vec<String>,
    start: impl FnOnce(SocketAddr) -> Result<Server, Box<dyn Error>>,
) -> ExitCode {
    if args.len() > 2 {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let own = lab::cli::address("ssh").expect("the lab has a peer ssh");
    let addr = args.first().cloned().unwrap_or(own.to_string());
    let file = args.get(1).map_or("target/lab/known_hosts", String::as_str);
    match serve(&addr, own, file, start) {
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
    start: impl FnOnce(SocketAddr) -> Result<Server, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let addr: SocketAddr = addr
        .parse()
        .map_err(|_| format!("not an address: write it as {own}"))?;
    let server = start(addr)?;
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    write(file, folder, &server).map_err(|error| format!("{file}: {error}"))?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        #[cfg(unix)]
        let _agent = agent::start(&folder.join("agent.sock"), &server).await?;
        Ok(until_ended(&server, file).await?)
    })
}

/// Writes the known_hosts file and, beside it, the key that opens the
/// accounts: as it is, and locked with the password.
fn write(
    file: &str,
    folder: &Path,
    server: &Server,
) -> Result<(), Box<dyn Error>> {
    if folder != Path::new("") {
        fs::create_dir_all(folder)?;
    }
    let known_hosts = server.known_hosts().to_string();
    fs::write(file, known_hosts + server.inner_known_hosts())?;
    let key = server.login_key();
    let open = key.to_openssh(LineEnding::LF)?;
    keys::private(&folder.join("id_open"), &open)?;
    keys::private(&folder.join("id_locked"), &server.locked_login_key()?)?;
    Ok(())
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

/// Says that the server is ready, and returns when a pipe ends that is its
/// standard input.
async fn until_pipe_ends(server: &Server, file: &str) -> io::Result<()> {
    announce(server, file)?;
    let (ended, end) = oneshot::channel();
    thread::spawn(move || {
        lab::ending::until_pipe_ends();
        let _ = ended.send(());
    });
    let _ = end.await;
    Ok(())
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
