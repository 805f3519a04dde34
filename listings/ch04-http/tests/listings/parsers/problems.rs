//! Differences, gathered by their kind.

use std::collections::BTreeMap;
use std::fmt::Display;

/// What was wrong, how often, and the first time that it was.
#[derive(Default)]
pub struct Problems(BTreeMap<String, (u64, String)>);

impl Problems {
    pub fn add(
        &mut self,
        why: Option<String>,
        stream: &[u8],
        read: &dyn Display,
    ) {
        let Some(why) = why else { return };
        let (count, _) = self.0.entry(why).or_insert_with(|| {
            let stream = stream.escape_ascii();
            (0, format!("read as {read}\n    \"{stream}\""))
        });
        *count += 1;
    }

    pub fn report(self, of: &str) -> Result<(), String> {
        if self.0.is_empty() {
            return Ok(());
        }
        let problems = self.0.iter().map(|(why, (count, first))| {
            format!("\n  {count} times {why}\n    {first}")
        });
        Err(format!("{of}{}", problems.collect::<String>()))
    }
}
