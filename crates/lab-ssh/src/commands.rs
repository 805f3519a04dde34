//! The commands: all the server can be asked to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use russh::server::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Error, Sig};
use tokio::sync::mpsc;

use crate::words;

/// The extended data type of standard error (RFC 4254 §5.2).
pub const STDERR: u32 = 1;

/// The most that is kept for a client that sends and does not read. russh
/// gives the client's window back by itself, so only a limit bounds it.
const BACKLOG: usize = 64 << 20;

/// What is said to a client that went over it.
pub const UNREAD: &str =
    "cut: you have 64 MiB still to read; read while you send\n";

/// The most that `flood` sends, in MiB.
const FLOOD_LIMIT: u32 = 256;

const HELP: &str = "\
args WORDS            each word on a line of its own, numbered
both                  a line to each of stdout and stderr; status 3
cat                   stdin to stdout
echo WORDS            WORDS to stdout
exit N                status N, 0 to 4294967295, or `none` at all
flood STREAM N        N MiB of lines to stdout or stderr
help                  this list
kill SIGNAL           ends by that signal: HUP, INT, KILL, TERM
warn WORDS            WORDS to stderr
";

/// How a command ended (RFC 4254 §6.10): a status or a signal, never both.
/// A server should say which, and need not.
pub enum Ending {
    Status(u32),
    Signal(Sig),
    Unsaid,
    /// Its client has sent too much without reading.
    Unread,
}

/// What the client still sends to a running command.
type Input = mpsc::UnboundedReceiver<Vec<u8>>;

/// Runs the command `line` until it ends, or until its client closes the
/// channel or goes away; then there is no ending and nobody to tell.
pub async fn run(
    line: &str,
    mut from_client: ChannelReadHalf,
    to_client: &ChannelWriteHalf<Msg>,
) -> Option<Ending> {
    let queued = Arc::new(AtomicUsize::new(0));
    let (feed, input) = mpsc::unbounded_channel();
    let command = Command {
        out: to_client,
        input,
        queued: Arc::clone(&queued),
    };
    tokio::select! {
        ending = command.execute(line) => ending.ok(),
        ending = watch(&mut from_client, feed, &queued) => ending,
    }
}

/// Keeps reading whatever the command does: an unread message would stop
/// the whole connection, the client's window adjustments with it.
async fn watch(
    from_client: &mut ChannelReadHalf,
    feed: mpsc::UnboundedSender<Vec<u8>>,
    queued: &AtomicUsize,
) -> Option<Ending> {
    let mut feed = Some(feed);
    loop {
        match from_client.wait().await {
            Some(ChannelMsg::Data { data }) => {
                let before = queued.fetch_add(data.len(), Ordering::Relaxed);
                if before + data.len() > BACKLOG {
                    return Some(Ending::Unread);
                }
                // A command that reads no input has dropped its end.
                let _ = feed.as_ref().map(|feed| feed.send(data.to_vec()));
            }
            Some(ChannelMsg::Eof) => feed = None,
            Some(ChannelMsg::Close) | None => return None,
            Some(_) => {}
        }
    }
}

struct Command<'a> {
    out: &'a ChannelWriteHalf<Msg>,
    input: Input,
    queued: Arc<AtomicUsize>,
}

impl Command<'_> {
    async fn execute(mut self, line: &str) -> Result<Ending, Error> {
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
            ["exit", status] => self.exit(status).await,
            ["flood", stream, mib] => self.flood(stream, mib).await,
            ["kill", signal] => self.kill(signal).await,
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
        self.out.data_bytes(text.as_bytes().to_vec()).await?;
        Ok(Ending::Status(0))
    }

    async fn warn(&self, text: &str) -> Result<(), Error> {
        let text = text.as_bytes().to_vec();
        self.out.extended_data_bytes(STDERR, text).await
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
