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
//!   a request that is under way has its time to arrive, all of it.
//! - A line of the head may end in a bare LF, as §2.2 allows, so that a person
//!   can type a request into `nc`. A line of a chunk may not.
//! - A Host that is none is refused (§3.2), and so is a path that is none.
//! - Closing is done in stages (§9.6), so that an answer is not lost to a
//!   reset when the client was still sending.
//!
//! Other pages than the lab's are served by [`serve_with`].

mod chunks;
mod connection;
mod date;
mod fields;
mod input;
mod pages;
mod request;
mod response;
mod routes;
mod target;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use input::Input;

pub use connection::Connection;
pub use fields::Fields;
pub use request::Request;
pub use response::{Response, Status};
pub use routes::answer;
pub use target::Target;

/// The longest request line and header section together, in bytes.
pub const HEAD_LIMIT: usize = 16 * 1024;

/// The longest request body, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// What a server grants its clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at one time. One more is closed at once.
    pub connections: usize,
    /// How long a connection may lie idle before a request's first byte.
    pub idle: Duration,
    /// How long a request may take to arrive, counted from its first byte.
    pub request: Duration,
    /// How long one write may wait for a client that does not read.
    pub write: Duration,
}

impl Limits {
    /// Those of the lab's own server.
    pub const LAB: Limits = Limits {
        connections: 4096,
        idle: Duration::from_secs(30),
        request: Duration::from_secs(10),
        write: Duration::from_secs(10),
    };
}

/// What is done about a request.
pub enum Answer {
    /// This is sent, and the connection may carry another.
    Respond(Response),
    /// The connection belongs to this until it returns; then it is closed.
    TakeOver(TakeOver),
}

/// What is done with a connection that carries no more requests.
pub type TakeOver = Box<dyn FnOnce(&dyn Connection) -> io::Result<()>>;

impl From<Response> for Answer {
    fn from(response: Response) -> Answer {
        Answer::Respond(response)
    }
}

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

fn refuse<T>(status: u16, why: &'static str) -> Result<T, Broken> {
    Err(Broken::Refused(Status(status), why))
}

/// Serves the lab's pages on `listener` for ever.
///
/// # Errors
/// None, as [`serve_with`].
pub fn serve(listener: TcpListener) -> io::Result<Infallible> {
    serve_with(&listener, Limits::LAB, routes::answer)
}

/// Serves on `listener` for ever, a thread for each connection, what
/// `handler` answers.
///
/// # Errors
/// None ends it: what `accept` reports concerns one connection (accept(2),
/// "Error handling"), or a shortage of descriptors, which passes.
pub fn serve_with(
    listener: &TcpListener,
    limits: Limits,
    handler: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> io::Result<Infallible> {
    // Each connection's thread has a clone, so their number is known.
    let handler = Arc::new(handler);
    loop {
        let Ok((stream, _)) = listener.accept() else {
            // Out of descriptors, `accept` fails at once, again and again.
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        if Arc::strong_count(&handler) > limits.connections {
            continue;
        }
        let handler = Arc::clone(&handler);
        // Where no thread can be had, dropping the stream closes it, and the
        // server goes on.
        let _ = thread::Builder::new()
            .spawn(move || converse(&stream, limits, &*handler));
    }
}

/// Answers requests until the connection ends, then closes it in stages: for
/// a connection that a server of another kind has accepted.
pub fn converse(
    stream: &dyn Connection,
    limits: Limits,
    handler: &impl Fn(&Request) -> Answer,
) {
    // Answers are written whole, so there is nothing for Nagle to collect.
    let _ = stream.tcp().set_nodelay(true);
    // A client that stops reading must not hold the thread for ever.
    let _ = stream.set_write_timeout(Some(limits.write));

    let mut input = Input::new(stream, limits);
    while let Ok(true) = exchange(stream, &mut input, handler) {}
    let _ = close_in_stages(stream);
}

/// One request and its answer. `true`: the connection may carry another.
fn exchange(
    stream: &dyn Connection,
    input: &mut Input,
    handler: &impl Fn(&Request) -> Answer,
) -> io::Result<bool> {
    let request = match Request::read(stream, input) {
        Ok(Some(request)) => request,
        Ok(None) | Err(Broken::Gone) => return Ok(false),
        Err(Broken::Refused(status, why)) => {
            let refusal = Response::refusal(status, why);
            send(stream, &refusal, input.is_head, false)?;
            return Ok(false);
        }
    };
    let mut response = match handler(&request) {
        Answer::Respond(response) => response,
        Answer::TakeOver(take_over) => {
            take_over(stream)?;
            return Ok(false);
        }
    };
    // HTTP/1.0 knows no chunks: its body ends with the connection.
    if !request.is_http_11() {
        response.forbid_chunks();
    }
    let persist = request.persists() && response.persists();
    send(stream, &response, request.is_head(), persist)?;
    Ok(persist)
}

fn send(
    mut stream: &dyn Connection,
    response: &Response,
    head_only: bool,
    persist: bool,
) -> io::Result<()> {
    for (index, piece) in response.pieces(head_only, persist).enumerate() {
        if index > 0 {
            stream.flush()?;
            thread::sleep(response.pause);
        }
        stream.write_all(&piece)?;
    }
    Ok(())
}

/// RFC 9112 §9.6: close the sending side, read on for a while, then close.
///
/// Closing at once with unread input would send an RST, and an RST can erase
/// the answer from the client's receive buffer before the client reads it.
pub fn close_in_stages(stream: &dyn Connection) -> io::Result<()> {
    stream.end_sending()?;
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
