//! Run a command with a terminal, and see what that changes.
//!
//!     cargo run -p ch05-ssh --bin ssh-pty -- [ADDR] [FILE]

use std::env;
use std::io::{self, Read, Write};
use std::process;
use std::time::Duration;

use ch05_ssh::Connection;
use ssh2::Channel;

const PATIENCE: Duration = Duration::from_secs(4);

/// The most that is read of a stream, in bytes.
const LIMIT: u64 = 64 << 10;

/// What a terminal makes a signal of: `^C`.
const INTERRUPT: &[u8] = b"\x03";

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());

    let login = (&*addr, &*file, "lab");
    if let Err(error) = ch05_ssh::logged_in(login, PATIENCE, compare) {
        eprintln!("ssh-pty: {addr}: {error}");
        process::exit(1);
    }
}

fn compare(connection: &Connection) -> io::Result<()> {
    let plain = ch05_ssh::run(connection, "both")?;
    println!("without one:");
    println!("  stdout {:?}", String::from_utf8_lossy(&plain.stdout));
    println!("  stderr {:?}", String::from_utf8_lossy(&plain.stderr));

    println!("with one:");
    let mut channel = with_terminal(connection, "both")?;
    println!("  stdout {:?}", all(&mut channel)?);
    println!("  stderr {:?}", all(&mut channel.stderr())?);

    let mut channel = with_terminal(connection, "wait")?;
    channel.write_all(INTERRUPT)?;
    println!("  stdout {:?}", all(&mut channel)?);
    channel.wait_close()?;
    let signal = channel.exit_signal()?.exit_signal;
    println!("  ended by {:?}", signal.unwrap_or("no signal".into()));
    Ok(())
}

fn with_terminal(link: &Connection, command: &str) -> io::Result<Channel> {
    let mut channel = link.session.channel_session()?;
    channel.request_pty("xterm", None, Some((80, 24, 0, 0)))?;
    channel.exec(command)?;
    Ok(channel)
}

fn all(stream: &mut impl Read) -> io::Result<String> {
    let mut text = String::new();
    stream.take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(io::Error::other("the command says too much"));
    }
    Ok(text)
}
