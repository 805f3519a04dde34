//! What the chapter's pages promise of its programs, and no record shows.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use ch06_tls::hello::{self, Hello};
use ch06_tls::{check, expiry, url};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa,
    KeyPair, SanType,
};
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};
use trials::{Chapter, Outcome, program};

use crate::memory::lab;

/// Longer than anything here takes; it only ends what has gone wrong.
const HANG: Duration = Duration::from_secs(20);

type Checked = Result<(), Box<dyn Error>>;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter
        .trial("off::no program switches a check off", || {
            Outcome::from(checks_stay_on())
        })
        .trial("why::a certificate's names are no commands", || {
            Outcome::from(names_are_escaped())
        })
        .trial("reload::the chain ends with its first certificate", || {
            Outcome::from(the_first_end_counts())
        })
        .trial("reload::what is no text changes nothing", || {
            Outcome::from(reload_goes_on())
        })
        .trial("hello::a part of it waits for the rest", || {
            Outcome::from(a_part_waits())
        })
        .trial("hello::one without extensions is whole", || {
            Outcome::from(without_extensions())
        })
        .trial("hello::another record may follow", || {
            Outcome::from(followed())
        })
        .trial("url::a name may begin with a digit", || {
            Outcome::from(names_with_digits())
        })
        .trial("hello::no damage makes it panic or read outside", || {
            Outcome::from(damage_is_refused())
        })
}

/// What takes a check away, in rustls, in ureq and in Python.
const OFF: [&str; 6] = [
    "::assertion()",
    "disable_verification",
    "verify=False",
    "CERT_NONE",
    "check_hostname",
    "_create_unverified_context",
];

fn checks_stay_on() -> Checked {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for folder in ["src", "src/bin", "python"] {
        for file in fs::read_dir(package.join(folder))? {
            let path = file?.path();
            let is_program = path
                .extension()
                .is_some_and(|end| end == "rs" || end == "py");
            if !is_program {
                continue;
            }
            count += 1;
            let text = fs::read_to_string(&path)?;
            let off = OFF.into_iter().find(|word| text.contains(word));
            assert_eq!(off, None, "{}", path.display());
        }
    }
    assert!(count > 20, "{count} programs are few");
    Ok(())
}

/// They are printed on a terminal, which obeys some characters.
fn names_are_escaped() -> Checked {
    let name = "DnsName(\"evil\u{1b}[2J\nother.example\")";
    let bad = CertificateError::NotValidForNameContext {
        expected: ServerName::try_from("good.example")?,
        presented: vec![name.to_string()],
    };
    let line = check(&bad.into());
    assert!(
        line.ends_with("for evil\\u{1b}[2J\\nother.example"),
        "{line}"
    );
    assert!(!line.contains(char::is_control), "{line}");
    Ok(())
}

/// Until the year 3000 and 4000, either way round.
fn the_first_end_counts() -> Checked {
    // The first second of the year 3000 (date -u -d 3000-01-01 +%s).
    let end = 32_503_680_000;
    for years in [[3000, 4000], [4000, 3000]] {
        let [mut root, mut between, mut leaf] =
            ["root", "between", "leaf"].map(params);
        between.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        leaf.subject_alt_names = vec![SanType::DnsName("host".try_into()?)];
        between.not_after = rcgen::date_time_ymd(years[0], 1, 1);
        leaf.not_after = rcgen::date_time_ymd(years[1], 1, 1);
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let between = CertifiedIssuer::signed_by(between, key, &root)?;
        let leaf = leaf.signed_by(&KeyPair::generate()?, &between)?;

        let mut roots = RootCertStore::empty();
        roots.add(root.der().clone())?;
        let chain = [leaf.der().clone(), between.der().clone()];
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let left = expiry::left(&chain, "host", roots.into())?;
        let over = (now + left).as_secs().abs_diff(end);
        assert!(over < 60, "{years:?}: {over} s beside it");
    }
    Ok(())
}

/// Of a certificate that is good for long.
fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// What rustls says first, with two protocols.
fn first_message() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    let name = ServerName::try_from("good.example")?;
    let mut client = ClientConnection::new(config.into(), name)?;
    let mut bytes = Vec::new();
    client.write_tls(&mut bytes)?;
    Ok(bytes)
}

fn a_part_waits() -> Checked {
    let bytes = first_message()?;
    for end in 0..bytes.len() {
        let waits = hello::parse(&bytes[..end])?.is_none();
        assert!(waits, "{end} of {} bytes are enough", bytes.len());
    }
    let whole = hello::parse(&bytes)?.ok_or("the whole waits as well")?;
    assert_eq!(whole, expected());

    // The same in records of one byte each.
    let mut cut = Vec::new();
    for byte in &bytes[5..] {
        cut.extend_from_slice(&[22, 3, 1, 0, 1, *byte]);
    }
    let whole = hello::parse(&cut)?.ok_or("small records wait")?;
    assert_eq!(whole, expected());
    Ok(())
}

fn expected() -> Hello {
    let all = |words: [&str; 2]| words.map(String::from).to_vec();
    Hello {
        names: vec!["good.example".into()],
        protocols: all(["h2", "http/1.1"]),
        versions: all(["TLS 1.3", "TLS 1.2"]),
    }
}

/// As a client of TLS 1.2 may write it (RFC 5246 §7.4.1.2): a version, a random
/// number, no session, one cipher suite and no compression.
fn without_extensions() -> Checked {
    let body = [&[3, 3][..], &[7; 32], &[0, 0, 2, 0xc0, 0x2f, 1, 0]].concat();
    let length = u8::try_from(body.len())?;
    let head = [22, 3, 1, 0, length + 4, 1, 0, 0, length];
    let bytes = [&head[..], &body].concat();
    let whole = hello::parse(&bytes)?.ok_or("it waits for more")?;
    assert_eq!(
        whole,
        Hello {
            names: Vec::new(),
            protocols: Vec::new(),
            versions: vec!["TLS 1.2".into()],
        }
    );
    Ok(())
}

/// As where a client sends data at once, which its own record announces (RFC
/// 8446 §D.4).
fn followed() -> Checked {
    let bytes = [&first_message()?[..], &[20, 3, 3, 0, 1, 1]].concat();
    let whole = hello::parse(&bytes)?.ok_or("it waits for more")?;
    assert_eq!(whole, expected());
    Ok(())
}

fn names_with_digits() -> Checked {
    for host in ["7zip-mirror", "3scale.example", "1.2.3.4", "0xyz", "[::1]"] {
        url::checked(&format!("https://{host}/"))
            .map_err(|error| format!("{host}: {error}"))?;
    }
    // What ends in a number and is no address, though some resolvers take
    // some of it for one.
    for host in ["127.1", "2130706433", "0x7f.1", "1.2.3.400", "a.0X7F"] {
        let url = format!("https://{host}/");
        assert!(url::checked(&url).is_err(), "{host} is taken");
    }
    Ok(())
}

/// Each byte takes each value.
fn damage_is_refused() -> Checked {
    let bytes = first_message()?;
    let (mut understood, mut refused) = (0, 0);
    for at in 0..bytes.len() {
        for value in 0..=255 {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            match hello::parse(&damaged) {
                Ok(_) => understood += 1,
                Err(_) => refused += 1,
            }
        }
    }
    // Most bytes are random numbers and keys, and lengths are few.
    assert!(
        understood > refused && refused > 1000,
        "{refused} are refused"
    );
    Ok(())
}

/// The line that follows one which names no files is obeyed.
fn reload_goes_on() -> Checked {
    let lab = lab()?;
    let file = |name: &str| lab.folder().join(name).display().to_string();
    let (pem, key) = (file("good.pem"), file("good.key"));
    let mut command = program(env!("CARGO_BIN_EXE_tls-reload"));
    command.args(["127.0.0.1:0", &pem, &key, &file("ca.pem")]);
    let mut server = trials::Server::start(command)?.program;
    server.type_text(b"\xff\xfe\n");
    server.type_text(format!("{pem} {key}\n"));
    let deadline = Instant::now() + HANG;
    let served = |line: &&String| line.starts_with("serving ");
    let (seen, twice) = server.wait_until(deadline, |seen| {
        seen.ended || seen.lines.iter().filter(served).count() == 2
    });
    let kept = seen.lines.iter().any(|line| line.contains("kept: "));
    if twice && !seen.ended && kept {
        Ok(())
    } else {
        Err(seen.lines.join("\n").into())
    }
}
