//! What a check does and expects, one step a line, as data.
//!
//! | Step | Means |
//! |---|---|
//! | `let NAME = BYTES` | names bytes; `{NAME}` in a text stands for them |
//! | `C connect`, `U open` | a TCP connection to the program; a UDP socket |
//! | `C send BYTES` | in one write, or one datagram |
//! | `C trickle BYTES` | byte by byte, each once the last was read |
//! | `C settle` | waits until the program has read all that was sent |
//! | `C exchange BYTES` | sends them, and receives the same meanwhile |
//! | `C receive BYTES` | these bytes come next; a whole datagram for UDP |
//! | `C half-close`, `C close`, `C reset` | ends what it sends; both; RST |
//! | `C receive-end` | the program closes (FIN), and sends nothing before |
//! | `C receive-end-or-reset` | it closes or resets |
//! | `P is open`, `closed`, `silent` | a port that the checker holds |
//! | `P is open at N` | the same, at this port |
//! | `run BYTES …` | starts the program with these arguments |
//! | `type BYTES`, `end-input` | on its standard input |
//! | `prints BYTES` | its next line on standard output |
//! | `prints-nothing-more` | its standard output ends |
//! | `complains` | one line on standard error, and no panic |
//! | `exits N` | its exit status |
//! | `tick` | waits until the clock shows a later millisecond |
//!
//! `BYTES` are texts in quotes with the usual escapes and `\xNN`, `random N`
//! (from the seed), `repeat N TEXT`, and names. In a datagram to be received,
//! `now` is the time in milliseconds since 1970, and `digits` any number.

use std::fmt;

use serde::Deserialize;

use crate::bytes::unescape;

/// A check's steps, each with the line that it was written in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Script {
    /// The lines and what they mean.
    pub steps: Vec<(String, Step)>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Names bytes.
    Let(String, Vec<Piece>),
    /// What a connection, a socket or a port does.
    End(String, Act),
    /// Starts the program.
    Run(Vec<Vec<Piece>>),
    /// Types on its standard input.
    Type(Vec<Piece>),
    /// Ends its standard input.
    EndInput,
    /// Its next line.
    Prints(Vec<Piece>),
    /// No line comes any more.
    PrintsNothingMore,
    /// One line on standard error.
    Complains,
    /// It ends with this status.
    Exits(i32),
    /// The clock goes on.
    Tick,
}

/// What an end of the wire does, or must see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A TCP connection to the program.
    Connect,
    /// A UDP socket, connected to the program.
    Open,
    /// One write.
    Send(Vec<Piece>),
    /// A write a byte.
    Trickle(Vec<Piece>),
    /// Waits until all is read.
    Settle,
    /// Sends and receives the same.
    Exchange(Vec<Piece>),
    /// These bytes come.
    Receive(Vec<Piece>),
    /// A FIN comes.
    ReceiveEnd,
    /// A FIN or an RST comes.
    ReceiveEndOrReset,
    /// Sends a FIN.
    HalfClose,
    /// Closes both ways.
    Close,
    /// Sends an RST.
    Reset,
    /// A port that the checker holds, at a number or at the next.
    Is(DoorKind, Option<u16>),
}

/// What a port does with a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorKind {
    /// Completes the handshake.
    Open,
    /// Refuses it.
    Closed,
    /// Says nothing.
    Silent,
}

/// A part of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As written; `{name}` is replaced when it is played.
    Text(Vec<u8>),
    /// So many bytes that the seed determines.
    Random(usize),
    /// So many times the same.
    Repeat(usize, Vec<u8>),
    /// What a `let` named.
    Name(String),
    /// The time of day in milliseconds.
    Now,
    /// One digit or more.
    Digits,
}

impl Script {
    /// Reads the lines; blank ones and those after `#` say nothing.
    ///
    /// # Errors
    /// Names the line and what it lacks.
    pub fn parse(text: &str) -> Result<Script, String> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|l| !l.is_empty() && !l.starts_with('#'));
        let steps = lines.map(|line| {
            let step = step(line).map_err(|e| format!("`{line}`: {e}"))?;
            Ok((line.to_string(), step))
        });
        let steps: Vec<_> = steps.collect::<Result<_, String>>()?;
        if steps.is_empty() {
            Err("the script has no step".into())
        } else {
            Ok(Script { steps })
        }
    }
}

impl TryFrom<String> for Script {
    type Error = String;

    fn try_from(text: String) -> Result<Script, String> {
        Script::parse(&text)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut lines = self.steps.iter().map(|(line, _)| line);
        lines.try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn step(line: &str) -> Result<Step, String> {
    let words = words(line)?;
    let texts: Vec<&str> = words.iter().map(Word::bare).collect();
    match texts[..] {
        ["let", name, "=", ..] => {
            Ok(Step::Let(name.into(), pieces(&words[3..])?))
        }
        ["run", ..] => words[1..]
            .iter()
            .map(|word| pieces(std::slice::from_ref(word)))
            .collect::<Result<_, _>>()
            .map(Step::Run),
        ["type", ..] => Ok(Step::Type(pieces(&words[1..])?)),
        ["end-input"] => Ok(Step::EndInput),
        ["prints", ..] => Ok(Step::Prints(pieces(&words[1..])?)),
        ["prints-nothing-more"] => Ok(Step::PrintsNothingMore),
        ["complains"] => Ok(Step::Complains),
        ["exits", status] => {
            let status = status.parse().map_err(|_| "exits 0, or 1, or 2")?;
            Ok(Step::Exits(status))
        }
        ["tick"] => Ok(Step::Tick),
        [end, verb, ..] => {
            Ok(Step::End(end.into(), act(verb, &texts[2..], &words[2..])?))
        }
        _ => Err("no step is written so; see crates/ex/src/script.rs".into()),
    }
}

fn act(verb: &str, texts: &[&str], words: &[Word]) -> Result<Act, String> {
    let bytes = || pieces(words);
    Ok(match verb {
        "send" => Act::Send(bytes()?),
        "trickle" => Act::Trickle(bytes()?),
        "exchange" => Act::Exchange(bytes()?),
        "receive" => Act::Receive(bytes()?),
        "is" => door(texts)?,
        _ if !words.is_empty() => return Err(format!("{verb}: what is it?")),
        "settle" => Act::Settle,
        "connect" => Act::Connect,
        "open" => Act::Open,
        "receive-end" => Act::ReceiveEnd,
        "receive-end-or-reset" => Act::ReceiveEndOrReset,
        "half-close" => Act::HalfClose,
        "close" => Act::Close,
        "reset" => Act::Reset,
        _ => return Err(format!("{verb}: no such verb")),
    })
}

fn door(texts: &[&str]) -> Result<Act, String> {
    let (kind, at) = match texts {
        [kind] => (kind, None),
        [kind, "at", port] => (kind, Some(number(port)? as u16)),
        _ => return Err("write `P is open`".into()),
    };
    let kind = match *kind {
        "open" => DoorKind::Open,
        "closed" => DoorKind::Closed,
        "silent" => DoorKind::Silent,
        _ => return Err(format!("{kind}: open, closed or silent")),
    };
    Ok(Act::Is(kind, at))
}

fn pieces(words: &[Word]) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or("something is missing at the end");
        pieces.push(match word {
            Word::Quoted(text) => Piece::Text(unescape(text)?),
            Word::Bare(word) => match word.as_str() {
                "random" => Piece::Random(number(next()?.bare())?),
                "repeat" => {
                    let times = number(next()?.bare())?;
                    match next()? {
                        Word::Quoted(t) => Piece::Repeat(times, unescape(t)?),
                        Word::Bare(_) => return Err("repeat what?".into()),
                    }
                }
                "now" => Piece::Now,
                "digits" => Piece::Digits,
                name => Piece::Name(name.into()),
            },
        });
    }
    if pieces.is_empty() {
        Err("which bytes?".into())
    } else {
        Ok(pieces)
    }
}

fn number(text: &str) -> Result<usize, String> {
    let digits = text.replace('_', "");
    digits.parse().map_err(|_| format!("{text}: no number"))
}

enum Word {
    Bare(String),
    /// What stood between quotes, its escapes not yet read.
    Quoted(String),
}

impl Word {
    /// A word without quotes; a text is none of the language's own.
    fn bare(&self) -> &str {
        match self {
            Word::Bare(text) => text,
            Word::Quoted(_) => "",
        }
    }
}

fn words(line: &str) -> Result<Vec<Word>, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Step, String> {
        let mut script = Script::parse(line)?;
        Ok(script.steps.remove(0).1)
    }

    #[test]
    fn steps() {
        let text = |t: &str| vec![Piece::Text(t.into())];
        for (line, step) in [
            ("c1 connect", Step::End("c1".into(), Act::Connect)),
            (
                "c1 send \"a \\\"b\" blob",
                Step::End(
                    "c1".into(),
                    Act::Send(vec![
                        Piece::Text(b"a \"b".to_vec()),
                        Piece::Name("blob".into()),
                    ]),
                ),
            ),
            (
                "let blob = random 1_000",
                Step::Let("blob".into(), vec![Piece::Random(1000)]),
            ),
            ("run \"a\" \"b\"", Step::Run(vec![text("a"), text("b")])),
            ("exits 2", Step::Exits(2)),
            (
                "p is open at 65535",
                Step::End("p".into(), Act::Is(DoorKind::Open, Some(65535))),
            ),
        ] {
            assert_eq!(one(line), Ok(step));
        }
    }

    #[test]
    fn what_is_no_step_says_why() {
        for (line, why) in [
            ("c1 sing", "no such verb"),
            ("c1 send", "which bytes?"),
            ("c1 send \"a", "is missing"),
            ("c1 connect now", "what is it?"),
            ("c1 send random many", "no number"),
            ("# only a remark", "no step"),
            ("hm", "no step is written so"),
        ] {
            let error = one(line).unwrap_err();
            assert!(error.contains(why), "{line}: {error}");
        }
    }
}
