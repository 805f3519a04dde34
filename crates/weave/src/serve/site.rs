//! Serves a built book on loopback and tells browsers when it changes.

use crate::serve::percent::{decode, encode};
use lab::http::{
    Answer, Connection, Limits, Request, Response, Status, serve_with,
};
use mdbook_preprocessor::errors::Result;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A browser opens six connections, and one a tab for events; some it opens
/// in advance, and says nothing.
const LIMITS: Limits = Limits {
    connections: 128,
    idle: Duration::from_secs(1),
    request: Duration::from_secs(1),
    write: Duration::from_secs(10),
};

/// How often a quiet stream of events sends something, which is how a
/// browser that has gone is noticed.
const PING: Duration = Duration::from_secs(10);

/// Where a page waits for the news that it has changed.
const EVENTS: &str = "__reload";

/// A book that is served while it is written.
pub struct Site {
    folder: PathBuf,
    /// Held while files are read, and alone while the book is replaced.
    reading: RwLock<()>,
    version: Mutex<u64>,
    changed: Condvar,
}

impl Site {
    /// A site of the files in a folder.
    pub fn new(folder: &Path) -> Arc<Site> {
        // A page of an earlier process is of another version.
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Arc::new(Site {
            folder: folder.to_path_buf(),
            reading: RwLock::new(()),
            version: Mutex::new(now.unwrap_or_default().as_secs()),
            changed: Condvar::new(),
        })
    }

    /// Replaces the folder while nobody reads it, then tells all browsers.
    ///
    /// # Errors
    /// What the replacement returns.
    pub fn replace<T>(&self, publish: impl FnOnce() -> Result<T>) -> Result<T> {
        let alone =
            self.reading.write().unwrap_or_else(PoisonError::into_inner);
        let result = publish()?;
        drop(alone);
        *self.version.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
        Ok(result)
    }

    /// Serves for ever, a thread for each connection.
    ///
    /// # Errors
    /// None, as [`serve_with`].
    pub fn serve(
        self: Arc<Site>,
        listener: &TcpListener,
    ) -> io::Result<Infallible> {
        serve_with(listener, LIMITS, move |request| self.answer(request))
    }

    fn answer(self: &Arc<Site>, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return not_allowed().into();
        }
        let Some(path) = segments(&request.target.path) else {
            let why = "the path is not UTF-8";
            return own(Response::refusal(Status(400), why)).into();
        };
        if path != [EVENTS] {
            return self.respond(&path).into();
        }
        let query = request.target.query.as_deref().unwrap_or_default();
        let known = query.strip_prefix("version=");
        let known = known.and_then(|text| text.parse().ok());
        let head_only = request.is_head();
        let site = Arc::clone(self);
        Answer::TakeOver(Box::new(move |stream| {
            site.events(stream, known, head_only)
        }))
    }

    fn respond(&self, segments: &[String]) -> Response {
        let _reading =
            self.reading.read().unwrap_or_else(PoisonError::into_inner);
        match find(&self.folder, segments) {
            Found::File(path) => match fs::read(&path) {
                Ok(body) => self.page(Status(200), &path, body),
                Err(_) => self.not_found(),
            },
            Found::Folder => {
                let segments: Vec<_> =
                    segments.iter().map(|s| encode(s)).collect();
                let location = format!("/{}/", segments.join("/"));
                let response = Response::refusal(Status(301), &location);
                own(response.with("Location", location))
            }
            Found::Nothing => self.not_found(),
        }
    }

    fn not_found(&self) -> Response {
        let path = self.folder.join("404.html");
        match fs::read(&path) {
            Ok(body) => self.page(Status(404), &path, body),
            Err(_) => own(Response::refusal(Status(404), "no such page")),
        }
    }

    /// A file's answer; a page gets the script that reloads it.
    fn page(&self, status: Status, path: &Path, mut body: Vec<u8>) -> Response {
        let content_type = content_type(path);
        if content_type.starts_with("text/html") {
            let version =
                *self.version.lock().unwrap_or_else(PoisonError::into_inner);
            insert_script(&mut body, version);
        }
        own(Response::new(status, content_type, body))
    }

    /// Server-sent events: one as soon as the book is another than the one
    /// that the page knows, even if it changed before the page asked.
    fn events(
        &self,
        mut stream: &dyn Connection,
        known: Option<u64>,
        head_only: bool,
    ) -> io::Result<()> {
        let events =
            Response::new(Status(200), "text/event-stream", Vec::new());
        let head = own(events.unframed()).head(false);
        stream.set_write_timeout(Some(PING))?;
        stream.write_all(head.as_bytes())?;
        if head_only {
            return Ok(());
        }
        let mut version =
            self.version.lock().unwrap_or_else(PoisonError::into_inner);
        while known.is_none_or(|known| known == *version) {
            let wait = self.changed.wait_timeout(version, PING);
            version = wait.unwrap_or_else(PoisonError::into_inner).0;
            let news = if known.is_none_or(|known| known == *version) {
                ": still the same\n\n"
            } else {
                continue;
            };
            drop(version);
            stream.write_all(news.as_bytes())?;
            version =
                self.version.lock().unwrap_or_else(PoisonError::into_inner);
        }
        drop(version);
        stream.write_all(b"event: reload\ndata: the book changed\n\n")
    }
}

/// What every answer of the site says: it is for now, it is what its type
/// says, and a browser need not hold the connection for the next.
fn own(response: Response) -> Response {
    response
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff")
        .with("Connection", "close")
}

fn not_allowed() -> Response {
    let why = "the book is only read";
    own(Response::refusal(Status(405), why).with("Allow", "GET, HEAD"))
}

/// Splits first and decodes then, so that `%2F` makes no new segment.
fn segments(path: &str) -> Option<Vec<String>> {
    path.strip_prefix('/')?.split('/').map(decode).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder that was asked for without the `/` at its end.
    Folder,
    Nothing,
}

/// The file that a path's segments name, and never one outside the folder.
fn find(folder: &Path, segments: &[String]) -> Found {
    let Some((last, before)) = segments.split_last() else {
        return Found::Nothing;
    };
    let mut path = folder.to_path_buf();
    for segment in before {
        if !is_plain(segment) {
            return Found::Nothing;
        }
        path.push(segment);
    }
    match last.as_str() {
        "" => path.push("index.html"),
        last if is_plain(last) => path.push(last),
        _ => return Found::Nothing,
    }
    // A symbolic link may lead out although no segment does.
    let inside = match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => path.starts_with(folder),
        _ => false,
    };
    match inside {
        true if path.is_file() => Found::File(path),
        true if path.is_dir() => Found::Folder,
        _ => Found::Nothing,
    }
}

/// True for a segment that names something in its folder and nothing else,
/// on every system: no parent, no separator, no drive.
fn is_plain(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
        && !segment.contains(['/', '\\', ':', '\0'])
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match &*extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pcap" => "application/vnd.tcpdump.pcap",
        _ => "application/octet-stream",
    }
}

/// Puts the script in front of the end of the page. It is in no file.
fn insert_script(page: &mut Vec<u8>, version: u64) {
    let code = include_str!("reload.js");
    let code = code.replace("VERSION", &version.to_string());
    let script = format!("<script>\n{code}</script>\n");
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|bytes| bytes == end);
    let at = at.unwrap_or(page.len());
    page.splice(at..at, script.into_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_then_decoded() {
        let path = |path| segments(path).map(|path| path.join("|"));
        assert_eq!(path("/").as_deref(), Some(""));
        assert_eq!(path("/a%20b/c").as_deref(), Some("a b|c"));
        assert_eq!(path("/..%2f..%2Fx").as_deref(), Some("../../x"));
        assert_eq!(path("/b/").as_deref(), Some("b|"));
        for none in ["a", "*", "/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(path(none), None, "{none}");
        }
    }

    #[test]
    fn segments_that_lead_elsewhere_are_not_plain() {
        for segment in ["..", ".", "", "a/b", "../a", "a\\b", "C:", "a\0"] {
            assert!(!is_plain(segment), "{segment:?}");
        }
        for segment in ["a", "a b", "...", ".nojekyll", "é"] {
            assert!(is_plain(segment), "{segment:?}");
        }
    }

    #[test]
    fn the_script_is_the_last_thing_in_the_body() {
        let mut page = b"<body>a</body>".to_vec();
        insert_script(&mut page, 7);
        let page = String::from_utf8(page).unwrap();
        assert!(page.starts_with("<body>a<script>"), "{page}");
        assert!(page.contains("version=7'"), "{page}");
        assert!(page.ends_with("</script>\n</body>"), "{page}");
    }
}
