//! How far a run is: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use planner::{Progress, Stage};

use super::solve::whole;

/// Between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Shows a run on standard error.
pub(super) struct Display {
    began: Instant,
    limit: Option<Duration>,
    shown: Mutex<Shown>,
}

enum Shown {
    Bar(ProgressBar),
    Lines { last: Option<(Stage, Instant)> },
    Nothing,
}

impl Display {
    pub(super) fn new(began: Instant, limit: Option<Duration>, quiet: bool) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(bar(limit)),
            (false, false) => Shown::Lines { last: None },
        };
        Self { began, limit, shown: Mutex::new(shown) }
    }

    /// Called often, from any thread.
    pub(super) fn tell(&self, progress: &Progress) {
        // Another thread is telling: its news are as new as ours.
        let Ok(mut shown) = self.shown.try_lock() else { return };
        match &mut *shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                let passed = self.began.elapsed();
                let passed = u64::try_from(passed.min(self.limit.unwrap_or(passed)).as_millis()).unwrap_or(u64::MAX);
                bar.set_position(passed);
                bar.set_message(line(progress));
            }
            Shown::Lines { last } => {
                let now = Instant::now();
                if last.is_some_and(|(stage, at)| stage == progress.stage && now - at < BETWEEN_LINES) {
                    return;
                }
                *last = Some((progress.stage, now));
                let seconds = self.began.elapsed().as_secs_f64();
                // Nobody reads: the run matters more.
                let _ = writeln!(std::io::stderr(), "{seconds:7.1} s  {}", line(progress));
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Ok(shown) = self.shown.lock()
            && let Shown::Bar(bar) = &*shown
        {
            bar.finish_and_clear();
        }
    }
}

fn bar(limit: Option<Duration>) -> ProgressBar {
    let milliseconds = limit.and_then(|limit| u64::try_from(limit.as_millis()).ok());
    let (bar, template) = match milliseconds {
        Some(length) => (ProgressBar::new(length), "{elapsed} {wide_bar} {msg}"),
        None => (ProgressBar::new_spinner(), "{elapsed} {spinner} {msg}"),
    };
    // A template that does not fit this version of the library is no reason to stop: its own bar is as good.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

fn line(progress: &Progress) -> String {
    let stage = format!("{:?}", progress.stage).to_lowercase();
    let mut line = format!("{stage}, round {}", progress.round);
    if let Some(value) = progress.value {
        line += &format!(", value {}", whole(value));
    }
    if let Some(bound) = progress.bound.filter(|bound| bound.is_finite()) {
        line += &format!(", bound {bound:.1}");
        if let Some(value) = progress.value
            && bound > 0.0
        {
            line += &format!(", gap {:.2} %", 100.0 * (bound - value as f64) / bound);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_value_bound_and_gap_as_soon_as_they_are_known() {
        let start = Progress { stage: Stage::Prices, value: None, bound: None, round: 0 };
        assert_eq!(line(&start), "prices, round 0");
        let proved = Progress { stage: Stage::Construction, value: None, bound: Some(f64::INFINITY), round: 1 };
        assert_eq!(line(&proved), "construction, round 1");
        let found = Progress { stage: Stage::Search, value: Some(16_900), bound: Some(17_000.0), round: 12 };
        assert_eq!(line(&found), "search, round 12, value 16,900, bound 17000.0, gap 0.59 %");
    }
}
