//! The servers that both are asked to trust, and their keys.

use std::error::Error;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use lab_ssh::Server;

use super::broken;
use super::files::Target;

/// The hosts, as they are typed, with their addresses.
const HOSTS_TYPED: [(&str, &str); 7] = [
    ("127.0.0.1", "127.0.0.1:7559"),
    ("127.0.0.1", "127.0.0.1:22"),
    ("known.example", "127.0.0.1:7559"),
    ("known.example", "127.0.0.1:22"),
    ("Known.EXAMPLE", "127.0.0.1:7559"),
    ("::1", "[::1]:7559"),
    ("::1", "[::1]:22"),
];

/// A server at each address, and whom its keys are asked of.
pub fn all(dir: &Path) -> Result<(Vec<Server>, Vec<Target>), Box<dyn Error>> {
    let other = Server::start("127.0.0.1:0".parse()?)?;
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbm\
                 lzdHAyNTYAAABBBGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT\
                 +NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=";
    let (mut servers, mut targets) = (Vec::<Server>::new(), Vec::new());
    for (host, addr) in HOSTS_TYPED {
        let addr: SocketAddr = addr.parse()?;
        let at = servers.iter().position(|s| s.local_addr() == addr);
        let server = match (at, Server::start_keeping(addr, crate::kept_key()))
        {
            (Some(at), _) => &servers[at],
            (None, Ok(server)) => {
                servers.push(server);
                &servers[servers.len() - 1]
            }
            // A machine without IPv6 has the others.
            (None, Err(_)) if addr.is_ipv6() => continue,
            (None, Err(error)) => return Err(error),
        };
        let mut others = keys(&other);
        others.push(ecdsa.into());
        targets.push(Target {
            host: host.into(),
            port: addr.port(),
            good: keys(server),
            others,
            hashed: hashed(dir, host, addr.port())?,
        });
    }
    Ok((servers, targets))
}

/// A server's keys, without names.
fn keys(server: &Server) -> Vec<String> {
    let lines = server.known_hosts().lines();
    lines.map(|line| crate::key(line).to_string()).collect()
}

/// Names that hold for the host and one that does not, as hashes.
fn hashed(dir: &Path, host: &str, port: u16) -> io::Result<Vec<String>> {
    let file = dir.join("to-hash");
    let host = host.to_ascii_lowercase();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmoKWVmZ3HhBHTUhSQjAcMb\
               ZiGP0IlvSNQsZVwIJSCy";
    let names = [format!("[{host}]:{port}"), host, "elsewhere".into()];
    fs::write(&file, names.map(|name| format!("{name} {key}\n")).concat())?;
    let mut keygen = Command::new("ssh-keygen");
    keygen.arg("-H").arg("-f").arg(&file).output()?;
    let text = fs::read_to_string(&file)?;
    let hashes = text.lines().filter_map(|line| line.split_once(' '));
    let hashes: Vec<_> = hashes.map(|(name, _)| name.to_string()).collect();
    if hashes.len() == 3 && hashes.iter().all(|h| h.starts_with("|1|")) {
        Ok(hashes)
    } else {
        Err(broken(&format!("ssh-keygen hashed this so: {text}")))
    }
}
