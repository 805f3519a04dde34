//! What a client says to whoever speaks no TLS that it takes: the beginning
//! of a handshake, an alert perhaps, and no byte of its request. A server
//! that has TCP alone hears it all.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener};
use std::process::Command;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ch06_tls::{connect, why};
use lab::hostile::Manner;
use lab::protocol::TLS;
use rustls::{ClientConfig, RootCertStore};
use trials::{Chapter, program};

use crate::memory::lab;
use crate::refusals::outcome;

const ECHO: &str = env!("CARGO_BIN_EXE_tls-echo-client");
const GET: &str = env!("CARGO_BIN_EXE_https-get");

/// How long to wait for a server that has said all that it will.
const PATIENCE: Duration = Duration::from_secs(2);

/// Two types of records in the clear (RFC 8446 §5.1).
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;

type Checked<T = ()> = Result<T, String>;
type Heard = JoinHandle<io::Result<Vec<u8>>>;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("refused::who speaks no TLS hears no request", || {
            outcome(refused())
        })
        .trial("refused::who falls silent hears no request", || {
            outcome(waited_for())
        })
}

fn refused() -> Checked {
    // For its authority's certificate; nobody here gets so far.
    let lab = lab().map_err(|error| error.to_string())?;
    let ca = lab.ca().display().to_string();
    for opening in TLS.openings {
        for manner in [Manner::Close, Manner::Flood] {
            let shown = opening.bytes.escape_ascii();
            let meets = format!("{shown}, then {manner:?}");
            let (addr, server) = listening(opening.bytes, manner)?;
            let mut echo = program(ECHO);
            echo.args([&addr.to_string(), "good.example", "a secret", &ca]);
            one_line(echo).map_err(|e| format!("echo: {meets}: {e}"))?;
            no_request(server).map_err(|e| format!("echo: {meets}: {e}"))?;
            let (addr, server) = listening(opening.bytes, manner)?;
            let mut get = program(GET);
            get.args([&format!("https://{addr}/a-secret"), &ca]);
            one_line(get).map_err(|e| format!("get: {meets}: {e}"))?;
            no_request(server).map_err(|e| format!("get: {meets}: {e}"))?;
        }
    }
    Ok(())
}

/// Each waits as long as `connect` does; together they wait once.
fn waited_for() -> Checked {
    let config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let config = Arc::new(config);
    let mut clients = Vec::new();
    for opening in TLS.openings {
        let (addr, server) = listening(opening.bytes, Manner::Silent)?;
        let (addr, config) = (addr.to_string(), config.clone());
        let client = thread::spawn(move || {
            connect(&addr, "good.example", config, PATIENCE).err()
        });
        clients.push((opening.bytes.escape_ascii(), client, server));
    }
    for (shown, client, server) in clients {
        let refused = client.join().map_err(|_| "a client panicked")?;
        let refused = refused.ok_or(format!("{shown}: a handshake"))?;
        if why(&refused).lines().count() != 1 {
            return Err(format!("{shown}: not one line: {refused}"));
        }
        no_request(server).map_err(|e| format!("{shown}: {e}"))?;
    }
    Ok(())
}

/// The client's status is 1, and it says why in one line.
fn one_line(mut client: Command) -> Checked {
    let output = client.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let is_one = said.lines().count() == 1 && output.stdout.is_empty();
    if output.status.code() == Some(1) && is_one {
        return Ok(());
    }
    Err(format!("not one line and status 1: {output:?}"))
}

fn no_request(server: Heard) -> Checked {
    let heard = server.join().map_err(|_| "the server panicked")?;
    let heard = heard.map_err(|error| error.to_string())?;
    match kinds(&heard).as_deref() {
        Some([HANDSHAKE] | [HANDSHAKE, ALERT]) => Ok(()),
        _ => Err(format!("it says {}", heard.escape_ascii())),
    }
}

/// A server for one client, and then all that this client has said.
fn listening(
    opening: &'static [u8],
    manner: Manner,
) -> Checked<(SocketAddr, Heard)> {
    let listener = TcpListener::bind("127.0.0.1:0");
    let listener = listener.map_err(|error| error.to_string())?;
    let addr = listener.local_addr().map_err(|error| error.to_string())?;
    let server = thread::spawn(move || hear(&listener, opening, manner));
    Ok((addr, server))
}

fn hear(
    listener: &TcpListener,
    opening: &[u8],
    manner: Manner,
) -> io::Result<Vec<u8>> {
    let (mut stream, _) = listener.accept()?;
    let mut ear = stream.try_clone()?;
    let hearing = thread::spawn(move || {
        let mut heard = Vec::new();
        // Who leaves bytes unread goes with a reset.
        let _ = ear.read_to_end(&mut heard);
        heard
    });
    stream.write_all(opening)?;
    match manner {
        Manner::Close => stream.shutdown(Shutdown::Write)?,
        Manner::Flood => while stream.write_all(&[b'a'; 4096]).is_ok() {},
        _ => {}
    }
    let heard = hearing.join();
    heard.map_err(|_| io::Error::other("the hearing thread panicked"))
}

/// The types of the records in it, where it is nothing but records.
fn kinds(mut heard: &[u8]) -> Option<Vec<u8>> {
    let mut kinds = Vec::new();
    while let Some((head, rest)) = heard.split_first_chunk::<5>() {
        let [kind, 3, _, high, low] = *head else {
            return None;
        };
        kinds.push(kind);
        heard = rest.get(usize::from(u16::from_be_bytes([high, low]))..)?;
    }
    heard.is_empty().then_some(kinds)
}
