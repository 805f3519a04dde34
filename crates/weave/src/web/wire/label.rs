//! What is written at an arrow, cut into lines.

use markup::html::escape;
use std::fmt::Write;

/// A line of text, which is HTML already.
pub fn text(out: &mut String, class: &str, (x, y): (f32, f32), line: &str) {
    let class = match class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let _ = write!(out, "<text{class} x=\"{x}\" y=\"{y}\">{line}</text>");
}

/// What is written above an arrow: the data beside the label where there is
/// room for both, else below it.
pub fn label(label: &str, data: &str, room: usize) -> Vec<String> {
    let tspan = |data: &str| format!("<tspan>{}</tspan>", escape(data));
    let both = label.chars().count() + 1 + data.chars().count();
    if data.is_empty() || both <= room {
        let mut lines = wrap(label, room);
        let last = lines.pop().unwrap_or_default();
        let mut lines: Vec<_> = lines.iter().map(|l| escape(l)).collect();
        lines.push(match data {
            "" => escape(&last),
            data => format!("{} {}", escape(&last), tspan(data)),
        });
        return lines;
    }
    let labels = wrap(label, room);
    let data = wrap(data, room);
    let labels = labels.iter().map(|line| escape(line));
    labels
        .chain(data.iter().map(|line| tspan(&short(line, room))))
        .collect()
}

/// The beginning of a word that has no room, such as a URL: all of it stands
/// in the packet.
fn short(line: &str, room: usize) -> String {
    match line.char_indices().nth(room) {
        None => line.to_string(),
        Some(_) => {
            let begin: String = line.chars().take(room - 1).collect();
            begin + "…"
        }
    }
}

/// Cuts text into lines of at most so many characters, between words; a word
/// that is longer stays whole, and a line that ends stays ended.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let lines = text.lines().flat_map(|line| wrap_line(line, room));
    lines.collect()
}

// What stands between commas is kept together where that takes no line more,
// so that no number is left without its unit.
fn wrap_line(text: &str, room: usize) -> Vec<String> {
    let words = text.split(' ').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let parts = words.split_inclusive(|word| word.ends_with(','));
    let parts = parts.flat_map(|part| {
        let whole = part.join(" ");
        if whole.chars().count() <= room {
            vec![whole]
        } else {
            part.iter().map(|word| word.to_string()).collect()
        }
    });
    let parts: Vec<String> = parts.collect();
    let lines = fill(words.iter().copied(), room);
    let whole = fill(parts.iter().map(String::as_str), room);
    if whole.len() == lines.len() {
        whole
    } else {
        lines
    }
}

fn fill<'a>(pieces: impl Iterator<Item = &'a str>, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in pieces {
        match lines.last_mut() {
            Some(line)
                if line.chars().count() + 1 + word.chars().count() <= room =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_data_does_not_leave_the_figure() {
        assert_eq!(
            label("PSH, ACK", "GET /form?q=rust HTTP/1.1", 10),
            [
                "PSH, ACK",
                "<tspan>GET</tspan>",
                "<tspan>/form?q=r…</tspan>",
                "<tspan>HTTP/1.1</tspan>"
            ]
        );
    }

    #[test]
    fn lines_are_cut_between_words() {
        assert_eq!(wrap("seq 0, ack 1, mss 9", 13), ["seq 0, ack 1,", "mss 9"]);
        assert_eq!(wrap("incomprehensible", 4), ["incomprehensible"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        let data = "application data, 19 bytes";
        assert_eq!(wrap(data, 20), ["application data,", "19 bytes"]);
        let data = "DNS response A host.example, NOERROR, 1 answer";
        assert_eq!(
            wrap(data, 24),
            ["DNS response A", "host.example, NOERROR,", "1 answer"]
        );
        // Where they are too long for that, words are cut apart as ever.
        assert_eq!(
            wrap("a long name, and more", 8),
            ["a long", "name,", "and more"]
        );
    }
}
