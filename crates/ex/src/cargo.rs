//! Builds with cargo, and takes from its messages where the programs are.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::ending;
use crate::tell::slow;

/// Where messages of the build go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// To the terminal, as cargo prints them.
    Shown,
    /// Nowhere, but for what is wrong.
    Kept,
}

/// The programs of a build that ends well, and what the compiler said.
#[derive(Debug, Default)]
pub struct Built {
    /// The programs.
    pub programs: Vec<PathBuf>,
    /// The compiler's messages, where they were kept.
    pub messages: String,
}

/// Why nothing was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It does not compile. The compiler's messages, where they were kept.
    Program(String),
    /// Cargo itself could not do its work: nothing against the program.
    Cargo(String),
}

impl From<Problem> for String {
    fn from(problem: Problem) -> String {
        match problem {
            Problem::Program(text) | Problem::Cargo(text) => text,
        }
    }
}

impl Built {
    /// The program of this name.
    pub fn program(&self, name: &str) -> Option<&PathBuf> {
        let named =
            |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == name);
        self.programs.iter().find(named)
    }
}

/// `cargo build` with these arguments, in a folder.
///
/// # Errors
/// What does not compile, or why cargo could not try.
pub fn build(
    dir: &Path,
    args: &[&str],
    messages: Messages,
) -> Result<Built, Problem> {
    slow::told(
        "cargo is building, or waits for another one, an editor's perhaps",
        || build_now(dir, args, messages),
    )
}

fn build_now(
    dir: &Path,
    args: &[&str],
    messages: Messages,
) -> Result<Built, Problem> {
    let mut command = command(dir);
    command
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if messages == Messages::Kept {
        command.arg("--quiet").stderr(Stdio::piped());
    }
    let started = ending::unless_begun(|| command.spawn());
    let trouble = |e| Problem::Cargo(format!("cargo: {e}"));
    let mut child = started.map_err(trouble)?;
    let said = child.stderr.take().map(|stderr| {
        std::thread::spawn(move || std::io::read_to_string(stderr))
    });
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    let lines = lines.into_iter().flatten().map_while(Result::ok);
    let programs = lines.filter_map(|line| executable(&line)).collect();
    let status = child.wait().map_err(trouble)?;
    let said = said.and_then(|thread| thread.join().ok()?.ok());
    let messages = said.unwrap_or_default();
    ending::go_on();
    if status.code().is_none() {
        let why = format!("cargo was ended: {status}; say this again");
        Err(Problem::Cargo(why))
    } else if status.success() {
        Ok(Built { programs, messages })
    } else {
        Err(Problem::Program(messages))
    }
}

/// The cargo that runs this, in a folder.
fn command(dir: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(dir);
    command
}

/// The `executable` of a message (the Cargo book, *External tools*).
fn executable(message: &str) -> Option<PathBuf> {
    let (_, rest) = message.split_once("\"executable\":\"")?;
    let mut path = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(path.into()),
            '\\' => match chars.next()? {
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    let code = u32::from_str_radix(&digits, 16).ok()?;
                    path.push(char::from_u32(code)?);
                }
                other => path.push(other),
            },
            other => path.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_is_found_in_a_message() {
        let message = r#"{"reason":"x","executable":"C:\\a \"b\"\u0041"}"#;
        assert_eq!(executable(message), Some("C:\\a \"b\"A".into()));
        assert_eq!(executable(r#"{"executable":null}"#), None);
    }
}
