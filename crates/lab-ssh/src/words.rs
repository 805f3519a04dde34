//! The exec string, which the server alone cuts into words.

/// Cuts `line` at spaces, tabs and newlines as a shell would, with `'…'`,
/// `"…"` and `\x`, and without anything else a shell does.
///
/// # Errors
///
/// A sentence for the client's standard error: a quote that is not closed.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' | '"' => {
                let inside = quoted(&mut rest, c)?;
                word.get_or_insert_default().push_str(&inside);
            }
            '\\' => word.get_or_insert_default().extend(rest.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// What stands before the closing quote. In double quotes a backslash
/// protects `"` and `\`; in single quotes nothing is special.
fn quoted(
    rest: &mut std::str::Chars<'_>,
    quote: char,
) -> Result<String, String> {
    let mut inside = String::new();
    while let Some(c) = rest.next() {
        match c {
            c if c == quote => return Ok(inside),
            '\\' if quote == '"' => match rest.next() {
                Some(c @ ('"' | '\\')) => inside.push(c),
                Some(c) => inside.extend(['\\', c]),
                None => break,
            },
            c => inside.push(c),
        }
    }
    Err(format!("a {quote} is not closed: add the missing quote"))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_hold_words_together() {
        let words = split(r#"echo 'a  b' "c\"d" e\ f '' ;g"#).unwrap();
        assert_eq!(words, ["echo", "a  b", "c\"d", "e f", "", ";g"]);
    }

    #[test]
    fn an_open_quote_is_an_error() {
        assert!(split("echo 'a").unwrap_err().contains("not closed"));
    }
}
