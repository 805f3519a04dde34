//! The real thing: names that ssh-keygen has hashed, and sshd as the server.

use std::fs;
use std::path::Path;
use std::process::Command;

use trials::{Chapter, Outcome, TempDir, peer};

use crate::{Checked, EXEC, TIMEOUT, VERIFY, accepted, run, start, told};

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("openssh::names that ssh-keygen hashed are found", hashed)
        .trial("openssh::sshd serves ssh-exec", sshd)
}

/// `ssh-keygen -H` hashes the names of a file, each with its own salt.
fn hashed() -> Outcome {
    match peer("ssh-keygen") {
        Ok(keygen) => Outcome::from(hashed_by(&keygen)),
        Err(outcome) => outcome,
    }
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

/// A server that others wrote, with an account that `ci/peers` has made. It
/// changes its user, so it needs root, and a network of its own.
fn sshd() -> Outcome {
    let ignored = |reason: &str| {
        Outcome::unless_required("PEERS", format!("{reason} (see ci/peers)"))
    };
    let sshd = match peer("sshd") {
        Ok(path) => path,
        Err(outcome) => return outcome,
    };
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let account = manifest.join("../../target/peers/account");
    let account = fs::read_to_string(account).unwrap_or_default();
    let Some((user, password)) = account.trim().split_once(':') else {
        return ignored("no account for logins to sshd");
    };
    let alone = Command::new("unshare").args(["-n", "true"]).status();
    if !alone.is_ok_and(|status| status.success()) {
        return ignored("sshd needs root");
    }
    Outcome::from(sshd_serves(&sshd, user, password))
}

fn sshd_serves(sshd: &Path, user: &str, password: &str) -> Checked {
    let dir = TempDir::new()?;
    let script = format!(
        "set -e
        ip link set lo up
        ssh-keygen -q -t ed25519 -N '' -f key
        echo \"[127.0.0.1]:7559 $(cat key.pub)\" >known_hosts
        {sshd} -D -e -f /dev/null -p 7559 -h $PWD/key -o UsePAM=no \
            -o PasswordAuthentication=yes -o PidFile=none 2>log &
        trap \"kill $!\" EXIT
        until grep -q 'Server listening' log; do :; done
        {EXEC} 127.0.0.1:7559 known_hosts {user} \
            'echo out; echo err >&2; exit 3' || test $? = 3
        {EXEC} 127.0.0.1:7559 known_hosts {user} 'kill -TERM $$' <again",
        sshd = sshd.display(),
    );
    fs::write(dir.path().join("again"), format!("{password}\n"))?;
    let mut command = Command::new("unshare");
    command.args(["-n", "sh", "-c", &script]);
    let output = assert_cmd::Command::from_std(command)
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
