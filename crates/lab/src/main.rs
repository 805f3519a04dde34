//! `cargo lab NAME [ADDR]`: a local peer, until it is interrupted.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    lab::cli::run(env::args().skip(1).collect())
}
