//! ureq's jar takes a cookie that one host sets for all of `com`, and refuses
//! one that it sets for another host.

use trials::Measured;
use ureq::{Agent, Cookie, http::Uri};

pub fn run() -> Measured {
    let agent = Agent::new_with_defaults();
    let mut jar = agent.cookie_jar_lock();
    let uri: Uri = "http://one.com/".parse()?;
    for (domain, is_taken) in
        [("com", true), ("one.com", true), ("two.com", false)]
    {
        let text = format!("key={domain}; Domain={domain}");
        let cookie = Cookie::parse(text, &uri);
        let taken = cookie.and_then(|cookie| jar.insert(cookie, &uri));
        assert_eq!(taken.is_ok(), is_taken, "{domain}");
    }
    Ok(())
}
