//! `io::copy` from a socket that has a timeout to a pipe returns `Interrupted`
//! where the process is stopped and goes on; to what is no file it reads on.

use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::process::{self, Command, Stdio};
use std::thread;
use std::time::Duration;

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let silent = || -> io::Result<(TcpStream, TcpStream)> {
        let stream = TcpStream::connect(listener.local_addr()?)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok((stream, listener.accept()?.0))
    };
    let (mut by_linux, _peer) = silent()?;
    let (mut by_rust, peer) = silent()?;
    let mut cat = Command::new("cat").stdin(Stdio::piped()).spawn()?;
    let mut pipe = cat.stdin.take().ok_or("cat has no input")?;

    let to_pipe = thread::spawn(move || io::copy(&mut by_linux, &mut pipe));
    let to_sink =
        thread::spawn(move || io::copy(&mut by_rust, &mut io::sink()));
    // One that has not begun to wait does not notice it.
    while !to_pipe.is_finished() {
        let id = process::id();
        let script = format!("kill -STOP {id}; kill -CONT {id}");
        Command::new("/bin/sh").args(["-c", &script]).status()?;
    }
    let copied = to_pipe.join().expect("it has not panicked");
    let kind = copied.as_ref().map_err(io::Error::kind);
    assert_eq!(kind.err(), Some(ErrorKind::Interrupted), "{copied:?}");

    drop(peer);
    let copied = to_sink.join().expect("it has not panicked");
    assert_eq!(copied?, 0);
    cat.wait()?;
    Ok(())
}
