//! Log in with a key that an agent holds, and do not wait for it for ever.
//!
//!     cargo run -p ch05-ssh --bin ssh-auth-agent -- [ADDR] [FILE] [USER] \
//!         [AGENT]

use std::env;
use std::io;
use std::path::Path;
use std::process;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ch05_ssh::Connection;

/// The longest that the agent and the login may take together.
const PATIENCE: Duration = Duration::from_secs(4);

/// Each key that is tried is a failed login, and a server counts them.
const TRIES: usize = 5;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let user = args.next().unwrap_or("lab".into());
    let agent = args.next().or_else(|| env::var("SSH_AUTH_SOCK").ok());

    match login(&addr, &file, &user, &agent.unwrap_or_default()) {
        Ok(number) => println!("{user} is logged in by key {number}"),
        Err(error) => {
            eprintln!("ssh-auth-agent: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn login(addr: &str, file: &str, user: &str, agent: &str) -> io::Result<usize> {
    let connection = ch05_ssh::connect_verified(addr, file)?;
    let (user, agent) = (user.to_string(), agent.to_string());
    let (done, result) = mpsc::channel();
    thread::spawn(move || done.send(by_agent(&connection, &user, &agent)));
    // A thread that waits for an agent cannot be ended. The program can.
    result.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let text = "neither the agent nor the server has answered in time";
        Err(io::Error::new(io::ErrorKind::TimedOut, text))
    })
}

fn by_agent(
    connection: &Connection,
    user: &str,
    socket: &str,
) -> io::Result<usize> {
    let mut agent = connection.session.agent()?;
    agent.set_identity_path(Path::new(socket))?;
    agent
        .connect()
        .map_err(|_| io::Error::other(format!("no agent at {socket:?}")))?;
    agent.list_identities()?;
    for (number, key) in (1..).zip(agent.identities()?).take(TRIES) {
        if agent.userauth(user, &key).is_ok() {
            return Ok(number);
        }
    }
    Err(io::Error::other("no key that was tried is taken"))
}
