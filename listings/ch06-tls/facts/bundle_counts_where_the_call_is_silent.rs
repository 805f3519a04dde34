//! requests obeys `REQUESTS_CA_BUNDLE` where the call has no `verify=`, or
//! `True`, even against the session's own, and not where the call has a file.

use trials::{Measured, python_prints};

use crate::memory::lab;

const SCRIPT: &str = "
import os, requests, sys
url, right, other = sys.argv[1:]

def came(bundle, of_session, **of_call):
    os.environ['REQUESTS_CA_BUNDLE'] = bundle
    with requests.Session() as session:
        session.verify = of_session
        session.proxies = {'no_proxy': '*'}
        try:
            return session.get(url, timeout=20, **of_call).status_code
        except requests.exceptions.SSLError:
            return 'SSLError'

print(came(right, True), came(other, True))
print(came(right, other), came(other, right))
print(came(other, True, verify=right), came(right, True, verify=other))
print(came(right, True, verify=True), came(other, right, verify=True))
";

pub fn run() -> Measured {
    let lab = lab()?;
    let url = format!("https://localhost:{}/hello", lab.https().port());
    let file = |path: std::path::PathBuf| path.display().to_string();
    let (ca, other) = (file(lab.ca()), file(lab.ada()));
    let printed = python_prints(&["requests"], SCRIPT, &[&url, &ca, &other])?;
    assert_eq!(printed, "200 SSLError\n".repeat(4));
    Ok(())
}
