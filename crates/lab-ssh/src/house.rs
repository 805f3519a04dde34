//! What all clients of a server share.

use std::sync::Arc;

use russh::server::Auth;

use crate::log::{Event, Log};
use crate::login::Accounts;
use crate::tree::Tree;
use crate::tunnels::Tunnels;

/// The same for each of them.
pub struct House {
    pub accounts: Accounts,
    pub log: Log,
    pub tree: Arc<Tree>,
    pub tunnels: Arc<Tunnels>,
}

impl House {
    pub fn new(accounts: Accounts, tunnels: Tunnels) -> Arc<Self> {
        Arc::new(Self {
            accounts,
            log: Log::default(),
            tree: Arc::default(),
            tunnels: Arc::new(tunnels),
        })
    }
    /// Writes down what was tried to come in as this user, and answers.
    pub fn answer(&self, user: &str, method: &'static str, may: bool) -> Auth {
        self.log.add(Event::AuthTried(method));
        if !may {
            return Auth::Reject {
                // Named again each time, so that a mistyped password is not
                // the last.
                proceed_with_methods: Some(Accounts::methods(user)),
                partial_success: false,
            };
        }
        self.log.add(Event::Authenticated);
        Auth::Accept
    }
}
