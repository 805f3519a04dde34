//! Which host keys the chapter's check accepts, by which known_hosts files.

use std::fs;

use lab_ssh::Server;
use trials::{Chapter, TempDir, program};

use crate::{
    Checked, Own, VERIFY, accepted, ed25519_line, key, name, refused, rsa_line,
    run, start, start_other, verify,
};

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 13] = [
        ("host-key::a key on file is accepted", known),
        (
            "host-key::a host known by its RSA key shows it",
            known_by_rsa,
        ),
        (
            "host-key::the plain name counts where no port is",
            plain_name,
        ),
        ("host-key::no file and an empty file know nobody", unknown),
        ("host-key::a pattern knows whom it fits", pattern),
        ("host-key::a revoked key is refused, known or not", revoked),
        ("host-key::another key for the port is final", changed),
        ("host-key::one line that fits is enough", several),
        ("host-key::a `!` takes hosts out of a line", negated),
        ("host-key::capitals, other encodings, old keys", spellings),
        ("host-key::a type that the server lacks", another_type),
        ("host-key::an unreadable line ends the program", unreadable),
        ("host-key::an authority's key is no host key", authority),
    ];
    crate::all(chapter, own)
}

fn known() -> Checked {
    let server = start()?;
    let output = verify(&server, Some(server.known_hosts()))?;
    accepted(&output, &server.fingerprints()[0])
}

fn known_by_rsa() -> Checked {
    let server = start()?;
    let output = verify(&server, Some(rsa_line(&server)))?;
    accepted(&output, &server.fingerprints()[1])
}

fn plain_name() -> Checked {
    let server = start()?;
    let lines = server.known_hosts().replace(&name(&server), "127.0.0.1");
    accepted(&verify(&server, Some(&lines))?, &server.fingerprints()[0])
}

fn unknown() -> Checked {
    let server = start()?;
    refused(&verify(&server, None)?, "this host is not in")?;
    refused(&verify(&server, Some(""))?, "this host is not in")?;
    let others = server.known_hosts().replace("127.0.0.1", "127.0.0.2");
    refused(&verify(&server, Some(&others))?, "this host is not in")
}

fn pattern() -> Checked {
    let server = start()?;
    for fits in ["127.0.0.*", "*", "1?7.**.1", "127.0.*.1"] {
        let lines = server.known_hosts().replace("127.0.0.1", fits);
        let output = verify(&server, Some(&lines))?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    for wrong in ["127.0.0.1?", "*2", "?"] {
        let lines = server.known_hosts().replace("127.0.0.1", wrong);
        let output = verify(&server, Some(&lines))?;
        refused(&output, "this host is not in")?;
    }
    // Whoever a pattern knows has no use for the plain name.
    let other = format!("[*]:* {}", key(ed25519_line(&start_other()?)));
    let plain = server.known_hosts().replace(&name(&server), "127.0.0.1");
    let output = verify(&server, Some(&format!("{plain}{other}\n")))?;
    refused(&output, "this host has another key in")
}

fn revoked() -> Checked {
    let server = start()?;
    let good = server.known_hosts();
    let bad = format!("@revoked * {}", key(ed25519_line(&server)));
    for lines in [format!("{good}{bad}\n"), format!("{bad}\n{good}")] {
        refused(&verify(&server, Some(&lines))?, "this key is revoked in")?;
    }
    refused(&verify(&server, Some(&bad))?, "this key is revoked in")?;
    // Whosever it was: here it is stricter than OpenSSH.
    let lines = format!("{good}{}\n", bad.replace('*', "elsewhere"));
    refused(&verify(&server, Some(&lines))?, "this key is revoked in")
}

/// An old key stands beside the new one, in whatever order.
fn several() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let good = server.known_hosts();
    let old = other.known_hosts().replace(&name(&other), &name(&server));
    for lines in [format!("{old}{good}"), format!("{good}{old}")] {
        let output = verify(&server, Some(&lines))?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    // The old key is of the type that would be taken first.
    let rsa = rsa_line(&server);
    let ed25519 = ed25519_line(&other).replace(&name(&other), "elsewhere");
    let output = verify(&server, Some(&format!("{ed25519}\n{rsa}\n")))?;
    accepted(&output, &server.fingerprints()[1])
}

/// OpenSSH refuses these, and so must everybody who reads the file.
fn negated() -> Checked {
    let server = start()?;
    let (name, key) = (name(&server), key(ed25519_line(&server)));
    for names in [
        format!("!{name},{name}"),
        format!("{name},!{name}"),
        format!("!*,{name}"),
        "!elsewhere".into(),
    ] {
        let output = verify(&server, Some(&format!("{names} {key}\n")))?;
        refused(&output, "this host is not in")?;
    }
    let lines = format!("!elsewhere,{name} {key}\n");
    let output = verify(&server, Some(&lines))?;
    accepted(&output, &server.fingerprints()[0])
}

/// What OpenSSH reads without a word.
fn spellings() -> Checked {
    let server = start()?;
    let good = server.known_hosts();
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    let old_key = "elsewhere 1024 65537 12345678901234567890 comment";
    for before in [
        &b"# J\xfcrgen\n"[..],
        format!("{}\tJ\n", ed25519_line(&server)).as_bytes(),
        format!("{old_key}\n").as_bytes(),
        b" \t\n",
    ] {
        fs::write(&file, [before, good.as_bytes(), b"\xff \xfe"].concat())?;
        let output = run(VERIFY, &server, &file, &[], "")?;
        refused(&output, "is unreadable")?;
        fs::write(&file, [before, good.as_bytes()].concat())?;
        let output = run(VERIFY, &server, &file, &[], "")?;
        accepted(&output, &server.fingerprints()[0])?;
    }
    by_name(&server, "LOCALHOST", "localhost")?;
    by_name(&server, "localhost", "LocalHost")
}

/// Typed as `typed`, the host has the line of `written`.
fn by_name(server: &Server, typed: &str, written: &str) -> Checked {
    let port = server.local_addr().port();
    let lines = server.known_hosts().replace("127.0.0.1", written);
    let dir = TempDir::new()?;
    let file = dir.path().join("known_hosts");
    fs::write(&file, lines)?;
    let mut command = program(VERIFY);
    command.arg(format!("{typed}:{port}")).arg(&file);
    accepted(&command.output()?, &server.fingerprints()[0])
}

/// The file holds an ECDSA key, and the server has none. The handshake is
/// to succeed all the same, so that the truth can be told.
fn another_type() -> Checked {
    let server = start()?;
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=";
    let line = format!("{} {ecdsa}\n", name(&server));
    let output = verify(&server, Some(&line))?;
    refused(&output, "this host has another key in")?;
    // A key is its bytes and its type, which the bytes name as well.
    for (line, right, wrong) in [
        (ed25519_line(&server), "ssh-ed25519", "ssh-rsa"),
        (ed25519_line(&server), "ssh-ed25519", "SSH-ED25519"),
        (ed25519_line(&server), "ssh-ed25519", "ssh-ed2551"),
        // The last letter's last bit.
        (ed25519_line(&server), "ssh-ed25519", "ssh-ed25518"),
        (rsa_line(&server), "ssh-rsa", "ssh-rsb"),
        (rsa_line(&server), "ssh-rsa", "ssh-rs`"),
    ] {
        let lying = line.replacen(right, wrong, 1);
        let output = verify(&server, Some(&lying))?;
        refused(&output, "line 1 is unreadable")?;
    }
    Ok(())
}

/// The right key under the plain name is what libssh2 would fall back to.
fn changed() -> Checked {
    let (server, other) = (start()?, start_other()?);
    let wrong = format!("{} {}", name(&server), key(ed25519_line(&other)));
    let right = format!("127.0.0.1 {}", key(ed25519_line(&server)));
    for lines in [
        wrong.clone(),
        format!("{wrong}\n{right}\n"),
        format!("{right}\n{wrong}\n"),
    ] {
        refused(&verify(&server, Some(&lines))?, "has another key in")?;
    }
    Ok(())
}

fn unreadable() -> Checked {
    let server = start()?;
    let good = ed25519_line(&server);
    let padded = format!("{good}=");
    let [nul, feed] = ["\0", "\u{c}"].map(|c| good.replace(' ', c));
    for line in [
        "one-word",
        "host ssh-ed25519 AAA?",
        "@what a b AAAA",
        "|1|AAAA|AAAA ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA",
        &padded,
        &nul,
        &feed,
    ] {
        let lines = format!("{}{line}\n", server.known_hosts());
        refused(&verify(&server, Some(&lines))?, "line 3 is unreadable")?;
    }
    // A folder is a file that cannot be read.
    let dir = TempDir::new()?;
    let output = run(VERIFY, &server, dir.path(), &[], "")?;
    refused(&output, &dir.path().display().to_string())
}

fn authority() -> Checked {
    let server = start()?;
    let lines = format!("@cert-authority * {}", key(ed25519_line(&server)));
    refused(&verify(&server, Some(&lines))?, "this host is not in")
}
