//! dropbear on the other side: its server for the listings, its client for
//! the lab.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use trials::{Chapter, Outcome, TempDir, peer};

use crate::openssh::with_server;
use crate::{Checked, EXEC, TIMEOUT, VERIFY, start, told};

const BANNER: &str = env!("CARGO_BIN_EXE_ssh-banner");
const KEY: &str = env!("CARGO_BIN_EXE_ssh-auth-key");
const GET: &str = env!("CARGO_BIN_EXE_ssh-sftp-get");
const LIST: &str = env!("CARGO_BIN_EXE_ssh-sftp-list");

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("dropbear::its server serves the listings", || {
            with_server("dropbear", serves)
        })
        .trial("dropbear::the lab serves its client", || {
            match peer("dbclient") {
                Ok(_) => Outcome::from(is_served()),
                Err(outcome) => outcome,
            }
        })
}

/// It looks for an account's keys in the account's home and nowhere else, so
/// another folder is put there, for nobody but these programs.
fn serves(dropbear: &Path, user: &str, password: &str) -> Checked {
    let script = format!(
        "set -e
        ip link set lo up
        mkdir -p home/.ssh home/inbox
        head -c 5000000 /dev/urandom >home/big
        ssh-keygen -q -t ed25519 -N '' -f id
        cp id.pub home/.ssh/authorized_keys
        chown -R {user} home
        chmod 700 home home/.ssh
        mount --bind home ~{user}
        dropbearkey -t ed25519 -f host >made 2>&1
        key=$(grep ^ssh- made)
        echo \"[127.0.0.1]:7559 $key\" >known
        {dropbear} -F -E -r host -p 127.0.0.1:7559 -P pid 2>log &
        trap \"kill $!\" EXIT
        until {BANNER} 127.0.0.1:7559 2>tries; do :; done
        {VERIFY} 127.0.0.1:7559 known | cut -d : -f 1
        {KEY} 127.0.0.1:7559 known {user} id
        say() {{ printf '%s\\n' '{password}' \"$@\"; }}
        say | {EXEC} 127.0.0.1:7559 known {user} \
            'echo out; echo err >&2; exit 3' || test $? = 3
        say | {EXEC} 127.0.0.1:7559 known {user} 'kill -TERM $$' 2>&1 || :
        say | {GET} 127.0.0.1:7559 known {user} big big
        cmp big home/big
        say | {LIST} 127.0.0.1:7559 known {user} . | grep -c ' 5000000 big'",
        dropbear = dropbear.display(),
    );
    let mut command = Command::new("unshare");
    command.args(["-nm", "sh", "-c", &script]);
    let output = in_a_folder(&TempDir::new()?, command)?;
    let wanted = format!(
        "SSH-2.0-dropbear_\nhost key ok\n{user} is logged in by id\n\
         out: out\nerr: err\nexit status 3\n\
         ssh-exec: 127.0.0.1:7559: killed by TERM\n\
         0 bytes were there, 5000000 came\n1\n"
    );
    let shown = String::from_utf8_lossy(&output.stdout);
    // Its version is none of ours.
    let version = |c: char| c.is_ascii_digit() || c == '.';
    let (first, rest) = shown.split_once('\n').unwrap_or_default();
    let shown = format!("{}\n{rest}", first.trim_end_matches(version));
    if output.status.success() && shown == wanted {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn is_served() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    fs::create_dir(dir.path().join(".ssh"))?;
    // Its client looks a host up by the plain name, whatever the port.
    let addr = server.local_addr();
    let known = server.known_hosts();
    let known = known.replace(&crate::name(&server), &addr.ip().to_string());
    fs::write(dir.path().join(".ssh/known_hosts"), known)?;
    let key = server.login_key().to_openssh(Default::default())?;
    fs::write(dir.path().join("id"), key.as_bytes())?;
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(dir.path().join("id"), mode)?;
    let script = format!(
        "set -e
        dropbearconvert openssh dropbear id key 2>converted
        ask() {{ dbclient -p {} -i key \"$@\"; }}
        ask lab@127.0.0.1 both </dev/null 2>&1 || echo $?
        ask lab@127.0.0.1 exit 7 </dev/null || echo $?
        echo there and back | ask keys@127.0.0.1 cat
        echo through | ask -B echo:7 lab@127.0.0.1
        head -c 3000000 /dev/zero | ask lab@127.0.0.1 cat | wc -c
        echo 127.0.0.1 {} >.ssh/known_hosts
        ask lab@127.0.0.1 both </dev/null 2>&1 | grep mismatch",
        addr.port(),
        crate::key(crate::ed25519_line(&crate::start_other()?)),
    );
    let mut command = Command::new("setsid");
    command.args(["--wait", "sh", "-c", &script]);
    command.env("HOME", dir.path());
    let output = in_a_folder(&dir, command)?;
    let wanted = "this line went to stdout\nthis line went to stderr\n3\n7\n\
        there and back\nthrough\n3000000\n\
        ssh-ed25519 host key mismatch for 127.0.0.1 !\n";
    if output.stdout == wanted.as_bytes() {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn in_a_folder(
    dir: &TempDir,
    mut command: Command,
) -> Result<Output, Box<dyn std::error::Error>> {
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(dir.path(), mode)?;
    command.current_dir(dir.path());
    let command = assert_cmd::Command::from_std(command);
    Ok({ command }.timeout(3 * TIMEOUT).output()?)
}
