//! A local HTTP/1.1 server to practice against: RFC 9110, RFC 9112, RFC 6265.
//!
//! It is small enough to read and strict where being lax is dangerous.
//! `GET /` answers with the list of its routes. What it holds to:
//!
//! - A connection carries many requests, pipelined ones too, until one side
//!   says `Connection: close` (RFC 9112 §9.3).
//! - A request body ends by `Content-Length` or by chunks (§6.3). A request
//!   with both is refused, as §6.1 allows, and the connection is closed.
//! - A header section may have [`HEAD_LIMIT`] bytes, a body [`BODY_LIMIT`];
//!   a request that is under way has [`REQUEST_TIME`] to arrive, all of it.
//! - A line may end in a bare LF, as §2.2 allows, so that a person can type a
//!   request into `nc`.
//! - Closing is done in stages (§9.6), so that an answer is not lost to a
//!   reset when the client was still sending.

mod input;
mod request;
mod response;
mod routes;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use input::Input;
use request::Request;
use response::{Response, Status};

/// The longest request line and header section together, in bytes.
pub const HEAD_LIMIT: usize = 16 * 1024;

/// The longest request body, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The time a request has to arrive, counted from its first byte.
pub const REQUEST_TIME: Duration = Duration::from_secs(10);

/// The time a connection may lie idle between two requests.
pub const IDLE_TIME: Duration = Duration::from_secs(30);

/// How long a close waits for the client to close its side, and how many
/// bytes it reads meanwhile.
const LINGER_TIME: Duration = Duration::from_secs(1);
const LINGER_LIMIT: u64 = 4 * 1024 * 1024;

/// Why a request was not read to its end.
enum Broken {
    /// The connection is of no more use: nobody would read an answer.
    Gone,
    /// The request is refused: this answer, then close.
    Refused(Status, &'static str),
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Broken {
        Broken::Gone
    }
}

/// Serves HTTP on `listener` for ever, one thread a connection.
///
/// # Errors
/// None ends it: what `accept` reports concerns one connection (accept(2),
/// "Error handling"), or a shortage of descriptors, which passes.
pub fn serve(listener: TcpListener) -> io::Result<Infallible> {
    loop {
        let Ok((stream, _)) = listener.accept() else {
            // Out of descriptors, `accept` fails at once, again and again.
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        // Where no thread can be had, dropping the stream closes it, and the
        // server goes on.
        let _ = thread::Builder::new().spawn(move || converse(&stream));
    }
}

/// Answers requests until the connection ends, then closes it in stages.
fn converse(stream: &TcpStream) {
    // Answers are written whole, so there is nothing for Nagle to collect.
    let _ = stream.set_nodelay(true);
    // A client that stops reading must not hold the thread for ever.
    let _ = stream.set_write_timeout(Some(REQUEST_TIME));

    let mut input = Input::new(stream);
    while let Ok(true) = exchange(stream, &mut input) {}
    let _ = close_in_stages(stream);
}

/// One request and its answer. `true`: the connection may carry another.
fn exchange(mut stream: &TcpStream, input: &mut Input) -> io::Result<bool> {
    let (response, head_only, persist) = match Request::read(stream, input) {
        Ok(None) | Err(Broken::Gone) => return Ok(false),
        Ok(Some(request)) if request.path == "/silent" => {
            return hold(stream);
        }
        Ok(Some(request)) => {
            let mut response = routes::answer(&request);
            // HTTP/1.0 knows no chunks: its body ends with the connection.
            if !request.is_http_11() {
                response.forbid_chunks();
            }
            (response, request.method == "HEAD", request.persists())
        }
        Err(Broken::Refused(status, why)) => {
            (Response::refusal(status, why), false, false)
        }
    };
    let persist = persist && response.has_framing();
    for (index, piece) in response.pieces(head_only, persist).enumerate() {
        if index > 0 {
            thread::sleep(response.pause);
        }
        stream.write_all(&piece)?;
    }
    Ok(persist)
}

/// `/silent`: keeps the connection and says nothing until the client goes.
fn hold(mut stream: &TcpStream) -> io::Result<bool> {
    stream.set_read_timeout(Some(IDLE_TIME))?;
    io::copy(&mut stream, &mut io::sink())?;
    Ok(false)
}

/// RFC 9112 §9.6: close the sending side, read on for a while, then close.
///
/// Closing at once with unread input would send an RST, and an RST can erase
/// the answer from the client's receive buffer before the client reads it.
fn close_in_stages(stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + LINGER_TIME;
    let mut rest = stream.take(LINGER_LIMIT);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        match rest.read(&mut [0; 8192]) {
            Ok(0) => return Ok(()),
            Err(e) if e.kind() != ErrorKind::Interrupted => return Err(e),
            _ => {}
        }
    }
}
