//! Replays this chapter's records.

fn main() {
    let tour = env!("CARGO_BIN_EXE_ch12-demo");
    trials::chapter(env!("CARGO_MANIFEST_DIR"), tour).run()
}
