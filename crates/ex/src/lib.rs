//! The reader's exercise tool and the author's gate.
//!
//! An exercise is a folder of `exercises/`: a task, a starter, a solution,
//! wrong solutions, hints, and in `exercise.toml` its checks as data. A
//! check is a script ([`play::script`]) that is played ([`play`]) against the
//! learner's program over the wire, so that a program in any language can
//! be judged, and a sixth exercise is a folder more and no code.
//!
//! **Invariants:** a check waits for what the program does, never for time;
//! it ends every process that the program started; and building this crate
//! takes a few seconds, since every check waits for it once.

pub mod author;
pub mod cargo;
pub mod cli;
pub mod desk;
pub mod ending;
pub mod exercise;
pub mod grade;
pub mod observe;
pub mod options;
pub mod play;
pub mod tell;
pub mod whole;

mod clock;
#[cfg(test)]
mod testing;
