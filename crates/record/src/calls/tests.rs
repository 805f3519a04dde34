//! The format, read and printed; one sample by hand.

use super::*;
use crate::{Record, Trace};

/// The echo of chapter 2: what its two programs ask, one after the other.
const ECHO: &str = include_str!("sample.calls");

const RECORD: &str = "\
[server]
$ cargo run -p ch02-tcp --bin tcp-echo-server -- 127.0.0.1:7200
listening on 127.0.0.1:7200

[client]
$ cargo run -p ch02-tcp --bin tcp-echo-client -- 127.0.0.1:7200 hello
hello

[server]
127.0.0.1:«port»: 6 bytes
";

fn record() -> Record {
    Record::parse(RECORD).unwrap()
}

#[test]
fn what_is_printed_is_what_was_parsed() {
    let calls = Calls::parse(ECHO).unwrap();
    assert_eq!(calls.to_string(), ECHO);
    let connect = calls.steps.iter().find(|s| !s.packets.is_empty()).unwrap();
    assert_eq!(connect.who.terminal(), Some("client"));
    let What::Call(call) = &connect.what else {
        panic!("{connect}");
    };
    assert_eq!((&*call.name, &*call.args), ("connect", "3, 127.0.0.1:7200"));
    assert_eq!(call.outcome, Outcome::Returns("0".into()));
    let numbers: Vec<_> = connect.packets.iter().map(|s| s.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let place = connect.place.as_ref().unwrap();
    assert_eq!((&*place.function, place.line), ("echo", Some(26)));
}

#[test]
fn every_kind_of_step_survives() {
    for line in [
        "[a] starts",
        "[a b] typed",
        "[a, thread 2] recvfrom(3, 5 bytes) = EAGAIN",
        "[a, threads 2-64] accept4(3) sleeps",
        "[a, process 2] close(3) = 0",
        "[a, process 3, thread 2] close(3) = 0",
        "[a] sendto(3, 5 bytes) ×n = EAGAIN",
        "[a] close(3) = 0  Guard::drop",
        "[a] close(3) = 0  Guard::drop:7 in ssh/run.rs  packets 1, 3-5, 7?",
        "[a] close(3) = 0  packet 8?",
        "kernel  packet 2",
        "end  packets 9-10",
    ] {
        let calls = Calls::parse(line).unwrap();
        let printed = calls.to_string();
        let words = |text: &str| {
            text.split(' ')
                .filter(|word| !word.is_empty())
                .map(|word| word.trim_end().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&printed), words(line));
        assert_eq!(Calls::parse(&printed).unwrap(), calls);
    }
}

#[test]
fn settings_survive() {
    let text = "# delayed-acks\n[a] starts\n";
    let calls = Calls::parse(text).unwrap();
    assert!(calls.settings.delayed_acks);
    assert_eq!(calls.to_string(), text);
}

#[test]
fn a_line_that_is_no_step_is_named() {
    for line in [
        "hello",
        "[a] listens",
        "[a] listen(3) maybe",
        "[a] prints x",
        "[a] close(3) = 0  f:x",
        "[a] close(3) = 0  f:1  packets x",
        "[a] close(3) = 0  f:1  packet 1  more",
    ] {
        let error = Calls::parse(&format!("# a\n{line}\n")).unwrap_err();
        assert_eq!(error.line, 2, "{line}");
        assert!(error.problem.contains(line), "{error}");
    }
}

#[test]
fn ports_have_the_names_that_the_console_gave_them() {
    let mut masks = Masks::default();
    masks.mask("127.0.0.1:40001: 6 bytes");
    let text = "[a] accept4(3) = 4, 127.0.0.1:40002\n\
                [a] accept4(3) = 5, 127.0.0.1:40001\n";
    let mut calls = Calls::parse(text).unwrap();
    calls.mask(&mut masks);
    let shown = calls.to_string();
    assert_eq!(
        shown.lines().collect::<Vec<_>>(),
        [
            "[a] accept4(3) = 4, 127.0.0.1:«port 2»",
            "[a] accept4(3) = 5, 127.0.0.1:«port»"
        ]
    );
}

#[test]
fn what_contradicts_its_record_is_told() {
    let packets: Vec<Vec<u8>> = vec![vec![0x45]; 10];
    let trace = Trace::new(Default::default(), packets);
    let check = |text: &str| {
        let calls = Calls::parse(text).unwrap();
        calls.check(&record(), Some(&trace))
    };
    assert_eq!(check(ECHO), Ok(()));
    for (from, to, told) in [
        ("[client] starts\n", "", "starts a program"),
        ("[client] starts", "[other] starts", "no [other]"),
        ("prints 2", "prints 3", "2 lines"),
        ("packets 1-3", "packets 2-3", "packet 1 "),
        ("packets 1-3", "packets 1-4", "packet 4 "),
        ("packets 9-10", "packets 9-11", "packet 11"),
    ] {
        let problem = check(&ECHO.replace(from, to)).unwrap_err();
        assert!(problem.contains(told), "{problem}");
    }
    let twice = ECHO.replace("packets 1-3", "packets 1-3, 4?");
    assert!(check(&twice).is_err());
    let either = twice.replace("packets 4-5", "packets 4?, 5");
    assert_eq!(check(&either), Ok(()));
}

/// The text of what is kept of these calls where no packets are.
fn kept(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let text: Vec<String> = lines.into_iter().collect();
    let calls = Calls::parse(&text.join("\n")).unwrap();
    let calls = calls.unnumbered().gathered().to_string();
    calls.lines().map(str::to_string).collect()
}

#[test]
fn what_is_repeated_is_told_once() {
    let fill = |n| {
        let writes = (0..n).map(|n| format!("[a] sendto(3, {n} bytes) = 1"));
        let first = "[a] listen(3) = 0".to_string();
        let last = "[a] sendto(3, 5 bytes) = EAGAIN".to_string();
        kept([first].into_iter().chain(writes).chain([last]))
    };
    let once = ["[a] listen(3) = 0", "[a] sendto(3) ×n = EAGAIN"];
    assert_eq!(fill(20), once);
    assert_eq!(fill(2000), once);
    assert_eq!(fill(2).len(), 4);
}

#[test]
fn two_that_take_turns_are_told_once_each() {
    let turns = |n: usize| {
        let pair = |n: usize| {
            let waits = if n.is_multiple_of(3) { "wakes " } else { "" };
            [
                format!("[a] recvfrom(4, 8 bytes) = {}", n + 1),
                format!("[a, thread 2] sendto(3, 9 bytes) {waits}= 9"),
            ]
        };
        kept((0..n).flat_map(pair))
    };
    let once = [
        "[a] recvfrom(4, 8 bytes) ×n = n",
        "[a, thread 2] sendto(3, 9 bytes) ×n = n",
    ];
    assert_eq!(turns(20), once);
    assert_eq!(turns(31), once);
}

#[test]
fn calls_that_come_again_in_the_same_order_are_told_once_each() {
    let connects = |n: usize| {
        let one = |fd: usize| {
            [
                format!("[a] socket(IPv4, stream) = {fd}  f:4"),
                format!("[a] ioctl({fd}, nonblocking) = 0  f:4"),
                format!("[a] connect({fd}, 127.0.0.1:1) = EINPROGRESS  f:4"),
                format!("[a] ioctl({fd}, blocking) = 0  f:4"),
                format!("[a] poll({fd}, «ms» ms) = 1  f:4"),
            ]
        };
        let last = format!("[a] poll({}, «ms» ms) sleeps  f:4", 3 + n);
        let before = one(3 + n).into_iter().take(4);
        kept((3..3 + n).flat_map(one).chain(before).chain([last]))
    };
    let few = connects(2);
    assert_eq!(few.len(), 15);
    let many = connects(100);
    assert_eq!(many, connects(50));
    let calls: Vec<_> =
        many.iter().map(|l| l.split("  ").next().unwrap()).collect();
    assert_eq!(
        calls[..6],
        [
            "[a] socket(IPv4, stream) ×n = n",
            "[a] ioctl(n, nonblocking) ×n = 0",
            "[a] connect(n, 127.0.0.1:1) ×n = EINPROGRESS",
            "[a] ioctl(n, blocking) ×n = 0",
            "[a] poll(n, «ms» ms) ×n = n",
            "[a] socket(IPv4, stream) = n+1",
        ]
    );
    assert_eq!(calls.len(), 10);
    assert_eq!(calls[9], "[a] poll(n+1, «ms» ms) sleeps");
}

#[test]
fn what_a_full_buffer_takes_at_last_is_not_told() {
    let write = |what: &str| format!("[a] sendto(4, {what}  f:5");
    let first = "[a] sendto(4, 67108864 bytes) = «bytes»  f:4".to_string();
    let full = write("«bytes» bytes) = EAGAIN");
    let without = kept([first.clone(), full.clone()]);
    assert_eq!(without.len(), 2);
    for more in ["«bytes» bytes) = 284544", "«bytes» bytes) = «bytes»"] {
        let with = kept([first.clone(), write(more), full.clone()]);
        assert_eq!(with, without);
    }
    // Of what is small, each write is told.
    let small = ["5 bytes) = 5", "5 bytes) = EAGAIN"].map(write);
    assert_eq!(kept(small).len(), 2);
}

#[test]
fn a_wait_that_ends_a_little_early_is_one_wait() {
    let step = |words: &str| format!("[a] poll(3, «ms» ms) {words}  f:4");
    let once = kept(["sleeps", "wakes = 0"].map(step));
    assert_eq!(once.len(), 2);
    for rest in [&["= 0"][..], &["sleeps", "wakes = 0"]] {
        let all = ["sleeps", "wakes = 0"].iter().chain(rest);
        assert_eq!(kept(all.map(|words| step(words))), once);
    }
    // One that brings something, or waits for something else, is told.
    assert_eq!(kept([step("wakes = 0"), step("= 1")]).len(), 2);
    let other = step("= 0").replace("(3,", "(4,");
    assert_eq!(kept([step("wakes = 0"), other]).len(), 2);
}

#[test]
fn threads_that_wait_alike_are_one_step() {
    let waits = |n| format!("[a, thread {n}] accept4(3) sleeps  f:4");
    let lines = kept((2..65).map(waits));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("[a, threads 2-64] accept4(3) sleeps "));
}

#[test]
fn a_runtimes_own_descriptors_change_no_number() {
    let text = |fd: usize| {
        let (one, two) = (fd + 1, fd + 2);
        let text = format!(
            "[a] socket(IPv4, stream) = {fd}\n\
             [a] epoll_ctl(5, add {fd}) = 0\n\
             [a] epoll_wait(3) sleeps\n\
             [a] accept4({fd}) = {two}, 127.0.0.1:1\n\
             [a] recvfrom({two}, {one} bytes) = EAGAIN\n\
             [b] close({fd}) = 0\n"
        );
        let text = text.replace(&format!("{one} bytes"), "4096 bytes");
        let calls = Calls::parse(&text).unwrap().with_own_descriptors();
        calls.steps.iter().map(Step::to_string).collect::<Vec<_>>()
    };
    let (six, nine) = (text(6), text(9));
    assert_eq!(six[..5], nine[..5]);
    assert!(six[1].contains("epoll_ctl(4, add 3)"), "{six:?}");
    // One that does not wait so keeps its own.
    assert_eq!(
        (&*six[5], &*nine[5]),
        ("[b] close(6) = 0", "[b] close(9) = 0")
    );
}
