//! What a program must have said and done.

use std::process::Output;

/// One line on standard error, an exit status among these, nothing that
/// only a programmer understands.
pub(crate) fn expect_line(
    situation: &str,
    codes: &[i32],
    output: &Output,
) -> Result<(), String> {
    let errors = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or(-1);
    let expected = if !codes.contains(&code) {
        format!("exit status {codes:?}")
    } else if errors.lines().count() != 1 || errors.trim().is_empty() {
        "one line on standard error".into()
    } else if ["panicked", "Os {", "Error {", "Traceback"]
        .iter()
        .any(|word| errors.contains(word))
    {
        "a message for people".into()
    } else {
        return Ok(());
    };
    Err(told(situation, &expected, output))
}

/// A failure: what was done, what was expected, what came.
pub(crate) fn told(situation: &str, expected: &str, output: &Output) -> String {
    let text = |bytes: &[u8]| {
        String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned()
    };
    format!(
        "{situation}: expected {expected}\n\
         it came to {}\nstandard output:\n{}\nstandard error:\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    fn output(code: i32, stderr: &str) -> Output {
        Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: Vec::new(),
            stderr: stderr.into(),
        }
    }

    #[test]
    fn one_clear_line_is_what_passes() {
        let check = |code, text| expect_line("now", &[1], &output(code, text));
        assert_eq!(check(1, "tcp-echo: refused\n"), Ok(()));
        for (code, text, wanted) in [
            (0, "refused\n", "exit status"),
            (1, "", "one line"),
            (1, "a\nb\n", "one line"),
            (1, "thread 'main' panicked at x\n", "people"),
            (1, "Os { code: 111 }\n", "people"),
        ] {
            let problem = check(code, text).unwrap_err();
            assert!(problem.contains(wanted), "{problem}");
        }
    }
}
