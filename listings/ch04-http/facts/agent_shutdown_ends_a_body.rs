//! A body that ends with its connection, and that `Agent::shutdown` cuts,
//! looks whole to whoever reads it (ureq 3.5.2).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use trials::Measured;
use ureq::Agent;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    let same = agent.clone();
    let (begun, has_begun) = mpsc::channel();
    let reading = thread::spawn(move || -> Result<Vec<u8>, ureq::Error> {
        let mut answer = same.get(url).call()?;
        let mut reader = answer.body_mut().as_reader();
        let mut read = vec![0; 4];
        reader.read_exact(&mut read)?;
        let _ = begun.send(());
        reader.read_to_end(&mut read)?;
        Ok(read)
    });

    // It has more to say, and says it never.
    let (mut stream, _) = listener.accept()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\npart")?;
    has_begun.recv()?;
    agent.shutdown();
    let read = reading.join().expect("it has not panicked")?;
    assert_eq!(read, b"part");
    drop(stream);
    Ok(())
}
