//! The transfer over networks that lose, window by window, in virtual time:
//! what the page's table says and its figure shows, and what the relay did in
//! real time.

#[path = "losses/drawn.rs"]
mod drawn;

use std::collections::VecDeque;
use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

use ch03_udp::{Outcome, Receiver, Sender};

use crate::transfer::{Choices, file};
use drawn::Setting;

type Checked = Result<(), String>;

/// How long a datagram is on its way.
const WAY: Duration = Duration::from_millis(10);

/// Far longer than any wait.
const PATIENCE: Duration = Duration::from_secs(300);

const LOSSES: [u64; 4] = [0, 10, 30, 50];
const WINDOWS: [usize; 3] = [1, 4, 16];
const SEED: u64 = 7;

/// One direction of the network: each of its datagrams has a choice of its
/// own, made as `cargo lab relay` makes it.
struct Way {
    sign: char,
    loss: u64,
    count: u64,
    /// What arrives, and when: none overtakes another.
    line: VecDeque<(Duration, Vec<u8>)>,
}

impl Way {
    fn new(sign: char, loss: u64) -> Way {
        Way {
            sign,
            loss,
            count: 0,
            line: VecDeque::new(),
        }
    }

    /// Takes a datagram, and says what becomes of it.
    fn carry(&mut self, now: Duration, bytes: Vec<u8>) -> Event {
        self.count += 1;
        let side = u64::from(self.sign == '<') << 63;
        let first = Choices(SEED).next();
        let lost = Choices(first ^ side ^ self.count).happens(self.loss);
        let event = Event {
            when: now,
            sign: self.sign,
            nth: self.count,
            bytes: bytes.len(),
            lost,
        };
        if !lost {
            self.line.push_back((now + WAY, bytes));
        }
        event
    }

    fn due(&self) -> Duration {
        self.line.front().map_or(Duration::MAX, |(when, _)| *when)
    }
}

/// What came of a transfer.
struct Run {
    sent: u32,
    took: Duration,
    /// What became of each datagram.
    events: Vec<Event>,
}

/// A datagram, and what became of it.
struct Event {
    when: Duration,
    sign: char,
    nth: u64,
    bytes: usize,
    lost: bool,
}

impl Run {
    /// How many went this way, and how many of them were lost.
    fn count(&self, sign: char) -> [usize; 2] {
        let way = || self.events.iter().filter(|event| event.sign == sign);
        [way().count(), way().filter(|event| event.lost).count()]
    }
}

impl Event {
    /// In the relay's words.
    fn told(&self) -> String {
        let Event {
            sign, nth, bytes, ..
        } = self;
        let word = if self.lost { ", lost" } else { "" };
        format!("{sign} {nth}: {bytes} bytes{word}")
    }
}

fn run(data: &[u8], window: usize, loss: u64) -> Result<Run, String> {
    let mut sender = Sender::new(data, 1, window, PATIENCE);
    let mut receiver = Receiver::new();
    let (mut there, mut back) = (Way::new('>', loss), Way::new('<', loss));
    let mut now = Duration::ZERO;
    let mut events = Vec::new();
    loop {
        while let Some(bytes) = sender.poll(now) {
            events.push(there.carry(now, bytes));
        }
        if let Some(outcome) = sender.outcome() {
            let same = receiver.whole() == Some(data);
            let good = outcome == Outcome::Confirmed && same;
            let problem = format!("{loss} %, window {window}: {outcome:?}");
            let sent = sender.sent;
            let took = now;
            return good.then_some(Run { sent, took, events }).ok_or(problem);
        }
        now = there.due().min(back.due()).min(sender.next_due());
        if there.due() == now {
            let arrived = there.line.pop_front().map(|(_, bytes)| bytes);
            let answer = arrived.and_then(|bytes| receiver.receive(&bytes));
            events.extend(answer.map(|bytes| back.carry(now, bytes)));
        } else if back.due() == now
            && let Some((_, bytes)) = back.line.pop_front()
        {
            sender.receive(&bytes, now);
        }
    }
}

/// Each row of the page's table is what comes of these transfers.
pub fn the_pages_table() -> Checked {
    let data = file(64_000);
    let mut rows = String::new();
    for loss in LOSSES {
        rows += &format!("| {loss} % |");
        for window in WINDOWS {
            let Run { sent, took, .. } = run(&data, window, loss)?;
            let seconds = took.as_secs_f64();
            rows += &format!(" {sent} in {seconds:.2} s |");
        }
        rows.push('\n');
    }
    let page = "../../book/ch03-udp/window.md";
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(page).map_err(|e| e.to_string())?;
    let says = text.contains(&rows);
    says.then_some(()).ok_or_else(|| {
        format!("book/ch03-udp/window.md has not these rows:\n{rows}")
    })
}

/// Each of the page's drawings is one of these runs, mark by mark.
pub fn the_pages_figure() -> Checked {
    let data = file(64_000);
    let mut settings = Vec::new();
    for loss in LOSSES {
        for window in WINDOWS {
            let run = run(&data, window, loss)?;
            settings.push(Setting { loss, window, run });
        }
    }
    let svg = drawn::svg(&settings);
    let name = "../../book/ch03-udp/losses.svg";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &svg).map_err(|e| e.to_string())?;
    }
    let same = fs::read_to_string(&path).ok() == Some(svg);
    same.then_some(()).ok_or_else(|| {
        format!(
            "{name} is not what these runs look like: BLESS=1 cargo test -p \
             ch03-udp losses:: draws it again"
        )
    })
}

/// What the relay said of each datagram when the programs were recorded, at
/// this loss and with a window of one.
pub fn the_relay_agrees(stem: &str, loss: u64) -> Checked {
    let lines = (0..500).map(|n| format!("line {n:4}\n"));
    let data: String = lines.collect();
    let run = run(data.as_bytes(), 1, loss)?;
    let path = format!("recorded/{stem}.console");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let (_, relay) = text.rsplit_once("[relay]\n").ok_or("no relay")?;
    let relay = relay.replace("\\<", "<");
    let relayed: Vec<&str> = relay.lines().collect();
    let told: Vec<String> = run.events.iter().map(Event::told).collect();
    if told != relayed {
        let ours = told.join("\n");
        return Err(format!("in virtual time:\n{ours}\nthe relay:\n{relay}"));
    }
    let sent = format!("\n{} datagrams for 5000 bytes\n", run.sent);
    let says = text.contains(&sent);
    says.then_some(())
        .ok_or(format!("{stem} has not sent {}", run.sent))
}
