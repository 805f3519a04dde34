//! Rust as words: what remains of a program without its comments, texts and
//! numbers.

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

/// The words of a program that compiles.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match skipped(rest) {
            0 if is_name(first) => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                tokens.push(Token::Name(&rest[..end]));
                end
            }
            0 if rest.starts_with("::") => {
                tokens.push(Token::Path);
                2
            }
            0 => {
                if !first.is_whitespace() {
                    tokens.push(Token::Sign(first));
                }
                first.len_utf8()
            }
            skipped => skipped,
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the comment, the text, the character, the lifetime or the
/// number at the beginning; 0 where there is none.
fn skipped(text: &str) -> usize {
    let first = text.chars().next().unwrap_or_default();
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return text.find("*/").map_or(text.len(), |end| end + 2);
    }
    if first == '\'' {
        return quoted_character(text);
    }
    if first.is_ascii_digit() {
        return number(text);
    }
    // b"…", r"…", br#"…"#, and names, which begin with the same letters.
    let prefix = text.find(|c| !matches!(c, 'b' | 'r' | 'c')).unwrap_or(0);
    let raw = text[..prefix].contains('r');
    let hashes = text[prefix..].bytes().take_while(|b| *b == b'#').count();
    let body = &text[prefix + hashes..];
    match body.chars().next() {
        Some('"') if raw => {
            let end = format!("\"{}", "#".repeat(hashes));
            let close = body[1..].find(&end).unwrap_or(body.len() - 1);
            (prefix + hashes + 1 + close + end.len()).min(text.len())
        }
        Some('"') if hashes == 0 => prefix + string(body),
        Some('\'') if hashes == 0 && prefix == 1 => {
            prefix + quoted_character(body)
        }
        _ => 0,
    }
}

/// The length of a text, from its first `"` to its last.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `'a'`, or of the lifetime `'a`.
fn quoted_character(text: &str) -> usize {
    let mut inside = text.chars().skip(1);
    let length = match inside.next() {
        Some('\\') => {
            let end = text[3.min(text.len())..].find('\'');
            return end.map_or(text.len(), |end| end + 4);
        }
        Some(c) => 1 + c.len_utf8(),
        None => return text.len(),
    };
    match text[length..].starts_with('\'') {
        true => length + 1,
        false => 1 + text[1..].find(|c| !is_name(c)).unwrap_or(text.len() - 1),
    }
}

/// The length of a number. `0..9` and `0.to_string()` begin with a whole one.
fn number(text: &str) -> usize {
    let end = |text: &str| text.find(|c| !is_name(c)).unwrap_or(text.len());
    let whole = end(text);
    let behind = text[whole..].strip_prefix('.').unwrap_or_default();
    match behind.starts_with(|c: char| c.is_ascii_digit()) {
        true => whole + 1 + end(behind),
        false => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        let tokens = tokens(text).into_iter();
        let names = tokens.filter_map(|token| match token {
            Token::Name(name) => Some(name),
            _ => None,
        });
        names.collect()
    }

    #[test]
    fn texts_comments_and_numbers_hold_no_names() {
        for (text, wanted) in [
            ("a // b\nc /* d */ e", vec!["a", "c", "e"]),
            (r#"a("b \" c", d)"#, vec!["a", "d"]),
            (r##"a(r#"b " c"#, d)"##, vec!["a", "d"]),
            ("a(b\"c\", br\"d\", e)", vec!["a", "e"]),
            (r"a('b', '\'', '\u{7f}', b'c', '«', d)", vec!["a", "d"]),
            ("fn a<'b>(c: &'b d)", vec!["fn", "a", "c", "d"]),
            ("1.5f64.a(0x7f, 1_000..b, 0.c())", vec!["a", "b", "c"]),
            ("break bread(row)", vec!["break", "bread", "row"]),
        ] {
            assert_eq!(names(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_path_is_one_sign() {
        let wanted = [Token::Name("a"), Token::Path, Token::Name("b")];
        assert_eq!(tokens("a::b"), wanted);
        assert_eq!(
            tokens("a : :"),
            [Token::Name("a"), Token::Sign(':'), Token::Sign(':')]
        );
    }
}
