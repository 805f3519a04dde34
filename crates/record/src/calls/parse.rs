//! Reads what the format prints.

use super::{Call, CallSettings, Calls, Outcome, Place, Sent, Step, What, Who};
use crate::ParseError;

impl Calls {
    /// Reads the text of a `.calls` file.
    ///
    /// # Errors
    /// The first line that is no step, with what is wrong about it.
    pub fn parse(text: &str) -> Result<Calls, ParseError> {
        let mut calls = Calls {
            settings: CallSettings::parse(text),
            steps: Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let step = step(line).map_err(|problem| ParseError {
                line: number,
                problem: format!("`{line}`: {problem}"),
            })?;
            calls.steps.push(step);
        }
        Ok(calls)
    }
}

impl CallSettings {
    /// Reads the first lines of a `.calls` file, without the steps.
    pub fn parse(text: &str) -> CallSettings {
        let delayed_acks = text.lines().any(|line| line == "# delayed-acks");
        CallSettings { delayed_acks }
    }
}

fn step(line: &str) -> Result<Step, String> {
    let mut columns = line.split("  ").map(str::trim);
    let first = columns.next().unwrap_or_default();
    let mut rest = columns.filter(|column| !column.is_empty()).peekable();
    let is_place = |column: &&str| !column.starts_with("packet");
    let place = rest.next_if(is_place).map(place).transpose()?;
    let packets = rest.next().map(packets).transpose()?;
    if let Some(more) = rest.next() {
        return Err(format!("nothing can follow the packets, but `{more}`"));
    }
    let (who, what) = who_and_what(first)?;
    Ok(Step {
        who,
        what,
        place,
        packets: packets.unwrap_or_default(),
    })
}

fn who_and_what(text: &str) -> Result<(Who, What), String> {
    match text {
        "kernel" => return Ok((Who::Kernel, What::Sends)),
        "end" => return Ok((Who::End, What::Sends)),
        _ => {}
    }
    let inside = text.strip_prefix('[').and_then(|t| t.split_once("] "));
    let (who, what) =
        inside.ok_or("a step begins with a [terminal], `kernel` or `end`")?;
    Ok((thread(who)?, self::what(what)?))
}

fn thread(text: &str) -> Result<Who, String> {
    if let Some((terminal, numbers)) = text.split_once(", threads ") {
        let (first, last) = numbers.split_once('-').unwrap_or_default();
        return Ok(Who::Threads {
            terminal: terminal.to_string(),
            first: number(first)?,
            last: number(last)?,
        });
    }
    let (rest, thread) = numbered(text, ", thread ")?;
    let (terminal, process) = numbered(rest, ", process ")?;
    Ok(Who::Thread {
        terminal: terminal.to_string(),
        process,
        number: thread,
    })
}

/// The number behind a word, which is 1 where the word is missing.
fn numbered<'t>(text: &'t str, word: &str) -> Result<(&'t str, usize), String> {
    match text.split_once(word) {
        Some((rest, number)) => Ok((rest, self::number(number)?)),
        None => Ok((text, 1)),
    }
}

fn what(text: &str) -> Result<What, String> {
    Ok(match text {
        "starts" => What::Starts,
        "typed" => What::Typed,
        "ends" => What::Ends,
        _ => match text.strip_prefix("prints ") {
            Some(lines) => What::Prints(number(lines)?),
            None => What::Call(call(text)?),
        },
    })
}

fn call(text: &str) -> Result<Call, String> {
    let parts = text.split_once('(').and_then(|(name, rest)| {
        let (args, outcome) = rest.split_once(") ")?;
        Some((name, args, outcome))
    });
    let (name, args, result) =
        parts.ok_or("neither an event nor a call such as `listen(3) = 0`")?;
    let outcome = if result == "sleeps" {
        Outcome::Sleeps
    } else if let Some(result) = result.strip_prefix("= ") {
        Outcome::Returns(result.into())
    } else if let Some(result) = result.strip_prefix("wakes = ") {
        Outcome::Wakes(result.into())
    } else if let Some(result) = result.strip_prefix("×n = ") {
        Outcome::Repeats(result.into())
    } else {
        return Err(format!(
            "`{result}`: a call `= result`, `sleeps`, `wakes = result` or \
             repeats, `×n = result`"
        ));
    };
    Ok(Call {
        name: name.into(),
        args: args.into(),
        outcome,
    })
}

fn place(text: &str) -> Result<Place, String> {
    let (place, file) = match text.split_once(" in ") {
        Some((place, file)) => (place, Some(file.to_string())),
        None => (text, None),
    };
    // A method is `Type::name`: its line stands behind the last colon.
    let (function, line) = match place.rsplit_once(':') {
        Some((function, line)) if !function.ends_with(':') => {
            (function, Some(number(line)?))
        }
        _ => (place, None),
    };
    Ok(Place {
        function: function.into(),
        line,
        file,
    })
}

fn packets(text: &str) -> Result<Vec<Sent>, String> {
    let numbers = text.split_once(' ').map_or("", |(_, numbers)| numbers);
    let mut sent = Vec::new();
    for part in numbers.split(", ") {
        let (range, perhaps) = match part.strip_suffix('?') {
            Some(number) => (number, true),
            None => (part, false),
        };
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let numbers = number(first)?..=number(last)?;
        sent.extend(numbers.map(|number| Sent { number, perhaps }));
    }
    Ok(sent)
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}
