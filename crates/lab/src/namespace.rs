//! A private namespace for one replay: its own ports, its own hosts file.
//!
//! Inside it the documented ports are free whatever the machine does, names
//! resolve from a hosts file of ours, and no packet can leave: there is no
//! interface but loopback. The process keeps an ordinary user id, so the
//! programs that it starts hold no capability that a reader would not have.

use std::fmt;
use std::path::Path;

/// Why this machine gives us no namespace.
#[derive(Debug)]
pub struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "no private network namespace here: {}", self.0)
    }
}

impl std::error::Error for Unavailable {}

/// Moves this process into a namespace of its own. It must not have
/// started a thread. Two small files are written to `dir`.
///
/// # Errors
/// On a system other than Linux, and where the kernel or its security
/// module forbids user namespaces.
#[cfg(target_os = "linux")]
pub fn enter(dir: &Path) -> Result<(), Unavailable> {
    use crate::sys::linux;
    use std::fs;
    use std::net::UdpSocket;

    let (uid, gid) = linux::ids();
    let step = |what: &'static str| {
        move |error| Unavailable(format!("{what}: {error}"))
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
    own_names(dir).map_err(step("hosts file"))?;
    let socket = UdpSocket::bind("127.0.0.1:0")
        .or_else(|_| UdpSocket::bind("0.0.0.0:0"))
        .map_err(step("socket"))?;
    linux::loopback_up(&socket).map_err(step("loopback"))
}

/// Elsewhere there are no namespaces.
#[cfg(not(target_os = "linux"))]
pub fn enter(_dir: &Path) -> Result<(), Unavailable> {
    Err(Unavailable("only Linux has them".into()))
}

/// `localhost` is what every hosts file says it is, and nothing else
/// resolves.
#[cfg(target_os = "linux")]
fn own_names(dir: &Path) -> std::io::Result<()> {
    use crate::sys::linux;
    use std::fs;

    let files = [
        ("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"),
        ("/etc/nsswitch.conf", "hosts: files\n"),
    ];
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
