//! In tokio's multi-thread runtime a call that blocks holds one worker, and
//! the other workers go on; where there is one thread, it stops all tasks.

use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use trials::Measured;

/// How long an answer is missed before it counts as not coming.
const MISSED: Duration = Duration::from_millis(200);
/// It only ends what has gone wrong.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn run() -> Measured {
    let several = Builder::new_multi_thread().worker_threads(2).build()?;
    answered_beside_a_blocked_task(several, PATIENCE)
        .expect("the second worker runs the second task");
    let one = Builder::new_multi_thread().worker_threads(1).build()?;
    answered_beside_a_blocked_task(one, MISSED)
        .expect_err("the only worker is held");
    Ok(())
}

/// Whether a task runs while another one waits in a call that blocks.
fn answered_beside_a_blocked_task(
    runtime: Runtime,
    limit: Duration,
) -> Result<(), mpsc::RecvTimeoutError> {
    let (release, held) = mpsc::channel::<()>();
    let (said, blocked) = mpsc::channel();
    runtime.spawn(async move {
        let _ = said.send(());
        // std's, which knows nothing of tasks.
        let _ = held.recv();
    });
    blocked.recv_timeout(PATIENCE)?;
    let (answer, answered) = mpsc::channel();
    runtime.spawn(async move { answer.send(()) });
    let outcome = answered.recv_timeout(limit);
    drop(release);
    outcome
}
