//! A sequence that is drawn by hand.

use super::{Misdrawn, said, untitled};
use crate::problem::did_you_mean;
use crate::web::html::escape;
use crate::web::wire::scroll;
use crate::web::wire::sequence::{Actor, Look, Message, Row, Sequence, svg};
use std::fmt::Write;

/// The figure for the lines of a fence.
pub fn figure(lines: &[String]) -> Result<String, Misdrawn> {
    let sequence = parse(lines)?;
    let title = escape(&sequence.title);
    let mut text = String::new();
    for row in &sequence.rows {
        let _ =
            writeln!(text, "<li>{}</li>", escape(&sentence(row, &sequence)));
    }
    Ok(format!(
        "<figure class=\"wire drawn\">\n<figcaption>{title}</figcaption>\n\
         {}<details class=\"packets\">\n<summary>The same as text</summary>\n\
         <ol>\n{text}</ol>\n</details>\n</figure>",
        scroll(&svg(&sequence), sequence.actors.len()),
    ))
}

fn parse(lines: &[String]) -> Result<Sequence, Misdrawn> {
    let mut title = None;
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (number, line) in said(lines) {
        if let Some(text) = line.strip_prefix("title:") {
            title = Some(text.trim().to_string());
        } else if let Some(text) = line.strip_prefix("actors:") {
            names = text.split(',').map(|name| name.trim().into()).collect();
        } else {
            rows.push(row(line, &names).map_err(|fault| (number, fault))?);
        }
    }
    let title = title.ok_or_else(|| untitled("sequence"))?;
    let actor = |name: &String| Actor {
        name: name.clone(),
        address: None,
    };
    Ok(Sequence {
        title,
        description: format!(
            "A sequence diagram of {}, time downward. The list after it says \
             the same.",
            names.join(" and ")
        ),
        actors: names.iter().map(actor).collect(),
        rows,
    })
}

fn row(line: &str, names: &[String]) -> Result<Row, (String, String)> {
    let Some((who, text)) = line.split_once(": ") else {
        return Err((
            format!("`{line}` is no row of a sequence"),
            "a row is `A -> B: text`, `A -x B: text` for what is lost, or \
             `A: text`; before them stand `title:` and `actors: A, B`"
                .into(),
        ));
    };
    let lost = who.split_once(" -x ");
    let ends = lost.or_else(|| who.split_once(" -> "));
    let Some((from, to)) = ends else {
        let state = (index(who, names)?, text.trim().to_string());
        return Ok(Row::States(vec![state]));
    };
    let (from, to) = (index(from, names)?, index(to, names)?);
    if from == to {
        return Err((
            format!("`{who}` is no arrow"),
            "write what one actor does as `A: text`".into(),
        ));
    }
    let look = match lost.is_some() {
        true => Look::Lost,
        false if text.trim().starts_with("RST") => Look::Reset,
        false => Look::Plain,
    };
    Ok(Row::Message(Message {
        number: None,
        from,
        to,
        look,
        label: text.trim().to_string(),
        data: String::new(),
        numbers: String::new(),
    }))
}

fn index(name: &str, names: &[String]) -> Result<usize, (String, String)> {
    let name = name.trim();
    let found = names.iter().position(|known| known == name);
    found.ok_or_else(|| {
        let known = names.iter().map(String::as_str);
        let otherwise = "list everyone first: `actors: A, B`";
        let remedy = did_you_mean(name, known, otherwise);
        (format!("the sequence has no actor `{name}`"), remedy)
    })
}

/// A row in words.
fn sentence(row: &Row, sequence: &Sequence) -> String {
    let name = |index: usize| sequence.actors[index].name.as_str();
    match row {
        Row::Message(message) => {
            let (from, to) = (name(message.from), name(message.to));
            let lost = match message.look {
                Look::Lost => " (lost on the way)",
                _ => "",
            };
            format!("{from} → {to}: {}{lost}", message.label)
        }
        Row::States(states) => {
            let said: Vec<_> = states
                .iter()
                .map(|(actor, state)| format!("{}: {state}", name(*actor)))
                .collect();
            said.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fence::lines;
    use crate::web::wire::tests::well_formed;

    #[test]
    fn a_sequence_is_drawn_and_said() {
        let html = figure(&lines(
            "title: No answer\nactors: Client, Server\n\n\
             Client -> Server: <hello>\nServer -x Client: hello\n\
             Client: waits\n",
        ))
        .unwrap();
        well_formed(&html);
        for part in [
            "<figcaption>No answer</figcaption>",
            "<title>No answer</title><desc>A sequence diagram of Client and",
            "<li>Client → Server: &lt;hello&gt;</li>",
            "<li>Server → Client: hello (lost on the way)</li>",
            "<g class=\"lost\" ",
            "<li>Client: waits</li>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_says_what_could() {
        for (text, line, said) in [
            ("actors: A, B\nA -> B: x", 1, "has no title"),
            (
                "title: a\nactors: Client, B\nCleint -> B: x",
                3,
                "`Client`?",
            ),
            ("title: a\nactors: A, B\nA to B", 3, "`A -> B: text`"),
            ("title: a\nactors: A, B\nA -> A: x", 3, "is no arrow"),
            ("title: a\nA -> B: x", 2, "actors: A, B"),
        ] {
            let (at, (what, remedy)) = figure(&lines(text)).unwrap_err();
            assert_eq!(at, line, "{text}");
            let both = format!("{what} {remedy}");
            assert!(both.contains(said), "{text}: {both}");
        }
    }
}
