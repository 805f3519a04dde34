//! Small networks to experiment in: hosts, a router, slow and lossy links.
//!
//! Each host is a network namespace of its own (`network_namespaces(7)`),
//! and hosts are joined by pairs of virtual Ethernet devices (`veth(4)`).
//! Nothing of it is seen from outside, and all of it is gone with the
//! process.
//!
//! The process enters a user namespace first, by [`enter`], so that an
//! ordinary user may make such a network too. Without that, and where
//! namespaces are forbidden, every network here is [`Unavailable`].

mod host;
pub(crate) mod netlink;
mod sockets;
mod wire;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

pub use host::{Answer, Device, Host};
pub use sockets::{Entry, State, tcp};
pub use wire::{Fate, Wire, losing};

use crate::namespace;
pub use crate::namespace::Unavailable;

/// What came of entering a namespace, and the folder for its files.
static ENTERED: OnceLock<Result<PathBuf, Unavailable>> = OnceLock::new();

/// How long a condition is waited for before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a packet is on its way to a router, at least.
const SOON: Duration = Duration::from_millis(2);

/// Moves this process, which must not have started a thread, to where it
/// may make networks. A few small files are written to `dir`. Where this
/// fails, each network that is asked for later tells why.
pub fn enter(dir: &Path) {
    let entered = namespace::enter_with_defaults(dir);
    // A second call would find the namespace of the first.
    let _ = ENTERED.set(entered.map(|()| dir.to_path_buf()));
}

fn folder() -> Result<&'static Path, Unavailable> {
    match ENTERED.get() {
        Some(Ok(dir)) => Ok(dir),
        Some(Err(why)) => Err(why.clone()),
        None => Err(Unavailable::because("call net::enter first")),
    }
}

/// Names resolve from these lines, in the form of `hosts(5)`, and from
/// nowhere else.
///
/// # Errors
/// Where networks cannot be made.
pub fn names(lines: &str) -> Result<(), Unavailable> {
    namespace::own_names(folder()?, lines)
        .map_err(|error| Unavailable::because(format!("hosts file: {error}")))
}

/// Names that the hosts file lacks are asked of a DNS server at 127.0.0.1,
/// port 53, of whichever host asks. These are the resolver's options, in the
/// form of `resolv.conf(5)`.
///
/// # Errors
/// Where networks cannot be made.
pub fn ask_own_server(options: &str) -> Result<(), Unavailable> {
    namespace::own_server(folder()?, options)
        .map_err(|error| Unavailable::because(format!("resolv.conf: {error}")))
}

/// Says so where this machine has no IPv6.
///
/// # Errors
/// That it has none.
pub fn needs_ipv6() -> Result<(), Unavailable> {
    if crate::has_ipv6() {
        Ok(())
    } else {
        Err(Unavailable::because("no IPv6 here"))
    }
}

/// Waits until `done`, and says what was waited for where that never comes.
///
/// # Errors
/// Those of `done`, and `TimedOut`.
pub fn until(
    what: &str,
    mut done: impl FnMut() -> io::Result<bool>,
) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !done()? {
        if Instant::now() > deadline {
            let text = format!("waited in vain until {what}");
            return Err(io::Error::new(io::ErrorKind::TimedOut, text));
        }
        // The kernel's tables announce no change.
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// A host with loopback and nothing else.
///
/// # Errors
/// Where networks cannot be made.
pub fn host() -> Result<Host, Unavailable> {
    folder()?;
    let host = Host::new(Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST);
    host.map_err(|error| Unavailable::because(format!("no host: {error}")))
}

/// Two hosts on one link.
#[derive(Debug)]
pub struct Pair {
    /// 192.0.2.1 and 2001:db8:1::1.
    pub left: Host,
    /// 192.0.2.2 and 2001:db8:1::2.
    pub right: Host,
}

/// Two hosts, and a router between their two links.
#[derive(Debug)]
pub struct Routed {
    /// 192.0.2.1 and 2001:db8:1::1; all that is elsewhere goes to the
    /// router.
    pub left: Host,
    /// 192.0.2.254, 2001:db8:1::fe and 198.51.100.254, 2001:db8:2::fe; it
    /// knows its two links and has no other route.
    pub router: Host,
    /// 198.51.100.1 and 2001:db8:2::1.
    pub right: Host,
    /// From `left` to the router. Over a pair of devices alone, an answer
    /// would come within the call that asks, as it does on no cable: an
    /// ICMP error then finds the socket in use, and does not end the call.
    _wire: Wire,
}

/// Two hosts on one link, which are [`Device::First`] of each.
///
/// # Errors
/// Where networks cannot be made.
pub fn two_hosts() -> Result<Pair, Unavailable> {
    pair(|left, right| left.join(Device::First, right, Device::First))
}

/// Two hosts on a wire that delays and drops as `fate` says, which is given
/// each packet, from its IP header on, before it is carried.
///
/// # Errors
/// Where networks cannot be made.
pub fn two_hosts_on_a_wire(
    fate: impl FnMut(&[u8]) -> Fate + Send + 'static,
) -> Result<(Pair, Wire), Unavailable> {
    let mut wire = None;
    let pair = pair(|left, right| {
        wire = Some(Wire::between(left, right, fate)?);
        Ok(())
    })?;
    wire.map(|wire| (pair, wire))
        .ok_or_else(|| Unavailable::because("no wire"))
}

fn pair(
    join: impl FnOnce(&Host, &Host) -> io::Result<()>,
) -> Result<Pair, Unavailable> {
    folder()?;
    let make = || {
        let left = Host::new(on_left_link(1), on_left_link_v6(1))?;
        let right = Host::new(on_left_link(2), on_left_link_v6(2))?;
        join(&left, &right)?;
        settle(End::first(&left), End::first(&right))?;
        Ok(Pair { left, right })
    };
    make().map_err(unmade)
}

/// Two hosts, each on a link of its own, with a router between.
///
/// # Errors
/// Where networks cannot be made.
pub fn two_hosts_and_a_router() -> Result<Routed, Unavailable> {
    folder()?;
    routed().map_err(unmade)
}

fn routed() -> io::Result<Routed> {
    let (near, near_v6) = (on_left_link(254), on_left_link_v6(0xfe));
    let left = Host::new(on_left_link(1), on_left_link_v6(1))?;
    let router = Host::new(near, near_v6)?;
    let right = Host::new(on_right_link(1), on_right_link_v6(1))?;
    let far = End {
        host: &router,
        device: Device::Second,
        v4: on_right_link(254),
        v6: on_right_link_v6(0xfe),
    };

    let wire = Wire::between(&left, &router, |_| Fate::Late(SOON))?;
    settle(End::first(&left), End::first(&router))?;
    router.join(Device::Second, &right, Device::First)?;
    settle(far, End::first(&right))?;
    router.forward()?;
    for (host, via, via_v6) in
        [(&left, near, near_v6), (&right, far.v4, far.v6)]
    {
        host.default_route(via.into())?;
        host.default_route(via_v6.into())?;
    }
    Ok(Routed {
        left,
        router,
        right,
        _wire: wire,
    })
}

/// A device of a host, and the addresses that it is to have.
#[derive(Clone, Copy)]
struct End<'a> {
    host: &'a Host,
    device: Device,
    v4: Ipv4Addr,
    v6: Ipv6Addr,
}

impl End<'_> {
    fn first(host: &Host) -> End<'_> {
        End {
            host,
            device: Device::First,
            v4: host.v4,
            v6: host.v6,
        }
    }

    /// Each with the length of its link's prefix.
    fn addresses(self) -> impl Iterator<Item = (IpAddr, u8)> {
        let v6 = host::has_ipv6().then_some((self.v6.into(), 64));
        [(self.v4.into(), 24)].into_iter().chain(v6)
    }
}

/// Gives both ends of a link their addresses, and tells each the other's.
fn settle(one: End, other: End) -> io::Result<()> {
    for (end, beyond) in [(one, other), (other, one)] {
        for (address, prefix) in end.addresses() {
            end.host.address(end.device, address, prefix)?;
        }
        for (address, _) in beyond.addresses() {
            let there = (beyond.host, beyond.device);
            end.host.know(end.device, address, there)?;
        }
    }
    Ok(())
}

fn unmade(error: io::Error) -> Unavailable {
    Unavailable::because(format!("no network of hosts: {error}"))
}

/// All addresses are from blocks that are reserved for documentation
/// (RFC 5737, RFC 3849).
fn on_left_link(host: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 0, 2, host)
}

fn on_left_link_v6(host: u16) -> Ipv6Addr {
    Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, host)
}

fn on_right_link(host: u8) -> Ipv4Addr {
    Ipv4Addr::new(198, 51, 100, host)
}

fn on_right_link_v6(host: u16) -> Ipv6Addr {
    Ipv6Addr::new(0x2001, 0xdb8, 2, 0, 0, 0, 0, host)
}

/// How long an address of this family is, in bits.
fn whole(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}
