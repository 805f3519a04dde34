//! What `cargo run -p ch04-http` builds.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use trials::Chapter;

use crate::check;

pub fn trials(chapter: Chapter) -> Chapter {
    check(chapter, "tour::what it is built of", tour_is_built_of)
}

/// On Linux: ureq, what it depends on without TLS and with cookies and JSON,
/// and what the listings name themselves. Those that some listings ask for by
/// a feature are not among them.
const BUILT: &str = "
    base64 bytes ch04-http cookie cookie_store deranged displaydoc
    document-features equivalent form_urlencoded hashbrown http httparse
    icu_collections icu_locale_core icu_normalizer icu_normalizer_data
    icu_properties icu_properties_data icu_provider idna idna_adapter
    indexmap itoa litemap litrs log memchr num-conv percent-encoding
    potential_utf powerfmt proc-macro2 quote serde serde_core serde_derive
    serde_json smallvec stable_deref_trait syn synstructure time time-core
    time-macros tinystr unicode-ident ureq ureq-proto url utf8-zero utf8_iter
    utf_types version_check writeable yoke yoke-derive zerofrom
    zerofrom-derive zerotrie zerovec zerovec-derive zmij";

fn tour_is_built_of() {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", "ch04-http"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    let tree = String::from_utf8_lossy(&output.stdout);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names: BTreeSet<&str> = names.collect();
    let listed: BTreeSet<&str> = BUILT.split_whitespace().collect();
    let differ: Vec<_> = names.symmetric_difference(&listed).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        differ.is_empty(),
        "`cargo run -p ch04-http` builds {names:?}, where BUILT in \
         tests/listings/built_of.rs has another list; they differ in \
         {differ:?} {said}"
    );
}
