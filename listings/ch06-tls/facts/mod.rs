//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod address_sends_no_name;
mod alert_names_the_check;
mod bundle_counts_where_the_call_is_silent;
mod certificate_is_readable_in_1_2;
mod hello_may_fill_65535_bytes;
mod issuer_of_the_same_name_is_told_by_its_key;
mod not_yet_valid_is_told_as_expired;
mod port_that_is_none_becomes_443;
mod python_hides_a_cut;
mod python_words_a_wrong_name;
mod record_is_22_bytes_longer;
mod refusal_comes_after_the_handshake;
mod root_has_dates_for_openssl;
mod s_client_checks_no_name;
mod s_client_goes_on;
mod two_commands_make_an_authority;
mod ureq_offers_no_protocol;
mod ureq_takes_a_cut_for_the_end;
mod verify_false_tells_a_proxy;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    address_sends_no_name,
    alert_names_the_check,
    bundle_counts_where_the_call_is_silent,
    certificate_is_readable_in_1_2,
    hello_may_fill_65535_bytes,
    issuer_of_the_same_name_is_told_by_its_key,
    not_yet_valid_is_told_as_expired,
    port_that_is_none_becomes_443,
    python_hides_a_cut,
    python_words_a_wrong_name,
    record_is_22_bytes_longer,
    refusal_comes_after_the_handshake,
    root_has_dates_for_openssl,
    s_client_checks_no_name,
    s_client_goes_on,
    two_commands_make_an_authority,
    ureq_offers_no_protocol,
    ureq_takes_a_cut_for_the_end,
    verify_false_tells_a_proxy,
];
