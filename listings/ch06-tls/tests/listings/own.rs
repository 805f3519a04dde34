//! What the chapter's pages promise of its programs, and no record shows.

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::process::Command;

use ch06_tls::hello::{self, Hello};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use trials::{Chapter, Outcome};

type Checked = Result<(), Box<dyn Error>>;

/// The crates that `cargo run -p ch06-tls` builds on Linux. Those that some
/// listings ask for by a feature are not among them.
const BUILT: [&str; 15] = [
    "cc",
    "cfg-if",
    "ch06-tls",
    "find-msvc-tools",
    "getrandom",
    "libc",
    "once_cell",
    "ring",
    "rustls",
    "rustls-pki-types",
    "rustls-webpki",
    "shlex",
    "subtle",
    "untrusted",
    "zeroize",
];

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("tour::what it is built of", || {
            Outcome::from(tour_is_built_of())
        })
        .trial("hello::a part of it waits for the rest", || {
            Outcome::from(a_part_waits())
        })
        .trial("hello::no damage makes it panic or read outside", || {
            Outcome::from(damage_is_refused())
        })
}

fn tour_is_built_of() -> Checked {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", "ch06-tls"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names: BTreeSet<&str> = names.collect();
    if names == BTreeSet::from(BUILT) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("it builds {names:?} {said}").into())
}

/// What rustls says first, with two protocols.
fn first_message() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    let name = ServerName::try_from("good.example")?;
    let mut client = ClientConnection::new(config.into(), name)?;
    let mut bytes = Vec::new();
    client.write_tls(&mut bytes)?;
    Ok(bytes)
}

fn a_part_waits() -> Checked {
    let bytes = first_message()?;
    for end in 0..bytes.len() {
        let waits = hello::parse(&bytes[..end])?.is_none();
        assert!(waits, "{end} of {} bytes are enough", bytes.len());
    }
    let whole = hello::parse(&bytes)?.ok_or("the whole waits as well")?;
    assert_eq!(whole, expected());

    // The same in records of one byte each.
    let mut cut = Vec::new();
    for byte in &bytes[5..] {
        cut.extend_from_slice(&[22, 3, 1, 0, 1, *byte]);
    }
    let whole = hello::parse(&cut)?.ok_or("small records wait")?;
    assert_eq!(whole, expected());
    Ok(())
}

fn expected() -> Hello {
    let all = |words: [&str; 2]| words.map(String::from).to_vec();
    Hello {
        names: vec!["good.example".into()],
        protocols: all(["h2", "http/1.1"]),
        versions: all(["TLS 1.3", "TLS 1.2"]),
    }
}

/// Each byte takes each value.
fn damage_is_refused() -> Checked {
    let bytes = first_message()?;
    let (mut understood, mut refused) = (0, 0);
    for at in 0..bytes.len() {
        for value in 0..=255 {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            match hello::parse(&damaged) {
                Ok(_) => understood += 1,
                Err(_) => refused += 1,
            }
        }
    }
    // Most bytes are random numbers and keys, and lengths are few.
    assert!(
        understood > refused && refused > 1000,
        "{refused} are refused"
    );
    Ok(())
}
