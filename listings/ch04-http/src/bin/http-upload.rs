//! Send a file the way an HTML form does, without reading all of it first.
//!
//!     cargo run -p ch04-http --bin http-upload -- [URL] [FILE]

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Cursor, Read, Take};
use std::path::Path;
use std::time::Duration;
use std::{env, process};

use ureq::{Agent, SendBody};
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let (url, file) = (arg("http://127.0.0.1:7450/upload"), arg("Cargo.toml"));

    if let Err(error) = upload(&url, &file) {
        eprintln!("http-upload: {url}: {error}");
        process::exit(1);
    }
}

fn upload(url: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let url = Url::parse(url)?;
    let content = File::open(file).map_err(|e| format!("{file}: {e}"))?;
    let about = content.metadata()?;
    if !about.is_file() {
        return Err(format!("{file}: not a file, whose length is known").into());
    }
    let length = about.len();
    let name = Path::new(file).file_name().unwrap_or_default();
    let boundary = boundary();
    let front = format!(
        "--{boundary}\r\n\
         Content-Disposition: form-data; name=\"what\"\r\n\r\n\
         a file\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        escaped(&name.to_string_lossy())
    );
    let back = format!("\r\n--{boundary}--\r\n");
    let all = front.len() as u64 + length + back.len() as u64;

    // Exactly as long as announced, though the file may grow meanwhile.
    let body = Cursor::new(front).chain(Whole(content.take(length)));
    let mut body = body.chain(Cursor::new(back));
    let form = format!("multipart/form-data; boundary={boundary}");
    let agent = new_agent();
    let request = agent.post(url.as_str()).header("Content-Type", form);
    let request = request.header("Content-Length", all);
    let mut response = request.send(SendBody::from_reader(&mut body))?;
    println!("{}", response.status());
    let limited = response.body_mut().with_config().limit(LIMIT);
    print!("{}", String::from_utf8_lossy(&limited.read_to_vec()?));
    Ok(())
}

/// A file that must have as many bytes as have been announced.
struct Whole(Take<File>);

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buffer)?;
        // ureq would ask for the rest until the time is over.
        if n == 0 && self.0.limit() > 0 && !buffer.is_empty() {
            let why = "the file is shorter than it was";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        Ok(n)
    }
}

/// As browsers do: a quotation mark or a line end would end the field.
fn escaped(name: &str) -> String {
    let name = name.replace('"', "%22").replace('\r', "%0D");
    name.replace('\n', "%0A")
}

/// What no file holds but by an accident that does not happen. std draws the
/// keys of a hash at random, once for a thread.
fn boundary() -> String {
    let draw = || RandomState::new().build_hasher().finish();
    format!("form-{:016x}{:016x}", draw(), draw())
}

fn new_agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build()
        .new_agent()
}
