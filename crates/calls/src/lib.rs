//! Records which calls the programs of a run make on their sockets, from
//! which function and line of a listing, and which packets each call sent.
//!
//! ```text
//! Recorder ─ starts programs for lab's runner, when all others sleep
//!   tracer ─ lets one thread go at a time (ptrace)
//!     show, table ─ a call as a person writes it; those that are recorded
//!     sources ─ the function and the line that a thread is in
//!     last ─ a program of `cargo ex`, whose last calls are written at once
//!     log ─ the steps; attribute ─ whose a packet is
//! ```
//!
//! As a program it is `cargo lab calls`. Only Linux has it; `lab` and `ex`
//! are built without it.

#[cfg(target_os = "linux")]
mod attribute;
#[cfg(target_os = "linux")]
mod cli;
#[cfg(target_os = "linux")]
mod last;
mod lines;
#[cfg(target_os = "linux")]
mod log;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod recorder;
#[cfg(target_os = "linux")]
mod show;
#[cfg(target_os = "linux")]
mod sources;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod table;
#[cfg(target_os = "linux")]
mod thread;
#[cfg(target_os = "linux")]
mod tracer;

#[cfg(target_os = "linux")]
pub use cli::main;
#[cfg(target_os = "linux")]
pub use recorder::Recorder;

/// Elsewhere nothing can be traced.
#[cfg(not(target_os = "linux"))]
pub fn main(_args: Vec<String>) -> std::process::ExitCode {
    eprintln!("calls: only Linux has what records them");
    std::process::ExitCode::FAILURE
}
