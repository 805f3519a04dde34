//! The protocols that TCP and UDP carry: one row each.

use std::fmt;

use crate::carried::{Carried, Speaks};
use crate::layout::Layer;

/// Makes of the rows the type of all that can be carried, the list of the
/// protocols, and who is asked about a payload: in the order of the rows.
macro_rules! applications {
    ($($name:ident: $module:ident;)*) => {
        /// What a payload says, in the protocol that it was recognized as.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Application {
            $(
                #[doc = concat!("See [`", stringify!($module), "`].")]
                $name(crate::$module::Repr),
            )*
        }

        pub(crate) const LAYERS: &[Layer] =
            &[$(<crate::$module::Repr as Speaks>::LAYER),*];

        impl Application {
            /// The protocol.
            pub fn layer(&self) -> Layer {
                match self {
                    $(Application::$name(_) => {
                        <crate::$module::Repr as Speaks>::LAYER
                    })*
                }
            }

            fn read(carried: &mut Carried<'_, '_>) -> Option<Application> {
                let known = carried.own.protocol;
                $(if known == Some(<crate::$module::Repr as Speaks>::LAYER) {
                    type Said = crate::$module::Repr;
                    let said = carried.ask::<Said>();
                    if said.is_some() || Said::LASTS {
                        return said.map(Application::$name);
                    }
                })*
                $(if let Some(said) = carried.ask() {
                    return Some(Application::$name(said));
                })*
                None
            }
        }

        /// One line, such as `GET /hello HTTP/1.1`.
        impl fmt::Display for Application {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Application::$name(said) => said.fmt(f),)*
                }
            }
        }
    };
}

applications! {
    Proxy: proxy;
    Ssh: ssh;
    Http: http;
    Tls: tls;
    Dns: dns;
    Ntp: ntp;
}

/// What a payload says: mostly in one protocol, and in none where it is not
/// recognized. Behind the line of a proxy follows another.
pub(crate) fn read(carried: &mut Carried<'_, '_>) -> Vec<Application> {
    let mut all = Vec::new();
    while !carried.payload.is_empty() {
        let before = carried.base;
        let Some(said) = Application::read(carried) else {
            break;
        };
        all.push(said);
        if carried.base == before {
            break;
        }
    }
    all
}
