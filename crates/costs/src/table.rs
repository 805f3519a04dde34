//! The page's table: what was measured when it was written, and the least
//! that must come of each measurement.

use crate::clients::Costs;

/// The first cells of the rows that are compared, and the factors, for a
/// small page and for the large one.
type Row = (&'static str, [Option<f64>; 2]);

/// Says what was measured, and what on the page does not hold.
pub fn compare(page: &str, ureq: Costs, requests: Costs) -> Result<(), String> {
    let mut problems = String::new();
    for (client, factors) in rows(ureq, requests) {
        let shown =
            factors.map(|f| f.map_or("-".into(), |f| format!("{f:.1}")));
        println!("{client}: {}", shown.join(", "));
        match least(page, client) {
            Some(least) => {
                for (factor, least) in factors.into_iter().zip(least) {
                    problems += &problem(client, factor, least);
                }
            }
            None => problems += &format!("no row `{client}` in the table\n"),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn rows(ureq: Costs, requests: Costs) -> [Row; 3] {
    let factor = |cost: u64, one: u64| Some(cost as f64 / one as f64);
    let small = |cost| factor(cost, ureq.kept);
    let large = factor(requests.large, ureq.large);
    [
        ("ureq, an agent for each request", [small(ureq.each), None]),
        ("requests, one session", [small(requests.kept), large]),
        (
            "requests, a session for each request",
            [small(requests.each), None],
        ),
    ]
}

/// Of `| CLIENT | MEASURED | LEAST | MEASURED | LEAST |` those two that hold.
fn least(page: &str, client: &str) -> Option<[Option<f64>; 2]> {
    let rows = page.lines().map(|line| line.split('|').map(str::trim));
    rows.map(Iterator::collect::<Vec<&str>>)
        .find(|cells| cells.get(1) == Some(&client))
        .map(|cells| {
            [3, 5].map(|at| cells.get(at).and_then(|cell| cell.parse().ok()))
        })
}

fn problem(client: &str, factor: Option<f64>, least: Option<f64>) -> String {
    match (factor, least) {
        (Some(factor), Some(least)) if factor > least => String::new(),
        (None, None) => String::new(),
        (Some(factor), Some(least)) => format!(
            "{client}: {factor:.2} times the first row, which is to be more \
             than {least}; measure again on a quiet machine\n"
        ),
        _ => format!("{client}: the table has a cell too many or too few\n"),
    }
}
