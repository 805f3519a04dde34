//! Which check failed, in one line.
//!
//! rustls' own texts are exact, and some are the `Debug` output of all that
//! a check has seen. A person wants the check's name first, then what to
//! look at.

use std::io;
use std::time::Duration;

use rustls::AlertDescription as Alert;
use rustls::CertificateError as Bad;
use rustls::pki_types::UnixTime;

/// Why a TLS connection was refused or ended.
pub fn why(error: &io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(error) => check(error),
        // rustls' own sentence has a link in it.
        None if error.to_string().contains("close_notify") => {
            "close_notify: it was cut off, and more may have been on its way"
                .into()
        }
        // This chapter's `connect` and `accept` say so, and tokio-rustls.
        None if error.to_string() == "tls handshake eof" => {
            "handshake: it ended before it was done".into()
        }
        None if error.to_string() == "message buffer full" => {
            "handshake: a message in it has no end".into()
        }
        None => error.to_string(),
    }
}

/// Which check has failed.
pub fn check(error: &rustls::Error) -> String {
    use rustls::Error as E;
    match error {
        E::InvalidCertificate(bad) => certificate(bad),
        E::AlertReceived(alert) => refused(*alert),
        E::PeerIncompatible(_) => {
            "version: nothing that both sides speak".into()
        }
        E::InvalidMessage(_) | E::PeerSentOversizedRecord => {
            "handshake: what came is no TLS".into()
        }
        E::InappropriateMessage { .. }
        | E::InappropriateHandshakeMessage { .. }
        | E::PeerMisbehaved(_) => {
            "handshake: what came is not what TLS has there".into()
        }
        E::DecryptError => "record: it was altered on its way".into(),
        E::NoCertificatesPresented => "chain: no certificate was shown".into(),
        E::NoApplicationProtocol => {
            "protocol: none that both sides speak".into()
        }
        other => other.to_string(),
    }
}

fn certificate(bad: &Bad) -> String {
    match bad {
        Bad::UnknownIssuer => {
            "chain: it leads to no issuer that you trust".into()
        }
        Bad::NotValidForNameContext {
            expected,
            presented,
        } => format!(
            "name: this certificate is not for {}, but for {}",
            expected.to_str(),
            named(presented)
        ),
        Bad::ExpiredContext { time, not_after } => {
            format!("time: it expired {} ago", between(*not_after, *time))
        }
        Bad::NotValidYetContext { time, not_before } => {
            format!("time: it begins in {}", between(*time, *not_before))
        }
        Bad::BadSignature => {
            // It is the same to rustls.
            "signature: it is wrong, or made with too weak a key".into()
        }
        Bad::UnsupportedSignatureAlgorithmContext { .. }
        | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "signature: made in a way that is not taken any more".into()
        }
        Bad::InvalidPurposeContext { .. } => {
            "purpose: it is not for a server".into()
        }
        // What a check of the program's own says; tls-pin has one.
        Bad::ApplicationVerificationFailure => {
            "pin: all is well but the key, which is another".into()
        }
        Bad::BadEncoding => "encoding: it is damaged".into(),
        Bad::Revoked => "revoked: its issuer has taken it back".into(),
        Bad::Other(other) => issued(&other.to_string()),
        other => other.to_string(),
    }
}

/// Where a certificate stands in a chain is webpki's to say, which is not
/// among the crates here; its texts are its names.
fn issued(text: &str) -> String {
    match text {
        "CaUsedAsEndEntity" => "chain: it is an issuer's and no server's",
        "EndEntityUsedAsCa" => "chain: who signed it may not sign",
        _ => return format!("certificate: {text}"),
    }
    .into()
}

fn refused(alert: Alert) -> String {
    let what = match alert {
        Alert::CertificateRequired => "wants a certificate of yours",
        Alert::UnknownCA => "does not know your certificate's issuer",
        Alert::BadCertificate => "does not take your certificate",
        Alert::CertificateExpired => "says that your certificate is over",
        Alert::UnrecognisedName => "is not whom you ask for",
        Alert::NoApplicationProtocol => "speaks none of your protocols",
        Alert::ProtocolVersion => "speaks another version of TLS",
        Alert::HandshakeFailure => "finds nothing that both sides speak",
        other => return format!("alert: the other side says {}", snake(other)),
    };
    format!("alert: the other side {what}")
}

/// The name, mostly as RFC 8446 §6 writes it, or the number.
fn snake(alert: Alert) -> String {
    let name = format!("{alert:?}");
    name.char_indices()
        .flat_map(|(at, c)| {
            let gap = c.is_ascii_uppercase() && at > 0;
            gap.then_some('_').into_iter().chain(c.to_lowercase())
        })
        .collect()
}

/// The names of a certificate, a few of them. rustls writes each with its
/// kind, `DnsName("other.example")`. They are text that somebody else chose:
/// what is not ASCII, or no plain character, is shown as its escape.
fn named(presented: &[String]) -> String {
    let inside = |name: &String| {
        let after = name.split_once('(').map_or(&**name, |(_, after)| after);
        after.trim_matches(['"', ')']).escape_default().to_string()
    };
    match presented {
        [] => "no name at all".into(),
        [.., _] if presented.len() > 4 => {
            format!("{} other names", presented.len())
        }
        few => few.iter().map(inside).collect::<Vec<_>>().join(", "),
    }
}

/// Hours, rounded; days, where there are many.
fn between(earlier: UnixTime, later: UnixTime) -> String {
    let seconds = later.as_secs().saturating_sub(earlier.as_secs());
    let hours = (Duration::from_secs(seconds).as_secs() + 1800) / 3600;
    match hours {
        0..72 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}
