//! What is said on standard output, to a person or to a pager that may have
//! been left already.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::process;

/// Prints as `print!` does; where nobody reads any more, there is nothing
/// left to do.
pub fn show(text: Arguments) {
    let written = io::stdout().write_fmt(text);
    if written.is_err_and(|e| e.kind() == ErrorKind::BrokenPipe) {
        process::exit(0);
    }
}

/// As `println!`, by [`show`].
macro_rules! say {
    () => { $crate::out::show(format_args!("\n")) };
    ($($part:tt)*) => {
        $crate::out::show(format_args!("{}\n", format_args!($($part)*)))
    };
}

pub(crate) use say;
