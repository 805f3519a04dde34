//! Replays this chapter's records and adds what a console cannot show.

#[path = "listings/built_of.rs"]
mod built_of;
#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;
#[path = "listings/memory.rs"]
mod memory;
#[path = "listings/no_tls.rs"]
mod no_tls;
#[path = "listings/openssl.rs"]
mod openssl;
#[path = "listings/own.rs"]
mod own;
#[path = "listings/peers.rs"]
mod peers;
#[path = "listings/refusals.rs"]
mod refusals;
#[path = "listings/trusted.rs"]
mod trusted;

fn main() {
    let tour = env!("CARGO_BIN_EXE_ch06-tls");
    let chapter = trials::chapter(env!("CARGO_MANIFEST_DIR"), tour)
        .peer("tls", lab_tls::main);
    let chapter = no_tls::trials(refusals::trials(chapter));
    let chapter = own::trials(built_of::trials(chapter));
    let chapter = trusted::trials(chapter);
    let chapter = peers::trials(openssl::trials(chapter));
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    chapter.run()
}
