//! One item of a source file, found by its name.
//!
//! The code is rustfmt's, so a top-level item ends at the first later line
//! that starts with `}`, or on its own line. That is all the parsing there
//! is: no marker stands in a listing for the sake of the book.

/// The item that a directive names (`fn run`, `struct Packet`,
/// `impl Drop for Guard`), with its doc comments and attributes, as lines.
///
/// # Errors
/// The names of all items, where it is not there or there more than once.
pub fn find(text: &str, wanted: &str) -> Result<String, Missing> {
    let lines: Vec<&str> = text.lines().collect();
    let items = headers(&lines);
    let wanted = normal(wanted);
    let mut starts = items
        .iter()
        .filter(|(_, name)| *name == wanted || plain(name) == wanted);
    match (starts.next(), starts.next()) {
        (Some((start, _)), None) => {
            let first = with_attributes(&lines, *start);
            let last = end(&lines, *start);
            Ok(lines[first..=last].join("\n") + "\n")
        }
        (found, _) => Err(Missing {
            twice: found.is_some(),
            items: items.into_iter().map(|(_, name)| name).collect(),
        }),
    }
}

/// Why an item was not found.
#[derive(Debug)]
pub struct Missing {
    /// The name fits more than one item.
    pub twice: bool,
    /// The items that there are.
    pub items: Vec<String>,
}

/// The top-level items, each with the index of its first line of code.
fn headers(lines: &[&str]) -> Vec<(usize, String)> {
    let named = |(index, line): (usize, &&str)| {
        let is_code = line.starts_with(|c: char| c.is_ascii_lowercase());
        let name = is_code.then(|| name(&header(&lines[index..])))??;
        Some((index, name))
    };
    lines.iter().enumerate().filter_map(named).collect()
}

/// An item's text up to its body, on one line: rustfmt may have broken it.
fn header(lines: &[&str]) -> String {
    let mut header = String::new();
    for line in lines.iter().take(12) {
        header.push_str(line.trim());
        header.push(' ');
        if header.contains(['{', ';']) {
            break;
        }
    }
    header
}

/// What a directive calls the item that a header opens.
fn name(header: &str) -> Option<String> {
    let mut rest = header;
    // `pub(crate) async unsafe extern "C" fn …`: what stands before a name.
    loop {
        let (word, after) = rest.split_once(' ')?;
        let next = after.split(' ').next().unwrap_or_default();
        match word {
            "const" if matches!(next, "fn" | "unsafe" | "async") => {}
            "fn" | "struct" | "enum" | "trait" | "const" | "static" | "mod"
            | "type" | "macro_rules!" => {
                let after = after.trim_start_matches("mut ");
                let end = after
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(after.len());
                return Some(format!("{word} {}", &after[..end]));
            }
            "impl" => return Some(normal(&format!("impl {}", of(after)))),
            _ if word.starts_with("impl<") => {
                return Some(normal(&format!("impl {}", of(&rest[4..]))));
            }
            "async" | "unsafe" | "extern" | "\"C\"" => {}
            _ if word.starts_with("pub") => {}
            _ => return None,
        }
        rest = after;
    }
}

/// What an `impl` is of, without its own parameters, bounds and body.
fn of(header: &str) -> &str {
    let header = header.trim_start();
    let header = match header.starts_with('<') {
        true => header[closing(header)..].trim_start(),
        false => header,
    };
    let header = header.split(" where ").next().unwrap_or(header);
    header.split('{').next().unwrap_or(header)
}

/// The index just behind the `>` that closes the `<` at the start.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (index, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    text.len()
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without parameters: `impl Drop for Guard<'a>` can be asked for as
/// `impl Drop for Guard`.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    let mut rest = name;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        rest = &rest[open + closing(&rest[open..])..];
    }
    plain + rest
}

/// The first line of what belongs to the item from above.
fn with_attributes(lines: &[&str], start: usize) -> usize {
    let mut first = start;
    while first > 0 {
        let above = lines[first - 1];
        if above.starts_with("#[")
            || (above.starts_with("//") && !above.starts_with("//!"))
        {
            first -= 1;
        } else if above.starts_with(")]") {
            let opening = |line: &&str| line.starts_with("#[");
            let before = lines[..first].iter().rposition(opening);
            first = before.unwrap_or(first - 1);
        } else {
            break;
        }
    }
    first
}

fn end(lines: &[&str], start: usize) -> usize {
    let head = code(lines[start]);
    if head.ends_with(['}', ';']) {
        return start;
    }
    let later = |found: &dyn Fn(&str) -> bool| {
        let rest = &lines[start + 1..];
        let found = rest.iter().position(|line| found(line));
        start + found.map_or(rest.len(), |index| index + 1)
    };
    match head.chars().last() {
        // A tuple struct, a constant array: not the arguments of a `fn`.
        Some('[') => later(&|line| line.starts_with(']')),
        Some('(') if !head.contains("fn ") => {
            later(&|line| line.starts_with(')'))
        }
        Some('=') => later(&|line| code(line).ends_with(';')),
        _ => later(&|line| line.starts_with('}')),
    }
}

/// A line without the comment behind its code.
fn code(line: &str) -> &str {
    line.split(" // ").next().unwrap_or(line).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"//! A listing.

use std::io;

/// The longest line, in bytes.
const LIMIT: u64 = 4096;
const NAMES: &[&str] = &[
    "one", // the first
    "two",
];
const LONG: &str =
    "a text";
type Pair = (u8, u8);

// What travels.
#[derive(
    Clone, Debug
)]
#[allow(dead_code)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

struct Unit; // nothing

struct Tuple(
    u8,
);

enum Kind {
    A,
}

fn main() {
    if true {
        run();
    }
}

pub(crate) async fn run<T>(
    a: T,
) -> io::Result<()>
where
    T: Send,
{
    Ok(())
}

const fn constant() -> u8 {
    1
}

impl<'a> Packet<'a> {
    fn run(&self) {}
}

impl<'a> Drop for Packet<'a> {
    fn drop(&mut self) {}
}

impl From<io::Error> for Kind {}

impl From<u8> for Kind {}

mod field {
    pub const A: u8 = 1;
}
"#;

    fn item(wanted: &str) -> String {
        find(TEXT, wanted).unwrap()
    }

    #[test]
    fn functions() {
        assert_eq!(
            item("fn main"),
            "fn main() {\n    if true {\n        run();\n    }\n}\n"
        );
        assert!(item("fn run").starts_with("pub(crate) async fn run<T>(\n"));
        assert!(item("fn run").ends_with("{\n    Ok(())\n}\n"));
        assert_eq!(
            item("fn constant"),
            "const fn constant() -> u8 {\n    1\n}\n"
        );
    }

    #[test]
    fn constants_of_one_line_and_of_more() {
        let limit = "/// The longest line, in bytes.\n\
                     const LIMIT: u64 = 4096;\n";
        assert_eq!(item("const LIMIT"), limit);
        assert!(item("const NAMES").ends_with("\"two\",\n];\n"));
        assert_eq!(item("const LONG"), "const LONG: &str =\n    \"a text\";\n");
        assert_eq!(item("type Pair"), "type Pair = (u8, u8);\n");
    }

    #[test]
    fn types_with_their_comments_and_attributes() {
        let packet = item("struct Packet");
        assert!(packet.starts_with("// What travels.\n#[derive(\n"));
        assert!(packet.ends_with("bytes: &'a [u8],\n}\n"));
        assert_eq!(item("struct Unit"), "struct Unit; // nothing\n");
        assert_eq!(item("struct Tuple"), "struct Tuple(\n    u8,\n);\n");
        assert_eq!(item("enum Kind"), "enum Kind {\n    A,\n}\n");
    }

    #[test]
    fn impls_with_and_without_parameters() {
        let inherent = item("impl Packet");
        assert!(inherent.starts_with("impl<'a> Packet<'a> {\n"));
        assert_eq!(inherent, item("impl Packet<'a>"));
        assert!(item("impl Drop for Packet").contains("fn drop"));
        assert_eq!(
            item("impl From<u8> for Kind"),
            "impl From<u8> for Kind {}\n"
        );
    }

    #[test]
    fn an_inner_module_and_nothing_inside_it() {
        assert!(item("mod field").contains("pub const A"));
        assert!(!find(TEXT, "const A").unwrap_err().twice);
    }

    #[test]
    fn what_is_missing_or_fits_twice_says_what_there_is() {
        let missing = find(TEXT, "fn mian").unwrap_err();
        assert!(missing.items.contains(&"fn main".to_string()));
        assert!(find(TEXT, "impl From for Kind").unwrap_err().twice);
    }
}
