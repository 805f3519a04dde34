//! The reader's exercise tool and the author's gate.
//!
//! An exercise is a folder of `exercises/`: a task, a starter, a solution,
//! wrong solutions, hints, and in `exercise.toml` its checks as data. A
//! check is a script ([`script`]) that is played ([`stage`]) against the
//! learner's program over the wire, so that a program in any language can
//! be judged, and a sixth exercise is a folder more and no code.
//!
//! **Invariants:** a check waits for what the program does, never for time;
//! it ends every process that the program started; and building this crate
//! takes a few seconds, since every check waits for it once.

pub mod author;
pub mod bytes;
pub mod cargo;
pub mod check_run;
pub mod checking;
pub mod child;
pub mod cli;
pub mod ending;
pub mod exercise;
pub mod formats;
pub mod grade;
pub mod judge;
pub mod learner;
pub mod lock;
pub mod options;
pub mod report;
pub mod script;
pub mod state;
pub mod verdict;
pub mod watch;
pub mod whole;
pub mod work;

mod arrival;
mod clock;
mod doors;
mod ends;
mod expected;
mod log;
mod out;
mod pieces;
mod quiet;
mod slow;
#[cfg(test)]
mod testing;
mod wire;
