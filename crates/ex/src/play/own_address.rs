//! A loopback address for each check that holds ports.

use std::net::Ipv4Addr;
use std::process;
use std::sync::{Mutex, PoisonError};

/// An address that no other check of this process has as long as it is held:
/// those of the same seed draw the same ports. All of 127.0.0.0/8 is this
/// machine on Linux; elsewhere only 127.0.0.1 is.
#[derive(Debug)]
pub struct OwnAddress {
    last_byte: u8,
}

/// Those that are held, and the one that was taken last: what a program has
/// left at an address has time to go.
static TAKEN: Mutex<([bool; 256], u8)> = Mutex::new(([false; 256], 0));

impl OwnAddress {
    /// One that is free.
    pub fn take() -> OwnAddress {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, last) = &mut *taken;
        let free = (1..=255).map(|n| last.wrapping_add(n));
        let mut free = free.filter(|byte| !held[usize::from(*byte)]);
        // So many checks do not run at once.
        *last = free.next().unwrap_or(*last);
        held[usize::from(*last)] = true;
        OwnAddress { last_byte: *last }
    }

    /// As it is written.
    pub fn ip(&self) -> Ipv4Addr {
        if !cfg!(target_os = "linux") {
            return Ipv4Addr::LOCALHOST;
        }
        let [.., a, b] = process::id().to_be_bytes();
        // 127.64.0.0 and up, clear of what people use by hand.
        Ipv4Addr::new(127, 64 | a & 0x3f, b, self.last_byte)
    }
}

impl Drop for OwnAddress {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        taken.0[usize::from(self.last_byte)] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::OwnAddress;

    #[test]
    fn an_address_is_one_checks_alone_as_long_as_it_is_held() {
        let long = OwnAddress::take();
        let held: Vec<u8> =
            (0..1000).map(|_| OwnAddress::take().last_byte).collect();
        assert!(!held.contains(&long.last_byte));
        assert_ne!(held[0], held[1], "one that is given back rests");
    }
}
