//! ureq makes an error of a status from 400 to 599, and none of 600 or 999.

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let statuses = [400, 599, 600, 999];
    let answers = statuses.map(|status| {
        format!("HTTP/1.1 {status} Odd\r\nContent-Length: 0\r\n\r\n")
    });
    let (addr, _server) = answering(&answers.each_ref().map(|a| a.as_str()))?;
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .max_idle_connections(0)
        .build()
        .new_agent();
    let outcomes =
        statuses.map(|_| agent.get(format!("http://{addr}/")).call());

    for (status, outcome) in statuses.into_iter().zip(outcomes) {
        match outcome {
            Ok(answer) => {
                assert_eq!(answer.status(), status);
                assert!(!(400..=599).contains(&status), "{status}");
            }
            Err(ureq::Error::StatusCode(code)) => {
                assert_eq!(code, status);
                assert!((400..=599).contains(&status), "{status}");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
