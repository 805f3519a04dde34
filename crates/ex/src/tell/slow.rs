//! What takes long says so: a silent terminal looks like a hang.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::tell::out::complain;

/// How long a person waits without a doubt.
const PATIENCE: Duration = Duration::from_millis(1000);
/// And once it is known what for.
const AGAIN: Duration = Duration::from_millis(1500);

/// Does something. Where it takes long, says on standard error what it is,
/// and then how long it has taken.
pub fn told<T>(what: &str, act: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (done, waits) = mpsc::channel::<()>();
        scope.spawn(move || {
            let begun = Instant::now();
            let is_slow = |wait| {
                waits.recv_timeout(wait) == Err(RecvTimeoutError::Timeout)
            };
            if is_slow(PATIENCE) {
                complain(format_args!("{what} …"));
            } else {
                return;
            }
            while is_slow(AGAIN) {
                let seconds = begun.elapsed().as_secs();
                complain(format_args!("… for {seconds} seconds"));
            }
        });
        let result = act();
        // The channel is closed: what was waited for is there.
        drop(done);
        result
    })
}
