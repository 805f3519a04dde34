//! The test programs, and what they say of themselves.

use crate::command::command;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fmt;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A test program, and the folder that cargo runs it in.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Its package's folder.
    pub folder: PathBuf,
}

/// What is of interest in a line that cargo prints.
#[derive(Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Builds all test programs.
pub fn build(root: &Path) -> Result<Vec<Program>> {
    let mut cargo = command("cargo");
    cargo
        .args(["test", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root)
        .stderr(Stdio::inherit());
    let output = cargo.output().context("cargo test --no-run")?;
    if !output.status.success() {
        bail!("cargo test --no-run: {}", output.status);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|l| program(l).transpose())
        .collect()
}

/// The test program that a line tells of, if it does.
fn program(line: &str) -> Result<Option<Program>> {
    let message: Message = serde_json::from_str(line)
        .with_context(|| format!("cargo's message {line}"))?;
    let is_test = message.profile.is_some_and(|profile| profile.test);
    let folder = message.manifest_path.as_deref().and_then(Path::parent);
    Ok(match (message.executable, folder) {
        (Some(path), Some(folder))
            if is_test && message.reason == "compiler-artifact" =>
        {
            Some(Program {
                path,
                folder: folder.into(),
            })
        }
        _ => None,
    })
}

/// How many tests passed, failed and were ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Counts {
    /// All results that a program printed, together.
    pub fn read(output: &[u8]) -> Counts {
        let text = String::from_utf8_lossy(output);
        let results = text.lines().filter(|l| l.starts_with("test result: "));
        let mut counts = Counts::default();
        for result in results {
            counts += Counts {
                passed: before(result, " passed;"),
                failed: before(result, " failed;"),
                ignored: before(result, " ignored"),
            };
        }
        counts
    }
}

/// The number before a word.
fn before(line: &str, word: &str) -> u32 {
    let number = line.split(word).next().unwrap_or_default();
    let number = number.rsplit(' ').next().unwrap_or_default();
    number.parse().unwrap_or(0)
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} ignored",
            self.passed, self.failed, self.ignored
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_is_found_among_cargos_messages() {
        let line = |test: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","executable":"/t/x-1",
                "manifest_path":"/p/Cargo.toml","profile":{{"test":{test}}}}}"#
            )
        };
        let found = program(&line(true)).unwrap().unwrap();
        assert_eq!(found.folder, Path::new("/p"));
        assert_eq!(found.path, Path::new("/t/x-1"));
        assert_eq!(program(&line(false)).unwrap(), None);
        let end = r#"{"reason":"build-finished","success":true}"#;
        assert_eq!(program(end).unwrap(), None);
        assert!(program("warning").is_err());
    }

    #[test]
    fn results_are_added_up() {
        let said = b"test a ... ok\n\
            test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured\n\
            \xff\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured\n";
        let counts = Counts::read(said);
        assert_eq!(counts.to_string(), "13 passed, 2 failed, 3 ignored");
    }
}
