//! A ClientHello, the first message of a TLS connection, read by hand.
//! Nothing here needs a socket or a key: it is read as it crosses.

/// The longest message that is worth waiting for, in bytes: one record full.
pub const LONGEST: usize = 5 + (1 << 14);

/// What a client says before the server has said anything.
#[derive(Debug, PartialEq, Eq)]
pub struct Hello {
    /// Whom it asks for (RFC 6066 §3).
    pub names: Vec<String>,
    /// What it would like to speak inside (RFC 7301 §3.1).
    pub protocols: Vec<String>,
    /// The versions of TLS that it offers (RFC 8446 §4.2.1); the highest alone
    /// of a client that has no list.
    pub versions: Vec<String>,
}

/// The message at the beginning of `bytes`; `None` while some is missing.
///
/// # Errors
///
/// Bytes that are no ClientHello, whatever may follow them.
pub fn parse(bytes: &[u8]) -> Result<Option<Hello>, &'static str> {
    let (mut rest, mut message) = (bytes, Vec::new());
    // A record is a type, a version, a length and so many bytes (RFC 8446
    // §5.1). A message may be cut into several records, and others may follow.
    while let Some((head, after)) = rest.split_first_chunk::<5>() {
        let [22, 3, _, high, low] = *head else {
            return Err("this is no TLS handshake");
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some((part, after)) = after.split_at_checked(length) else {
            return Ok(None);
        };
        message.extend_from_slice(part);
        let mut message = Bytes(&message);
        if message.take(1).is_some_and(|kind| kind != [1]) {
            return Err("the first message is no ClientHello");
        }
        if let Some(body) = message.vector(3) {
            return hello(body).map(Some).ok_or("a length leads outside");
        }
        rest = after;
    }
    Ok(None)
}

/// The body of the message (RFC 8446 §4.1.2).
fn hello(mut body: Bytes) -> Option<Hello> {
    let (version, _random) = (body.version()?, body.take(32)?);
    let (_session, _suites) = (body.vector(1)?, body.vector(2)?);
    let _compression = body.vector(1)?;
    // A client of TLS 1.2 may end there (RFC 5246 §7.4.1.2).
    let mut extensions = if body.is_empty() {
        Bytes(&[])
    } else {
        body.vector(2)?
    };
    let (mut names, mut protocols) = (Vec::new(), Vec::new());
    let mut versions = Vec::new();
    while !extensions.is_empty() {
        let (kind, mut data) = (extensions.take(2)?, extensions.vector(2)?);
        match kind {
            [0, 0] => names = data.vector(2)?.items(Bytes::name)?,
            [0, 16] => protocols = data.vector(2)?.items(Bytes::text)?,
            [0, 43] => versions = data.vector(1)?.items(Bytes::version)?,
            _ => {}
        }
    }
    // The list is younger than TLS 1.2.
    if versions.is_empty() {
        versions.push(version);
    }
    Some(Hello {
        names,
        protocols,
        versions,
    })
}

/// Bytes of which some have been read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// What RFC 8446 §3.4 calls a vector: a length of `n` bytes, then as
    /// many bytes as it says.
    fn vector(&mut self, n: usize) -> Option<Bytes<'a>> {
        let digits = self.take(n)?.iter();
        let length = digits.fold(0, |sum, &byte| sum << 8 | usize::from(byte));
        self.take(length).map(Bytes)
    }

    /// All that is left, one after the other.
    fn items<T>(mut self, one: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        while !self.is_empty() {
            all.push(one(&mut self)?);
        }
        Some(all)
    }

    fn name(&mut self) -> Option<String> {
        let _kind = self.take(1)?;
        Some(self.vector(2)?.0.escape_ascii().to_string())
    }

    fn text(&mut self) -> Option<String> {
        Some(self.vector(1)?.0.escape_ascii().to_string())
    }

    fn version(&mut self) -> Option<String> {
        let number = self.take(2)?;
        Some(match number {
            [3, 4] => "TLS 1.3".into(),
            [3, 3] => "TLS 1.2".into(),
            _ => format!(
                "0x{}",
                number
                    .iter()
                    .map(|b| format!("{b:02x}"))
                    .collect::<String>()
            ),
        })
    }
}
