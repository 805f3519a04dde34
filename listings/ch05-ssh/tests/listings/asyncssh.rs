//! asyncssh on the other side: its server for the listings, its client for
//! the lab.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use trials::{Chapter, Outcome, TempDir, program, python};

use crate::{Checked, EXEC, TIMEOUT, in_time, start, told};

const SCRIPT: &str = include_str!("asyncssh_peer.py");

/// Each listing with its arguments, and what it says then.
const ASKED: [(&str, &str, &str); 13] = [
    ("ssh-auth-methods", "lab", "lab: keyboard-interactive\n"),
    (
        "ssh-exec",
        "lab both",
        "out: out\nerr: err\nexit status 3\n",
    ),
    ("ssh-exec", "lab kill TERM", "killed by TERM\n"),
    ("ssh-exec-big-good", "3", "3145728 bytes of stderr\n"),
    ("ssh-exec-stdin", "3", "they are the same: true\n"),
    ("ssh-auth-key", "lab id", "lab is logged in by id\n"),
    (
        "ssh-auth-dialog",
        "lab",
        "A title.\nTwo questions.\nThey are easy.\nPassword:\nYear:\n\
         lab is logged in\n",
    ),
    ("ssh-cancel", "", "closed; status 0\nsignal: none\n"),
    ("ssh-env", "lab LANG=C", "the command has LANG=C\n"),
    ("ssh-many", "both both", "both: \"out\", status 3\n"),
    ("ssh-sftp-list", "lab .", " 5000000 big\n"),
    ("ssh-sftp-get", "lab big big", "were there, 5000000 came\n"),
    ("ssh-sftp-put", "inbox/note", "5 bytes are inbox/note\n"),
];

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("asyncssh::its server serves the listings", || with(serves))
        .trial("asyncssh::the lab serves its client", || with(is_served))
}

fn with(check: fn(&Path) -> Checked) -> Outcome {
    match python(&["asyncssh"]) {
        Ok(python) => Outcome::from(check(&python)),
        Err(outcome) => outcome,
    }
}

fn serves(python: &Path) -> Checked {
    let dir = TempDir::new()?;
    let big = vec![7; 5_000_000];
    fs::create_dir_all(dir.path().join("files/inbox"))?;
    fs::write(dir.path().join("files/big"), &big)?;
    let mut command = Command::new(python);
    command
        .args(["-c", SCRIPT, "server"])
        .current_dir(dir.path());
    let server = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Killed(server.spawn()?);
    let stdout = server.0.stdout.take().ok_or("no pipe")?;
    let addr = BufReader::new(stdout).lines().next();
    let addr = addr.ok_or("the server has ended")??;
    for (name, args, says) in ASKED {
        asks(dir.path(), (name, &addr, args), says)?;
    }
    #[cfg(target_os = "linux")]
    not_shown_as_another(dir.path(), &addr)?;
    let put = fs::read(dir.path().join("files/inbox/note"))?;
    if put == b"2006\n" && fs::read(dir.path().join("big"))? == big {
        Ok(())
    } else {
        Err("the files are not what was sent".into())
    }
}

/// A name that is no UTF-8, which Linux has.
#[cfg(target_os = "linux")]
fn not_shown_as_another(dir: &Path, addr: &str) -> Checked {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = dir.join("files/odd");
    fs::create_dir(&folder)?;
    fs::write(folder.join(OsStr::from_bytes(b"caf\xe9.txt")), "")?;
    let list = ("ssh-sftp-list", addr, "lab odd");
    asks(dir, list, "refused, no name: caf")?;
    asks(dir, list, "1 of the names are none")
}

/// Runs a listing, which types a password and another line.
fn asks(
    dir: &Path,
    (name, addr, args): (&str, &str, &str),
    says: &str,
) -> Checked {
    let output = in_time(|| {
        let mut command = program(Path::new(EXEC).with_file_name(name));
        command.args([addr, "known"]).args(args.split_whitespace());
        command.current_dir(dir);
        Ok(assert_cmd::Command::from_std(command)
            .write_stdin("secret\n2006\n")
            .timeout(2 * TIMEOUT)
            .output()?)
    })?;
    let said = [&*output.stderr, &*output.stdout].concat();
    if String::from_utf8_lossy(&said).contains(says) {
        Ok(())
    } else {
        Err(format!("{name} {args}: {}", told(&output)).into())
    }
}

fn is_served(python: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let known = server.known_hosts().to_string() + server.inner_known_hosts();
    let key = server.login_key().to_openssh(Default::default())?;
    fs::write(dir.path().join("known"), known)?;
    fs::write(dir.path().join("id"), key.as_bytes())?;
    let port = server.local_addr().port().to_string();
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT, "client", &port, server.password()]);
    command.current_dir(dir.path());
    let output = assert_cmd::Command::from_std(command)
        .timeout(3 * TIMEOUT)
        .output()?;
    let wanted = "this line went to stdout\nthis line went to stderr\n3 None\n\
        -1 TERM\n3145728\nLANG=C\n['hello.txt', 'inbox', 'numbers']\n\
        b'through\\n'\nbehind\nSSH-2.0-russh\nby key\nby dialog\n";
    if output.stdout == wanted.as_bytes() {
        Ok(())
    } else {
        Err(told(&output))
    }
}

/// A process that does not outlive its trial.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
