//! `/flaky/N`: a service that is away N times before it answers.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::http::{Request, Response, Status};

/// How often each path has been refused since it last answered.
static REFUSED: LazyLock<Mutex<HashMap<String, u32>>> =
    LazyLock::new(Mutex::default);

/// More different paths than a reader tries; then it begins anew.
const PATHS: usize = 1000;

/// 503 as often as `times` says, then 200, and again from the beginning. The
/// first 503 says when to come again (RFC 9110 §10.2.3).
pub(in crate::http) fn flaky(request: &Request, times: u32) -> Response {
    let mut refused = REFUSED.lock().unwrap_or_else(PoisonError::into_inner);
    if refused.len() > PATHS {
        refused.clear();
    }
    let count = refused.entry(request.target.path.clone()).or_default();
    if *count == times {
        *count = 0;
        return Response::text(Status(200), "here again\n");
    }
    *count += 1;
    let away = Response::refusal(Status(503), "come again");
    if *count == 1 {
        away.with("Retry-After", "1")
    } else {
        away
    }
}
