//! What clients did, written down for whoever asks the server about it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
        let lacks = |events: &mut Vec<Event>| !events.contains(event);
        let waited = self.grown.wait_timeout_while(self.lock(), limit, lacks);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}
