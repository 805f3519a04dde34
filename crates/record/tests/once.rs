//! A trace is dissected when it is made, and never again: alone in its
//! process, since the count is the process's.

use record::Trace;

const ECHO: &str =
    include_str!("../../../listings/ch02-tcp/recorded/tcp-echo.wire");
const NOBODY: &str =
    include_str!("../../../listings/ch03-udp/recorded/udp-nobody.wire");
const SSH: &str =
    include_str!("../../../listings/ch05-ssh/recorded/ssh-fingerprint.wire");

#[test]
fn each_packet_is_dissected_once() {
    let mut packets = 0;
    for text in [ECHO, NOBODY, SSH] {
        let trace = Trace::parse(text).unwrap();
        assert_eq!(trace.to_string(), text);
        assert_eq!(trace.canonical(), trace.clone().canonical());
        assert!(!trace.pcap().is_empty());
        packets += trace.events().len() as u64;
    }
    assert_eq!(wire::dissected(), packets);
}
