//! requests' `timeout` limits each wait for the server, not the whole: a
//! body that comes a little at a time takes as long as the server likes.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import requests, sys, time

session = requests.Session()
session.trust_env = False
begun = time.monotonic()
body = session.get(sys.argv[1], timeout=1).content
print(len(body), time.monotonic() - begun > 1)
";

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let server = thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")?;
        for byte in b"hello\n" {
            // Slow is what this server is.
            thread::sleep(Duration::from_millis(200));
            stream.write_all(&[*byte])?;
        }
        Ok(())
    });
    let printed = python_prints(&["requests"], SCRIPT, &[&url])?;
    assert_eq!(printed, "6 True\n");
    server.join().expect("the server does not panic")?;
    Ok(())
}
