//! The server, asked over loopback: what it serves, what it refuses, and
//! that it tells a browser of a change.

use crate::fixture::Fixture;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

/// The longest that any of this may take; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn pages_files_and_their_types() {
    let served = Served::shared();
    let page = served.get("/");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("Content-Type: text/html; charset=utf-8\r\n"));
    assert!(page.contains("Date: "), "{page}");
    assert!(
        page.contains("new EventSource('/__reload?version="),
        "{page}"
    );
    assert!(page.trim_end().ends_with("</html>"), "{page}");

    let page = served.get("/ch01-one/index.html?q=1");
    assert!(page.contains("<h1 id=\"one\">"), "{page}");
    assert!(served.get("/%63h01-one/").contains("<h1 id=\"one\">"));

    let folder = served.root().join("target/book");
    let style = "css/general";
    let name = fs::read_dir(folder.join("css")).unwrap().flatten();
    let mut names = name.map(|e| e.file_name().into_string().unwrap());
    let style = names.find(|name| format!("css/{name}").starts_with(style));
    let answer = served.get(&format!("/css/{}", style.unwrap()));
    assert!(answer.contains("Content-Type: text/css"), "{answer}");
    assert!(!answer.contains("EventSource"), "only pages get the script");
}

#[test]
fn the_files_themselves_hold_no_script_of_ours() {
    let served = Served::shared();
    let page = served.root().join("target/book/index.html");
    assert!(!fs::read_to_string(page).unwrap().contains("EventSource"));
}

#[test]
fn head_is_get_without_the_body() {
    let served = Served::shared();
    let get = served.get("/introduction.html");
    let (head, body) = get.split_once("\r\n\r\n").unwrap();
    let answer = served.ask("HEAD", "/introduction.html");
    let (only, nothing) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(nothing, "");
    let length = format!("\r\nContent-Length: {}\r\n", body.len());
    assert!(head.contains(&length), "{head}");
    // The clock may have gone on meanwhile.
    let fields = |head: &str| -> Vec<String> {
        let lines = head.lines().filter(|line| !line.starts_with("Date: "));
        lines.map(String::from).collect()
    };
    assert_eq!(fields(head), fields(only));
}

#[test]
fn what_is_not_there_gets_the_page_that_says_so() {
    let served = Served::shared();
    for path in ["/none.html", "/ch01-one/none", "/.", "/a//b", "/%00"] {
        let answer = served.get(path);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(answer.contains("No such page"), "{path}");
        assert!(answer.contains("<base href=\"/\">"), "{path}");
    }
    let answer = served.get("/ch01-one");
    assert!(answer.starts_with("HTTP/1.1 301 "), "{answer}");
    assert!(answer.contains("Location: /ch01-one/\r\n"), "{answer}");
}

#[test]
fn no_path_leads_out_of_the_book() {
    let served = Served::shared();
    for path in [
        "/../../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/ch01-one/../../../Cargo.toml",
        "/..%5c..%5cCargo.toml",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
    ] {
        let answer = served.get(path);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(!answer.contains("workspace.dependencies"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_leads_out_of_the_book() {
    let served = Served::new();
    let link = served.root().join("target/book/out.html");
    let out = served.root().join("Cargo.toml");
    std::os::unix::fs::symlink(out, link).unwrap();
    assert!(served.get("/out.html").starts_with("HTTP/1.1 404 "));
}

#[test]
fn what_is_no_request_is_refused() {
    let served = Served::shared();
    for (request, code) in [
        ("GET / HTTP/1.1\r\n\r\n".to_string(), 400),
        ("nonsense\r\n\r\n".to_string(), 400),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n".to_string(), 400),
        ("GET / HTTP/1.1\r\nHo".to_string(), 400),
        ("PUT / HTTP/1.1\r\nHost: a\r\n\r\nbody".to_string(), 405),
        ("GET / HTTP/3\r\nHost: a\r\n\r\n".to_string(), 505),
        (format!("GET / HTTP/1.1\r\na: {}", "b".repeat(1 << 20)), 431),
    ] {
        let answer = served.send(&request);
        let start = format!("HTTP/1.1 {code} ");
        let shown: String = request.chars().take(40).collect();
        assert!(answer.starts_with(&start), "{shown}: {answer}");
    }
}

/// Both at once, since the server gives each the same time.
#[test]
fn a_client_that_drips_or_is_silent_is_cut_off_and_harms_nobody() {
    let served = Served::shared();
    let mut slow = served.connect();
    let mut drip = slow.try_clone().unwrap();
    std::thread::spawn(move || {
        // Ends when the server has gone away.
        while drip.write_all(b"G").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let mut silent = served.connect();
    assert!(served.get("/").starts_with("HTTP/1.1 200 "));
    let mut answer = String::new();
    // A reset behind the answer is as good an end as any.
    let _ = slow.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");

    let mut answer = String::new();
    silent.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "");
}

#[test]
fn a_change_of_a_page_or_what_it_shows_reloads_it() {
    let served = Served::new();
    for (path, text, shown) in [
        ("book/introduction.md", "Changed words.", "Changed words."),
        ("listings/ch01-one/src/bin/echo.rs", "// New.", "// New."),
        ("listings/ch01-one/python/echo.py", "# Newer.", "# Newer."),
        ("listings/ch01-one/recorded/echo.console", "? 7", "status 7"),
    ] {
        served.reloads_after(path, text);
        let pages = served.get("/") + &served.get("/ch01-one/");
        assert!(pages.contains(shown), "{path}: {shown}");
    }
}

#[test]
fn a_change_of_the_book_or_its_theme_reloads_the_page() {
    let served = Served::new();
    let option = "[output.html.print]\npage-break = false";
    served.reloads_after("book.toml", option);
    assert!(served.get("/ch01-one/").contains("One"));
    served.reloads_after("crates/weave/theme/weave.css", "p { color: red }");
}

#[test]
fn a_page_that_is_already_old_reloads_at_once() {
    let served = Served::shared();
    let events = served.request("GET", "/__reload?version=1");
    wait_for(events, "event: reload");
}

#[test]
fn a_mistake_keeps_the_last_good_book() {
    let mut served = Served::new();
    let page = "book/introduction.md";
    served.fixture.append(page, "{{#listing none}}");
    served.wait_for_message("introduction.md:5: there is no listing `none`");
    assert!(served.get("/").contains("Introduction"));

    let events = served.events();
    served.fixture.replace(page, "{{#listing none}}", "Mended.");
    wait_for(events, "event: reload");
    assert!(served.get("/").contains("Mended."));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let served = Served::shared();
    let output = Command::new(env!("CARGO_BIN_EXE_book"))
        .args(["--no-open", "--port", &served.port.to_string()])
        .current_dir(served.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let address = format!("127.0.0.1:{}: ", served.port);
    assert!(error.contains(&address), "{error}");
    assert!(error.contains("cargo book --port N"), "{error}");
}

/// A fixture's book, served by the binary on a port that the system picks.
struct Served {
    fixture: Fixture,
    book: Child,
    messages: BufReader<std::process::ChildStderr>,
    port: u16,
}

impl Served {
    /// One that other tests ask as well, for those that change nothing. It
    /// ends with the last test that has it.
    fn shared() -> Arc<Served> {
        static SHARED: Mutex<Weak<Served>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let served = Arc::new(Served::new());
            *shared = Arc::downgrade(&served);
            served
        })
    }

    fn new() -> Served {
        let fixture = Fixture::new();
        let mut book = Command::new(env!("CARGO_BIN_EXE_book"))
            .args(["--port", "0", "--no-open"])
            .current_dir(&fixture.root)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let messages = BufReader::new(book.stderr.take().unwrap());
        let mut line = String::new();
        let mut stdout = BufReader::new(book.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let port = line.split("127.0.0.1:").nth(1).unwrap_or_default();
        let port = port.split('/').next().unwrap_or_default();
        let port = port.parse().unwrap_or_else(|_| panic!("said {line:?}"));
        Served {
            fixture,
            book,
            messages,
            port,
        }
    }

    fn root(&self) -> &std::path::Path {
        &self.fixture.root
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    fn ask(&self, method: &str, path: &str) -> String {
        read_all(self.request(method, path))
    }

    fn request(&self, method: &str, path: &str) -> TcpStream {
        let mut stream = self.connect();
        let host = format!("Host: 127.0.0.1:{}", self.port);
        let head = format!("{method} {path} HTTP/1.1\r\n{host}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    /// Sends bytes as they are, and the end of them.
    fn send(&self, request: &str) -> String {
        let mut stream = self.connect();
        // A server that refuses need not read all of it.
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(Shutdown::Write);
        read_all(stream)
    }

    /// The events for the version of the page that is served now.
    fn events(&self) -> TcpStream {
        let page = self.get("/");
        let version = page.split("/__reload?").nth(1).unwrap();
        let version = version.split('\'').next().unwrap();
        self.request("GET", &format!("/__reload?{version}"))
    }

    /// Adds to a file and waits until the page is told of it.
    fn reloads_after(&self, path: &str, text: &str) {
        let events = self.events();
        self.fixture.append(path, text);
        wait_for(events, "event: reload");
    }

    /// Waits until the program has said something.
    fn wait_for_message(&mut self, wanted: &str) {
        let mut said = String::new();
        while !said.contains(wanted) {
            let n = self.messages.read_line(&mut said).unwrap();
            assert!(n > 0, "it ended and said only:\n{said}");
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.book.kill();
        let _ = self.book.wait();
    }
}

fn read_all(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn wait_for(stream: TcpStream, wanted: &str) {
    let mut read = String::new();
    let mut stream = BufReader::new(stream);
    while !read.contains(wanted) {
        let n = stream.read_line(&mut read).unwrap();
        assert!(n > 0, "the stream ended after:\n{read}");
    }
}
