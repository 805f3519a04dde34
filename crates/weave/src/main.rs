//! `cargo book`: build the book, serve it, open it.

use mdbook_preprocessor::errors::Result;
use std::io;
use std::path::Path;
use std::process;
use std::time::Instant;
use weave::{make, preprocess};

const USAGE: &str = "usage: cargo book [build | --port N | --no-open]";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["build"] => build(),
        ["preprocess"] => preprocess::filter(io::stdin(), io::stdout()),
        ["preprocess", "supports", renderer] => {
            process::exit(i32::from(*renderer != "html"))
        }
        _ => {
            eprintln!("{USAGE}");
            process::exit(2);
        }
    };
    if let Err(error) = result {
        eprintln!("{error:#}");
        process::exit(1);
    }
}

fn build() -> Result<()> {
    let root = make::find_root()?;
    let start = Instant::now();
    let rendered = make::render(&root, None)?;
    let pages = rendered.pages;
    let folder = rendered.publish()?;
    let folder = folder.strip_prefix(&root).unwrap_or(Path::new(&folder));
    let time = start.elapsed().as_secs_f32();
    eprintln!("{pages} pages in {time:.1} s: {}", folder.display());
    Ok(())
}
