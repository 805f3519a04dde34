//! mdBook's warnings, which it would only log: an HTML tag left open, a
//! footnote that nothing refers to. Here they fail the build.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Does some work and returns, with its result, what mdBook warned of.
pub fn collect<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let collector = Collector(Arc::clone(&warnings));
    let result = tracing::subscriber::with_default(collector, work);
    let mut found = warnings.lock().unwrap_or_else(PoisonError::into_inner);
    (result, std::mem::take(&mut *found))
}

struct Collector(Arc<Mutex<Vec<String>>>);

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata) -> bool {
        *metadata.level() <= Level::WARN
            && metadata.target().starts_with("mdbook")
    }

    fn event(&self, event: &Event) {
        let mut message = Message::default();
        event.record(&mut message);
        let mut warnings =
            self.0.lock().unwrap_or_else(PoisonError::into_inner);
        warnings.push(message.0);
    }

    fn new_span(&self, _: &Attributes) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
