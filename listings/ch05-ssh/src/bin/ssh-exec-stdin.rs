//! Send a command its input, and read its output meanwhile.
//!
//!     cargo run -p ch05-ssh --bin ssh-exec-stdin -- [ADDR] [FILE] [MIB]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, logged_in, number};
use ssh2::Channel;

const PATIENCE: Duration = Duration::from_secs(15);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let mib = args.next().unwrap_or("3".into());

    let login = (&*addr, &*file, "lab");
    let result = number(&mib)
        .and_then(|mib| logged_in(login, PATIENCE, |c| send(c, mib)));
    if let Err(error) = result {
        eprintln!("ssh-exec-stdin: {addr}: {error}");
        process::exit(1);
    }
}

fn send(connection: &Connection, mib: u8) -> io::Result<()> {
    let input = b"0123456789abcde\n".repeat(usize::from(mib) << 16);
    let mut channel = connection.session.channel_session()?;
    channel.exec("cat")?;
    let output = exchange(connection, &mut channel, &input)?;
    println!("{} bytes went, {} came back", input.len(), output.len());
    if input != output {
        return Err(io::Error::other("what came back is not what went"));
    }
    println!("they are the same: true");
    Ok(())
}

/// Writes and reads in turn, and waits for neither.
fn exchange(
    connection: &Connection,
    channel: &mut Channel,
    mut input: &[u8],
) -> io::Result<Vec<u8>> {
    let (mut output, mut told) = (Vec::new(), false);
    let limit = input.len() as u64 + 1;
    connection.session.set_blocking(false);
    while !channel.eof() {
        let mut sent = 0;
        if !input.is_empty() {
            sent = now(channel.write(input))?;
            input = &input[sent..];
        }
        if input.is_empty() && !told {
            told =
                now(channel.send_eof().map(|()| 1).map_err(Into::into))? == 1;
        }
        let before = output.len();
        now(channel.take(limit).read_to_end(&mut output))?;
        if output.len() as u64 >= limit {
            return Err(io::Error::other("more came back than went"));
        }
        if sent == 0 && output.len() == before && !channel.eof() {
            connection.wait_briefly()?;
        }
    }
    connection.session.set_blocking(true);
    Ok(output)
}

/// What a call has moved by now, which is nothing where it has to wait.
fn now(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(e) if e.kind() == ErrorKind::WouldBlock => Ok(0),
        result => result,
    }
}
