//! The book of this repository: every page woven, every file shown, every
//! link alive. And the commands that build it.

mod fixture;

use fixture::Fixture;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn the_book_of_this_repository() {
    // Not in `target`: whoever runs this may own none of the repository.
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("book");
    let root = fixture::repository();
    let book = weave::make::render_for(root, None, &place)
        .unwrap_or_else(|error| panic!("{error:#}"));
    if let Err(error) = book.check() {
        panic!("{error:#}");
    }
    let heavy: Vec<_> = pages(book.folder())
        .iter()
        .filter_map(|page| too_heavy(book.folder(), page))
        .collect();
    assert!(heavy.is_empty(), "{heavy:#?}");
}

/// Every page but the one that holds the whole book.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages.extend(self::pages(&path));
        } else if path.extension().is_some_and(|e| e == "html")
            && !path.ends_with("print.html")
        {
            pages.push(path);
        }
    }
    pages
}

/// What the first visit to a page sends is limited, with gzip: 40 KiB of its
/// own, 60 KiB with everything that it asks for, of this site alone.
fn too_heavy(folder: &Path, page: &Path) -> Option<String> {
    let html = fs::read_to_string(page).unwrap();
    let own = sent(html.as_bytes());
    let (head, _) = html.split_once("</head>")?;
    let mut all = own;
    for link in head.split(['\n', '>']) {
        let asked = link.contains("rel=\"icon\"")
            || link.contains("rel=\"stylesheet\"")
            || link.contains(" src=");
        let file = link.split('"').find(|part| {
            [".css", ".js", ".svg"].iter().any(|e| part.ends_with(e))
        });
        match (asked, file) {
            (false, _) => {}
            (true, Some(file)) if !file.contains("//") => {
                let file = folder.join(file.trim_start_matches("../"));
                let body = fs::read(file).unwrap();
                all += sent(&body) + fonts(folder, &body);
            }
            (true, _) => return Some(format!("{page:?} asks for {link}")),
        }
    }
    (own > 40 * 1024 || all > 60 * 1024)
        .then(|| format!("{page:?}: {own} bytes of its own, {all} in all"))
}

/// The bytes of the fonts that a style asks for.
fn fonts(folder: &Path, style: &[u8]) -> usize {
    let style = String::from_utf8_lossy(style);
    let urls = style.split("url('").skip(1);
    let names = urls.filter_map(|url| url.split('\'').next());
    let sizes = names.map(|name| fs::read(folder.join(name)).unwrap().len());
    sizes.sum()
}

/// The bytes of a response's body, compressed as a web server does it.
fn sent(body: &[u8]) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap().len()
}

#[test]
fn build_writes_the_book_or_says_why_not() {
    let fixture = Fixture::new();
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(0), "{error}");
    assert!(fixture.root.join("target/book/index.html").is_file());

    fixture.append("book/introduction.md", "{{#listing none}}");
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(1), "{error}");
    assert!(error.contains("introduction.md:5: there is no"), "{error}");
    assert!(fixture.root.join("target/book/index.html").is_file());
}

#[test]
fn unknown_arguments_get_one_line_of_usage() {
    let fixture = Fixture::new();
    for args in [
        &["biuld"][..],
        &["build", "x"],
        &["--port"],
        &["--port", "x"],
        &["--port", "70000"],
        &["preprocess", "x"],
    ] {
        let (status, error) = run(&fixture, args, "");
        assert_eq!(status, Some(2), "{args:?}: {error}");
        assert!(error.starts_with("usage: cargo book "), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_folder_without_a_book() {
    let fixture = Fixture::new();
    fixture.remove("book.toml");
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(1));
    assert!(error.contains("no book.toml here or above"), "{error}");
}

/// The binary as a stock mdBook starts it: `mdbook build` with this command
/// must give the same pages.
#[test]
fn the_preprocessor_for_a_stock_mdbook() {
    let fixture = Fixture::new();
    let supports =
        |renderer| run(&fixture, &["preprocess", "supports", renderer], "").0;
    assert_eq!(supports("html"), Some(0));
    assert_eq!(supports("epub"), Some(1));

    let mut ours = weave::make::render(&fixture.root).unwrap();
    let ours = ours.publish().unwrap();
    let page = "ch01-one/index.html";
    let ours = fs::read_to_string(ours.join(page)).unwrap();

    let command = format!("{} preprocess", env!("CARGO_BIN_EXE_book"));
    let command = command.replace('\\', "/");
    fixture.replace("book.toml", "\"true\"", &format!("'{command}'"));
    let book = mdbook_driver::MDBook::load(&fixture.root).unwrap();
    book.build().unwrap();
    let stock = fixture.root.join("target/book").join(page);
    assert_eq!(fs::read_to_string(stock).unwrap(), ours);

    fixture.append("book/introduction.md", "{{#listing none}}");
    let book = mdbook_driver::MDBook::load(&fixture.root).unwrap();
    assert!(book.build().is_err());
}

#[test]
fn an_input_that_is_no_book() {
    let fixture = Fixture::new();
    let (status, error) = run(&fixture, &["preprocess"], "{}");
    assert_eq!(status, Some(1));
    assert!(error.contains("Unable to parse the input"), "{error}");
}

/// Runs `book` in the fixture; its exit status and its standard error.
fn run(fixture: &Fixture, args: &[&str], input: &str) -> (Option<i32>, String) {
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"))
        .args(args)
        .current_dir(&fixture.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = book.stdin.take().unwrap();
    // A program that refuses its arguments does not read.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = book.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), error)
}
