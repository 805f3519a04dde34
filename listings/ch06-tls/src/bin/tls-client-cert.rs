//! Show a certificate to a server that asks for one.
//!
//!     cargo run -p ch06-tls --bin tls-client-cert -- [ADDR] [CERT] [KEY] [CA]

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{close, connect, files, why};
use rustls::ClientConfig;

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

/// The longest answer that is read, in bytes.
const LIMIT: u64 = 64 * 1024;

/// Whom the server's certificate has to name.
const NAME: &str = "good.example";

/// Asks the server whom it takes this client for.
const REQUEST: &[u8] =
    b"GET /whoami HTTP/1.1\r\nHost: good.example\r\nConnection: close\r\n\r\n";

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, cert) = (next("127.0.0.1:7652"), next("none"));
    let (key, ca) = (next("none"), next("target/lab/tls/ca.pem"));

    if let Err(error) = ask(&addr, &cert, &key, &ca) {
        eprintln!("tls-client-cert: {addr}: {}", why(&error));
        process::exit(1);
    }
}

fn ask(addr: &str, cert: &str, key: &str, ca: &str) -> io::Result<()> {
    let config = Arc::new(config(cert, key, ca)?);
    let mut tls = connect(addr, NAME, config, TIMEOUT)?;
    eprintln!("the handshake is over, as far as the client knows");
    tls.write_all(REQUEST)?;
    let mut answer = String::new();
    (&mut tls).take(LIMIT + 1).read_to_string(&mut answer)?;
    close(tls);
    if answer.len() as u64 > LIMIT {
        return Err(io::Error::other("the answer is too long"));
    }
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    let body = body.ok_or_else(|| io::Error::other("no head came"))?;
    println!("you are {}", body.trim_end().escape_debug());
    Ok(())
}

fn config(cert: &str, key: &str, ca: &str) -> io::Result<ClientConfig> {
    let builder =
        ClientConfig::builder().with_root_certificates(files::roots(ca)?);
    if cert == "none" {
        return Ok(builder.with_no_client_auth());
    }
    let chain = files::certificates(cert)?;
    builder
        .with_client_auth_cert(chain, files::private_key(key)?)
        .map_err(|error| io::Error::other(format!("{cert}: {error}")))
}
