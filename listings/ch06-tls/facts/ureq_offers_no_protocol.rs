//! ureq's first message of TLS has no list of protocols in it.

use std::io::{self, Read};
use std::net::TcpListener;
use std::thread;

use ch06_tls::hello::{self, Hello};
use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://{}/", listener.local_addr()?);
    let server = thread::spawn(move || read_hello(&listener));
    let agent: ureq::Agent =
        ureq::Agent::config_builder().proxy(None).build().into();
    assert!(agent.get(url).call().is_err());
    let hello = server.join().expect("the server does not panic")?;
    assert_eq!(hello.protocols, Vec::<String>::new());
    assert_eq!(hello.versions, ["TLS 1.3", "TLS 1.2"]);
    Ok(())
}

fn read_hello(listener: &TcpListener) -> io::Result<Hello> {
    let (mut stream, _) = listener.accept()?;
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let n = stream.read(&mut part)?;
        bytes.extend_from_slice(&part[..n]);
        match hello::parse(&bytes) {
            Ok(None) if n > 0 => {}
            Ok(Some(hello)) => return Ok(hello),
            other => {
                return Err(io::Error::other(format!("it came to {other:?}")));
            }
        }
    }
}
