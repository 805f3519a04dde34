//! How many files and connections a program may have open.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use crate::descendants;
use crate::sys::linux::limit_descriptors;

/// Lets a process, and each that it has started or will start, open so many
/// more files and connections than it has open now (`RLIMIT_NOFILE`,
/// setrlimit(2)). It cannot take that back.
///
/// # Errors
/// What the system reports, as of a process that has ended.
pub fn leave(pid: u32, more: u32) -> io::Result<()> {
    for process in descendants::tree(pid) {
        let process = process.id;
        let open = fs::read_dir(format!("/proc/{process}/fd"))?.flatten();
        let taken = open
            .filter_map(|file| file.file_name().to_str()?.parse::<u64>().ok());
        let taken: BTreeSet<u64> = taken.collect();
        // A new one has the lowest number that is free.
        let mut free = (0..).filter(|number| !taken.contains(number));
        let below = free.nth(more as usize).unwrap_or(u64::MAX);
        limit_descriptors(process, below)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn no_more_are_given_than_are_left() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read line; ulimit -n"]);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        // What the shell opens of its own is open before it reads.
        leave(child.id(), 7).unwrap();
        drop(child.stdin.take());
        let output = child.wait_with_output().unwrap();
        let limit: u64 = String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        assert!((10..300).contains(&limit), "{limit}");
    }
}
