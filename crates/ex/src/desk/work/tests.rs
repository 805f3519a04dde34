//! A folder `work/` of each test's own.

use super::*;
use crate::testing::{exercise, temp};
use tempfile::TempDir;

/// Starts it in a folder of its own, which is gone when this is dropped.
fn started(all: &[Exercise]) -> (TempDir, Work<'_>) {
    let root = temp();
    let work = Work::of(root.path(), all);
    work.start(&all[0], &work.lock().unwrap()).unwrap();
    (root, work)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_start_makes_no_more_than_the_learners_files() {
    let all = [exercise()];
    let (_root, work) = started(&all);
    let folder = work.folder(&all[0]);
    assert!(folder.join("src/main.rs").is_file());
    assert!(!folder.join("author").exists());
    let manifest = read(&folder.join("Cargo.toml"));
    assert!(!manifest.contains("workspace"), "{manifest}");
}

#[test]
fn a_reset_keeps_what_was_written() {
    let all = [exercise()];
    let (_root, work) = started(&all);
    let lock = work.lock().unwrap();
    let main = work.folder(&all[0]).join("src/main.rs");
    fs::write(&main, "mine").unwrap();
    work.start(&all[0], &lock).unwrap();
    assert_eq!(read(&main), "mine");
    let kept = work.reset(&all[0], &lock).unwrap();
    assert_eq!(read(&kept.join("src/main.rs")), "mine");
    assert_ne!(read(&main), "mine");
}

#[test]
fn a_start_that_was_cut_short_is_completed_and_nothing_is_replaced() {
    let all = [exercise()];
    let (_root, work) = started(&all);
    let lock = work.lock().unwrap();
    let folder = work.folder(&all[0]);
    let manifest = read(&folder.join("Cargo.toml"));
    fs::write(folder.join("src/main.rs"), "mine").unwrap();
    fs::write(folder.join("Cargo.toml"), "").unwrap();
    assert!(!work.has(&all[0]));
    work.start(&all[0], &lock).unwrap();
    assert_eq!(read(&folder.join("Cargo.toml")), manifest);
    assert_eq!(read(&folder.join("src/main.rs")), "mine");

    fs::write(folder.join("Cargo.toml"), "# mine").unwrap();
    fs::remove_dir_all(folder.join("src")).unwrap();
    work.start(&all[0], &lock).unwrap();
    assert_eq!(read(&folder.join("Cargo.toml")), "# mine");
    assert!(work.has(&all[0]));
}

#[test]
fn the_workspace_is_what_is_there() {
    let all = [exercise()];
    let (_root, work) = started(&all);
    let lock = work.lock().unwrap();
    let manifest = work.dir.join("Cargo.toml");
    let member = "members = [\n    \"tcp-01-echo\",\n]\n";
    copy(&all[0], &work.dir.join("tcp-01-old")).unwrap();
    work.mend(&lock).unwrap();
    let text = read(&manifest);
    assert!(text.contains(member), "{text}");
    assert!(
        text.contains("exclude = [\n    \"tcp-01-old\",\n]"),
        "{text}"
    );
    fs::remove_dir_all(work.folder(&all[0])).unwrap();
    work.mend(&lock).unwrap();
    let text = read(&manifest);
    assert!(text.contains("members = [\n]\n"), "{text}");
}

#[test]
fn the_way_to_the_root_is_relative_and_a_learners_own_file_stays() {
    let all = [exercise()];
    let (_root, work) = started(&all);
    let lock = work.lock().unwrap();
    let folder = work.folder(&all[0]);
    fs::create_dir_all(folder.join("src/net")).unwrap();
    work.mend(&lock).unwrap();
    for (config, way) in [
        (work.dir.join(".cargo"), " ../Cargo.toml"),
        (folder.join(".cargo"), " ../../Cargo.toml"),
        (folder.join("src/.cargo"), " ../../../Cargo.toml"),
        (folder.join("src/net/.cargo"), " ../../../../Cargo.toml"),
    ] {
        let config = config.join("config.toml");
        assert!(read(&config).contains(way), "{}", config.display());
        let old = "[alias]\nex = \"run --quiet --manifest-path /old\"\n";
        fs::write(&config, old).unwrap();
        work.mend(&lock).unwrap();
        assert!(read(&config).contains(way), "{}", config.display());
        fs::write(&config, "[build]\njobs = 1\n").unwrap();
        work.mend(&lock).unwrap();
        assert_eq!(read(&config), "[build]\njobs = 1\n");
    }
}
