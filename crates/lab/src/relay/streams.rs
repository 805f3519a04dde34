//! Streams: cut into slices, stalled, ended, reset, late. What a network
//! never does is to lose a part of one.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;

use super::Options;

/// How much is read at once, and how many of these wait.
const PIECE: usize = 4096;
const WAITING: usize = 256;

/// Between two slices, so that the reader is likely to meet each alone.
const PAUSE: Duration = Duration::from_millis(10);

/// A piece of a stream and when it is due.
type Due = (Instant, Vec<u8>);

/// Hands on each connection, in both directions.
pub fn serve(
    listener: TcpListener,
    options: Options,
    say: impl Fn(String) + Clone + Send + 'static,
) {
    let count = Arc::new(AtomicU64::new(0));
    let served = crate::tcp::serve(listener, move |client| {
        let nth = count.fetch_add(1, Ordering::Relaxed) + 1;
        let server = connect(options.to)?;
        for stream in [&client, &server] {
            stream.set_nodelay(true)?;
        }
        let there = Way {
            name: format!("stream {nth} >"),
            from: client.try_clone()?,
            to: server.try_clone()?,
            options: options.clone(),
            over: Arc::default(),
        };
        let back = Way {
            name: format!("stream {nth} <"),
            from: server,
            to: client,
            options: options.clone(),
            over: Arc::clone(&there.over),
        };
        let told = say.clone();
        let other = thread::spawn(move || back.carry(&told));
        there.carry(&say);
        let _ = other.join();
        Ok(())
    });
    let Err(_) = served;
}

fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    TcpStream::connect_timeout(&to, Duration::from_secs(5))
}

/// One direction of one connection.
struct Way {
    name: String,
    from: TcpStream,
    to: TcpStream,
    options: Options,
    /// The connection was reset: no other end is to be seen.
    over: Arc<AtomicBool>,
}

/// How a direction ends.
enum End {
    /// As its sender ended it.
    Ended,
    Stalled,
    Cut,
    Reset,
    /// One of the two has gone.
    Gone,
}

impl End {
    fn word(&self) -> &'static str {
        match self {
            End::Ended => "ended",
            End::Stalled => "stalled",
            End::Cut => "cut",
            End::Reset => "reset",
            End::Gone => "broken off",
        }
    }
}

impl Way {
    fn carry(self, say: &impl Fn(String)) {
        let (sender, pieces) = mpsc::sync_channel(WAITING);
        let (mut from, delay) = match self.from.try_clone() {
            Ok(from) => (from, self.options.delay),
            Err(_) => return,
        };
        // It ends when the stream does, or when nobody takes its pieces.
        thread::spawn(move || {
            let mut buffer = [0; PIECE];
            while let Ok(n @ 1..) = from.read(&mut buffer) {
                let piece = (Instant::now() + delay, buffer[..n].to_vec());
                if sender.send(piece).is_err() {
                    return;
                }
            }
        });
        let (end, passed) = self.hand_on(&pieces);
        if self.over.load(Ordering::SeqCst) {
            return;
        }
        // Said before it is done, since the other direction then ends too.
        let what = end.word();
        say(format!("{}: {what} after {passed} bytes", self.name));
        self.finish(&end);
        if matches!(end, End::Stalled) {
            // The two go on waiting, until one has had enough.
            for _ in pieces {}
            let _ = self.to.shutdown(Shutdown::Both);
        }
    }

    fn hand_on(&self, pieces: &Receiver<Due>) -> (End, u64) {
        let mut passed = 0;
        loop {
            // Some ends come before anything does.
            if let Some(end) = self.end_at(passed) {
                return (end, passed);
            }
            let Ok((due, piece)) = pieces.recv() else {
                return (End::Ended, passed);
            };
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let slice = self.options.slice.unwrap_or(u64::MAX);
            let mut rest = &piece[..];
            while !rest.is_empty() {
                let room = self.room(passed).min(slice);
                let (now, later) = rest.split_at(rest.len().min(room as usize));
                if now.is_empty() {
                    break;
                }
                if (&self.to).write_all(now).is_err() {
                    return (End::Gone, passed);
                }
                passed += now.len() as u64;
                rest = later;
                self.pause(now.len());
            }
        }
    }

    fn pause(&self, bytes: usize) {
        if self.options.slice.is_some() {
            thread::sleep(PAUSE);
        }
        if let Some(rate) = self.options.rate {
            thread::sleep(Duration::from_secs_f64(bytes as f64 / rate as f64));
        }
    }

    /// How many bytes may pass before something happens.
    fn room(&self, passed: u64) -> u64 {
        let Options {
            stall, cut, reset, ..
        } = self.options;
        let ends = [stall, cut, reset].into_iter().flatten();
        ends.min()
            .map_or(u64::MAX, |end| end.saturating_sub(passed))
    }

    fn end_at(&self, passed: u64) -> Option<End> {
        let reached = |limit: Option<u64>| limit.is_some_and(|n| n <= passed);
        if reached(self.options.reset) {
            Some(End::Reset)
        } else if reached(self.options.cut) {
            Some(End::Cut)
        } else {
            reached(self.options.stall).then_some(End::Stalled)
        }
    }

    /// Does to both sides what the end is.
    fn finish(&self, end: &End) {
        match end {
            End::Ended => {
                let _ = self.to.shutdown(Shutdown::Write);
            }
            End::Stalled => {}
            End::Cut => {
                for side in [&self.from, &self.to] {
                    let _ = side.shutdown(Shutdown::Both);
                }
            }
            End::Reset => {
                self.over.store(true, Ordering::SeqCst);
                for side in [&self.from, &self.to] {
                    // All copies of a socket have to go before it is reset.
                    let _ =
                        SockRef::from(side).set_linger(Some(Duration::ZERO));
                    let _ = side.shutdown(Shutdown::Read);
                }
            }
            End::Gone => {
                let _ = self.from.shutdown(Shutdown::Both);
            }
        }
    }
}
