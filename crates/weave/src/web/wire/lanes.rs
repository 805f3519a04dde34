//! The lane of calls in a figure: who asked what of the kernel, from which
//! line, in the order of the run, between the packets that came of it.

use super::drawing::{Figure, packets};
use super::sides::{Side, sides};
use crate::check::lanes::{Place, Stop};
use markup::html::{escape, held};
use record::calls::{Outcome, What, Who};
use std::fmt::Write;
use std::mem;
use std::ops::RangeInclusive;

/// A step, and where it stands.
pub struct Step<'a> {
    stop: &'a Stop<'a>,
    side: Side,
}

/// The steps, in their order.
pub fn steps<'a>(stops: &'a [Stop<'a>]) -> Vec<Step<'a>> {
    let both = stops.iter().zip(sides(stops));
    both.map(|(stop, side)| Step { stop, side }).collect()
}

/// The step, from 1, on which a packet is first named.
pub fn step_of(steps: &[Step], packet: usize) -> usize {
    let names = |step: &Step| {
        let sent = &step.stop.step.packets;
        sent.iter().any(|sent| sent.number == packet)
    };
    steps.iter().position(names).map_or(0, |index| index + 1)
}

/// The steps that belong to what a figure shows: without those that lead to
/// the packets before it, and those from the packets after it on.
pub fn shown(steps: &[Step], figure: &Figure) -> RangeInclusive<usize> {
    let (first, last) = (*figure.shown.start(), *figure.shown.end());
    let begin = (1..first).map(|packet| step_of(steps, packet)).max();
    let after = last + 1..=figure.events.len();
    let end = after.map(|packet| step_of(steps, packet)).min();
    begin.map_or(1, |step| step + 1)
        ..=end.map_or(steps.len(), |step| step.saturating_sub(1))
}

/// Steps, from 1, as they stand in a figure: the calls of one line of code
/// together, and behind each the packets that crossed because of it.
pub fn html(
    steps: &[Step],
    range: RangeInclusive<usize>,
    figure: &Figure,
    pair: &mut Option<[String; 2]>,
) -> String {
    let terminals = terminals(steps);
    let mut out = String::new();
    let mut group: Option<(&Who, Option<Place>, Side)> = None;
    for number in range {
        let Some(step) = steps.get(number - 1) else {
            break;
        };
        let (who, code) = (&step.stop.step.who, step.stop.code);
        let key = Some((who, code, step.side));
        if group != key {
            if group.is_some() {
                out += "</div>\n";
            }
            let name = name(step, terminals.len());
            let _ = write!(
                out,
                "<div class=\"stop {}\">{}",
                step.side.class(),
                head(&name, code)
            );
            group = key;
        }
        let (class, text) = text(step);
        let _ = write!(out, "<p data-step=\"{number}\"{class}>{text}</p>");
        let sent = step.stop.step.packets.iter();
        let sent = sent.map(|sent| sent.number);
        let sent = sent.filter(|n| step_of(steps, *n) == number);
        let sent: Vec<usize> = sent.collect();
        if !sent.is_empty() {
            out += "</div>\n";
            out += &packets(figure, &sent, number, pair);
            group = None;
        }
    }
    if group.is_some() {
        out += "</div>\n";
    }
    out
}

fn terminals<'a>(steps: &[Step<'a>]) -> Vec<&'a str> {
    let mut names = Vec::new();
    for step in steps {
        if let Some(name) = step.stop.step.who.terminal()
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Who it is, where a figure of two sides does not say so by the side.
fn name(step: &Step, terminals: usize) -> String {
    let mut name = Vec::new();
    if terminals > 1 {
        name.extend(step.stop.step.who.terminal().map(String::from));
    }
    match &step.stop.step.who {
        Who::Kernel => return "the kernel, by itself".into(),
        Who::End => return "the end of the run".into(),
        Who::Thread {
            process, number, ..
        } => {
            let numbers = [("process", process), ("thread", number)];
            let told = numbers.iter().filter(|(_, number)| **number > 1);
            name.extend(told.map(|(what, n)| format!("{what} {n}")));
        }
        Who::Threads { first, last, .. } => {
            name.push(format!("threads {first} to {last}"));
        }
    }
    name.join(", ")
}

/// Who, and the line of code.
fn head(name: &str, code: Option<Place>) -> String {
    let mut out = String::new();
    if !name.is_empty() {
        let _ = write!(out, "<b>{}</b> ", escape(name));
    }
    if let Some(place) = code {
        let file = place.path.rsplit('/').next().unwrap_or_default();
        let _ = match place.line {
            Some((number, text)) => write!(
                out,
                "<code>{}</code> <small data-at=\"{}:{number}\">{file}:{number}\
                 </small>",
                breakable(text),
                place.listing,
            ),
            None => write!(
                out,
                "<small>{file}, <code>fn {}</code></small>",
                escape(place.function)
            ),
        };
    }
    if out.is_empty() {
        out
    } else {
        format!("<p class=\"line\">{out}</p>")
    }
}

/// A line of code that is wider than its lane breaks behind `::` and `(` and
/// before a `.`, so that no name is cut in two.
fn breakable(code: &str) -> String {
    let (mut parts, mut part) = (Vec::new(), String::new());
    for (at, c) in code.char_indices() {
        let before = &code[..at];
        let after = &code[at + c.len_utf8()..];
        if c == '.' && after.starts_with(char::is_alphabetic) {
            parts.push(mem::take(&mut part));
        }
        part.push(c);
        let opens = c == '(' && !after.starts_with(')');
        if opens || c == ':' && before.ends_with(':') {
            parts.push(mem::take(&mut part));
        }
    }
    parts.push(part);
    let parts = parts.iter().map(|part| held(part, &escape));
    parts.collect::<Vec<_>>().join("<wbr>")
}

/// What happens, as HTML, with the class that it has.
fn text(step: &Step) -> (&'static str, String) {
    let shown = |word: &str| {
        let shown = step.stop.shown.iter();
        let shown: Vec<_> = shown.map(|line| held(line, &escape)).collect();
        match shown.as_slice() {
            [] => word.to_string(),
            lines => format!("{word} <samp>{}</samp>", lines.join("<br>")),
        }
    };
    match &step.stop.step.what {
        What::Starts => ("", shown("starts")),
        What::Typed => ("", shown("is typed")),
        What::Prints(_) => (" class=\"prints\"", shown("prints")),
        What::Ends => ("", "ends".to_string()),
        What::Sends => ("", "sends".to_string()),
        What::Call(call) => {
            let head = escape(&call.name);
            let all = format!("{head}({})", escape(&call.args));
            match &call.outcome {
                Outcome::Returns(it) => ("", returns(&all, "=", it)),
                Outcome::Sleeps => {
                    (" class=\"sleeps\"", format!("<code>{all}</code> waits"))
                }
                Outcome::Wakes(it) => ("", returns(&all, "returns", it)),
                Outcome::Repeats(it) => ("", returns(&all, "×n =", it)),
            }
        }
    }
}

fn returns(call: &str, word: &str, result: &str) -> String {
    // What is not over yet is no failure.
    let failed = result.starts_with('E') && result != "EINPROGRESS";
    let mark = if failed { " class=\"error\"" } else { "" };
    format!("<code>{call}</code> {word} <b{mark}>{}</b>", escape(result))
}

/// What each terminal shows, line by line, from which step on.
pub fn screens(steps: &[Step]) -> String {
    let mut out = String::new();
    for name in terminals(steps) {
        let mut lines = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let what = &step.stop.step.what;
            if step.stop.step.who.terminal() != Some(name) {
                continue;
            }
            let prompt = match what {
                What::Starts => "$ ",
                What::Typed => "&lt; ",
                _ => "",
            };
            for line in &step.stop.shown {
                lines.push(format!(
                    "<span data-after=\"{}\">{prompt}{}&#10;</span>",
                    index + 1,
                    escape(line)
                ));
            }
        }
        let _ = writeln!(
            out,
            "<div class=\"screen\"><b>{}</b><pre><samp>{}</samp></pre></div>",
            escape(name),
            lines.concat()
        );
    }
    format!("<div class=\"screens\" hidden=\"\">\n{out}</div>\n")
}
