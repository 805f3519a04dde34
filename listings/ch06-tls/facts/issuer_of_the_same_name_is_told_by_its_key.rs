//! An authority that is called like one on the list and has another key is
//! refused, as a signature that is wrong: by rustls, before a byte of what the
//! program has to say is sent.

use std::sync::Arc;
use std::time::Duration;

use ch06_tls::{connect, why};
use trials::Measured;

use crate::memory::{lab, trusting};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run() -> Measured {
    let (earlier, later) = (lab()?, lab()?);
    let addr = later.echo().to_string();
    let shake = |config| connect(&addr, "good.example", config, LIMIT);
    drop(shake(Arc::new(trusting(&later)?))?);
    let refused = shake(Arc::new(trusting(&earlier)?));
    let refused = refused.err().ok_or("another's certificate is taken")?;
    assert!(why(&refused).starts_with("signature: "), "{refused}");
    later.wait_for_ended(2, LIMIT);
    assert_eq!(later.received(), 0);
    Ok(())
}
