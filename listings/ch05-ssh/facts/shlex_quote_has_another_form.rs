//! Python's `shlex.quote` writes a quote inside of a word in another form
//! than `'\''`, and a shell reads both as the same word.

use std::process::Command;

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import shlex, sys
print(shlex.quote(sys.argv[1]))
";

pub fn run() -> Measured {
    let printed = python_prints(&[], SCRIPT, &["O'Brien"])?;
    let python = printed.trim_end();
    let posix = r"'O'\''Brien'";
    assert_ne!(python, posix);
    for quoted in [python, posix] {
        let command = format!("printf %s {quoted}");
        let output = Command::new("sh").args(["-c", &command]).output()?;
        assert_eq!(output.stdout, b"O'Brien", "{quoted}");
    }
    Ok(())
}
