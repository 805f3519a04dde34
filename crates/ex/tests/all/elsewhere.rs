//! Nothing is lost or misjudged where cargo itself fails, where a checkout
//! was copied or moved, or where a learner has folders of their own.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::checkout::{ANY, Checkout, ID, put, says};
use crate::lost::cargo;

pub fn where_cargo_fails_the_program_does_not() {
    let checkout = Checkout::new();
    checkout.says(&["start", ID], 0, "is ready");
    let with = |cargo: &Path| {
        let mut command = checkout.command(&["check"]);
        command.env("CARGO", cargo);
        command
    };
    says(with(Path::new("/nowhere/cargo")), 2, "cargo: ");
    let killed = cargo(&checkout, "#!/bin/sh\nkill -9 $$");
    says(with(&killed), 2, "cargo was ended");
    let state = fs::read_to_string(checkout.work().join(".ex/state.toml"));
    assert!(!state.unwrap().contains("attempts"));
}

/// A package `ex` that says which checkout it is of.
const TELLER: &str = "fn main() {
    let dir = std::env::var(\"CARGO_MANIFEST_DIR\").unwrap();
    println!(\"of {dir}.\");
}
";

/// What `cargo ex` in a folder is `cargo ex` of.
#[track_caller]
fn leads_to(folder: &Path, root: &Path) {
    let mut command = Command::new(env!("CARGO"));
    command.arg("ex").current_dir(folder);
    let words = format!("of {}.", root.join("crates/ex").display());
    says(command, 0, &words);
}

pub fn a_checkout_may_be_copied_moved_and_have_a_space() {
    let checkout = Checkout::new();
    let old = checkout.root.join("old");
    let package = "[package]\nname = \"ex\"\nedition = \"2024\"\n";
    put(&old.join("crates/ex/Cargo.toml"), package);
    put(&old.join("crates/ex/src/main.rs"), TELLER);
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/ex\"]";
    put(&old.join("Cargo.toml"), workspace);
    fs::rename(checkout.root.join("exercises"), old.join("exercises")).unwrap();
    let ex = |root: &Path, from: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ex"));
        command.args(["start", ID]).current_dir(from);
        command.env("CARGO_MANIFEST_DIR", root.join("crates/ex"));
        command
    };
    says(ex(&old, &old), 0, "is ready");
    let work = Path::new("work").join(ID).join("src");
    leads_to(&old.join(&work), &old);
    let new = checkout.root.join("a new place");
    fs::rename(&old, &new).unwrap();
    for folder in work.ancestors().take(3) {
        leads_to(&new.join(folder), &new);
    }
    // One that still has another's alias is told, and judged by nobody.
    fs::create_dir_all(old.join("crates/ex")).unwrap();
    says(ex(&old, &new), 2, "`cargo ex` leads to");
}

pub fn folders_of_the_learners_own_are_in_nobodys_way() {
    let checkout = Checkout::with(&[ANY, "udp-01-time"]);
    checkout.says(&["start", "udp-01"], 0, "is ready");
    checkout.says(&["start", ANY], 0, "is ready");
    fs::copy(checkout.author("solution.rs"), checkout.main()).unwrap();
    let copy = checkout.work().join("ip-02-old");
    for file in ["Cargo.toml", "src/main.rs"] {
        let text = fs::read_to_string(checkout.work().join(ANY).join(file));
        put(&copy.join(file), &text.unwrap());
    }
    fs::remove_dir_all(checkout.work().join("udp-01-time")).unwrap();
    checkout.says(&["check", ANY], 0, "checks pass: ip-02-cidr is done");
}
