//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod agent_shutdown_ends_a_body;
mod agent_shutdown_ends_a_call;
mod bomb_is_a_thousandfold;
mod connection_for_each_request_costs;
mod cookie_for_all_of_com;
mod err_after_an_answer;
mod head_of_129_fields_is_too_many;
mod idle_connection_is_closed_when_asked;
mod jar_forgets_http_only_and_same_site;
mod jar_forgets_secure;
mod jar_keeps_what_it_does_not_send;
mod late_refusal_is_lost_to_ureq;
mod length_of_zero_is_none;
mod password_in_a_url_is_sent;
mod pool_notices_a_closed_connection;
mod proxy_that_drips_outlives_the_time;
mod redirect_makes_a_get;
mod requests_sends_a_field_twice;
mod requests_sends_a_name_with_a_blank;
mod requests_takes_half_a_head;
mod reset_ends_a_body;
mod same_host_keeps_a_secret_for_another_port;
mod short_upload_is_asked_for_until_the_limit;
mod status_above_599_is_no_error;
mod time_limit_too_large_panics;
mod timeout_leaves_the_blocking_call;
mod timeout_of_requests_is_a_waits;
mod unread_body_closes_its_connection;
mod ureq_misses_a_refusal;
mod ureq_panics_at_odd_ports;
mod ureq_reads_odd_answers;
mod ureq_tunnels_through_a_proxy;
mod userinfo_is_sent_as_it_stands;
mod waiting_reader_outlives_the_time;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    agent_shutdown_ends_a_body,
    agent_shutdown_ends_a_call,
    bomb_is_a_thousandfold,
    connection_for_each_request_costs,
    cookie_for_all_of_com,
    err_after_an_answer,
    head_of_129_fields_is_too_many,
    idle_connection_is_closed_when_asked,
    jar_forgets_http_only_and_same_site,
    jar_forgets_secure,
    jar_keeps_what_it_does_not_send,
    late_refusal_is_lost_to_ureq,
    length_of_zero_is_none,
    password_in_a_url_is_sent,
    pool_notices_a_closed_connection,
    proxy_that_drips_outlives_the_time,
    redirect_makes_a_get,
    requests_sends_a_field_twice,
    requests_sends_a_name_with_a_blank,
    requests_takes_half_a_head,
    reset_ends_a_body,
    same_host_keeps_a_secret_for_another_port,
    short_upload_is_asked_for_until_the_limit,
    status_above_599_is_no_error,
    time_limit_too_large_panics,
    timeout_leaves_the_blocking_call,
    timeout_of_requests_is_a_waits,
    unread_body_closes_its_connection,
    ureq_misses_a_refusal,
    ureq_panics_at_odd_ports,
    ureq_reads_odd_answers,
    ureq_tunnels_through_a_proxy,
    userinfo_is_sent_as_it_stands,
    waiting_reader_outlives_the_time,
];
