//! The drawing of a sequence figure: who sends what to whom, time downward.
//!
//! All lengths are in units of the drawing, which a page scales to its
//! width: it is as wide as a telephone's page, however many the actors are,
//! so that nothing written in it is ever smaller there than it is here.

use super::label::{label, text, wrap};
use super::place::{Place, link};
use markup::html::escape;
use std::fmt::Write;

/// How wide the drawing is, and how far two lifelines are apart in it: more
/// than two share it out evenly.
const WIDTH: f32 = 342.0;
const GAP: f32 = 212.0;
/// Between two actors' boxes.
const BETWEEN: f32 = 5.0;
/// The width of a box, and in it the longest name, that takes smaller letters.
const WIDEST: f32 = 128.0;
const TIGHT: f32 = 100.0;
/// A state's box is never made narrower than this.
const NARROWEST: f32 = 180.0;
/// The height of an actor's box, and the radius of a packet's number.
const HEAD: f32 = 38.0;
const BADGE: f32 = 9.0;
/// Lines of text: the message's, the smaller one's below its arrow.
const LINE: f32 = 16.0;
const SMALL_LINE: f32 = 14.0;
/// How wide a character of each is.
const CHAR: f32 = 7.5;
const SMALL_CHAR: f32 = 6.9;

/// What a figure shows.
pub struct Sequence {
    /// Its name, for those who hear it.
    pub title: String,
    /// What it shows, in a sentence or a few.
    pub description: String,
    /// From left to right.
    pub actors: Vec<Actor>,
    /// Whether their boxes stand at its top: not where it goes on from
    /// another drawing.
    pub heads: bool,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

impl Sequence {
    /// The same with its actors' boxes at its top.
    pub fn headed(self) -> Sequence {
        let heads = true;
        Sequence { heads, ..self }
    }
}

/// Somebody who sends and receives.
pub struct Actor {
    /// `client`.
    pub name: String,
    /// `127.0.0.1:7200`, where there is one.
    pub address: Option<String>,
}

/// Something that happens.
pub enum Row {
    /// A message from one actor to another.
    Message(Message),
    /// What becomes of actors, by their indices.
    States(Vec<(usize, String)>),
}

/// An arrow with what is written at it.
pub struct Message {
    /// Its place in the record, where it is from one.
    pub place: Option<Place>,
    /// The sender's index.
    pub from: usize,
    /// The receiver's.
    pub to: usize,
    /// What it looks like.
    pub look: Look,
    /// What it is, above the arrow.
    pub label: String,
    /// What it carries, behind that.
    pub data: String,
    /// Its numbers, below the arrow.
    pub numbers: String,
}

/// What a message looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// An arrow.
    Plain,
    /// A heavy arrow: it carries data.
    Data,
    /// A thin arrow: it only acknowledges.
    Bare,
    /// It ends the conversation by force: a cross where it arrives.
    Reset,
    /// It does not arrive: a cross on the way.
    Lost,
}

/// The figure as an SVG on one line, with nothing in it that could be blank.
pub fn svg(sequence: &Sequence) -> String {
    let head = if sequence.heads { HEAD } else { 0.0 };
    let mut canvas = Canvas {
        actors: sequence.actors.len(),
        y: head + if sequence.heads { 8.0 } else { 0.0 },
        out: String::new(),
    };
    for row in &sequence.rows {
        match row {
            Row::Message(message) => canvas.message(message),
            Row::States(states) => canvas.states(states),
        }
    }
    let (width, height) = (WIDTH, canvas.y + 10.0);
    let mut lifelines = canvas.lifelines(head, height);
    if sequence.heads {
        lifelines += &canvas.heads(&sequence.actors);
    }
    let leads = |row: &Row| matches!(row, Row::Message(m) if m.place.is_some());
    // What can be followed is no picture.
    let role = if sequence.rows.iter().any(leads) {
        "group"
    } else {
        "img"
    };
    format!(
        "<svg role=\"{role}\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" fill=\"currentColor\" \
         text-anchor=\"middle\"><title>{}</title><desc>{}</desc>\
         {lifelines}{}</svg>",
        escape(&sequence.title),
        escape(&sequence.description),
        canvas.out
    )
}

/// Where the next row goes, and what is drawn so far.
struct Canvas {
    actors: usize,
    y: f32,
    out: String,
}

impl Canvas {
    fn x(&self, actor: usize) -> f32 {
        let gap = self.gap();
        let all = gap * (self.actors.max(2) - 1) as f32;
        (WIDTH - all) / 2.0 + gap * actor as f32
    }

    fn gap(&self) -> f32 {
        match self.actors {
            ..=2 => GAP,
            more => WIDTH / more as f32,
        }
    }

    /// How wide what is written at an arrow may be: longer than a short
    /// arrow, as long as it does not leave the drawing.
    fn room(&self, from: f32, to: f32) -> f32 {
        let middle = (from + to) / 2.0;
        let around = 2.0 * middle.min(WIDTH - middle);
        (from - to).abs().max(around.min(GAP)) - 2.0 * BADGE - 6.0
    }

    fn lifelines(&self, top: f32, bottom: f32) -> String {
        let line = |actor| {
            let x = self.x(actor);
            format!(
                "<path class=\"life\" stroke=\"currentColor\" \
                 d=\"M{x} {top}V{bottom}\"/>"
            )
        };
        (0..self.actors).map(line).collect()
    }

    fn heads(&self, actors: &[Actor]) -> String {
        let mut out = String::new();
        let width = (self.gap() - BETWEEN).min(WIDEST);
        let class = if width < TIGHT { "name tight" } else { "name" };
        for (index, actor) in actors.iter().enumerate() {
            let x = self.x(index);
            let _ = write!(
                out,
                "<g class=\"actor\">\
                 <rect x=\"{}\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"4\" \
                 fill=\"none\" stroke=\"currentColor\"/>",
                x - width / 2.0,
                width,
                HEAD - 1.0,
            );
            let name = escape(&actor.name);
            let y = if actor.address.is_some() { 16.0 } else { 24.0 };
            text(&mut out, class, (x, y), &name);
            if let Some(address) = &actor.address {
                text(&mut out, "address", (x, 32.0), &escape(address));
            }
            out.push_str("</g>");
        }
        out
    }

    fn message(&mut self, message: &Message) {
        let (from, to) = (self.x(message.from), self.x(message.to));
        let middle = (from + to) / 2.0;
        let room = self.room(from, to);
        let look = format!("{:?}", message.look).to_lowercase();
        // Drawn from the row's own top: equal rows are then equal text, of
        // which a compressed page holds but one.
        let top = self.y;
        let (opened, closed) = link(message.place.as_ref());
        let _ = write!(
            self.out,
            "<g class=\"{look}\" transform=\"translate(0 {top})\"{opened}>"
        );
        let area = self.out.len();
        let within = (room / CHAR) as usize;
        let labels = label(&message.label, &message.data, within);
        self.y = 9.0 + LINE * labels.len() as f32;
        let mut start = from;
        if let Some(place) = &message.place {
            self.badge(from, place.number);
            start += (to - from).signum() * BADGE;
        }
        self.arrow(start, to, message.look);
        for (index, line) in labels.iter().enumerate() {
            let at = (middle, 18.0 + LINE * index as f32);
            text(&mut self.out, "label", at, line);
        }
        self.y += 2.0;
        for line in wrap(&message.numbers, (room / SMALL_CHAR) as usize) {
            self.y += SMALL_LINE;
            let at = (middle, self.y - 1.0);
            text(&mut self.out, "numbers", at, &escape(&line));
        }
        self.y += 4.0;
        if let Some(place) = &message.place {
            self.touch(area, &place.ends, (from.min(to), (from - to).abs()));
        }
        self.y += top;
        self.out.push_str(closed);
        self.out.push_str("</g>");
    }

    /// Lets all of a row be pointed at, and not its thin lines alone. It
    /// also says aloud what an arrow's direction tells the eye.
    fn touch(&mut self, at: usize, ends: &str, (left, width): (f32, f32)) {
        let (x, width) = (left - BADGE, width + 2.0 * BADGE);
        let area = format!(
            "<rect class=\"touch\" role=\"img\" aria-label=\"{}\" x=\"{x}\" \
             width=\"{width}\" height=\"{}\" fill=\"none\"/>",
            escape(ends),
            self.y
        );
        self.out.insert_str(at, &area);
    }

    /// The head is drawn, not a marker: markers need ids, and a book on one
    /// page would hold each of them many times.
    fn arrow(&mut self, start: f32, to: f32, look: Look) {
        let y = self.y;
        let forward = (to - start).signum();
        let end = match look {
            Look::Lost => (start + to) / 2.0 + forward * 50.0,
            _ => to - forward * 8.0,
        };
        let head = match look {
            Look::Reset | Look::Lost => {
                let (x, y) = (end + forward * 2.0 - 5.0, y - 5.0);
                format!(
                    "class=\"cross\" stroke=\"currentColor\" \
                     d=\"M{x} {y}l10 10m0-10l-10 10\""
                )
            }
            _ => {
                let (tip, back) = (to - forward, -forward * 10.0);
                format!("class=\"tip\" d=\"M{tip} {y}l{back}-5v10z\"")
            }
        };
        let _ = write!(
            self.out,
            "<path class=\"shaft\" stroke=\"currentColor\" \
             d=\"M{start} {y}H{end}\"/><path {head}/>"
        );
    }

    fn badge(&mut self, x: f32, number: usize) {
        let y = self.y;
        let _ = write!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{BADGE}\" \
             fill=\"none\" stroke=\"currentColor\"/>"
        );
        let number = number.to_string();
        text(&mut self.out, "number", (x, y + 3.5), &number);
    }

    /// How many characters of what becomes of an actor stand in a line: of
    /// more than two, so many that it is seen of which one.
    fn state_room(&self, actor: usize) -> usize {
        let x = self.x(actor);
        let around = match self.actors {
            ..=2 => WIDTH,
            _ => (2.0 * x.min(WIDTH - x)).max(NARROWEST),
        };
        ((around - 18.0) / SMALL_CHAR) as usize
    }

    fn states(&mut self, states: &[(usize, String)]) {
        let top = self.y + 6.0;
        let mut bottom = 0.0_f32;
        for (actor, state) in states {
            let lines = wrap(state, self.state_room(*actor));
            let chars = lines.iter().map(|line| line.chars().count());
            let width = chars.max().unwrap_or(0) as f32 * SMALL_CHAR + 16.0;
            let height = 5.0 + SMALL_LINE * lines.len() as f32;
            bottom = bottom.max(height);
            let half = width / 2.0;
            let last = (WIDTH - half - 1.0).max(half + 1.0);
            let x = self.x(*actor).clamp(half + 1.0, last);
            let _ = write!(
                self.out,
                "<g class=\"state\" transform=\"translate({x} {top})\">\
                 <rect x=\"{}\" width=\"{width}\" height=\"{height}\" \
                 rx=\"9.5\" fill=\"none\" stroke=\"currentColor\"/>",
                -half,
            );
            for (index, line) in lines.iter().enumerate() {
                let y = 13.0 + SMALL_LINE * index as f32;
                text(&mut self.out, "", (0.0, y), &escape(line));
            }
            self.out.push_str("</g>");
        }
        self.y = top + bottom;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_points_at_its_receiver() {
        let message = |from, to, look| Message {
            place: None,
            from,
            to,
            look,
            label: "a <b>".into(),
            data: String::new(),
            numbers: String::new(),
        };
        let svg = |from, to, look| {
            let mut canvas = Canvas {
                actors: 2,
                y: 0.0,
                out: String::new(),
            };
            canvas.message(&message(from, to, look));
            canvas.out
        };
        let right = svg(0, 1, Look::Plain);
        assert!(right.contains("M276 25l-10-5v10z"), "{right}");
        assert!(right.contains(">a &lt;b&gt;</text>"), "{right}");
        assert!(svg(1, 0, Look::Plain).contains("M66 25l10-5v10z"));
        let lost = svg(0, 1, Look::Lost);
        assert!(lost.contains("H221\"") && !lost.contains("tip"), "{lost}");
    }
}
