//! The networks that facts are measured in are what they say they are, and
//! a fact that does not hold is noticed.

#[cfg(target_os = "linux")]
#[path = "facts/afar.rs"]
mod afar;

#[cfg(target_os = "linux")]
fn main() {
    // Started anew by a fact that traces it.
    if let Ok(server) = std::env::var(afar::CLIENT) {
        return afar::client(&server).expect("the server answers");
    }
    // Started anew by one of its own facts, to be wrong.
    let facts = match std::env::var_os("WRONG") {
        Some(_) => verdicts::WRONG,
        None => networks::ALL,
    };
    trials::measure(env!("CARGO_MANIFEST_DIR"), facts)
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("ignored: facts are measured on Linux only");
}

#[cfg(target_os = "linux")]
mod networks {
    use std::io::{self, ErrorKind, Read, Write};
    use std::net::{IpAddr, ToSocketAddrs};
    use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
    use std::time::{Duration, Instant};

    use crate::{afar, verdicts};
    use trials::net::{self, Answer, Device, Fate, Host};
    use trials::{Fact, Measured};

    pub const ALL: &[Fact] = &[
        fact("addresses_of_a_pair", addresses_of_a_pair),
        fact("a_router_carries_both_families", a_router_carries),
        fact("a_route_answers_as_told", a_route_answers),
        fact("a_pulled_cable", a_pulled_cable),
        fact("a_narrow_device_cuts", a_narrow_device_cuts),
        fact("a_slow_link_takes_its_time", a_slow_link),
        fact("a_late_wire_takes_its_time", a_late_wire),
        fact("a_seed_decides_what_is_lost", a_seed_decides),
        fact("names_are_ours", names_are_ours),
        fact("settings_are_a_hosts_own", settings),
        fact("a_late_answer_is_no_calls", afar::late_answers_are_no_calls),
        fact(
            "an_answer_at_once_is_the_calls",
            afar::answers_at_once_are_the_calls,
        ),
        fact("a_wrong_fact_is_told", verdicts::wrong_is_told),
        fact("what_is_lacking_is_told", verdicts::lacking_is_told),
    ];

    pub const fn fact(name: &'static str, run: fn() -> Measured) -> Fact {
        Fact { name, run }
    }

    fn connect(host: &Host, to: SocketAddr) -> Result<TcpStream, ErrorKind> {
        let limit = Duration::from_secs(30);
        let outcome = host.run(|| TcpStream::connect_timeout(&to, limit));
        outcome.map_err(|error| error.kind())
    }

    /// A line goes there and comes back, and each knows the other's address.
    fn meet(one: &Host, other: &Host, v6: bool) -> Measured {
        let of = |host: &Host| if v6 { host.at_v6(0) } else { host.at(0) };
        let listener = other.run(|| TcpListener::bind(of(other)))?;
        let mut client = one
            .run(|| TcpStream::connect(listener.local_addr()?))
            .map_err(|error| format!("{v6}: {error}"))?;
        let (mut server, peer) = listener.accept()?;
        assert_eq!(peer.ip(), of(one).ip());
        client.write_all(b"hello")?;
        let mut heard = [0; 5];
        server.read_exact(&mut heard)?;
        assert_eq!(&heard, b"hello");
        Ok(())
    }

    fn addresses_of_a_pair() -> Measured {
        let net = net::two_hosts()?;
        meet(&net.left, &net.right, false)?;
        net::needs_ipv6()?;
        meet(&net.right, &net.left, true)
    }

    fn a_router_carries() -> Measured {
        let net = net::two_hosts_and_a_router()?;
        meet(&net.left, &net.right, false)?;
        meet(&net.left, &net.router, false)?;
        net::needs_ipv6()?;
        meet(&net.right, &net.left, true)
    }

    fn a_route_answers() -> Measured {
        let net = net::two_hosts_and_a_router()?;
        let to = net.right.at(80);
        net.router.no_way_to(to.ip(), Answer::Unreachable)?;
        let kind = connect(&net.left, to).map(drop);
        assert_eq!(kind, Err(ErrorKind::HostUnreachable));

        let net = net::two_hosts_and_a_router()?;
        net.router.no_way_to(to.ip(), Answer::None)?;
        let limit = Duration::from_millis(100);
        let silence = net.left.run(|| TcpStream::connect_timeout(&to, limit));
        let kind = silence.map(drop).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::TimedOut));
        Ok(())
    }

    fn a_pulled_cable() -> Measured {
        let net = net::two_hosts()?;
        meet(&net.left, &net.right, false)?;
        net.left.down(Device::First)?;
        let kind = connect(&net.left, net.right.at(80)).map(drop);
        assert_eq!(kind, Err(ErrorKind::NetworkUnreachable));
        Ok(())
    }

    fn a_narrow_device_cuts() -> Measured {
        let net = net::two_hosts()?;
        let socket = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
        let mut packets = Vec::new();
        for mtu in [1500, 600] {
            net.left.mtu(Device::First, mtu)?;
            let tap = net.left.tap()?;
            socket.send_to(&[0; 1400], net.right.at(9))?;
            let v4 = |packet: &Vec<u8>| packet[0] >> 4 == 4;
            packets.push(tap.finish().into_iter().filter(v4).count());
        }
        assert_eq!(packets, [1, 3]);
        Ok(())
    }

    fn a_slow_link() -> Measured {
        let net = net::two_hosts()?;
        net.left.slow_down(Device::First, 1_000_000)?;
        let listener = net.right.run(|| TcpListener::bind(net.right.at(0)))?;
        let to = listener.local_addr()?;
        let begun = Instant::now();
        let mut client = net.left.run(|| TcpStream::connect(to))?;
        client.write_all(&[0; 100_000])?;
        drop(client);
        let n = io::copy(&mut listener.accept()?.0, &mut io::sink())?;
        assert_eq!(n, 100_000);
        assert!(begun.elapsed() > Duration::from_millis(90));
        Ok(())
    }

    fn a_late_wire() -> Measured {
        let late = Duration::from_millis(40);
        let (net, _wire) = net::two_hosts_on_a_wire(move |_| Fate::Late(late))?;
        let begun = Instant::now();
        meet(&net.left, &net.right, false)?;
        assert!(begun.elapsed() >= 3 * late, "SYN, SYN-ACK and the line");
        Ok(())
    }

    fn a_seed_decides() -> Measured {
        let (one, again) = (arrived(7)?, arrived(7)?);
        assert_eq!(one, again);
        assert!((50..95).contains(&one.len()), "{}", one.len());
        assert_ne!(one, arrived(8)?);
        Ok(())
    }

    /// Which of a hundred numbers arrive where a quarter is lost.
    fn arrived(seed: u64) -> Measured<Vec<u8>> {
        let mut losing = net::losing(25, seed);
        let (net, _wire) = net::two_hosts_on_a_wire(move |packet| {
            let numbered = packet.len() == 29;
            if numbered { losing(packet) } else { Fate::Pass }
        })?;
        let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
        receiver.set_read_timeout(Some(Duration::from_secs(30)))?;
        let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
        sender.connect(receiver.local_addr()?)?;
        for number in 0..100 {
            sender.send(&[number])?;
        }
        sender.send(b"end")?;
        let mut arrived = Vec::new();
        let mut buffer = [0; 8];
        while receiver.recv(&mut buffer)? == 1 {
            arrived.push(buffer[0]);
        }
        Ok(arrived)
    }

    fn names_are_ours() -> Measured {
        net::names("192.0.2.7 example.com\n")?;
        let found: Vec<IpAddr> = ("example.com", 80)
            .to_socket_addrs()?
            .map(|addr| addr.ip())
            .collect();
        assert_eq!(found, ["192.0.2.7".parse::<IpAddr>()?]);
        assert!(("localhost", 80).to_socket_addrs().is_err());
        Ok(())
    }

    fn settings() -> Measured {
        let (one, other) = (net::host()?, net::host()?);
        one.set("ipv4/tcp_syn_retries", "2")?;
        assert_eq!(one.get("ipv4/tcp_syn_retries")?, "2");
        assert_eq!(other.get("ipv4/tcp_syn_retries")?, "6");
        let missing = one.set("ipv4/nonsense", "2").map_err(|e| e.to_string());
        assert!(missing.is_err_and(|text| text.contains("ipv4/nonsense")));
        Ok(())
    }
}

#[cfg(target_os = "linux")]
mod verdicts {
    use std::env;
    use std::process::Command;

    use crate::networks::fact;
    use trials::net::Unavailable;
    use trials::{Fact, Measured};

    pub const WRONG: &[Fact] = &[
        fact("another_value", || {
            assert_eq!(1 + 1, 3, "arithmetic");
            Ok(())
        }),
        fact("an_error", || Err("no such thing".into())),
        fact("lacking", || {
            Err(Unavailable::because("no moon here").into())
        }),
    ];

    pub fn wrong_is_told() -> Measured {
        let (passed, text) = played("another_value", None)?;
        assert!(!passed && text.contains("arithmetic"), "{text}");
        let (passed, text) = played("an_error", None)?;
        assert!(!passed && text.contains("no such thing"), "{text}");
        Ok(())
    }

    pub fn lacking_is_told() -> Measured {
        let (passed, text) = played("lacking", None)?;
        assert!(passed && text.contains("1 ignored"), "{text}");
        assert!(text.contains("no moon here"), "{text}");
        let (passed, text) = played("lacking", Some("required"))?;
        assert!(!passed && text.contains("no moon here"), "{text}");
        Ok(())
    }

    /// Whether the tests pass that are only this one, and what they say.
    fn played(module: &str, wire: Option<&str>) -> Measured<(bool, String)> {
        let name = format!("facts::{}", module.replace('_', "-"));
        let mut command = Command::new(env::current_exe()?);
        command.env("WRONG", "1").env_remove("WIRE");
        command.envs(wire.map(|value| ("WIRE", value)));
        let output = command.args(["--exact", &name]).output()?;
        let text = String::from_utf8(output.stdout)?;
        Ok((output.status.success(), text))
    }
}
