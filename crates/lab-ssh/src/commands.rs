//! The commands: all the server can be asked to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use russh::server::Msg;
use russh::{ChannelWriteHalf, Error, Sig};

use crate::channel::{Ending, Input, STDERR, Setting};
use crate::tunnels::Tunnels;
use crate::words;

/// The most that `flood` sends, in MiB.
const FLOOD_LIMIT: u32 = 256;

const HELP: &str = "\
args WORDS            each word on a line of its own, numbered
both                  a line to each of stdout and stderr; status 3
cat                   stdin to stdout
dial PORT WORDS       WORDS to a port that a client has asked for
echo WORDS            WORDS to stdout
env                   the variables that the client has set
exit N                status N, 0 to 4294967295, or `none` at all
flood STREAM N        N MiB of lines to stdout or stderr
help                  this list
kill SIGNAL           ends by that signal: HUP, INT, KILL, TERM
tty                   the terminal that the client has asked for
wait                  says so, and waits for the end of stdin or a signal
warn WORDS            WORDS to stderr
";

pub struct Command<'a> {
    pub out: &'a ChannelWriteHalf<Msg>,
    pub setting: Setting,
    pub tunnels: Arc<Tunnels>,
    pub input: Input,
    pub queued: Arc<AtomicUsize>,
}

impl Command<'_> {
    pub async fn execute(mut self, line: &str) -> Result<Ending, Error> {
        let words = match words::split(line) {
            Ok(words) => words,
            Err(problem) => return self.fail(&problem, 2).await,
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["help"] => self.say(HELP).await,
            ["echo", words @ ..] => self.say(&line_of(words)).await,
            ["warn", words @ ..] => {
                self.warn(&line_of(words)).await?;
                Ok(Ending::Status(0))
            }
            ["args", words @ ..] => self.say(&numbered(words)).await,
            ["both"] => self.both().await,
            ["cat"] => self.cat().await,
            ["dial", port, words @ ..] => self.dial(port, line_of(words)).await,
            ["env"] => self.env().await,
            ["exit", status] => self.exit(status).await,
            ["flood", stream, mib] => self.flood(stream, mib).await,
            ["kill", signal] => self.kill(signal).await,
            ["tty"] => self.tty().await,
            ["wait"] => self.wait().await,
            [name, ..] => {
                let problem = format!("{name}: no such command; try help");
                self.fail(&problem, 127).await
            }
            [] => self.fail("an empty command; try help", 127).await,
        }
    }

    async fn both(&self) -> Result<Ending, Error> {
        self.say("this line went to stdout\n").await?;
        self.warn("this line went to stderr\n").await?;
        Ok(Ending::Status(3))
    }

    async fn cat(&mut self) -> Result<Ending, Error> {
        while let Some(data) = self.input.recv().await {
            let length = data.len();
            self.out.data_bytes(data).await?;
            self.queued.fetch_sub(length, Ordering::Relaxed);
        }
        Ok(Ending::Status(0))
    }

    async fn dial(&self, port: &str, line: String) -> Result<Ending, Error> {
        let port = port.parse().unwrap_or(0);
        match self.tunnels.dial(port, line).await {
            Some(Ok(answer)) => {
                self.say(&String::from_utf8_lossy(&answer)).await
            }
            Some(Err(_)) => self.fail("dial: the client refused", 1).await,
            None => self.fail("dial: no client listens there", 1).await,
        }
    }

    async fn env(&self) -> Result<Ending, Error> {
        let variables = self.setting.variables.iter();
        let lines = variables.map(|(name, value)| format!("{name}={value}\n"));
        self.say(&lines.collect::<String>()).await
    }

    async fn tty(&self) -> Result<Ending, Error> {
        match &self.setting.terminal {
            Some(terminal) => self.say(&format!("{terminal}\n")).await,
            None => self.fail("not a tty", 1).await,
        }
    }

    async fn wait(&mut self) -> Result<Ending, Error> {
        self.say("waiting\n").await?;
        while let Some(data) = self.input.recv().await {
            self.queued.fetch_sub(data.len(), Ordering::Relaxed);
        }
        Ok(Ending::Status(0))
    }

    async fn exit(&self, status: &str) -> Result<Ending, Error> {
        match status.parse() {
            Ok(status) => Ok(Ending::Status(status)),
            Err(_) if status == "none" => Ok(Ending::Unsaid),
            Err(_) => self.fail("exit: say 0 to 4294967295", 2).await,
        }
    }

    async fn flood(&self, stream: &str, mib: &str) -> Result<Ending, Error> {
        let mib = mib.parse().unwrap_or(u32::MAX);
        if mib > FLOOD_LIMIT || !matches!(stream, "stdout" | "stderr") {
            let usage = "flood: say stdout or stderr, and 0 to 256 (MiB)";
            return self.fail(usage, 2).await;
        }
        // 512 lines of 64 bytes.
        let block = format!("{:-<63}\n", "").repeat(512).into_bytes();
        for _ in 0..mib * 32 {
            match stream {
                "stdout" => self.out.data_bytes(block.clone()).await?,
                _ => {
                    let block = block.clone();
                    self.out.extended_data_bytes(STDERR, block).await?;
                }
            }
        }
        Ok(Ending::Status(0))
    }

    async fn kill(&self, signal: &str) -> Result<Ending, Error> {
        let signal = match signal.trim_start_matches("SIG") {
            "HUP" => Sig::HUP,
            "INT" => Sig::INT,
            "KILL" => Sig::KILL,
            "TERM" => Sig::TERM,
            _ => return self.fail("kill: HUP, INT, KILL or TERM", 2).await,
        };
        Ok(Ending::Signal(signal))
    }

    async fn say(&self, text: &str) -> Result<Ending, Error> {
        let text = self.shown(text).into_bytes();
        self.out.data_bytes(text).await?;
        Ok(Ending::Status(0))
    }

    async fn warn(&self, text: &str) -> Result<(), Error> {
        let bytes = self.shown(text).into_bytes();
        match self.setting.terminal {
            Some(_) => self.out.data_bytes(bytes).await,
            None => self.out.extended_data_bytes(STDERR, bytes).await,
        }
    }

    /// A terminal has one stream, and its lines end with a carriage return.
    fn shown(&self, text: &str) -> String {
        match self.setting.terminal {
            Some(_) => text.replace('\n', "\r\n"),
            None => text.to_string(),
        }
    }

    async fn fail(&self, text: &str, status: u32) -> Result<Ending, Error> {
        self.warn(&format!("{text}\n")).await?;
        Ok(Ending::Status(status))
    }
}

fn line_of(words: &[&str]) -> String {
    words.join(" ") + "\n"
}

fn numbered(words: &[&str]) -> String {
    (1..)
        .zip(words)
        .map(|(number, word)| format!("{number}: {word}\n"))
        .collect()
}
