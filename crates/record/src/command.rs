//! A shown command: what it starts, and its words.

use std::fmt;

/// What a shown command starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `cargo run -p PACKAGE [--features F] [--bin BINARY] [-- ARGS]`.
    /// Without `--bin` it is the chapter's tour, a binary of the package's
    /// name.
    Run {
        /// The package, such as `ch02-tcp`.
        package: String,
        /// The features that the binary requires, such as `tokio`; none
        /// for most.
        features: Vec<String>,
        /// The binary, such as `tcp-echo-server`.
        binary: String,
        /// What stands behind `--`.
        args: Vec<String>,
    },
    /// `cargo lab ARGS`: a local peer.
    Lab(Vec<String>),
    /// `tshark -r FILE ARGS`: Wireshark's program for terminals reads what
    /// has crossed so far, which is in the file by then.
    Tshark {
        /// The file of packets.
        file: String,
        /// What stands behind its name.
        args: Vec<String>,
    },
}

/// Why a text is no command that a record may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandError(String);

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CommandError {}

impl Command {
    /// Reads a command as a reader would type it.
    ///
    /// # Errors
    /// A command that is neither `cargo run -p …` nor `cargo lab …` nor
    /// `tshark -r …`, or a word that a shell would change.
    pub fn parse(text: &str) -> Result<Command, CommandError> {
        let words = words(text)?;
        let plain: Vec<&str> = words.iter().map(String::as_str).collect();
        let owned =
            |args: &[&str]| args.iter().map(|a| a.to_string()).collect();
        match plain.as_slice() {
            ["cargo", "lab", args @ ..] => Ok(Command::Lab(owned(args))),
            ["tshark", "-r", file, args @ ..] => Ok(Command::Tshark {
                file: file.to_string(),
                args: owned(args),
            }),
            ["cargo", "run", "-p", package, rest @ ..] => {
                let (features, rest) = option("--features", rest);
                let (binary, rest) = option("--bin", rest);
                let features = features.iter().flat_map(|f| f.split(','));
                Ok(Command::Run {
                    package: package.to_string(),
                    features: features.map(String::from).collect(),
                    binary: binary.unwrap_or(package).to_string(),
                    args: owned(arguments(text, rest)?),
                })
            }
            _ => Err(CommandError(format!(
                "`{text}`: a record shows `cargo run -p PACKAGE \
                 --bin NAME -- ARGS`, `cargo lab NAME ARGS` or \
                 `tshark -r FILE ARGS`"
            ))),
        }
    }
}

/// The value of an option that the words begin with, and the other words.
fn option<'a, 'b>(
    name: &str,
    words: &'a [&'b str],
) -> (Option<&'b str>, &'a [&'b str]) {
    match words {
        [first, value, rest @ ..] if *first == name => (Some(value), rest),
        _ => (None, words),
    }
}

fn arguments<'a, 'b>(
    text: &str,
    rest: &'a [&'b str],
) -> Result<&'a [&'b str], CommandError> {
    match rest {
        [] => Ok(&[]),
        ["--", args @ ..] => Ok(args),
        [word, ..] => Err(CommandError(format!(
            "`{text}`: `{word}` is for cargo; arguments stand behind `--`"
        ))),
    }
}

/// A command's words, split as a shell does, knowing quotes and nothing
/// else.
///
/// # Errors
/// A quote that is left open, or a word that a shell would change.
pub fn words(text: &str) -> Result<Vec<String>, CommandError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"'), '$' | '`' | '\\' | '!') => {
                return Err(special(text, c));
            }
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            // An empty pair is nothing to a shell but these two characters.
            (None, '{') if chars.next_if_eq(&'}').is_some() => {
                word.get_or_insert_default().push_str("{}");
            }
            (None, c) if "$`\\|&;<>()*?!#~{}".contains(c) => {
                return Err(special(text, c));
            }
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(CommandError(format!("`{text}`: a quote is left open")));
    }
    words.extend(word);
    Ok(words)
}

fn special(text: &str, c: char) -> CommandError {
    CommandError(format!(
        "`{text}`: a shell would take `{c}` for itself; put it in '…'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(package: &str, binary: &str, args: &[&str]) -> Command {
        Command::Run {
            package: package.into(),
            features: Vec::new(),
            binary: binary.into(),
            args: args.iter().map(|a| a.to_string()).collect(),
        }
    }

    #[test]
    fn a_listing_a_tour_a_peer() {
        assert_eq!(
            Command::parse("cargo run -p p --bin b -- '[::1]:1' \"a b\" ''"),
            Ok(run("p", "b", &["[::1]:1", "a b", ""]))
        );
        assert_eq!(Command::parse("cargo run -p p"), Ok(run("p", "p", &[])));
        assert_eq!(
            Command::parse("cargo lab http"),
            Ok(Command::Lab(vec!["http".into()]))
        );
    }

    #[test]
    fn a_reader_of_packets() {
        let text = "tshark -r a.pcap -o 'b:\"c\"'";
        let tshark = Command::Tshark {
            file: "a.pcap".into(),
            args: vec!["-o".into(), "b:\"c\"".into()],
        };
        assert_eq!(Command::parse(text), Ok(tshark));
        // On an interface it would listen without end.
        assert!(Command::parse("tshark -i lo").is_err());
    }

    #[test]
    fn a_listing_with_a_crate_of_its_own() {
        let text = "cargo run -p p --features a,b --bin c -- 1:2";
        let Ok(Command::Run {
            features, binary, ..
        }) = Command::parse(text)
        else {
            panic!("it is a command");
        };
        assert_eq!(features, ["a", "b"]);
        assert_eq!(binary, "c");
        // The order is the one that pages show.
        let other = "cargo run -p p --bin c --features a";
        assert!(Command::parse(other).is_err());
    }

    #[test]
    fn anything_else_is_refused_with_the_right_form() {
        for text in ["ls", "cargo run --bin b", "cargo run -p p --bin b x"] {
            let error = Command::parse(text).unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
    }

    #[test]
    fn what_a_shell_would_change_is_refused() {
        for text in ["cargo lab a|b", "cargo lab \"$x\"", "cargo lab 'a"] {
            assert!(Command::parse(text).is_err(), "{text}");
        }
        for text in ["a {b,c}", "a {", "a }"] {
            assert!(words(text).is_err(), "{text}");
        }
        assert_eq!(words("a {}/b").unwrap(), ["a", "{}/b"]);
    }
}
