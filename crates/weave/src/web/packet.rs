//! The drawing of a header's layout.

use super::figure::caption;
use super::wire::label::wrap;
use crate::check::content::Number;
use crate::page::fence::packet::{Field, Packet, ROW};
use markup::html::escape;
use std::fmt::Write;

/// The width of a bit in the drawing, of which a row has as many as a
/// telephone's page has room for: no name is smaller there than it is here.
const BIT: f32 = 10.65;
/// The height of a row, and where the first one begins: below the scale.
const HEIGHT: f32 = 36.0;
const TOP: f32 = 18.0;
/// Sizes of a field's name, each with the width of a character.
const SIZES: [(f32, f32); 2] = [(12.5, 6.6), (11.0, 5.8)];
/// The smallest, where letters stand one below the other.
const SMALLEST: f32 = 11.0;

/// The drawing, and the same as a table.
pub fn figure(packet: &Packet, number: Option<Number>) -> String {
    let Packet { title, fields } = packet;
    let caption = caption(number, title, false);
    let title = escape(title);
    let mut rows = String::new();
    let mut bit = 0;
    for (width, name) in fields {
        let end = bit + width - 1;
        let span = match width {
            1 => bit.to_string(),
            _ => format!("{bit}–{end}"),
        };
        let name = escape(name);
        let _ = writeln!(
            rows,
            "<tr><td>{span}</td><td>{width}</td><td>{name}</td></tr>"
        );
        bit += width;
    }
    format!(
        "<figure class=\"wire drawn\">\n{caption}\
         <div class=\"header\">{}</div>\n<details class=\"packets\">\n\
         <summary>The same as a table</summary>\n<table class=\"fields\">\n\
         <thead><tr><th>Bits</th><th>Width</th><th>Field</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n</details>\n</figure>",
        svg(&title, fields)
    )
}

/// The figure on one line.
fn svg(title: &str, fields: &[Field]) -> String {
    let mut boxes = String::new();
    let mut bit = 0;
    for (width, name) in fields {
        draw(&mut boxes, bit, *width, name);
        bit += width;
    }
    let width = f32::from(ROW) * BIT + 2.0;
    let height = TOP + f32::from(bit / ROW) * HEIGHT + 1.0;
    format!(
        "<svg role=\"img\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" fill=\"currentColor\" \
         text-anchor=\"middle\"><title>{title}</title><desc>The fields in \
         rows of 32 bits. The table after it says the same.</desc>\
         {}{boxes}</svg>",
        scale()
    )
}

/// The numbers of the bits, at each byte's first and the row's last.
fn scale() -> String {
    let mut out = String::from("<g class=\"scale\">");
    for bit in [0u16, 8, 16, 24, 31] {
        let x = 1.0 + (f32::from(bit) + 0.5) * BIT;
        let _ = write!(out, "<text x=\"{x}\" y=\"12\">{bit}</text>");
    }
    out + "</g>"
}

/// A field's box: one in each row that it reaches, or a tall one where it
/// fills whole rows. Its name stands in the widest.
fn draw(out: &mut String, bit: u16, width: u16, name: &str) {
    if bit.is_multiple_of(ROW) && width.is_multiple_of(ROW) {
        return cell(out, (bit, ROW), width / ROW, name);
    }
    let mut parts = Vec::new();
    let (mut at, end) = (bit, bit + width);
    while at < end {
        let next = end.min((at / ROW + 1) * ROW);
        parts.push((at, next - at));
        at = next;
    }
    let widest = parts.iter().map(|(_, w)| *w).max().unwrap_or(0);
    let mut name = Some(name);
    for (at, width) in parts {
        let here = (width == widest).then(|| name.take()).flatten();
        cell(out, (at, width), 1, here.unwrap_or(""));
    }
}

fn cell(out: &mut String, (bit, width): (u16, u16), rows: u16, name: &str) {
    let x = 1.0 + f32::from(bit % ROW) * BIT;
    let y = TOP + f32::from(bit / ROW) * HEIGHT;
    let (w, h) = (f32::from(width) * BIT, f32::from(rows) * HEIGHT);
    let _ = write!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" \
         fill=\"none\" stroke=\"currentColor\"/>"
    );
    let (size, leading, lines) = fit(name, w);
    let middle = y + h / 2.0 + size * 0.35;
    let first = middle - leading * (lines.len() as f32 - 1.0) / 2.0;
    for (i, line) in lines.iter().enumerate() {
        let (x, y) = (x + w / 2.0, first + leading * i as f32);
        let line = escape(line);
        let _ = write!(
            out,
            "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{size}\">{line}</text>"
        );
    }
}

/// The size, the leading and the lines in which a name fits into a box. One
/// that is too narrow for any word has its letters one below the other, as
/// the flags in RFC 9293.
fn fit(name: &str, width: f32) -> (f32, f32, Vec<String>) {
    for (size, char) in SIZES {
        let room = ((width - 2.0) / char) as usize;
        let lines = wrap(name, room);
        let fits = lines.iter().all(|line| line.chars().count() <= room);
        if fits && lines.len() as f32 * (size + 2.0) <= HEIGHT - 2.0 {
            return (size, size + 2.0, lines);
        }
    }
    match name.chars().count() {
        0..=3 => {
            let letters = name.chars().map(String::from).collect();
            (SMALLEST, SMALLEST, letters)
        }
        _ => (SMALLEST, SMALLEST + 1.0, wrap(name, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fence::{Figure, Kind};
    use crate::web::wire::tests::well_formed;

    fn drawn(text: &str) -> String {
        let lines: Vec<_> = text.lines().collect();
        match Kind::Packet.parse(&lines) {
            Ok(Figure::Packet(packet)) => figure(&packet, None),
            other => panic!("{other:?} is no packet"),
        }
    }

    const UDP: &str = "title: The UDP header\nlayer: UDP\n16 Source port\n\
                       16 Destination port\n16 Length\n16 Checksum\n";

    #[test]
    fn a_header_is_drawn_and_said() {
        let html = drawn(UDP);
        well_formed(&html);
        for part in [
            "<title>The UDP header</title><desc>The fields in rows",
            "<tr><td>16–31</td><td>16</td><td>Destination port</td></tr>",
            "<rect x=\"171.4\" y=\"18\" width=\"170.4\" height=\"36\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_field_may_go_on_in_the_next_row() {
        let html = drawn("title: a\n24 One\n40 Two\n");
        assert_eq!(html.matches("<rect").count(), 3);
        assert_eq!(html.matches(">Two</text>").count(), 1);
    }
}
