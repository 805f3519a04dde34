//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod another_address_needs_another_socket;
mod any_membership_of_the_host_is_enough;
mod bound_address_chooses_the_way;
mod connect_fixes_the_address;
mod copies_and_order_are_the_wires;
mod copy_of_a_request_is_another_request;
mod datagram_before_connect_is_received;
mod emsgsize_after_a_narrow_link;
mod full_buffer_is_counted;
mod group_is_joined_by_one_interface;
mod largest_datagram;
mod loss_is_not_told;
mod lost_fragment_loses_the_datagram;
mod network_that_is_back_is_used;
mod probing_finds_a_silent_narrow_link;
mod pulled_cable_takes_datagrams;
mod send_needs_a_peer;
mod shutdown_ends_a_receive;
mod slow_link_brakes_a_sender;
mod unconnected_is_told_nothing;
mod unconnected_may_ask_to_be_told;
mod window_a_round_trip;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    another_address_needs_another_socket,
    any_membership_of_the_host_is_enough,
    bound_address_chooses_the_way,
    connect_fixes_the_address,
    copies_and_order_are_the_wires,
    copy_of_a_request_is_another_request,
    datagram_before_connect_is_received,
    emsgsize_after_a_narrow_link,
    full_buffer_is_counted,
    group_is_joined_by_one_interface,
    largest_datagram,
    loss_is_not_told,
    lost_fragment_loses_the_datagram,
    network_that_is_back_is_used,
    probing_finds_a_silent_narrow_link,
    pulled_cable_takes_datagrams,
    send_needs_a_peer,
    shutdown_ends_a_receive,
    slow_link_brakes_a_sender,
    unconnected_is_told_nothing,
    unconnected_may_ask_to_be_told,
    window_a_round_trip,
];
