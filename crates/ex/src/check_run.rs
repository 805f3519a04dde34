//! One run of a check: its script is played against the program.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::child::{Child, NothingMore, Target};
use crate::doors::Doors;
use crate::ends::{End, Ending};
use crate::exercise::{Check, Role};
use crate::expected::Expected;
use crate::log::{Log, What};
use crate::pieces::resolve;
use crate::script::{Act, DoorKind, Piece, Step};
use crate::verdict::{Failure, Stop, Verdict};

/// Who is meant by the program in a transcript.
pub const PROGRAM: &str = "program";

/// What a run of a check has: the program, the ends of the wire to it, and
/// what has happened so far.
#[derive(Debug)]
struct CheckRun {
    target: Target,
    seed: u64,
    log: Log,
    names: BTreeMap<String, Vec<u8>>,
    child: Option<Child>,
    addr: Option<SocketAddr>,
    ends: BTreeMap<String, End>,
    doors: Doors,
}

/// Plays one check against the program.
pub fn play(role: Role, check: &Check, target: &Target, seed: u64) -> Verdict {
    if check.linux && !cfg!(target_os = "linux") {
        return Verdict::CannotTell("only Linux can show this".into());
    }
    let mut run = CheckRun {
        target: target.clone(),
        seed,
        log: Log::new(),
        names: BTreeMap::new(),
        child: None,
        addr: None,
        ends: BTreeMap::new(),
        doors: Doors::new(),
    };
    let host = run.doors.host().to_string();
    run.names.insert("host".into(), host.into_bytes());
    let played = run.play(role, check);
    run.verdict(played)
}

impl CheckRun {
    fn play(&mut self, role: Role, check: &Check) -> Result<(), Stop> {
        if role == Role::Server {
            self.start(&["127.0.0.1:0".into()], Duration::from_millis(300))?;
            let addr = self.child()?.address()?;
            self.addr = Some(addr);
            let what = What::Note(format!("listening on {addr}"));
            self.log.add(PROGRAM, what);
        }
        let steps = check.script.steps.iter();
        steps.map(|(_, step)| step).try_for_each(|s| self.step(s))
    }

    fn verdict(&mut self, played: Result<(), Stop>) -> Verdict {
        if let (Err(Stop::Fail { .. }), Some(child)) =
            (&played, &mut self.child)
        {
            child.calm_down();
        }
        let said = self.child.as_mut().map(Child::end).unwrap_or_default();
        match played {
            Ok(()) => Verdict::Pass,
            Err(Stop::CannotTell(why)) => Verdict::CannotTell(why),
            Err(Stop::Fail { expected, came }) => {
                Verdict::Fail(Box::new(Failure {
                    expected,
                    came,
                    log: self.log.lines(false),
                    transcript: self.log.lines(true),
                    said: Child::tail(said),
                }))
            }
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), Stop> {
        match step {
            Step::Let(name, pieces) => {
                let value = self.bytes(pieces)?;
                self.names.insert(name.clone(), value);
                Ok(())
            }
            Step::End(name, act) => self.act(name, act),
            Step::Run(args) => {
                let args = args.iter().map(|arg| self.text(arg));
                let args: Vec<String> = args.collect::<Result<_, _>>()?;
                // A client may wait for its peers for a while.
                self.start(&args, Duration::from_secs(1))
            }
            Step::Type(pieces) => {
                let text = self.text(pieces)?;
                self.note(format!("is typed {}", text.trim_end()));
                self.child()?.type_text(&text);
                Ok(())
            }
            Step::EndInput => {
                self.note("is told the end of its input".into());
                self.child()?.end_input();
                Ok(())
            }
            Step::Prints(pieces) => self.prints(pieces),
            Step::PrintsNothingMore => self.prints_nothing_more(),
            Step::Complains => self.complains(),
            Step::Exits(status) => self.exits(*status),
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

    fn start(&mut self, args: &[String], period: Duration) -> Result<(), Stop> {
        self.note(format!("started with {}", args.join(" ")));
        let child = Child::start(&self.target, args, period);
        let trouble = |e| Stop::trouble("the program cannot be started", e);
        self.child = Some(child.map_err(trouble)?);
        Ok(())
    }

    fn act(&mut self, name: &str, act: &Act) -> Result<(), Stop> {
        match act {
            Act::Is(kind, at) => return self.hold(name, *kind, *at),
            Act::Connect => return self.reach(name, End::connect),
            Act::Open => return self.reach(name, End::open),
            Act::Send(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, _, log) = self.end(name)?;
                end.send(&bytes, log)?;
            }
            Act::Trickle(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.trickle(&bytes, child, log)?;
            }
            Act::Exchange(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.exchange(&bytes, child, log)?;
            }
            Act::Receive(pieces) => {
                let expected = resolve(pieces, &self.names, self.seed);
                let (end, child, log) = self.end(name)?;
                end.receive(expected, child, log)?;
            }
            Act::ReceiveEnd => self.receive_end(name, Ending::Fin)?,
            Act::ReceiveEndOrReset => {
                self.receive_end(name, Ending::FinOrReset)?;
            }
            Act::Settle => {
                let (end, child, _) = self.end(name)?;
                end.settle(child);
            }
            Act::HalfClose => {
                let (end, _, log) = self.end(name)?;
                end.half_close(log);
            }
            Act::Close => self.take_end(name)?.close(&mut self.log),
            Act::Reset => self.take_end(name)?.reset(&mut self.log)?,
        }
        Ok(())
    }

    fn hold(
        &mut self,
        name: &str,
        kind: DoorKind,
        at: Option<u16>,
    ) -> Result<(), Stop> {
        let (port, what) = self.doors.hold(kind, at)?;
        self.names
            .insert(name.into(), port.to_string().into_bytes());
        self.log.add(name, What::Note(what));
        Ok(())
    }

    fn reach(
        &mut self,
        name: &str,
        how: fn(&str, SocketAddr, &mut Log) -> Result<End, Stop>,
    ) -> Result<(), Stop> {
        let addr = self.addr.ok_or_else(|| no("program to reach"))?;
        let end = how(name, addr, &mut self.log)?;
        self.ends.insert(name.into(), end);
        Ok(())
    }

    fn receive_end(&mut self, name: &str, how: Ending) -> Result<(), Stop> {
        let (end, child, log) = self.end(name)?;
        end.receive_end(how, child, log)
    }

    /// An end, and what it works with. Unless the script closes it, it stays
    /// open until the program has been ended, which would else complain.
    fn end(
        &mut self,
        name: &str,
    ) -> Result<(&mut End, &mut Child, &mut Log), Stop> {
        let end = self.ends.get_mut(name).ok_or_else(|| no(name))?;
        let child = self.child.as_mut().ok_or_else(|| no("program"))?;
        Ok((end, child, &mut self.log))
    }

    fn take_end(&mut self, name: &str) -> Result<End, Stop> {
        self.ends.remove(name).ok_or_else(|| no(name))
    }

    fn prints(&mut self, pieces: &[Piece]) -> Result<(), Stop> {
        let expected = self.text(pieces)?;
        let wanted = format!("the line `{expected}` on standard output");
        match self.child()?.line() {
            Ok(Some(line)) => {
                self.note(format!("prints {line}"));
                if line == expected {
                    Ok(())
                } else {
                    Err(Stop::fail(wanted, format!("`{line}`")))
                }
            }
            Ok(None) => {
                let why = match self.child()?.wait() {
                    Ok(status) => NothingMore::Ended(status).text(),
                    Err(_) => "its standard output is closed".into(),
                };
                Err(Stop::fail(wanted, why))
            }
            Err(lost) => Err(Stop::fail(wanted, lost.text())),
        }
    }

    fn prints_nothing_more(&mut self) -> Result<(), Stop> {
        let wanted = "no more lines on standard output";
        match self.child()?.line() {
            Ok(Some(line)) => Err(Stop::fail(wanted, format!("`{line}`"))),
            Ok(None) | Err(NothingMore::Ended(_)) => Ok(()),
            Err(lost) => Err(Stop::fail(wanted, lost.text())),
        }
    }

    fn exits(&mut self, wanted: i32) -> Result<(), Stop> {
        let expected = format!("your program ends with status {wanted}");
        match self.child()?.wait() {
            Ok(status) if status == wanted => {
                self.note(format!("ended with status {status}"));
                Ok(())
            }
            Ok(status) => {
                Err(Stop::fail(expected, NothingMore::Ended(status).text()))
            }
            Err(lost) => Err(Stop::fail(expected, lost.text())),
        }
    }

    fn complains(&mut self) -> Result<(), Stop> {
        let lines = self.child()?.end();
        let expected = "one line on standard error that says what is wrong";
        let panicked = lines.iter().any(|line| line.contains("panicked at"));
        match lines.len() {
            1 if !panicked => Ok(()),
            _ if panicked => Err(Stop::fail(expected, "a panic")),
            n => Err(Stop::fail(expected, format!("{n} lines"))),
        }
    }

    fn note(&mut self, text: String) {
        self.log.add(PROGRAM, What::Note(text));
    }

    fn child(&mut self) -> Result<&mut Child, Stop> {
        self.child.as_mut().ok_or_else(|| no("program"))
    }

    fn bytes(&self, pieces: &[Piece]) -> Result<Vec<u8>, Stop> {
        let parts = resolve(pieces, &self.names, self.seed);
        let known = parts.into_iter().map(|part| match part {
            Expected::Bytes(bytes) => Ok(bytes),
            _ => Err(no("known bytes")),
        });
        let known: Vec<Vec<u8>> = known.collect::<Result<_, _>>()?;
        Ok(known.concat())
    }

    fn text(&self, pieces: &[Piece]) -> Result<String, Stop> {
        let bytes = self.bytes(pieces)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A script that does not fit together is the author's mistake.
fn no(what: &str) -> Stop {
    Stop::CannotTell(format!("the check's script has no {what} here"))
}
