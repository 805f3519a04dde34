//! The few messages of `rtnetlink(7)` that make devices, addresses, routes
//! and slow links.
//!
//! A message is a header, the fixed part of its kind, and attributes: each
//! a length, a number and a value, padded to four bytes (`netlink(7)`).

use std::ffi::c_int;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr};
use std::os::fd::{AsRawFd, BorrowedFd};

use socket2::{Domain, Protocol, Socket, Type};

use super::Answer;

/// The length of a message's header.
const HEADER: usize = 16;

/// `VETH_INFO_PEER` (`linux/veth.h`): the other end.
const VETH_PEER: u16 = 1;
/// `RTAX_QUICKACK` (`linux/rtnetlink.h`).
const RTAX_QUICKACK: u16 = 15;
/// `TCA_TBF_PARMS` and `TCA_TBF_BURST` (`linux/pkt_sched.h`).
const TBF_PARAMETERS: u16 = 1;
const TBF_BURST: u16 = 6;
/// `TC_H_ROOT`: all that leaves by the device.
const ROOT: u32 = u32::MAX;
/// `TC_LINKLAYER_ETHERNET`.
const ETHERNET: u8 = 1;

/// An address of Ethernet.
pub type Hardware = [u8; 6];

/// One end of a pair of devices.
pub struct End<'a> {
    pub namespace: BorrowedFd<'a>,
    pub index: u32,
    pub name: &'a str,
    pub hardware: Hardware,
}

/// Makes a pair of joined devices, each in its namespace.
pub fn veth(one: &End, other: &End) -> io::Result<()> {
    let mut message = Message::new(libc::RTM_NEWLINK, CREATE);
    message.link(one.index, false);
    message.end(one);
    message.nested(libc::IFLA_LINKINFO, |info| {
        info.text(libc::IFLA_INFO_KIND, "veth");
        info.nested(libc::IFLA_INFO_DATA, |data| {
            data.nested(VETH_PEER, |peer| {
                peer.link(other.index, false);
                peer.end(other);
            });
        });
    });
    message.ask()
}

/// Brings a device up or down.
pub fn set_up(index: u32, up: bool) -> io::Result<()> {
    let mut message = Message::new(libc::RTM_NEWLINK, CHANGE);
    message.link(index, up);
    message.ask()
}

/// True once a device carries packets. The kernel looks for a signal in its
/// own time; what is sent before is lost.
pub fn is_running(index: u32) -> io::Result<bool> {
    let mut message = Message::new(libc::RTM_GETLINK, 0);
    message.link(index, false);
    let reply = message.exchange()?;
    let flags = reply.get(HEADER + 8..HEADER + 12);
    let flags = flags.and_then(|bytes| bytes.try_into().ok());
    let flags = flags.map_or(0, u32::from_ne_bytes);
    Ok(flags & libc::IFF_RUNNING as u32 != 0)
}

/// Sets the largest packet, in bytes, that a device carries.
pub fn set_mtu(index: u32, mtu: u32) -> io::Result<()> {
    let mut message = Message::new(libc::RTM_NEWLINK, CHANGE);
    message.link(index, true);
    message.attribute(libc::IFLA_MTU, &mtu.to_ne_bytes());
    message.ask()
}

/// Gives a device an address, which is used at once: nobody else on such a
/// link can have it.
pub fn address(index: u32, address: IpAddr, prefix: u8) -> io::Result<()> {
    change_address(libc::RTM_NEWADDR, CREATE, index, address, prefix)
}

/// Takes it away again, with the routes that came with it.
pub fn no_address(index: u32, address: IpAddr, prefix: u8) -> io::Result<()> {
    change_address(libc::RTM_DELADDR, CHANGE, index, address, prefix)
}

fn change_address(
    kind: u16,
    how: c_int,
    index: u32,
    address: IpAddr,
    prefix: u8,
) -> io::Result<()> {
    const NODAD: u8 = 0x02;
    let mut message = Message::new(kind, how);
    let flags = if address.is_ipv6() { NODAD } else { 0 };
    message.bytes(&[family(address), prefix, flags, 0]);
    message.bytes(&index.to_ne_bytes());
    message.attribute(libc::IFA_LOCAL, &octets(address));
    message.attribute(libc::IFA_ADDRESS, &octets(address));
    message.ask()
}

/// Tells whose hardware has an address, so that nobody is asked.
pub fn neighbor(
    index: u32,
    address: IpAddr,
    hardware: Hardware,
) -> io::Result<()> {
    let mut message = Message::new(libc::RTM_NEWNEIGH, CREATE);
    message.bytes(&[family(address), 0, 0, 0]);
    message.bytes(&index.to_ne_bytes());
    message.bytes(&libc::NUD_PERMANENT.to_ne_bytes());
    message.bytes(&[0; 2]);
    message.attribute(libc::NDA_DST, &octets(address));
    message.attribute(libc::NDA_LLADDR, &hardware);
    message.ask()
}

/// Where packets to a block go.
pub enum Way {
    /// To this router.
    Via(IpAddr),
    /// Nowhere, and this is the sender told.
    Nowhere(Answer),
}

/// Adds a route to the block of this prefix length.
pub fn route(block: IpAddr, prefix: u8, way: &Way) -> io::Result<()> {
    let kind = match way {
        Way::Via(_) => libc::RTN_UNICAST,
        Way::Nowhere(Answer::None) => libc::RTN_BLACKHOLE,
        Way::Nowhere(Answer::Unreachable) => libc::RTN_UNREACHABLE,
        Way::Nowhere(Answer::Prohibited) => libc::RTN_PROHIBIT,
    };
    let mut message = Message::new(libc::RTM_NEWROUTE, CREATE);
    let (table, scope) = (libc::RT_TABLE_MAIN, libc::RT_SCOPE_UNIVERSE);
    message.bytes(&[family(block), prefix, 0, 0]);
    message.bytes(&[table, libc::RTPROT_STATIC, scope, kind]);
    message.bytes(&[0; 4]);
    message.attribute(libc::RTA_DST, &octets(block));
    if let Way::Via(router) = way {
        message.attribute(libc::RTA_GATEWAY, &octets(*router));
    }
    message.ask()
}

/// Has the kernel acknowledge at once what comes to a block of addresses of
/// its own, which device 1, `lo`, has (`ip-route(8)`, `quickack`).
pub fn acknowledge_at_once(block: IpAddr, prefix: u8) -> io::Result<()> {
    const LO: u32 = 1;
    let flags = CHANGE | libc::NLM_F_CREATE | libc::NLM_F_REPLACE;
    let mut message = Message::new(libc::RTM_NEWROUTE, flags);
    message.bytes(&[family(block), prefix, 0, 0, libc::RT_TABLE_LOCAL]);
    let scope = match block {
        IpAddr::V4(_) => libc::RT_SCOPE_HOST,
        IpAddr::V6(_) => libc::RT_SCOPE_UNIVERSE,
    };
    message.bytes(&[libc::RTPROT_KERNEL, scope, libc::RTN_LOCAL]);
    message.bytes(&[0; 4]);
    message.attribute(libc::RTA_DST, &octets(block));
    message.attribute(libc::RTA_OIF, &LO.to_ne_bytes());
    // As the kernel's own routes to them: who sends to 127.0.0.2 is 127.0.0.1.
    if block.is_ipv4() {
        let source = Ipv4Addr::LOCALHOST.into();
        message.attribute(libc::RTA_PREFSRC, &octets(source));
    }
    message.nested(libc::RTA_METRICS, |metrics| {
        metrics.attribute(RTAX_QUICKACK, &1u32.to_ne_bytes());
    });
    message.ask()
}

/// Lets so many bytes a second leave by a device, after a first `burst`,
/// and `waiting` bytes at most stand in line (`tc-tbf(8)`).
pub fn slow_down(
    index: u32,
    bytes_a_second: u32,
    burst: u32,
    waiting: u32,
) -> io::Result<()> {
    let mut message = Message::new(libc::RTM_NEWQDISC, CREATE);
    message.bytes(&[0; 4]);
    message.bytes(&index.to_ne_bytes());
    message.bytes(&0u32.to_ne_bytes());
    message.bytes(&ROOT.to_ne_bytes());
    message.bytes(&[0; 4]);
    message.text(libc::TCA_KIND, "tbf");
    message.nested(libc::TCA_OPTIONS, |options| {
        // struct tc_tbf_qopt: the rate, no rate of peaks, three lengths.
        let mut parameters = vec![0, ETHERNET, 0, 0, 0, 0, 0, 0];
        parameters.extend(bytes_a_second.to_ne_bytes());
        parameters.extend([0; 12]);
        for length in [waiting, 0, 0] {
            parameters.extend(length.to_ne_bytes());
        }
        options.attribute(TBF_PARAMETERS, &parameters);
        options.attribute(TBF_BURST, &burst.to_ne_bytes());
    });
    message.ask()
}

const CREATE: c_int = CHANGE | libc::NLM_F_CREATE | libc::NLM_F_EXCL;
/// Without this a change that succeeds is not answered.
const CHANGE: c_int = libc::NLM_F_ACK;

/// A message, or the inside of an attribute.
struct Message(Vec<u8>);

impl Message {
    fn new(kind: u16, flags: c_int) -> Message {
        let flags = flags | libc::NLM_F_REQUEST;
        let mut bytes = vec![0; HEADER];
        bytes[4..6].copy_from_slice(&kind.to_ne_bytes());
        bytes[6..8].copy_from_slice(&(flags as u16).to_ne_bytes());
        Message(bytes)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    /// `struct ifinfomsg`. Only whether it is up is changed.
    fn link(&mut self, index: u32, up: bool) {
        let flag = libc::IFF_UP as u32;
        self.bytes(&[0; 4]);
        self.bytes(&index.to_ne_bytes());
        self.bytes(&(if up { flag } else { 0 }).to_ne_bytes());
        self.bytes(&flag.to_ne_bytes());
    }

    fn end(&mut self, end: &End) {
        let namespace = end.namespace.as_raw_fd();
        self.text(libc::IFLA_IFNAME, end.name);
        self.attribute(libc::IFLA_ADDRESS, &end.hardware);
        self.attribute(libc::IFLA_NET_NS_FD, &namespace.to_ne_bytes());
    }

    fn text(&mut self, number: u16, text: &str) {
        self.attribute(number, &[text.as_bytes(), b"\0"].concat());
    }

    fn nested(&mut self, number: u16, fill: impl FnOnce(&mut Message)) {
        let mut inside = Message(Vec::new());
        fill(&mut inside);
        self.attribute(number, &inside.0);
    }

    fn attribute(&mut self, number: u16, value: &[u8]) {
        let length = (value.len() + 4) as u16;
        self.bytes(&length.to_ne_bytes());
        self.bytes(&number.to_ne_bytes());
        self.bytes(value);
        self.0.resize(self.0.len().next_multiple_of(4), 0);
    }

    /// Has the kernel do what the message asks for.
    fn ask(self) -> io::Result<()> {
        self.exchange().map(drop)
    }

    /// Sends the message to the kernel of this thread's network, and returns
    /// its answer.
    fn exchange(mut self) -> io::Result<Vec<u8>> {
        let length = self.0.len() as u32;
        self.0[..4].copy_from_slice(&length.to_ne_bytes());
        let domain = Domain::from(libc::AF_NETLINK);
        let protocol = Protocol::from(libc::NETLINK_ROUTE);
        let mut socket = Socket::new(domain, Type::DGRAM, Some(protocol))?;
        socket.send(&self.0)?;
        let mut reply = vec![0; 8192];
        let n = socket.read(&mut reply)?;
        reply.truncate(n);
        verdict(&reply).map(|()| reply)
    }
}

/// Where the answer is `struct nlmsgerr`, its error, which is 0 where the
/// kernel did what it was asked.
fn verdict(reply: &[u8]) -> io::Result<()> {
    let kind = reply.get(4..6).unwrap_or_default();
    if kind != (libc::NLMSG_ERROR as u16).to_ne_bytes() {
        return Ok(());
    }
    let code = reply.get(HEADER..HEADER + 4);
    let code = code.and_then(|bytes| bytes.try_into().ok());
    match code.map(i32::from_ne_bytes) {
        Some(0) => Ok(()),
        Some(code) => Err(io::Error::from_raw_os_error(-code)),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn family(address: IpAddr) -> u8 {
    let family = match address {
        IpAddr::V4(_) => libc::AF_INET,
        IpAddr::V6(_) => libc::AF_INET6,
    };
    family as u8
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}
