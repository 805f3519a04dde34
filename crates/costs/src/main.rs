//! What a request costs in ureq and in requests, of the same nginx: measures
//! it in an optimized build, and holds the table of chapter 4's page to it.
//!
//!     cargo run --release -p costs -- PYTHON NGINX PAGE FOLDER
//!
//! *Invariant*: nothing outside of loopback and FOLDER.

mod clients;
mod server;
mod table;

use std::error::Error;
use std::path::Path;
use std::{env, fs, process};

use clients::Costs;
use server::Nginx;

/// Each is measured so often, one after the other, and the least counts: it
/// is the one that was disturbed least.
const ROUNDS: usize = 3;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let [python, nginx, page, folder] = &args[..] else {
        eprintln!("usage: costs PYTHON NGINX PAGE FOLDER (see ci/costs)");
        process::exit(2);
    };
    if let Err(error) = hold(python, nginx, page, Path::new(folder)) {
        eprintln!("costs: {error}");
        process::exit(1);
    }
}

fn hold(python: &str, nginx: &str, page: &str, folder: &Path) -> Result<()> {
    if cfg!(debug_assertions) {
        return Err("not optimized: cargo run --release -p costs".into());
    }
    let text = fs::read_to_string(page).map_err(|e| format!("{page}: {e}"))?;
    let server = Nginx::start(nginx, folder)?;
    let (mut ureq, mut requests) = (Costs::MOST, Costs::MOST);
    for _ in 0..ROUNDS {
        ureq = ureq.least(clients::in_ureq(&server.base)?);
        requests = requests.least(clients::in_requests(python, &server.base)?);
    }
    table::compare(&text, ureq, requests)
        .map_err(|problems| format!("{page}:\n{problems}").into())
}
