//! What stands beside a figure's drawing and needs a script: the buttons by
//! which a run is stepped through, what happens in words, and the bytes of
//! the packet that was chosen.

/// The panel of a figure with so many packets or steps. A page without scripts
/// does not show it, and shows everything at once instead.
pub fn panel(count: usize, of: &str, screens: &str) -> String {
    let button = |name: &str, said: &str, sign: &str| {
        let label = match said {
            "" => String::new(),
            said => format!(" aria-label=\"{said}\""),
        };
        format!(
            "<button type=\"button\" name=\"{name}\"{label}>{sign}</button>"
        )
    };
    let s = if count == 1 { "" } else { "s" };
    let hint = if of == "packet" {
        "them, or choose one to see its bytes"
    } else {
        "the run: code, calls, packets"
    };
    format!(
        "<div class=\"panel\">\n<div class=\"player\" role=\"group\" \
         aria-label=\"Step through\">{}{}{}{}{}\
         <span class=\"count\"></span></div>\n\
         <div class=\"said\" role=\"status\">{count} {of}{s}. Step through \
         {hint}.</div>\n\
         {screens}<div class=\"inspector\" role=\"group\" tabindex=\"-1\" \
         hidden=\"\"></div>\n</div>\n",
        button("step", "", "Step ›"),
        button("play", "", "Play"),
        button("first", "To the first", "«"),
        button("back", "Back", "‹"),
        button("last", "To the last", "»"),
    )
}
