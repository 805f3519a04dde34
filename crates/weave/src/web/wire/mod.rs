//! The HTML of a wire record: a sequence figure that can be stepped
//! through, the same as text with every packet's bytes and fields, and a
//! file for Wireshark.

mod actors;
mod bytes;
mod download;
mod drawing;
#[cfg(test)]
pub(crate) mod examples;
mod folds;
mod ids;
pub mod label;
mod lanes;
mod list;
mod place;
mod player;
pub mod sequence;
mod sides;

use crate::check::content::Wished;
use crate::check::lanes::Stop;
use crate::check::states::Walk;
use crate::web::figure::caption;
use actors::one_server;
use drawing::Figure;
use ids::Ids;
use lanes::Step;
use record::{Event, Trace};

/// A wire record as a figure.
pub fn figure(name: &str, trace: &Trace, wished: &Wished) -> String {
    let options = wished.options;
    let mut events = trace.events().to_vec();
    // A state is a connection's and not an end's.
    if wished.walk.is_none() {
        one_server(&mut events);
    }
    let nothing = Walk::default();
    let walk = wished.walk.as_ref().unwrap_or(&nothing);
    let ids = Ids::new(name, options.again);
    let figure = Figure {
        ids: &ids,
        events: &events,
        walk,
        shown: match &options.packets {
            Some(shown) => shown.clone(),
            // The states begin with the handshake and end with the close.
            None if options.states => 1..=events.len(),
            None => folds::matter(&events),
        },
    };
    let steps = lanes::steps(&wished.stops);
    let (lanes, panel) = if steps.is_empty() {
        (
            drawing::panels(&figure),
            player::panel(events.len(), "packet", ""),
        )
    } else {
        let screens = lanes::screens(&steps);
        (
            run(&steps, &figure),
            player::panel(steps.len(), "step", &screens),
        )
    };
    format!(
        "<figure class=\"wire recorded\" id=\"{}\">\n{}\
         <div class=\"run\">\n<div class=\"lanes\">\n{}</div>\n{}</div>\n\
         {}{}</figure>",
        ids.figure(),
        caption(wished.number, &options.title, true),
        lanes,
        panel,
        list::packets(&ids, &events, walk, &options.open),
        note(name, trace),
    )
}

/// Calls and packets in the order of a run, with what is folded.
fn run(steps: &[Step], figure: &Figure) -> String {
    let shown = lanes::shown(steps, figure);
    let (first, last) = (*shown.start(), *shown.end());
    let mut pair = figure
        .events
        .first()
        .map(|first| [&first.from, &first.to].map(String::from));
    let mut out = String::from("<div class=\"sequence calls\">");
    if let Some([one, other]) = &pair {
        out += &drawing::heads(figure, [one, other]);
    }
    let fold = |text: String, html: String| {
        format!(
            "<details class=\"fold\"><summary>{text}</summary>\n{html}\
             </details>\n"
        )
    };
    if first > 1 {
        let html = lanes::html(steps, 1..=first - 1, figure, &mut pair);
        out += &fold(format!("Steps 1 to {}", first - 1), html);
    }
    out += &lanes::html(steps, shown, figure, &mut pair);
    if last < steps.len() {
        let rest = last + 1..=steps.len();
        let html = lanes::html(steps, rest, figure, &mut pair);
        out += &fold(format!("Steps {} to {}", last + 1, steps.len()), html);
    }
    out + "</div>\n"
}

/// The calls of a run whose packets are not recorded, folded.
pub fn calls(name: &str, stops: &[Stop]) -> String {
    let steps = lanes::steps(stops);
    if steps.is_empty() {
        return String::new();
    }
    let events: &[Event] = &[];
    let figure = Figure {
        ids: &Ids::new(name, false),
        events,
        walk: &Walk::default(),
        shown: 1..=events.len(),
    };
    format!(
        "\n<details class=\"behind\"><summary>What the programs ask of the \
         kernel here, step by step</summary>\n\
         <figure class=\"wire recorded\" id=\"calls-{name}\">\n\
         <div class=\"run\">\n<div class=\"lanes\">\n{}</div>\n{}</div>\n\
         </figure>\n</details>",
        run(&steps, &figure),
        player::panel(steps.len(), "step", &lanes::screens(&steps)),
    )
}

const MERGES: &str = "Into how many segments the data are cut may differ \
                      from run to run; the data do not. ";
const STREAMS: &str = "Neither side waits for the other here: how their \
                       packets interleave differs from run to run, what \
                       each side says does not. ";

/// What a reader has to know to compare the figure with their own capture:
/// in a line, since chapter 2 explains it once.
fn note(name: &str, trace: &Trace) -> String {
    let settings = &trace.settings;
    let said = [(settings.merges, MERGES), (settings.streams, STREAMS)];
    let said: String = said
        .into_iter()
        .filter_map(|(is_so, text)| is_so.then_some(text))
        .collect();
    let narrow = settings.mtu.map(|mtu| {
        format!(
            "Loopback carried packets of at most {mtu} bytes here, cut by \
             the kernel itself and not by a network card; your own carries \
             larger ones. "
        )
    });
    format!(
        "<p class=\"note\">{}{said}<i class=\"mask\">Marked</i> values \
         differ on your machine. For Wireshark: {}</p>\n",
        narrow.unwrap_or_default(),
        download::link(name, trace)
    )
}

#[cfg(test)]
pub(crate) mod tests;
