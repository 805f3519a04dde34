//! Where a reader ends before the length that was announced, ureq asks it
//! again and again, until the limit for everything is over or, where there is
//! none, until the reader fails.

use std::io::{self, Cursor, Read};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use trials::Measured;
use ureq::{Agent, Error, SendBody, Timeout};

const LIMIT: Duration = Duration::from_millis(50);

/// On a busy machine the limit may be over before the reader is asked once.
const ROUNDS: usize = 10;

pub fn run() -> Measured {
    let mut asked = 0;
    for _ in 0..ROUNDS {
        let (ended, times) = upload(Some(LIMIT))?;
        assert!(matches!(ended, Error::Timeout(Timeout::Global)), "{ended}");
        asked = times;
        if asked > 10 {
            break;
        }
    }
    assert!(asked > 10, "asked {asked} times after the end");

    let (ended, _) = upload(None)?;
    let failed = io::ErrorKind::UnexpectedEof;
    assert!(matches!(ended, Error::Io(e) if e.kind() == failed));
    Ok(())
}

/// How it ends, and how often it asked behind the reader's end.
fn upload(limit: Option<Duration>) -> Measured<(Error, u32)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    let agent = Agent::config_builder()
        .proxy(None)
        .timeout_global(limit)
        .build()
        .new_agent();
    let mut body = Ended {
        rest: Cursor::new("half"),
        asked: 0,
        since: None,
        fails: limit.is_none(),
    };
    let request = agent.post(url).header("Content-Length", 9);
    let sent = request.send(SendBody::from_reader(&mut body));
    Ok((sent.err().ok_or("half of it was enough")?, body.asked))
}

/// Ends; and fails, if it does, when it was asked for three times the limit.
struct Ended {
    rest: Cursor<&'static str>,
    asked: u32,
    /// When it was asked first after its end.
    since: Option<Instant>,
    fails: bool,
}

impl Read for Ended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.rest.read(buffer)?;
        if n == 0 {
            self.asked += 1;
            let since = *self.since.get_or_insert_with(Instant::now);
            if self.fails && self.asked > 10 && since.elapsed() > 3 * LIMIT {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(n)
    }
}
