//! For a small page of one nginx, a connection for each request, in ureq or
//! in requests, and requests on a connection that is kept, take more than
//! twice the CPU time of ureq on a kept one; but ureq in a dev build takes
//! more than twice the CPU time of requests for 4 MiB.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::net::TcpStream;
use std::process::Command;

use lab::net;
use lab::process::Program;
use trials::{Measured, installed, python_prints};
use ureq::Agent;

/// So many requests on a connection, and so many connections.
const REQUESTS: u32 = 10;
const LARGE: u64 = 4 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// Others leave a thread's time to itself, but not its caches: on a busy
/// machine the figures are asked again.
const ROUNDS: usize = 5;

/// One process, as whatever user, and no file but in this folder.
const NGINX: &str = "
daemon off;
master_process off;
pid nginx.pid;
error_log nginx.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    sendfile on;
    server {
        listen 127.0.0.1:7460;
        location = /hello { return 200 \"hello\\n\"; }
        location = /large { alias large; }
    }
}
";

const BASE: &str = "http://127.0.0.1:7460";

const SCRIPT: &str = "
import requests, sys, time
base, count, piece = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def new_session():
    session = requests.Session()
    session.trust_env = False
    return session

def kept():
    session.get(base + '/hello').content

def each():
    with new_session() as own:
        own.get(base + '/hello').content

def large():
    with session.get(base + '/large', stream=True) as answer:
        assert sum(map(len, answer.iter_content(piece))) == int(sys.argv[4])

session = new_session()
for call, times in (kept, count), (each, count), (large, 1):
    kept()
    rounds = []
    for _ in range(3):
        begun = time.thread_time_ns()
        for _ in range(times):
            call()
        rounds.append((time.thread_time_ns() - begun) // times)
    print(min(rounds))
";

/// Nanoseconds of the client's thread on a processor.
struct Costs {
    kept: u64,
    each: u64,
    large: u64,
}

pub fn run() -> Measured {
    // In a namespace of its own, where any port is free, or not at all.
    net::host()?;
    fs::write("nginx.conf", NGINX)?;
    File::create("large")?.set_len(LARGE)?;
    let mut command = Command::new(installed("nginx")?);
    command.args(["-p", ".", "-c", "nginx.conf"]);
    let _nginx = Program::start(command)?;
    net::until("nginx listens", || {
        Ok(TcpStream::connect(&BASE["http://".len()..]).is_ok())
    })?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (ureq, requests) = (in_ureq()?, in_requests()?);
        let more = [ureq.each, requests.kept, requests.each];
        let costs = more.iter().all(|more| *more > 2 * ureq.kept);
        if costs && ureq.large > 2 * requests.large {
            return Ok(());
        }
        rounds.push(format!("ureq {ureq}, requests {requests}"));
    }
    panic!("{rounds:#?}")
}

fn in_ureq() -> Measured<Costs> {
    let config = Agent::config_builder().proxy(None).build();
    let agent = config.new_agent();
    let kept = || get(&agent);
    let large = || -> Measured {
        let url = format!("{BASE}/large");
        let mut body = agent.get(url).call()?.into_body().into_reader();
        let (mut piece, mut all) = (vec![0; PIECE], 0);
        while let n @ 1.. = body.read(&mut piece)? {
            all += n as u64;
        }
        assert_eq!(all, LARGE);
        Ok(())
    };
    kept()?;
    Ok(Costs {
        kept: cpu(REQUESTS, kept)?,
        each: cpu(REQUESTS, || get(&config.new_agent()))?,
        large: cpu(1, large)?,
    })
}

fn get(agent: &Agent) -> Measured {
    let url = format!("{BASE}/hello");
    let text = agent.get(url).call()?.body_mut().read_to_string()?;
    assert_eq!(text, "hello\n");
    Ok(())
}

fn in_requests() -> Measured<Costs> {
    let numbers = [REQUESTS.into(), PIECE as u64, LARGE];
    let [count, piece, large] = numbers.map(|number| number.to_string());
    let args = [BASE, &count, &piece, &large];
    let printed = python_prints(&["requests"], SCRIPT, &args)?;
    let costs: Result<Vec<u64>, _> = printed.lines().map(str::parse).collect();
    match costs?[..] {
        [kept, each, large] => Ok(Costs { kept, each, large }),
        _ => Err(printed.into()),
    }
}

/// What each of the calls takes of this thread's time on a processor, in
/// nanoseconds: the least of three rounds, since others disturb even that.
fn cpu(times: u32, call: impl Fn() -> Measured) -> Measured<u64> {
    let mut least = u64::MAX;
    for _ in 0..3 {
        let begun = on_processor()?;
        for _ in 0..times {
            call()?;
        }
        least = least.min((on_processor()? - begun) / u64::from(times));
    }
    Ok(least)
}

/// proc(5): the first number is the time spent on a processor.
fn on_processor() -> Measured<u64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = stat.split(' ').next().unwrap_or_default();
    Ok(first.parse()?)
}

impl fmt::Display for Costs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Costs { kept, each, large } = self;
        write!(f, "{kept}, {each}, {large} ns")
    }
}
