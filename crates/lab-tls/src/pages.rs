//! The pages: the lab's own, and those that only TLS can show.

use std::io::{self, Write};

use lab::http::{
    Answer, Connection, Request, Response, Status, answer, close_in_stages,
};

use crate::certificates::CLIENT;

/// Cut behind its first line it says something else.
const ADVICE: &str = "open the valve\nonly while the pressure is low\n";
const CUT: usize = 15;

/// What the server says to a request of a client with or without a
/// certificate.
pub fn respond(request: &Request, is_certified: bool) -> Answer {
    let is_read = matches!(&*request.method, "GET" | "HEAD");
    match request.target.path.as_str() {
        "/whoami" if is_read => {
            let name = if is_certified { CLIENT } else { "nobody" };
            Response::text(Status(200), format!("{name}\n")).into()
        }
        "/whole" if is_read => advice().into(),
        "/cut" if request.method == "GET" => {
            Answer::TakeOver(Box::new(send_and_cut))
        }
        _ => answer(request),
    }
}

/// Nothing in it but the end of the connection says where it ends.
fn advice() -> Response {
    Response::text(Status(200), ADVICE).unframed()
}

fn send_and_cut(mut stream: &dyn Connection) -> io::Result<()> {
    let bytes = advice().head(false) + &ADVICE[..CUT];
    stream.write_all(bytes.as_bytes())?;
    stream.flush()?;
    // TCP's end alone: the client cannot know whether this was all.
    close_in_stages(stream.tcp())
}
