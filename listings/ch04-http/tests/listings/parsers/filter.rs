//! A parser of somebody else, in a process of its own: a line to it for each
//! stream of bytes, and a line back.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;

use trials::program;

pub struct Filter {
    pub name: &'static str,
    path: PathBuf,
    args: Vec<String>,
}

impl Filter {
    pub fn new(
        name: &'static str,
        path: PathBuf,
        args: impl IntoIterator<Item = impl Into<String>>,
    ) -> Filter {
        let args = args.into_iter().map(Into::into).collect();
        Filter { name, path, args }
    }

    /// What it says about each stream, if that is what `parse` knows.
    pub fn lines<T>(
        &self,
        streams: &[Vec<u8>],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, String> {
        let lines: Vec<String> = streams.iter().map(|s| hex(s)).collect();
        let output = self
            .filter(lines.join("\n") + "\n")
            .map_err(|error| format!("{}: {error}", self.name))?;
        let parsed: Option<Vec<T>> = output.lines().map(parse).collect();
        match parsed {
            Some(parsed) if parsed.len() == streams.len() => Ok(parsed),
            _ => Err(format!("{}: it said:\n{output}", self.name)),
        }
    }

    fn filter(&self, input: String) -> io::Result<String> {
        let mut child = program(&self.path)
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        // It says something before it has heard everything.
        let writer = thread::spawn(move || match stdin {
            Some(mut stdin) => stdin.write_all(input.as_bytes()),
            None => Ok(()),
        });
        let output = child.wait_with_output()?;
        // Where it ended early, what it said is looked at.
        let _ = writer.join();
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn bytes(hex: &str) -> Option<Vec<u8>> {
    let byte = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(byte).collect()
}
