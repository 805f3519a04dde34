//! What can be seen of another process: its memory, descriptors and state.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::unix::fs::FileExt;

use nix::unistd::Pid;

/// The memory of a process. It must be stopped while it is read.
#[derive(Debug)]
pub struct Memory(File);

impl Memory {
    /// Opens it (`proc_pid_mem(5)`).
    pub fn of(process: Pid) -> io::Result<Memory> {
        File::open(format!("/proc/{process}/mem")).map(Memory)
    }

    /// So many bytes from an address on.
    pub fn bytes<const N: usize>(&self, address: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact_at(&mut bytes, address).ok()?;
        Some(bytes)
    }

    /// As many bytes as `len` says.
    pub fn vec(&self, address: u64, len: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; len];
        self.0.read_exact_at(&mut bytes, address).ok()?;
        Some(bytes)
    }

    /// A number of the processor's width.
    pub fn word(&self, address: u64) -> Option<u64> {
        self.bytes(address).map(u64::from_ne_bytes)
    }

    /// An `int`.
    pub fn int(&self, address: u64) -> Option<i32> {
        self.bytes(address).map(i32::from_ne_bytes)
    }

    /// A `struct sockaddr_in` or `sockaddr_in6`.
    pub fn address(&self, address: u64) -> Option<SocketAddr> {
        if address == 0 {
            return None;
        }
        let head: [u8; 4] = self.bytes(address)?;
        let family = i32::from(u16::from_ne_bytes([head[0], head[1]]));
        let port = u16::from_be_bytes([head[2], head[3]]);
        match family {
            libc::AF_INET => {
                let ip: [u8; 4] = self.bytes(address + 4)?;
                Some((Ipv4Addr::from(ip), port).into())
            }
            libc::AF_INET6 => {
                let ip: [u8; 16] = self.bytes(address + 8)?;
                let scope = self.bytes(address + 24)?;
                let scope = u32::from_ne_bytes(scope);
                let ip = Ipv6Addr::from(ip);
                Some(SocketAddrV6::new(ip, port, 0, scope).into())
            }
            _ => None,
        }
    }
}

/// What a thread does, as far as a tracer that lets it run can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It waits in a call for something to happen.
    Sleeps,
    /// It works, or is about to stop.
    Works,
    /// It has ended.
    Ended,
}

/// The file that tells what a thread does (`proc_pid_stat(5)`). It is read
/// again and again, and so it stays open.
#[derive(Debug)]
pub struct Watch(Option<File>);

impl Watch {
    /// Opens it. Nothing is told of a thread that has ended already.
    pub fn of(thread: Pid) -> Watch {
        Watch(File::open(format!("/proc/{thread}/stat")).ok())
    }

    /// Looks at the thread.
    pub fn doing(&self) -> Doing {
        // Its number, its name and its state come first.
        let mut stat = [0; 64];
        let read = self.0.as_ref().map(|file| file.read_at(&mut stat, 0));
        let Some(Ok(length)) = read else {
            return Doing::Ended;
        };
        let stat = &stat[..length];
        let name = stat.windows(2).rposition(|end| end == b") ");
        match name.and_then(|end| stat.get(end + 2)) {
            Some(b'S') => Doing::Sleeps,
            Some(b'Z' | b'X') | None => Doing::Ended,
            Some(_) => Doing::Works,
        }
    }
}

/// What stands behind a descriptor, such as `socket:[4711]`.
pub fn descriptor(process: Pid, fd: i32) -> Option<String> {
    let link = fs::read_link(format!("/proc/{process}/fd/{fd}")).ok()?;
    Some(link.to_string_lossy().into_owned())
}

/// The descriptors that a process has open.
pub fn descriptors(process: Pid) -> Vec<i32> {
    let entries = fs::read_dir(format!("/proc/{process}/fd"));
    let names = entries.into_iter().flatten().flatten();
    names
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;

    use nix::unistd::gettid;

    use super::*;

    #[test]
    fn what_a_thread_does_is_told_whatever_its_name() {
        let look = || Watch::of(gettid()).doing();
        let named = thread::Builder::new().name("a) S 1 2) S".into());
        let doing = named.spawn(look).unwrap().join().unwrap();
        assert_eq!(doing, Doing::Works);
        let mut child = Command::new("true").spawn().unwrap();
        let watch = Watch::of(Pid::from_raw(child.id() as i32));
        child.wait().unwrap();
        assert_eq!(watch.doing(), Doing::Ended);
    }
}
