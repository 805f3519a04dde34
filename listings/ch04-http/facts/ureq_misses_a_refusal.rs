//! A client that asks with `Expect: 100-continue` may be refused in place of
//! the 100, and ureq (3.5.2) does not see it, while the connection stays open
//! and nothing more comes, until its time is over.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use trials::Measured;
use ureq::{Agent, Error, Timeout};

const REFUSAL: &[u8] = b"HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n";

pub fn run() -> Measured {
    // The refusal is there in time: who does not ask sees it, and who asks,
    // if the connection ends behind it.
    assert_eq!(post(server(false)?, false)?, 417);
    assert_eq!(post(server(true)?, true)?, 417);
    let missed = post(server(false)?, true);
    assert!(matches!(missed, Err(Error::Timeout(Timeout::Global))));
    Ok(())
}

fn post(to: SocketAddr, asks: bool) -> Result<u16, Error> {
    let agent: Agent = Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(3)))
        .build()
        .into();
    let mut request = agent.post(format!("http://{to}/"));
    if asks {
        request = request.header("Expect", "100-continue");
    }
    request.send("hello").map(|answer| answer.status().as_u16())
}

/// Refuses one client as soon as it has the head, and then waits until the
/// client leaves.
fn server(ends: bool) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || -> io::Result<()> {
        let mut stream = BufReader::new(listener.accept()?.0);
        let mut line = String::new();
        while stream.read_line(&mut line)? > 2 {
            line.clear();
        }
        stream.get_mut().write_all(REFUSAL)?;
        if ends {
            stream.get_mut().shutdown(Shutdown::Write)?;
        }
        stream.read_to_end(&mut Vec::new()).map(drop)
    });
    Ok(addr)
}
