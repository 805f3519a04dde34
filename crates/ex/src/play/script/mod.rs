//! What a check does and expects, one step a line, as data.
//!
//! | Step | Means |
//! |---|---|
//! | `let NAME = BYTES` | names bytes; `{NAME}` in a text stands for them |
//! | `times N`, `end` | what stands between is played so often, drawn anew |
//! | `each L A..B`, `end` | for each of these numbers, which `L` stands for |
//! | `C connect`, `U open` | a TCP connection to the program; a UDP socket |
//! | `C connect-narrow` | the same, and it has room for little |
//! | `U open-wide` | the same, and it hears any port but the right one |
//! | `C send BYTES` | in one write, or one datagram |
//! | `C trickle BYTES` | byte by byte, each once the last was read |
//! | `C cut BYTES` | the same in pieces, cut at drawn places |
//! | `C settle` | waits until the program has read all that was sent |
//! | `C exchange BYTES` | sends them, and receives the same meanwhile |
//! | `C exchange-late BYTES` | receives once the program takes no more |
//! | `C flood BYTES` | sends them again and again, until it takes no more |
//! | `C fill BYTES` | the same until it holds some; `{C.filled}` is how many |
//! | `C receive-filled` | these, once the program rests |
//! | `C receive-late BYTES` | these bytes, once the program rests |
//! | `C leave BYTES` | sends as much of them as is taken, unread or not |
//! | `U burst N BYTES` | so many times the same datagram, all at once |
//! | `C receive BYTES` | these bytes come next; a whole datagram for UDP |
//! | `C half-close`, `C close` | ends what it sends; both |
//! | `C reset` | RST; a FIN before it arrives first |
//! | `C abort` | RST, however little of a FIN before it was seen |
//! | `C receive-end` | the program closes (FIN), and sends nothing before |
//! | `C receive-end-or-reset` | it closes or resets |
//! | `P is open`, `closed`, `silent` | a port that the checker holds |
//! | `P is drawn` | open or closed; `{P.is}` says which |
//! | `P is open at N` | the same, at this port, or at one of `A..B` |
//! | `P is open at ::1` | at IPv6's loopback; without IPv6 all ends here |
//! | `P row N` | so many in a row, each drawn; `{P.last}` is the last |
//! | `P silent-row N` | so many that do not answer |
//! | `prints-row P` | a line for each of them |
//! | `P tried-once` | it was open or silent, and tried once |
//! | `P untried` | it was open, and nobody came |
//! | `P watches N …` | what can be had of these ports is open |
//! | `P waited A..B` | for so many milliseconds, no more; of a row its last |
//! | `run BYTES …` | starts the program with these arguments |
//! | `type BYTES`, `end-input` | on its standard input |
//! | `prints BYTES` | its next line on standard output |
//! | `prints-nothing-more` | its standard output ends |
//! | `refusal BYTES` | this line is how the program refuses something |
//! | `complains` | one line on standard error, and no panic |
//! | `exits N` | its exit status |
//! | `pause MS` | so long nobody does anything; the program rests, too |
//! | `enough-after MS` | the check ends where it comes here so late anew |
//! | `enough-if-slower MS` | it ends here if the last `run` took longer |
//! | `tick` | waits until the clock shows a later millisecond |
//! | `second` | waits until a second has just begun |
//! | `grown N` | not by N threads and processes since the last such line |
//!
//! `BYTES` are, one behind the other:
//!
//! | Bytes | Stand for |
//! |---|---|
//! | `"TEXT"` | with the usual escapes and `\xNN` |
//! | `repeat N "TEXT"` | so many times the same |
//! | `random N` | so many bytes, drawn from all 256 values |
//! | `word N`, `digits N` | so many letters from a to z; decimal digits |
//! | `number A..B` | a number from A to B, in decimal digits |
//! | `NAME` | what a `let` named, or a port |
//! | `length NAME` | of how many bytes it is, in decimal digits |
//! | `length16 NAME` | the same of a count that has only 16 bits |
//! | `length32 NAME` | how many in four bytes, the highest first |
//! | `reversed NAME` | from its last byte to its first |
//! | `byte NAME` | the byte of this number, from 0 to 255 |
//! | `network L` | an address whose bits behind the first L are 0 |
//! | `inside P L`, `outside P L` | an address in the prefix P/L, or not |
//! | `first P L`, `last P L`, `size L` | of the prefix P/L |
//! | `before P L`, `behind P L` | its neighbours, which are not in it |
//! | `now` | to be received: the milliseconds since 1970 |
//!
//! `N` may be a range `A..B`, of which both ends count: then it is drawn.
//! `L` and `P` are names. All that is drawn comes from the seed.

mod piece;
mod step;
mod words;

use std::fmt;

use serde::Deserialize;

pub use piece::{Count, Piece, Prefix};

/// A check's steps, each with the line that it was written in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Script {
    /// The lines as they were written.
    lines: Vec<String>,
    /// What they mean.
    parts: Vec<Part>,
}

/// One line, or what is repeated.
#[derive(Clone, Debug)]
enum Part {
    Once(Step),
    Repeated(Repeated, Vec<Step>),
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
    /// The line by which it refuses.
    Refusal(Vec<Piece>),
    /// One line on standard error.
    Complains,
    /// It ends with this status.
    Exits(i32),
    /// So many milliseconds pass.
    Pause(u64),
    /// The clock goes on.
    Tick,
    /// Another second begins.
    Second,
    /// By so many threads and processes it has not grown since this was last
    /// asked.
    Grown(usize),
    /// So late after the first of these, it has been played often enough.
    EnoughAfter(u64),
    /// The check ends here where the program that was run last has taken
    /// longer, in milliseconds.
    EnoughIfSlower(u64),
    /// A line for each port of a row.
    PrintsRow(String),
}

/// What an end of the wire does, or must see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A TCP connection to the program.
    Connect,
    /// The same with small buffers.
    ConnectNarrow,
    /// A UDP socket, connected to the program.
    Open,
    /// The same, connected to nobody.
    OpenWide,
    /// One write.
    Send(Vec<Piece>),
    /// A write a byte.
    Trickle(Vec<Piece>),
    /// A write a piece.
    Cut(Vec<Piece>),
    /// Waits until all is read.
    Settle,
    /// Sends and receives the same.
    Exchange(Vec<Piece>),
    /// The same, and reads as late as it can.
    ExchangeLate(Vec<Piece>),
    /// Sends the same until no more is taken.
    Flood(Vec<Piece>),
    /// Sends the same until the program holds some of it.
    Fill(Vec<Piece>),
    /// What was sent so comes back.
    ReceiveFilled,
    /// These bytes come, once the program rests.
    ReceiveLate(Vec<Piece>),
    /// What is taken of it is sent.
    Leave(Vec<Piece>),
    /// The same datagram so often, all at once.
    Burst(usize, Vec<Piece>),
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
    /// The same, whether the program has seen the stream's end or not.
    Abort,
    /// A port that the checker holds.
    Is(DoorKind, DoorAt),
    /// So many ports in a row.
    Row(usize),
    /// So many in a row that do not answer.
    SilentRow(usize),
    /// Somebody has tried it, and once.
    TriedOnce,
    /// Nobody has tried it.
    Untried,
    /// Ports that are open where they can be had.
    Watches(Vec<u16>),
    /// A silent one was waited for, in milliseconds.
    Waited(u64, u64),
}

/// Where a port is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorAt {
    /// Behind the one before.
    Next,
    /// At one of these.
    Number(Count),
    /// At IPv6's loopback address.
    Loopback6,
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
    /// Open or closed.
    Drawn,
}

impl Script {
    /// Reads the lines; blank ones and those after `#` say nothing.
    ///
    /// # Errors
    /// Names the line and what it lacks.
    pub fn parse(text: &str) -> Result<Script, String> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|l| !l.is_empty() && !l.starts_with('#'));
        let lines: Vec<String> = lines.map(String::from).collect();
        let parts = parts(&lines)?;
        if parts.is_empty() {
            Err("the script has no step".into())
        } else {
            Ok(Script { lines, parts })
        }
    }

    /// Its steps, what is repeated as often as it is. Made anew each time:
    /// most scripts that are read are not played.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for part in &self.parts {
            match part {
                Part::Once(step) => steps.push(step.clone()),
                Part::Repeated(how, once) => steps.extend(how.all(once)),
            }
        }
        steps
    }

    /// The lines as they were written.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// What the lines mean.
fn parts(lines: &[String]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    // How those are played that are read, where they are repeated.
    let mut repeated: Option<(Repeated, Vec<Step>)> = None;
    for line in lines {
        let at = |e: String| format!("`{line}`: {e}");
        if let Some(how) = Repeated::parse(line) {
            if repeated.is_some() {
                return Err(at("one `times` in another".into()));
            }
            repeated = Some((how.map_err(at)?, Vec::new()));
        } else if line == "end" {
            let open = repeated.take();
            let (how, once) = open.ok_or(at("ends no `times`".into()))?;
            parts.push(Part::Repeated(how, once));
        } else {
            let step = step::parse(line).map_err(at)?;
            match &mut repeated {
                Some((_, once)) => once.push(step),
                None => parts.push(Part::Once(step)),
            }
        }
    }
    match repeated {
        Some(_) => Err("`times`: its `end` is missing".into()),
        None => Ok(parts),
    }
}

/// How steps are repeated.
#[derive(Clone, Debug)]
enum Repeated {
    /// So often.
    Times(usize),
    /// Once for each of these numbers, under this name.
    Each(String, Count),
}

impl Repeated {
    /// `times N`, or `each NAME A..B`; none where the line is neither.
    fn parse(line: &str) -> Option<Result<Repeated, String>> {
        if let Some(count) = line.strip_prefix("times ") {
            return Some(words::number(count.trim()).map(Repeated::Times));
        }
        let (name, range) = line.strip_prefix("each ")?.split_once(' ')?;
        let range = Count::parse(range.trim());
        Some(range.map(|range| Repeated::Each(name.into(), range)))
    }

    fn all(&self, once: &[Step]) -> Vec<Step> {
        match self {
            Repeated::Times(count) => vec![once; *count].concat(),
            Repeated::Each(name, Count { least, most }) => {
                let named = |number: u64| {
                    let text = Piece::Text(number.to_string().into_bytes());
                    let named = Step::Let(name.clone(), vec![text]);
                    [&[named], once].concat()
                };
                (*least..=*most).flat_map(named).collect()
            }
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
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Step, String> {
        Ok(Script::parse(line)?.steps().remove(0))
    }

    #[test]
    fn steps_are_read() {
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
                Step::Let("blob".into(), vec![Piece::Random(Count::of(1000))]),
            ),
            ("run \"a\" \"b\"", Step::Run(vec![text("a"), text("b")])),
            ("exits 2", Step::Exits(2)),
            ("pause 1_200", Step::Pause(1200)),
            (
                "p is open at 65535",
                Step::End(
                    "p".into(),
                    Act::Is(DoorKind::Open, DoorAt::Number(Count::of(65535))),
                ),
            ),
            (
                "p waited 200..400",
                Step::End("p".into(), Act::Waited(200, 400)),
            ),
        ] {
            assert_eq!(one(line), Ok(step));
        }
    }

    #[test]
    fn what_is_repeated_is_there_so_often() {
        let script = Script::parse("tick\ntimes 3\ntick\nend\n").unwrap();
        assert_eq!(script.steps().len(), 4);
        assert_eq!(script.to_string(), "tick\ntimes 3\ntick\nend\n");
        let script = Script::parse("each l 7..9\ntick\nend\n").unwrap();
        let named = |n: &str| {
            Step::Let("l".into(), vec![Piece::Text(n.as_bytes().into())])
        };
        let numbers = ["7", "8", "9"].map(|n| [named(n), Step::Tick]);
        assert_eq!(script.steps(), numbers.concat());
    }

    #[test]
    fn what_is_no_step_says_why() {
        for (line, why) in [
            ("c1 sing", "no such verb"),
            ("c1 send", "which bytes?"),
            ("c1 send \"a", "is missing"),
            ("c1 connect now", "what is it?"),
            ("c1 send random many", "no number"),
            ("c1 send random 9..2", "ends before it begins"),
            ("# only a remark", "no step"),
            ("hm", "no step is written so"),
            ("times 2\ntick", "is missing"),
            ("end", "ends no"),
        ] {
            let error = one(line).unwrap_err();
            assert!(error.contains(why), "{line}: {error}");
        }
    }
}
