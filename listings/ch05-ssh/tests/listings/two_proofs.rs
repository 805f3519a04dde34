//! The lab's account of two proofs: the key and then the password, in one
//! session, for one user; and the client that gives both.

use std::fs;

use trials::{Chapter, TempDir};

use crate::{Checked, Own, run, start, start_other, told};

const TWO: &str = env!("CARGO_BIN_EXE_ssh-auth-two");

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 2] = [
        ("lab::two proofs open, and neither alone", both),
        ("two::a key that is not taken is no first proof", not_taken),
    ];
    crate::all(chapter, own)
}

fn both() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let file = dir.path().join("id");
    fs::write(&file, server.login_key().to_openssh(Default::default())?)?;
    let addr = server.local_addr().to_string();
    let session = ch05_ssh::connect(&addr, &[])?.session;
    let by_key = || session.userauth_pubkey_file("two", None, &file, None);
    let by_password = |user| session.userauth_password(user, server.password());
    for (what, result) in [
        ("the password alone", by_password("two")),
        ("the key alone", by_key()),
        ("somebody else", by_password("nobody")),
        // What was shown before somebody else tried is forgotten.
        ("the password after that", by_password("two")),
        ("the key again", by_key()),
    ] {
        if result.is_ok() || session.authenticated() {
            return Err(format!("{what} opened").into());
        }
    }
    Ok(by_password("two")?)
}

/// The password would open, and is not given away for that.
fn not_taken() -> Checked {
    let (server, dir) = (start()?, TempDir::new()?);
    let other = start_other()?;
    let (file, key) = (dir.path().join("known_hosts"), dir.path().join("id"));
    fs::write(&file, server.known_hosts())?;
    fs::write(&key, other.login_key().to_openssh(Default::default())?)?;
    let key = key.display().to_string();
    let args = ["lab", &key];
    let output = run(TWO, &server, &file, &args, server.password())?;
    let (said, why) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let right = output.status.code() == Some(1)
        && said.ends_with("left: publickey,password\n")
        && why.contains("the key was not taken as the first of two")
        && !server.received_password();
    if right { Ok(()) } else { Err(told(&output)) }
}
