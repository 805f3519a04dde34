//! What all clients of a server share.

use std::sync::Arc;

use crate::log::Log;
use crate::login::Accounts;
use crate::tree::Tree;
use crate::tunnels::Tunnels;

/// What all clients of a server share.
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
}
