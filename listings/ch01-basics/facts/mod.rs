//! What pages link to as measured, of this chapter's subject: an experiment a
//! file.

mod bind_is_lent_odd_ports;
mod broadcast_is_unreachable_by_tcp;
mod closed_listener_resets_its_queue;
mod connect_of_udp_leaves_loopback_alone;
mod connect_of_udp_sends_nothing;
mod glibc_has_an_old_table;
mod host_missing_behind_a_router;
mod host_missing_on_the_link;
mod ipv6_switched_off_has_no_address;
mod link_local_needs_its_zone;
mod loopback_has_no_link_local;
mod mapped_loopback_is_reached;
mod net_unreachable_from_a_router;
mod odd_texts_ask_no_server;
mod ports_to_lend_run_out;
mod ports_toward_one_server_go_up;
mod private_source_puts_ipv4_first;
mod prohibited_by_a_router;
mod python_bytes_are_the_networks;
mod python_create_server_sets_options;
mod python_errors_are_classes;
mod python_is_global_sees_no_inside;
mod python_knows_three_kinds;
mod python_lets_a_port_wrap;
mod read_timeout_is_would_block;
mod silence_where_packets_are_dropped;
mod tuples_may_differ_by_zone;
mod v6only_before_bind;

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![
    bind_is_lent_odd_ports,
    broadcast_is_unreachable_by_tcp,
    closed_listener_resets_its_queue,
    connect_of_udp_leaves_loopback_alone,
    connect_of_udp_sends_nothing,
    glibc_has_an_old_table,
    host_missing_behind_a_router,
    host_missing_on_the_link,
    ipv6_switched_off_has_no_address,
    link_local_needs_its_zone,
    loopback_has_no_link_local,
    mapped_loopback_is_reached,
    net_unreachable_from_a_router,
    odd_texts_ask_no_server,
    ports_to_lend_run_out,
    ports_toward_one_server_go_up,
    private_source_puts_ipv4_first,
    prohibited_by_a_router,
    python_bytes_are_the_networks,
    python_create_server_sets_options,
    python_errors_are_classes,
    python_is_global_sees_no_inside,
    python_knows_three_kinds,
    python_lets_a_port_wrap,
    read_timeout_is_would_block,
    silence_where_packets_are_dropped,
    tuples_may_differ_by_zone,
    v6only_before_bind,
];
