//! The command line of `cargo lab tls`.

use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::log::Log;
use crate::server::Server;

const USAGE: &str = "usage: lab tls [ADDR [FOLDER]] [--log]";

/// Runs `[ADDR [FOLDER]] [--log]` and serves until it is interrupted, or
/// until the pipe ends that is its standard input.
///
/// ADDR is the lab's for `tls` unless given, the folder `target/lab/tls`; its
/// files are written anew at each start, and removed at the end. The status
/// is 1 for an address or a folder that cannot be used, 2 for surplus
/// arguments.
pub fn main(args: Vec<String>) -> ExitCode {
    let (options, places): (Vec<_>, Vec<_>) =
        args.iter().partition(|arg| arg.starts_with('-'));
    if places.len() > 2 || options.iter().any(|option| *option != "--log") {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let own = lab::cli::address("tls").expect("the lab has a peer tls");
    let addr = places
        .first()
        .map_or(own.to_string(), |arg| arg.to_string());
    let folder = places.get(1).map_or("target/lab/tls", |arg| arg.as_str());
    let log = if options.is_empty() {
        Log::default()
    } else {
        Log::printed()
    };
    let Err(error) = serve(&addr, own, folder, log) else {
        return ExitCode::SUCCESS;
    };
    eprintln!("lab tls: {addr}: {error}");
    ExitCode::FAILURE
}

fn serve(
    addr: &str,
    own: SocketAddr,
    folder: &str,
    log: Log,
) -> Result<(), Box<dyn Error>> {
    let addr: SocketAddr = addr
        .parse()
        .map_err(|_| format!("not an address: write it as {own}"))?;
    let running = Arc::<Mutex<Option<Server>>>::default();
    // Before the first thread.
    #[cfg(unix)]
    lab::ending::end_after({
        let running = Arc::clone(&running);
        move || {
            drop(lock(&running).take());
            0
        }
    });
    // Under the lock, so that an interrupt meanwhile leaves no file behind.
    let mut slot = lock(&running);
    announce(slot.insert(Server::start_in(addr, Path::new(folder), log)?))?;
    drop(slot);
    lab::ending::until_pipe_ends();
    drop(lock(&running).take());
    Ok(())
}

fn lock(running: &Mutex<Option<Server>>) -> MutexGuard<'_, Option<Server>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The address comes last: who has read it has all the rest.
fn announce(server: &Server) -> io::Result<()> {
    let folder = server.folder().display();
    let lines = format!(
        "CA certificate: {folder}/ca.pem\n\
         client certificate and key: {folder}/ada.pem, {folder}/ada.key\n\
         server certificate and key: {folder}/good.pem, {folder}/good.key\n\
         key of {}: {}\n\
         echo: {}\n\
         client certificates asked for: {}\n\
         listening on {}\n",
        crate::certificates::GOOD,
        server.good_key(),
        server.echo(),
        server.client_auth(),
        server.https(),
    );
    io::stdout().write_all(lines.as_bytes())
}
