//! The HTML of a listing's lines, of what is left of it, and of a twin.
//!
//! A block says of which listing it is (`data-listing`), and each run of
//! lines in it which lines (`data-lines`, from 1). On the page that has them
//! all a block has their number (`data-whole`): a script can put the program
//! together from them, and a figure can point at a line.

use super::changes;
use super::highlight;
use super::index::relative;
use crate::check::content::{Before, Excerpt, Home, Rest};
use crate::page::Page;
use crate::read::code::Code;
use crate::read::source::{Kind, Source};
use markup::html::{code_block, escape, held};
use std::ops::Range;

/// Lines of a listing: where it is, which they are, how to run it.
pub fn excerpt(excerpt: &Excerpt, page: &Page, repository: &str) -> String {
    let Excerpt { source, code, .. } = excerpt;
    let is_first = matches!(excerpt.home, Home::First);
    let mut parts = vec![link(source, repository, &excerpt.runs, is_first)];
    if !excerpt.items.is_empty() {
        let items = excerpt.items.iter();
        let items = items.map(|item| format!("<code>{}</code>", escape(item)));
        let items = items.collect::<Vec<_>>().join(", ");
        parts.push(format!("{items}, {}", lines(&excerpt.runs)));
    }
    if let Home::Away(home) = excerpt.home {
        let to = relative(&page.file, &home.file).replace(".md", ".html");
        parts.push(format!(
            "Whole in <a href=\"{to}#{}\">{}</a>",
            source.anchor(),
            escape(&home.title)
        ));
    }
    parts.extend(marks(excerpt.before.as_ref()));
    let run = run(source).filter(|_| is_first);
    let caption = caption(parts, run);
    let blocks = blocks(source, code, &excerpt.runs, excerpt.before.as_ref());
    let whole = !matches!(excerpt.home, Home::Away(_));
    let attributes = attributes(source, code, is_first, whole)
        + &since(excerpt.before.as_ref());
    framed(&attributes, &caption, &blocks)
}

/// The lines that no other block of the page shows, folded.
pub fn rest(rest: &Rest, repository: &str) -> String {
    let Rest { source, code, .. } = rest;
    let what = if rest.is_all { "All" } else { "The rest" };
    let count: usize = rest.runs.iter().map(|run| run.len()).sum();
    let s = if count == 1 { "" } else { "s" };
    let mut parts = vec![link(source, repository, &rest.runs, rest.first)];
    if !rest.is_all {
        parts.push(lines(&rest.runs));
    }
    parts.extend(marks(rest.before.as_ref()));
    let caption = caption(parts, run(source).filter(|_| rest.first));
    let blocks = blocks(source, code, &rest.runs, rest.before.as_ref());
    let attributes = attributes(source, code, rest.first, true)
        + &since(rest.before.as_ref());
    format!(
        "<details class=\"rest\">\n\
         <summary>{what} of <code>{}</code>, {count} line{s}</summary>\n\
         {}\n</details>",
        held(&source.name, &escape),
        framed(&attributes, &caption, &blocks)
    )
}

/// A Python twin, folded.
pub fn twin(source: &Source, code: &Code, repository: &str) -> String {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let all = [code.lines()];
    let caption =
        caption(vec![link(source, repository, &[], true)], run(source));
    let blocks = blocks(source, code, &all, None);
    format!(
        "<details class=\"twin\">\n\
         <summary>The same in Python: <code>{}</code></summary>\n\
         {}\n</details>",
        escape(name),
        framed(&attributes(source, code, true, true), &caption, &blocks)
    )
}

fn attributes(
    source: &Source,
    code: &Code,
    is_first: bool,
    is_home: bool,
) -> String {
    // A twin may be called as its listing is.
    let name = match source.kind {
        Kind::Twin => source.path.rsplit('/').next().unwrap_or_default(),
        _ => &source.name,
    };
    let mut text = format!(" data-listing=\"{}\"", escape(name));
    if is_first {
        text += &format!(" id=\"{}\"", source.anchor());
    }
    if is_home {
        let count = code.lines().len();
        text += &format!(" data-whole=\"{count}\"");
    }
    text
}

/// The runs of lines, each a block of its own.
fn blocks(
    source: &Source,
    code: &Code,
    runs: &[Range<usize>],
    before: Option<&Before>,
) -> String {
    let blocks = runs.iter().map(|run| {
        // The grammar counts the end of its line to some comments.
        let Range { start, end } = code.bytes_of(run);
        let end = code.text[..end].trim_end().len();
        let mut html = highlight::part(code, start..end);
        if let Some(before) = before {
            let changed = before.changed.get(run.clone());
            html = changes::marked(&html, changed.unwrap_or_default());
        }
        let label = format!("{}, {}", source.path, lines_of(run));
        let place = format!(" data-lines=\"{}-{}\"", run.start + 1, run.end);
        code_block(&label, &place, &html)
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn marks(before: Option<&Before>) -> Option<String> {
    before.map(|before| {
        let name = held(before.name, &escape);
        format!("Marked: what <code>{name}</code> has not")
    })
}

fn since(before: Option<&Before>) -> String {
    let name = before.map(|before| escape(before.name));
    name.map_or(String::new(), |name| format!(" data-since=\"{name}\""))
}

fn caption(parts: Vec<String>, run: Option<String>) -> String {
    let mut parts = parts.into_iter();
    let mut caption = parts.next().unwrap_or_default();
    for part in parts {
        caption += &format!(" <span class=\"item\">{part}</span>");
    }
    if let Some(command) = run {
        let command = held(&command, &escape);
        caption += &format!(
            " <span class=\"run\">Run it: <code>{command}</code></span>"
        );
    }
    caption
}

/// `lines 3–9, 12` in HTML, of which the word stays with the first number,
/// and both ends with each other.
fn lines(runs: &[Range<usize>]) -> String {
    let held = |run: &Range<usize>| match number(run) {
        two if run.len() > 1 => format!("<span class=\"w\">{two}</span>"),
        one => one,
    };
    numbered(runs, held)
}

/// The same as a name that is read aloud.
fn lines_of(run: &Range<usize>) -> String {
    numbered(std::slice::from_ref(run), number)
}

fn numbered(
    runs: &[Range<usize>],
    number: impl Fn(&Range<usize>) -> String,
) -> String {
    let numbers: Vec<String> = runs.iter().map(number).collect();
    let s = match runs {
        [run] if run.len() == 1 => "",
        _ => "s",
    };
    format!("line{s}\u{a0}{}", numbers.join(", "))
}

fn number(run: &Range<usize>) -> String {
    if run.len() == 1 {
        run.end.to_string()
    } else {
        format!("{}–{}", run.start + 1, run.end)
    }
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

/// What a reader types to run a program; a library is none.
fn run(source: &Source) -> Option<String> {
    match source.kind {
        Kind::Listing => Some(run_command(source)),
        Kind::Twin => Some(format!("python3 {}", source.path)),
        _ => None,
    }
}

/// To the file in the repository, and there to the lines.
fn link(
    source: &Source,
    repository: &str,
    runs: &[Range<usize>],
    in_full: bool,
) -> String {
    let path = escape(&source.path);
    let name = if in_full {
        &source.path
    } else {
        source.path.rsplit('/').next().unwrap_or(&source.path)
    };
    let name = held(name, &escape);
    let lines = match (runs.first(), runs.last()) {
        (Some(first), Some(last)) => {
            format!("#L{}-L{}", first.start + 1, last.end)
        }
        _ => String::new(),
    };
    format!(
        "<a href=\"{}/blob/main/{path}{lines}\"><code>{name}</code></a>",
        escape(repository)
    )
}

fn framed(attributes: &str, caption: &str, blocks: &str) -> String {
    format!(
        "<figure class=\"listing\"{attributes}>\n\
         <figcaption>{caption}</figcaption>\n{blocks}\n</figure>"
    )
}
