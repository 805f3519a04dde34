//! Two commands of OpenSSL 3 make an authority and a certificate for a name,
//! which rustls takes for that name and for no other.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ch06_tls::{accept, close_after, connect, files};
use trials::{Measured, TempDir, installed};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

const AUTHORITY: &str = "req -x509 -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem \
    -days 365 -subj /CN=mine -addext keyUsage=critical,keyCertSign";

const SERVER: &str = "req -x509 -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -nodes -CA ca.pem -CAkey ca.key \
    -keyout my.key -out my.pem -days 30 -subj /CN=my \
    -addext subjectAltName=DNS:my.example \
    -addext basicConstraints=critical,CA:FALSE \
    -addext extendedKeyUsage=serverAuth";

pub fn run() -> Measured {
    let (openssl, dir) = (installed("openssl")?, TempDir::new()?);
    for command in [AUTHORITY, SERVER] {
        let mut made = Command::new(&openssl);
        made.args(command.split(' ').filter(|arg| !arg.is_empty()));
        let made = made.current_dir(dir.path()).output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
    }
    let file = |name: &str| dir.path().join(name).display().to_string();
    let serving = files::serving(&file("my.pem"), &file("my.key"))?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?.to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Ok(tls) = accept(stream, serving.clone(), LIMIT) {
                close_after(tls);
            }
        }
    });
    let config = Arc::new(files::trusting(&file("ca.pem"))?);
    connect(&addr, "my.example", config.clone(), LIMIT)?;
    let other = connect(&addr, "other.example", config, LIMIT);
    assert!(other.is_err());
    Ok(())
}
