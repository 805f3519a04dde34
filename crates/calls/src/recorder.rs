//! The recorder as a run sees it: who starts its programs.

use std::io;
use std::process::{Child, Command as Process};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use lab::process::{Program, WATCHDOG};
use lab::runner::Director;
use lab::tap::{Line, Tap};
use record::calls::{CallSettings, Sent, Step, What, Who};
use record::{Calls, Command};

use crate::attribute::Attribution;
use crate::log::Log;
use crate::tracer::{self, Request, Tracer, Wire};

/// Records a run in the namespace that this process is in.
pub struct Recorder {
    /// Where the packets are of interest: so is each connection's end.
    tap: Option<Arc<Tap>>,
    requests: Sender<Request>,
    tracer: JoinHandle<Result<(Vec<Step>, usize), String>>,
    settings: CallSettings,
}

impl Recorder {
    /// Starts to record. Where the packets are of interest, the run is over
    /// only when each connection is.
    ///
    /// # Errors
    /// Outside a namespace of our own, and where nothing may be traced.
    pub fn start(
        settings: CallSettings,
        packets: bool,
    ) -> io::Result<Recorder> {
        tracer::try_out()?;
        let start = || Tap::start_both_ways().map(Arc::new);
        let tap = packets.then(start).transpose()?;
        let line = match &tap {
            Some(tap) => Line::of(tap),
            None => Line::start(),
        }?;
        let (requests, asked) = mpsc::channel();
        let heard = tap.clone();
        let attribution =
            packets.then(|| Attribution::new(settings.delayed_acks));
        let tracer = thread::spawn(move || {
            let wire = Some(Wire {
                line,
                tap: heard.as_deref(),
            });
            Tracer::new(wire, asked, Log::new(attribution)).run()
        });
        Ok(Recorder {
            tap,
            requests,
            tracer,
            settings,
        })
    }

    /// Ends the recording, when all programs have been killed: the steps,
    /// unmasked, and the packets whose numbers they name.
    ///
    /// # Errors
    /// What went wrong while it was recorded.
    pub fn finish(self) -> Result<(Calls, Vec<Vec<u8>>), String> {
        drop(self.requests);
        let traced = self.tracer.join();
        let (mut steps, heard) =
            traced.map_err(|_| "the tracer panicked")??;
        let packets = match self.tap.map(Arc::into_inner) {
            Some(tap) => tap.ok_or("the tap is still in use")?.finish(),
            None => Vec::new(),
        };
        let rest = heard + 1..=packets.len();
        if !rest.is_empty() {
            let sent = |number| Sent {
                number,
                perhaps: false,
            };
            steps.push(Step {
                who: Who::End,
                what: What::Sends,
                place: None,
                packets: rest.map(sent).collect(),
            });
        }
        let settings = self.settings;
        Ok((Calls { settings, steps }, packets))
    }

    /// Waits until all programs sleep or have ended.
    pub fn rest(&self) {
        let _ = self.ask(|reply| Request::Settle { reply });
    }

    /// Asks the tracer for something, and waits until all is at rest.
    fn ask<T>(
        &self,
        request: impl FnOnce(Sender<T>) -> Request,
    ) -> io::Result<T> {
        let (reply, answer): (_, Receiver<T>) = mpsc::channel();
        let sent = self.requests.send(request(reply));
        sent.map_err(|_| io::Error::other("the tracer has ended"))?;
        answer.recv_timeout(WATCHDOG).map_err(|_| {
            io::Error::other(
                "the programs come to no rest, or the tracer ended",
            )
        })
    }
}

impl Director for Recorder {
    fn start(
        &self,
        terminal: &str,
        shown: &Command,
        process: Process,
    ) -> io::Result<Program> {
        // The lab's own peers are nobody's listing.
        let sources = matches!(shown, Command::Run { .. });
        Program::start_by(process, |command| -> io::Result<Child> {
            self.ask(|reply| Request::Start {
                terminal: terminal.to_string(),
                command: Box::new(command),
                sources,
                reply,
            })?
        })
    }

    fn typed(&self, terminal: &str) {
        let terminal = terminal.to_string();
        let _ = self.ask(|reply| Request::Typed { terminal, reply });
    }

    fn settle(&self, deadline: Instant) {
        if let Some(tap) = &self.tap {
            tap.wait_closed(deadline);
        }
        self.rest();
    }
}
