//! The types and codes of ICMP messages: RFC 792 and RFC 1122 §3.2.2.1,
//! RFC 4443, and RFC 4861 §4 for neighbor discovery.

use super::Version;

/// Makes of a table the types of messages, a constant each, and what they
/// and their codes are called. A code that has no name of its own is called
/// as the type.
macro_rules! types {
    ($(#[$meta:meta])* $type:ident {
        $($constant:ident = $number:literal, $name:literal
            { $($code:literal $code_name:literal,)* })*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $type(pub u8);

        impl $type {
            $(
                #[doc = concat!("`", $name, "`.")]
                pub const $constant: $type = $type($number);
            )*

            /// What a message with this code says, if the type is known.
            pub fn name(self, code: u8) -> Option<&'static str> {
                match self {
                    $($type::$constant => Some(match code {
                        $($code => $code_name,)*
                        _ => $name,
                    }),)*
                    _ => None,
                }
            }
        }
    };
}

types! {
    /// What kind of message it is, in IPv4.
    V4 {
        ECHO_REPLY = 0, "echo reply" {}
        DESTINATION_UNREACHABLE = 3, "destination unreachable" {
            0 "net unreachable",
            1 "host unreachable",
            2 "protocol unreachable",
            3 "port unreachable",
            4 "fragmentation needed and DF set",
            5 "source route failed",
            9 "network administratively prohibited",
            10 "host administratively prohibited",
            13 "communication administratively prohibited",
        }
        SOURCE_QUENCH = 4, "source quench" {}
        REDIRECT = 5, "redirect" {}
        ECHO_REQUEST = 8, "echo request" {}
        TIME_EXCEEDED = 11, "time exceeded" {
            0 "time to live exceeded in transit",
            1 "fragment reassembly time exceeded",
        }
        PARAMETER_PROBLEM = 12, "parameter problem" {}
    }
}

/// The code of what a router sends where it must not fragment (RFC 1191 §4).
pub(super) const FRAGMENTATION_NEEDED: u8 = 4;

types! {
    /// What kind of message it is, in IPv6.
    V6 {
        DESTINATION_UNREACHABLE = 1, "destination unreachable" {
            0 "no route to destination",
            1 "communication administratively prohibited",
            3 "address unreachable",
            4 "port unreachable",
        }
        PACKET_TOO_BIG = 2, "packet too big" {}
        TIME_EXCEEDED = 3, "time exceeded" {
            0 "hop limit exceeded in transit",
            1 "fragment reassembly time exceeded",
        }
        PARAMETER_PROBLEM = 4, "parameter problem" {}
        ECHO_REQUEST = 128, "echo request" {}
        ECHO_REPLY = 129, "echo reply" {}
        ROUTER_SOLICITATION = 133, "router solicitation" {}
        ROUTER_ADVERTISEMENT = 134, "router advertisement" {}
        NEIGHBOR_SOLICITATION = 135, "neighbor solicitation" {}
        NEIGHBOR_ADVERTISEMENT = 136, "neighbor advertisement" {}
        REDIRECT = 137, "redirect" {}
        MULTICAST_LISTENER_REPORT = 143, "multicast listener report" {}
    }
}

/// What a message says, such as `port unreachable`.
pub fn name(version: Version, kind: u8, code: u8) -> String {
    let known = match version {
        Version::V4 => V4(kind).name(code),
        Version::V6 => V6(kind).name(code),
    };
    let unknown = || format!("type {kind}, code {code}");
    known.map_or_else(unknown, str::to_owned)
}
