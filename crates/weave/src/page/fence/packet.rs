//! A header's layout, in rows of 32 bits as the RFCs draw it.

use super::{Misdrawn, said, untitled};
use crate::problem::{Fault, did_you_mean};
use wire::{Layer, layers};

/// The bits of a row.
pub const ROW: u16 = 32;

/// The layers that a fence can name: those whose RFC has such a figure.
fn drawn() -> impl Iterator<Item = Layer> {
    layers().filter(|layer| !layer.figure().is_empty())
}

/// A field's width in bits and its name.
pub type Field = (u16, String);

/// The fields of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its caption.
    pub title: String,
    /// In their order: whole rows.
    pub fields: Vec<Field>,
}

impl Packet {
    pub(super) fn parse(lines: &[&str]) -> Result<Packet, Misdrawn> {
        let mut title = None;
        let mut layer = None;
        let mut fields = Vec::new();
        for (number, line) in said(lines) {
            let fail = |fault| Misdrawn::new(number, fault);
            if let Some(text) = line.strip_prefix("title:") {
                title = Some(text.trim());
            } else if let Some(name) = line.strip_prefix("layer:") {
                layer = Some((number, find(name.trim()).map_err(fail)?));
            } else {
                fields.push(field(line).map_err(fail)?);
            }
        }
        let title = title.ok_or_else(|| untitled("packet"))?;
        check_rows(&fields).map_err(|fault| Misdrawn::new(1, fault))?;
        if let Some((number, layer)) = layer {
            let fail = |fault| Misdrawn::new(number, fault);
            check_layer(layer, &fields).map_err(fail)?;
        }
        Ok(Packet {
            title: title.to_string(),
            fields,
        })
    }
}

fn field(line: &str) -> Result<Field, Fault> {
    let parts = line.split_once(' ');
    let parts = parts.and_then(|(w, name)| Some((w.parse().ok()?, name)));
    match parts {
        Some((width @ 1.., name)) => Ok((width, name.trim().to_string())),
        _ => Err(Fault::new(
            format!("`{line}` is no field of a packet"),
            "a field is its width in bits and its name, `16 Source port`; \
             before them stand `title:` and perhaps `layer:`",
        )),
    }
}

fn check_rows(fields: &[Field]) -> Result<(), Fault> {
    let bits: u32 = fields.iter().map(|(width, _)| u32::from(*width)).sum();
    match bits % u32::from(ROW) {
        0 if bits > 0 => Ok(()),
        over => Err(Fault::new(
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
        Fault::new(
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
    if drawn == code {
        Ok(())
    } else {
        Err(Fault::new(
            format!("{layer} is not dissected so: {}", list(&drawn)),
            format!("`wire` has: {}", list(&code)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UDP: &str = "title: The UDP header\nlayer: UDP\n16 Source port\n\
                       16 Destination port\n16 Length\n16 Checksum\n";

    fn parse(text: &str) -> Result<Packet, Misdrawn> {
        Packet::parse(&text.lines().collect::<Vec<_>>())
    }

    #[test]
    fn every_layer_of_the_code_can_be_drawn() {
        for layer in drawn() {
            let mut text = format!("title: a\nlayer: {layer}\n");
            for slot in layer.figure() {
                text += &format!("{} {}\n", slot.width(), slot.name);
            }
            parse(&text).unwrap();
        }
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
            let misdrawn = parse(text).unwrap_err();
            assert_eq!(misdrawn.line, line, "{text}");
            let fault = misdrawn.fault;
            assert!(fault.what.contains(what), "{fault:?}");
            assert!(fault.remedy.contains(remedy), "{fault:?}");
        }
    }
}
