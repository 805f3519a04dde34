//! Reach a server through another one, with both host keys checked.
//!
//!     cargo run -p ch05-ssh --bin ssh-jump -- [ADDR] [FILE] [BEHIND] [COMMAND]

use std::env;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

use ch05_ssh::{Connection, plain, pump, run, split, verified_over};

const PATIENCE: Duration = Duration::from_secs(8);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let behind = args.next().unwrap_or("inner:22".into());
    let command = args.next().unwrap_or("echo hello from behind".into());

    if let Err(error) = jump(&addr, &file, &behind, &command) {
        eprintln!("ssh-jump: {addr}: {behind}: {error}");
        process::exit(1);
    }
}

fn jump(addr: &str, file: &str, behind: &str, command: &str) -> io::Result<()> {
    let (host, port) = split(behind)?;
    let stream = ch05_ssh::logged_in((addr, file, "lab"), PATIENCE, |first| {
        println!("known: {addr} {}", first.fingerprint()?);
        tunnel(first, host, port)
    })?;

    let second = verified_over(stream, behind, file)?;
    println!("known: {behind} {}", second.fingerprint()?);
    let password = ch05_ssh::password("lab")?;
    let deadline = second.deadline(PATIENCE)?;
    let output = second
        .session
        .userauth_password("lab", &password)
        .map_err(io::Error::from)
        .and_then(|()| run(&second, command))
        .map_err(|error| deadline.explain(error))?;
    print!("{}", plain_lines(&output.stdout));
    output.success()
}

/// libssh2 wants a socket, and a channel is none: so one end of a pair is
/// handed on, and a thread carries the bytes of the other.
fn tunnel(link: &Connection, host: &str, port: u16) -> io::Result<TcpStream> {
    let mut channel = link.session.channel_direct_tcpip(host, port, None)?;
    let (near, mut far) = pair()?;
    let link = link.share()?;
    thread::spawn(move || pump(&link, &mut channel, &mut far));
    Ok(near)
}

/// Two ends of one connection. Whoever else finds the port in time is sent
/// away.
fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    loop {
        let (far, from) = listener.accept()?;
        if from == near.local_addr()? {
            return Ok((near, far));
        }
    }
}

fn plain_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(|line| plain(line) + "\n").collect()
}
