//! Where a reader ends before the length that was announced, ureq asks it
//! again and again, past every limit; a reader that fails there ends the call.

use std::io::{self, Cursor, Read};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use trials::Measured;
use ureq::{Agent, SendBody};

const LIMIT: Duration = Duration::from_millis(50);

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(LIMIT))
        .build()
        .new_agent();
    let asked = Arc::new(AtomicU32::new(0));
    let mut body = Ended {
        rest: Cursor::new("half"),
        asked: Arc::clone(&asked),
        begun: Instant::now(),
    };
    let call = thread::spawn(move || {
        let request = agent.post(url).header("Content-Length", 9);
        request.send(SendBody::from_reader(&mut body)).is_err()
    });
    assert!(call.join().expect("ureq does not panic"));
    let asked = asked.load(Ordering::Relaxed);
    assert!(asked > 10, "asked {asked} times after the end");
    Ok(())
}

/// Ends, and fails when that has been said for three times the limit.
struct Ended {
    rest: Cursor<&'static str>,
    asked: Arc<AtomicU32>,
    begun: Instant,
}

impl Read for Ended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.rest.read(buffer)?;
        if n == 0 {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.begun.elapsed() > 3 * LIMIT {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(n)
    }
}
