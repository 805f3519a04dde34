//! Runs a command while every documented port is taken, on 127.0.0.1 and
//! ::1, for TCP and UDP.

use crate::command::command;
use crate::ending::{end_with_this, unless_ending};
use anyhow::{Context, Result, bail};
use clap::Args;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};
use record::ports::DOCUMENTED;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, UdpSocket};
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode, ExitStatus};

/// What this program opens besides the ports.
const BESIDES: u64 = 64;

/// What is run.
#[derive(Args, Debug)]
pub struct Options {
    /// The command and its arguments
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "COMMAND"
    )]
    words: Vec<OsString>,
}

/// Holds the ports until the command ends, and hands its status on.
///
/// # Errors
/// The ports cannot be taken, or the command cannot be started.
pub fn run(options: &Options) -> Result<ExitCode> {
    end_with_this()?;
    let limits = getrlimit(Resource::RLIMIT_NOFILE)?;
    let held = hold(DOCUMENTED, limits)?;
    let mut command = limited(&options.words, limits.0);
    let status = command.status().context("sh")?;
    unless_ending();
    drop(held);
    Ok(ExitCode::from(code(status)))
}

/// Takes every port; one that another program has is taken already.
fn hold(ports: Range<u16>, (soft, hard): (u64, u64)) -> Result<Vec<OwnedFd>> {
    let hosts = hosts();
    let wanted = (2 * hosts.len() * ports.clone().count()) as u64 + BESIDES;
    if hard < wanted {
        bail!("{hard} descriptors are not enough; allow {wanted} (ulimit -Hn)");
    }
    if soft < wanted {
        setrlimit(Resource::RLIMIT_NOFILE, wanted, hard)?;
    }
    let mut held = Vec::new();
    for port in ports {
        for host in &hosts {
            let tcp = TcpListener::bind((*host, port)).map(OwnedFd::from);
            let udp = UdpSocket::bind((*host, port)).map(OwnedFd::from);
            for end in [tcp, udp] {
                let taken = unless_taken(end);
                held.extend(
                    taken.with_context(|| format!("{host} port {port}"))?,
                );
            }
        }
    }
    Ok(held)
}

fn unless_taken(end: io::Result<OwnedFd>) -> io::Result<Option<OwnedFd>> {
    match end {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Ok(None),
        end => end.map(Some),
    }
}

/// Without IPv6 no program can want its ports.
fn hosts() -> Vec<IpAddr> {
    let mut hosts = vec![IpAddr::from(Ipv4Addr::LOCALHOST)];
    if lab::has_ipv6() {
        hosts.push(Ipv6Addr::LOCALHOST.into());
    }
    hosts
}

/// The command, with the limit that it would have had without us. A shell
/// sets it, since between fork and exec there is no safe code of Rust.
fn limited(words: &[OsString], soft: u64) -> Command {
    let mut shell = command("sh");
    let script = "ulimit -Sn \"$1\" && shift && exec \"$@\"";
    shell.args(["-c", script, "hold-ports"]);
    shell.arg(match soft {
        RLIM_INFINITY => "unlimited".to_string(),
        soft => soft.to_string(),
    });
    shell.args(words);
    shell
}

/// What a shell makes of a status.
fn code(status: ExitStatus) -> u8 {
    let code = status.code();
    let code = code.unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    u8::try_from(code).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_held_and_a_taken_one_is_no_failure() {
        let limits = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        // A few, which no page names.
        let held = hold(7190..7200, limits).unwrap();
        for port in 7190..=7199 {
            let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
            let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, port));
            assert!(tcp.is_err() && udp.is_err(), "{port} is free");
        }
        assert_eq!(hold(7190..7200, limits).unwrap().len(), 0);
        drop(held);
        let error = hold(DOCUMENTED, (64, 64)).unwrap_err().to_string();
        assert!(error.contains("ulimit"), "{error}");
    }

    #[test]
    fn a_command_has_the_limit_of_before_and_its_status_is_handed_on() {
        let words =
            |script: &str| ["sh", "-c", script].map(OsString::from).to_vec();
        let output = limited(&words("ulimit -Sn"), 77).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "77\n");
        let status = |script| limited(&words(script), 77).status().unwrap();
        assert_eq!(code(status("exit 3")), 3);
        assert_eq!(code(status("kill -TERM $$")), 128 + 15);
    }
}
