//! The lab's account of two proofs: the key and then the password, in one
//! session, for one user.

use std::fs;

use trials::{Chapter, TempDir};

use crate::{Checked, Own, start};

pub fn trials(chapter: Chapter) -> Chapter {
    let own: [Own; 1] = [("lab::two proofs open, and neither alone", both)];
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
