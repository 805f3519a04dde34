//! A name with two addresses, ::1 and 127.0.0.1, and a server at the second
//! alone. At the first nobody is there, or somebody who says nothing.
//!
//! It is made in a namespace with a hosts file of its own. There the test
//! binary is started anew, as the stage: it serves, and runs the program.

use std::env;
use std::error::Error;
use std::fs;
use std::net::{Ipv6Addr, TcpListener, TcpStream, UdpSocket};
use std::process::{self, Command, Output};

use trials::{Outcome, Server, TempDir, lab, peer, program};

/// The name; the C library puts ::1 first (RFC 6724 §6, rule 6).
pub const NAME: &str = "two-addresses";

/// The stage's exit status where it cannot be built on this machine.
const UNAVAILABLE: i32 = 77;

/// A client that waits fills a queue of this length, and the SYN of the next
/// one is dropped.
const SCRIPT: &str = "
set -e
mount --bind hosts /etc/hosts
[ ! -e /etc/nsswitch.conf ] || mount --bind nsswitch.conf /etc/nsswitch.conf
ip link set lo up
echo 0 >/proc/sys/net/core/somaxconn
exec \"$@\"
";

/// What is at the first address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Nobody: it refuses.
    Absent,
    /// Somebody who takes what comes, and never answers.
    Silent,
}

/// Runs `client`, a program and its arguments, with `NAME` at `port`, where
/// `server`, a peer of the lab without its address, listens.
///
/// # Errors
/// The outcome of a trial that cannot be held here.
pub fn run(
    first: First,
    port: u16,
    server: &str,
    client: &[&str],
) -> Result<Output, Outcome> {
    let unshare = peer("unshare")?;
    let failed = |error: &dyn Error| Outcome::Failed(error.to_string());
    let dir = TempDir::new().map_err(|e| failed(&e))?;
    let hosts = format!("::1 {NAME}\n127.0.0.1 {NAME} localhost\n");
    for (file, text) in [("hosts", &*hosts), ("nsswitch.conf", "hosts: files")]
    {
        fs::write(dir.path().join(file), text).map_err(|e| failed(&e))?;
    }
    let mut command = program(unshare);
    command.current_dir(dir.path());
    command.args(["-r", "-m", "-n", "sh", "-c", SCRIPT, "sh"]);
    command.arg(env::current_exe().map_err(|e| failed(&e))?);
    command.args([NAME, &port.to_string(), server]);
    command.args((first == First::Silent).then_some("silent"));
    let output = command.arg("--").args(client).output();
    let output = output.map_err(|e| failed(&e))?;
    match output.status.code() {
        Some(UNAVAILABLE) => Err(Outcome::Ignored("no IPv6 here".into())),
        _ if !namespaces() => Err(Outcome::unless_required(
            "WIRE",
            "no namespace here with a hosts file of its own".into(),
        )),
        _ => Ok(output),
    }
}

fn namespaces() -> bool {
    let script = "mount --bind /etc/hosts /etc/hosts && ip link set lo up";
    let mut probe = Command::new("unshare");
    probe.args(["-r", "-m", "-n", "sh", "-c", script]);
    probe.output().is_ok_and(|output| output.status.success())
}

/// Is the stage, if this binary was started as it, and then does not return.
pub fn stage() {
    let args: Vec<String> = env::args().skip(1).collect();
    if args.first().is_some_and(|word| word == NAME) {
        process::exit(serve_and_run(&args[1..]).unwrap_or_else(|error| {
            eprintln!("{NAME}: {error}");
            1
        }));
    }
}

fn serve_and_run(args: &[String]) -> Result<i32, Box<dyn Error>> {
    let mut groups = args.split(|word| word == "--");
    let [port, server, silent @ ..] = groups.next().unwrap_or_default() else {
        return Err("PORT SERVER [silent] -- CLIENT".into());
    };
    let first = (Ipv6Addr::LOCALHOST, port.parse()?);
    if UdpSocket::bind(first).is_err() {
        return Ok(UNAVAILABLE);
    }
    // One waits already, so that the next client's SYN is not answered.
    let _silent = if silent.is_empty() {
        None
    } else {
        let listener = TcpListener::bind(first)?;
        let waiting = TcpStream::connect(first)?;
        Some((listener, waiting, UdpSocket::bind(first)?))
    };
    let _server = Server::start(lab(&[server, &format!("127.0.0.1:{port}")]))?;
    let client = groups.next().unwrap_or_default();
    let [path, args @ ..] = client else {
        return Err("no client".into());
    };
    Ok(program(path).args(args).status()?.code().unwrap_or(1))
}
