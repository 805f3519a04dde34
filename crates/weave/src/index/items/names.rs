//! Which items of std and of crates a program names.
//!
//! A path is known by what `use` says of its first name. A method is known
//! by its name alone: it belongs to one of the types that the program names,
//! or that functions of these types give.

use super::known::{KNOWN, is_everywhere, is_module, prelude};
use crate::read::code::Token;
use std::collections::{BTreeMap, BTreeSet};

/// What a program names.
#[derive(Debug, Default)]
pub struct Names {
    /// An item's path, or a type's and one of its members.
    pub items: BTreeSet<(String, Option<String>)>,
    /// Methods that more than one type has which the program may mean.
    pub methods: BTreeMap<String, BTreeSet<&'static str>>,
}

/// Reads a program whose package depends on `crates`. What has one of the
/// names in `others` is not std's.
pub fn find(
    tokens: &[Token<'_>],
    crates: &[String],
    others: &BTreeSet<&str>,
) -> Names {
    let mut reader = Reader {
        tokens,
        crates,
        uses: BTreeMap::new(),
        names: Names::default(),
    };
    let code = reader.read_uses();
    let mut own = defined(tokens);
    own.extend(others);
    reader.read_paths(&code, &own);
    reader.read_methods(&own);
    reader.names
}

/// The names of what a program defines itself.
pub fn defined<'t>(tokens: &[Token<'t>]) -> BTreeSet<&'t str> {
    let pairs = tokens.windows(2);
    let names = pairs.filter_map(|pair| match pair {
        [
            Token::Name(
                "fn" | "struct" | "enum" | "trait" | "type" | "mod" | "const",
            ),
            Token::Name(name),
        ] => Some(*name),
        _ => None,
    });
    names.collect()
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    crates: &'a [String],
    /// The paths of what `use` brings, by the name that it gets here.
    uses: BTreeMap<String, String>,
    names: Names,
}

impl Reader<'_> {
    /// Reads every `use`; the indices of all that is none.
    fn read_uses(&mut self) -> Vec<usize> {
        let mut code = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.tokens[at] == Token::Name("use") {
                at = self.read_tree(at + 1, "");
            } else {
                code.push(at);
                at += 1;
            }
        }
        code
    }

    /// Reads `a::{b, c as d}` behind `prefix`; the index behind it.
    fn read_tree(&mut self, mut at: usize, prefix: &str) -> usize {
        let mut path = prefix.to_string();
        let mut name = "";
        while let Some(token) = self.tokens.get(at) {
            match *token {
                Token::Name("as") => {
                    if let Some(Token::Name(other)) = self.tokens.get(at + 1) {
                        name = other;
                    }
                    at += 1;
                }
                Token::Name("self") if !path.is_empty() => {
                    name = path.rsplit("::").next().unwrap_or_default();
                    self.bring(name.to_string(), &path.clone());
                    return at + 1;
                }
                Token::Name(next) => {
                    name = next;
                    path = join(&path, next);
                }
                Token::Path => {}
                Token::Sign('{') => return self.read_list(at + 1, &path),
                Token::Sign('*') => return at + 1,
                Token::Sign(_) => break,
            }
            at += 1;
        }
        self.bring(name.to_string(), &path);
        at
    }

    fn read_list(&mut self, mut at: usize, path: &str) -> usize {
        loop {
            match self.tokens.get(at) {
                None | Some(Token::Sign('}')) => return at + 1,
                Some(Token::Sign(',')) => at += 1,
                _ => at = self.read_tree(at, path),
            }
        }
    }

    fn bring(&mut self, name: String, path: &str) {
        let path = path.to_string();
        if self.is_foreign(path.split("::").next().unwrap_or_default()) {
            self.note(&path);
            self.uses.insert(name, path);
        }
    }

    fn is_foreign(&self, first: &str) -> bool {
        first == "std" || self.crates.iter().any(|name| name == first)
    }

    fn read_paths(&mut self, code: &[usize], own: &BTreeSet<&str>) {
        for &at in code {
            let before = at.checked_sub(1).map(|before| self.tokens[before]);
            if matches!(before, Some(Token::Path | Token::Sign('.'))) {
                continue;
            }
            let parts = self.path(at);
            let (Some((first, rest)), true) =
                (parts.split_first(), parts.len() > 1)
            else {
                continue;
            };
            let path = match self.uses.get(*first) {
                Some(path) => path.clone(),
                None if self.is_foreign(first) => first.to_string(),
                None if own.contains(first) => continue,
                None => match prelude(first) {
                    Some(path) => path.to_string(),
                    None => continue,
                },
            };
            self.note(&join(&path, &rest.join("::")));
        }
    }

    /// The names of the path that begins at a token.
    fn path(&self, mut at: usize) -> Vec<&str> {
        let mut parts = Vec::new();
        while let Some(Token::Name(name)) = self.tokens.get(at) {
            parts.push(*name);
            at += 1;
            if self.tokens.get(at) != Some(&Token::Path) {
                break;
            }
            at = self.behind_types(at + 1);
        }
        parts
    }

    /// The index behind `<…>::`, if that is what begins here.
    fn behind_types(&self, start: usize) -> usize {
        let mut depth = 0;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            match token {
                Token::Sign('<') => depth += 1,
                Token::Sign('>') => depth -= 1,
                _ if depth == 0 => {
                    let behind = at > start && *token == Token::Path;
                    return at + usize::from(behind);
                }
                _ => {}
            }
        }
        start
    }

    fn note(&mut self, path: &str) {
        if KNOWN.contains_key(path) {
            self.names.items.insert((path.to_string(), None));
            return;
        }
        let called = format!("{path}!");
        match path.rsplit_once("::") {
            // Before the modules, since one may have a macro's name.
            Some(_) if is_module(path) => {}
            Some(_) if KNOWN.contains_key(called.as_str()) => {
                self.names.items.insert((called, None));
            }
            Some((of, member)) if KNOWN.contains_key(of) => {
                let item = (of.to_string(), Some(member.to_string()));
                self.names.items.insert(item);
            }
            Some(_) => {
                self.names.items.insert((path.to_string(), None));
            }
            None => {}
        }
    }

    fn read_methods(&mut self, own: &BTreeSet<&str>) {
        let within_reach = self.within_reach();
        for words in self.tokens.windows(3) {
            let [Token::Sign('.'), Token::Name(name), behind] = words else {
                continue;
            };
            let called = matches!(behind, Token::Sign('(') | Token::Path);
            if !called || own.contains(name) || is_everywhere(name) {
                continue;
            }
            let has = |path: &&&str| KNOWN[**path].has_method(name);
            let of: Vec<&str> =
                within_reach.iter().filter(has).copied().collect();
            match of.as_slice() {
                [] => {}
                [path] => {
                    let item = (path.to_string(), Some(name.to_string()));
                    self.names.items.insert(item);
                }
                _ => {
                    let method = name.to_string();
                    let types = self.names.methods.entry(method);
                    types.or_default().extend(of);
                }
            }
        }
    }

    /// The types that the program names, and those that it can have from
    /// their functions.
    fn within_reach(&self) -> BTreeSet<&'static str> {
        let named = self.names.items.iter().map(|(path, _)| path.as_str());
        let mut next: Vec<&str> = named.collect();
        let mut reached = BTreeSet::new();
        while let Some(path) = next.pop() {
            if let Some((path, known)) = KNOWN.get_key_value(path)
                && reached.insert(*path)
            {
                next.extend(&known.gives);
            }
        }
        reached
    }
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_string(),
        _ => format!("{path}::{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::code::{Code, Language};

    fn names(text: &str, crates: &[String]) -> Names {
        let code = Code::parse(Language::Rust, "a.rs", text.into()).unwrap();
        find(&code.tokens(), crates, &BTreeSet::new())
    }

    fn items(text: &str) -> Vec<String> {
        let names = names(text, &["socket2".into()]);
        let shown = |(path, member): &(String, Option<String>)| match member {
            Some(member) => format!("{path} {member}"),
            None => path.clone(),
        };
        names.items.iter().map(shown).collect()
    }

    #[test]
    fn imports_and_paths() {
        let text = "use std::io::{self, Read as _, Write};\n\
                    use std::{env, net::TcpStream};\nuse crate::own;\n\
                    fn f() -> io::Result<()> { env::args().nth(1); \
                    TcpStream::connect(a)?; io::stdout(); own::g(); \
                    socket2::Socket::new(b); u16::from_be_bytes(c); }";
        assert_eq!(
            items(text),
            [
                "socket2::Socket new",
                "std::env::args",
                "std::io::Read",
                "std::io::Result",
                "std::io::Write",
                "std::io::stdout",
                "std::net::TcpStream",
                "std::net::TcpStream connect",
                "u16 from_be_bytes",
            ]
        );
    }

    #[test]
    fn what_the_program_defines_is_its_own() {
        let text = "use std::net::TcpStream;\nstruct Vec;\n\
                    fn shutdown() { Vec::new(); a.shutdown(b); }";
        assert_eq!(items(text), ["std::net::TcpStream"]);
    }

    #[test]
    fn a_method_of_the_only_type_that_has_it() {
        let text = "use std::net::TcpListener;\n\
                    fn f() { let (s, a) = l.accept()?; s.set_nodelay(true)?; \
                    a.port(); l.take(3); l.local_addr()?; }";
        let names = names(text, &[]);
        let has = |path: &str, member: &str| {
            let item = (path.to_string(), Some(member.to_string()));
            names.items.contains(&item)
        };
        assert!(has("std::net::TcpListener", "accept"));
        assert!(has("std::net::TcpStream", "set_nodelay"));
        assert!(has("std::net::SocketAddr", "port"));
        assert!(!names.methods.contains_key("take"), "an iterator's as well");
        let of: Vec<&str> =
            names.methods["local_addr"].clone().into_iter().collect();
        assert_eq!(of, ["std::net::TcpListener", "std::net::TcpStream"]);
    }

    #[test]
    fn paths_with_types_in_them() {
        let text = "fn f() { std::vec::Vec::<u8>::with_capacity(1); \
                    a.read_json::<T>(); }";
        assert_eq!(items(text), ["std::vec::Vec with_capacity"]);
    }
}
