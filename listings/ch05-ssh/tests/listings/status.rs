//! How a command ended, and how ssh-exec says it.

use lab_ssh::Server;
use trials::{Chapter, Outcome};

use crate::{Checked, exec, start, told};

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
