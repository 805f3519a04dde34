//! The files that a client sees: a tree in memory, so that no name, however
//! odd, can lead to a file of this machine.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use russh_sftp::protocol::{FileAttributes, StatusCode};

/// The most that all files may hold together, in bytes.
const LIMIT: usize = 64 << 20;

/// The kinds of a mode (`st_mode`): a folder, a file.
const FOLDER: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const KIND: u32 = 0o170_000;

/// One file or folder.
#[derive(Clone)]
pub struct Node {
    pub data: Vec<u8>,
    mode: u32,
    mtime: u32,
}

/// All of them, by their paths from `/`.
pub struct Tree(Mutex<BTreeMap<String, Node>>);

impl Default for Tree {
    fn default() -> Self {
        let nodes = [
            ("/", folder()),
            ("/hello.txt", file(b"hello from the lab\n".to_vec(), 0o644)),
            ("/numbers", file(numbers(1 << 16), 0o640)),
            ("/inbox", folder()),
        ];
        let nodes = nodes.map(|(path, node)| (path.to_string(), node));
        Self(Mutex::new(BTreeMap::from(nodes)))
    }
}

impl Node {
    pub fn is_folder(&self) -> bool {
        self.mode & KIND == FOLDER
    }

    pub fn attributes(&self) -> FileAttributes {
        FileAttributes {
            size: Some(self.data.len() as u64),
            permissions: Some(self.mode),
            mtime: Some(self.mtime),
            atime: Some(self.mtime),
            ..FileAttributes::empty()
        }
    }

    /// Takes over what a client may change: permissions, time and length.
    pub fn set(&mut self, wanted: &FileAttributes) -> Result<(), StatusCode> {
        if let Some(mode) = wanted.permissions {
            self.mode = self.mode & KIND | mode & 0o7777;
        }
        if let Some(mtime) = wanted.mtime {
            self.mtime = mtime;
        }
        match wanted.size {
            Some(size) => self.resize(size),
            None => Ok(()),
        }
    }

    fn resize(&mut self, size: u64) -> Result<(), StatusCode> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > LIMIT {
            return Err(StatusCode::Failure);
        }
        self.data.resize(size, 0);
        Ok(())
    }

    pub fn write(&mut self, at: u64, data: &[u8]) -> Result<(), StatusCode> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let end = at.saturating_add(data.len());
        if end > LIMIT {
            return Err(StatusCode::Failure);
        }
        if self.data.len() < end {
            self.data.resize(end, 0);
        }
        self.data[at..end].copy_from_slice(data);
        Ok(())
    }
}

impl Tree {
    /// Changes or reads one that is there.
    pub fn with<T>(
        &self,
        path: &str,
        work: impl FnOnce(&mut Node) -> Result<T, StatusCode>,
    ) -> Result<T, StatusCode> {
        let mut nodes = self.lock();
        let node = nodes.get_mut(path).ok_or(StatusCode::NoSuchFile)?;
        let result = work(node)?;
        let whole: usize = nodes.values().map(|node| node.data.len()).sum();
        if whole > LIMIT {
            // The last to write is the one that went over it.
            nodes.remove(path);
            return Err(StatusCode::Failure);
        }
        Ok(result)
    }

    /// Makes a file of this length: none. One that is there is emptied.
    pub fn create(&self, path: &str, mode: u32) -> Result<(), StatusCode> {
        let mut nodes = self.lock();
        in_folder(&nodes, path)?;
        nodes.insert(path.to_string(), file(Vec::new(), mode & 0o7777));
        Ok(())
    }

    pub fn make_folder(&self, path: &str) -> Result<(), StatusCode> {
        let mut nodes = self.lock();
        in_folder(&nodes, path)?;
        if nodes.contains_key(path) {
            return Err(StatusCode::Failure);
        }
        nodes.insert(path.to_string(), folder());
        Ok(())
    }

    /// Removes a file, or a folder that is empty.
    pub fn remove(&self, path: &str, folder: bool) -> Result<(), StatusCode> {
        let mut nodes = self.lock();
        let node = nodes.get(path).ok_or(StatusCode::NoSuchFile)?;
        let full = children(&nodes, path).next().is_some();
        if node.is_folder() != folder || full || path == "/" {
            return Err(StatusCode::Failure);
        }
        nodes.remove(path);
        Ok(())
    }

    /// As OpenSSH's server does it in version 3 of the protocol: a name that
    /// is taken is not given again.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), StatusCode> {
        let mut nodes = self.lock();
        in_folder(&nodes, to)?;
        let node = nodes.get(from).ok_or(StatusCode::NoSuchFile)?.clone();
        if nodes.contains_key(to) || node.is_folder() {
            return Err(StatusCode::Failure);
        }
        nodes.remove(from);
        nodes.insert(to.to_string(), node);
        Ok(())
    }

    /// The names in a folder, and what they stand for.
    pub fn list(
        &self,
        path: &str,
    ) -> Result<Vec<(String, FileAttributes)>, StatusCode> {
        let nodes = self.lock();
        match nodes.get(path) {
            Some(node) if node.is_folder() => Ok(children(&nodes, path)
                .map(|(name, node)| (name.to_string(), node.attributes()))
                .collect()),
            Some(_) => Err(StatusCode::Failure),
            None => Err(StatusCode::NoSuchFile),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Node>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path from `/` that a client's path stands for. `..` at the top stays
/// there.
pub fn absolute(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

fn in_folder(
    nodes: &BTreeMap<String, Node>,
    path: &str,
) -> Result<(), StatusCode> {
    let (parent, name) = path.rsplit_once('/').unwrap_or_default();
    let parent = if parent.is_empty() { "/" } else { parent };
    match nodes.get(parent) {
        Some(node) if node.is_folder() && !name.is_empty() => Ok(()),
        _ => Err(StatusCode::NoSuchFile),
    }
}

fn children<'t>(
    nodes: &'t BTreeMap<String, Node>,
    path: &'t str,
) -> impl Iterator<Item = (&'t str, &'t Node)> {
    let start = path.trim_end_matches('/');
    nodes.iter().filter_map(move |(name, node)| {
        let name = name.strip_prefix(start)?.strip_prefix('/')?;
        let direct = !name.is_empty() && !name.contains('/');
        direct.then_some((name, node))
    })
}

/// So many lines of 16 bytes with their numbers. A server makes them at each
/// start, and this takes an unoptimized one a hundredth of what `format!` does.
fn numbers(count: usize) -> Vec<u8> {
    let mut line = *b"              0\n";
    let mut lines = Vec::with_capacity(count * line.len());
    for _ in 0..count {
        lines.extend_from_slice(&line);
        add_one(&mut line[..15]);
    }
    lines
}

/// To a number in decimal digits, behind spaces.
fn add_one(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        match *digit {
            b'9' => *digit = b'0',
            b' ' => return *digit = b'1',
            _ => return *digit += 1,
        }
    }
}

fn folder() -> Node {
    node(FOLDER | 0o755, Vec::new())
}

fn file(data: Vec<u8>, mode: u32) -> Node {
    node(FILE | mode, data)
}

fn node(mode: u32, data: Vec<u8>) -> Node {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let mtime = since.map_or(0, |since| since.as_secs() as u32);
    Node { data, mode, mtime }
}

#[cfg(test)]
mod tests {
    use super::{absolute, numbers};

    #[test]
    fn each_line_is_its_number() {
        let lines = (0..1 << 16).map(|number| format!("{number:>15}\n"));
        assert_eq!(numbers(1 << 16), lines.collect::<String>().into_bytes());
    }

    #[test]
    fn no_path_leaves_the_top() {
        for (path, wanted) in [
            ("", "/"),
            ("a/../../../b", "/b"),
            ("/./a//b/", "/a/b"),
            ("..", "/"),
        ] {
            assert_eq!(absolute(path), wanted);
        }
    }
}
