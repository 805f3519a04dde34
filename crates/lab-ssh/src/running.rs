//! One command's run: how it begins, what its client sends meanwhile, and how
//! it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use russh::server::{Handle, Msg};
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Sig};
use tokio::sync::mpsc;

use crate::channel::{Ending, STDERR, Setting};
use crate::commands::Command;
use crate::tunnels::Tunnels;

/// The most that is kept for a client that sends and does not read. russh
/// gives the client's window back by itself, so only a limit bounds it.
const BACKLOG: usize = 64 << 20;

/// What is said to a client that went over it.
const UNREAD: &str =
    "cut: you have 64 MiB still to read; read while you send\n";

/// What a terminal makes a signal of: `^C`.
const INTERRUPT: u8 = 3;

/// Runs one command and says how it ended, in the order of OpenSSH: end of
/// file, then status or signal if any, then close (RFC 4254 §5.3, §6.10).
pub async fn serve(
    command: String,
    channel: Channel<Msg>,
    setting: Setting,
    tunnels: Arc<Tunnels>,
    handle: Handle,
) {
    let id = channel.id();
    let (from_client, to_client) = channel.split();
    let ending =
        run(&command, (setting, tunnels), from_client, &to_client).await;
    if let Some(Ending::Unread) = ending {
        // The session keeps it until the client reads.
        let text = UNREAD.to_string();
        let _ = handle.extended_data(id, STDERR, text).await;
    }
    // An error here is a client that has gone: nobody is left to tell.
    let _ = to_client.eof().await;
    match ending {
        Some(Ending::Status(status)) => {
            let _ = to_client.exit_status(status).await;
        }
        Some(Ending::Signal(signal)) => {
            let (message, language) = (String::new(), String::new());
            let _ = handle
                .exit_signal_request(id, signal, false, message, language)
                .await;
        }
        Some(Ending::Unread) => {
            let _ = to_client.exit_status(1).await;
        }
        Some(Ending::Unsaid) | None => {}
    }
    let _ = to_client.close().await;
}

/// Runs the command `line` until it ends, or until its client closes the
/// channel or goes away; then there is no ending and nobody to tell.
async fn run(
    line: &str,
    (setting, tunnels): (Setting, Arc<Tunnels>),
    mut from_client: ChannelReadHalf,
    to_client: &ChannelWriteHalf<Msg>,
) -> Option<Ending> {
    let queued = Arc::new(AtomicUsize::new(0));
    let (feed, input) = mpsc::unbounded_channel();
    let terminal = setting.terminal.is_some();
    let command = Command {
        out: to_client,
        setting,
        tunnels,
        input,
        queued: Arc::clone(&queued),
    };
    // The command first: what it says at once is said before an interrupt
    // that came with it.
    tokio::select! {
        biased;
        ending = command.execute(line) => ending.ok(),
        ending = watch(&mut from_client, terminal, feed, &queued) => ending,
    }
}

/// Keeps reading whatever the command does: an unread message would stop
/// the whole connection, the client's window adjustments with it.
async fn watch(
    from_client: &mut ChannelReadHalf,
    terminal: bool,
    feed: mpsc::UnboundedSender<Vec<u8>>,
    queued: &AtomicUsize,
) -> Option<Ending> {
    let mut feed = Some(feed);
    loop {
        match from_client.wait().await {
            Some(ChannelMsg::Signal { signal }) => {
                return Some(Ending::Signal(signal));
            }
            Some(ChannelMsg::Data { data }) => {
                if terminal && data.contains(&INTERRUPT) {
                    return Some(Ending::Signal(Sig::INT));
                }
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
