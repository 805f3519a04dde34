//! The HTML of a sequence that is drawn by hand.

use super::figure::caption;
use super::wire::sequence::{self, Actor, Look, Message, Row};
use crate::check::content::Number;
use crate::page::fence::sequence::{Sequence, Step};
use markup::html::escape;
use std::fmt::Write;

/// The drawing, and the same as text.
pub fn figure(sequence: &Sequence, number: Option<Number>) -> String {
    let caption = caption(number, &sequence.title, false);
    let mut text = String::new();
    for step in &sequence.steps {
        let said = escape(&sentence(step, &sequence.actors));
        let _ = writeln!(text, "<li>{said}</li>");
    }
    let svg = sequence::svg(&drawing(sequence));
    format!(
        "<figure class=\"wire drawn\">\n{caption}\
         <div class=\"sequence\">{svg}</div>\n\
         <details class=\"packets\">\n<summary>The same as text</summary>\n\
         <ol>\n{text}</ol>\n</details>\n</figure>"
    )
}

fn drawing(sequence: &Sequence) -> sequence::Sequence {
    let actor = |name: &String| Actor {
        name: name.clone(),
        address: None,
    };
    sequence::Sequence {
        title: sequence.title.clone(),
        description: format!(
            "A sequence diagram of {}, time downward. The list after it says \
             the same.",
            sequence.actors.join(" and ")
        ),
        actors: sequence.actors.iter().map(actor).collect(),
        heads: true,
        rows: sequence.steps.iter().map(row).collect(),
    }
}

fn row(step: &Step) -> Row {
    let (from, to, text, lost) = match step {
        Step::State(actor, state) => {
            return Row::States(vec![(*actor, state.clone())]);
        }
        Step::Message {
            from,
            to,
            text,
            lost,
        } => (*from, *to, text, *lost),
    };
    let look = if lost {
        Look::Lost
    } else if text.starts_with("RST") {
        Look::Reset
    } else {
        Look::Plain
    };
    Row::Message(Message {
        place: None,
        from,
        to,
        look,
        label: text.clone(),
        data: String::new(),
        numbers: String::new(),
    })
}

/// A step in words.
fn sentence(step: &Step, actors: &[String]) -> String {
    match step {
        Step::State(actor, state) => format!("{}: {state}", actors[*actor]),
        Step::Message {
            from,
            to,
            text,
            lost,
        } => {
            let (from, to) = (&actors[*from], &actors[*to]);
            let lost = if *lost { " (lost on the way)" } else { "" };
            format!("{from} → {to}: {text}{lost}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fence::{Figure, Kind};
    use crate::web::wire::tests::well_formed;

    #[test]
    fn a_sequence_is_drawn_and_said() {
        let lines = [
            "title: No answer",
            "actors: Client, Server",
            "",
            "Client -> Server: <hello>",
            "Server -x Client: hello",
            "Client: waits",
        ];
        let Ok(Figure::Sequence(drawn)) = Kind::Sequence.parse(&lines) else {
            panic!("it is no sequence");
        };
        let html = figure(&drawn, None);
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
}
