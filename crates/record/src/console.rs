//! The `.console` format: terminals, what was typed, what was printed.

use std::fmt;

use crate::Command;

/// A recorded session of one or more terminals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What a machine must offer for this record to be replayed on it.
    pub needs: Vec<Need>,
    /// What happened, in the order in which the record waits for it.
    pub blocks: Vec<Block>,
}

/// Something that not every machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A private network namespace, with the documented ports.
    Namespace,
    /// The IPv6 loopback address.
    Ipv6,
    /// A loopback that carries packets of at most 1500 bytes, which a
    /// namespace can be given.
    Mtu1500,
}

/// One action in one terminal and what the terminal showed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The terminal's name, such as `server`.
    pub terminal: String,
    /// What was done there.
    pub action: Action,
    /// The lines that followed, both streams in the order of arrival.
    pub output: Vec<String>,
    /// The exit status that a shell would report, where it is shown.
    pub status: Option<i32>,
    /// The line of the record's text on which this block begins, from 1.
    pub line: usize,
}

/// What is done in a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command is started.
    Start(String),
    /// A line is typed, without its newline.
    Type(String),
    /// Standard input ends (`^D`).
    EndOfInput,
    /// The program is interrupted (`^C`).
    Interrupt,
    /// Nothing: the terminal shows more.
    Continue,
}

/// Why a text is not a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it and what would be right.
    pub problem: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for ParseError {}

impl Record {
    /// Reads the text of a `.console` file.
    ///
    /// # Errors
    /// The first line that fits nowhere, with what would fit.
    pub fn parse(text: &str) -> Result<Record, ParseError> {
        let mut parser = Parser::default();
        for (index, line) in text.lines().enumerate() {
            parser.line(index + 1, line)?;
        }
        parser.finish()
    }

    /// The commands that the record starts, each with its terminal's name.
    pub fn commands(&self) -> impl Iterator<Item = (&str, &str)> {
        self.blocks.iter().filter_map(|block| match &block.action {
            Action::Start(command) => {
                Some((block.terminal.as_str(), command.as_str()))
            }
            _ => None,
        })
    }

    /// True where a command reads what has crossed, which only a tap on a
    /// network of the record's own can tell.
    pub fn reads_packets(&self) -> bool {
        self.commands().any(|(_, command)| {
            matches!(Command::parse(command), Ok(Command::Tshark { .. }))
        })
    }

    /// True where a command or a line of output names `[::1]`, or where the
    /// record says so itself.
    pub fn needs_ipv6(&self) -> bool {
        self.needs.contains(&Need::Ipv6)
            || self
                .commands()
                .any(|(_, command)| command.contains("[::1]"))
    }
}

impl fmt::Display for Record {
    /// Prints the text that [`Record::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.needs.is_empty() {
            let names: Vec<_> = self.needs.iter().map(Need::name).collect();
            writeln!(f, "# needs: {}\n", names.join(", "))?;
        }
        let mut terminal = None;
        for block in &self.blocks {
            if terminal != Some(&block.terminal) {
                let gap = if terminal.is_some() { "\n" } else { "" };
                writeln!(f, "{gap}[{}]", block.terminal)?;
                terminal = Some(&block.terminal);
            }
            write!(f, "{block}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.action {
            Action::Start(command) => writeln!(f, "$ {command}")?,
            Action::Type(text) => writeln!(f, "< {text}")?,
            Action::EndOfInput => writeln!(f, "^D")?,
            Action::Interrupt => writeln!(f, "^C")?,
            Action::Continue => {}
        }
        for line in &self.output {
            let escape = if means_something(line) { "\\" } else { "" };
            writeln!(f, "{escape}{line}")?;
        }
        match self.status {
            Some(status) => writeln!(f, "? {status}"),
            None => Ok(()),
        }
    }
}

impl Need {
    const ALL: [Need; 3] = [Need::Namespace, Need::Ipv6, Need::Mtu1500];

    fn name(&self) -> &'static str {
        match self {
            Need::Namespace => "namespace",
            Need::Ipv6 => "ipv6",
            Need::Mtu1500 => "mtu-1500",
        }
    }
}

/// True for a line of output that the parser would take for something else.
fn means_something(line: &str) -> bool {
    let starts = ["[", "$ ", "< ", "? ", "# ", "\\"];
    line == "^C" || line == "^D" || starts.iter().any(|s| line.starts_with(s))
}

#[derive(Default)]
struct Parser {
    record: Record,
    terminal: Option<String>,
    /// The next line continues the last block's output.
    open: bool,
    /// Blank lines that are output, unless a header follows the last one.
    blanks: usize,
}

impl Parser {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ParseError> {
        let fail = |problem: String| {
            Err(ParseError {
                line: number,
                problem,
            })
        };
        if let Some(name) = header(line) {
            return self.header(number, name);
        }
        if self.terminal.is_none() {
            return match line.strip_prefix("# needs: ") {
                Some(names) => self.needs(number, names),
                None if line.is_empty() || line.starts_with('#') => Ok(()),
                None => fail(format!(
                    "`{line}` stands before the first terminal; \
                     begin with a line such as [server]"
                )),
            };
        }
        if line.is_empty() {
            self.blanks += 1;
            return Ok(());
        }
        self.flush_blanks(number);
        if let Some(command) = line.strip_prefix("$ ") {
            self.open(number, Action::Start(command.to_string()));
        } else if let Some(text) = line.strip_prefix("< ") {
            self.open(number, Action::Type(text.to_string()));
        } else if line == "^D" {
            self.open(number, Action::EndOfInput);
        } else if line == "^C" {
            self.open(number, Action::Interrupt);
        } else if let Some(status) = line.strip_prefix("? ") {
            let Ok(status) = status.parse() else {
                return fail(format!("`{status}` is no exit status"));
            };
            self.block(number).status = Some(status);
        } else {
            let text = line.strip_prefix('\\').unwrap_or(line);
            self.block(number).output.push(text.to_string());
        }
        Ok(())
    }

    fn header(&mut self, number: usize, name: &str) -> Result<(), ParseError> {
        // One blank line separates blocks; any before it were printed.
        self.blanks = self.blanks.saturating_sub(1);
        self.flush_blanks(number);
        self.terminal = Some(name.to_string());
        self.open = false;
        Ok(())
    }

    fn needs(&mut self, number: usize, names: &str) -> Result<(), ParseError> {
        for name in names.split(", ") {
            match Need::ALL.iter().find(|need| need.name() == name) {
                Some(need) => self.record.needs.push(*need),
                None => {
                    return Err(ParseError {
                        line: number,
                        problem: format!(
                            "`{name}` is no need; there are namespace, ipv6, \
                             mtu-1500"
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    fn flush_blanks(&mut self, number: usize) {
        for _ in 0..std::mem::take(&mut self.blanks) {
            self.block(number).output.push(String::new());
        }
    }

    fn open(&mut self, line: usize, action: Action) {
        self.record.blocks.push(Block {
            terminal: self.terminal.clone().unwrap_or_default(),
            action,
            output: Vec::new(),
            status: None,
            line,
        });
        self.open = true;
    }

    /// The block that output at this line belongs to.
    fn block(&mut self, line: usize) -> &mut Block {
        if !self.open {
            self.open(line, Action::Continue);
        }
        self.record.blocks.last_mut().expect("a block was opened")
    }

    fn finish(self) -> Result<Record, ParseError> {
        if self.record.blocks.is_empty() {
            return Err(ParseError {
                line: 1,
                problem: "no terminal; begin with [name] and $ command".into(),
            });
        }
        Ok(self.record)
    }
}

/// The name in `[name]`, where the line is such a header.
fn header(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let plain = |c: char| plain(c) || c == '-' || c == ' ';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECHO: &str = "\
# needs: namespace, ipv6

[server]
$ cargo run -p ch02-tcp --bin tcp-echo-server -- 127.0.0.1:7200
listening on 127.0.0.1:7200

[client]
$ cargo run -p ch02-tcp --bin tcp-echo-client -- 127.0.0.1:7200 hello
hello

\\[1f, 90]
? 1

[server]
127.0.0.1:«port»: 6 bytes
^C
? 130
";

    #[test]
    fn what_is_printed_is_what_was_parsed() {
        let record = Record::parse(ECHO).unwrap();
        assert_eq!(record.to_string(), ECHO);
        assert_eq!(record.needs, [Need::Namespace, Need::Ipv6]);
        assert_eq!(record.blocks.len(), 4);
        assert_eq!(record.blocks[1].output, ["hello", "", "[1f, 90]"]);
        assert_eq!(record.blocks[1].status, Some(1));
        assert_eq!(record.blocks[2].action, Action::Continue);
        assert_eq!(record.blocks[2].line, 15);
    }

    #[test]
    fn every_line_of_output_survives() {
        for line in ["$ x", "[a]", "? 1", "< x", "^C", "^D", "\\", "# a", ""] {
            let text = format!("[a]\n$ x\n{}\nend\n", escaped(line));
            let record = Record::parse(&text).unwrap();
            assert_eq!(record.blocks[0].output, [line, "end"]);
            assert_eq!(record.to_string(), text);
        }
    }

    fn escaped(line: &str) -> String {
        let escape = if means_something(line) { "\\" } else { "" };
        format!("{escape}{line}")
    }

    #[test]
    fn a_stray_line_is_named() {
        let error = Record::parse("hello\n").unwrap_err();
        assert_eq!(error.line, 1);
        assert!(error.to_string().contains("[server]"), "{error}");
    }

    #[test]
    fn an_unknown_need_is_named() {
        let error = Record::parse("# needs: moon\n[a]\n$ x\n").unwrap_err();
        assert!(error.to_string().contains("moon"), "{error}");
    }

    #[test]
    fn an_empty_text_is_no_record() {
        assert!(Record::parse("").is_err());
    }
}
