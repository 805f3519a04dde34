//! `cargo book`: builds the book, serves it, opens it, and builds it again
//! whenever one of its files changes.

use mdbook_preprocessor::errors::{Error, Result};
use std::env;
use std::io::{self, ErrorKind, IsTerminal};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use weave::make;
use weave::preprocess;
use weave::serve::site::Site;
use weave::serve::watch::Watch;

const USAGE: &str = "usage: cargo book [build | [--port N] [--no-open]]";

/// The first port that is tried, and how many after it.
const PORT: u16 = 3000;
const PORTS: u16 = 100;

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(150);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["build"] => build(),
        ["preprocess"] => preprocess::filter(io::stdin(), io::stdout()),
        ["preprocess", "supports", renderer] => {
            process::exit(i32::from(*renderer != "html"))
        }
        options => match Options::parse(options) {
            Some(options) => serve(&options),
            None => {
                eprintln!("{USAGE}");
                process::exit(2);
            }
        },
    };
    if let Err(error) = result {
        eprintln!("{error:#}");
        process::exit(1);
    }
}

/// What can be asked of the server.
struct Options {
    port: Option<u16>,
    open: bool,
}

impl Options {
    fn parse(mut args: &[&str]) -> Option<Options> {
        let mut options = Options {
            port: None,
            open: true,
        };
        loop {
            args = match args {
                [] => return Some(options),
                ["--no-open", rest @ ..] => {
                    options.open = false;
                    rest
                }
                ["--port", port, rest @ ..] => {
                    options.port = Some(port.parse().ok()?);
                    rest
                }
                _ => return None,
            }
        }
    }
}

fn build() -> Result<()> {
    let root = make::find_root()?;
    timed(|| {
        let mut book = make::render(&root)?;
        book.publish()?;
        Ok(book.pages)
    })
}

/// Makes the book and says how long it took.
fn timed(make: impl FnOnce() -> Result<usize>) -> Result<()> {
    eprintln!("weaving the book ...");
    let start = Instant::now();
    let pages = make()?;
    let time = start.elapsed().as_secs_f32();
    eprintln!("{pages} pages in {time:.1} s: target/book");
    Ok(())
}

/// Makes the book that is served. Its readers need not wait until every
/// link in it has been looked at.
fn remake(root: &Path, folder: &Path, site: &Site) -> Result<()> {
    timed(|| {
        let mut book = make::render_for(root, Some("/"), folder)?;
        site.replace(|| book.publish())?;
        if let Err(error) = book.check() {
            eprintln!("{error:#}\nserving it all the same");
        }
        Ok(book.pages)
    })
}

fn serve(options: &Options) -> Result<()> {
    let root = make::find_root()?;
    let folder = make::target(&root)?;
    let mut watch = Watch::new(make::sources(&root)?);
    let site = Site::new(&folder);
    let again = || remake(&root, &folder, &site);
    if let Err(error) = again() {
        // An author mends the page while the last good book is served.
        if !folder.join("index.html").is_file() {
            return Err(error);
        }
        eprintln!("{error:#}\nserving the last good book");
    }

    let listener = listen(options.port)?;
    let url = format!("http://{}/", listener.local_addr()?);
    println!("the book is at {url} until Ctrl-C");
    let server = Arc::clone(&site);
    thread::spawn(move || server.serve(&listener));
    if options.open {
        open(&url);
    }
    loop {
        thread::sleep(POLL);
        if watch.changed()
            && let Err(error) = again()
        {
            eprintln!("{error:#}\nserving the last good book");
        }
    }
}

/// Listens on the port that was asked for, or on the first that is free.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    let mut ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + PORTS,
    };
    let last = *ports.end();
    let failed = |port, error| {
        let hint = "choose another with `cargo book --port N`";
        Error::msg(format!("127.0.0.1:{port}: {error}; {hint}"))
    };
    ports
        .find_map(
            |port| match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                Err(error)
                    if error.kind() == ErrorKind::AddrInUse && port < last =>
                {
                    None
                }
                result => Some(result.map_err(|error| failed(port, error))),
            },
        )
        .unwrap_or_else(|| Err(Error::msg("no port to listen on")))
}

/// Opens a browser where somebody sits in front of one. The address is
/// printed, so that it does not matter if none opens.
fn open(url: &str) {
    let has = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut command = match env::consts::OS {
        "macos" => Command::new("open"),
        "windows" => Command::new("explorer"),
        _ if has("DISPLAY") || has("WAYLAND_DISPLAY") => {
            Command::new("xdg-open")
        }
        _ => return,
    };
    if !io::stdout().is_terminal() {
        return;
    }
    let quiet = command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Ok(mut browser) = quiet.spawn() {
        // Waited for, so that it does not stay as a zombie.
        thread::spawn(move || browser.wait());
    }
}
