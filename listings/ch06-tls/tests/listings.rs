//! Replays this chapter's records and adds what a console cannot show.

fn main() {
    let tour = env!("CARGO_BIN_EXE_ch06-tls");
    trials::chapter(env!("CARGO_MANIFEST_DIR"), tour).run()
}
