//! What is said on standard output, to a person, to a file, or to a pager
//! that may have been left already.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Nobody reads any more. The work goes on: its status and what is kept of
/// it count all the same.
static LEFT: AtomicBool = AtomicBool::new(false);
/// Something was not written that somebody waits for.
static LOST: AtomicBool = AtomicBool::new(false);

/// Prints as `print!` does. What goes wrong is known to [`finish`].
pub fn show(text: Arguments) {
    if is_heard() {
        heed(io::stdout().write_fmt(text));
    }
}

/// Whether what is said may still reach somebody.
pub fn is_heard() -> bool {
    !LEFT.load(Ordering::Relaxed) && !LOST.load(Ordering::Relaxed)
}

/// Writes what is left of the output. The status, which is that of a failure
/// where a part of the output was lost.
pub fn finish(status: i32) -> i32 {
    heed(io::stdout().flush());
    if LOST.load(Ordering::Relaxed) {
        2
    } else {
        status
    }
}

fn heed(written: io::Result<()>) {
    let Err(error) = written else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        LEFT.store(true, Ordering::Relaxed);
    } else if !LOST.swap(true, Ordering::Relaxed) {
        complain(format_args!(
            "standard output: {error}; what it holds is not whole"
        ));
    }
}

/// A line on standard error. Where there is none, nobody is left to tell.
pub fn complain(text: Arguments) {
    let _ = writeln!(io::stderr(), "cargo ex: {text}");
}

/// As `println!`, by [`show`].
macro_rules! say {
    () => { $crate::tell::out::show(format_args!("\n")) };
    ($($part:tt)*) => {
        $crate::tell::out::show(format_args!("{}\n", format_args!($($part)*)))
    };
}

pub(crate) use say;
