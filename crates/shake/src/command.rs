//! Other programs, started as a person at a terminal starts them.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

/// A command without what `cargo run` told this program about itself.
///
/// A build script that asks for such a variable would be run anew, and a
/// program that looks for cargo would find another than a person's.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(told_by_cargo) {
            command.env_remove(name);
        }
    }
    command
}

fn told_by_cargo(name: &str) -> bool {
    let begins = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    [
        "CARGO",
        "CARGO_CRATE_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "OUT_DIR",
    ]
    .contains(&name)
        || begins.iter().any(|begin| name.starts_with(begin))
}

/// What a command says, once it has succeeded.
///
/// # Errors
/// It cannot be started, or it fails: then with all that it said.
pub fn said(command: &mut Command) -> Result<Output> {
    let shown = shown(command);
    let quiet = command.stdin(Stdio::null());
    let output = quiet.output().with_context(|| shown.clone())?;
    if !output.status.success() {
        bail!(
            "{shown}: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
    Ok(output)
}

/// A command as it would be typed.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program());
    let words = words.chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_of_this_program_is_no_business_of_others() {
        // Cargo runs this test, so it has said it.
        assert!(env::var_os("CARGO_PKG_NAME").is_some());
        let removed = |name: &str| {
            command("x")
                .get_envs()
                .any(|(key, value)| key == name && value.is_none())
        };
        assert!(removed("CARGO_PKG_NAME"));
        assert!(removed("CARGO_MANIFEST_DIR"));
        assert!(!told_by_cargo("CARGO_HOME"));
        assert!(!told_by_cargo("CARGO_TARGET_DIR"));
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_says_what_was_run_and_what_it_said() {
        let mut failing = command("sh");
        failing.args(["-c", "echo out; echo err >&2; exit 3"]);
        let error = said(&mut failing).unwrap_err().to_string();
        for part in ["sh -c", "exit status: 3", "out\n", "err\n"] {
            assert!(error.contains(part), "{error}");
        }
    }
}
