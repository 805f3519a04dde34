//! What one line means.

use super::piece::pieces;
use super::words::{Word, number, range, words};
use super::{Act, Count, DoorAt, DoorKind, Step};

/// Reads a line.
///
/// # Errors
/// What it lacks.
pub fn parse(line: &str) -> Result<Step, String> {
    let words = words(line)?;
    let texts: Vec<&str> = words.iter().map(Word::bare).collect();
    match texts[..] {
        ["let", name, "=", ..] => {
            Ok(Step::Let(name.into(), pieces(&words[3..])?))
        }
        ["run", ..] => words[1..]
            .iter()
            .map(|word| pieces(std::slice::from_ref(word)))
            .collect::<Result<_, _>>()
            .map(Step::Run),
        ["type", ..] => Ok(Step::Type(pieces(&words[1..])?)),
        ["end-input"] => Ok(Step::EndInput),
        ["prints", ..] => Ok(Step::Prints(pieces(&words[1..])?)),
        ["prints-nothing-more"] => Ok(Step::PrintsNothingMore),
        ["refusal", ..] => Ok(Step::Refusal(pieces(&words[1..])?)),
        ["complains"] => Ok(Step::Complains),
        ["exits", status] => {
            let status = status.parse().map_err(|_| "exits 0, or 1, or 2")?;
            Ok(Step::Exits(status))
        }
        ["pause", time] => Ok(Step::Pause(number(time)?)),
        ["tick"] => Ok(Step::Tick),
        ["second"] => Ok(Step::Second),
        ["grown", most] => Ok(Step::Grown(number(most)?)),
        ["enough-after", time] => Ok(Step::EnoughAfter(number(time)?)),
        ["enough-if-slower", time] => Ok(Step::EnoughIfSlower(number(time)?)),
        ["prints-row", ports] => Ok(Step::PrintsRow(ports.into())),
        [end, verb, ..] => {
            Ok(Step::End(end.into(), act(verb, &texts[2..], &words[2..])?))
        }
        _ => {
            let table = "crates/ex/src/play/script/mod.rs";
            Err(format!("no step is written so; see {table}"))
        }
    }
}

fn act(verb: &str, texts: &[&str], words: &[Word]) -> Result<Act, String> {
    let bytes = || pieces(words);
    Ok(match verb {
        "send" => Act::Send(bytes()?),
        "trickle" => Act::Trickle(bytes()?),
        "cut" => Act::Cut(bytes()?),
        "exchange" => Act::Exchange(bytes()?),
        "exchange-late" => Act::ExchangeLate(bytes()?),
        "flood" => Act::Flood(bytes()?),
        "fill" => Act::Fill(bytes()?),
        "leave" => Act::Leave(bytes()?),
        "burst" => {
            let (count, datagram) =
                words.split_first().ok_or("burst: how many?")?;
            Act::Burst(number(count.bare())?, pieces(datagram)?)
        }
        "receive" => Act::Receive(bytes()?),
        "receive-late" => Act::ReceiveLate(bytes()?),
        "is" => door(texts)?,
        "row" => match texts {
            [count] => Act::Row(number(count)?),
            _ => return Err("write `P row 9`".into()),
        },
        "silent-row" => match texts {
            [count] => Act::SilentRow(number(count)?),
            _ => return Err("write `P silent-row 9`".into()),
        },
        "waited" => match texts {
            [times] => {
                let (least, most) = range(times)?;
                Act::Waited(least, most)
            }
            _ => return Err("write `P waited 200..400`".into()),
        },
        "watches" => {
            let ports = texts.iter().map(|port| number(port));
            Act::Watches(ports.collect::<Result<_, _>>()?)
        }
        _ if !words.is_empty() => return Err(format!("{verb}: what is it?")),
        "settle" => Act::Settle,
        "receive-filled" => Act::ReceiveFilled,
        "tried-once" => Act::TriedOnce,
        "untried" => Act::Untried,
        "connect" => Act::Connect,
        "connect-narrow" => Act::ConnectNarrow,
        "open" => Act::Open,
        "open-wide" => Act::OpenWide,
        "receive-end" => Act::ReceiveEnd,
        "receive-end-or-reset" => Act::ReceiveEndOrReset,
        "half-close" => Act::HalfClose,
        "close" => Act::Close,
        "reset" => Act::Reset,
        "abort" => Act::Abort,
        _ => return Err(format!("{verb}: no such verb")),
    })
}

fn door(texts: &[&str]) -> Result<Act, String> {
    let (kind, at) = match texts {
        [kind] => (kind, DoorAt::Next),
        [kind, "at", "::1"] => (kind, DoorAt::Loopback6),
        [kind, "at", ports] => (kind, DoorAt::Number(Count::parse(ports)?)),
        _ => return Err("write `P is open`".into()),
    };
    let kind = match *kind {
        "open" => DoorKind::Open,
        "closed" => DoorKind::Closed,
        "silent" => DoorKind::Silent,
        "drawn" => DoorKind::Drawn,
        _ => return Err(format!("{kind}: open, closed, silent or drawn")),
    };
    Ok(Act::Is(kind, at))
}
