//! The HTML of a recorded console: one block a terminal, in the order in
//! which things happened.

use crate::read::source::Source;
use markup::html::{escape, held};
use record::{Action, Block, Record, Span, spans};

/// A record as a figure. Without a script all of it can be read; a script
/// adds the button that copies the commands.
pub fn figure(source: &Source, record: &Record) -> String {
    let mut html =
        format!("<figure class=\"console\" id=\"{}\">\n", source.anchor());
    let mut names: Vec<&str> = Vec::new();
    let single = record
        .blocks
        .iter()
        .all(|block| block.terminal == record.blocks[0].terminal);
    for blocks in record.blocks.chunk_by(|a, b| a.terminal == b.terminal) {
        let name = blocks[0].terminal.as_str();
        let again = names.contains(&name);
        if !again {
            names.push(name);
        }
        let number = names.iter().position(|n| *n == name).unwrap_or_default();
        let title = title(name, (!single).then_some(number + 1), again);
        let lines: Vec<String> = blocks.iter().flat_map(lines).collect();
        html.push_str(&terminal(&title, &lines));
    }
    html.push_str(&note(record));
    html.push_str("</figure>");
    html
}

/// One terminal: its title and its lines, which are HTML already.
pub fn terminal(title: &str, lines: &[String]) -> String {
    let title = escape(title);
    // Each line is an element, with its end in it: where there is no room,
    // it wraps behind an indent.
    let last = lines.len().saturating_sub(1);
    let lines = lines.iter().enumerate().map(|(at, line)| {
        let end = if at < last { "\n" } else { "" };
        format!("<span class=\"l\">{line}{end}</span>")
    });
    let lines: String = lines.collect();
    format!(
        "<div class=\"terminal\">\n<div class=\"terminal-title\">{title}\
         </div>\n<pre tabindex=\"0\" role=\"group\" aria-label=\"{title}\">\
         <samp>{lines}</samp></pre>\n</div>\n"
    )
}

/// A line in which a command is typed behind a prompt.
pub fn command(text: &str) -> String {
    format!(
        "<span class=\"prompt\" aria-hidden=\"true\">$ </span>\
         <kbd class=\"command\">{}</kbd>",
        held(text, &marked)
    )
}

/// `Terminal 2 · client`. A record with one terminal counts none.
fn title(name: &str, number: Option<usize>, again: bool) -> String {
    let mut title = String::from("Terminal");
    if let Some(number) = number {
        title += &format!(" {number}");
    }
    if name != "terminal" {
        title += &format!(" · {name}");
    }
    if again {
        title += ", continued";
    }
    title
}

fn lines(block: &Block) -> Vec<String> {
    let typed = match &block.action {
        Action::Start(text) => Some(command(text)),
        Action::Type(text) => {
            Some(format!("<kbd class=\"typed\">{}</kbd>", marked(text)))
        }
        Action::EndOfInput => Some(key("^D")),
        Action::Interrupt => Some(key("^C")),
        Action::Continue => None,
    };
    let output = block.output.iter().map(|line| marked(line));
    let status = block.status.map(|status| {
        format!("<span class=\"status\">exit status {status}</span>")
    });
    typed.into_iter().chain(output).chain(status).collect()
}

fn key(name: &str) -> String {
    format!("<kbd class=\"key\">{name}</kbd>")
}

/// A line with its masks marked.
fn marked(line: &str) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape(text),
        Span::Mask(name) => mask(name),
    };
    spans(line).iter().map(span).collect()
}

/// The guillemets stay: they tell a mask from output without any style.
fn mask(name: &str) -> String {
    format!(
        "<i class=\"mask\" title=\"differs on your machine\">«{}»</i>",
        escape(name)
    )
}

/// What differs from run to run, said once below the terminals.
fn note(record: &Record) -> String {
    let mut names: Vec<&str> = Vec::new();
    for line in record.blocks.iter().flat_map(|block| &block.output) {
        for span in spans(line) {
            if let Span::Mask(name) = span
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return String::new();
    }
    names.sort_by_key(|name| reason(name));
    let groups: Vec<String> = names
        .chunk_by(|a, b| reason(a) == reason(b))
        .map(|group| {
            let marked: Vec<_> = group.iter().map(|name| mask(name)).collect();
            format!("{} ({})", marked.join(", "), reason(group[0]))
        })
        .collect();
    format!(
        "<figcaption>Differs on your machine: {}.</figcaption>\n",
        groups.join("; ")
    )
}

/// Why a masked value is what it is.
fn reason(mask: &str) -> &'static str {
    match mask.split(' ').next().unwrap_or_default() {
        "port" => "chosen by the system",
        "ms" => "the time that passed, in milliseconds",
        "date" => "the time of the answer",
        "fingerprint" => "of a key that is made at each start",
        "password" => "made up at each start",
        _ => "from run to run",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::source::{Body, Kind};

    const RECORD: &str = "\
[server]
$ cargo run -p ch02-tcp --bin server -- 127.0.0.1:7200
listening on 127.0.0.1:7200

[client]
$ cargo run -p ch02-tcp --bin client -- '<a>'
hello

bye
? 1

[server]
127.0.0.1:«port»: 6 bytes
^C
? 130
";

    fn html(text: &str) -> String {
        let source = Source {
            kind: Kind::Record,
            package: "ch02-tcp".into(),
            name: "echo".into(),
            path: "listings/ch02-tcp/recorded/echo.console".into(),
            features: Vec::new(),
            body: Body::Unreadable,
        };
        figure(&source, &Record::parse(text).unwrap())
    }

    #[test]
    fn terminals_are_numbered_and_continued() {
        let html = html(RECORD);
        for title in [
            ">Terminal 1 · server<",
            ">Terminal 2 · client<",
            ">Terminal 1 · server, continued<",
        ] {
            assert!(html.contains(title), "{title} in {html}");
        }
    }

    #[test]
    fn what_is_typed_printed_masked_and_returned_is_told_apart() {
        let html = html(RECORD);
        for part in [
            "<span class=\"w\">--bin</span> client \
             <span class=\"w\">--</span> '&lt;a&gt;'</kbd>",
            "<span class=\"l\">hello\n</span><span class=\"l\">\n</span>\
             <span class=\"l\">bye\n</span><span class=\"l\">\
             <span class=\"status\">exit status 1</span></span>",
            "127.0.0.1:<i class=\"mask\" title=\"differs on your machine\">\
             «port»</i>: 6 bytes\n</span>\
             <span class=\"l\"><kbd class=\"key\">^C</kbd>",
            "<figcaption>Differs on your machine: <i",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.lines().all(|line| !line.trim().is_empty()));
    }

    #[test]
    fn one_terminal_has_no_number_and_no_note() {
        let html = html("[tour]\n$ cargo run -p ch02-tcp\nhello\n");
        assert!(html.contains(">Terminal · tour<"), "{html}");
        assert!(!html.contains("Differs"), "{html}");
    }
}
