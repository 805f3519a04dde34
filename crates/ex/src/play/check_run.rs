//! One run of a check: its script is played against the program.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use exercise::{Limits, Symptom};

use super::doors::Doors;
use super::draw::Draw;
use super::ends::End;
use super::expected::Expected;
use super::log::{Log, PROGRAM, STARTED, What};
use super::pieces::{Names, resolve};
use super::prints;
use super::script::{Act, DoorAt, Piece, Script, Step};
use super::verdict::{Extent, Failure, Stop, Verdict};
use crate::clock;
use crate::exercise::{Check, Exercise, Role};
use crate::observe::address;
use crate::observe::child::{Child, Target};
use crate::observe::own_time::OwnTime;
use crate::tell::bytes::{argument, shortened};

/// What a run of a check has: the program, the ends of the wire to it, and
/// what has happened so far.
#[derive(Debug)]
pub(super) struct CheckRun {
    target: Target,
    role: Role,
    limits: Limits,
    pub(super) draw: Draw,
    pub(super) log: Log,
    pub(super) names: Names,
    pub(super) child: Option<Child>,
    pub(super) addr: Option<SocketAddr>,
    pub(super) ends: BTreeMap<String, End>,
    pub(super) doors: Doors,
    /// The line by which the program refuses.
    refusal: Option<String>,
    /// When something was first played that is played again and again.
    repeats: Option<OwnTime>,
    /// When the last program was started.
    begun: Option<Instant>,
    /// A silence was longer than it had to be.
    pub(super) overslept: bool,
    /// How many threads and processes it had when that was last asked.
    pub(super) threads: Option<usize>,
    /// Whether a failure is looked into.
    pub(super) curious: bool,
}

/// What is drawn and named for a run of a check, as far as that is known
/// before it is played.
pub fn example(check: &Check, seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut draw = Draw::new(seed, &check.id);
    let mut names = Names::new();
    let mut drawn = Vec::new();
    for step in &check.script.steps() {
        if let Step::Let(name, pieces) = step
            && let Ok(value) = known(pieces, &names, &mut draw)
        {
            names.insert(name.clone(), value.clone());
            drawn.push((name.clone(), value));
        }
    }
    drawn
}

/// Where the machine was too busy; with what it would be if it was not.
pub(super) struct Busy(pub(super) Option<Box<Failure>>);

/// One run of one script. Only where that is wanted, a failure is looked into.
///
/// # Errors
/// Where the machine was too busy.
pub(super) fn once(
    exercise: &Exercise,
    check: &Check,
    script: &Script,
    target: &Target,
    seed: u64,
    curious: bool,
) -> Result<Verdict, Busy> {
    let mut run = CheckRun {
        target: target.clone(),
        role: exercise.role,
        limits: exercise.limits,
        log: Log::new(),
        names: Names::new(),
        child: None,
        addr: None,
        ends: BTreeMap::new(),
        doors: Doors::new(Draw::new(seed, "doors")),
        draw: Draw::new(seed, &check.id),
        refusal: None,
        repeats: None,
        begun: None,
        overslept: false,
        threads: None,
        curious,
    };
    let host = run.doors.host().to_string();
    run.names.insert("host".into(), host.into_bytes());
    let played = run.play(script);
    run.verdict(played)
}

impl CheckRun {
    fn play(&mut self, script: &Script) -> Result<Extent, Stop> {
        if self.role == Role::Server {
            self.start(&["127.0.0.1:0".into()])?;
            let addr = self.child()?.address()?;
            address::bound(addr)?;
            self.addr = Some(addr);
            let what = What::Note(format!("listening on {addr}"));
            self.log.add(PROGRAM, what);
        }
        let mut extent = Extent::Whole;
        let steps = script.steps();
        for (index, step) in steps.iter().enumerate() {
            if needs_ipv6(step) && TcpListener::bind("[::1]:0").is_err() {
                break;
            }
            if let Step::EnoughAfter(time) = step {
                let child = self.child.as_ref().ok_or_else(|| no("program"))?;
                let repeats = self.repeats.get_or_insert_with(|| child.watch());
                repeats.look();
                if repeats.had() >= Duration::from_millis(*time) {
                    extent = Extent::Shortened;
                    break;
                }
            }
            if let Step::EnoughIfSlower(time) = step {
                let begun = self.begun.ok_or_else(|| no("program"))?;
                if begun.elapsed() > Duration::from_millis(*time) {
                    extent = Extent::Shortened;
                    break;
                }
            }
            self.step(step, &steps[index + 1..])?;
        }
        // What was freed again was held all the same.
        if self.child.as_ref().is_some_and(Child::has_held_too_much) {
            let most = self.limits.memory;
            let expected = format!("at most {most} MiB more than at first");
            return Err(Stop::fail(
                Symptom::Memory,
                expected,
                "more than that",
            ));
        }
        Ok(extent)
    }

    fn verdict(
        &mut self,
        played: Result<Extent, Stop>,
    ) -> Result<Verdict, Busy> {
        // The program may have had enough of it, and be right.
        let doubted = self.overslept || self.may_be_given_up(&played);
        if let (Err(Stop::Fail { .. }), Some(child)) =
            (&played, &mut self.child)
            && self.curious
        {
            child.calm_down();
        }
        let said = self.child.as_mut().map(Child::end).unwrap_or_default();
        let failure = |symptom, expected, came| {
            Box::new(Failure {
                symptom,
                expected,
                came,
                log: self.log.lines(false),
                transcript: self.log.lines(true),
                likely: None,
                said: Child::tail(said),
            })
        };
        match played {
            Ok(extent) => Ok(Verdict::Pass(extent)),
            Err(Stop::Starved) => Err(Busy(None)),
            Err(Stop::CannotTell(why)) => Ok(Verdict::CannotTell(why)),
            Err(Stop::Doubted {
                symptom,
                expected,
                came,
            }) => Err(Busy(Some(failure(symptom, expected, came)))),
            Err(Stop::Fail {
                symptom,
                expected,
                came,
            }) if doubted => Err(Busy(Some(failure(symptom, expected, came)))),
            Err(Stop::Fail {
                symptom,
                expected,
                came,
            }) => Ok(Verdict::Fail(failure(symptom, expected, came))),
        }
    }

    /// Whether a connection has ended while one was there for longer than a
    /// client may take, as on a busy machine.
    fn may_be_given_up(&self, played: &Result<Extent, Stop>) -> bool {
        let Err(Stop::Fail { symptom, .. }) = played else {
            return false;
        };
        matches!(symptom, Symptom::Closed | Symptom::Reset)
            && self.ends.values().any(End::outstays)
    }

    /// One step, and those that follow it.
    fn step(&mut self, step: &Step, following: &[Step]) -> Result<(), Stop> {
        match step {
            Step::Let(name, pieces) => {
                let value = self.bytes(pieces)?;
                self.names.insert(name.clone(), value);
                Ok(())
            }
            Step::End(name, act) => self.act(name, act),
            Step::Run(args) => {
                let args: Vec<String> = args
                    .iter()
                    .map(|arg| self.text(arg))
                    .collect::<Result<_, _>>()?;
                self.start(&args)
            }
            Step::Type(pieces) => {
                let text = self.text(pieces)?;
                for line in text.lines() {
                    self.note(format!("is typed {}", shortened(line)));
                }
                self.child()?.type_text(&text);
                Ok(())
            }
            Step::EndInput => {
                self.note("is told the end of its input".into());
                self.child()?.end_input();
                Ok(())
            }
            Step::Prints(pieces) => {
                let expected = self.text(pieces)?;
                let following = self.printed_next(following);
                let refusal = self.refusal.clone();
                self.printed(&expected, &following, refusal.as_deref())
            }
            Step::PrintsRow(name) => self.prints_row(name),
            // It is looked at where the steps are played one by one.
            Step::EnoughAfter(_) | Step::EnoughIfSlower(_) => Ok(()),
            Step::Refusal(pieces) => {
                self.refusal = Some(self.text(pieces)?);
                Ok(())
            }
            Step::PrintsNothingMore => prints::nothing_more(self.child()?),
            Step::Complains => prints::complains(self.child()?),
            Step::Exits(status) => {
                let (child, log) = self.program()?;
                prints::exits(*status, child, log)
            }
            Step::Second => {
                clock::until_a_second_begins();
                Ok(())
            }
            Step::Grown(most) => self.grown(*most),
            Step::Pause(time) => self.pause(Duration::from_millis(*time)),
            Step::Tick => {
                // The clock itself is what is waited for.
                let begun = SystemTime::now();
                while begun.elapsed().is_ok_and(|t| t.as_millis() < 2) {
                    thread::sleep(Duration::from_millis(1));
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, args: &[String]) -> Result<(), Stop> {
        self.note(match args {
            [] => format!("{STARTED}out arguments"),
            _ => {
                let args = args.iter().map(|arg| argument(arg));
                let args: Vec<String> = args.collect();
                format!("{STARTED} {}", args.join(" "))
            }
        });
        self.begun = Some(Instant::now());
        let child = Child::start(&self.target, args, self.limits, self.role);
        let trouble = |e| Stop::trouble("the program cannot be started", e);
        let child = child.map_err(trouble)?;
        self.doors.tried_by(child.id());
        self.child = Some(child);
        Ok(())
    }

    fn note(&mut self, text: String) {
        self.log.add(PROGRAM, What::Note(text));
    }

    pub(super) fn child(&mut self) -> Result<&mut Child, Stop> {
        self.child.as_mut().ok_or_else(|| no("program"))
    }

    pub(super) fn program(&mut self) -> Result<(&mut Child, &mut Log), Stop> {
        let child = self.child.as_mut().ok_or_else(|| no("program"))?;
        Ok((child, &mut self.log))
    }

    pub(super) fn bytes(&mut self, pieces: &[Piece]) -> Result<Vec<u8>, Stop> {
        known(pieces, &self.names, &mut self.draw).map_err(mistake)
    }

    fn text(&mut self, pieces: &[Piece]) -> Result<String, Stop> {
        let bytes = self.bytes(pieces)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Whether a step is played only where there is IPv6, with all after it.
fn needs_ipv6(step: &Step) -> bool {
    matches!(step, Step::End(_, Act::Is(_, DoorAt::Loopback6)))
}

/// Bytes that are known before they come.
pub(super) fn known(
    pieces: &[Piece],
    names: &Names,
    draw: &mut Draw,
) -> Result<Vec<u8>, String> {
    let parts = resolve(pieces, names, draw)?;
    let known = parts.into_iter().map(|part| match part {
        Expected::Bytes(bytes) => Ok(bytes),
        Expected::Now => Err("`now` can only be received".to_string()),
    });
    Ok(known.collect::<Result<Vec<_>, _>>()?.concat())
}

/// A script that does not fit together is the author's mistake.
pub(super) fn no(what: &str) -> Stop {
    mistake(format!("it has no {what} here"))
}

pub(super) fn mistake(what: String) -> Stop {
    Stop::CannotTell(format!("the check's script: {what}"))
}
