//! The pages: each a small thing to try a client on.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use super::{Answer, Connection, Limits, Request, Response, Status, pages};

/// The text of `GET /`.
const INDEX: &str = "\
GET  /           this list
GET  /hello      one line of text
GET  /json       a JSON object
POST /echo       your body, with your content type
GET  /headers    your header fields, as a JSON object
GET  /cookies    counts your visits in a cookie
GET  /cookies/kept  the same, in one that lasts
GET  /status/N   answers with status N, 200 to 599
GET  /redirect   302, to /hello; /redirect?URL, to there
GET  /ring       302, to itself
GET  /chunked    a body in chunks, its length not announced
GET  /trailer    chunks with an extension each, and a trailer
GET  /close      a body that ends with the connection
GET  /bytes/N    a body of N bytes, up to 16 MiB
GET  /gzip       a text, in gzip if you take it
GET  /bomb       65,034 bytes in gzip, nearly 64 MiB unpacked
POST /upload     the parts of your multipart form, one a line
GET  /form       the pairs of your query, one a line
POST /form       the pairs of your form, one a line
GET  /private    for ada, whose password is engine, or for lab-token
GET  /file       300,000 bytes, with a version and with ranges
GET  /file/cut   the same, but the connection ends after 100,000 bytes
GET  /flaky/N    is away N times, then answers
GET  /port       the port that you come from
GET  /slow       a body that drips, a byte every 100 ms
GET  /silent     reads your request and never answers
";

/// Fifty bytes, so `/slow` takes five seconds.
const SLOW: &str = "slowly, one byte after another, until all are here";
const SLOW_PAUSE: Duration = Duration::from_millis(100);

/// What a 401 and a 407 ask for (RFC 7617 §2).
const CHALLENGE: &str = "Basic realm=\"lab\"";

const BYTES_LIMIT: usize = 16 * 1024 * 1024;

/// What the lab's server says to a request.
pub fn answer(request: &Request) -> Answer {
    match request.target.path.as_str() {
        "/silent" => Answer::TakeOver(Box::new(hold)),
        "/file/cut" if matches!(&*request.method, "GET" | "HEAD") => {
            pages::cut_file(request)
        }
        _ => respond(request).into(),
    }
}

/// `/silent`: keeps the connection and says nothing until the client goes.
fn hold(mut stream: &dyn Connection) -> io::Result<()> {
    stream.set_read_timeout(Some(Limits::LAB.idle))?;
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

fn respond(request: &Request) -> Response {
    let Some((allow, page)) = find(&request.target.path) else {
        return Response::refusal(Status(404), "no such page");
    };
    if request.method == "OPTIONS" {
        return Response::empty(Status(204)).with("Allow", allow);
    }
    if !allow.split(", ").any(|method| method == request.method) {
        // RFC 9110 §15.5.6: a 405 names the methods that are allowed.
        let why = "this page does not take this method";
        return Response::refusal(Status(405), why).with("Allow", allow);
    }
    page(request)
}

type Page = fn(&Request) -> Response;

/// The allowed methods and the page of a path.
fn find(path: &str) -> Option<(&'static str, Page)> {
    const READ: &str = "GET, HEAD, OPTIONS";
    const ANY: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    let page: (&str, Page) = match path {
        "/" => (READ, |_| Response::text(Status(200), INDEX)),
        "/hello" => (READ, |_| Response::text(Status(200), "hello, world\n")),
        "/json" => (READ, |_| json()),
        "/echo" => ("POST, PUT, OPTIONS", echo),
        "/headers" => (READ, headers),
        "/cookies" => (READ, cookies),
        "/cookies/kept" => (READ, kept),
        "/redirect" => (ANY, redirect),
        "/ring" => (ANY, |_| found("/ring")),
        "/gzip" => (READ, pages::gzip),
        "/bomb" => (READ, pages::bomb),
        "/upload" => ("POST, OPTIONS", pages::upload),
        "/chunked" => (READ, |_| chunked()),
        "/trailer" => (READ, |_| trailer()),
        "/close" => (READ, |_| close()),
        "/slow" => (READ, |_| slow()),
        "/form" => ("GET, HEAD, POST, OPTIONS", pages::form),
        "/private" => (READ, pages::private),
        "/file" | "/file/cut" => (READ, pages::file),
        "/port" => (READ, port),
        "*" => (ANY, |_| Response::empty(Status(204))),
        _ if path.starts_with("/status/") => (ANY, status),
        _ if path.starts_with("/bytes/") => (READ, bytes),
        _ if path.starts_with("/flaky/") => (ANY, flaky),
        _ => return None,
    };
    Some(page)
}

fn json() -> Response {
    Response::json("{\"name\":\"Ada\",\"born\":1815}\n".into())
}

fn echo(request: &Request) -> Response {
    let unknown = "application/octet-stream";
    let media_type = request
        .fields
        .values("content-type")
        .next()
        .unwrap_or(unknown);
    Response::new(Status(200), media_type, request.body.clone())
}

/// The request's fields, names in lower case; lines of one name are joined
/// by a comma, in their order, as RFC 9110 §5.2 combines them. The answer
/// itself holds a field in two lines.
fn headers(request: &Request) -> Response {
    let mut combined: Vec<(String, String)> = Vec::new();
    for (name, value) in request.fields.iter() {
        let name = name.to_ascii_lowercase();
        match combined.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => *values += &format!(", {value}"),
            None => combined.push((name, value.to_string())),
        }
    }
    let members: Vec<String> = combined
        .iter()
        .map(|(name, value)| format!("{}:{}", quote(name), quote(value)))
        .collect();
    Response::json(format!("{{{}}}\n", members.join(",")))
        .with("Vary", "Accept")
        .with("Vary", "Accept-Language")
}

/// A JSON string (RFC 8259 §7).
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => quoted += &format!("\\u{:04x}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// RFC 6265 §4: the server remembers nothing, the cookie does.
fn cookies(request: &Request) -> Response {
    counted(request, "visits", "")
}

/// A cookie that a client may keep when it ends, for a day.
fn kept(request: &Request) -> Response {
    counted(request, "kept", "; Max-Age=86400")
}

fn counted(request: &Request, name: &str, lasts: &str) -> Response {
    let visits = request
        .fields
        .values("cookie")
        .flat_map(|value| value.split("; "))
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        .and_then(decimal::<u32>)
        .unwrap_or(0)
        .saturating_add(1);
    let cookie = format!("{name}={visits}; Path=/; HttpOnly{lasts}");
    Response::text(Status(200), format!("{name}={visits}\n"))
        .with("Set-Cookie", cookie)
}

fn status(request: &Request) -> Response {
    match number(request, "/status/") {
        Some(code @ 200..=599) => with_status(Status(code)),
        _ => Response::refusal(Status(400), "N is a status from 200 to 599"),
    }
}

/// Some statuses are bound to say more than their number (RFC 9110 §15).
fn with_status(status: Status) -> Response {
    let Status(code) = status;
    let text = format!("{code} {}\n", status.reason());
    let length = text.len();
    let response = Response::text(status, text);
    match code {
        205 => Response::empty(status),
        206 => response
            .with("Content-Range", format!("bytes 0-{}/{length}", length - 1)),
        301..=303 | 307 | 308 => response.with("Location", "/hello"),
        401 => response.with("WWW-Authenticate", CHALLENGE),
        405 => response.with("Allow", "OPTIONS"),
        407 => response.with("Proxy-Authenticate", CHALLENGE),
        416 => response.with("Content-Range", format!("bytes */{length}")),
        426 => response
            .with("Upgrade", "HTTP/3.0")
            .with("Connection", "Upgrade"),
        _ => response,
    }
}

/// To where the query says: what a hostile server may do.
fn redirect(request: &Request) -> Response {
    found(request.target.query.as_deref().unwrap_or("/hello"))
}

fn found(location: &str) -> Response {
    Response::text(Status(302), format!("look at {location}\n"))
        .with("Location", location)
}

fn chunked() -> Response {
    Response::text(Status(200), "").chunked(&["hello, ", "chunked ", "world\n"])
}

/// RFC 9110 §6.6.2: the head names the fields of the trailer.
fn trailer() -> Response {
    let counted = Response::text(Status(200), "").with("Trailer", "Lab-Count");
    let chunks = ["counted, ", "chunk by chunk\n"];
    counted.trailed(&chunks, ";lab=yes", "Lab-Count: 24\r\n")
}

fn close() -> Response {
    Response::text(Status(200), "all, or a part?\n").unframed()
}

fn bytes(request: &Request) -> Response {
    match number(request, "/bytes/") {
        Some(count) if count <= BYTES_LIMIT => {
            let body = vec![b'x'; count];
            Response::new(Status(200), "application/octet-stream", body)
        }
        _ => Response::refusal(Status(400), "N is a number up to 16777216"),
    }
}

fn flaky(request: &Request) -> Response {
    match number(request, "/flaky/") {
        Some(times) => pages::flaky(request, times),
        None => Response::refusal(Status(400), "N is a number of refusals"),
    }
}

fn port(request: &Request) -> Response {
    match request.peer {
        Some(peer) => Response::text(Status(200), format!("{}\n", peer.port())),
        None => Response::refusal(Status(500), "the client has no address"),
    }
}

/// The number that follows `prefix` in the path.
fn number<N: FromStr>(request: &Request, prefix: &str) -> Option<N> {
    decimal(request.target.path.strip_prefix(prefix)?)
}

/// Digits alone: `parse` would take a sign as well.
fn decimal<N: FromStr>(text: &str) -> Option<N> {
    let is_decimal = text.bytes().all(|b| b.is_ascii_digit());
    is_decimal.then(|| text.parse().ok())?
}

fn slow() -> Response {
    Response::text(Status(200), SLOW).dripped(SLOW_PAUSE)
}
