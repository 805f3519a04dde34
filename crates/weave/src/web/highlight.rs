//! Colors code when the book is built, by the grammar that parsed it.
//!
//! What is told apart has a class of one letter, which `weave.css` colors:
//! `k` keywords, `s` strings, `c` comments, `n` numbers and constants, `t`
//! types, `m` macros and attributes, `f` functions where they are defined.

use crate::read::code::{Code, Language};
use markup::html::escape;
use std::ops::Range;
use tree_sitter::Node;

/// The words that are keywords, by the names of tree-sitter-rust's grammar.
const RUST: [&str; 31] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else",
    "enum", "extern", "fn", "for", "if", "impl", "in", "let", "loop", "match",
    "mod", "move", "pub", "ref", "return", "static", "struct", "trait", "type",
    "unsafe", "use", "where", "while",
];

/// Keywords that are nodes with a name in tree-sitter-rust's grammar.
const NAMED: [&str; 4] = ["crate", "mutable_specifier", "self", "super"];

/// The same of tree-sitter-python's.
const PYTHON: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
    "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
    "raise", "return", "try", "while", "with", "yield",
];

/// Some bytes of a file, whole lines of it, as HTML.
pub fn part(code: &Code, bytes: Range<usize>) -> String {
    let mut painter = Painter {
        code,
        end: bytes.end,
        at: bytes.start,
        out: String::new(),
    };
    painter.node(code.root(), ("", None));
    painter.text_to(bytes.end);
    painter.out
}

/// The kind of the node above, and the name of the field in it.
type Of<'a> = (&'a str, Option<&'a str>);

/// Goes through the nodes that touch some bytes of a file.
struct Painter<'c> {
    code: &'c Code,
    end: usize,
    /// How far the text is written.
    at: usize,
    out: String,
}

impl<'c> Painter<'c> {
    /// A node, and what it is of the node above.
    fn node(&mut self, node: Node<'c>, of: Of) {
        let Range { start, end } = node.byte_range();
        if end <= self.at || start >= self.end {
            return;
        }
        let class = self.class(node, of);
        if let Some(class) = class {
            self.text_to(start);
            self.out += &format!("<span class=\"{class}\">");
        }
        let mut cursor = node.walk();
        if cursor.goto_first_child() {
            loop {
                let of = (node.kind(), cursor.field_name());
                self.node(cursor.node(), of);
                if !cursor.goto_next_sibling() {
                    break;
                }
            }
        }
        if class.is_some() {
            self.text_to(end.min(self.end));
            self.out += "</span>";
        }
    }

    /// Writes the text from where it is written to this byte.
    fn text_to(&mut self, to: usize) {
        let text = self.code.text.get(self.at..to).unwrap_or_default();
        self.out += &escape(text);
        self.at = self.at.max(to);
    }

    fn class(&self, node: Node, of: Of) -> Option<char> {
        let text = self.code.text.get(node.byte_range()).unwrap_or_default();
        match self.code.language {
            Language::Rust => rust(node, of, text),
            Language::Python => python(node, of, text),
        }
    }
}

fn rust(node: Node, (above, field): Of, text: &str) -> Option<char> {
    Some(match (node.kind(), above, field) {
        ("line_comment" | "block_comment", ..) => 'c',
        ("string_literal" | "raw_string_literal" | "char_literal", ..) => 's',
        ("integer_literal" | "float_literal" | "boolean_literal", ..) => 'n',
        ("type_identifier" | "primitive_type", ..) => 't',
        (
            "identifier" | "scoped_identifier",
            "macro_invocation",
            Some("macro"),
        ) => 'm',
        ("attribute_item" | "inner_attribute_item", ..) => 'm',
        ("identifier", "function_item", Some("name")) => 'f',
        ("identifier", ..) => by_letters(text)?,
        (kind, ..) if NAMED.contains(&kind) => 'k',
        (kind, ..) if !node.is_named() && RUST.contains(&kind) => 'k',
        _ => return None,
    })
}

fn python(node: Node, (above, field): Of, text: &str) -> Option<char> {
    Some(match (node.kind(), above, field) {
        ("comment", ..) => 'c',
        ("string", ..) => 's',
        ("integer" | "float" | "true" | "false" | "none", ..) => 'n',
        ("decorator", ..) => 'm',
        ("identifier", "function_definition", Some("name")) => 'f',
        ("identifier", ..) => by_letters(text)?,
        (kind, ..) if !node.is_named() && PYTHON.contains(&kind) => 'k',
        _ => return None,
    })
}

/// What a name is by custom: `LIMIT` a constant, `TcpStream` a type.
fn by_letters(name: &str) -> Option<char> {
    let mut bytes = name.bytes();
    let upper = bytes.next()?.is_ascii_uppercase() && bytes.len() > 0;
    let all = |is: fn(&u8) -> bool| name.as_bytes()[1..].iter().all(is);
    if upper && all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_')) {
        return Some('n');
    }
    let camel = upper
        && all(u8::is_ascii_alphanumeric)
        && name.bytes().any(|b| b.is_ascii_lowercase());
    camel.then_some('t')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(code: &Code) -> String {
        part(code, 0..code.text.len())
    }

    fn colored(language: Language, text: &str) -> String {
        whole(&Code::parse(language, "a", text.into()).unwrap())
    }

    #[test]
    fn what_is_told_apart_in_rust() {
        let html = colored(
            Language::Rust,
            "/// Doc.\n#[derive(Debug)]\nstruct Line;\n\n\
             fn run(x: &str) -> io::Result<()> {\n    \
             let n = 5; // Why.\n    println!(\"{x} <\");\n    \
             Err(LIMIT)\n}\n",
        );
        for part in [
            "<span class=\"c\">/// Doc.\n</span>",
            "<span class=\"m\">#[derive(<span",
            "<span class=\"k\">struct</span> <span class=\"t\">Line</span>",
            "<span class=\"k\">fn</span> <span class=\"f\">run</span>(x: &amp;",
            "<span class=\"t\">Result</span>&lt;()&gt;",
            "<span class=\"n\">5</span>; <span class=\"c\">// Why.</span>",
            "<span class=\"m\">println</span>!",
            "<span class=\"s\">&quot;&#123;x} &lt;&quot;</span>",
            "<span class=\"t\">Err</span>(<span class=\"n\">LIMIT</span>)",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn what_is_told_apart_in_python() {
        let html = colored(
            Language::Python,
            "# Why.\nwith Socket() as s:\n    def f(x):\n        \
             return f\"{x}\", None\n",
        );
        for part in [
            "<span class=\"c\"># Why.</span>",
            "<span class=\"k\">with</span> <span class=\"t\">Socket</span>()",
            "<span class=\"k\">def</span> <span class=\"f\">f</span>(x)",
            "<span class=\"s\">f&quot;",
            "<span class=\"n\">None</span>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let text = "//! A <file>.\n\nfn f() {\n    g(\"a\n}\", '{');\n}\n";
        let code = Code::parse(Language::Rust, "a", text.into()).unwrap();
        let plain = |html: &str| {
            let pieces = html.split('<').map(|piece| {
                piece.split_once('>').map_or(piece, |(_, text)| text)
            });
            pieces.collect::<String>()
        };
        assert_eq!(plain(&whole(&code)), escape(text));
        let item = code.item("fn f").unwrap();
        let part = part(&code, item.bytes.clone());
        assert_eq!(plain(&part), escape(code.text_of(item)));
        let (open, close) = ("<span", "</span>");
        assert_eq!(part.matches(open).count(), part.matches(close).count());
    }
}
