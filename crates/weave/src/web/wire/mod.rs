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
mod list;
mod player;
pub mod sequence;

use crate::check::content::Wished;
use crate::check::states::Walk;
use crate::web::figure::caption;
use actors::one_server;
use drawing::Figure;
use ids::Ids;
use record::Trace;

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
    format!(
        "<figure class=\"wire recorded\" id=\"{}\">\n{}\
         <div class=\"run\">\n<div class=\"lanes\">\n{}</div>\n{}</div>\n\
         {}{}</figure>",
        ids.figure(),
        caption(wished.number, &options.title, true),
        drawing::panels(&figure),
        player::panel(events.len()),
        list::packets(&ids, &events, walk, &options.open),
        note(name, trace),
    )
}

/// Two actors fit on every page. More scroll where they must, and then the
/// keyboard has to reach them.
pub fn scroll(svg: &str, actors: usize) -> String {
    if actors <= 2 {
        format!("<div class=\"sequence\">{svg}</div>\n")
    } else {
        format!(
            "<div class=\"sequence wide\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Figure, scrolls\">{svg}</div>\n"
        )
    }
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
