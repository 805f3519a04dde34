//! The transfer over networks that are made up, in virtual time.

use std::collections::BTreeMap;
use std::time::Duration;

use ch03_udp::{Datagram, Kind, Outcome, Receiver, Sender, hash};

/// Far longer than any wait: no honest transfer of these tests gives up.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long a datagram is on its way, at least.
const WAY: Duration = Duration::from_millis(10);

/// SplitMix64, by which every choice of a network is made.
pub struct Choices(pub u64);

impl Choices {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn happens(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

/// What a network does, in percent of the datagrams.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    pub loss: u64,
    pub twice: u64,
    /// So many are late by up to three ways, and may be overtaken.
    pub late: u64,
    pub altered: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum To {
    Sender,
    Receiver,
}

/// What came of a transfer.
pub struct Run {
    pub outcome: Outcome,
    pub received: Option<Vec<u8>>,
    pub sent: u32,
    pub took: Duration,
}

struct Network {
    faults: Faults,
    choices: Choices,
    now: Duration,
    /// What is on its way, by when it arrives and in which order it left.
    on_way: BTreeMap<(Duration, u64), (To, Vec<u8>)>,
    left: u64,
}

impl Network {
    fn carry(&mut self, to: To, mut bytes: Vec<u8>) {
        let Faults {
            loss,
            twice,
            late,
            altered,
        } = self.faults;
        if self.choices.happens(altered) {
            let at = self.choices.next() as usize % bytes.len();
            bytes[at] ^= 1 << (self.choices.next() % 8);
        }
        let copies = 1 + u32::from(self.choices.happens(twice));
        for _ in 0..copies {
            if self.choices.happens(loss) {
                continue;
            }
            let extra = if self.choices.happens(late) {
                WAY * (self.choices.next() % 300) as u32 / 100
            } else {
                Duration::ZERO
            };
            self.left += 1;
            let key = (self.now + WAY + extra, self.left);
            self.on_way.insert(key, (to, bytes.clone()));
        }
    }
}

/// Carries a file from one state machine to the other.
pub fn run(data: &[u8], transfer: u32, window: usize, faults: Faults) -> Run {
    let mut sender = Sender::new(data, transfer, window, PATIENCE);
    let mut receiver = Receiver::new();
    let mut network = Network {
        faults,
        choices: Choices(u64::from(transfer)),
        now: Duration::ZERO,
        on_way: BTreeMap::new(),
        left: 0,
    };
    let outcome = loop {
        while let Some(bytes) = sender.poll(network.now) {
            network.carry(To::Receiver, bytes);
        }
        if let Some(outcome) = sender.outcome() {
            break outcome;
        }
        let due = sender.next_due();
        let arrival = network.on_way.first_key_value();
        match arrival.map(|((when, _), _)| *when) {
            Some(when) if when <= due => {
                arrive(&mut network, &mut sender, &mut receiver)
            }
            _ => network.now = due,
        }
    };
    Run {
        outcome,
        received: receiver.whole().map(<[u8]>::to_vec),
        sent: sender.sent,
        took: network.now,
    }
}

fn arrive(net: &mut Network, sender: &mut Sender, receiver: &mut Receiver) {
    let Some(((when, _), (to, bytes))) = net.on_way.pop_first() else {
        return;
    };
    net.now = when;
    match to {
        To::Sender => sender.receive(&bytes, when),
        To::Receiver => {
            if let Some(answer) = receiver.receive(&bytes) {
                net.carry(To::Sender, answer);
            }
        }
    }
}

/// A file whose blocks all differ, if they are 256 at most.
pub fn file(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i / 1000 * 7 + i) as u8).collect()
}

type Checked = Result<(), String>;

/// Loss, copies and overtaking of up to half of all, each its own share.
pub fn a_thousand_seeds() -> Checked {
    for seed in 0..1000_u32 {
        let share = |nth: u32| u64::from(seed.wrapping_mul(nth) % 51);
        let faults = Faults {
            loss: share(7),
            twice: share(11),
            late: share(13),
            altered: 0,
        };
        let data = file(seed as usize % 17 * 613);
        let window = [1, 4, 16][seed as usize % 3];
        // The first number comes from the id: some begin before the wrap.
        let transfer = 0xfff0 + seed;
        let run = run(&data, transfer, window, faults);
        if run.outcome != Outcome::Confirmed
            || run.received.as_deref() != Some(&data[..])
        {
            let outcome = run.outcome;
            return Err(format!("seed {seed}: {outcome:?} with {faults:?}"));
        }
    }
    Ok(())
}

/// Block 64 has the number 0, and the file is whole.
pub fn numbers_wrap() -> Checked {
    let data = file(200_000);
    let run = run(&data, 0xffc0, 16, Faults::default());
    let same = run.received.is_some_and(|got| hash(&got) == hash(&data));
    expect(
        run.outcome == Outcome::Confirmed && same,
        "the file differs",
    )
}

/// Each altered datagram is dropped, and its block sent again.
pub fn an_altered_datagram_is_noticed() -> Checked {
    let whole = Datagram {
        kind: Kind::Block,
        number: 7,
        transfer: 9,
        data: vec![1; 40],
    };
    let bytes = whole.to_bytes();
    expect(
        Datagram::parse(&bytes) == Some(whole),
        "it is not read back",
    )?;
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let none = Datagram::parse(&altered).is_none();
        expect(none, &format!("bit {bit} was changed, and it is taken"))?;
    }
    let faults = Faults {
        altered: 30,
        ..Faults::default()
    };
    let data = file(30_000);
    let run = run(&data, 5, 4, faults);
    expect(run.received == Some(data), "it was put together wrongly")?;
    expect(run.sent > 30, "nothing had to be sent again")
}

/// A receiver that has other bytes is told apart from one that has these.
pub fn another_hash_is_no_success() -> Checked {
    let mut sender = Sender::new(b"these", 3, 1, PATIENCE);
    let sent = sender.poll(Duration::ZERO);
    expect(sent.is_some(), "it sends nothing")?;
    let done = |bytes: &[u8]| Datagram {
        kind: Kind::Done,
        number: 4,
        transfer: 3,
        data: hash(bytes).to_be_bytes().to_vec(),
    };
    sender.receive(&done(b"those").to_bytes(), Duration::ZERO);
    let outcome = sender.outcome();
    expect(
        outcome == Some(Outcome::Differs),
        "other bytes are a success",
    )
}

/// What comes before its turn, and would stand behind the last block, is no
/// part of the file.
pub fn nothing_behind_the_last_block_counts() -> Checked {
    let block = |kind, number, text: &[u8]| Datagram {
        kind,
        number,
        transfer: 3,
        data: text.to_vec(),
    };
    let mut receiver = Receiver::new();
    receiver.receive(&block(Kind::Block, 4, b"behind").to_bytes());
    receiver.receive(&block(Kind::Last, 3, b"all").to_bytes());
    expect(
        receiver.whole() == Some(&b"all"[..]),
        "it is taken for more",
    )
}

/// When no answer comes any more, the end is said to be unknown.
pub fn silence_is_not_confirmed() -> Checked {
    let faults = Faults {
        loss: 100,
        ..Faults::default()
    };
    let run = run(&file(5000), 1, 4, faults);
    expect(run.outcome == Outcome::NotConfirmed, "it is confirmed")?;
    expect(run.took == PATIENCE, &format!("it took {:?}", run.took))
}

/// A window of 16 over a network of this round trip is at most 16 times as
/// fast as a window of one, and here it is all of that.
pub fn a_window_a_round_trip() -> Checked {
    let took = |window| run(&file(64_000), 1, window, Faults::default()).took;
    let (one, four, all) = (took(1), took(4), took(16));
    expect(one == 2 * WAY * 64, &format!("window 1 took {one:?}"))?;
    expect(four == 2 * WAY * 16, &format!("window 4 took {four:?}"))?;
    expect(all == 2 * WAY * 4, &format!("window 16 took {all:?}"))
}

fn expect(right: bool, problem: &str) -> Checked {
    if right { Ok(()) } else { Err(problem.into()) }
}
