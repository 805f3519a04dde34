//! What takes long says so: a silent terminal looks like a hang.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::tell::out::complain;

/// How long a person waits without a doubt.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Does something. Where it takes long, says on standard error what it is.
pub fn told<T>(what: &str, act: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (done, waits) = mpsc::channel::<()>();
        scope.spawn(move || {
            let came = waits.recv_timeout(PATIENCE);
            if came == Err(RecvTimeoutError::Timeout) {
                complain(format_args!("{what} …"));
            }
        });
        let result = act();
        // The channel is closed: what was waited for is there.
        drop(done);
        result
    })
}
