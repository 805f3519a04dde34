//! ureq panics at a limit of `1e19` seconds, which it cannot add to the
//! present time, and takes one of 65535.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let empty = "HTTP/1.1 204 No Content\r\n\r\n";
    let (addr, _server) = answering(&[empty])?;
    let get = |limit| {
        let agent = ureq::Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(limit))
            .build()
            .new_agent();
        agent.get(format!("http://{addr}/")).call()
    };

    assert_eq!(get(Duration::from_secs(65535))?.status(), 204);
    let limit = Duration::from_secs_f64(1e19);
    assert!(catch_unwind(AssertUnwindSafe(|| get(limit))).is_err());
    Ok(())
}
