//! The system's own calls, and all `unsafe` of this crate.
//!
//! Only Unix, and for namespaces only Linux, has something here. Elsewhere
//! the callers do without.
#![allow(unsafe_code)]

#[cfg(unix)]
pub mod signal;

/// Namespaces (`unshare(2)`, `mount(2)`, `netdevice(7)`).
#[cfg(target_os = "linux")]
pub mod linux {
    use std::ffi::CString;
    use std::io;
    use std::mem::MaybeUninit;
    use std::net::UdpSocket;
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::ptr;

    use socket2::{SockAddr, Socket};

    /// For a packet socket: whatever crosses, in network byte order.
    pub const EVERY_PROTOCOL: u16 = (libc::ETH_P_ALL as u16).to_be();

    /// Reads the next packet from a packet socket, and says whether it is on
    /// its way out, and whether by loopback (packet(7), `sll_pkttype`,
    /// `sll_hatype`).
    pub fn read_packet(
        socket: &Socket,
        buffer: &mut [MaybeUninit<u8>],
    ) -> io::Result<(Vec<u8>, [bool; 2])> {
        let (n, from) = socket.recv_from(buffer)?;
        // SAFETY: the kernel fills a sockaddr_ll for this kind of socket,
        // and the storage is large enough for any address.
        let from = unsafe { &*from.as_ptr().cast::<libc::sockaddr_ll>() };
        let filled = &buffer[..n];
        // SAFETY: recv_from has initialized the first n bytes.
        let bytes = unsafe { &*(ptr::from_ref(filled) as *const [u8]) };
        let outgoing = libc::c_uchar::from(libc::PACKET_OUTGOING);
        let is_out = from.sll_pkttype == outgoing;
        let is_loopback = from.sll_hatype == libc::ARPHRD_LOOPBACK;
        Ok((bytes.to_vec(), [is_out, is_loopback]))
    }

    /// How many packets a packet socket has heard.
    #[derive(Clone, Copy, Debug)]
    pub struct Heard {
        /// All, read or not.
        pub all: usize,
        /// Those for which there was no room.
        pub lost: usize,
    }

    /// How many a packet socket has heard since this was last asked
    /// (packet(7), `PACKET_STATISTICS`).
    pub fn heard(socket: &Socket) -> io::Result<Heard> {
        // SAFETY: two integers, for which zeros are values.
        let mut heard: libc::tpacket_stats = unsafe { std::mem::zeroed() };
        let mut length = size_of_val(&heard) as libc::socklen_t;
        // SAFETY: the kernel fills as much as is there, and says how much.
        check(unsafe {
            libc::getsockopt(
                socket.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_STATISTICS,
                (&raw mut heard).cast(),
                &mut length,
            )
        })?;
        Ok(Heard {
            all: heard.tp_packets as usize,
            lost: heard.tp_drops as usize,
        })
    }

    /// Sends bytes in datagrams of so many each, which the system cuts on
    /// their way in (udp(7), `UDP_SEGMENT`).
    pub fn send_cut(
        socket: &UdpSocket,
        bytes: &[u8],
        size: u16,
    ) -> io::Result<()> {
        let cut = |size: libc::c_int| {
            // SAFETY: the option is an integer that outlives the call.
            check(unsafe {
                libc::setsockopt(
                    socket.as_raw_fd(),
                    libc::SOL_UDP,
                    libc::UDP_SEGMENT,
                    (&raw const size).cast(),
                    size_of_val(&size) as libc::socklen_t,
                )
            })
        };
        cut(size.into())?;
        let sent = socket.send(bytes);
        cut(0)?;
        sent.map(drop)
    }

    /// The descriptors of a process have lower numbers than this from now on,
    /// and so have those of all that it starts.
    pub fn limit_descriptors(pid: u32, below: u64) -> io::Result<()> {
        let limit = libc::rlimit {
            rlim_cur: below,
            rlim_max: below,
        };
        // SAFETY: prlimit reads the limit, and writes no old one.
        check(unsafe {
            libc::prlimit(
                pid as libc::pid_t,
                libc::RLIMIT_NOFILE,
                &raw const limit,
                ptr::null_mut(),
            )
        })
    }

    /// A descriptor of another process's, as one of this process too. Of a
    /// child the system gives it to whoever might trace it (pidfd_getfd(2)).
    pub fn descriptor_of(pid: u32, number: i32) -> io::Result<OwnedFd> {
        // SAFETY: these calls take integers and touch no memory of ours.
        let process = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
        let process = owned(process)?;
        let process = process.as_raw_fd();
        // SAFETY: as above.
        owned(unsafe {
            libc::syscall(libc::SYS_pidfd_getfd, process, number, 0)
        })
    }

    /// Ends a connection with a reset at once, whoever else holds a copy of
    /// its socket (connect(2), `AF_UNSPEC`).
    pub fn disconnect(socket: &impl AsRawFd) -> io::Result<()> {
        // SAFETY: an address of zeros is a valid value.
        let mut nobody: libc::sockaddr = unsafe { std::mem::zeroed() };
        nobody.sa_family = libc::AF_UNSPEC as _;
        let length = size_of_val(&nobody) as libc::socklen_t;
        // SAFETY: connect reads the address, which outlives the call.
        check(unsafe {
            libc::connect(socket.as_raw_fd(), &raw const nobody, length)
        })
    }

    /// What a call has returned that returns a new descriptor.
    fn owned(returned: libc::c_long) -> io::Result<OwnedFd> {
        if returned < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system has just made it, for nobody else.
        Ok(unsafe { OwnedFd::from_raw_fd(returned as _) })
    }

    /// Moves this process, which must have one thread, into new user,
    /// network and mount namespaces.
    pub fn unshare() -> io::Result<()> {
        let flags =
            libc::CLONE_NEWUSER | libc::CLONE_NEWNET | libc::CLONE_NEWNS;
        // SAFETY: unshare takes an integer and touches no memory of ours.
        check(unsafe { libc::unshare(flags) })
    }

    /// Moves this thread into a new network namespace.
    pub fn unshare_network() -> io::Result<()> {
        // SAFETY: unshare takes an integer and touches no memory of ours.
        check(unsafe { libc::unshare(libc::CLONE_NEWNET) })
    }

    /// Moves this thread into a network namespace that is there.
    pub fn enter_network(namespace: &impl AsRawFd) -> io::Result<()> {
        let fd = namespace.as_raw_fd();
        // SAFETY: setns takes two integers and touches no memory of ours.
        check(unsafe { libc::setns(fd, libc::CLONE_NEWNET) })
    }

    /// All frames of one device, as an address for a packet socket.
    pub fn device_address(index: u32) -> io::Result<SockAddr> {
        let fill = |storage: *mut _, length: *mut _| {
            // SAFETY: the storage is large enough for any address, and a
            // sockaddr_ll of zeros is a valid value.
            let address = unsafe { &mut *(storage as *mut libc::sockaddr_ll) };
            address.sll_family = libc::AF_PACKET as _;
            address.sll_protocol = EVERY_PROTOCOL;
            address.sll_ifindex = index as _;
            // SAFETY: socket2 hands over a pointer to the length.
            unsafe { *length = size_of::<libc::sockaddr_ll>() as _ };
            Ok(())
        };
        // SAFETY: the family and the length are those of a sockaddr_ll.
        unsafe { SockAddr::try_init(fill) }.map(|((), address)| address)
    }

    /// Makes this process the parent of its descendants that lose theirs
    /// (PR_SET_CHILD_SUBREAPER(2const)).
    pub fn adopt_orphans() -> io::Result<()> {
        let yes: libc::c_ulong = 1;
        // SAFETY: this operation takes integers and touches no memory.
        check(unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, yes) })
    }

    /// The processors that this thread may run on.
    pub fn processors() -> io::Result<Vec<usize>> {
        // SAFETY: a set of zeros is the empty set.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: the set is as long as is said, and outlives the call.
        check(unsafe {
            libc::sched_getaffinity(0, size_of_val(&set), &mut set)
        })?;
        let all = 0..libc::CPU_SETSIZE as usize;
        // SAFETY: every number is below the size of a set.
        Ok(all
            .filter(|n| unsafe { libc::CPU_ISSET(*n, &set) })
            .collect())
    }

    /// Lets this thread run on these processors only.
    pub fn run_on(processors: &[usize]) -> io::Result<()> {
        // SAFETY: a set of zeros is the empty set.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        for number in processors {
            // SAFETY: the kernel has named this number itself.
            unsafe { libc::CPU_SET(*number, &mut set) };
        }
        // SAFETY: the set is as long as is said, and outlives the call.
        check(unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) })
    }

    /// This process's effective user and group id.
    pub fn ids() -> (u32, u32) {
        // SAFETY: both calls take nothing and cannot fail.
        unsafe { (libc::geteuid(), libc::getegid()) }
    }

    /// Lets one file stand where another was, in this mount namespace.
    pub fn bind_mount(from: &Path, to: &Path) -> io::Result<()> {
        mount(Some(from), to, libc::MS_BIND)
    }

    /// Keeps this namespace's mounts from the one it came from.
    pub fn make_mounts_private() -> io::Result<()> {
        mount(None, Path::new("/"), libc::MS_REC | libc::MS_PRIVATE)
    }

    fn mount(
        from: Option<&Path>,
        to: &Path,
        flags: libc::c_ulong,
    ) -> io::Result<()> {
        let text = |path: &Path| CString::new(path.as_os_str().as_bytes());
        let from = from.map(text).transpose()?;
        let to = text(to)?;
        let from = from.as_ref().map_or(ptr::null(), |path| path.as_ptr());
        // SAFETY: the strings outlive the call; the type and the data may
        // be null for these flags.
        check(unsafe {
            libc::mount(from, to.as_ptr(), ptr::null(), flags, ptr::null())
        })
    }

    /// Brings the interface `lo` of this network namespace up.
    pub fn loopback_up(socket: &impl AsRawFd) -> io::Result<()> {
        let mut request = loopback();
        let flags = libc::IFF_UP | libc::IFF_RUNNING;
        request.ifr_ifru.ifru_flags = flags as libc::c_short;
        let fd = socket.as_raw_fd();
        // SAFETY: SIOCSIFFLAGS reads an ifreq, which outlives the call.
        check(unsafe { libc::ioctl(fd, libc::SIOCSIFFLAGS as _, &request) })
    }

    /// Sets the largest packet, in bytes, that `lo` carries.
    pub fn loopback_mtu(socket: &impl AsRawFd, mtu: u32) -> io::Result<()> {
        let mut request = loopback();
        request.ifr_ifru.ifru_mtu = mtu as libc::c_int;
        let fd = socket.as_raw_fd();
        // SAFETY: SIOCSIFMTU reads an ifreq, which outlives the call.
        check(unsafe { libc::ioctl(fd, libc::SIOCSIFMTU as _, &request) })
    }

    /// What a device may do in the kernel's place (`linux/ethtool.h`).
    #[derive(Clone, Copy, Debug)]
    pub enum Offload {
        /// Completing checksums.
        Checksums = 0x17,
        /// Cutting a TCP segment.
        TcpSegments = 0x1f,
        /// Cutting any segment.
        Segments = 0x24,
        /// Joining what comes in.
        Joining = 0x2c,
    }

    /// Lets the kernel do these itself, and not leave it to the device.
    pub fn without_offloads(
        device: &str,
        socket: &impl AsRawFd,
        offloads: &[Offload],
    ) -> io::Result<()> {
        /// `struct ethtool_value`.
        #[repr(C)]
        struct Value {
            command: u32,
            data: u32,
        }

        for offload in offloads {
            let command = *offload as u32;
            let mut value = Value { command, data: 0 };
            let mut request = concerning(device);
            request.ifr_ifru.ifru_data = ptr::from_mut(&mut value).cast();
            let fd = socket.as_raw_fd();
            // SAFETY: SIOCETHTOOL reads an ifreq and the value that it
            // points to; both outlive the call.
            check(unsafe {
                libc::ioctl(fd, libc::SIOCETHTOOL as _, &request)
            })?;
        }
        Ok(())
    }

    /// A request that concerns `lo`.
    fn loopback() -> libc::ifreq {
        concerning("lo")
    }

    /// A request that concerns this device.
    fn concerning(device: &str) -> libc::ifreq {
        // SAFETY: an ifreq of zeros is a valid value.
        let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
        let name = device.bytes().take(libc::IFNAMSIZ - 1);
        for (to, from) in request.ifr_name.iter_mut().zip(name) {
            *to = from as libc::c_char;
        }
        request
    }

    fn check(result: libc::c_int) -> io::Result<()> {
        match result {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}
