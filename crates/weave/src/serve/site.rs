//! Serves a built book on loopback and tells browsers when it changes.

use crate::serve::http::{self, Request, Response};
use crate::serve::percent::encode;
use mdbook_preprocessor::errors::Result;
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Connections at one time; a browser opens six, and one a tab for events.
const CONNECTIONS: usize = 128;

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
    connections: AtomicUsize,
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
            connections: AtomicUsize::new(0),
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
    pub fn serve(self: Arc<Site>, listener: &TcpListener) {
        loop {
            match listener.accept() {
                Ok((stream, _)) => Arc::clone(&self).accept(stream),
                Err(error) => {
                    // Out of descriptors, most likely: let some end.
                    eprintln!("book: a connection failed: {error}");
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }

    fn accept(self: Arc<Site>, stream: TcpStream) {
        let before = self.connections.fetch_add(1, Ordering::SeqCst);
        let place = Place(Arc::clone(&self));
        if before >= CONNECTIONS {
            return;
        }
        // Where no thread can be had, the client sees its connection end.
        let _ = thread::Builder::new().spawn(move || {
            // A client that goes away is no news.
            let _ = place.0.answer(&stream);
        });
    }

    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        match http::read_request(stream) {
            Ok(None) => Ok(()),
            Ok(Some(request)) if request.path == [EVENTS] => {
                self.events(stream, &request.query, request.head_only)
            }
            Ok(Some(request)) => {
                let head_only = request.head_only;
                self.respond(&request).send(stream, head_only)
            }
            Err(response) => response.send(stream, false),
        }
    }

    fn respond(&self, request: &Request) -> Response {
        let _reading =
            self.reading.read().unwrap_or_else(PoisonError::into_inner);
        match find(&self.folder, &request.path) {
            Found::File(path) => match fs::read(&path) {
                Ok(body) => self.page((200, "OK"), &path, body),
                Err(_) => self.not_found(),
            },
            Found::Folder => {
                let mut response = Response::plain(301, "Moved Permanently");
                let segments: Vec<_> =
                    request.path.iter().map(|s| encode(s)).collect();
                response
                    .fields
                    .push(("Location", format!("/{}/", segments.join("/"))));
                response
            }
            Found::Nothing => self.not_found(),
        }
    }

    fn not_found(&self) -> Response {
        let path = self.folder.join("404.html");
        match fs::read(&path) {
            Ok(body) => self.page((404, "Not Found"), &path, body),
            Err(_) => Response::plain(404, "Not Found"),
        }
    }

    /// A file's answer; a page gets the script that reloads it.
    fn page(
        &self,
        status: (u16, &'static str),
        path: &Path,
        mut body: Vec<u8>,
    ) -> Response {
        let content_type = content_type(path);
        if content_type.starts_with("text/html") {
            let version =
                *self.version.lock().unwrap_or_else(PoisonError::into_inner);
            insert_script(&mut body, version);
        }
        Response::new(status, content_type, body)
    }

    /// Server-sent events: one as soon as the book is another than the one
    /// that the page knows, even if it changed before the page asked.
    fn events(
        &self,
        mut stream: &TcpStream,
        query: &str,
        head_only: bool,
    ) -> io::Result<()> {
        let head = http::head((200, "OK"), "text/event-stream") + "\r\n";
        stream.set_write_timeout(Some(PING))?;
        stream.write_all(head.as_bytes())?;
        if head_only {
            return Ok(());
        }
        let known = query.strip_prefix("version=");
        let known = known.and_then(|text| text.parse().ok());
        let mut version =
            self.version.lock().unwrap_or_else(PoisonError::into_inner);
        while known.is_none_or(|known: u64| known == *version) {
            let wait = self.changed.wait_timeout(version, PING);
            version = wait.unwrap_or_else(PoisonError::into_inner).0;
            let news = match known.is_none_or(|known| known == *version) {
                true => ": still the same\n\n",
                false => continue,
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

/// A connection's place among those that are counted.
struct Place(Arc<Site>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::SeqCst);
    }
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
