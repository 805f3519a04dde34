//! A check's script, played against a program, and what comes of it.

pub mod check_run;
pub mod judge;
pub mod script;
pub mod verdict;

mod arrival;
mod doors;
mod draw;
mod ends;
mod expected;
mod log;
mod pieces;
mod prints;
mod probe;
mod receive;
mod waiting;
mod wire;
