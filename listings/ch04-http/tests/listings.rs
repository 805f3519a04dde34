//! Replays this chapter's records and adds what a console cannot show.

fn main() {
    trials::chapter(env!("CARGO_MANIFEST_DIR"), env!("CARGO_BIN_EXE_ch04-http"))
        .run()
}
