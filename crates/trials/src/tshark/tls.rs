//! What tshark is asked about TLS, as far as it is in the clear.

use record::Event;
use wire::tls::{self, ClientHello, Content, Handshake};
use wire::{Application, Field};

/// The name by which tshark has it, and how we say the same: of each of which
/// there may be many in a packet, separated by commas.
pub(super) const FIELDS: [&str; 7] = [
    "tls.record.length",
    "tls.handshake.type",
    "tls.handshake.ciphersuite",
    "tls.handshake.extensions_key_share_group",
    "tls.handshake.extensions_server_name",
    "tls.handshake.extensions_alpn_str",
    "tls.alert_message.desc",
];

/// The same facts from our own dissection.
pub(super) fn ours(event: &Event, set: &mut impl FnMut(&str, String)) {
    let fields = event.dissection.fields.iter();
    let fields: Vec<_> = fields.filter(|f| f.layer == tls::LAYER).collect();
    // A message has a length as well: a record's stands behind its version.
    let lengths = fields.windows(2).filter_map(|pair| {
        let is_records = pair[0].name == "Legacy record version";
        is_records.then(|| decimal(event, pair[1]))
    });
    set(FIELDS[0], join(lengths));
    for (name, field, form) in [
        (FIELDS[1], "Handshake type", decimal as Form),
        (FIELDS[2], "Cipher suites", pairs),
        (FIELDS[2], "Cipher suite", pairs),
        (FIELDS[3], "Key share group", decimal),
        (FIELDS[6], "Description", decimal),
    ] {
        let own = fields.iter().filter(|it| it.name == field);
        let said = join(own.map(|field| form(event, field)));
        if !said.is_empty() {
            set(name, said);
        }
    }
    for hello in client_hellos(event) {
        set(FIELDS[4], hello.server_name.clone().unwrap_or_default());
        let protocols = hello.protocols.clone().unwrap_or_default();
        set(FIELDS[5], protocols.replace(", ", ","));
    }
}

fn client_hellos(event: &Event) -> impl Iterator<Item = &ClientHello> {
    let said = event.dissection.application.iter();
    let records = said.flat_map(|said| match said {
        Application::Tls(said) => &said.records[..],
        _ => &[],
    });
    let messages = records.flat_map(|record| match record {
        Content::Handshake(messages) => &messages[..],
        _ => &[],
    });
    messages.filter_map(|message| match message {
        Handshake::ClientHello(hello) => Some(hello),
        _ => None,
    })
}

/// How tshark writes a field's bytes.
type Form = fn(&Event, &Field) -> String;

fn decimal(event: &Event, field: &Field) -> String {
    let bytes = event.bytes[field.range.clone()].iter();
    let number = bytes.fold(0u32, |n, byte| n << 8 | u32::from(*byte));
    number.to_string()
}

fn pairs(event: &Event, field: &Field) -> String {
    let pairs = event.bytes[field.range.clone()].chunks(2);
    join(pairs.map(|pair| match pair {
        [high, low] => format!("0x{high:02x}{low:02x}"),
        _ => String::new(),
    }))
}

fn join(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(",")
}
