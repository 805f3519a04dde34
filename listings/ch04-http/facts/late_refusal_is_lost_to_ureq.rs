//! Where a server refuses a body and closes while much of it is still to come,
//! ureq's write fails and the answer is lost, since ureq reads none before it
//! has sent all; of a small body the answer is read.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use trials::Measured;
use ureq::{Agent, Error};

/// More than both kernels hold, and so little that they hold all of it.
const SIZES: [usize; 2] = [64 << 20, 1000];

pub fn run() -> Measured {
    for size in SIZES {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/", listener.local_addr()?);
        let server = thread::spawn(move || -> std::io::Result<()> {
            let (mut stream, _) = listener.accept()?;
            let mut lines = BufReader::new(&stream).lines();
            while !lines.next().transpose()?.unwrap_or_default().is_empty() {}
            stream.write_all(b"HTTP/1.1 413 Content Too Large\r\n")?;
            stream.write_all(b"Connection: close\r\n\r\n")?;
            if size == SIZES[1] {
                // All that there is: nothing unread makes its end a reset.
                let _ = std::io::copy(&mut stream, &mut std::io::sink())?;
            }
            Ok(())
        });
        let config = Agent::config_builder().proxy(None);
        let agent = config.build().new_agent();
        let error = agent.post(&url).send(&vec![0; size]).err();
        match (size, error) {
            (1000, Some(Error::StatusCode(413))) => {}
            // The pipe is broken, or a reset has come.
            (_, Some(Error::Io(_))) => assert_ne!(size, 1000),
            (_, other) => panic!("{size} bytes: {other:?}"),
        }
        drop(agent);
        server.join().expect("the server does not panic")?;
    }
    Ok(())
}
