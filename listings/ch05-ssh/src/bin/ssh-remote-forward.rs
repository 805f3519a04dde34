//! Have the server listen, and answer who connects there.
//!
//!     cargo run -p ch05-ssh --bin ssh-remote-forward -- [ADDR] [FILE] [PORT]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process;
use std::time::Duration;

use ch05_ssh::{Connection, logged_in, number, plain};
use ssh2::Channel;

/// It waits for so long, for all of its clients.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7550".into());
    let file = args.next().unwrap_or("target/lab/known_hosts".into());
    let port = args.next().unwrap_or("8080".into());

    let login = (&*addr, &*file, "lab");
    let result = number(&port)
        .and_then(|port| logged_in(login, PATIENCE, |c| serve(c, port)));
    if let Err(error) = result {
        eprintln!("ssh-remote-forward: {addr}: {error}");
        process::exit(1);
    }
}

fn serve(connection: &Connection, port: u16) -> io::Result<()> {
    let session = &connection.session;
    session.set_timeout(PATIENCE.as_millis() as u32);
    // `localhost` asks for the server's loopback alone.
    let (mut listener, port) =
        session.channel_forward_listen(port, Some("localhost"), Some(1))?;
    println!("listening on port {port} of the server");
    loop {
        answer(listener.accept()?)?;
    }
}

fn answer(mut client: Channel) -> io::Result<()> {
    let mut line = Vec::new();
    BufReader::new(client.stream(0).take(1024)).read_until(b'\n', &mut line)?;
    let line = plain(String::from_utf8_lossy(&line).trim_end());
    println!("a client says: {line}");
    client.write_all(format!("you said: {line}\n").as_bytes())?;
    client.send_eof()?;
    client.wait_eof()?;
    Ok(client.close()?)
}
