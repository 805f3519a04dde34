//! What clients did, written down for whoever asks the server about it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a client did, as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A TCP connection was accepted.
    Connected,
    /// The keys are exchanged and the client asks to log in.
    AuthStarted,
    /// A login method was tried, by its name in RFC 4252: with `"password"`
    /// a password has been received.
    AuthTried(&'static str),
    /// It was let in.
    Authenticated,
    /// A command was asked for, with its whole string.
    Exec(String),
    /// A connection to this `HOST:PORT` was to be carried.
    Tunnel(String),
    /// The connection of a [`Connected`](Event::Connected) client has ended.
    Disconnected,
}

/// Events in the order in which they happened.
#[derive(Default)]
pub struct Log {
    events: Mutex<Vec<Event>>,
    grown: Condvar,
}

impl Log {
    pub fn add(&self, event: Event) {
        self.lock().push(event);
        self.grown.notify_all();
    }

    pub fn events(&self) -> Vec<Event> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `event` is there; false when `limit` passes first.
    pub fn wait_for(&self, event: &Event, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let mut events = self.lock();
        while !events.contains(event) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            events = match self.grown.wait_timeout(events, left) {
                Ok((events, _)) => events,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        true
    }
}
