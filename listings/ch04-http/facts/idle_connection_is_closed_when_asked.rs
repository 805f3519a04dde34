//! A connection that has lain idle in ureq's pool for longer than
//! `max_idle_age` is closed when the agent is asked next, and not before.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use trials::Measured;
use ureq::Agent;

const AGE: Duration = Duration::from_millis(50);

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (read, is_read) = mpsc::channel();
    let (waited, has_waited) = mpsc::channel();
    let server = thread::spawn(move || -> io::Result<(ErrorKind, usize)> {
        let mut first = answered(&listener)?;
        let _ = is_read.recv();
        first.set_read_timeout(Some(4 * AGE))?;
        let open = first.read(&mut [0]).map_err(|error| error.kind());
        let _ = waited.send(());
        let _second = answered(&listener)?;
        first.set_read_timeout(None)?;
        let end = first.read(&mut [0])?;
        Ok((open.err().unwrap_or(ErrorKind::UnexpectedEof), end))
    });

    let config = Agent::config_builder().proxy(None).max_idle_age(AGE);
    let agent = config.build().new_agent();
    agent.get(&url).call()?.body_mut().read_to_string()?;
    read.send(())?;
    has_waited.recv()?;
    agent.get(&url).call()?.body_mut().read_to_string()?;
    let (open, end) = server.join().expect("the server does not panic")?;
    assert_eq!((open, end), (ErrorKind::WouldBlock, 0));
    Ok(())
}

/// A connection whose first request is answered, and that goes on.
fn answered(listener: &TcpListener) -> io::Result<TcpStream> {
    let (mut stream, _) = listener.accept()?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")?;
    Ok(stream)
}
