//! The machine's clock, as numbers since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Whole seconds.
pub fn seconds() -> u64 {
    since_1970().as_secs()
}

/// Whole milliseconds.
pub fn milliseconds() -> u128 {
    since_1970().as_millis()
}

/// Nothing at all where the clock stands before 1970.
fn since_1970() -> Duration {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default()
}
