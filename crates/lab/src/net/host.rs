//! A host: a network namespace, and the threads that act in it.

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::AsFd;
use std::panic;
use std::path::Path;
use std::thread;

use super::netlink::{self, End, Hardware, Way};
use super::{Unavailable, until, whole};
use crate::sys::linux;
use crate::tap::Tap;

/// The number of `lo` in every namespace.
const LOOPBACK: u32 = 1;

/// A device of a host, beside loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// `eth0`.
    First,
    /// `eth1`.
    Second,
}

impl Device {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Device::First => "eth0",
            Device::Second => "eth1",
        }
    }

    /// Its number, above those that a kernel gives to devices of its own.
    pub fn index(self) -> u32 {
        match self {
            Device::First => 100,
            Device::Second => 101,
        }
    }
}

/// What the sender of a packet is told that a route leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing (`blackhole` in `ip-route(8)`).
    None,
    /// That the host is unreachable.
    Unreachable,
    /// That it is administratively prohibited.
    Prohibited,
}

/// A host of its own, as far as the network is concerned.
#[derive(Debug)]
pub struct Host {
    /// Its address, the first where it has several.
    pub v4: Ipv4Addr,
    /// Its IPv6 address, likewise.
    pub v6: Ipv6Addr,
    namespace: File,
}

impl Host {
    /// Makes one with loopback up; the addresses are to come.
    pub(super) fn new(v4: Ipv4Addr, v6: Ipv6Addr) -> io::Result<Host> {
        let make = || -> io::Result<File> {
            linux::unshare_network()?;
            netlink::set_up(LOOPBACK, true)?;
            if has_ipv6() {
                ready_at_once()?;
            }
            File::open("/proc/thread-self/ns/net")
        };
        // The thread that entered it ends; the open file keeps it.
        let namespace = on_own_thread(make)?;
        Ok(Host { v4, v6, namespace })
    }

    /// Acts on this host: sockets that are made in `act`, by the threads and
    /// programs too that it starts, are this host's for ever, wherever they
    /// are used.
    pub fn run<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        on_own_thread(|| {
            linux::enter_network(&self.namespace)
                .expect("we made the namespace that we enter");
            act()
        })
    }

    /// This host's IPv4 address with a port.
    pub fn at(&self, port: u16) -> SocketAddr {
        (self.v4, port).into()
    }

    /// This host's IPv6 address with a port.
    pub fn at_v6(&self, port: u16) -> SocketAddr {
        (self.v6, port).into()
    }

    /// Hears every packet that leaves by a device of this host.
    ///
    /// # Errors
    /// Those of a packet socket.
    pub fn tap(&self) -> io::Result<Tap> {
        self.run(Tap::start)
    }

    /// Changes a setting of this host, such as `ipv4/tcp_syncookies`.
    ///
    /// # Errors
    /// Where the kernel has no such setting.
    pub fn set(&self, name: &str, value: &str) -> io::Result<()> {
        self.run(|| fs::write(setting(name), value))
            .map_err(|error| io::Error::other(format!("{name}: {error}")))
    }

    /// Reads a setting of this host.
    ///
    /// # Errors
    /// Where the kernel has no such setting.
    pub fn get(&self, name: &str) -> io::Result<String> {
        let text = self.run(|| fs::read_to_string(setting(name)));
        text.map(|text| text.trim_end().to_string())
            .map_err(|error| io::Error::other(format!("{name}: {error}")))
    }

    /// Brings a device down, as pulling its cable does.
    ///
    /// # Errors
    /// The kernel's.
    pub fn down(&self, device: Device) -> io::Result<()> {
        self.run(|| netlink::set_up(device.index(), false))
    }

    /// Brings a device up again.
    ///
    /// # Errors
    /// The kernel's.
    pub fn up(&self, device: Device) -> io::Result<()> {
        self.run(|| netlink::set_up(device.index(), true))
    }

    /// Sets the largest packet, in bytes, that a device carries.
    ///
    /// # Errors
    /// The kernel's.
    pub fn mtu(&self, device: Device, mtu: u32) -> io::Result<()> {
        self.run(|| netlink::set_mtu(device.index(), mtu))
    }

    /// Lets so many bytes a second leave by a device, and a megabyte stand
    /// in line.
    ///
    /// # Errors
    /// Where the kernel has no `sch_tbf`.
    pub fn slow_down(
        &self,
        device: Device,
        bytes_a_second: u32,
    ) -> Result<(), Unavailable> {
        let (burst, waiting) = (2000, 1 << 20);
        let index = device.index();
        self.run(|| netlink::slow_down(index, bytes_a_second, burst, waiting))
            .map_err(|error| {
                Unavailable::because(format!("no slow link (sch_tbf): {error}"))
            })
    }

    /// Gives a device one more address, and waits until it is in use.
    ///
    /// # Errors
    /// The kernel's.
    pub fn address(
        &self,
        device: Device,
        address: IpAddr,
        prefix: u8,
    ) -> io::Result<()> {
        self.run(|| {
            netlink::address(device.index(), address, prefix)?;
            match address {
                IpAddr::V4(_) => Ok(()),
                IpAddr::V6(v6) => until("it is in use", || is_routed(v6)),
            }
        })
    }

    /// Takes an address from a device, and the routes that came with it.
    ///
    /// # Errors
    /// The kernel's.
    pub fn no_address(
        &self,
        device: Device,
        address: IpAddr,
        prefix: u8,
    ) -> io::Result<()> {
        self.run(|| netlink::no_address(device.index(), address, prefix))
    }

    /// Sends what is for this one address nowhere.
    ///
    /// # Errors
    /// The kernel's.
    pub fn no_way_to(&self, to: IpAddr, answer: Answer) -> io::Result<()> {
        let way = Way::Nowhere(answer);
        self.run(|| netlink::route(to, whole(to), &way))
    }

    pub(super) fn default_route(&self, via: IpAddr) -> io::Result<()> {
        let any = match via {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            IpAddr::V6(_) if !has_ipv6() => return Ok(()),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        };
        self.run(|| netlink::route(any, 0, &Way::Via(via)))
    }

    /// From now on this host is a router.
    pub(super) fn forward(&self) -> io::Result<()> {
        self.set("ipv4/ip_forward", "1")?;
        if has_ipv6() {
            self.set("ipv6/conf/all/forwarding", "1")?;
        }
        Ok(())
    }

    /// Joins two hosts, and brings both ends up.
    pub(super) fn join(
        &self,
        device: Device,
        other: &Host,
        device_there: Device,
    ) -> io::Result<()> {
        let (one, two) = (self.end(device), other.end(device_there));
        self.run(|| {
            netlink::veth(&one, &two)?;
            netlink::set_up(one.index, true)
        })?;
        other.run(|| netlink::set_up(two.index, true))?;
        for (host, index) in [(self, one.index), (other, two.index)] {
            until("the cable is plugged in", || {
                host.run(|| netlink::is_running(index))
            })?;
        }
        Ok(())
    }

    /// Tells this host whose device has an address, so that what it sends
    /// there first is not held back until it has asked.
    pub(super) fn know(
        &self,
        device: Device,
        address: IpAddr,
        (other, device_there): (&Host, Device),
    ) -> io::Result<()> {
        let hardware = other.hardware(device_there);
        self.run(|| netlink::neighbor(device.index(), address, hardware))
    }

    fn end(&self, device: Device) -> End<'_> {
        End {
            namespace: self.namespace.as_fd(),
            index: device.index(),
            name: device.name(),
            hardware: self.hardware(device),
        }
    }

    /// Made by ourselves (the 2) and unlike any other on the same link.
    fn hardware(&self, device: Device) -> Hardware {
        let [.., link, host] = self.v4.octets();
        [2, 0, 0, device.index() as u8, link, host]
    }
}

/// No device waits a second to see whether its address is another's, nor
/// asks for routers.
fn ready_at_once() -> io::Result<()> {
    ["accept_dad", "dad_transmits", "router_solicitations"]
        .into_iter()
        .map(|name| setting(&format!("ipv6/conf/default/{name}")))
        .try_for_each(|path| fs::write(path, "0"))
}

/// True once the kernel takes packets to this address of its own: it makes
/// the route in its own time, and drops what comes before.
fn is_routed(address: Ipv6Addr) -> io::Result<bool> {
    let table = fs::read_to_string("/proc/thread-self/net/ipv6_route")?;
    let whole = format!("{:032x} 80 ", u128::from(address));
    Ok(table.lines().any(|line| line.starts_with(&whole)))
}

fn setting(name: &str) -> String {
    format!("/proc/sys/net/{name}")
}

/// True where the kernel knows IPv6 at all.
pub(super) fn has_ipv6() -> bool {
    Path::new("/proc/sys/net/ipv6").exists()
}

fn on_own_thread<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let acting = scope.spawn(act);
        acting
            .join()
            .unwrap_or_else(|panicked| panic::resume_unwind(panicked))
    })
}
