//! Download to a file; what an earlier try left is not fetched again.
//!
//!     cargo run -p ch04-http --bin http-download -- [URL] [FILE] [SECONDS]

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::{env, process, time::Duration};

use ch04_http::part::{all_from, alone};
use ureq::{Agent, Body, http::Response, http::Version};
use url::Url;

/// The longest rest that is fetched, in bytes.
const LIMIT: u64 = 32 * 1024 * 1024;
/// After so many bytes there is a line about them.
const STEP: usize = 100_000;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let (url, file) = (arg("http://127.0.0.1:7450/file"), arg("downloaded"));

    if let Err(error) = download(&url, &file, &arg("60")) {
        eprintln!("http-download: {url}: {error}");
        process::exit(1);
    }
}

fn download(url: &str, file: &str, seconds: &str) -> Result<()> {
    let url = Url::parse(url)?;
    let seconds: u16 = seconds.parse().map_err(|_| "SECONDS: up to 65535")?;
    let (part, version) = (format!("{file}.part"), format!("{file}.etag"));
    let mut out = alone(&part).map_err(|error| format!("{part}: {error}"))?;
    let have = out.metadata()?.len();

    let limit = Duration::from_secs(seconds.into());
    let config = Agent::config_builder().timeout_global(Some(limit));
    let agent = config.proxy(None).max_redirects(0).build().new_agent();
    let mut request = agent.get(url.as_str());
    let etag = fs::read_to_string(&version).unwrap_or_default();
    // Without a version, the rest may be that of another page. A weak one,
    // W/, says that two mean the same, not that they are the same bytes.
    if have > 0 && etag.starts_with('"') {
        request = request.header("Range", format!("bytes={have}-"));
        request = request.header("If-Range", etag.trim_end());
    }
    let response = request.call()?;
    let status = response.status();
    let range = field(&response, "Content-Range").unwrap_or_default();
    let new = field(&response, "ETag").unwrap_or_default();
    let (from, all) = match (status.as_u16(), all_from(have, &range)) {
        (200, _) => (0, None),
        (206, Some(all)) if have == 0 || new == etag.trim_end() => {
            (have, Some(all))
        }
        _ => return Err(format!("{status}: no such rest").into()),
    };
    println!("{status}, from byte {from} on");
    out.set_len(from)?;
    out.seek(SeekFrom::Start(from))?;
    fs::write(&version, new)?;
    append(response, &mut out)?;
    let length = out.metadata()?.len();
    if all.is_some_and(|all| all != length) {
        return Err("that was not all of the rest: ask again".into());
    }
    // Whoever looks for FILE finds all of it, or none.
    fs::rename(&part, file).map_err(|error| format!("{file}: {error}"))?;
    println!("{length} bytes in {file}");
    Ok(())
}

fn field(response: &Response<Body>, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    value.to_str().ok().map(String::from)
}

fn append(answer: Response<Body>, out: &mut File) -> Result<()> {
    // Where there is no length, ureq reads `identity`, and all in HTTP/1.0, up
    // to the close.
    let coding = field(&answer, "Transfer-Encoding").unwrap_or_default();
    let is_chunked = answer.version() == Version::HTTP_11
        && coding.eq_ignore_ascii_case("chunked");
    // A length of 0 is none to `content_length()` (3.5.2).
    if !is_chunked && !answer.headers().contains_key("Content-Length") {
        return Err("no length: a part of it would look like all of it".into());
    }
    let mut body = answer.into_body().into_with_config().limit(LIMIT).reader();
    let (mut buffer, mut come) = (vec![0; 64 * 1024], 0);
    // Where the end is known, too few bytes are an error.
    while let n @ 1.. = body.read(&mut buffer)? {
        out.write_all(&buffer[..n])?;
        for steps in come / STEP..(come + n) / STEP {
            println!("  {} bytes", (steps + 1) * STEP);
        }
        come += n;
    }
    Ok(out.sync_all()?)
}
