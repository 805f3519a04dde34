//! What this chapter's pages say was measured: an experiment a file.

mod err_after_an_answer;
mod head_of_129_fields_is_too_many;
mod requests_sends_a_field_twice;
mod status_above_599_is_no_error;
mod timeout_of_requests_is_a_waits;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    err_after_an_answer,
    head_of_129_fields_is_too_many,
    requests_sends_a_field_twice,
    status_above_599_is_no_error,
    timeout_of_requests_is_a_waits,
];
