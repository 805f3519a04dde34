//! What this program started ends with it, also when a signal ends it.

use anyhow::{Context, Result};
use lab::descendants;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Set before the first of the others is ended.
static ENDING: AtomicBool = AtomicBool::new(false);

/// From now on SIGINT, SIGTERM and SIGHUP end every process that this one
/// started, and theirs, before they end this one. What is started does not
/// inherit it: these signals do there what they always do.
///
/// # Errors
/// It was called before.
pub fn end_with_this() -> Result<()> {
    descendants::adopt();
    ctrlc::set_handler(|| {
        ENDING.store(true, Ordering::SeqCst);
        descendants::end_all();
        process::exit(1);
    })
    .context("signals")
}

/// To be called when something that was started has ended: does not return
/// where that was because this program ends, too.
pub fn unless_ending() {
    while ENDING.load(Ordering::SeqCst) {
        thread::park();
    }
}
