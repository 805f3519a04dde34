//! At a port over 65535, or of letters, ureq asks port 443, or panics where
//! it was built with its cookies.

use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ch06_tls::url;
use trials::{Measured, net};

static ASKED: AtomicUsize = AtomicUsize::new(0);

pub fn run() -> Measured {
    // In a namespace of its own, where 443 is free.
    net::host()?;
    let listener = TcpListener::bind("127.0.0.1:443")?;
    thread::spawn(move || {
        for stream in listener.incoming() {
            ASKED.fetch_add(1, Ordering::SeqCst);
            // Whoever it is learns of the end behind that.
            drop(stream);
        }
    });
    let config = ureq::Agent::config_builder().proxy(None).build();
    for url in ["https://127.0.0.1:74500/", "https://127.0.0.1:abc/"] {
        assert!(url::checked(url).is_err());
        let before = ASKED.load(Ordering::SeqCst);
        let agent = config.new_agent();
        let ask = || agent.get(url).call().map(drop);
        if let Ok(answer) = catch_unwind(AssertUnwindSafe(ask)) {
            assert!(answer.is_err());
            assert_eq!(ASKED.load(Ordering::SeqCst), before + 1);
        }
    }
    Ok(())
}
