//! The words of a line.

/// A word, or a text in quotes.
pub enum Word {
    /// As it stands.
    Bare(String),
    /// What stood between quotes, its escapes not yet read.
    Quoted(String),
}

impl Word {
    /// A word without quotes; a text is none of the language's own.
    pub fn bare(&self) -> &str {
        match self {
            Word::Bare(text) => text,
            Word::Quoted(_) => "",
        }
    }
}

/// Takes a line apart.
///
/// # Errors
/// A quote that is left open.
pub fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let length = match rest.strip_prefix('"') {
            Some(inside) => {
                let end = closing(inside).ok_or("a `\"` is missing")?;
                words.push(Word::Quoted(inside[..end].into()));
                end + 2
            }
            None => {
                let end = rest.find(' ').unwrap_or(rest.len());
                words.push(Word::Bare(rest[..end].into()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

/// Where the closing quote is, behind any that are escaped.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.find(|c| {
        let end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        end
    })
}

/// A number, which may have `_` between its digits.
///
/// # Errors
/// Where it is none.
pub fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    let digits = text.replace('_', "");
    digits.parse().map_err(|_| format!("{text}: no number"))
}

/// `A..B`, both ends in it; or `A` alone.
///
/// # Errors
/// Where it is none.
pub fn range(text: &str) -> Result<(u64, u64), String> {
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    let (least, most) = (number(least)?, number(most)?);
    if least > most {
        return Err(format!("{text}: ends before it begins"));
    }
    Ok((least, most))
}
