//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod abort_on_overflow_spares_syns;
mod accept_hides_errors;
mod accept_without_descriptors;
mod asyncio_logs_each_failed_accept;
mod asyncio_write_sends_at_once;
mod backlog_holds_one_more;
mod blocked_worker_is_one_of_several;
mod client_meets_itself;
mod close_wait_ends_unacknowledged;
mod connect_tries_addresses_in_turn;
mod crossing_fins_leave_two_time_waits;
mod io_copy_may_be_interrupted;
mod late_ack_finds_a_full_queue;
mod port_is_held_by_a_half_closed_connection;
mod println_ends_a_server;
mod pulled_cable_is_not_noticed;
mod python_makefile_keeps_a_socket_open;
mod python_readline_counts_characters;
mod python_send_takes_a_part;
mod queue_of_syns_is_the_backlog;
mod shutdown_is_no_end;
mod tcp_mends_what_is_lost;
mod waitall_is_no_promise;
mod zero_follows_a_reset;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    abort_on_overflow_spares_syns,
    accept_hides_errors,
    accept_without_descriptors,
    asyncio_logs_each_failed_accept,
    asyncio_write_sends_at_once,
    backlog_holds_one_more,
    blocked_worker_is_one_of_several,
    client_meets_itself,
    close_wait_ends_unacknowledged,
    connect_tries_addresses_in_turn,
    crossing_fins_leave_two_time_waits,
    io_copy_may_be_interrupted,
    late_ack_finds_a_full_queue,
    port_is_held_by_a_half_closed_connection,
    println_ends_a_server,
    pulled_cable_is_not_noticed,
    python_makefile_keeps_a_socket_open,
    python_readline_counts_characters,
    python_send_takes_a_part,
    queue_of_syns_is_the_backlog,
    shutdown_is_no_end,
    tcp_mends_what_is_lost,
    waitall_is_no_promise,
    zero_follows_a_reset,
];
