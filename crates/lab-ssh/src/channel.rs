//! What a channel is prepared with, what its client sends, and how the
//! command in it ends.

use russh::Sig;
use tokio::sync::mpsc;

/// The extended data type of standard error (RFC 4254 §5.2).
pub const STDERR: u32 = 1;

/// The most variables that a client may set for a command, and the most
/// bytes that they may have.
const VARIABLES: usize = 32;
const VARIABLE: usize = 1 << 10;

/// What a client prepares a channel with before it runs a command there.
#[derive(Default)]
pub struct Setting {
    /// The terminal's kind and size, in words.
    pub terminal: Option<String>,
    pub variables: Vec<(String, String)>,
}

impl Setting {
    /// False where there are too many, or too long ones.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let short = name.len() + value.len() <= VARIABLE;
        let taken = short && self.variables.len() < VARIABLES;
        if taken {
            self.variables.push((name.into(), value.into()));
        }
        taken
    }
}

/// What the client still sends to a running command.
pub type Input = mpsc::UnboundedReceiver<Vec<u8>>;

/// How a command ended (RFC 4254 §6.10): a status or a signal, never both.
/// A server should say which, and need not.
pub enum Ending {
    Status(u32),
    Signal(Sig),
    Unsaid,
    /// Its client has sent too much without reading.
    Unread,
}
