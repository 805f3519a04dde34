//! TLS from the certificate to the answer, against a server of the lab.
//!
//!     cargo run -p ch06-tls

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{self, Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use ch06_tls::{close, connect, files, why};
use rustls::{ClientConfig, RootCertStore};

/// The longest that one connection may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// The longest answer that is read, in bytes.
const LIMIT: u64 = 64 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch06-tls (the tour takes no arguments)");
        process::exit(2);
    }
    let folder = env::temp_dir().join(format!("ch06-tls-{}", process::id()));
    let result = tour(&folder);
    let _ = fs::remove_dir_all(&folder);
    if let Err(error) = result {
        eprintln!("ch06-tls: {}", why(&error));
        process::exit(1);
    }
}

fn tour(folder: &Path) -> io::Result<()> {
    let (lab, addr) = start(folder)?;
    let ca = folder.join("ca.pem");
    let trusting = Arc::new(files::trusting(&ca.to_string_lossy())?);
    for name in ["good.example", "wrong-name.example", "expired.example"] {
        show(name, get(&addr, name, trusting.clone()));
    }

    println!("and by one who trusts nobody");
    let nobody = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    show("good.example", get(&addr, "good.example", Arc::new(nobody)));
    end(lab)
}

/// The server, and where it listens: the last that it says of itself.
fn start(folder: &Path) -> io::Result<(Child, String)> {
    eprintln!("starting the server; its first build takes half a minute");
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut lab = Command::new(cargo)
        .args(["lab", "tls", "127.0.0.1:0"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| io::Error::other(format!("cannot run cargo: {e}")))?;
    let said = lab.stdout.take().expect("stdout is piped");
    for line in BufReader::new(said).lines() {
        if let Some(addr) = line?.strip_prefix("listening on ") {
            return Ok((lab, addr.to_string()));
        }
    }
    Err(io::Error::other("`cargo lab tls` ended before it served"))
}

/// What the server answers, once it has proved to be `name`.
fn get(
    addr: &str,
    name: &str,
    config: Arc<ClientConfig>,
) -> io::Result<String> {
    let mut tls = connect(addr, name, config, PATIENCE)?;
    let host = format!("Host: {name}\r\nConnection: close\r\n\r\n");
    tls.write_all(format!("GET /hello HTTP/1.1\r\n{host}").as_bytes())?;
    let mut answer = String::new();
    (&mut tls).take(LIMIT).read_to_string(&mut answer)?;
    close(tls);
    Ok(answer.lines().next().unwrap_or_default().to_string())
}

fn show(name: &str, answer: io::Result<String>) {
    match answer {
        Ok(line) => println!("{name}: accepted, and it answers {line}"),
        Err(error) => println!("{name}: refused, {}", why(&error)),
    }
}

/// `wait` closes the server's standard input, and that ends it.
fn end(mut lab: Child) -> io::Result<()> {
    println!("the server has ended: {}", lab.wait()?);
    Ok(())
}
