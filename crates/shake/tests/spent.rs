//! What a command costs. Alone in its process: what other tests start would
//! count too.
#![cfg(unix)]

use shake::command::command;
use shake::spent::measured;

#[test]
fn a_grandchilds_work_counts_and_sleep_does_not() {
    let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done";
    let mut work = command("sh");
    work.args(["-c", &format!("sh -c '{busy}'; :")]);
    let spent = measured(&mut work).unwrap();
    assert!(spent.cpu > 0.02, "{spent:?}");
    let mut sleep = command("sleep");
    let spent = measured(sleep.arg("0.3")).unwrap();
    assert!(spent.wall >= 0.3 && spent.cpu < 0.2, "{spent:?}");
}
