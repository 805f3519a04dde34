//! Packs the built book into a zip that is read from a disk. The same book
//! gives the same zip, byte for byte.

use crate::command::{command, shown};
use crate::{entries, root};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the zip unpacks to.
const FOLDER: &str = "networking-in-rust";

/// What a site needs, and nobody who reads from a disk.
const OF_A_SITE: [&str; 5] = [
    ".nojekyll",
    "404.html",
    "llms.txt",
    "robots.txt",
    "sitemap.xml",
];

/// What `release` takes.
#[derive(Args)]
pub struct Options {
    /// The zip; target/networking-in-rust.zip if it is not named
    file: Option<PathBuf>,
}

/// Builds the book and packs it.
///
/// # Errors
/// The book cannot be built, or the zip not be written or read back.
pub fn run(options: &Options) -> Result<ExitCode> {
    let root = root()?;
    let mut build = command("cargo");
    build.args(["book", "build"]).current_dir(&root);
    let status = build.status().with_context(|| shown(&build))?;
    ensure!(status.success(), "{}: {status}", shown(&build));

    let target = root.join("target");
    let named = options.file.clone();
    let file = named.unwrap_or_else(|| target.join(format!("{FOLDER}.zip")));
    let at = || file.display().to_string();
    pack(&target.join("book"), &file).with_context(at)?;
    let count = read_back(&file).with_context(at)?;
    let size = fs::metadata(&file)?.len() as f64 / 1e6;
    println!(
        "{}: {count} files, {size:.1} MB; open index.html in it",
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Writes the zip of a built book.
fn pack(book: &Path, file: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(File::create(file)?);
    // Without the time, which is another at each build.
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    for path in files(book)? {
        let parts = path.strip_prefix(book)?.iter();
        let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        if OF_A_SITE.contains(&name.as_str()) {
            continue;
        }
        zip.start_file(format!("{FOLDER}/{name}"), options)?;
        let mut from =
            File::open(&path).with_context(|| path.display().to_string())?;
        io::copy(&mut from, &mut zip)?;
    }
    zip.finish()?;
    Ok(())
}

/// Every file in a folder and the folders in it, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Unpacks a zip into nothing, which compares the checksums; how many files
/// are in it.
fn read_back(file: &Path) -> Result<usize> {
    let mut zip = ZipArchive::new(File::open(file)?)?;
    let first = format!("{FOLDER}/index.html");
    if zip.index_for_name(&first).is_none() {
        bail!("{first} is not in it; see what `cargo book build` left");
    }
    for n in 0..zip.len() {
        io::copy(&mut zip.by_index(n)?, &mut io::sink())?;
    }
    Ok(zip.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn book(names: &[&str]) -> tempfile::TempDir {
        let book = tempfile::tempdir().unwrap();
        for name in names {
            let path = book.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name.repeat(100)).unwrap();
        }
        book
    }

    #[test]
    fn a_book_is_packed_without_what_is_a_sites_and_twice_alike() {
        let book = book(&["index.html", "404.html", "ch01/a.html", "x.css"]);
        let out = tempfile::tempdir().unwrap();
        let [one, two] = ["1.zip", "2.zip"].map(|n| out.path().join(n));
        pack(book.path(), &one).unwrap();
        pack(book.path(), &two).unwrap();
        assert!(fs::read(&one).unwrap() == fs::read(two).unwrap());

        assert_eq!(read_back(&one).unwrap(), 3);
        let mut zip = ZipArchive::new(File::open(&one).unwrap()).unwrap();
        let names = zip.file_names().map(|name| name.unwrap().into_owned());
        let names: Vec<String> = names.collect();
        let kept = ["ch01/a.html", "index.html", "x.css"];
        let kept = kept.map(|name| format!("{FOLDER}/{name}"));
        assert_eq!(names, kept);
        let mut text = String::new();
        let mut page = zip.by_name(&kept[0]).unwrap();
        page.read_to_string(&mut text).unwrap();
        assert_eq!(text, "ch01/a.html".repeat(100));
    }

    #[test]
    fn a_zip_that_is_no_book_or_is_damaged_is_told() {
        let out = tempfile::tempdir().unwrap();
        let file = out.path().join("a.zip");
        pack(book(&["a.html"]).path(), &file).unwrap();
        let error = read_back(&file).unwrap_err().to_string();
        assert!(error.contains("index.html is not in it"), "{error}");

        pack(book(&["index.html"]).path(), &file).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        // Behind the head of the first file, which its name ends.
        let name = format!("{FOLDER}/index.html");
        let at = bytes.windows(name.len()).position(|w| w == name.as_bytes());
        bytes[at.unwrap() + name.len() + 3] ^= 1;
        fs::write(&file, bytes).unwrap();
        assert!(read_back(&file).is_err());
    }
}
