//! What a failure shows, read from what came and from nothing else.

use std::fmt;

use serde::Deserialize;

/// A kind of failure that can be told by looking at it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Symptom {
    /// It never said `listening on`.
    NoReadyLine,
    /// It listens at another address than the one it was given.
    OtherAddress,
    /// Its listener has room for few who wait to be accepted.
    Backlog,
    /// It ended.
    Ended,
    /// It ended with a panic.
    Panicked,
    /// Nothing came, and it sleeps.
    Nothing,
    /// Nothing came, and it has been running all the time.
    Spinning,
    /// It came once the stream or the input had ended, and not before.
    HeldBack,
    /// It came once a newline had been sent, and not before.
    WaitsForLine,
    /// It printed what it should have sent.
    Printed,
    /// It came on standard error, or on standard output, and not where it
    /// should.
    OtherStream,
    /// It closed or reset the connection.
    Closed,
    /// All of it, and then a reset where the stream should end.
    Reset,
    /// The system says that nobody has the port, and it runs.
    Unreachable,
    /// The connection stays open, where it should be closed.
    StaysOpen,
    /// It does not read what is sent.
    Unread,
    /// It reads all that is sent, and nobody has read its answers.
    TakesOn,
    /// It answered what asks for no answer.
    Unasked,
    /// The right bytes from the last to the first.
    Reversed,
    /// The right bytes, or lines, in another order.
    OutOfOrder,
    /// The bytes were taken for text on the way.
    AsText,
    /// A carriage return before each newline.
    Crlf,
    /// A newline too many, or one too few, at the end.
    LineEnd,
    /// The beginning of it, and no more.
    Short,
    /// A part in the middle did not come, and what follows it did.
    Lost,
    /// All of it, and more behind it.
    More,
    /// All of it, and something before it.
    Preceded,
    /// The right letters, small ones for capitals or the reverse.
    Case,
    /// The right answer with another time in it.
    Clock,
    /// More than it was asked for, where nobody asked for it.
    Strays,
    /// A thread or a process for each of many clients, and most of them are
    /// still there when their clients are gone.
    LeftBehind,
    /// What it has done already, once more.
    Repeated,
    /// It refused what it should answer.
    Refused,
    /// It took what it should refuse.
    Accepted,
    /// Sooner than it may.
    Early,
    /// Later than it may, and then it was right.
    Late,
    /// More memory than it may have.
    Memory,
    /// It uses the processor while there is nothing to do.
    Busy,
    /// Another exit status.
    Status,
    /// Not the one line on standard error.
    Complaint,
    /// Something else: no cause is claimed.
    Other,
}

impl fmt::Display for Symptom {
    /// The name that `exercise.toml` uses: the variant's, in small letters
    /// with hyphens.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, c) in format!("{self:?}").chars().enumerate() {
            if c.is_uppercase() && index > 0 {
                write!(f, "-")?;
            }
            write!(f, "{}", c.to_ascii_lowercase())?;
        }
        Ok(())
    }
}
