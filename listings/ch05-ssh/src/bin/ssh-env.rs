//! Ask for variables in a command's environment, and hear what is refused.
//!
//!     cargo run -p ch05-ssh --bin ssh-env -- [ADDR] [FILE] [USER] \
//!         [NAME=VALUE]...

use std::env;
use std::io::{self, Read};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, plain};

const PATIENCE: Duration = Duration::from_secs(4);

/// The most that is read of an environment, in bytes.
const LIMIT: u64 = 64 << 10;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let arg = |at: usize, or| args.get(at).map_or(or, String::as_str);
    let addr = arg(0, "127.0.0.1:7550");
    let login = (addr, arg(1, "target/lab/known_hosts"), arg(2, "lab"));
    let variables = args.get(3..).unwrap_or_default();

    let result = ch05_ssh::logged_in(login, PATIENCE, |c| show(c, variables));
    if let Err(error) = result {
        eprintln!("ssh-env: {addr}: {error}");
        process::exit(1);
    }
}

fn show(connection: &Connection, variables: &[String]) -> io::Result<()> {
    let mut channel = connection.session.channel_session()?;
    for variable in variables {
        let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
        match channel.setenv(name, value) {
            Ok(()) => println!("{name}: taken"),
            Err(error) => println!("{name}: {}", error.message()),
        }
    }
    channel.exec("env")?;
    channel.send_eof()?;
    let mut output = String::new();
    if channel.take(LIMIT + 1).read_to_string(&mut output)? as u64 > LIMIT {
        return Err(io::Error::other("an environment that is too long"));
    }
    for line in output.lines() {
        println!("the command has {}", plain(line));
    }
    Ok(())
}
