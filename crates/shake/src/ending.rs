//! What this program started ends with it, also when a signal ends it.

/// From now on SIGINT and SIGTERM end every process that this one started,
/// and theirs, before they end this one. To be called before any thread is
/// started.
pub fn end_with_this() {
    lab::descendants::adopt();
    lab::descendants::end_after(|| {
        lab::descendants::end_all();
        1
    });
}
