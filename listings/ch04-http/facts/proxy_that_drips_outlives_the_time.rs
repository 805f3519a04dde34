//! While a proxy answers `CONNECT` byte by byte, ureq's global limit does not
//! end the call: each byte starts it anew.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use trials::Measured;
use ureq::{Agent, Proxy};

const LIMIT: Duration = Duration::from_millis(60);
/// A byte's pause, and so many of them: twice the limit and more, each far
/// below it.
const PAUSE: Duration = Duration::from_millis(5);
const BYTES: u32 = 30;

/// On a busy machine one pause may be as long as the limit.
const ROUNDS: usize = 10;

pub fn run() -> Measured {
    let mut all = Vec::new();
    while all.iter().all(|took| *took < 2 * LIMIT) {
        assert!(all.len() < ROUNDS, "it ended after {all:?}");
        all.push(asked_through_it()?);
    }
    Ok(())
}

fn asked_through_it() -> Measured<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let proxy = thread::spawn(move || drip(&listener));
    let through = Proxy::new(&format!("http://{addr}"))?;
    let agent = Agent::config_builder()
        .proxy(Some(through))
        .timeout_global(Some(LIMIT))
        .build()
        .new_agent();
    let begun = Instant::now();
    let result = agent.get("http://127.0.0.1:9/").call();
    assert!(result.is_err());
    let took = begun.elapsed();
    // On a busy machine the limit may pass before it has connected. Where the
    // proxy is done already, nobody listens any more.
    let _instead = TcpStream::connect(addr);
    proxy.join().expect("the proxy does not panic")?;
    Ok(took)
}

/// A head that does not end, and then the connection does.
fn drip(listener: &TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nX-Drip: ")?;
    for _ in 0..BYTES {
        // The pause between two bytes is what this is about.
        thread::sleep(PAUSE);
        if stream.write_all(b"x").is_err() {
            break;
        }
    }
    Ok(())
}
