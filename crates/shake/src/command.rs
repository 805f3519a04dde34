//! Other programs, started as a person at a terminal starts them.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Output, Stdio};

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

/// What a command says, both streams in their order, and how it ends.
///
/// # Errors
/// It cannot be started.
pub fn joined(mut command: Command) -> Result<(Vec<u8>, ExitStatus)> {
    let (mut reader, writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?);
    let mut child = command
        .stderr(writer)
        .spawn()
        .with_context(|| shown(&command))?;
    // With it go our ends for writing, or reading would never end.
    drop(command);
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;
    Ok((text, child.wait()?))
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
        // Cargo runs this test, or what runs it says as much.
        assert!(env::var_os("CARGO_MANIFEST_DIR").is_some());
        let removed = |name: &str| {
            command("x")
                .get_envs()
                .any(|(key, value)| key == name && value.is_none())
        };
        assert!(removed("CARGO_MANIFEST_DIR"));
        assert!(told_by_cargo("CARGO") && told_by_cargo("CARGO_PKG_NAME"));
        assert!(!told_by_cargo("CARGO_HOME"));
        assert!(!told_by_cargo("CARGO_TARGET_DIR"));
    }

    #[cfg(unix)]
    #[test]
    fn both_streams_keep_their_order() {
        let mut mixed = command("sh");
        mixed.args(["-c", "echo 1; echo 2 >&2; echo 3; exit 4"]);
        let (text, status) = joined(mixed).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "1\n2\n3\n");
        assert_eq!(status.code(), Some(4));
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
