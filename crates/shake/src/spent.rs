//! What a command costs: processor and waiting time.

use crate::command::said;
use anyhow::Result;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeVal;
use std::process::Command;
use std::time::Instant;

/// Seconds that a command took.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// Of processors, user and system together, by it and all its children.
    pub cpu: f64,
    /// That a person waits.
    pub wall: f64,
}

/// Runs a command that succeeds.
///
/// # Errors
/// As [`said`].
pub fn measured(command: &mut Command) -> Result<Spent> {
    let (before, begun) = (cpu()?, Instant::now());
    said(command)?;
    let wall = begun.elapsed().as_secs_f64();
    Ok(Spent {
        cpu: cpu()? - before,
        wall,
    })
}

/// CPU seconds of all children that have ended and been waited for, theirs
/// among them. It counts for one command only while no other runs.
fn cpu() -> Result<f64> {
    let usage: Usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}
