//! Give up on a command that does not end, and keep the session.
//!
//!     cargo run -p ch05-ssh --bin ssh-cancel -- [ADDR] [FILE]

use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, plain};

const PATIENCE: Duration = Duration::from_secs(8);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());

    let login = (&*addr, &*file, "lab");
    if let Err(error) = ch05_ssh::logged_in(login, PATIENCE, cancel) {
        eprintln!("ssh-cancel: {addr}: {error}");
        process::exit(1);
    }
}

fn cancel(connection: &Connection) -> io::Result<()> {
    let mut channel = connection.session.channel_session()?;
    channel.exec("wait")?;
    let mut line = String::new();
    let mut output = BufReader::new(channel.stream(0).take(1024));
    output.read_line(&mut line)?;
    println!("the command says: {}", plain(line.trim_end()));

    channel.close()?;
    // It returns at the first packet that comes, which may be any.
    channel.wait_eof()?;
    channel.wait_close()?;
    let signal = channel.exit_signal()?.exit_signal;
    println!("closed; status {}", channel.exit_status()?);
    println!("signal: {}", plain(&signal.unwrap_or("none".into())));
    let next = ch05_ssh::run(connection, "echo still here")?;
    let next = String::from_utf8_lossy(&next.stdout);
    println!("the next: {}", plain(next.trim_end()));
    Ok(())
}
