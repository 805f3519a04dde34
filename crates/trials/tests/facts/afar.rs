//! A packet that answers a call, and comes when the call is long over, is no
//! call's: by a wire that takes its time, between two hosts.

use std::collections::BTreeSet;
use std::env;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use calls::Recorder;
use lab::process::WATCHDOG;
use lab::runner::Director;
use record::calls::{CallSettings, Sent, Step, What};
use trials::Measured;
use trials::net::{self, Fate, Pair};
use trials::wire::dissect;
use trials::wire::tcp::Flags;

/// Set for the client that is traced: this program again, and whom it asks.
pub const CLIENT: &str = "FACTS_CLIENT";

/// Less than the second after which a SYN is sent again.
const LATE: Duration = Duration::from_millis(700);

/// The steps, and the packets that they name.
type Heard = (Vec<Step>, Vec<Vec<u8>>);

/// The client: one line there, one back.
pub fn client(server: &str) -> Measured {
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(b"hello\n")?;
    stream.read_exact(&mut [0; 6])?;
    Ok(())
}

pub fn late_answers_are_no_calls() -> Measured {
    let server: IpAddr = [192, 0, 2, 2].into();
    let (net, _wire) = net::two_hosts_on_a_wire(move |packet| {
        // From 192.0.2.2, to the client.
        if packet.get(12..16) == Some(&[192, 0, 2, 2]) {
            Fate::Late(LATE)
        } else {
            Fate::Pass
        }
    })?;
    let (steps, packets) = recorded(&net)?;
    let all = told(&steps);
    let sends = from(server, &packets);
    let own = from([192, 0, 2, 1].into(), &packets);
    assert!(sends.len() >= 3, "{all}");
    for step in &steps {
        let of = |numbers: &BTreeSet<usize>| {
            let is =
                |sent: &&record::calls::Sent| numbers.contains(&sent.number);
            step.packets.iter().filter(is).count()
        };
        let is_client = step.who.terminal().is_some();
        assert!(!is_client || of(&sends) == 0, "{step}\n{all}");
        // What the client sends by a call, the call has: no more of it.
        let What::Call(call) = &step.what else {
            continue;
        };
        let expected = usize::from(call.name == "sendto");
        if ["sendto", "recvfrom"].contains(&&*call.name) {
            assert_eq!(of(&own), expected, "{step}\n{all}");
        }
    }
    let connect: Vec<&Step> =
        steps.iter().filter(|s| is_call(s, "connect")).collect();
    let [sleeps, wakes] = connect[..] else {
        return Err(format!("connect does not wait: {all}").into());
    };
    assert_eq!(flags(sleeps, &packets), ["SYN"], "{all}");
    assert!(wakes.packets.is_empty(), "{all}");
    Ok(())
}

/// The same over a link that takes no time: what the other kernel answers
/// belongs to the call that it answers.
pub fn answers_at_once_are_the_calls() -> Measured {
    let net = net::two_hosts()?;
    let (steps, packets) = recorded(&net)?;
    let all = told(&steps);
    let connect = steps.iter().find(|step| is_call(step, "connect"));
    let connect = connect.ok_or("no connect")?;
    assert_eq!(flags(connect, &packets), ["SYN", "SYN ACK", "ACK"], "{all}");
    Ok(())
}

fn told(steps: &[Step]) -> String {
    steps.iter().map(|step| format!("{step}\n")).collect()
}

/// The flags of the segments that a step sent.
fn flags(step: &Step, packets: &[Vec<u8>]) -> Vec<String> {
    let of = |sent: &Sent| {
        let dissection = dissect(&packets[sent.number - 1]);
        let tcp = dissection.tcp().expect("only TCP is a call's");
        let names = [(Flags::SYN, "SYN"), (Flags::ACK, "ACK")];
        let set = names.iter().filter(|(flag, _)| tcp.has(*flag));
        set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    };
    step.packets.iter().map(of).collect()
}

fn is_call(step: &Step, name: &str) -> bool {
    matches!(&step.what, What::Call(call) if call.name == name)
}

/// The numbers of the packets from this address.
fn from(address: IpAddr, packets: &[Vec<u8>]) -> BTreeSet<usize> {
    let is = |packet: &Vec<u8>| {
        let ends = dissect(packet).ends();
        ends.is_some_and(|(source, _)| source.0 == address)
    };
    let numbered = (1..).zip(packets);
    numbered.filter(|(_, p)| is(p)).map(|(n, _)| n).collect()
}

/// What the client does, traced on the left; the server on the right is not.
fn recorded(net: &Pair) -> Measured<Heard> {
    let listener = net.right.run(|| TcpListener::bind(net.right.at(0)))?;
    let server = listener.local_addr()?;
    let echo = thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut line = [0; 6];
        stream.read_exact(&mut line)?;
        stream.write_all(&line)
    });
    let traced = net.left.run(|| trace(server).map_err(|e| e.to_string()));
    let heard = traced?;
    echo.join().map_err(|_| "the server panicked")??;
    Ok(heard)
}

fn trace(server: SocketAddr) -> Measured<Heard> {
    let recorder = Recorder::start(CallSettings::default(), true)?;
    let mut command = Command::new(env::current_exe()?);
    command.env(CLIENT, server.to_string());
    // It is nobody's listing.
    let shown = record::Command::Lab(Vec::new());
    let mut program = recorder.start("client", &shown, command)?;
    let deadline = Instant::now() + WATCHDOG;
    // Its stops are the recorder's: it is not waited for, but its output is.
    assert!(program.wait_until_shown(deadline, |seen| seen.ended));
    recorder.rest();
    let lines = program.kill(deadline).lines;
    assert!(lines.is_empty(), "{lines:?}");
    let (calls, packets) = recorder.finish()?;
    Ok((calls.steps, packets))
}
