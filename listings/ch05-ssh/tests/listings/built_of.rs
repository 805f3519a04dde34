//! What a reader's `cargo run -p ch05-ssh` builds.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use crate::Checked;

/// On Linux: ssh2, libssh2 with what finds OpenSSL and builds C, and what
/// reads a password.
const BUILT: &str = "
    bitflags cc cfg-if ch05-ssh find-msvc-tools libc libssh2-sys libz-sys
    lock_api openssl-sys parking_lot parking_lot_core pkg-config rpassword
    rtoolbox scopeguard semver shlex smallvec ssh2 vcpkg";

pub fn tour_is_built_of() -> Checked {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", "ch05-ssh"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names: BTreeSet<&str> = names.collect();
    let listed: BTreeSet<&str> = BUILT.split_whitespace().collect();
    let differ: Vec<_> = names.symmetric_difference(&listed).collect();
    if differ.is_empty() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "`cargo run -p ch05-ssh` builds {names:?}, where BUILT in \
         tests/listings/built_of.rs has another list; they differ in \
         {differ:?} {said}"
    )
    .into())
}
