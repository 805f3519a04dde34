//! The author's gate, each variant once: what `cargo ex author check` says.

use std::path::Path;

use ex::author::Depth;

pub fn every_exercise_passes_the_gate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let problems = ex::author::gate(&root, None, Depth::Quick);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
