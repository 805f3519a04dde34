//! Everything that a program started, ended: also what left its process
//! group, forked twice or ignores signals.
//!
//! Linux only, where `/proc` shows who is whose child and which environment
//! it was given. Elsewhere a process group is all there is to end.

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{adopt, end_all, end_marked};
#[cfg(target_os = "linux")]
pub use linux::{Process, adopt, end_all, end_marked, tree};

#[cfg(unix)]
pub use crate::sys::signal::end_after;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fs;
    use std::process;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    use crate::proc_file;
    use crate::sys;

    /// A process of a tree, as it was when it was looked at.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Process {
        /// Its number.
        pub id: u32,
        /// The numbers of its threads; none where it has ended.
        pub threads: Vec<u32>,
    }

    /// How long killed processes may take to be gone.
    const GONE: Duration = Duration::from_secs(5);

    /// Set once no descendant can leave this process's tree.
    static ADOPTS: AtomicBool = AtomicBool::new(false);

    /// From now on what loses its parent becomes a child of this process.
    pub fn adopt() {
        // A kernel without it (before 3.4) leaves orphans to init.
        let adopts = sys::linux::adopt_orphans().is_ok();
        ADOPTS.store(adopts, Ordering::Relaxed);
    }

    /// Kills every process whose environment has this `NAME=value`, and
    /// returns how many there were. After [`adopt`] it looks only among this
    /// process's descendants, which is much quicker.
    pub fn end_marked(marker: &str) -> usize {
        let marked = |pid: &u32| is_marked(*pid, marker);
        end(|| {
            if ADOPTS.load(Ordering::Relaxed) {
                numbers(process::id()).filter(marked).collect()
            } else {
                processes().filter(marked).collect()
            }
        })
    }

    /// Kills every descendant of this process.
    pub fn end_all() -> usize {
        let own = process::id();
        end(|| {
            let others = numbers(own).filter(|pid| *pid != own);
            others.filter(|pid| is_alive(*pid)).collect()
        })
    }

    /// Kills what `find` finds until it finds nothing, twice in a row: a
    /// process may fork while it is looked for, and a list of children may
    /// lack one while another ends.
    fn end(find: impl Fn() -> Vec<u32>) -> usize {
        let mut killed = BTreeSet::new();
        let mut empty = 0;
        let deadline = Instant::now() + GONE;
        while empty < 2 && Instant::now() < deadline {
            let found = find();
            empty = if found.is_empty() { empty + 1 } else { 0 };
            for pid in found {
                let _ = sys::signal::kill(pid);
                sys::signal::reap(pid);
                killed.insert(pid);
            }
            // The kernel is about to end them.
            thread::yield_now();
        }
        killed.iter().for_each(|pid| sys::signal::reap(*pid));
        killed.len()
    }

    /// The process and all its descendants.
    pub fn tree(root: u32) -> Vec<Process> {
        let mut found = vec![root];
        let mut tree: Vec<Process> = Vec::new();
        while let Some(id) = found.get(tree.len()).copied() {
            let threads = threads(id);
            match children(id, &threads) {
                Some(children) => found.extend(children),
                // Gone meanwhile, or a kernel without this file.
                None if id == root => return tree_of_all(root),
                None => {}
            }
            tree.push(Process { id, threads });
        }
        tree
    }

    fn numbers(root: u32) -> impl Iterator<Item = u32> {
        tree(root).into_iter().map(|process| process.id)
    }

    fn threads(pid: u32) -> Vec<u32> {
        let tasks = fs::read_dir(format!("/proc/{pid}/task"));
        let tasks = tasks.into_iter().flatten().flatten();
        let numbers =
            tasks.filter_map(|t| t.file_name().to_str()?.parse().ok());
        numbers.collect()
    }

    /// The children of each of its threads (proc_tid_children(5)); `None`
    /// where the kernel does not list them.
    fn children(pid: u32, threads: &[u32]) -> Option<Vec<u32>> {
        // A thread may end while it is looked at.
        let lists: Vec<String> = threads
            .iter()
            .map(|thread| format!("/proc/{pid}/task/{thread}/children"))
            .filter_map(|path| proc_file::read(&path).ok())
            .collect();
        let numbers = lists.iter().flat_map(|list| list.split(' '));
        let numbers = numbers.filter_map(|number| number.parse::<u32>().ok());
        (!lists.is_empty()).then(|| numbers.collect())
    }

    /// The same from the parents of all processes.
    fn tree_of_all(root: u32) -> Vec<Process> {
        let pairs = processes().filter_map(|pid| Some((pid, parent(pid)?)));
        let pairs: Vec<(u32, u32)> = pairs.collect();
        let mut found = vec![root];
        let mut next = 0;
        while let Some(of) = found.get(next).copied() {
            let children = pairs.iter().filter(|(_, parent)| *parent == of);
            found.extend(children.map(|(pid, _)| *pid));
            next += 1;
        }
        let process = |id| Process {
            id,
            threads: threads(id),
        };
        found.into_iter().map(process).collect()
    }

    fn processes() -> impl Iterator<Item = u32> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
    }

    /// The fourth field of `stat` (proc_pid_stat(5)); the second may hold
    /// anything between its parentheses.
    fn parent(pid: u32) -> Option<u32> {
        stat(pid)?.split(' ').nth(1)?.parse().ok()
    }

    fn is_alive(pid: u32) -> bool {
        stat(pid).is_some_and(|stat| !stat.starts_with(['Z', 'X']))
    }

    /// `stat` from its third field on, the state.
    fn stat(pid: u32) -> Option<String> {
        let stat = proc_file::read(&format!("/proc/{pid}/stat")).ok()?;
        Some(stat.rsplit_once(") ")?.1.to_string())
    }

    /// A process that has ended has no environment left.
    fn is_marked(pid: u32, marker: &str) -> bool {
        let environment = fs::read(format!("/proc/{pid}/environ"));
        environment.is_ok_and(|bytes| {
            bytes.split(|b| *b == 0).any(|v| v == marker.as_bytes())
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::io::Read;
        use std::process::{Command, Stdio};

        /// Prints its number, then lives on without group and parent.
        const STRAY: &str = "setsid sh -c 'trap \"\" TERM HUP INT; \
                             echo $$; exec sleep 1000' & exit 0";

        #[test]
        fn a_stray_is_found_by_its_mark_and_killed() {
            let marker = format!("LAB_TEST={}", process::id());
            let (name, value) = marker.split_once('=').expect("it has one");
            let mut child = Command::new("sh")
                .args(["-c", STRAY])
                .env(name, value)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            child.wait().unwrap();
            let mut byte = [0; 1];
            let mut out = child.stdout.take().unwrap();
            out.read_exact(&mut byte).unwrap();
            assert!(end_marked(&marker) >= 1);
            assert_eq!(end_marked(&marker), 0);
            // Its end of the pipe is closed with it.
            out.read_to_end(&mut Vec::new()).unwrap();
        }

        #[test]
        fn a_tree_holds_its_root_and_its_children() {
            let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
            let trees = [tree(process::id()), tree_of_all(process::id())];
            for tree in trees {
                for id in [process::id(), child.id()] {
                    let found = tree.iter().find(|process| process.id == id);
                    let threads = &found.unwrap().threads;
                    assert!(threads.contains(&id), "{threads:?}");
                }
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    /// Nothing here: orphans become somebody else's.
    pub fn adopt() {}

    /// Nothing here: environments cannot be read.
    pub fn end_marked(_marker: &str) -> usize {
        0
    }

    /// Nothing here.
    pub fn end_all() -> usize {
        0
    }
}
