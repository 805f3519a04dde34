//! What the reader asks of a relay.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::SocketAddr;
use std::time::Duration;

/// One line that says what there is.
pub const USAGE: &str = "\
cargo lab relay ADDR TO; datagrams: --loss --dup --reorder --corrupt PERCENT, \
--seed N; streams: --slice --stall --cut --reset BYTES; both: --delay MS, \
--rate BYTES-A-SECOND";

/// A relay's addresses and its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whom it hands on to.
    pub to: SocketAddr,
    /// So many datagrams of a hundred are lost.
    pub loss: u64,
    /// So many come twice.
    pub twice: u64,
    /// So many are held back, and may be overtaken.
    pub reorder: u64,
    /// So many have one bit changed.
    pub corrupt: u64,
    /// By which choices are made.
    pub seed: u64,
    /// A stream is handed on in pieces of at most so many bytes.
    pub slice: Option<u64>,
    /// After so many bytes of a direction, nothing more comes.
    pub stall: Option<u64>,
    /// After so many, both sides meet the end of the stream.
    pub cut: Option<u64>,
    /// After so many, both sides meet a reset.
    pub reset: Option<u64>,
    /// How long everything is on its way.
    pub delay: Duration,
    /// How many bytes pass in a second.
    pub rate: Option<u64>,
}

impl Options {
    /// One that changes nothing.
    pub fn faultless(listen: SocketAddr, to: SocketAddr) -> Options {
        Options {
            listen,
            to,
            loss: 0,
            twice: 0,
            reorder: 0,
            corrupt: 0,
            seed: 0,
            slice: None,
            stall: None,
            cut: None,
            reset: None,
            delay: Duration::ZERO,
            rate: None,
        }
    }

    /// Reads `ADDR TO [--loss PERCENT] …`.
    ///
    /// # Errors
    /// What is wrong, with the word that is.
    pub fn parse(args: &[&str]) -> Result<Options, String> {
        let [listen, to, rest @ ..] = args else {
            return Err("two addresses are needed".into());
        };
        let mut options = Options::faultless(addr(listen)?, addr(to)?);
        options.seed = RandomState::new().build_hasher().finish() % 10_000;
        for pair in rest.chunks(2) {
            let [name, value] = pair else {
                return Err(format!("{}: its value is missing", pair[0]));
            };
            options.set(name, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let number: u64 = text
            .parse()
            .map_err(|_| format!("{name} {text}: not a whole number"))?;
        let percent = || match number {
            0..=100 => Ok(number),
            _ => Err(format!("{name} {text}: a share is 0 to 100 percent")),
        };
        let some = || match number {
            0 => Err(format!("{name} {text}: at least 1")),
            _ => Ok(Some(number)),
        };
        match name {
            "--loss" => self.loss = percent()?,
            "--dup" => self.twice = percent()?,
            "--reorder" => self.reorder = percent()?,
            "--corrupt" => self.corrupt = percent()?,
            "--seed" => self.seed = number,
            "--slice" => self.slice = some()?,
            "--stall" => self.stall = Some(number),
            "--cut" => self.cut = Some(number),
            "--reset" => self.reset = Some(number),
            "--delay" => self.delay = Duration::from_millis(number),
            "--rate" => self.rate = some()?,
            _ => return Err(format!("{name}: no such option")),
        }
        Ok(())
    }
}

fn addr(text: &str) -> Result<SocketAddr, String> {
    let addr: SocketAddr = text.parse().map_err(|_| {
        format!("{text}: not an address such as 127.0.0.1:7300")
    })?;
    if addr.ip().is_loopback() {
        Ok(addr)
    } else {
        Err(format!("{addr}: the lab serves loopback only"))
    }
}
