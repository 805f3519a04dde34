//! A transfer as a drawing: each datagram at its time, for three windows.

use std::fmt::Write;
use std::time::Duration;

use super::Run;

/// Where the time begins, and how wide all of it is.
const LEFT: f64 = 10.0;
const WIDE: f64 = 420.0;

/// What a window's runs take of the height, and where its line is in that.
const HIGH: f64 = 66.0;
const LINE: f64 = 44.0;

/// How long a mark is: of what arrived, and of what was lost.
const ARRIVED: f64 = 18.0;
const LOST: f64 = 8.0;

/// What may lie between two numbers of the axis, in seconds.
const STEPS: [f64; 6] = [0.2, 1.0, 5.0, 20.0, 50.0, 100.0];

/// The drawing of these runs, each with its window.
pub fn svg(loss: u64, runs: &[(usize, Run)]) -> String {
    let longest = runs.iter().map(|(_, run)| run.took).max();
    let longest = longest.unwrap_or_default().as_secs_f64();
    let at = |when: Duration| LEFT + when.as_secs_f64() / longest * WIDE;
    let bottom = HIGH * runs.len() as f64;
    let mut out = format!("<svg viewBox=\"0 0 440 {:.0}\">\n", bottom + 44.0);
    let _ = writeln!(
        out,
        "<title>64 blocks, {loss} of 100 datagrams lost: three windows, and \
         the time</title>\n<desc>{}</desc>",
        description(loss, runs)
    );
    for (nth, (window, run)) in runs.iter().enumerate() {
        let line = HIGH * nth as f64 + LINE;
        let [sent, _] = run.count('>');
        let seconds = run.took.as_secs_f64();
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"{:.0}\">window {window}: {sent} datagrams, \
             {seconds:.2} s</text>",
            line - ARRIVED - 8.0
        );
        let _ = writeln!(
            out,
            "<path class=\"fig-line\" d=\"M{LEFT} {line} H{:.1}{}\"/>",
            at(run.took),
            marks(run, false, line, at)
        );
        let lost = marks(run, true, line, at);
        if !lost.is_empty() {
            let _ = writeln!(
                out,
                "<path class=\"fig-line fig-accent\" d=\"{}\"/>",
                lost.trim_start()
            );
        }
    }
    axis(&mut out, longest, bottom + 10.0);
    out + "</svg>\n"
}

/// Above the line what the sender sent, and below it what came back.
fn marks(
    run: &Run,
    lost: bool,
    line: f64,
    at: impl Fn(Duration) -> f64,
) -> String {
    let long = if lost { LOST } else { ARRIVED };
    let mut out = String::new();
    for event in run.events.iter().filter(|event| event.lost == lost) {
        let end = if event.sign == '>' {
            line - long
        } else {
            line + long / 2.0
        };
        let _ = write!(out, " M{:.1} {line} V{end}", at(event.when));
    }
    out
}

fn axis(out: &mut String, longest: f64, y: f64) {
    let right = LEFT + WIDE;
    let _ = writeln!(
        out,
        "<path class=\"fig-line\" d=\"M{LEFT} {y} H{right} M{LEFT} {y} v6\"/>"
    );
    let step = STEPS.iter().find(|step| longest / **step <= 8.0);
    let step = step.copied().unwrap_or(longest);
    for nth in 0..=(longest / step) as u32 {
        let seconds = f64::from(nth) * step;
        let x = LEFT + seconds / longest * WIDE;
        let digits = usize::from(step < 1.0);
        let unit = if nth == 0 { " s" } else { "" };
        let _ = writeln!(
            out,
            "<path class=\"fig-line\" d=\"M{x:.1} {y} v6\"/>\n\
             <text class=\"fig-muted\" x=\"{x:.1}\" y=\"{:.0}\" \
             text-anchor=\"{}\">{seconds:.digits$}{unit}</text>",
            y + 24.0,
            if nth == 0 { "start" } else { "middle" }
        );
    }
}

fn description(loss: u64, runs: &[(usize, Run)]) -> String {
    let mut out = format!(
        "Time runs from left to right. Above each line stand the datagrams \
         that the sender sent, below it the answers, each at its time; what \
         was lost is a short mark. {loss} of 100 are lost in each direction."
    );
    for (window, run) in runs {
        let [sent, sent_lost] = run.count('>');
        let [answers, answers_lost] = run.count('<');
        let _ = write!(
            out,
            "\nWindow {window}: {sent} datagrams, {sent_lost} of them lost; \
             {answers} answers, {answers_lost} of them lost; {:.2} s.",
            run.took.as_secs_f64()
        );
    }
    out
}
