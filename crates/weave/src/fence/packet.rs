//! A header's layout, in rows of 32 bits as the RFCs draw it.

use super::{Misdrawn, said, untitled};
use crate::html::escape;
use crate::problem::{Fault, did_you_mean};
use crate::wire::sequence::wrap;
use ::wire::{Layer, layers};
use std::fmt::Write;

/// The bits of a row, and the width of one in the drawing.
const ROW: u16 = 32;
const BIT: f32 = 14.0;
/// The height of a row, and where the first one begins: below the scale.
const HEIGHT: f32 = 36.0;
const TOP: f32 = 18.0;
/// Sizes of a field's name, each with the width of a character.
const SIZES: [(f32, f32); 3] = [(13.0, 6.9), (11.5, 6.1), (10.0, 5.3)];

/// The layers that a fence can name: those whose RFC has such a figure.
fn drawn() -> impl Iterator<Item = Layer> {
    layers().filter(|layer| !layer.figure().is_empty())
}

/// A field's width in bits and its name.
type Field = (u16, String);

/// The figure for the lines of a fence.
pub fn figure(lines: &[String]) -> Result<String, Misdrawn> {
    let mut title = None;
    let mut layer = None;
    let mut fields = Vec::new();
    for (number, line) in said(lines) {
        let fail = |fault: Fault| (number, fault);
        if let Some(text) = line.strip_prefix("title:") {
            title = Some(text.trim());
        } else if let Some(name) = line.strip_prefix("layer:") {
            layer = Some((number, find(name.trim()).map_err(fail)?));
        } else {
            fields.push(field(line).map_err(fail)?);
        }
    }
    let title = title.ok_or_else(|| untitled("packet"))?;
    check_rows(&fields).map_err(|fault| (1, fault))?;
    if let Some((number, layer)) = layer {
        check_layer(layer, &fields).map_err(|fault| (number, fault))?;
    }
    Ok(html(title, &fields))
}

fn field(line: &str) -> Result<Field, Fault> {
    let parts = line.split_once(' ');
    let parts = parts.and_then(|(w, name)| Some((w.parse().ok()?, name)));
    match parts {
        Some((width @ 1.., name)) => Ok((width, name.trim().to_string())),
        _ => Err((
            format!("`{line}` is no field of a packet"),
            "a field is its width in bits and its name, `16 Source port`; \
             before them stand `title:` and perhaps `layer:`"
                .into(),
        )),
    }
}

fn check_rows(fields: &[Field]) -> Result<(), Fault> {
    let bits: u32 = fields.iter().map(|(width, _)| u32::from(*width)).sum();
    match bits % u32::from(ROW) {
        0 if bits > 0 => Ok(()),
        over => Err((
            format!("{bits} bits are not whole rows of 32"),
            format!("{} bits are missing", u32::from(ROW) - over),
        )),
    }
}

fn find(name: &str) -> Result<Layer, Fault> {
    let found = drawn().find(|layer| layer.name() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = drawn().map(Layer::name).collect();
        let otherwise = format!("the layers are {}", names.join(", "));
        let remedy = did_you_mean(name, names, &otherwise);
        (
            format!("no layer `{name}` has a figure in the code"),
            remedy,
        )
    })
}

/// The figure and the code that dissects must agree.
fn check_layer(layer: Layer, fields: &[Field]) -> Result<(), Fault> {
    let list = |fields: &[(u16, &str)]| {
        let fields = fields.iter().map(|(w, name)| format!("{w} {name}"));
        fields.collect::<Vec<_>>().join(", ")
    };
    let code = layer.figure().iter().map(|slot| (slot.width(), slot.name));
    let code: Vec<_> = code.collect();
    let drawn: Vec<_> = fields.iter().map(|(w, n)| (*w, n.as_str())).collect();
    match drawn == code {
        true => Ok(()),
        false => Err((
            format!("{layer} is not dissected so: {}", list(&drawn)),
            format!("`wire` has: {}", list(&code)),
        )),
    }
}

fn html(title: &str, fields: &[Field]) -> String {
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
        "<figure class=\"wire drawn\">\n<figcaption>{title}</figcaption>\n\
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
        let room = ((width - 4.0) / char) as usize;
        let lines = wrap(name, room);
        let fits = lines.iter().all(|line| line.chars().count() <= room);
        if fits && lines.len() as f32 * (size + 2.0) <= HEIGHT - 2.0 {
            return (size, size + 2.0, lines);
        }
    }
    match name.chars().count() {
        0..=3 => {
            let letters = name.chars().map(String::from).collect();
            (10.0, 10.5, letters)
        }
        _ => (SIZES[2].0, SIZES[2].0 + 1.0, wrap(name, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fence::lines;
    use crate::wire::tests::well_formed;

    const UDP: &str = "title: The UDP header\nlayer: UDP\n16 Source port\n\
                       16 Destination port\n16 Length\n16 Checksum\n";

    #[test]
    fn a_header_is_drawn_and_said() {
        let html = figure(&lines(UDP)).unwrap();
        well_formed(&html);
        for part in [
            "<title>The UDP header</title><desc>The fields in rows",
            "<tr><td>16–31</td><td>16</td><td>Destination port</td></tr>",
            "<rect x=\"225\" y=\"18\" width=\"224\" height=\"36\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn every_layer_of_the_code_can_be_drawn() {
        for layer in drawn() {
            let mut text = format!("title: a\nlayer: {layer}\n");
            for slot in layer.figure() {
                text += &format!("{} {}\n", slot.width(), slot.name);
            }
            figure(&lines(&text)).unwrap();
        }
    }

    #[test]
    fn a_field_may_go_on_in_the_next_row() {
        let html = figure(&lines("title: a\n24 One\n40 Two\n")).unwrap();
        assert_eq!(html.matches("<rect").count(), 3);
        assert_eq!(html.matches(">Two</text>").count(), 1);
    }

    #[test]
    fn what_cannot_be_drawn_says_what_could() {
        let short = "title: a\n16 Source port\n8 Length\n";
        let other = UDP.replace("16 Length\n16 Ch", "8 Length\n24 Ch");
        for (text, line, what, remedy) in [
            (short, 1, "24 bits are not whole", "8 bits are missing"),
            ("title: a\n", 1, "0 bits", "32 bits are missing"),
            ("32 a\n", 1, "no title", "title: "),
            ("title: a\nx Source\n", 2, "`x Source`", "`16 Source port`"),
            ("title: a\n0 a\n", 2, "no field", "`16 Source port`"),
            ("title: a\nlayer: UPD\n", 2, "`UPD`", "did you mean `UDP`?"),
            (&other, 2, "8 Length, 24 Checksum", "16 Length, 16 Checksum"),
        ] {
            let (at, (is, cure)) = figure(&lines(text)).unwrap_err();
            assert_eq!(at, line, "{text}");
            assert!(is.contains(what), "{is}");
            assert!(cure.contains(remedy), "{cure}");
        }
    }
}
