//! Transfers as drawings, one for each loss and window: each datagram at its
//! time.

use std::fmt::Write;

use super::Run;

/// How large a drawing is.
const WIDE: f64 = 440.0;
const HIGH: f64 = 82.0;

/// Where its time begins, and how wide all of it is.
const LEFT: f64 = 10.0;
const LONG: f64 = 420.0;

/// How far down the line is, and the axis.
const LINE: f64 = 24.0;
const AXIS: f64 = 48.0;

/// How long a mark is: of what arrived, and of what was lost.
const ARRIVED: f64 = 18.0;
const LOST: f64 = 8.0;

/// What may lie between two numbers of the axis, in seconds.
const STEPS: [f64; 6] = [0.2, 1.0, 5.0, 20.0, 50.0, 100.0];

/// A transfer, and the loss and the window that it met.
pub struct Setting {
    pub loss: u64,
    pub window: usize,
    pub run: Run,
}

/// All of them, one below the other; the page shows one at a time.
pub fn svg(settings: &[Setting]) -> String {
    let high = HIGH * settings.len() as f64;
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDE} {high}\">\n\
         <title>64 blocks over a network that loses</title>\n\
         <desc>Time runs from left to right, on an axis that is as long as \
         window 1 needs. Above the line is a mark for each datagram that the \
         sender sent, below it one for each answer. What was lost is a short \
         mark.</desc>\n"
    );
    for (nth, setting) in settings.iter().enumerate() {
        let of_loss = settings.iter().filter(|one| one.loss == setting.loss);
        let longest = of_loss.map(|one| one.run.took).max().unwrap_or_default();
        let top = HIGH * nth as f64;
        draw(&mut out, setting, longest.as_secs_f64(), top);
    }
    out + "</svg>\n"
}

fn draw(out: &mut String, setting: &Setting, longest: f64, top: f64) {
    let Setting { loss, window, run } = setting;
    let [sent, _] = run.count('>');
    let took = run.took.as_secs_f64();
    let _ = writeln!(
        out,
        "<svg viewBox=\"0 0 {WIDE} {HIGH}\" y=\"{top}\" width=\"{WIDE}\" \
         height=\"{HIGH}\" data-lost=\"{loss} %\" data-window=\"{window}\">\n\
         <title>{loss} % lost, window {window}: {sent} datagrams, {took:.2} s\
         </title>\n<desc>{}</desc>",
        description(run)
    );
    let at = |seconds: f64| LEFT + seconds / longest * LONG;
    let _ = writeln!(
        out,
        "<path class=\"fig-line\" d=\"M{LEFT} {LINE}H{:.1}{}\"/>",
        at(took),
        marks(run, false, at)
    );
    let lost = marks(run, true, at);
    if !lost.is_empty() {
        let _ =
            writeln!(out, "<path class=\"fig-line fig-accent\" d=\"{lost}\"/>");
    }
    axis(out, longest, at);
    *out += "</svg>\n";
}

/// Above the line what the sender sent, and below it what came back.
fn marks(run: &Run, lost: bool, at: impl Fn(f64) -> f64) -> String {
    let long = if lost { LOST } else { ARRIVED };
    let mut out = String::new();
    for event in run.events.iter().filter(|event| event.lost == lost) {
        let long = if event.sign == '>' { -long } else { long / 2.0 };
        let x = at(event.when.as_secs_f64());
        let _ = write!(out, "M{x:.1} {LINE}v{long}");
    }
    out
}

fn axis(out: &mut String, longest: f64, at: impl Fn(f64) -> f64) {
    let right = LEFT + LONG;
    let step = STEPS.iter().find(|step| longest / **step <= 8.0);
    let step = step.copied().unwrap_or(longest);
    let mut ticks = format!("M{LEFT} {AXIS}H{right}");
    let mut numbers = String::new();
    for nth in 0..=(longest / step) as u32 {
        let seconds = f64::from(nth) * step;
        let x = at(seconds);
        let _ = write!(ticks, "M{x:.1} {AXIS}v6");
        let digits = usize::from(step < 1.0);
        let (unit, anchor) = if nth == 0 {
            (" s", "start")
        } else {
            ("", "middle")
        };
        let _ = writeln!(
            numbers,
            "<text class=\"fig-muted\" x=\"{x:.1}\" y=\"{}\" \
             text-anchor=\"{anchor}\">{seconds:.digits$}{unit}</text>",
            AXIS + 24.0
        );
    }
    let _ = writeln!(out, "<path class=\"fig-line\" d=\"{ticks}\"/>");
    *out += &numbers;
}

fn description(run: &Run) -> String {
    let [sent, sent_lost] = run.count('>');
    let [answers, answers_lost] = run.count('<');
    format!(
        "{sent_lost} of the {sent} datagrams were lost, and {answers_lost} of \
         the {answers} answers."
    )
}
