//! The same requests in ureq and in requests, and what they cost.

use std::fs;
use std::io::Read;
use std::process::Command;

use ureq::Agent;

use crate::Result;
use crate::server::LARGE;

/// So many requests on a connection, and so many connections.
const REQUESTS: u64 = 200;
/// What is read at once of the large page, in bytes.
const PIECE: usize = 64 * 1024;

const SCRIPT: &str = include_str!("clients.py");

/// Nanoseconds of the client's thread on a processor.
#[derive(Clone, Copy)]
pub struct Costs {
    /// For a small page, on a connection that is kept.
    pub kept: u64,
    /// For a small page, on a connection of its own.
    pub each: u64,
    /// For the large page.
    pub large: u64,
}

impl Costs {
    /// More than anything.
    pub const MOST: Costs = Costs {
        kept: u64::MAX,
        each: u64::MAX,
        large: u64::MAX,
    };

    /// The less of each.
    pub fn least(self, other: Costs) -> Costs {
        Costs {
            kept: self.kept.min(other.kept),
            each: self.each.min(other.each),
            large: self.large.min(other.large),
        }
    }
}

/// Those of ureq.
pub fn in_ureq(base: &str) -> Result<Costs> {
    let config = Agent::config_builder().proxy(None).build();
    let agent = config.new_agent();
    small(&agent, base)?;
    Ok(Costs {
        kept: cpu(REQUESTS, || small(&agent, base))?,
        each: cpu(REQUESTS, || small(&config.new_agent(), base))?,
        large: cpu(1, || large(&agent, base))?,
    })
}

fn small(agent: &Agent, base: &str) -> Result<()> {
    let mut response = agent.get(format!("{base}/small")).call()?;
    let text = response.body_mut().read_to_string()?;
    if text == "hello\n" {
        Ok(())
    } else {
        Err(format!("nginx answered {text:?}").into())
    }
}

fn large(agent: &Agent, base: &str) -> Result<()> {
    let response = agent.get(format!("{base}/large")).call()?;
    let mut body = response.into_body().into_reader();
    let (mut piece, mut all) = (vec![0; PIECE], 0);
    while let n @ 1.. = body.read(&mut piece)? {
        all += n as u64;
    }
    if all == LARGE {
        Ok(())
    } else {
        Err(format!("{all} bytes came").into())
    }
}

/// Those of requests.
pub fn in_requests(python: &str, base: &str) -> Result<Costs> {
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT, base]);
    command.args([REQUESTS, PIECE as u64, LARGE].map(|n| n.to_string()));
    let output = command
        .output()
        .map_err(|error| format!("{python}: {error} (see ci/peers)"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let costs = printed.lines().map(str::parse).collect();
    let costs: std::result::Result<Vec<u64>, _> = costs;
    match costs.as_deref() {
        Ok(&[kept, each, large]) => Ok(Costs { kept, each, large }),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(format!("{python} printed {printed:?} {said}").into())
        }
    }
}

/// What each of the calls takes of this thread's time on a processor: how
/// busy others keep it matters little.
fn cpu(times: u64, call: impl Fn() -> Result<()>) -> Result<u64> {
    let begun = on_processor()?;
    for _ in 0..times {
        call()?;
    }
    Ok((on_processor()? - begun) / times)
}

/// proc(5): the first number is the time spent on a processor, in nanoseconds.
fn on_processor() -> Result<u64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = stat.split(' ').next().unwrap_or_default();
    Ok(first.parse()?)
}
