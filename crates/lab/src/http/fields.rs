//! The fields of a message (RFC 9110 §5, RFC 9112 §5).

use super::{Broken, refuse};

/// Field lines in the order received, names as the client wrote them.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads one more line.
    pub(super) fn add(&mut self, line: &[u8]) -> Result<(), Broken> {
        self.0.push(parse_field_line(line)?);
        Ok(())
    }

    /// Each line's name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&name[..], &value[..]))
    }

    /// The values of the lines named `name`, in any case (RFC 9110 §5.1).
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Whether there is a line named so.
    pub fn contains(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The members of the comma-separated list in all lines of a name.
    pub fn members(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name)
            .flat_map(|value| value.split(','))
            .map(|member| member.trim_matches([' ', '\t']))
            .filter(|member| !member.is_empty())
    }

    /// Whether that list has this member, in any case.
    pub fn has_member(&self, name: &str, member: &str) -> bool {
        self.members(name).any(|m| m.eq_ignore_ascii_case(member))
    }
}

/// RFC 9112 §5: name, colon, value; no space before the colon (§5.1), no
/// continuation line (§5.2).
pub(super) fn parse_field_line(
    line: &[u8],
) -> Result<(String, String), Broken> {
    let line = text(line);
    if line.starts_with([' ', '\t']) {
        return refuse(400, "a line begins with white space");
    }
    if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
        return refuse(400, "a field line holds a control character");
    }
    match line.split_once(':') {
        Some((name, value)) if is_token(name) => {
            let value = value.trim_matches([' ', '\t']);
            Ok((name.to_string(), value.to_string()))
        }
        _ => refuse(400, "a field line is not: name, colon, value"),
    }
}

/// UTF-8, or else, as it was once, ISO-8859-1 (RFC 9110 §5.5).
fn text(line: &[u8]) -> String {
    match str::from_utf8(line) {
        Ok(text) => text.to_string(),
        Err(_) => line.iter().copied().map(char::from).collect(),
    }
}

/// RFC 9110 §5.6.2.
pub(super) fn is_token(text: &str) -> bool {
    after_token(text.as_bytes()).is_some_and(<[u8]>::is_empty)
}

/// What follows a token; nothing where none begins.
pub(super) fn after_token(text: &[u8]) -> Option<&[u8]> {
    let is_tchar =
        |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
    let length = text.iter().take_while(|b| is_tchar(b)).count();
    (length > 0).then(|| &text[length..])
}
