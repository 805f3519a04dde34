//! The HTML of a listing, of one item of it, and of a Python twin.

use crate::read::tree::{Kind, Source};
use crate::web::changes;
use crate::web::highlight::{self, Language};
use crate::web::html::{code_block, escape};

/// A whole file: where it is, how to run it, its code.
pub fn whole(source: &Source, repository: &str) -> String {
    let caption = caption(source, repository);
    figure(&id(source), &caption, source, &source.text)
}

/// A whole listing that follows another: what is new in it is marked.
pub fn step(source: &Source, before: &Source, repository: &str) -> String {
    let caption = format!(
        "{} <span class=\"item\">Marked: what <code>{}</code> has not</span>",
        caption(source, repository),
        escape(&before.name)
    );
    // Its own name is no news, nor are its first lines, which say it.
    let old = before.text.replace(&before.name, &source.name);
    let mut changed = changes::changed(&old, &source.text);
    for (line, changed) in source.text.lines().zip(&mut changed) {
        *changed &= !line.starts_with("//!");
    }
    let code = highlight::html(Language::Rust, &source.text);
    let block = code_block(&source.path, &changes::marked(&code, &changed));
    framed(&id(source), &caption, &block)
}

fn id(source: &Source) -> String {
    format!(" id=\"{}\"", anchor(source))
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

/// One item of a file.
pub fn part(
    source: &Source,
    repository: &str,
    item: &str,
    code: &str,
) -> String {
    let caption = format!(
        "{} <span class=\"item\"><code>{}</code></span>",
        link(source, repository),
        escape(item)
    );
    figure("", &caption, source, code)
}

/// A Python twin, folded.
pub fn twin(source: &Source, repository: &str) -> String {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    format!(
        "<details class=\"twin\">\n\
         <summary>The same in Python: <code>{}</code></summary>\n\
         {}\n</details>",
        escape(name),
        whole(source, repository)
    )
}

/// The fragment under which a page shows a file whole.
pub fn anchor(source: &Source) -> String {
    let name = source.name.replace('/', "-");
    let kind = source.kind.word().split(' ').next().unwrap_or_default();
    format!("{kind}-{name}")
}

/// What a reader types to run a listing.
fn run_command(source: &Source) -> String {
    match source.name == source.package {
        true => format!("cargo run -p {}", source.package),
        false => {
            format!("cargo run -p {} --bin {}", source.package, source.name)
        }
    }
}

fn link(source: &Source, repository: &str) -> String {
    let path = escape(&source.path);
    format!(
        "<a href=\"{}/blob/main/{path}\"><code>{path}</code></a>",
        escape(repository)
    )
}

fn figure(id: &str, caption: &str, source: &Source, code: &str) -> String {
    let language = match source.kind {
        Kind::Twin => Language::Python,
        _ => Language::Rust,
    };
    let code = highlight::html(language, code);
    framed(id, caption, &code_block(&source.path, &code))
}

fn framed(id: &str, caption: &str, block: &str) -> String {
    format!(
        "<figure class=\"listing\"{id}>\n\
         <figcaption>{caption}</figcaption>\n{block}\n</figure>"
    )
}
