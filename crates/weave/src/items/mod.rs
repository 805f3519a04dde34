//! The index of items: what the listings use of std and of crates, where
//! its documentation is, and which pages show it at work.

mod known;
mod names;
mod tokens;

use crate::html::escape;
use crate::problem::Fault;
use crate::shown::Shown;
use crate::tree::{Kind, Source, Tree, table_at};
use known::KNOWN;
use std::collections::{BTreeMap, BTreeSet};
use toml::Value;

/// More pages than this are not named one by one.
const MANY: usize = 10;

/// The index for the page `file`, in Markdown: a letter a heading, an item a
/// definition.
///
/// # Errors
/// What is wrong and the remedy: no page shows a listing.
pub fn index(tree: &Tree, shown: &Shown, file: &str) -> Result<String, Fault> {
    let mut index = Index::default();
    for package in &tree.packages {
        index.add_package(tree, shown, &package.name);
    }
    if index.0.is_empty() {
        return Err((
            "no listing on a page uses anything of std or of a crate".into(),
            "show a listing, or take `{{#items}}` out".into(),
        ));
    }
    Ok(index.markdown(shown, file))
}

/// What is used, in the order of the index: by the label in small letters,
/// then the label; by what it is, in Markdown; by page, the program there.
#[derive(Default)]
struct Index<'t>(BTreeMap<(String, String), Meanings<'t>>);

type Meanings<'t> = BTreeMap<String, BTreeMap<usize, &'t Source>>;

impl<'t> Index<'t> {
    fn add_package(&mut self, tree: &'t Tree, shown: &Shown, package: &str) {
        let of_package = |s: &&Source| s.package == package;
        let sources: Vec<&Source> =
            tree.sources.iter().filter(of_package).collect();
        let crates = Crates::of(tree, package);
        let names: Vec<String> = crates.0.keys().cloned().collect();
        let library = sources.iter().filter(|s| s.kind == Kind::Library);
        let library: Vec<_> =
            library.flat_map(|s| tokens::tokens(&s.text)).collect();
        let others = names::defined(&library);
        for source in sources {
            let code = matches!(source.kind, Kind::Listing | Kind::Library);
            if let (true, Some(page)) = (code, shown.whole_page(source)) {
                let found = names::find(&source.text, &names, &others);
                self.add(&found, &crates, (page, source));
            }
        }
    }

    fn add(
        &mut self,
        found: &names::Names,
        crates: &Crates,
        (page, source): (usize, &'t Source),
    ) {
        for (path, member) in &found.items {
            let member = member.as_deref();
            let url = crates.url(path, member);
            let what = match member {
                None => format!("[`{path}`]({url})"),
                Some(_) => format!("of [`{}`]({url})", label(path, None)),
            };
            let uses = self.uses(&label(path, member), what);
            uses.entry(page).or_insert(source);
        }
        for (name, types) in &found.methods {
            let link = |path: &&str| {
                let url = crates.url(path, Some(name));
                format!("[`{}`]({url})", label(path, None))
            };
            let types: BTreeSet<String> = types.iter().map(link).collect();
            let what = format!("of {}", one_of(types));
            let uses = self.uses(&format!(".{name}()"), what);
            uses.entry(page).or_insert(source);
        }
    }

    fn uses(
        &mut self,
        label: &str,
        what: String,
    ) -> &mut BTreeMap<usize, &'t Source> {
        let sorted = label.trim_start_matches('.').to_lowercase();
        let entry = self.0.entry((sorted, label.into())).or_default();
        entry.entry(what).or_default()
    }

    fn markdown(&self, shown: &Shown, file: &str) -> String {
        let mut text = String::new();
        let mut letter = None;
        for ((sorted, label), meanings) in &self.0 {
            let first = sorted.chars().next();
            if first != letter {
                letter = first;
                let heading = first.unwrap_or_default().to_uppercase();
                text += &format!("\n## {heading}\n");
            }
            text += &format!("\n`{label}`\n");
            for (what, uses) in meanings {
                let pages = pages(uses, shown, file);
                text += &format!(": {what}: {pages}\n");
            }
        }
        text
    }
}

/// How an item is called: by its name, a function with its module, and in
/// full what tokio has under a name of std's.
fn label(path: &str, member: Option<&str>) -> String {
    let parts: Vec<&str> = path.split("::").collect();
    let name = parts.last().copied().unwrap_or_default();
    let small = name.starts_with(|c: char| c.is_lowercase());
    let common = matches!(name, "Error" | "Result" | "Type");
    let depth = match parts.as_slice() {
        ["tokio", rest @ ..] => {
            let of_std = format!("std::{}", rest.join("::"));
            let same = KNOWN.contains_key(of_std.as_str());
            if small || same { parts.len() } else { 1 }
        }
        ["std", _] => 1,
        _ => 1 + usize::from(small || common),
    };
    let label = parts[parts.len().saturating_sub(depth)..].join("::");
    member.map_or(label.clone(), |member| format!("{label}::{member}"))
}

fn one_of(links: BTreeSet<String>) -> String {
    let links: Vec<String> = links.into_iter().collect();
    match links.split_last() {
        Some((last, before @ [_, ..])) => {
            format!("{} or {last}", before.join(", "))
        }
        _ => links.concat(),
    }
}

fn pages(
    pages: &BTreeMap<usize, &Source>,
    shown: &Shown,
    file: &str,
) -> String {
    let links: Vec<String> = pages
        .iter()
        .map(|(page, source)| shown.link(file, *page, source))
        .collect();
    match links.len() > MANY {
        true => format!(
            "on {} pages, first {}",
            links.len(),
            links[..3].join(" · ")
        ),
        false => links.join(" · "),
    }
}

/// The crates that a package depends on: by the name in code, the name and
/// the version that `cargo add` takes.
struct Crates(BTreeMap<String, (String, String)>);

impl Crates {
    fn of(tree: &Tree, package: &str) -> Crates {
        let package = tree.packages.iter().find(|p| p.name == package);
        let manifest = package.map(|p| p.manifest.clone()).unwrap_or_default();
        let mut names = table_at(&manifest, &["dependencies"]);
        for (target, _) in &table_at(&manifest, &["target"]) {
            let path = ["target", target, "dependencies"];
            names.extend(table_at(&manifest, &path));
        }
        let version = |name: &str| match tree.workspace.get(name) {
            Some(Value::String(version)) => version.clone(),
            Some(Value::Table(table)) => {
                let version = table.get("version").and_then(Value::as_str);
                version.unwrap_or("latest").into()
            }
            _ => "latest".into(),
        };
        let named = |name: &String| {
            let version = version(name);
            (name.replace('-', "_"), (name.clone(), version))
        };
        Crates(names.keys().map(named).collect())
    }

    /// Where an item is documented; where the table does not have it, the
    /// search of that documentation.
    fn url(&self, path: &str, member: Option<&str>) -> String {
        let top = path.split("::").next().unwrap_or_default();
        let root = match self.0.get(top) {
            Some((name, version)) => {
                format!("https://docs.rs/{name}/{version}/{top}")
            }
            None => "https://doc.rust-lang.org/std".into(),
        };
        let Some(known) = KNOWN.get(path) else {
            let asked = path.replace("::", "%3A%3A");
            return format!("{root}/?search={asked}");
        };
        let mut parts: Vec<&str> = path.split("::").collect();
        let name = parts.pop().unwrap_or_default();
        let folders: String = parts
            .iter()
            .skip(1)
            .map(|part| format!("/{part}"))
            .collect();
        // What a type has of a trait has no place of its own.
        let fragment = member.and_then(|member| known.fragment(member));
        let fragment = fragment.unwrap_or_default();
        let name = name.trim_end_matches('!');
        let page = format!("{}.{name}.html", known.kind);
        escape(&format!("{root}{folders}/{page}{fragment}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates() -> Crates {
        let version = ("socket2".to_string(), "0.6.5".to_string());
        Crates([("socket2".to_string(), version)].into())
    }

    #[test]
    fn where_an_item_is_documented() {
        let std = "https://doc.rust-lang.org/std";
        for (path, member, page) in [
            ("std::net::TcpStream", None, "/net/struct.TcpStream.html"),
            (
                "std::net::TcpStream",
                Some("connect"),
                "/net/struct.TcpStream.html#method.connect",
            ),
            (
                "std::io::ErrorKind",
                Some("AddrInUse"),
                "/io/enum.ErrorKind.html#variant.AddrInUse",
            ),
            (
                "std::net::Ipv4Addr",
                Some("LOCALHOST"),
                "/net/struct.Ipv4Addr.html#associatedconstant.LOCALHOST",
            ),
            ("std::io::Read", Some("take"), "/io/trait.Read.html"),
            ("std::io::Error", Some("from"), "/io/struct.Error.html"),
            ("std::env::args", None, "/env/fn.args.html"),
            ("std::env!", None, "/macro.env.html"),
            (
                "u16",
                Some("from_be_bytes"),
                "/primitive.u16.html#method.from_be_bytes",
            ),
            ("std::no::Such", None, "/?search=std%3A%3Ano%3A%3ASuch"),
        ] {
            let wanted = format!("{std}{page}");
            assert_eq!(crates().url(path, member), wanted);
        }
        assert_eq!(
            crates().url("socket2::Socket", Some("listen")),
            "https://docs.rs/socket2/0.6.5/socket2/struct.Socket.html\
             #method.listen"
        );
    }

    #[test]
    fn labels() {
        for (path, member, wanted) in [
            ("std::net::TcpStream", Some("connect"), "TcpStream::connect"),
            ("std::env::args", None, "env::args"),
            ("std::io::Error", None, "io::Error"),
            ("std::io::Error", Some("kind"), "io::Error::kind"),
            ("u16", Some("from_be_bytes"), "u16::from_be_bytes"),
            ("std::matches!", None, "matches!"),
            ("tokio::net::TcpStream", None, "tokio::net::TcpStream"),
            ("tokio::io::AsyncReadExt", None, "AsyncReadExt"),
        ] {
            assert_eq!(label(path, member), wanted);
        }
    }
}
