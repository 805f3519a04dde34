//! The real thing: names that ssh-keygen has hashed, and sshd as the server.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::hostile::play;
use trials::{Chapter, Outcome, TempDir, peer};

use crate::{
    Checked, EXEC, FINGERPRINT, TIMEOUT, VERIFY, accepted, refused, run, start,
    told,
};

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("openssh::names that ssh-keygen hashed are found", hashed)
        .trial("key::a guess at an older format names the file", || {
            peer("ssh-keygen").map_or_else(
                |absent| absent,
                |keygen| Outcome::from(older_format(&keygen)),
            )
        })
        .trial("openssh::sshd serves ssh-exec", || with_sshd(sshd_serves))
        .trial(
            "openssh::sshd shows its key, though it has a certificate",
            || with_sshd(|sshd, _, _| sshd_is_certified(sshd)),
        )
}

/// Behind sshd and its options: starts it, and reads what it says until it
/// listens. What it says later stays in the pipe.
pub const LISTENING: &str = ">log 2>&1 &
        trap \"kill $!\" EXIT
        exec 3<log
        while read -r line <&3; do
            case $line in *'Server listening'*) break;; esac
        done";

/// A shell in a network of its own, in which `log` is a pipe. All that it has
/// started ends when it does.
pub fn alone(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--net", "--pid", "--fork", "--kill-child", "sh", "-c"]);
    command.arg(format!("mkfifo log\n{script}"));
    command
}

/// `ssh-keygen -H` hashes the names of a file, each with its own salt.
fn hashed() -> Outcome {
    match peer("ssh-keygen") {
        Ok(keygen) => Outcome::from(hashed_by(&keygen)),
        Err(outcome) => outcome,
    }
}

/// libssh2 has another number for it than for OpenSSH's own format.
fn older_format(keygen: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let key = Command::new(keygen)
        .args([
            "-q", "-t", "ecdsa", "-m", "PEM", "-N", "secret", "-f", "pem",
        ])
        .current_dir(dir.path())
        .output()?;
    if !key.status.success() {
        return Err(told(&key));
    }
    let binary = env!("CARGO_BIN_EXE_ssh-auth-key");
    let output = play(binary, &server, dir.path(), &["keys", "pem"])?;
    refused(&output, "the passphrase does not open pem")
}

fn hashed_by(keygen: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("known_hosts");
    fs::write(&file, server.known_hosts())?;
    let keygen = Command::new(keygen)
        .arg("-H")
        .arg("-f")
        .arg(&file)
        .output()?;
    let lines = fs::read_to_string(&file)?;
    if !lines.starts_with("|1|") {
        return Err(told(&keygen));
    }
    let output = run(VERIFY, &server, &file, &[], "")?;
    accepted(&output, &server.fingerprints()[0])
}

/// A check of a server's program, with an account's name and password.
pub type Check = fn(&Path, &str, &str) -> Checked;

/// The server of OpenSSH.
pub fn with_sshd(check: Check) -> Outcome {
    with_server("sshd", check)
}

/// A server that others wrote, with an account that `ci/peers` has made. It
/// changes its user, so it needs root, and a network of its own.
pub fn with_server(name: &str, check: Check) -> Outcome {
    let ignored = |reason: &str| {
        Outcome::unless_required("PEERS", format!("{reason} (see ci/peers)"))
    };
    let server = match peer(name) {
        Ok(path) => path,
        Err(outcome) => return outcome,
    };
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let account = manifest.join("../../target/peers/account");
    let account = fs::read_to_string(account).unwrap_or_default();
    let Some((user, password)) = account.trim().split_once(':') else {
        return ignored("no account for logins");
    };
    let alone = Command::new("unshare").args(["-n", "true"]).status();
    if !alone.is_ok_and(|status| status.success()) {
        return ignored(&format!("{name} needs root"));
    }
    // The listings give a server four seconds, which are not enough where the
    // floods of other trials have both processors. They say so, rightly, and
    // are asked again.
    let in_time = |checked: &Checked| {
        let why = checked.as_ref().err().map(ToString::to_string);
        why.is_none_or(|why| !why.contains("out of time"))
    };
    let mut tries = (0..5).map(|_| check(&server, user, password));
    let checked = tries.find(in_time);
    Outcome::from(checked.unwrap_or_else(|| check(&server, user, password)))
}

fn sshd_serves(sshd: &Path, user: &str, password: &str) -> Checked {
    let dir = TempDir::new()?;
    let script = format!(
        "set -e
        ip link set lo up
        ssh-keygen -q -t ed25519 -N '' -f key
        echo \"[127.0.0.1]:7559 $(cat key.pub)\" >known_hosts
        {sshd} -D -e -f /dev/null -p 7559 -h $PWD/key -o UsePAM=no \
            -o PasswordAuthentication=yes -o PidFile=none {LISTENING}
        {EXEC} 127.0.0.1:7559 known_hosts {user} \
            'echo out; echo err >&2; exit 3' || test $? = 3
        {EXEC} 127.0.0.1:7559 known_hosts {user} 'kill -TERM $$' <again",
        sshd = sshd.display(),
    );
    fs::write(dir.path().join("again"), format!("{password}\n"))?;
    let output = assert_cmd::Command::from_std(alone(&script))
        .current_dir(dir.path())
        .write_stdin(format!("{password}\n"))
        .timeout(2 * TIMEOUT)
        .output()?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stdout == "out: out\nerr: err\nexit status 3\n"
        && stderr.contains("killed by TERM")
    {
        Ok(())
    } else {
        Err(told(&output))
    }
}

/// Whoever offers to take certificates is shown one. The listings do not,
/// and so they see the key, whatever an authority has signed.
fn sshd_is_certified(sshd: &Path) -> Checked {
    let dir = TempDir::new()?;
    let script = format!(
        "set -e
        ip link set lo up
        ssh-keygen -q -t ed25519 -N '' -f ca
        ssh-keygen -q -t ed25519 -N '' -f key
        ssh-keygen -q -s ca -I lab -h -n 127.0.0.1 key.pub
        echo \"[127.0.0.1]:7559 $(cat key.pub)\" >known
        echo \"@cert-authority [127.0.0.1]:7559 $(cat ca.pub)\" >signed
        {sshd} -D -e -f /dev/null -p 7559 -h $PWD/key \
            -o HostCertificate=$PWD/key-cert.pub -o PidFile=none {LISTENING}
        ssh-keyscan -T 60 -c -p 7559 127.0.0.1 2>&1 |
        grep -c cert-v01@openssh.com
        key=$(ssh-keygen -l -f key.pub | cut -d ' ' -f 2)
        {FINGERPRINT} 127.0.0.1:7559 | tail -n 1 | sed \"s|$key|the key|\"
        {VERIFY} 127.0.0.1:7559 known | sed \"s|$key|the key|\"
        {VERIFY} 127.0.0.1:7559 signed 2>&1 | sed \"s|$key|the key|\"",
        sshd = sshd.display(),
    );
    let output = assert_cmd::Command::from_std(alone(&script))
        .current_dir(dir.path())
        .timeout(2 * TIMEOUT)
        .output()?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let wanted = "\
        1\n\
        ssh-ed25519 the key\n\
        host key ok: ssh-ed25519 the key\n\
        ssh-verify: 127.0.0.1:7559: refused, this host is not in signed: \
        ssh-ed25519 the key\n";
    if stdout == wanted {
        Ok(())
    } else {
        Err(told(&output))
    }
}
