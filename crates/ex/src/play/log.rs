//! What went over the wire and what the program said, with times.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::tell::bytes::Excerpt;

/// How many lines of it a report shows; all are in the saved transcript.
const SHOWN: usize = 14;

/// Who is meant by the program.
pub const PROGRAM: &str = "program";

/// How the note of a start begins.
pub const STARTED: &str = "started with";

/// A check's transcript.
#[derive(Clone, Debug)]
pub struct Log {
    begun: Instant,
    events: Vec<Event>,
}

#[derive(Clone, Debug)]
struct Event {
    at: Duration,
    /// The connection, or what stands for the program.
    who: String,
    what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The checker sent this.
    Sent(Excerpt),
    /// The program sent this.
    Received(Excerpt),
    /// In words.
    Note(String),
}

impl Log {
    /// An empty one, whose time begins now.
    pub fn new() -> Log {
        Log {
            begun: Instant::now(),
            events: Vec::new(),
        }
    }

    /// Writes down what happens now. What one end receives in pieces is one
    /// event: where a stream was cut says nothing.
    pub fn add(&mut self, who: &str, what: What) {
        if let (Some(last), What::Received(more)) =
            (self.events.last_mut(), &what)
            && let What::Received(all) = &mut last.what
            && last.who == who
        {
            all.extend(more);
            return;
        }
        self.events.push(Event {
            at: self.begun.elapsed(),
            who: who.into(),
            what,
        });
    }

    /// How long ago the program was started.
    pub fn since_start(&self) -> Duration {
        let started = self.events.iter().rev().find(|event| {
            matches!(&event.what, What::Note(t) if t.starts_with(STARTED))
        });
        let at = started.map_or(Duration::ZERO, |event| event.at);
        self.begun.elapsed().saturating_sub(at)
    }

    /// The last lines, or all of them.
    pub fn lines(&self, all: bool) -> Vec<String> {
        let skipped = if all {
            0
        } else {
            self.events.len().saturating_sub(SHOWN)
        };
        let mut lines = Vec::new();
        if skipped > 0 {
            lines.push(format!("… {skipped} events before"));
        }
        lines.extend(self.events[skipped..].iter().map(Event::line));
        lines
    }
}

impl Event {
    fn line(&self) -> String {
        let mut line = format!("{:.3} {} ", self.at.as_secs_f64(), self.who);
        // Writing to a String cannot fail.
        let _ = match &self.what {
            What::Sent(bytes) => write!(line, "-> {bytes}"),
            What::Received(bytes) => write!(line, "<- {bytes}"),
            What::Note(text) => write!(line, "{text}"),
        };
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_pieces_is_one_event() {
        let mut log = Log::new();
        log.add("c1", What::Sent(Excerpt::of(b"ab")));
        log.add("c1", What::Received(Excerpt::of(b"a")));
        log.add("c1", What::Received(Excerpt::of(b"b")));
        let lines = log.lines(false);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].contains("c1 <-   2 B  61 62"), "{lines:?}");
    }

    #[test]
    fn the_last_lines_are_shown() {
        let mut log = Log::new();
        for _ in 0..20 {
            log.add("c1", What::Sent(Excerpt::of(b"a")));
        }
        assert_eq!(log.lines(false).len(), SHOWN + 1);
        assert_eq!(log.lines(true).len(), 20);
    }
}
