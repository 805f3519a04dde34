//! Where a reader ends before the length that was announced, ureq asks it
//! again and again, past every limit; a reader that fails there ends the call.

use std::io::{self, Cursor, Read};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use trials::Measured;
use ureq::{Agent, SendBody};

const LIMIT: Duration = Duration::from_millis(50);

/// On a busy machine the limit may be over before the reader is asked once.
const ROUNDS: usize = 10;

pub fn run() -> Measured {
    let mut asked = 0;
    for _ in 0..ROUNDS {
        asked = asked_after_the_end()?;
        if asked > 0 {
            break;
        }
    }
    assert!(asked > 10, "asked {asked} times after the end");
    Ok(())
}

fn asked_after_the_end() -> Measured<u32> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(LIMIT))
        .build()
        .new_agent();
    let mut body = Ended {
        rest: Cursor::new("half"),
        asked: 0,
        since: None,
    };
    let request = agent.post(url).header("Content-Length", 9);
    let sent = request.send(SendBody::from_reader(&mut body));
    assert!(sent.is_err());
    Ok(body.asked)
}

/// Ends, and fails when it was asked often and for three times the limit.
struct Ended {
    rest: Cursor<&'static str>,
    asked: u32,
    /// When it was asked first after its end.
    since: Option<Instant>,
}

impl Read for Ended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.rest.read(buffer)?;
        if n == 0 {
            self.asked += 1;
            let since = *self.since.get_or_insert_with(Instant::now);
            if self.asked > 10 && since.elapsed() > 3 * LIMIT {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(n)
    }
}
