//! The words of a text: those that the search finds, and how many a page has.

/// The words of a text, as `words.js` takes them: letters, digits, `_`, and
/// the dots between the digits of an address.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        rest = &rest[start..];
        let bytes = rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let end = rest.char_indices().find(|(at, c)| {
            let dot = *c == '.' && digit(at - 1) && digit(at + 1);
            !is_letter(*c) && !dot
        });
        let (word, behind) =
            rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        words.push(word);
    }
    words
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || ('\u{c0}'..='\u{24f}').contains(&c)
}

/// The parts of a name in code, in small letters; none of another word.
pub fn parts(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = '_';
    for c in word.chars() {
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if c == '_' || begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| c != '_') {
            part.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    parts.retain(|part| !part.is_empty());
    if parts.len() > 1 || word.contains('_') {
        parts
    } else {
        Vec::new()
    }
}

/// How much of a page there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Words of prose.
    pub words: usize,
    /// Lines of code.
    pub lines: usize,
}

/// How much there is to read in HTML, without what is folded.
pub fn length(html: &str) -> Length {
    let mut length = Length::default();
    let (mut folds, mut in_pre) = (0, false);
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or_default();
        match tag.split_whitespace().next().unwrap_or_default() {
            "details" => folds += 1,
            "/details" => folds -= 1,
            "pre" => in_pre = true,
            "/pre" => in_pre = false,
            _ => {}
        }
        if folds > 0 {
            continue;
        }
        if in_pre {
            length.lines += text.matches('\n').count();
            length.lines += text.matches("&#10;").count();
        } else {
            length.words += text.split_whitespace().count();
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_prose_and_of_code() {
        let found = words("Don’t bind `10.0.0.1:80`; ok. tcp::set_nodelay");
        let right = ["Don", "t", "bind", "10.0.0.1", "80", "ok", "tcp"];
        assert_eq!(found, [&right[..], &["set_nodelay"]].concat());
        assert_eq!(parts("set_nodelay"), ["set", "nodelay"]);
        assert_eq!(parts("TcpListener"), ["tcp", "listener"]);
        assert_eq!(parts("TCP"), Vec::<String>::new());
        assert_eq!(parts("word"), Vec::<String>::new());
    }

    #[test]
    fn what_is_folded_is_not_to_be_read_yet() {
        let html = "<p>one two<details>three</details> <b>four</b></p>\
                    <pre>a b\nc&#10;d\n</pre>";
        let length = length(html);
        assert_eq!(length, Length { words: 3, lines: 3 });
    }
}
