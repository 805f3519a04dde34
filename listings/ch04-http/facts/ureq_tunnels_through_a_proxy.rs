//! For an `http://` URL ureq asks a proxy for a tunnel by `CONNECT`, where
//! requests sends the proxy a GET with the whole URL.

use trials::{Measured, python_prints};
use ureq::{Agent, Proxy};

use super::requests_sends_a_field_twice::answering;

const URL: &str = "http://host.example/page";

const SCRIPT: &str = "
import requests, sys
session = requests.Session()
session.trust_env = False
proxies = {'http': sys.argv[1]}
url = sys.argv[2]
print(session.get(url, proxies=proxies, timeout=10).status_code)
";

pub fn run() -> Measured {
    let empty = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    let (addr, proxy) = answering(&[empty])?;
    let through = Proxy::new(&format!("http://{addr}"))?;
    let config = Agent::config_builder().proxy(Some(through)).build();
    let result = config.new_agent().get(URL).call();
    assert!(matches!(result, Err(ureq::Error::ConnectProxyFailed(_))));
    let heads = proxy.join().expect("the proxy does not panic")?;
    let line = "CONNECT host.example:80 HTTP/1.1\r\n";
    assert!(heads[0].starts_with(line), "{heads:?}");

    let (addr, proxy) = answering(&[empty])?;
    let to = format!("http://{addr}");
    let printed = python_prints(&["requests"], SCRIPT, &[&to, URL])?;
    assert_eq!(printed, "403\n");
    let heads = proxy.join().expect("the proxy does not panic")?;
    let line = format!("GET {URL} HTTP/1.1\r\n");
    assert!(heads[0].starts_with(&line), "{heads:?}");
    Ok(())
}
