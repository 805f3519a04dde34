//! The SSH peer as a program of its own: `lab-ssh [ADDR] [KNOWN_HOSTS_FILE]`.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    lab_ssh::main(env::args().skip(1).collect())
}
