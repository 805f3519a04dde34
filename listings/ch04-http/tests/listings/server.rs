//! A server that says what a trial wants said, right or wrong.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use lab::tcp::end_in_stages;

/// Answers every connection with the next of `answers`, then closes it.
pub struct Server {
    pub addr: SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    pub fn start<A: AsRef<[u8]> + Send + 'static>(
        answers: impl IntoIterator<Item = A>,
    ) -> Server {
        let answers: Vec<A> = answers.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let addr = listener.local_addr().expect("an address");
        let (sender, requests) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept()?;
                // A trial may have no interest in what was asked.
                let _ = sender.send(read_request(&mut stream)?);
                // A client may be gone before all is said.
                let _ = stream.write_all(answer.as_ref());
                end_in_stages(stream);
            }
            io::Result::Ok(())
        });
        Server { addr, requests }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The requests that have been answered.
    pub fn requests(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}

/// What is sent at once where there is no pause: a client that gives up after
/// so many bytes must have had them before its time is over.
const AT_ONCE: usize = 64 * 1024;

/// A server that repeats `piece` without end, a pause between two.
pub fn endless(first: &'static str, piece: &'static str, ms: u64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("an address");
    let piece = repeated(piece, ms);
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        read_request(&mut stream)?;
        stream.write_all(first.as_bytes())?;
        loop {
            stream.write_all(piece.as_bytes())?;
            thread::sleep(Duration::from_millis(ms));
        }
        #[expect(unreachable_code, reason = "it gives the closure its type")]
        io::Result::Ok(())
    });
    addr.to_string()
}

/// What goes out between two pauses.
pub fn repeated(piece: &str, ms: u64) -> String {
    let times = if ms == 0 {
        AT_ONCE.div_ceil(piece.len())
    } else {
        1
    };
    piece.repeat(times)
}

/// A server that lets every client wait for `pause` and then answers well.
/// Its URL.
pub fn slow(pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            thread::sleep(pause);
            let _ = read_request(&mut stream);
            let fields = "Connection: close\r\n";
            let answer = answer("200 OK", fields, "ok");
            // A client may be gone by now.
            let _ = stream.write_all(answer.as_bytes());
            end_in_stages(stream);
        }
    });
    format!("http://{addr}/")
}

/// A message with this body, and its length.
pub fn answer(status: &str, fields: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{fields}\r\n{body}"
    )
}

/// Head and body, as far as a Content-Length tells.
fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    let mut end = usize::MAX;
    while request.len() < end {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => request.extend(&chunk[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next());
            let length = length.map_or(0, |l| l.parse().unwrap_or(0));
            end = head.len() + 4 + length;
        }
    }
    Ok(String::from_utf8_lossy(&request).into_owned())
}
