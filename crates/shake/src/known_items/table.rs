//! The items as lines of a table.

use super::item::Item;
use std::collections::BTreeSet;

/// What a program has without asking for it.
const PRELUDE: [&str; 5] = ["Box", "Option", "String", "Vec", "Self"];

/// A line an item, sorted.
pub fn lines(items: &[Item]) -> Vec<String> {
    let paths: BTreeSet<&str> =
        items.iter().map(|item| item.path.as_str()).collect();
    let lines: BTreeSet<String> =
        items.iter().map(|item| line(item, &paths)).collect();
    lines.into_iter().collect()
}

fn line(item: &Item, paths: &BTreeSet<&str>) -> String {
    let gives = item.gives.iter().filter_map(|path| public(path, paths));
    let gives: BTreeSet<String> =
        gives.filter(|path| *path != item.path).collect();
    let mut words = vec![item.kind.as_str(), &item.path];
    words.extend(item.members.iter().map(String::as_str));
    if !gives.is_empty() {
        words.push(">");
    }
    words.extend(gives.iter().map(String::as_str));
    words.join(" ") + "\n"
}

/// Where a type is published that is named by where it is defined.
fn public(path: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let (module, mut name) = path.rsplit_once("::").unwrap_or(("", path));
    if PRELUDE.contains(&name) || path == "core::result::Result" {
        return None;
    }
    let mut path = path.to_string();
    // The alias of a module's own errors.
    if name == "Result" {
        name = "Error";
        path = format!("{module}::Error");
    }
    if paths.contains(path.as_str()) {
        return Some(path);
    }
    let mut parts = path.split("::");
    let top = match parts.next() {
        Some("core" | "alloc") => "std",
        top => top.unwrap_or_default(),
    };
    let middle = parts.next();
    let found = paths.iter().filter(|path| {
        path.split("::").next() == Some(top)
            && path.rsplit("::").next() == Some(name)
    });
    // The nearest, then the shortest.
    let nearest = found.min_by_key(|path| {
        (path.split("::").nth(1) != middle, path.chars().count())
    });
    nearest.map(|path| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_by_where_it_is_published() {
        let paths = BTreeSet::from([
            "std::io::Error",
            "std::fmt::Error",
            "std::net::Ipv4Addr",
            "tokio::net::TcpStream",
            "tokio::net::tcp::TcpStream",
        ]);
        let public = |path| public(path, &paths);
        for (defined, published) in [
            ("std::io::Error", "std::io::Error"),
            ("std::io::Result", "std::io::Error"),
            ("core::fmt::Result", "std::fmt::Error"),
            ("core::net::ip_addr::Ipv4Addr", "std::net::Ipv4Addr"),
            ("tokio::net::x::TcpStream", "tokio::net::TcpStream"),
        ] {
            assert_eq!(public(defined).as_deref(), Some(published));
        }
        for none in ["alloc::vec::Vec", "core::result::Result", "a::B"] {
            assert_eq!(public(none), None, "{none}");
        }
    }
}
