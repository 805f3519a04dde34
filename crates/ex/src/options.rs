//! What is typed behind a command of `cargo ex`.

use std::path::Path;

use record::words;

/// How files end that an interpreter runs.
const SOURCES: [&str; 9] =
    ["py", "rb", "pl", "js", "mjs", "ts", "php", "lua", "jar"];

/// What was typed behind the command.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The exercise; or a folder, and exercises.
    pub names: Vec<String>,
    /// How results are printed.
    pub format: Option<String>,
    /// Judge again at each change.
    pub watch: bool,
    /// Show a failing program's last calls.
    pub calls: bool,
    /// One check alone.
    pub only: Option<String>,
    /// What everything that is drawn comes from.
    pub seed: Option<u64>,
    /// Another program than the one in `work/`.
    pub command: Option<String>,
    /// Show the solution all the same.
    pub give_up: bool,
    /// The author's gate with every program.
    pub all: bool,
    /// The author's gate at length.
    pub thorough: bool,
}

impl Options {
    /// The exercise.
    pub fn name(&self) -> Option<&str> {
        self.names.first().map(String::as_str)
    }

    /// The words of `--cmd`, as a shell would split them: one at least.
    ///
    /// # Errors
    /// A quote that is left open, a character that wants one.
    pub fn command_words(&self) -> Result<Option<Vec<String>>, String> {
        let Some(text) = &self.command else {
            return Ok(None);
        };
        let words = words(text).map_err(|e| format!("--cmd: {e}"))?;
        if words.is_empty() {
            Err("--cmd names no program".into())
        } else {
            Ok(Some(words))
        }
    }

    /// The same, for a program that is to be run as it stands.
    ///
    /// # Errors
    /// As [`Options::command_words`]; and where the file of an interpreter
    /// is missing, which would else fail each check in the program's name.
    pub fn program_words(&self) -> Result<Option<Vec<String>>, String> {
        let words = self.command_words()?;
        let missing = words.iter().flatten().skip(1).find(|word| {
            let path = Path::new(word);
            let ending = path.extension().and_then(|e| e.to_str());
            ending.is_some_and(|e| SOURCES.contains(&e)) && !path.exists()
        });
        match missing {
            Some(file) => Err(format!(
                "--cmd: no file {file} here; a path counts from the folder \
                 in which you say this"
            )),
            None => Ok(words),
        }
    }
}
