//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod a_channel_takes_one_command;
mod a_write_to_a_closed_channel_is_no_error;
mod an_empty_name_ends_a_list;
mod auto_add_remembers_in_memory;
mod merged_streams_come_whole;
mod nagle_makes_a_session_slow;
mod no_passphrase_is_told_as_a_wrong_one;
mod no_timeout_ends_an_agents_silence;
mod older_formats_have_an_error_of_their_own;
mod paramiko_asks_before_each_try;
mod paramiko_cannot_load_revoked;
mod paramiko_has_no_signal;
mod paramiko_hides_a_refused_variable;
mod rm_refuses_the_dot;
mod shell_reports_143;
mod shlex_quote_has_another_form;
mod small_packets_fill_memory;
mod small_packets_leave_no_room_for_an_error;
mod status_is_zero_until_one_comes;
mod write_file_changes_the_file;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    a_channel_takes_one_command,
    a_write_to_a_closed_channel_is_no_error,
    an_empty_name_ends_a_list,
    auto_add_remembers_in_memory,
    merged_streams_come_whole,
    nagle_makes_a_session_slow,
    no_passphrase_is_told_as_a_wrong_one,
    no_timeout_ends_an_agents_silence,
    older_formats_have_an_error_of_their_own,
    paramiko_asks_before_each_try,
    paramiko_cannot_load_revoked,
    paramiko_has_no_signal,
    paramiko_hides_a_refused_variable,
    rm_refuses_the_dot,
    shell_reports_143,
    shlex_quote_has_another_form,
    small_packets_fill_memory,
    small_packets_leave_no_room_for_an_error,
    status_is_zero_until_one_comes,
    write_file_changes_the_file,
];
