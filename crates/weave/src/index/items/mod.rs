//! The index of items: what the listings use of std and of crates, where
//! its documentation is, and which pages show it at work.

mod known;
mod names;

use super::Uses;
use crate::check::shown::Shown;
use crate::page::directive::Origin;
use crate::parallel;
use crate::problem::Fault;
use crate::read::manifest::Package;
use crate::read::source::{Kind, Source};
use crate::read::tree::Tree;
use known::KNOWN;
use std::collections::{BTreeMap, BTreeSet};

/// Where the standard library is documented.
const STD: &str = "https://doc.rust-lang.org/std";

/// What is used, by the label in small letters, then the label.
#[derive(Clone, Default)]
pub struct Items<'b>(pub BTreeMap<(String, String), Meanings<'b>>);

/// What a label means, and the pages where.
pub type Meanings<'b> = BTreeMap<Meaning, Uses<'b>>;

/// What is meant by a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// An item, by its path, and its address.
    Item(Documented),
    /// A member of one of these.
    Of(BTreeSet<Documented>),
}

/// A name with the address of its documentation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Documented {
    /// `std::net::TcpStream`, or a shorter label.
    pub name: String,
    /// Where it is documented.
    pub url: String,
}

impl Meaning {
    /// Whether this or one of these is documented there.
    fn is_of(&self, origin: Origin) -> bool {
        let is_std = |item: &Documented| item.url.starts_with(STD);
        let fits = |item| is_std(item) == (origin == Origin::Std);
        match self {
            Meaning::Item(item) => fits(item),
            Meaning::Of(types) => types.iter().any(fits),
        }
    }
}

impl<'b> Items<'b> {
    /// The index of all listings that a page shows whole.
    pub fn all(tree: &'b Tree, shown: &Shown) -> Items<'b> {
        let mut items = Items::default();
        for package in &tree.packages {
            items.add_package(tree, shown, package);
        }
        items
    }

    /// What of it is documented there.
    ///
    /// # Errors
    /// What is wrong and the remedy: there is nothing.
    pub fn of(&self, origin: Origin) -> Result<Items<'b>, Fault> {
        let mut items = self.clone();
        for meanings in items.0.values_mut() {
            meanings.retain(|meaning, _| meaning.is_of(origin));
        }
        items.0.retain(|_, meanings| !meanings.is_empty());
        if items.0.is_empty() {
            return Err(Fault::new(
                "no listing on a page uses anything of the kind",
                "show a listing, or take the directive out",
            ));
        }
        Ok(items)
    }

    fn add_package(
        &mut self,
        tree: &'b Tree,
        shown: &Shown,
        package: &'b Package,
    ) {
        let of_package = |s: &&Source| s.package == package.name;
        let sources: Vec<&Source> =
            tree.sources.iter().filter(of_package).collect();
        let crates = Crates(package);
        let names = crates.names();
        let is_library = |s: &&&Source| s.kind == Kind::Library;
        let libraries = sources.iter().filter(is_library);
        let libraries: Vec<_> = libraries
            .filter_map(|s| s.code())
            .flat_map(|code| code.tokens())
            .collect();
        let others = names::defined(&libraries);
        let is_code =
            |s: &&Source| matches!(s.kind, Kind::Listing | Kind::Library);
        let shown = sources.into_iter().filter(is_code).filter_map(|source| {
            Some((source.code()?, (shown.home(source)?.page, source)))
        });
        let shown: Vec<_> = shown.collect();
        let found = parallel::map(&shown, |(code, _)| {
            names::find(&code.tokens(), &names, &others)
        });
        for (found, (_, place)) in found.iter().zip(shown) {
            self.add(found, &crates, place);
        }
    }

    fn add(
        &mut self,
        found: &names::Names,
        crates: &Crates,
        (page, source): (usize, &'b Source),
    ) {
        for (path, member) in &found.items {
            let member = member.as_deref();
            let url = crates.url(path, member);
            let meaning = match member {
                None => Meaning::Item(Documented {
                    name: path.clone(),
                    url,
                }),
                Some(_) => Meaning::Of([documented(path, url)].into()),
            };
            let uses = self.uses(&label(path, member), meaning);
            uses.entry(page).or_insert(source);
        }
        for (name, types) in &found.methods {
            let link =
                |path: &&str| documented(path, crates.url(path, Some(name)));
            let meaning = Meaning::Of(types.iter().map(link).collect());
            let uses = self.uses(&format!(".{name}()"), meaning);
            uses.entry(page).or_insert(source);
        }
    }

    fn uses(&mut self, label: &str, meaning: Meaning) -> &mut Uses<'b> {
        let sorted = label.trim_start_matches('.').to_lowercase();
        let entry = self.0.entry((sorted, label.into())).or_default();
        entry.entry(meaning).or_default()
    }
}

fn documented(path: &str, url: String) -> Documented {
    let name = label(path, None);
    Documented { name, url }
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

/// The crates that a package depends on, and std.
struct Crates<'b>(&'b Package);

impl Crates<'_> {
    /// Their names in code.
    fn names(&self) -> Vec<String> {
        let dependencies = self.0.dependencies.iter();
        let names = dependencies.map(|crate_| crate_.name.replace('-', "_"));
        names.collect()
    }

    fn root(&self, top: &str) -> String {
        let mut dependencies = self.0.dependencies.iter();
        let found = dependencies.find(|d| d.name.replace('-', "_") == top);
        match found {
            Some(dependency) => {
                let version = dependency.version.as_deref();
                let version = version.unwrap_or("latest");
                format!("https://docs.rs/{}/{version}/{top}", dependency.name)
            }
            None => STD.into(),
        }
    }

    /// Where an item is documented; where the table does not have it, the
    /// search of that documentation.
    fn url(&self, path: &str, member: Option<&str>) -> String {
        let top = path.split("::").next().unwrap_or_default();
        let root = self.root(top);
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
        format!("{root}{folders}/{page}{fragment}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::manifest::Dependency;

    fn package() -> Package {
        Package {
            name: "p".into(),
            dependencies: vec![Dependency {
                name: "socket2".into(),
                version: Some("0.6.5".into()),
                default_features: true,
                features: Vec::new(),
                target: None,
                optional: false,
            }],
            features: BTreeMap::new(),
        }
    }

    #[test]
    fn where_an_item_is_documented() {
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
            let wanted = format!("{STD}{page}");
            assert_eq!(Crates(&package()).url(path, member), wanted);
        }
        assert_eq!(
            Crates(&package()).url("socket2::Socket", Some("listen")),
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
