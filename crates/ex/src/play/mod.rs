//! A check's script, played against a program, and what comes of it.

pub mod check_run;
pub mod game;
pub mod judge;
pub mod script;
pub mod side_by_side;
pub mod verdict;

mod acts;
mod arrival;
mod datagram;
mod doors;
mod draw;
#[cfg(test)]
mod drawn;
mod ends;
mod expected;
pub mod filling;
mod growth;
mod lines;
mod log;
mod own_address;
mod pause;
mod pieces;
mod prints;
mod probe;
mod receive;
mod sending;
mod waiting;
mod wire;
mod writing;
