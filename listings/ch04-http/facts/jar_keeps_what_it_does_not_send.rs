//! A cookie with a space, a comma or a quote in its value is in ureq's jar and
//! is not sent, unless the request has it in a field of its own, beside which
//! the jar's field is sent for what else is there; requests sends it.

use trials::{Measured, python_prints};
use ureq::Agent;

use super::requests_sends_a_field_twice::answering;

const ODD: [&str; 3] = ["key=a b", "key=a,b", "key=a\"b"];

const SCRIPT: &str = "
import requests, sys
session = requests.Session()
session.trust_env = False
session.get(sys.argv[1])
session.get(sys.argv[1])
";

pub fn run() -> Measured {
    beside_the_jars_own()?;
    for odd in ODD {
        let set = format!(
            "HTTP/1.1 204 No Content\r\nSet-Cookie: {odd}\r\n\
             Connection: close\r\n\r\n"
        );
        let (addr, server) = answering(&[&set, &set, &set])?;
        let url = format!("http://{addr}/");
        let agent = Agent::config_builder().proxy(None).build().new_agent();
        agent.get(&url).call()?;
        let kept = agent.cookie_jar_lock().iter().next().map(|cookie| {
            let (name, value) = (cookie.name(), cookie.value());
            format!("{name}={value}")
        });
        assert_eq!(kept.as_deref(), Some(odd));
        agent.get(&url).call()?;
        agent.get(&url).header("Cookie", odd).call()?;
        let heads = server.join().expect("the server does not panic")?;
        assert!(!has(&heads[1], "key="), "{}", heads[1]);
        assert!(has(&heads[2], &format!("{odd}\r\n")), "{}", heads[2]);

        let (addr, server) = answering(&[&set, &set])?;
        let url = format!("http://{addr}/");
        python_prints(&["requests"], SCRIPT, &[&url])?;
        let heads = server.join().expect("the server does not panic")?;
        assert!(has(&heads[1], &format!("{odd}\r\n")), "{}", heads[1]);
    }
    Ok(())
}

/// Two fields, where the jar has another cookie for that server.
fn beside_the_jars_own() -> Measured {
    let set = "HTTP/1.1 204 No Content\r\nSet-Cookie: ok=1\r\n\
               Connection: close\r\n\r\n";
    let (addr, server) = answering(&[set, set])?;
    let url = format!("http://{addr}/");
    let agent = Agent::config_builder().proxy(None).build().new_agent();
    agent.get(&url).call()?;
    agent.get(&url).header("Cookie", ODD[0]).call()?;
    let heads = server.join().expect("the server does not panic")?;
    assert!(has(&heads[1], "ok=1\r\n"), "{}", heads[1]);
    assert!(has(&heads[1], &format!("{}\r\n", ODD[0])), "{}", heads[1]);
    Ok(())
}

fn has(head: &str, cookie: &str) -> bool {
    let field = format!("\r\ncookie: {cookie}");
    head.to_ascii_lowercase().contains(&field)
}
