//! How a program has ended.

/// What its system says of its end and, where that may be a panic, what it
/// said itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this status, or, as a shell has it, with 128 and the number of
    /// the signal that ended it.
    Status(i32),
    /// By a panic.
    Panic,
}

/// The status of a Rust program whose first thread has panicked. Programs of
/// other languages may end with it, too.
const PANICKED: i32 = 101;
/// The same where a panic aborts: signal(7), `SIGABRT`.
const ABORTED: i32 = 128 + 6;
/// The status of who was ended by `SIGPIPE`.
const SIGPIPE: i32 = 128 + 13;

impl Ended {
    /// By its status and what it said on standard error, of which nothing is
    /// read where the status says all.
    pub fn of(status: i32, errors: impl FnOnce() -> Vec<String>) -> Ended {
        let says = |line: &String| line.contains("panicked at");
        let may_be = matches!(status, PANICKED | ABORTED);
        if may_be && errors().iter().any(says) {
            Ended::Panic
        } else {
            Ended::Status(status)
        }
    }

    /// In a sentence about the program.
    pub fn text(self) -> String {
        match self {
            Ended::Panic => "your program ended with a panic".into(),
            Ended::Status(0) => "your program ended (status 0)".into(),
            Ended::Status(SIGPIPE) => {
                "your program was ended by SIGPIPE: it wrote to a connection \
                 that its peer had cut off"
                    .into()
            }
            Ended::Status(status) if status > 128 => {
                let signal = status - 128;
                format!(
                    "your program was ended by signal {signal}, or with the \
                     status {status}"
                )
            }
            Ended::Status(status) => {
                format!("your program ended with status {status}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_that_says_so() {
        let says = |text: &str| vec!["ready".into(), text.to_string()];
        let panic = "thread 'main' (7) panicked at src/main.rs:3:5:";
        for (status, text, ended) in [
            (101, panic, Ended::Panic),
            (134, panic, Ended::Panic),
            // Another thread's, which ended nothing.
            (1, panic, Ended::Status(1)),
            (101, "cannot bind", Ended::Status(101)),
            (134, "double free", Ended::Status(134)),
        ] {
            assert_eq!(Ended::of(status, || says(text)), ended, "{status}");
        }
        Ended::of(1, || unreachable!("status 1 says all"));
    }
}
