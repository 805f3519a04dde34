//! One build parses each file once, and takes each packet apart once.

use std::fs;
use std::path::{Path, PathBuf};
use weave::read::tally;

/// To be asked after one build in this process.
pub fn each_file_is_parsed_once(root: &Path) {
    let parsed = tally::parsed();
    let more: Vec<_> = parsed.iter().filter(|(_, times)| **times > 1).collect();
    assert!(more.is_empty(), "parsed more than once: {more:#?}");
    let packets = root.join("listings");
    assert_eq!(wire::dissected(), heads(&packets), "packets dissected");

    let mut files = Vec::new();
    for folder in ["book", "listings"] {
        all(&root.join(folder), &mut files);
    }
    for folder in fs::read_dir(root.join("exercises")).unwrap() {
        let folder = folder.unwrap().path();
        if folder.join("exercise.toml").is_file() {
            let read = ["exercise.toml", "hints.md"];
            files.extend(read.map(|name| folder.join(name)));
        }
    }
    let unread: Vec<_> = files
        .iter()
        .map(|file| file.strip_prefix(root).unwrap())
        .map(|file| file.to_string_lossy().replace('\\', "/"))
        .filter(|file| !parsed.contains_key(file))
        .collect();
    assert!(unread.is_empty(), "never parsed: {unread:#?}");
}

/// Every file that a page is made from or shows.
fn all(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let has = |names: &[&str]| {
            path.extension()
                .is_some_and(|e| names.iter().any(|name| e == *name))
        };
        if path.is_dir() {
            let other = ["tests", "__pycache__"];
            if !other.iter().any(|name| path.ends_with(name)) {
                all(&path, files);
            }
        } else if has(&["md", "svg", "rs", "py", "console", "wire", "toml"])
            && !path.ends_with("404.md")
            && !path.ends_with("facts/mod.rs")
        {
            files.push(path);
        }
    }
}

/// How many packets all `.wire` records hold: a line with a number each.
fn heads(folder: &Path) -> u64 {
    let mut files = Vec::new();
    all(folder, &mut files);
    let wires = files.iter().filter(|f| f.extension().unwrap() == "wire");
    let heads = wires.map(|file| {
        let text = fs::read_to_string(file).unwrap();
        let digit =
            |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
        text.lines().filter(digit).count() as u64
    });
    heads.sum()
}
