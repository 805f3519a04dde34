//! The end of this program, of which a signal may be the cause: nothing is
//! started any more, and nothing that was started lives on.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;

/// Set once the end has begun. Who starts a process holds it for reading.
static BEGUN: RwLock<bool> = RwLock::new(false);

/// How many processes are being started at this moment.
static STARTING: AtomicUsize = AtomicUsize::new(0);

/// Whether a process is being started: for a moment it holds copies of all
/// that is open here, so that an end which was sent may not have arrived.
pub fn is_starting() -> bool {
    STARTING.load(Ordering::SeqCst) > 0
}

/// Starts a process, unless the end has begun.
///
/// # Errors
/// What the start reports, or that it is too late for one.
pub fn unless_begun<T>(start: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let begun = BEGUN.read().unwrap_or_else(PoisonError::into_inner);
    if *begun {
        Err(io::Error::other("everything is being ended"))
    } else {
        STARTING.fetch_add(1, Ordering::SeqCst);
        let started = start();
        STARTING.fetch_sub(1, Ordering::SeqCst);
        started
    }
}

/// Goes on, unless the end has begun: what was ended has proved nothing, and
/// whoever ends it also ends this program.
pub fn go_on() {
    while *BEGUN.read().unwrap_or_else(PoisonError::into_inner) {
        thread::park();
    }
}

/// Ends everything that was started.
pub fn begin() {
    *BEGUN.write().unwrap_or_else(PoisonError::into_inner) = true;
    lab::descendants::end_all();
}
