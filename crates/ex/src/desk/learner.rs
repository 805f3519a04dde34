//! A learner's commands, but for the check itself.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::desk::lock::Lock;
use crate::desk::state::State;
use crate::desk::work::Work;
use crate::exercise::{Exercise, Role};
use crate::play::check_run::example;
use crate::tell::bytes::dump;
use crate::tell::out::{complain, say};

/// Where a learner sits: the exercises, the folder, the progress.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Every exercise, in the book's order.
    pub all: &'a [Exercise],
    /// The learner's folder.
    pub work: Work<'a>,
    /// The learner's progress, as it was when it was last looked at.
    pub state: State,
}

impl<'a> Desk<'a> {
    /// In the repository at this root.
    ///
    /// # Errors
    /// Progress that cannot be read, nor put aside.
    pub fn at(root: &Path, all: &'a [Exercise]) -> Result<Desk<'a>, String> {
        let work = Work::of(root, all);
        let state = State::load(&work.dir)?;
        Ok(Desk { all, work, state })
    }

    /// Changes the progress that is kept, and knows what others have.
    ///
    /// # Errors
    /// Where nothing can be written; then nothing is changed.
    pub fn keep(
        &mut self,
        change: impl FnOnce(&mut State),
    ) -> Result<(), String> {
        let lock = self.work.lock()?;
        self.keep_under(&lock, change)
    }

    fn keep_under(
        &mut self,
        lock: &Lock,
        change: impl FnOnce(&mut State),
    ) -> Result<(), String> {
        self.state = State::change(&self.work.dir, lock, change)?;
        Ok(())
    }

    /// The exercise of this name; or the one whose folder this is; or the
    /// one that was started last.
    ///
    /// # Errors
    /// Says how to start one.
    pub fn choose(&self, name: Option<&str>) -> Result<&'a Exercise, String> {
        let known = |name: &str| self.all.iter().find(|e| e.is_called(name));
        if let Some(name) = name {
            let unknown =
                format!("no exercise {name}; `cargo ex list` shows them");
            return known(name).ok_or(unknown);
        }
        let here = env::current_dir().unwrap_or_default();
        let here = self.all.iter().find(|exercise| {
            let folder = self.work.folder(exercise).canonicalize();
            folder.is_ok_and(|folder| here.starts_with(folder))
        });
        let last = self.state.current().and_then(known);
        here.or(last).ok_or_else(|| match self.upcoming() {
            Some(next) => format!(
                "nothing is started yet; begin with `cargo ex start {}`",
                next.id
            ),
            None => "there are no exercises".into(),
        })
    }

    /// The first that has not been passed.
    pub fn upcoming(&self) -> Option<&'a Exercise> {
        let open = |e: &&Exercise| !self.state.has_passed(e);
        self.all.iter().find(open)
    }

    /// What is next, and how far along.
    ///
    /// # Errors
    /// None.
    pub fn next(&self) -> Result<i32, String> {
        self.mend();
        let passed = self.all.iter().filter(|e| self.state.has_passed(e));
        say!("{} of {} exercises done.", passed.count(), self.all.len());
        for exercise in self.all.iter().filter(|e| self.state.fails_now(e)) {
            let done = self.state.done(exercise).unwrap_or_default();
            say!("{} was done {done}.", exercise.id);
        }
        let Some(next) = self.upcoming() else {
            say!("Nothing is left. `cargo ex list` shows them all.");
            return Ok(0);
        };
        say!(
            "Next: {}, {} ({} minutes)",
            next.id,
            next.title,
            next.minutes
        );
        if self.work.has(next) {
            say!("  edit   {}", self.file(next));
            say!("  check  cargo ex check {}", next.id);
            say!("  help   cargo ex hint {}", next.id);
        } else {
            say!("  cargo ex start {}", next.id)
        }
        Ok(0)
    }

    /// Mends the learner's folder, wherever the checkout has been moved to.
    /// Who only looks is shown what is next all the same.
    fn mend(&self) {
        if self.work.dir.is_dir() {
            let lock = self.work.lock();
            let mended = lock.and_then(|lock| self.work.mend(&lock));
            if let Err(problem) = mended {
                complain(format_args!("{problem}"));
            }
        }
    }

    /// Every exercise, with what has become of it.
    ///
    /// # Errors
    /// None.
    pub fn list(&self) -> Result<i32, String> {
        for exercise in self.all {
            let state = if self.state.has_passed(exercise) {
                "done"
            } else if self.work.has(exercise) {
                "started"
            } else {
                ""
            };
            let done = self.state.done(exercise);
            let done = done.map_or(String::new(), |on| format!(" ({on})"));
            say!(
                "{state:8} {:18} {:2} min  {}{done}",
                exercise.id,
                exercise.minutes,
                exercise.title
            );
        }
        Ok(0)
    }

    /// Copies the starter and says what to do.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn start(&mut self, exercise: &Exercise) -> Result<i32, String> {
        let lock = self.work.lock()?;
        let again = self.work.has(exercise);
        self.work.start(exercise, &lock)?;
        let starter = mark(exercise, &exercise.dir).filter(|_| !again);
        self.keep_under(&lock, |state| {
            state.set_current(&exercise.id);
            if let Some(mark) = starter {
                state.set_number(exercise, "starter", mark);
            }
        })?;
        drop(lock);
        let id = &exercise.id;
        let first = if again {
            "is there already; your file is as you left it"
        } else {
            "is ready"
        };
        say!("{id} ({}) {first}.", exercise.title);
        say!("  read   book/exercises/{id}.md");
        say!("  edit   {}", self.file(exercise));
        say!("         (in an editor, open the folder work/)");
        say!("  run    cargo run -p {id}   (in work/)");
        say!("  check  cargo ex check");
        say!("  help   cargo ex hint");
        Ok(0)
    }

    /// Says where the program is that is judged, where another has been
    /// edited: the starter among the exercises, which looks the same.
    pub fn warn_of_another_copy(&self, exercise: &Exercise) {
        let own = mark(exercise, &self.work.folder(exercise));
        let starter = mark(exercise, &exercise.dir);
        let kept = self.state.number(exercise, "starter");
        if own == Some(kept) && starter.is_some_and(|mark| mark != kept) {
            let id = &exercise.id;
            say!(
                "exercises/{id} has been edited, and your copy has not: what \
                 is judged is {}.",
                self.file(exercise)
            );
        }
    }

    /// The next of the three hints; after the last, all of them.
    ///
    /// # Errors
    /// The learner's state cannot be written.
    pub fn hint(&mut self, exercise: &Exercise) -> Result<i32, String> {
        let hints = &exercise.hints;
        let last = hints.len() as i64;
        let mut seen = 0;
        self.keep(|state| {
            seen = state.number(exercise, "hints").clamp(0, last);
            state.set_number(exercise, "hints", (seen + 1).min(last));
        })?;
        let next = (seen + 1).min(last);
        if seen == next {
            say!("These are all the hints of {}.\n", exercise.id);
        }
        let from = if seen == next { 0 } else { seen as usize };
        let upto = next as usize;
        for (number, hint) in hints.iter().enumerate().take(upto).skip(from) {
            let (number, text) = (number + 1, &hint.text);
            say!("Hint {number} of {}\n\n{text}\n", hints.len());
        }
        Ok(0)
    }

    /// The solution, to whoever has passed or gives up.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn solution(
        &mut self,
        exercise: &Exercise,
        give_up: bool,
    ) -> Result<i32, String> {
        if !give_up && !self.state.has_passed(exercise) {
            say!(
                "First pass, or say `cargo ex solution --give-up`. A hint \
                 may do: `cargo ex hint`."
            );
            return Ok(1);
        }
        if give_up && !self.state.has_passed(exercise) {
            self.keep(|state| state.set_number(exercise, "gave-up", 1))?;
        }
        let path = exercise.dir.join("author/solution.rs");
        let text = fs::read_to_string(&path)
            .map_err(|e| format!("{}: {e}", path.display()))?;
        crate::tell::out::show(format_args!("{text}"));
        Ok(0)
    }

    /// The starter again.
    ///
    /// # Errors
    /// What cannot be moved.
    pub fn reset(&mut self, exercise: &Exercise) -> Result<i32, String> {
        let lock = self.work.lock()?;
        if !self.work.folder(exercise).exists() {
            return Err(format!(
                "{0} is not started; `cargo ex start {0}`",
                exercise.id
            ));
        }
        let kept = self.work.reset(exercise, &lock)?;
        say!("The starter of {} is back. Your file is in", exercise.id);
        say!("  {}", kept.display());
        Ok(0)
    }

    fn file(&self, exercise: &Exercise) -> String {
        let file = exercise.editable.first().map(String::as_str);
        format!("work/{}/{}", exercise.id, file.unwrap_or_default())
    }
}

/// A number that tells the text of the editable files from another.
fn mark(exercise: &Exercise, folder: &Path) -> Option<i64> {
    let mut hasher = DefaultHasher::new();
    for file in &exercise.editable {
        fs::read(folder.join(file)).ok()?.hash(&mut hasher);
    }
    Some(hasher.finish().cast_signed())
}

/// The seed of the example that `talk` shows.
const EXAMPLE: u64 = 1;

/// What each check does, step by step: its shape, and what is drawn for one
/// run of it.
///
/// # Errors
/// Where there is no such check.
pub fn talk(exercise: &Exercise, only: Option<&str>) -> Result<i32, String> {
    if let Some(id) = only
        && exercise.check(id).is_none()
    {
        return Err(format!("{} has no check {id}", exercise.id));
    }
    say!("What the checker says to {}, check by check.", exercise.id);
    say!("(The steps are explained in crates/ex/src/play/script/mod.rs.)");
    if exercise.role == Role::Server {
        say!("Your program is started with the argument 127.0.0.1:0, and");
        say!("must first print `listening on ADDR`.");
    }
    let wanted = |id: &str| only.is_none_or(|only| only == id);
    for check in exercise.checks.iter().filter(|c| wanted(&c.id)) {
        say!("\n{}\n  {}", check.id, check.rule.replace('\n', "\n  "));
        for line in check.script.lines() {
            say!("      {line}");
        }
        let drawn = example(check, EXAMPLE);
        if !drawn.is_empty() {
            say!("  for example, with --seed {EXAMPLE}:");
        }
        for (name, value) in drawn {
            say!("      {name} = {}", dump(&value).trim_start());
        }
    }
    Ok(0)
}
