//! What a stage hears and sees beside what its programs print.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command as Process;
use std::time::Instant;

use calls::Recorder;
use lab::namespace;
use lab::process::{Program, WATCHDOG};
use lab::runner::{Director, Played};
use lab::tap::{Line, Tap};
use record::calls::CallSettings;
use record::{Command, Settings, Trace};

use super::{CALLS, End, Play, Stage, TRACE, failed};

/// Waits until what the tap hears has come to its end.
struct Listener<'a>(&'a Tap);

impl Director for Listener<'_> {
    /// A reader of packets finds them in its file, each connection whole.
    fn start(
        &self,
        _terminal: &str,
        shown: &Command,
        process: Process,
    ) -> io::Result<Program> {
        if let Command::Tshark { file, .. } = shown {
            if !self.0.wait_closed(Instant::now() + WATCHDOG) {
                let open = "a connection is open, so what tshark reads of it \
                            is not certain; let its programs close it first";
                return Err(io::Error::other(open));
            }
            Line::of(self.0)?.settle()?;
            let dir = process.get_current_dir().unwrap_or(Path::new("."));
            let packets = self.0.so_far();
            let packets = packets.iter().map(Vec::as_slice);
            fs::write(dir.join(file), record::pcap(packets))?;
        }
        Program::start(process)
    }

    fn settle(&self, deadline: Instant) {
        // Where a connection stays open its end is not recorded, and the
        // comparison of several runs tells whether that is safe.
        self.0.wait_closed(deadline);
    }
}

impl Stage {
    /// Plays with a tap on the wire, for a command that reads what crosses.
    pub(super) fn read(&self, play: Play) -> Result<Played, End> {
        let tap = Tap::start().map_err(no_tap)?;
        play(&Listener(&tap))
    }

    /// Plays with a tap on the wire and leaves the trace in a file.
    pub(super) fn tapped(&self, play: Play) -> Result<Played, End> {
        self.limit_packets()?;
        let tap = Tap::start().map_err(no_tap)?;
        let played = play(&Listener(&tap))?;
        self.leave(TRACE, Trace::new(Settings::default(), tap.finish()))?;
        Ok(played)
    }

    /// Plays with every call recorded, and leaves the calls in a file, and the
    /// trace that they name, where one is kept.
    pub(super) fn traced(&self, play: Play) -> Result<Played, End> {
        let text = fs::read_to_string(self.record.with_extension("calls"));
        let settings = CallSettings::parse(&text.unwrap_or_default());
        self.limit_packets()?;
        if !settings.delayed_acks {
            namespace::acknowledge_at_once()
                .map_err(|error| End::Unavailable(error.to_string()))?;
        }
        let has_wire = self.record.with_extension("wire").exists();
        let recorder = Recorder::start(settings, has_wire).map_err(no_tap)?;
        let played = play(&recorder);
        // What went wrong in the recorder is why the record went wrong.
        let (mut calls, packets) = recorder.finish().map_err(failed)?;
        let mut played = played?;
        calls.mask(&mut played.masks);
        self.leave(CALLS, calls)?;
        if has_wire {
            self.leave(TRACE, Trace::new(Settings::default(), packets))?;
        }
        Ok(played)
    }

    /// Makes the loopback as narrow as the trace says.
    fn limit_packets(&self) -> Result<(), End> {
        let text = fs::read_to_string(self.record.with_extension("wire"));
        match Settings::parse(&text.unwrap_or_default()).mtu {
            Some(mtu) => super::limit_packets(mtu),
            None => Ok(()),
        }
    }

    fn leave(&self, name: &str, what: impl ToString) -> Result<(), End> {
        fs::write(self.dir.join(name), what.to_string()).map_err(failed)
    }
}

fn no_tap(error: io::Error) -> End {
    End::Unavailable(format!("wire tap: {error}"))
}
