//! After a 302 ureq makes a GET of a DELETE, and takes the field `X-Api-Key`
//! to wherever the `Location` points, though not `Authorization`.

use trials::Measured;

use super::requests_sends_a_field_twice::answering;

pub fn run() -> Measured {
    let (other, there) = answering(&["HTTP/1.1 204 No Content\r\n\r\n"])?;
    let found = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://{other}/\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let (addr, here) = answering(&[&found])?;
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .build()
        .new_agent();
    let request = agent.delete(format!("http://{addr}/"));
    let request = request.header("X-Api-Key", "secret");
    let answer = request.header("Authorization", "secret").call()?;
    assert_eq!(answer.status(), 204);

    let [first, second] = [here, there].map(|server| {
        let heads = server.join().expect("the server does not panic");
        heads.map(|heads| heads.concat().to_ascii_lowercase())
    });
    let (first, second) = (first?, second?);
    assert!(first.starts_with("delete / "), "{first}");
    assert!(first.contains("\r\nauthorization: secret\r\n"), "{first}");
    assert!(second.starts_with("get / "), "{second}");
    assert!(second.contains("\r\nx-api-key: secret\r\n"), "{second}");
    assert!(!second.contains("\r\nauthorization:"), "{second}");
    Ok(())
}
