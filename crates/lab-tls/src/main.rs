//! The TLS peer as a program of its own: `lab-tls [ADDR [FOLDER]] [--log]`.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    lab_tls::main(env::args().skip(1).collect())
}
