//! Whether a program waits without end: each of its threads is in a call that
//! has no limit in time.
//!
//! A program that sleeps may answer yet: it may wait for a while, and then do
//! something. Linux says which call a thread is in, with its arguments
//! (proc_pid_syscall(5)); and the limit that a socket has, if any
//! (`SO_RCVTIMEO`, socket(7)), is asked of the socket itself. What is not
//! known to be without a limit is taken to have one.

use std::fs;

use libc::c_long;
use socket2::Socket;

use crate::descendants::{self, Process};
use crate::proc_file;
use crate::sys::linux::descriptor_of;

/// How long a thread stays in its call where nothing comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// For ever.
    Endless,
    /// As long as the program's descriptor of this number says.
    Reads(i32),
    /// The same for what it writes.
    Writes(i32),
    /// For ever, unless a timer is among what it waits for.
    UnlessTimer,
    /// Nobody knows.
    Unknown,
}

/// Whether nothing of the process and its descendants will run again, unless
/// something comes from outside.
pub fn without_end(pid: u32) -> bool {
    descendants::tree(pid).iter().all(process_is)
}

fn process_is(process: &Process) -> bool {
    let pid = process.id;
    let state = proc_file::read(&format!("/proc/{pid}/stat"));
    let state = state.unwrap_or_default();
    let (_, state) = state.rsplit_once(") ").unwrap_or_default();
    if state.starts_with(['Z', 'X']) {
        return true;
    }
    if process.threads.is_empty() {
        return false;
    }
    // timer_create(2) would wake it by a signal.
    let timers = proc_file::read(&format!("/proc/{pid}/timers"));
    timers.unwrap_or_default().is_empty()
        && process.threads.iter().all(|thread| {
            let path = format!("/proc/{pid}/task/{thread}/syscall");
            let call = proc_file::read(&path);
            call.is_ok_and(|call| is_endless(pid, wait(&call)))
        })
}

/// What the line of `/proc/PID/task/TID/syscall` says.
fn wait(line: &str) -> Wait {
    let mut fields = line.split_whitespace();
    let call = fields.next().and_then(|n| n.parse::<c_long>().ok());
    let args: Vec<u64> = fields
        .filter_map(|arg| u64::from_str_radix(arg.strip_prefix("0x")?, 16).ok())
        .collect();
    let (Some(call), [first, second, third, fourth, fifth, ..]) =
        (call, &args[..])
    else {
        return Wait::Unknown;
    };
    let first_fd = *first as i32;
    match call {
        libc::SYS_read
        | libc::SYS_readv
        | libc::SYS_recvfrom
        | libc::SYS_recvmsg
        | libc::SYS_accept
        | libc::SYS_accept4 => Wait::Reads(first_fd),
        libc::SYS_write
        | libc::SYS_writev
        | libc::SYS_sendto
        | libc::SYS_sendmsg => Wait::Writes(first_fd),
        libc::SYS_wait4 | libc::SYS_waitid => Wait::Endless,
        libc::SYS_futex if *fourth == 0 && waits(*second) => Wait::Endless,
        libc::SYS_epoll_pwait if *fourth as i32 == -1 => Wait::UnlessTimer,
        libc::SYS_ppoll if *third == 0 => Wait::UnlessTimer,
        libc::SYS_pselect6 if *fifth == 0 => Wait::UnlessTimer,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_epoll_wait if *fourth as i32 == -1 => Wait::UnlessTimer,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll if (*third as i32) < 0 => Wait::UnlessTimer,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_select if *fifth == 0 => Wait::UnlessTimer,
        _ => Wait::Unknown,
    }
}

/// FUTEX_WAIT and FUTEX_WAIT_BITSET (futex(2)).
fn waits(operation: u64) -> bool {
    let operation = operation as i32 & libc::FUTEX_CMD_MASK;
    operation == libc::FUTEX_WAIT || operation == libc::FUTEX_WAIT_BITSET
}

fn is_endless(pid: u32, wait: Wait) -> bool {
    match wait {
        Wait::Endless => true,
        Wait::Reads(fd) => {
            is_pipe(pid, fd) || has_no_limit(pid, fd, |s| s.read_timeout())
        }
        // Whoever reads a pipe may be we, and late.
        Wait::Writes(fd) => has_no_limit(pid, fd, |s| s.write_timeout()),
        Wait::UnlessTimer => !has_timer(pid),
        Wait::Unknown => false,
    }
}

fn is_pipe(pid: u32, fd: i32) -> bool {
    let name = fs::read_link(format!("/proc/{pid}/fd/{fd}"));
    name.is_ok_and(|name| name.to_string_lossy().starts_with("pipe:"))
}

/// An internet socket says whether it has one.
fn has_no_limit<T>(
    pid: u32,
    fd: i32,
    limit: fn(&Socket) -> std::io::Result<Option<T>>,
) -> bool {
    let name = fs::read_link(format!("/proc/{pid}/fd/{fd}"));
    let name = name.unwrap_or_default();
    if !name.to_string_lossy().starts_with("socket:") {
        return false;
    }
    let Ok(socket) = descriptor_of(pid, fd).map(Socket::from) else {
        return false;
    };
    let address = socket.local_addr();
    address.is_ok_and(|address| address.as_socket().is_some())
        && limit(&socket).is_ok_and(|limit| limit.is_none())
}

fn has_timer(pid: u32) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return true;
    };
    descriptors.flatten().any(|descriptor| {
        let name = fs::read_link(descriptor.path()).unwrap_or_default();
        name.to_string_lossy().contains("timerfd")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Child, Command, Stdio};

    fn python(script: &str) -> Option<Child> {
        let mut command = Command::new("python3");
        command.args(["-c", script]).stdin(Stdio::piped());
        command.stdout(Stdio::null()).spawn().ok()
    }

    /// Waits until it sleeps in the call that is meant, however it answers.
    fn settled(pid: u32, call: &[c_long]) {
        loop {
            let line = fs::read_to_string(format!("/proc/{pid}/syscall"));
            let line = line.unwrap_or_default();
            let number = line.split(' ').next().and_then(|n| n.parse().ok());
            if number.is_some_and(|n| call.contains(&n)) {
                return;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_pipe_is_read_without_end_and_a_sleep_ends() {
        let sleep = [libc::SYS_clock_nanosleep, libc::SYS_nanosleep];
        for (program, args, calls, endless) in [
            ("cat", None, [libc::SYS_read; 2], true),
            ("sleep", Some("1000"), sleep, false),
            // Nobody reads what it writes.
            ("cat", Some("/dev/zero"), [libc::SYS_write; 2], false),
        ] {
            let mut child = Command::new(program)
                .args(args)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            settled(child.id(), &calls);
            assert_eq!(without_end(child.id()), endless, "{program}");
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    #[test]
    fn a_socket_says_whether_it_has_a_limit() {
        const SCRIPT: &str = "import socket, struct\n\
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n\
            s.bind(('127.0.0.1', 0))\n\
            t = struct.pack('ll', SECONDS, 0)\n\
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, t)\n\
            s.recvfrom(9)\n";
        for (seconds, endless) in [("0", true), ("1000", false)] {
            let script = SCRIPT.replace("SECONDS", seconds);
            let Some(mut child) = python(&script) else {
                return;
            };
            settled(child.id(), &[libc::SYS_recvfrom]);
            assert_eq!(without_end(child.id()), endless, "{seconds}");
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    #[test]
    fn a_call_is_read_with_its_arguments() {
        let line = |call: c_long, args: [u64; 6]| {
            let args = args.map(|arg| format!("0x{arg:x}")).join(" ");
            wait(&format!("{call} {args} 0x7ffc 0x7f69\n"))
        };
        let endless = [9, 0, 0, u64::MAX, 0, 0];
        let futex = libc::SYS_futex;
        assert_eq!(line(libc::SYS_epoll_pwait, endless), Wait::UnlessTimer);
        assert_eq!(line(libc::SYS_epoll_pwait, [9; 6]), Wait::Unknown);
        assert_eq!(line(libc::SYS_read, [7; 6]), Wait::Reads(7));
        assert_eq!(line(futex, [1, 0x80, 2, 0, 0, 0]), Wait::Endless);
        assert_eq!(line(futex, [1, 0x80, 2, 0x7ff0, 0, 0]), Wait::Unknown);
        assert_eq!(wait("running\n"), Wait::Unknown);
        assert_eq!(wait("-1 0x7ffc 0x7f69\n"), Wait::Unknown);
    }
}
