//! How a command ended, and how ssh-exec says it.

use std::fs;

use lab_ssh::Server;
use trials::{Chapter, Outcome, TempDir, program};

use crate::{Checked, TIMEOUT, exec, start, told};

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("status::the command's is the program's", || {
            Outcome::from(passed_on())
        })
        .trial("status::32 bits, and 8 of them do not fit", || {
            Outcome::from(large())
        })
        .trial("status::none at all is not said to be 0", || {
            Outcome::from(absent())
        })
        .trial("status::one of a host behind is a failure, too", || {
            Outcome::from(behind())
        })
}

fn passed_on() -> Checked {
    let server = start()?;
    ends(&server, "exit 1", 1, "exit status 1\n")?;
    ends(&server, "exit 255", 255, "exit status 255\n")
}

fn large() -> Checked {
    let server = start()?;
    ends(&server, "exit 256", 255, "exit status 256\n")?;
    ends(&server, "exit 2147483651", 255, "exit status 2147483651\n")
}

fn absent() -> Checked {
    let server = start()?;
    for command in ["exit none", "exit 0"] {
        ends(&server, command, 0, "exit status 0, or none was sent\n")?;
    }
    Ok(())
}

fn behind() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("known_hosts");
    let lines = [server.known_hosts(), server.inner_known_hosts()].concat();
    fs::write(&file, lines)?;
    for (place, command, status, says) in [
        ("inner:22", "exit 3", 1, "exit status 3"),
        ("inner:22", "exit 0", 0, ""),
        // An address with colons of its own is one that the lab refuses.
        ("[::1]:22", "exit 0", 1, "connect failed"),
        ("inner", "exit 0", 1, "no port"),
        // What comes back is what was sent, and no handshake.
        ("echo:7", "exit 0", 1, "out of time"),
    ] {
        let mut jump = program(env!("CARGO_BIN_EXE_ssh-jump"));
        jump.arg(server.local_addr().to_string()).arg(&file);
        jump.args([place, command]);
        let password = server.password();
        let output = assert_cmd::Command::from_std(jump)
            .write_stdin(format!("{password}\n{password}\n"))
            .timeout(TIMEOUT)
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let told_so = said.contains(says) && said.lines().count() < 2;
        if output.status.code() != Some(status) || !told_so {
            return Err(told(&output));
        }
    }
    Ok(())
}

/// The command ends so: the program with this status, after these words.
pub fn ends(
    server: &Server,
    command: &str,
    status: i32,
    says: &str,
) -> Checked {
    let output = exec(server, server.known_hosts(), command)?;
    let said = output.stdout == says.as_bytes();
    if output.status.code() == Some(status) && said {
        Ok(())
    } else {
        Err(told(&output))
    }
}
