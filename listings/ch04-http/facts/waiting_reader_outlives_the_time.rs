//! `timeout_global` does not end the `read` of a reader that a body is sent
//! from: while that waits, ureq does.

use std::io::{self, Read};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use trials::Measured;
use ureq::{Agent, Error, SendBody};

const LIMIT: Duration = Duration::from_millis(50);

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(LIMIT))
        .build()
        .new_agent();
    // On a busy machine the limit may be over before it is asked.
    for _ in 0..10 {
        let (_sender, receiver) = mpsc::channel();
        let mut body = Waiting {
            receiver,
            asked: false,
        };
        let begun = Instant::now();
        let sent = agent.post(&url).send(SendBody::from_reader(&mut body));
        assert!(matches!(sent, Err(Error::Timeout(_))));
        if body.asked {
            assert!(begun.elapsed() >= 4 * LIMIT, "{:?}", begun.elapsed());
            return Ok(());
        }
    }
    Err("the body was never asked for".into())
}

/// Waits four times as long as the limit, as for a pipe.
struct Waiting {
    receiver: Receiver<u8>,
    asked: bool,
}

impl Read for Waiting {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.asked = true;
        let _ = self.receiver.recv_timeout(4 * LIMIT);
        Ok(0)
    }
}
