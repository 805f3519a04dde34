//! `cargo lab calls -- COMMAND` and `cargo lab wire -- COMMAND`.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    calls::main(env::args().skip(1).collect())
}
