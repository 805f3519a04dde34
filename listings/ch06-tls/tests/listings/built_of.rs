//! What is built on Linux for this chapter's programs, and for its server.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use trials::{Chapter, Outcome};

/// What all of it rests on: rustls, ring and what builds its C.
const RUSTLS: &str = "
    cc cfg-if find-msvc-tools getrandom libc once_cell ring rustls
    rustls-pki-types rustls-webpki shlex subtle untrusted zeroize";

/// A trial, what is built, with what options, and what for, beside these.
const BUILT: [(&str, &str, &[&str], &str); 4] = [
    ("tour::what it is built of", "ch06-tls", &[], ""),
    (
        "ureq::what it is built of",
        "ch06-tls",
        &["--features", "ureq"],
        "base64 bytes http httparse itoa log openssl-probe percent-encoding
         rustls-native-certs rustls-platform-verifier ureq ureq-proto
         utf8-zero webpki-roots",
    ),
    (
        "tokio::what it is built of",
        "ch06-tls",
        &["--features", "tokio,tokio-rustls"],
        "bytes mio pin-project-lite proc-macro2 quote socket2 syn tokio
         tokio-macros tokio-rustls unicode-ident",
    ),
    (
        "lab-tls::what it is built of",
        "lab-tls",
        &[],
        "base64 deranged lab num-conv powerfmt rcgen record socket2 time
         time-core wire yasna",
    ),
];

pub fn trials(mut chapter: Chapter) -> Chapter {
    for (name, package, options, more) in BUILT {
        chapter = chapter.trial(name, move || {
            match is_built_of(package, options, more) {
                Ok(()) => Outcome::Passed,
                Err(problem) => Outcome::Failed(problem),
            }
        });
    }
    chapter
}

fn is_built_of(
    package: &str,
    options: &[&str],
    more: &str,
) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", package])
        .args(options)
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names: BTreeSet<&str> = names.collect();
    let listed = RUSTLS.split_whitespace().chain(more.split_whitespace());
    let listed: BTreeSet<&str> = listed.chain([package]).collect();
    let differ: Vec<_> = names.symmetric_difference(&listed).collect();
    if differ.is_empty() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{package} {options:?} is built of {names:?}, where BUILT in \
         tests/listings/built_of.rs has another list; they differ in \
         {differ:?} {said}"
    ))
}
