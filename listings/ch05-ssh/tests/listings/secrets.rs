//! No secret leaves before the host key is known: each way to log in, at each
//! key that is to be refused, seen from the server's side.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Output;

use lab_ssh::{Event, Server};
use trials::{Chapter, TempDir, program};

use crate::{
    Checked, EXEC, Own, TIMEOUT, ed25519_line, in_time, key, name, refused,
    start, start_other, told,
};

/// The programs that log in, and how each tells the server who it is.
const WAYS: [(&str, &str); 10] = [
    (EXEC, "password"),
    (env!("CARGO_BIN_EXE_ssh-auth-methods"), "none"),
    (env!("CARGO_BIN_EXE_ssh-auth-key"), "publickey"),
    (env!("CARGO_BIN_EXE_ssh-auth-agent"), "publickey"),
    (
        env!("CARGO_BIN_EXE_ssh-auth-dialog"),
        "keyboard-interactive",
    ),
    (env!("CARGO_BIN_EXE_ssh-auth-two"), "publickey"),
    (JUMP, "password"),
    (FLEET, "publickey"),
    (env!("CARGO_BIN_EXE_ssh-speed-commands"), "publickey"),
    (env!("CARGO_BIN_EXE_ssh-speed-bytes"), "publickey"),
];

const FLEET: &str = env!("CARGO_BIN_EXE_ssh-fleet");
const JUMP: &str = env!("CARGO_BIN_EXE_ssh-jump");

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 9] = [
        ("secret::none for a changed key", changed),
        ("secret::none for an unknown host", unknown),
        ("secret::none for a revoked key", revoked),
        ("secret::none for a key of another type", another_type),
        ("secret::one for a key on file", known),
        ("secret::none for a host behind that is not known", behind),
        (
            "secret::one for a host behind that is on file",
            known_behind,
        ),
        ("secret::an agent that hangs is not waited for", hanging),
        ("secret::a file without end is not read to it", endless),
    ];
    crate::all(chapter, own)
}

fn changed() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let lines = other.known_hosts().replace(&name(&other), &name(&server));
    none_leaves(&server, &lines, "has another key in")
}

fn unknown() -> Checked {
    none_leaves(&start()?, "", "this host is not in")
}

fn revoked() -> Checked {
    let server = start()?;
    let good = server.known_hosts();
    let bad = format!("{good}@revoked * {}\n", key(ed25519_line(&server)));
    none_leaves(&server, &bad, "this key is revoked in")
}

fn another_type() -> Checked {
    let server = start()?;
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=";
    let line = format!("{} {ecdsa}\n", name(&server));
    none_leaves(&server, &line, "has another key in")
}

/// The other way round: what the trials above look for is there when the key
/// is the right one. The agent has trials of its own.
fn known() -> Checked {
    let server = start()?;
    for (binary, method) in WAYS.into_iter().filter(|(b, _)| !is_agent(b)) {
        let output = log_in(binary, &server, server.known_hosts())?;
        if !server.events().contains(&Event::AuthTried(method)) {
            return Err(told(&output));
        }
    }
    Ok(())
}

/// The first host is on file each time. The second is told nothing, whatever
/// is the matter with its key: its name, `inner`, is what the file is asked.
fn behind() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let own = server.inner_known_hosts();
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=";
    for (lines, why) in [
        (other.inner_known_hosts(), "has another key in"),
        ("", "this host is not in"),
        (&format!("{own}@revoked * {}", key(own)), "is revoked in"),
        (&format!("inner {ecdsa}"), "has another key in"),
    ] {
        let file = format!("{}{lines}\n", server.known_hosts());
        let output = log_in(JUMP, &server, &file)?;
        let first = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let only_first = first.lines().count() == 1;
        let one_line = stderr.lines().count() == 1 && stderr.contains(why);
        if output.status.code() != Some(1) || !only_first || !one_line {
            return Err(told(&output));
        }
    }
    if !server.inner_wait_for(&Event::Disconnected, TIMEOUT) {
        return Err("no client has come to the server behind".into());
    }
    let events = server.inner_events();
    let tried = |event: &Event| matches!(event, Event::AuthTried(_));
    if !events.iter().any(tried) {
        Ok(())
    } else {
        Err(format!("the server behind saw {events:?}").into())
    }
}

fn known_behind() -> Checked {
    let server = start()?;
    let lines = [server.known_hosts(), server.inner_known_hosts()].concat();
    let output = log_in(JUMP, &server, &lines)?;
    if server
        .inner_events()
        .contains(&Event::AuthTried("password"))
    {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn none_leaves(server: &Server, known_hosts: &str, why: &str) -> Checked {
    for (binary, _) in WAYS {
        refused(&log_in(binary, server, known_hosts)?, why)?;
    }
    if !server.wait_for(&Event::Disconnected, TIMEOUT) {
        return Err("the clients never left the server".into());
    }
    // libssh2 asks for the login service while it still shakes hands. What
    // counts is that no method was tried: none has a password in it, nor the
    // name of who wants to log in.
    let events = server.events();
    let tried = |event: &Event| matches!(event, Event::AuthTried(_));
    if events.iter().any(tried) {
        return Err(format!("the server saw {events:?}").into());
    }
    Ok(())
}

fn is_agent(binary: &str) -> bool {
    binary.contains("ssh-auth-agent")
}

/// Each program knows all that it needs to log in.
fn log_in(
    binary: &str,
    server: &Server,
    known_hosts: &str,
) -> Result<Output, Box<dyn Error>> {
    let dir = TempDir::new()?;
    let [file, id] = ["known_hosts", "id"].map(|name| dir.path().join(name));
    fs::write(&file, known_hosts)?;
    fs::write(&id, server.login_key().to_openssh(Default::default())?)?;
    // What is no agent would be told, if anybody had looked for one.
    play(binary, server, &file, &id)
}

fn play(
    binary: &str,
    server: &Server,
    file: &Path,
    last: &Path,
) -> Result<Output, Box<dyn Error>> {
    let user = if binary.contains("dialog") {
        "dialog"
    } else {
        "lab"
    };
    let addr = server.local_addr().to_string();
    // For a dialog the year comes second, for a jump the second password.
    let second = if binary == JUMP {
        server.password()
    } else {
        "2006"
    };
    in_time(|| {
        let mut command = program(binary);
        match binary {
            FLEET => command.arg(file).arg(last).args(["both", &addr]),
            JUMP => command.arg(&addr).arg(file),
            EXEC => command.arg(&addr).arg(file).args([user, "both"]),
            _ => command.arg(&addr).arg(file).arg(user).arg(last),
        };
        Ok(assert_cmd::Command::from_std(command)
            .write_stdin(format!("{}\n{second}\n", server.password()))
            .timeout(TIMEOUT)
            .output()?)
    })
}

/// It accepts, reads, and never says a word: libssh2 has no end for that.
#[cfg(unix)]
fn hanging() -> Checked {
    use std::os::unix::net::UnixListener;
    let (server, dir) = (start()?, TempDir::new()?);
    let [file, agent] = ["known_hosts", "agent"].map(|n| dir.path().join(n));
    fs::write(&file, server.known_hosts())?;
    let _agent = UnixListener::bind(&agent)?;
    let binary = env!("CARGO_BIN_EXE_ssh-auth-agent");
    let output = play(binary, &server, &file, &agent)?;
    refused(&output, "neither the agent nor the server")
}

#[cfg(not(unix))]
fn hanging() -> Checked {
    Ok(())
}

/// A known_hosts file and a key that have no end: told, and no login is tried.
#[cfg(unix)]
fn endless() -> Checked {
    let (server, zeros) = (start()?, Path::new("/dev/zero"));
    for (binary, _) in WAYS {
        let output = play(binary, &server, zeros, zeros)?;
        refused(&output, "/dev/zero: too long for host keys")?;
    }
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    fs::write(&file, server.known_hosts())?;
    let binary = env!("CARGO_BIN_EXE_ssh-auth-key");
    let output = play(binary, &server, &file, zeros)?;
    refused(&output, "/dev/zero is too long for a key")?;
    let tried = |event: &Event| matches!(event, Event::AuthTried(_));
    if server.events().iter().any(tried) {
        return Err("a server was asked for a login".into());
    }
    Ok(())
}

#[cfg(not(unix))]
fn endless() -> Checked {
    Ok(())
}
