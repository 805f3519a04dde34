//! One packet's bytes and its fields.
//!
//! A page holds hundreds of fields, so their markup is as light as it can
//! be: a list with three parts a line, which the style sheet sets as the
//! columns of a table. The bytes of all packets are on the page already, in
//! the link to the file. So they are written out only for the packets that
//! the page opens; for any other a script takes them from the file when a
//! reader opens it. A dump is plain text, which the script cuts into fields
//! by the ranges that these state.

use ::wire::Field;
use markup::html::{escape, held};
use record::Event;
use std::fmt::Write;

/// How many bytes stand on a line.
const WIDTH: usize = 16;

/// The fields of a packet, and its bytes where they are shown at once.
pub fn html(event: &Event, open: bool) -> String {
    let fields = fields(&event.dissection.fields);
    if !open {
        return fields;
    }
    format!(
        "<pre class=\"dump\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Bytes of packet {}\">{}</pre>\n{fields}",
        event.number,
        dump(&event.bytes).join("\n"),
    )
}

/// `0010  7f 00 00 01 …  ....`, a line for each 16 bytes.
fn dump(bytes: &[u8]) -> Vec<String> {
    let lines = bytes.chunks(WIDTH).enumerate();
    let line = |(index, bytes): (usize, &[u8])| {
        let hex: Vec<_> = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let ascii: String = bytes.iter().map(|b| printable(*b)).collect();
        let (offset, width) = (index * WIDTH, 3 * WIDTH - 1);
        let hex = hex.join(" ");
        format!("{offset:04x}  {hex:<width$}  {}", escape(&ascii))
    };
    lines.map(line).collect()
}

fn printable(byte: u8) -> char {
    match byte {
        0x20..0x7f => char::from(byte),
        _ => '.',
    }
}

/// A list for each layer, and `12–15 Source address 127.0.0.1` in it.
fn fields(fields: &[Field]) -> String {
    let mut out = String::new();
    for layer in fields.chunk_by(|a, b| a.layer == b.layer) {
        let name = layer[0].layer.name();
        let _ = write!(out, "<p>{name}</p>\n<ul>");
        for field in layer {
            let _ = write!(
                out,
                "<li>{} <b>{}</b> {}</li>",
                place(field),
                escape(field.name).replace('_', "_<wbr>"),
                value(field)
            );
        }
        out.push_str("</ul>\n");
    }
    out
}

/// `2–3` for whole bytes; `0, bits 4–7` for some of them.
fn place(field: &Field) -> String {
    let span = |start: usize, end: usize| {
        if start + 1 == end {
            start.to_string()
        } else {
            format!("{start}–{}", end.saturating_sub(1))
        }
    };
    let bytes = span(field.range.start, field.range.end);
    match &field.bits {
        None => bytes,
        Some(bits) => {
            let word = if bits.len() == 1 { "bit" } else { "bits" };
            let bits = span(bits.start.into(), bits.end.into());
            // Neither their space nor their dash breaks.
            let bits = bits.replace('–', "\u{2060}–\u{2060}");
            format!("{bytes}, {word}\u{a0}{bits}")
        }
    }
}

fn value(field: &Field) -> String {
    let value = held(&field.value, &digits);
    if field.varies {
        format!("<i>{value}</i>")
    } else if value.contains('<') {
        // Each piece of a row would be a cell of its own.
        format!("<span>{value}</span>")
    } else {
        value
    }
}

/// Many hexadecimal digits break behind eight of them, not before the last.
fn digits(value: &str) -> String {
    let Some(hex) = value.strip_prefix("0x").filter(|hex| hex.len() > 16)
    else {
        return escape(value);
    };
    let hex: Vec<char> = hex.chars().collect();
    let parts = hex.chunks(8).map(|part| part.iter().collect());
    let parts: Vec<String> = parts.collect();
    escape(&format!("0x{}", parts.join("\0"))).replace('\0', "<wbr>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::wire::examples;

    #[test]
    fn bytes_and_fields_of_a_packet() {
        let html = html(&examples::trace(examples::ECHO).events()[3], true);
        for part in [
            "0020  50 18 02 00 cc 21 00 00 68 65 6c 6c 6f 0a        \
             P....!..hello.</pre>",
            "<p>TCP</p>\n<ul><li>20–21 <b>Source port</b> ",
            "<li>22–23 <b>Destination port</b> 7200</li>",
            "<li>0, bits\u{a0}0\u{2060}–\u{2060}3 <b>Version</b> 4</li>",
            "<b>Source port</b> <i>49120</i></li>",
            "<li>40–45 <b>Data</b> ",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.lines().all(|line| !line.trim().is_empty()));
    }
}
