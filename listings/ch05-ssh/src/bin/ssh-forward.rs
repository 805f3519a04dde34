//! Listen here, and connect each client with a host that the server reaches.
//!
//!     cargo run -p ch05-ssh --bin ssh-forward -- [ADDR] [FILE] [HERE] [THERE]

use std::env;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

use ch05_ssh::{Connection, pump, split};

/// It carries connections for so long.
const PATIENCE: Duration = Duration::from_secs(3600);
/// Between two attempts to accept.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let here = args.next().unwrap_or("127.0.0.1:7500".into());
    let there = args.next().unwrap_or("inner:22".into());

    let login = (&*addr, &*file, "lab");
    let result =
        ch05_ssh::logged_in(login, PATIENCE, |c| forward(c, &here, &there));
    if let Err(error) = result {
        eprintln!("ssh-forward: {addr}: {error}");
        process::exit(1);
    }
}

fn forward(link: &Connection, here: &str, there: &str) -> io::Result<()> {
    let of =
        |what, e: io::Error| io::Error::new(e.kind(), format!("{what}: {e}"));
    let (host, port) = split(there).map_err(|e| of(there, e))?;
    let listener = TcpListener::bind(here).map_err(|e| of(here, e))?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (client, from) = match listener.accept() {
            Ok(accepted) => accepted,
            Err(error) => {
                eprintln!("ssh-forward: accept: {error}");
                // Descriptors may be back by then; nothing says when.
                thread::sleep(PAUSE);
                continue;
            }
        };
        // One client's trouble is not the end of all others.
        match carry(link, client, host, port) {
            Ok(()) => println!("{from}: done"),
            Err(error) => println!("{from}: {there}: {error}"),
        }
        // That of the connection is.
        link.alive()?;
    }
}

fn carry(
    link: &Connection,
    mut client: TcpStream,
    host: &str,
    port: u16,
) -> io::Result<()> {
    link.session.set_blocking(true);
    let channel = link.session.channel_direct_tcpip(host, port, None);
    pump(link, &mut channel?, &mut client)
}
