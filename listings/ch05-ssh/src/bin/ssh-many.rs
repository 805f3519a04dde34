//! Log in once, and run many commands, each in a channel of its own.
//!
//!     cargo run -p ch05-ssh --bin ssh-many -- [ADDR] [FILE] [COMMAND]...

use std::env;
use std::io;
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, plain};

const PATIENCE: Duration = Duration::from_secs(8);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let addr = arg(0, "127.0.0.1:7550");
    let login = (addr, arg(1, "target/lab/known_hosts"), "lab");
    let commands = args.get(2..).unwrap_or_default();

    let result = ch05_ssh::logged_in(login, PATIENCE, |connection| {
        commands.iter().try_for_each(|c| show(connection, c))
    });
    if let Err(error) = result {
        eprintln!("ssh-many: {addr}: {error}");
        process::exit(1);
    }
}

fn show(connection: &Connection, command: &str) -> io::Result<()> {
    let output = ch05_ssh::run(connection, command)?;
    let first = String::from_utf8_lossy(&output.stdout);
    let first = plain(first.lines().next().unwrap_or_default());
    println!("{command}: {first:?}, status {}", output.status);
    Ok(())
}
