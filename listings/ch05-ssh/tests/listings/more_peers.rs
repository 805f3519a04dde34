//! OpenSSH on the other side of keys, agents, files and tunnels: `sshd` for
//! the listings, `ssh` and `sftp` for the lab.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use trials::{Chapter, Outcome, TempDir, peer, program};

use crate::openssh::{LISTENING, alone, with_sshd};
use crate::{Checked, TIMEOUT, start, told};

const KEY: &str = env!("CARGO_BIN_EXE_ssh-auth-key");
const AGENT: &str = env!("CARGO_BIN_EXE_ssh-auth-agent");
const ENV: &str = env!("CARGO_BIN_EXE_ssh-env");
const GET: &str = env!("CARGO_BIN_EXE_ssh-sftp-get");
const LIST: &str = env!("CARGO_BIN_EXE_ssh-sftp-list");
const TWO: &str = env!("CARGO_BIN_EXE_ssh-auth-two");
const SHAPES: &str = env!("CARGO_BIN_EXE_ssh-key-shapes");

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("openssh::sshd takes keys, and an agent's", || {
            with_sshd(|sshd, user, _| keys(sshd, user))
        })
        .trial("openssh::sshd wants a key, and then a password", || {
            with_sshd(both)
        })
        .trial("openssh::sshd wants a password alone", || {
            with_sshd(no_keys)
        })
        .trial("openssh::sshd refuses variables, and moves files", || {
            with_sshd(moves)
        })
        .trial("openssh::ssh-keygen shows the same shapes", || {
            with("ssh-keygen", shapes)
        })
        .trial("clients::sftp, a jump and a tunnel of OpenSSH", || {
            with("ssh", at_the_lab)
        })
}

fn with(name: &str, run: fn(&Path) -> Checked) -> Outcome {
    match peer(name) {
        Ok(path) => Outcome::from(run(&path)),
        Err(outcome) => outcome,
    }
}

/// `$PORT` of a namespace's own loopback, with the server's key on file.
const START: &str = "set -e
    ip link set lo up
    ssh-keygen -q -t ed25519 -N '' -f host
    echo \"[127.0.0.1]:7559 $(cat host.pub)\" >known";

/// Has `sshd` serve files, in the folder that it was started in.
pub const FILES: &str = "-o Subsystem=\"sftp internal-sftp -d $PWD\"";

/// Runs `script` in a network of its own, after `sshd` has been started.
pub fn beside_sshd(
    sshd: &Path,
    options: &str,
    script: &str,
    input: &str,
) -> Result<Output, Box<dyn std::error::Error>> {
    let dir = TempDir::new()?;
    let script = format!(
        "{START}
        {sshd} -D -e -f /dev/null -p 7559 -h $PWD/host -o PidFile=none \
            -o StrictModes=no {options} {LISTENING}
        {script}",
        sshd = sshd.display(),
    );
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
    Ok(assert_cmd::Command::from_std(alone(&script))
        .current_dir(dir.path())
        .write_stdin(input)
        .timeout(12 * TIMEOUT)
        .output()?)
}

fn keys(sshd: &Path, user: &str) -> Checked {
    let make = "for kind in ed25519 ecdsa; do \
            ssh-keygen -q -t $kind -N '' -f id_$kind
        done
        ssh-keygen -q -t rsa -b 1024 -N '' -f id_rsa
        ssh-keygen -q -t ed25519 -a 1 -N secret -f id_locked
        cat id_*.pub >allowed";
    let script = format!(
        "{make}
        for key in id_ed25519 id_rsa id_ecdsa; do
            {KEY} 127.0.0.1:7559 known {user} $key
        done
        echo secret | {KEY} 127.0.0.1:7559 known {user} id_locked
        echo wrong | {KEY} 127.0.0.1:7559 known {user} id_locked 2>&1 || :
        ssh-agent sh -c 'ssh-add -q id_rsa id_ed25519 && \
            {AGENT} 127.0.0.1:7559 known {user}'"
    );
    let options = "-o AuthorizedKeysFile=$PWD/allowed";
    let output = beside_sshd(sshd, options, &script, "")?;
    let wanted = format!(
        "{user} is logged in by id_ed25519\n{user} is logged in by id_rsa\n\
         {user} is logged in by id_ecdsa\n{user} is logged in by id_locked\n\
         ssh-auth-key: 127.0.0.1:7559: the passphrase does not open \
         id_locked\n{user} is logged in by key 1\n"
    );
    if output.stdout == wanted.as_bytes() {
        Ok(())
    } else {
        Err(told(&output))
    }
}

/// The key alone is right and not enough; without it nothing is left.
fn both(sshd: &Path, user: &str, password: &str) -> Checked {
    let script = format!(
        "ssh-keygen -q -t ed25519 -N '' -f id
        ssh-keygen -q -t ed25519 -N '' -f other
        cp id.pub allowed
        echo '{password}' | {TWO} 127.0.0.1:7559 known {user} id
        echo '{password}' | {TWO} 127.0.0.1:7559 known {user} other 2>&1 || :
        echo wrong | {TWO} 127.0.0.1:7559 known {user} id 2>&1 || :"
    );
    let options = "-o AuthorizedKeysFile=$PWD/allowed -o UsePAM=no \
        -o AuthenticationMethods=publickey,password";
    let output = beside_sshd(sshd, options, &script, "")?;
    let half = "the key: Invalid signature for supplied public key, or bad \
        username/public key combination\nleft: password\n";
    let wanted = format!(
        "{half}{user} is logged in\n\
         the key: Username/PublicKey combination invalid\n\
         left: publickey\n\
         ssh-auth-two: 127.0.0.1:7559: the key was not taken as the first \
         of two\n\
         {half}ssh-auth-two: 127.0.0.1:7559: Authentication failed \
         (username/password)\n"
    );
    if output.stdout == wanted.as_bytes() {
        Ok(())
    } else {
        Err(told(&output))
    }
}

/// A list that stays as it was is no word for the key, which nobody took.
fn no_keys(sshd: &Path, user: &str, password: &str) -> Checked {
    let script = format!(
        "ssh-keygen -q -t ed25519 -N '' -f id
        echo '{password}' | {TWO} 127.0.0.1:7559 known {user} id 2>&1 || :"
    );
    let options = "-o PubkeyAuthentication=no -o UsePAM=no \
        -o KbdInteractiveAuthentication=no";
    let output = beside_sshd(sshd, options, &script, "")?;
    let wanted = "left: password\n\
        ssh-auth-two: 127.0.0.1:7559: the key was not taken as the first of \
        two\n";
    let said = String::from_utf8_lossy(&output.stdout);
    if said.starts_with("the key: ") && said.ends_with(wanted) {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn moves(sshd: &Path, user: &str, password: &str) -> Checked {
    let script = format!(
        "mkdir files; chmod 755 files
        head -c 5000000 /dev/urandom >files/big; chmod 640 files/big
        chown {user} files/big; ln -s /etc/hostname files/out
        echo '{password}' | {ENV} 127.0.0.1:7559 known {user} LANG=C A=b \
            | grep -c 'Unable to complete request for channel-setenv'
        echo '{password}' | {LIST} 127.0.0.1:7559 known {user} $PWD/files \
            | sed 's/^l.* /link /' | sort
        head -c 1000000 files/big >big.part
        echo '{password}' | {GET} 127.0.0.1:7559 known {user} \
            $PWD/files/big big
        cmp big files/big",
    );
    let options = format!("{FILES} -o UsePAM=no");
    let output = beside_sshd(sshd, &options, &script, "")?;
    let wanted = "2\n-rw-r-----  5000000 big\nlink out\n\
        1000000 bytes were there, 4000000 came\n";
    if output.status.success() && output.stdout == wanted.as_bytes() {
        Ok(())
    } else {
        Err(told(&output))
    }
}

fn shapes(keygen: &Path) -> Checked {
    let dir = TempDir::new()?;
    for (kind, bits, key_type) in [
        ("ed25519", "256", "ssh-ed25519"),
        ("rsa", "1024", "ssh-rsa"),
        ("ecdsa", "256", "ecdsa-sha2-nistp256"),
    ] {
        let key = dir.path().join(kind);
        let run =
            |args: &[&str]| Command::new(keygen).args(args).arg(&key).output();
        run(&["-q", "-t", kind, "-b", bits, "-N", "", "-f"])?;
        let drawn = run(&["-lv", "-f"])?;
        let drawn = String::from_utf8_lossy(&drawn.stdout);
        let fingerprint = drawn.split(' ').nth(1).ok_or("no fingerprint")?;
        let zone = run(&["-r", "host", "-f"])?;
        let zone = String::from_utf8_lossy(&zone.stdout);
        let output = program(SHAPES).args([key_type, fingerprint]).output()?;
        let shown = String::from_utf8_lossy(&output.stdout);
        let (record, picture) = shown.split_once('\n').ok_or("one line")?;
        if !drawn.contains(picture) || !zone.contains(record) {
            return Err(format!("{drawn}{zone}{shown}").into());
        }
    }
    Ok(())
}

/// OpenSSH's programs with the lab's key, and nobody's configuration.
fn at_the_lab(ssh: &Path) -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let id = dir.path().join("id");
    let known = server.known_hosts().to_string() + server.inner_known_hosts();
    fs::write(dir.path().join("known"), known)?;
    fs::write(&id, server.login_key().to_openssh(Default::default())?)?;
    fs::set_permissions(&id, fs::Permissions::from_mode(0o600))?;
    let port = server.local_addr().port();
    fs::write(
        dir.path().join("config"),
        format!(
            "Host *\n User lab\n IdentityFile id\n IdentitiesOnly yes\n\
             UserKnownHostsFile known\n GlobalKnownHostsFile /dev/null\n\
             StrictHostKeyChecking yes\n LogLevel ERROR\n\
             Host front\n HostName 127.0.0.1\n Port {port}\n\
             Host inner\n ProxyJump front\n"
        ),
    )?;
    let script = format!(
        "set -e
        printf 'get hello.txt\\nput hello.txt inbox/back\\nls inbox\\n' \
            | sftp -q -b - -F config front | grep -v '^sftp>'
        cat hello.txt
        {ssh} -F config inner echo from behind
        echo through | {ssh} -F config -W echo:7 front",
        ssh = ssh.display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]);
    let output = assert_cmd::Command::from_std(command)
        .current_dir(dir.path())
        .timeout(3 * TIMEOUT)
        .output()?;
    let shown = String::from_utf8_lossy(&output.stdout);
    let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let wanted = ["inbox/back", "hello from the lab", "from behind", "through"];
    if shown == wanted {
        Ok(())
    } else {
        Err(told(&output))
    }
}
