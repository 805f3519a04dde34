//! A kept connection that the server has closed meanwhile is noticed by
//! ureq before the next request, which gets a new one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::mpsc;
use std::thread;

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (read, is_read) = mpsc::channel();
    let (closed, is_closed) = mpsc::channel();
    let server = thread::spawn(move || -> std::io::Result<()> {
        for _ in 0..2 {
            let (stream, _) = listener.accept()?;
            let mut lines = BufReader::new(&stream).lines();
            while !lines.next().transpose()?.unwrap_or_default().is_empty() {}
            // It does not say that it will close.
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
            (&stream).write_all(answer)?;
            // The client has all of it by then, and keeps the connection.
            let _ = is_read.recv();
            stream.shutdown(Shutdown::Write)?;
            let _ = closed.send(());
            // Until the client has closed its side as well.
            (&stream).read_to_end(&mut Vec::new())?;
        }
        Ok(())
    });

    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .build()
        .new_agent();
    for _ in 0..2 {
        let mut response = agent.get(&url).call()?;
        assert_eq!(response.body_mut().read_to_string()?, "hi");
        read.send(())?;
        is_closed.recv()?;
    }
    drop(agent);
    server.join().expect("the server does not panic")?;
    Ok(())
}
