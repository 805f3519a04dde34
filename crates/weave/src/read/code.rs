//! Code, parsed once by its language's grammar: what colors, items and names
//! are taken from.

use super::items::{self, Item, Missing};
use crate::problem::Problem;
use crate::read::tally;
use std::ops::Range;
use tree_sitter::{Node, Parser, Tree};

/// The languages of listings and twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// A listing's.
    Rust,
    /// A twin's.
    Python,
}

/// A file of code.
#[derive(Debug)]
pub struct Code {
    /// The language that it is written in.
    pub language: Language,
    /// Its text, with `\n` at the end of each line.
    pub text: String,
    tree: Tree,
    items: Vec<Item>,
}

/// A word of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name or a keyword.
    Name(&'a str),
    /// `::`.
    Path,
    /// Any other sign.
    Sign(char),
}

impl Code {
    /// Parses the file at this path from the root.
    ///
    /// # Errors
    /// The first line that the grammar does not understand: items and colors
    /// behind it would be guesses.
    pub fn parse(
        language: Language,
        path: &str,
        text: String,
    ) -> Result<Code, Problem> {
        tally::note(path);
        let grammar = match language {
            Language::Rust => tree_sitter_rust::LANGUAGE,
            Language::Python => tree_sitter_python::LANGUAGE,
        };
        let mut parser = Parser::new();
        let tree = parser.set_language(&grammar.into()).ok();
        let tree = tree.and_then(|()| parser.parse(&text, None));
        let Some(tree) = tree else {
            let what = format!("the grammar of {language:?} cannot be used");
            let remedy = "let the versions of tree-sitter and of its grammars \
                          in Cargo.toml fit each other";
            return Err(Problem::of(path, what, remedy));
        };
        if let Some(line) = first_error(tree.root_node()) {
            let what = format!("this is not understood as {language:?}");
            let remedy = "mend it; if it compiles, the grammar in Cargo.toml \
                          is too old for it";
            return Err(Problem::at(path, line, what, remedy));
        }
        let items = match language {
            Language::Rust => items::all(tree.root_node(), &text),
            Language::Python => Vec::new(),
        };
        Ok(Code {
            language,
            text,
            tree,
            items,
        })
    }

    /// The whole file as its grammar sees it.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The top-level item that a directive names (`fn run`, `struct Packet`,
    /// `impl Drop for Guard`), with its comments and attributes.
    ///
    /// # Errors
    /// The names of all items, where it is not there or there more than once.
    pub fn item(&self, wanted: &str) -> Result<&Item, Missing> {
        items::find(&self.items, wanted)
    }

    /// All items at the top of the file, in its order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// All its lines, from 0.
    pub fn lines(&self) -> Range<usize> {
        0..self.text.lines().count()
    }

    /// The lines of an item, from 0.
    pub fn lines_of(&self, item: &Item) -> Range<usize> {
        let until = |at: usize| {
            let before = self.text.get(..at).unwrap_or_default();
            before.lines().count()
        };
        until(item.bytes.start)..until(item.bytes.end)
    }

    /// The bytes of a run of lines, from 0.
    pub fn bytes_of(&self, lines: &Range<usize>) -> Range<usize> {
        let mut ends = self.text.split_inclusive('\n').map(str::len);
        let start: usize = ends.by_ref().take(lines.start).sum();
        start..start + ends.take(lines.len()).sum::<usize>()
    }

    /// The text of an item, in whole lines.
    pub fn text_of(&self, item: &Item) -> &str {
        self.text.get(item.bytes.clone()).unwrap_or_default()
    }

    /// The words of the program: what remains without its comments, texts,
    /// numbers and lifetimes.
    pub fn tokens(&self) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        self.add_tokens(self.root(), &mut tokens);
        tokens
    }

    fn add_tokens<'c>(&'c self, node: Node<'c>, out: &mut Vec<Token<'c>>) {
        let without_names = matches!(
            node.kind(),
            "line_comment"
                | "block_comment"
                | "string_literal"
                | "raw_string_literal"
                | "char_literal"
                | "integer_literal"
                | "float_literal"
                | "lifetime"
        );
        if without_names {
            return;
        }
        if node.child_count() > 0 {
            let mut cursor = node.walk();
            for child in node.children(&mut cursor) {
                self.add_tokens(child, out);
            }
            return;
        }
        let text = self.text.get(node.byte_range()).unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if text == "::" {
            out.push(Token::Path);
        } else if text.starts_with(is_name) {
            out.push(Token::Name(text));
        } else {
            out.extend(text.chars().map(Token::Sign));
        }
    }
}

/// The line, from 1, of the first place that the grammar has no rule for.
fn first_error(node: Node) -> Option<usize> {
    if !node.has_error() {
        return None;
    }
    let mut cursor = node.walk();
    let inner = node.children(&mut cursor).find_map(first_error);
    inner.or_else(|| Some(node.start_position().row + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: &str) -> Code {
        Code::parse(Language::Rust, "a.rs", text.into()).unwrap()
    }

    fn names(text: &str) -> Vec<String> {
        let code = rust(text);
        let tokens = code.tokens().into_iter();
        let names = tokens.filter_map(|token| match token {
            Token::Name(name) => Some(name.to_string()),
            _ => None,
        });
        names.collect()
    }

    #[test]
    fn texts_comments_and_numbers_hold_no_names() {
        for (text, wanted) in [
            ("fn a() {} // b\nfn c() {} /* d */", "fn a fn c"),
            (r#"fn f() { a("b \" c", d) }"#, "fn f a d"),
            (r##"fn f() { a(r#"b " c"#, d) }"##, "fn f a d"),
            ("fn f() { a(b\"c\", br\"d\", e) }", "fn f a e"),
            (r"fn f() { a('b', '\'', '\u{7f}', b'c', d) }", "fn f a d"),
            ("fn a<'b>(c: &'b d) {}", "fn a c d"),
            ("fn f() { 1.5f64.a(0x7f, 1_000..b, 0.c()) }", "fn f a b c"),
            (
                "fn f() { println!(\"{a}\", b::c(d)) }",
                "fn f println b c d",
            ),
        ] {
            assert_eq!(names(text).join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn a_path_is_one_sign_and_an_arrow_is_two() {
        let code = rust("use a::b; fn f() -> c {}");
        let tokens = code.tokens();
        let path = [Token::Name("a"), Token::Path, Token::Name("b")];
        assert!(tokens.windows(3).any(|three| three == path));
        let arrow = [Token::Sign('-'), Token::Sign('>')];
        assert!(tokens.windows(2).any(|two| two == arrow));
    }

    #[test]
    fn what_the_grammar_does_not_understand_is_told_with_its_line() {
        let broken = "fn a() {}\n\nfn b( {{{ \"a\n<&>\n";
        let problem = Code::parse(Language::Rust, "a.rs", broken.into());
        let problem = problem.unwrap_err();
        assert_eq!((&*problem.file, problem.line), ("a.rs", Some(3)));
        let python = "def f(:\n";
        assert!(Code::parse(Language::Python, "a.py", python.into()).is_err());
    }
}
