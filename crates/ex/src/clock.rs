//! The machine's clock: as numbers since 1970, and to wait by.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often what is waited for is looked at.
const PACE: Duration = Duration::from_millis(1);

/// Waits until this is so, at most so long.
pub fn wait(longest: Duration, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + longest;
    while !is_so() && Instant::now() < deadline {
        thread::sleep(PACE);
    }
}

/// Whole seconds.
pub fn seconds() -> u64 {
    since_1970().as_secs()
}

/// Whole milliseconds.
pub fn milliseconds() -> u128 {
    since_1970().as_millis()
}

/// Waits until a second has just begun, by the clock that shows the time.
pub fn until_a_second_begins() {
    // A few milliseconds of it may be over by then.
    let into = milliseconds() % 1000;
    if into > 20 {
        thread::sleep(Duration::from_millis((1000 - into) as u64));
    }
}

/// The day of so many seconds, in UTC: `2026-11-28`.
pub fn day(seconds: u64) -> String {
    let (year, month, day) = lab::calendar::date(seconds / 86_400);
    format!("{year:04}-{:02}-{day:02}", month + 1)
}

/// Nothing at all where the clock stands before 1970.
fn since_1970() -> Duration {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_have_names() {
        assert_eq!(super::day(0), "1970-01-01");
        assert_eq!(super::day(1_709_164_800), "2024-02-29");
    }
}
