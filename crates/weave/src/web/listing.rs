//! The HTML of a listing, of one item of it, and of a Python twin.

use super::changes;
use super::highlight;
use super::html::{code_block, escape};
use crate::check::content::Before;
use crate::read::code::Code;
use crate::read::items::Item;
use crate::read::source::{Kind, Source};

/// A whole file: where it is, how to run it, its code.
pub fn whole(source: &Source, code: &Code, repository: &str) -> String {
    let caption = caption(source, repository);
    let block = code_block(&source.path, &highlight::whole(code));
    framed(&id(source), &caption, &block)
}

/// A whole listing that follows another: what is new in it is marked.
pub fn step(
    source: &Source,
    code: &Code,
    before: &Before,
    repository: &str,
) -> String {
    let caption = format!(
        "{} <span class=\"item\">Marked: what <code>{}</code> has not</span>",
        caption(source, repository),
        escape(before.name)
    );
    // Its own name is no news, nor are its first lines, which say it.
    let old = before.code.text.replace(before.name, &source.name);
    let mut changed = changes::changed(&old, &code.text);
    for (line, changed) in code.text.lines().zip(&mut changed) {
        *changed &= !line.starts_with("//!");
    }
    let marked = changes::marked(&highlight::whole(code), &changed);
    framed(&id(source), &caption, &code_block(&source.path, &marked))
}

fn id(source: &Source) -> String {
    format!(" id=\"{}\"", source.anchor())
}

fn caption(source: &Source, repository: &str) -> String {
    let run = match source.kind {
        Kind::Listing => Some(run_command(source)),
        Kind::Twin => Some(format!("python3 {}", source.path)),
        _ => None,
    };
    let run = run.map_or(String::new(), |command| {
        let command = escape(&command);
        format!(" <span class=\"run\">Run it: <code>{command}</code></span>")
    });
    format!("{}{run}", link(source, repository))
}

/// One item of a file, and what the page calls it.
pub fn part(
    source: &Source,
    code: &Code,
    (item, asked): (&Item, &str),
    repository: &str,
) -> String {
    let caption = format!(
        "{} <span class=\"item\"><code>{}</code></span>",
        link(source, repository),
        escape(asked)
    );
    let html = highlight::part(code, item.bytes.clone());
    framed("", &caption, &code_block(&source.path, &html))
}

/// A Python twin, folded.
pub fn twin(source: &Source, code: &Code, repository: &str) -> String {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    format!(
        "<details class=\"twin\">\n\
         <summary>The same in Python: <code>{}</code></summary>\n\
         {}\n</details>",
        escape(name),
        whole(source, code, repository)
    )
}

/// What a reader types to run a listing.
fn run_command(source: &Source) -> String {
    let mut command = format!("cargo run -p {}", source.package);
    if !source.features.is_empty() {
        command += &format!(" --features {}", source.features.join(","));
    }
    if source.name != source.package {
        command += &format!(" --bin {}", source.name);
    }
    command
}

fn link(source: &Source, repository: &str) -> String {
    let path = escape(&source.path);
    format!(
        "<a href=\"{}/blob/main/{path}\"><code>{path}</code></a>",
        escape(repository)
    )
}

fn framed(id: &str, caption: &str, block: &str) -> String {
    format!(
        "<figure class=\"listing\"{id}>\n\
         <figcaption>{caption}</figcaption>\n{block}\n</figure>"
    )
}
