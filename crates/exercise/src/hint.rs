//! The stages of help: what follows each `## ` of `hints.md`.

/// One stage of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its heading, without its number.
    pub title: String,
    /// The Markdown below it.
    pub text: String,
}

impl Hint {
    pub(crate) fn all(text: &str) -> Vec<Hint> {
        let text = format!("\n{text}");
        let parts = text.split("\n## ").skip(1);
        let hints = parts.map(|part| {
            let (title, text) = part.split_once('\n').unwrap_or((part, ""));
            let number = |c: char| c.is_ascii_digit() || c == ' ';
            Hint {
                title: title.trim_start_matches(number).to_string(),
                text: text.trim().to_string(),
            }
        });
        hints.collect()
    }
}
