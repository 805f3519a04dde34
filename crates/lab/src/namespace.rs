//! A private namespace for one replay: its own ports, its own hosts file.
//!
//! Inside it the documented ports are free whatever the machine does, names
//! resolve from a hosts file of ours, and no packet can leave: there is no
//! interface but loopback. The process keeps an ordinary user id, so the
//! programs that it starts hold no capability that a reader would not have.

use std::fmt;
use std::path::Path;

/// Why this machine gives us no namespace, or no network of them.
#[derive(Clone, Debug)]
pub struct Unavailable(String);

impl Unavailable {
    /// What is lacking, as a line that needs no more words.
    pub fn because(reason: impl Into<String>) -> Unavailable {
        Unavailable(reason.into())
    }

    fn namespace(reason: impl fmt::Display) -> Unavailable {
        Unavailable(format!("no private network namespace here: {reason}"))
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

/// Moves this process into a namespace of its own, in which segments look
/// the same everywhere. It must not have started a thread. Two small files
/// are written to `dir`.
///
/// # Errors
/// On a system other than Linux, and where the kernel or its security
/// module forbids user namespaces.
#[cfg(target_os = "linux")]
pub fn enter(dir: &Path) -> Result<(), Unavailable> {
    enter_with_defaults(dir)?;
    same_everywhere().map_err(|error| Unavailable(format!("sysctl: {error}")))
}

/// The same with all of the kernel's settings as it makes them.
#[cfg(target_os = "linux")]
pub(crate) fn enter_with_defaults(dir: &Path) -> Result<(), Unavailable> {
    use crate::sys::linux;
    use std::fs;
    use std::net::UdpSocket;

    let (uid, gid) = linux::ids();
    let step = |what: &'static str| {
        move |error| Unavailable::namespace(format!("{what}: {error}"))
    };
    linux::unshare().map_err(step("unshare"))?;
    // An unprivileged process may map its own id only, and must give up
    // setgroups before it maps its group (user_namespaces(7)).
    fs::write("/proc/self/setgroups", "deny").map_err(step("setgroups"))?;
    fs::write("/proc/self/uid_map", format!("1000 {uid} 1"))
        .map_err(step("uid_map"))?;
    fs::write("/proc/self/gid_map", format!("1000 {gid} 1"))
        .map_err(step("gid_map"))?;
    linux::make_mounts_private().map_err(step("mount"))?;
    own_names(dir, LOCALHOST).map_err(step("hosts file"))?;
    let socket = UdpSocket::bind("127.0.0.1:0")
        .or_else(|_| UdpSocket::bind("0.0.0.0:0"))
        .map_err(step("socket"))?;
    linux::loopback_up(&socket).map_err(step("loopback"))
}

/// Segments look the same in every run and on every machine: without a
/// clock's value, and with the buffers, and so the window scale, that were
/// Linux's defaults for long (tcp(7)). And each comes once: what a busy peer
/// has not acknowledged after a few milliseconds is not probed for (RFC 8985
/// §7), which would be sent again after 200.
#[cfg(target_os = "linux")]
fn same_everywhere() -> std::io::Result<()> {
    let settings = [
        ("tcp_timestamps", "0"),
        ("tcp_rmem", "4096 131072 6291456"),
        ("tcp_wmem", "4096 16384 4194304"),
        ("tcp_early_retrans", "0"),
    ];
    settings.iter().try_for_each(|(name, value)| {
        std::fs::write(format!("/proc/sys/net/ipv4/{name}"), value)
    })
}

/// Lets the loopback of the namespace carry packets of at most `mtu` bytes,
/// cut by the kernel itself, as on an interface whose card cuts nothing:
/// without this, TCP hands a card, or loopback, segments of up to 64 KiB
/// (Linux, Documentation/networking/segmentation-offloads).
///
/// # Errors
/// Outside a namespace of our own, or for an `mtu` that IP does not take.
#[cfg(target_os = "linux")]
pub fn limit_packets(mtu: u32) -> Result<(), Unavailable> {
    use crate::sys::linux::{self, Offload};

    let limit = || {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
        let offloads =
            [Offload::TcpSegments, Offload::Segments, Offload::Joining];
        linux::without_offloads("lo", &socket, &offloads)?;
        linux::loopback_mtu(&socket, mtu)
    };
    limit()
        .map_err(|error| Unavailable::namespace(format!("MTU {mtu}: {error}")))
}

/// Has the kernel acknowledge each segment at once, and not 40 ms later or
/// with the next answer: a program that is traced stops for as long.
///
/// # Errors
/// Outside a namespace of our own.
#[cfg(target_os = "linux")]
pub fn acknowledge_at_once() -> Result<(), Unavailable> {
    use crate::net::netlink;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    let net = IpAddr::from(Ipv4Addr::new(127, 0, 0, 0));
    let quick = |block, prefix| {
        netlink::acknowledge_at_once(block, prefix).map_err(|error| {
            Unavailable::namespace(format!("quickack {block}: {error}"))
        })
    };
    quick(net, 8)?;
    quick(Ipv4Addr::LOCALHOST.into(), 32)?;
    if crate::has_ipv6() {
        quick(Ipv6Addr::LOCALHOST.into(), 128)?;
    }
    Ok(())
}

/// Elsewhere there are no namespaces.
#[cfg(not(target_os = "linux"))]
pub fn enter(_dir: &Path) -> Result<(), Unavailable> {
    Err(Unavailable::namespace("only Linux has them"))
}

/// What every hosts file says.
#[cfg(target_os = "linux")]
const LOCALHOST: &str = "127.0.0.1 localhost\n::1 localhost\n";

/// Names resolve from these lines of a hosts file, and from nowhere else.
#[cfg(target_os = "linux")]
pub(crate) fn own_names(dir: &Path, lines: &str) -> std::io::Result<()> {
    let files = [
        ("/etc/hosts", lines),
        ("/etc/nsswitch.conf", "hosts: files\n"),
    ];
    own_files(dir, &files)
}

/// Names that the hosts file lacks are asked of a server on this host's own
/// 127.0.0.1, port 53, with the resolver's `options`, as in `resolv.conf(5)`.
#[cfg(target_os = "linux")]
pub(crate) fn own_server(dir: &Path, options: &str) -> std::io::Result<()> {
    let server = format!("nameserver 127.0.0.1\noptions {options}\n");
    let files = [
        ("/etc/resolv.conf", server.as_str()),
        ("/etc/nsswitch.conf", "hosts: files dns\n"),
    ];
    own_files(dir, &files)
}

/// Puts our own files, which are written to `dir`, over those places.
#[cfg(target_os = "linux")]
fn own_files(dir: &Path, files: &[(&str, &str)]) -> std::io::Result<()> {
    use crate::sys::linux;
    use std::fs;

    for (place, text) in files {
        let place = Path::new(place);
        if place.exists() {
            let own = dir.join(place.file_name().expect("a file's path"));
            fs::write(&own, text)?;
            linux::bind_mount(&own, place)?;
        }
    }
    Ok(())
}
