//! What this chapter's pages say was measured: an experiment a file.

mod abort_on_overflow_spares_syns;
mod accept_hides_errors;
mod asyncio_write_sends_at_once;
mod backlog_holds_one_more;
mod blocked_worker_is_one_of_several;
mod client_meets_itself;
mod crossing_fins_leave_two_time_waits;
mod late_ack_finds_a_full_queue;
mod python_readline_counts_characters;
mod queue_of_syns_is_the_backlog;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    abort_on_overflow_spares_syns,
    accept_hides_errors,
    asyncio_write_sends_at_once,
    backlog_holds_one_more,
    blocked_worker_is_one_of_several,
    client_meets_itself,
    crossing_fins_leave_two_time_waits,
    late_ack_finds_a_full_queue,
    python_readline_counts_characters,
    queue_of_syns_is_the_backlog,
];
