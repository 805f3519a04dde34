//! The trap: read one stream to its end, and only then the other.
//!
//!     cargo run -p ch05-ssh --bin ssh-exec-big-bad -- [ADDR] [FILE] [MIB]

use std::env;
use std::io;
use std::process;
use std::time::Duration;

use ch05_ssh::Connection;

const PATIENCE: Duration = Duration::from_secs(2);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let mib = args.next().unwrap_or("3".into());

    if let Err(error) = exec(&addr, &file, &mib) {
        eprintln!("ssh-exec-big-bad: {addr}: {error}");
        process::exit(1);
    }
}

fn exec(addr: &str, file: &str, mib: &str) -> io::Result<()> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let password = ch05_ssh::password("lab")?;

    let deadline = connection.deadline(PATIENCE)?;
    connection
        .session
        .userauth_password("lab", &password)
        .map_err(io::Error::from)
        .and_then(|()| read_in_turn(&connection, mib))
        .map_err(|error| deadline.explain(error))
}

fn read_in_turn(connection: &Connection, mib: &str) -> io::Result<()> {
    let mut channel = connection.session.channel_session()?;
    channel.exec(&format!("flood stderr {mib}"))?;

    // Ends when the command does. Until then nobody reads standard error.
    let stdout = io::copy(&mut channel, &mut io::sink())?;
    println!("{stdout} bytes of stdout");
    let stderr = io::copy(&mut channel.stderr(), &mut io::sink())?;
    println!("{stderr} bytes of stderr");
    Ok(())
}
