//! Nothing of a learner's is lost, however many terminals are open and
//! whatever is killed.
//!
//! Eight processes do things in one learner's folder, 256 in all and with
//! `THOROUGH=1`, as in `.ci/run`, a thousand: chosen at random from a seed.
//! They say before and after each which one it is, and are killed again and
//! again. In the end all that they said was done is there, and nothing is that
//! none of them began.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use ex::desk::learner::Desk;
use ex::desk::state::State;
use ex::exercise::{self, Exercise};

use crate::checkout::Checkout;

const WORKERS: u64 = 8;
/// What each of them does, and does with `THOROUGH=1`.
const EACH: [u64; 2] = [32, 125];
const IDS: [&str; 3] = ["tcp-01-echo", "tcp-03-framing", "udp-01-time"];

/// Tells this program that it is one of the workers.
const ROLE: &str = "EX_PROOF";

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Deed {
    what: What,
    /// Of [`IDS`].
    exercise: usize,
    worker: u64,
    number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Hint,
    Start,
    Pass,
    Fail,
    Note,
    GiveUp,
    Write,
    Reset,
}

impl Deed {
    /// The same for the same seed, for whoever asks.
    fn of(seed: u64, worker: u64, number: u64) -> Deed {
        use What::*;
        let all = [
            Hint, Start, Pass, Fail, Fail, Note, Note, GiveUp, Write, Write,
            Reset,
        ];
        let random = random(seed ^ (worker << 40) ^ (number << 20));
        Deed {
            what: all[random as usize % all.len()],
            exercise: (random >> 32) as usize % IDS.len(),
            worker,
            number,
        }
    }

    fn id(self) -> &'static str {
        IDS[self.exercise]
    }

    /// What it writes into a learner's program.
    fn line(self) -> String {
        format!("// {}-{};", self.worker, self.number)
    }

    /// Under which it notes a number.
    fn key(self) -> String {
        format!("note-{}", self.worker)
    }
}

/// SplitMix64.
fn random(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How much each of them does this time.
fn each() -> u64 {
    let thorough = env::var_os("THOROUGH").is_some_and(|set| set == "1");
    EACH[usize::from(thorough)]
}

/// What a worker is; this program goes on as usual where it is none.
pub fn work_if_told() {
    let Ok(role) = env::var(ROLE) else { return };
    let numbers = role.split(' ').map(|n| n.parse().unwrap());
    let numbers: Vec<u64> = numbers.collect();
    let [seed, worker, from] = numbers[..] else {
        panic!("{role}");
    };
    let root = env::current_dir().unwrap();
    let all = exercise::all(&root).unwrap();
    // It is kept, as a watcher's is, while others go on.
    let mut desk = Desk::at(&root, &all).unwrap();
    for number in from..each() {
        let deed = Deed::of(seed, worker, number);
        println!("begin {number} .");
        act(&mut desk, deed);
        println!("done {number} .");
    }
    std::process::exit(0);
}

fn act(desk: &mut Desk, deed: Deed) {
    let exercise = desk.choose(Some(deed.id())).unwrap();
    match deed.what {
        What::Hint => ex(&["hint", deed.id()]),
        What::Start => ex(&["start", deed.id()]),
        What::GiveUp => ex(&["solution", deed.id(), "--give-up"]),
        What::Reset => {
            ex(&["start", deed.id()]);
            ex(&["reset", deed.id()]);
        }
        What::Pass => {
            let pass = |state: &mut State| {
                state.count_attempt(exercise);
                state.pass(exercise, None);
            };
            desk.keep(pass).unwrap();
        }
        What::Fail => {
            let fail = |state: &mut State| {
                state.count_attempt(exercise);
                state.fail(exercise, None);
            };
            desk.keep(fail).unwrap();
        }
        What::Note => {
            let note = |state: &mut State| {
                let number = deed.number as i64;
                state.set_number(exercise, &deed.key(), number);
            };
            desk.keep(note).unwrap();
        }
        What::Write => while !write(desk, exercise, deed) {},
    }
}

fn ex(args: &[&str]) {
    let args: Vec<String> = args.iter().map(|arg| arg.to_string()).collect();
    assert_eq!(ex::cli::run(&args), 0, "{args:?}");
}

/// Adds a line to a program, as an editor of no great care does. False where
/// the starter is just being put in its place.
fn write(desk: &Desk, exercise: &Exercise, deed: Deed) -> bool {
    use std::io::Write;
    ex(&["start", deed.id()]);
    let main = desk.work.folder(exercise).join("src/main.rs");
    let file = fs::File::options().append(true).open(main);
    file.is_ok_and(|mut file| writeln!(file, "{}", deed.line()).is_ok())
}

/// What was begun, and what was said to be done.
#[derive(Default)]
struct Said {
    begun: BTreeSet<Deed>,
    done: BTreeSet<Deed>,
}

impl Said {
    fn extend(&mut self, other: Said) {
        self.begun.extend(other.begun);
        self.done.extend(other.done);
    }

    /// How many there were of these.
    fn count(deeds: &BTreeSet<Deed>, what: &[What], id: &str) -> i64 {
        let wanted = |d: &&Deed| what.contains(&d.what) && d.id() == id;
        deeds.iter().filter(wanted).count() as i64
    }

    /// Asserts that a number lies between what was done and what was begun.
    #[track_caller]
    fn bounds(&self, number: i64, most: i64, what: &[What], id: &str) {
        let done = Said::count(&self.done, what, id).min(most);
        let begun = Said::count(&self.begun, what, id).min(most);
        assert!(
            (done..=begun).contains(&number),
            "{id} {what:?}: {number}, where {done} were done of {begun}"
        );
    }
}

/// Says with which seed a test failed.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the seed was {}: EX_SEED={0} tries it again", self.0);
        }
    }
}

pub fn nothing_is_lost_whatever_is_killed() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let named = env::var("EX_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = Seed(named.unwrap_or(now.as_secs() % 100_000));
    // A disk takes its time for each of a thousand writes, and a kill falls
    // between the same calls in memory.
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() {
        memory.to_path_buf()
    } else {
        env::temp_dir()
    };
    let checkout = Checkout::below(&parent, &IDS);
    let mut said = Said::default();
    println!("{} things, of {}", WORKERS * each(), WORKERS * EACH[1]);
    thread::scope(|scope| {
        let lives = |worker| lives(&checkout, seed.0, worker);
        let workers = (0..WORKERS).map(|w| scope.spawn(move || lives(w)));
        let workers: Vec<_> = workers.collect();
        for worker in workers {
            said.extend(worker.join().unwrap());
        }
    });
    assert_eq!(said.begun.len() as u64, WORKERS * each());
    assert!(said.done.len() < said.begun.len(), "nothing was killed");
    let all = exercise::all(&checkout.root).unwrap();
    judge(&checkout, &all, &said);
}

/// A worker, killed and started again until it has done all of its deeds.
fn lives(checkout: &Checkout, seed: u64, worker: u64) -> Said {
    let mut said = Said::default();
    let mut next = 0;
    let each = each();
    while next < each {
        let random = random(seed ^ !worker ^ (next << 30));
        let last = next + random % 25;
        // Some are killed while they do something, some between.
        let words = if random >> 63 == 0 { "begin" } else { "done" };
        let role = format!("{seed} {worker} {next}");
        let mut command = Command::new(env::current_exe().unwrap());
        checkout.place(&mut command);
        command.env(ROLE, role).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        for line in out.lines().map_while(Result::ok) {
            let Some((word, number)) = number(&line) else {
                continue;
            };
            let deed = Deed::of(seed, worker, number);
            if word == "begin" {
                said.begun.insert(deed);
            } else {
                said.done.insert(deed);
            }
            next = number + 1;
            if (word, number) == (words, last) {
                child.kill().unwrap();
            }
        }
        let status = child.wait().unwrap();
        let killed = status.code().is_none();
        assert!(killed || status.success(), "worker {worker}: {status}");
    }
    said
}

/// What a worker says of a deed, if all of the line is there.
fn number(line: &str) -> Option<(&str, u64)> {
    let mut words = line.strip_suffix(" .")?.split(' ');
    let word = words.next().filter(|w| ["begin", "done"].contains(w))?;
    Some((word, words.next()?.parse().ok()?))
}

fn judge(checkout: &Checkout, all: &[Exercise], said: &Said) {
    let state = State::load(&checkout.work()).unwrap();
    for exercise in all {
        let id = exercise.id.as_str();
        let kept = |key: &str| state.number(exercise, key);
        let ever = |key: &str| i64::from(kept(key) > 0);
        use What::*;
        said.bounds(kept("hints"), 3, &[Hint], id);
        said.bounds(kept("attempts"), i64::MAX, &[Pass, Fail], id);
        said.bounds(ever("passed"), 1, &[Pass], id);
        // Who has passed does not give up.
        assert!(ever("gave-up") <= Said::count(&said.begun, &[GiveUp], id));
        if Said::count(&said.done, &[GiveUp], id) > 0 {
            assert!(ever("gave-up") + ever("passed") > 0, "{id}");
        }
        for worker in 0..WORKERS {
            notes(&state, exercise, worker, said);
        }
        programs(checkout, exercise, said);
    }
    // Nothing was taken for damaged, and nothing half is left.
    let kept = fs::read_dir(checkout.work().join(".ex")).unwrap();
    let names = kept.map(|entry| entry.unwrap().file_name());
    for name in names {
        let name = name.to_string_lossy();
        assert!(!name.starts_with("state-"), "{name}");
    }
}

/// The last number that a worker has noted is there, or one that it was
/// about to note.
fn notes(state: &State, exercise: &Exercise, worker: u64, said: &Said) {
    let own = |d: &&Deed| {
        (d.what, d.worker, d.id()) == (What::Note, worker, &*exercise.id)
    };
    let last = |deeds: &BTreeSet<Deed>| {
        let numbers = deeds.iter().filter(own).map(|d| d.number as i64);
        numbers.max().unwrap_or(0)
    };
    let kept = state.number(exercise, &format!("note-{worker}"));
    let (done, begun) = (last(&said.done), last(&said.begun));
    assert!((done..=begun).contains(&kept), "{kept}: {done}, {begun}");
}

/// Every line that was written is in the program, or in one that a reset has
/// kept; and whatever was begun and killed, a start has all of it there.
fn programs(checkout: &Checkout, exercise: &Exercise, said: &Said) {
    let id = exercise.id.as_str();
    let text = |dir: &Path| {
        let main = fs::read_to_string(dir.join("src/main.rs"));
        main.unwrap_or_default()
    };
    let mut written = text(&checkout.work().join(id));
    let backup = checkout.work().join(".ex/backup");
    for kept in fs::read_dir(backup).into_iter().flatten().flatten() {
        written += &text(&kept.path());
    }
    let own = said.done.iter().filter(|d| d.id() == id);
    for deed in own.filter(|d| d.what == What::Write) {
        assert!(written.contains(&deed.line()), "{deed:?} is lost");
    }
    checkout.says(&["start", id], 0, id);
    let manifest = fs::read_to_string(checkout.work().join("Cargo.toml"));
    assert!(manifest.unwrap().contains(&format!("    \"{id}\",\n")));
    assert!(checkout.work().join(id).join("Cargo.toml").is_file());
    assert!(text(&checkout.work().join(id)).contains("fn main()"));
}
