//! A request on a connection that is kept takes less than half of the CPU of
//! one with a connection of its own, in ureq as built here; and requests, with
//! a session that is kept, takes more than twice as much as ureq.

use std::fs;
use std::net::TcpListener;
use std::thread;

use trials::{Measured, python_prints};
use ureq::Agent;

/// So many requests on a connection, and so many connections.
const REQUESTS: u32 = 40;

const SCRIPT: &str = "
import requests, sys, time
url, count = sys.argv[1], int(sys.argv[2])
session = requests.Session()
session.trust_env = False
session.get(url).content
begun = time.thread_time_ns()
for _ in range(count):
    session.get(url).content
print((time.thread_time_ns() - begun) // count)
";

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/hello", listener.local_addr()?);
    thread::spawn(move || lab::http::serve(listener));
    let config = Agent::config_builder().proxy(None).build();
    let kept = config.new_agent();
    get(&kept, &url)?;
    let on_one = cpu(|| get(&kept, &url))?;
    let on_many = cpu(|| get(&config.new_agent(), &url))?;
    let count = REQUESTS.to_string();
    let printed = python_prints(&["requests"], SCRIPT, &[&url, &count])?;
    let in_python: u64 = printed.trim().parse()?;
    let all = format!("ns: {on_one}, {on_many}, {in_python}");
    assert!(on_many > 2 * on_one, "{all}");
    assert!(in_python > 2 * on_one, "{all}");
    Ok(())
}

fn get(agent: &Agent, url: &str) -> Measured {
    agent.get(url).call()?.body_mut().read_to_string()?;
    Ok(())
}

/// What each of the calls takes of this thread's time on a processor, in
/// nanoseconds: how busy others keep it does not matter.
fn cpu(call: impl Fn() -> Measured) -> Measured<u64> {
    let begun = on_processor()?;
    for _ in 0..REQUESTS {
        call()?;
    }
    Ok((on_processor()? - begun) / u64::from(REQUESTS))
}

/// proc(5): the first number is the time spent on a processor.
fn on_processor() -> Measured<u64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = stat.split(' ').next().unwrap_or_default();
    Ok(first.parse()?)
}
