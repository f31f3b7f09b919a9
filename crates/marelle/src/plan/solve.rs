//! `marelle plan solve`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use planner::exchange::write_plan;
use planner::model::Problem;
use planner::{Checked, Settings};
use serde::{Deserialize, Serialize};

use super::files::{self, Week};
use super::machine::{self, Stopwatch};
use super::progress::Display;
use super::{Failure, say};

/// How long a run may take when neither time nor rounds are given.
const USUAL_LIMIT: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    week: Week,
    /// Where to write the plan; a name in .gz is compressed, - is standard output. Without it only the figures are shown.
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,
    /// Seconds from the start of the command, reading included; 10 when --rounds is not given either.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Rounds of search: with the same seed the same bytes come out, however fast the machine and however many threads.
    #[arg(long, value_name = "N")]
    rounds: Option<u64>,
    /// Threads; as many as the machine has when not given. The plan of so many rounds does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
    /// Print the figures as one line of JSON.
    #[arg(long)]
    json: bool,
}

/// The figures of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) name: String,
    pub(super) sites: usize,
    pub(super) families: usize,
    pub(super) requests: usize,
    pub(super) value: i64,
    pub(super) bound: f64,
    pub(super) served: u64,
    pub(super) critical: u64,
    pub(super) critical_served: u64,
    pub(super) minimum_due: u64,
    pub(super) minimum_reached: u64,
    pub(super) places: u64,
    pub(super) places_used: u64,
    /// From the start of the command until the week was read or made.
    pub(super) ready_seconds: f64,
    /// From the start of the command until the search ended.
    pub(super) wall_seconds: f64,
    /// All processors, until the search ended.
    pub(super) processor_seconds: Option<f64>,
    pub(super) peak_bytes: Option<u64>,
}

impl Figures {
    /// The value's share of the bound; nothing is proved about a bound of zero or below.
    pub(super) fn share(&self) -> Option<f64> {
        (self.bound > 0.0).then(|| 100.0 * self.value as f64 / self.bound)
    }
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let watch = Stopwatch::start();
    let problem = options.week.problem()?;
    let ready = watch.elapsed();
    let limit = options.time_limit.or_else(|| options.rounds.is_none().then_some(USUAL_LIMIT));
    let display = Display::new(watch.began(), limit, options.quiet || options.json);
    let threads = options.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let settings = Settings { seed: options.seed, threads, rounds: options.rounds };
    let solution = planner::solve(&problem, &settings, &Watcher { display: &display, watch: &watch, limit });
    let (wall, processor) = (watch.elapsed(), machine::processor_time());
    display.end();
    let plan = solution.plan(&problem);
    // Everything that leaves is checked by code that shares nothing with the search.
    let checked = planner::check(&problem, &plan).map_err(|wrong| {
        Failure::new(format!("the planner made a plan that breaks a rule, please report it: {wrong}"))
    })?;
    if let Some(path) = &options.out {
        files::write(Some(path), |out| write_plan(&plan, out))?;
    }
    let figures = figures(&problem, solution.bound(), &checked, [ready, wall], processor);
    let to_stdout = options.out.as_deref().is_some_and(|path| path.as_os_str() == "-");
    if options.json {
        let line = serde_json::to_string(&figures).map_err(|error| Failure::new(error.to_string()))?;
        tell(to_stdout, &line)?;
    } else {
        for line in lines(&figures) {
            tell(to_stdout, &line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The planner has no clock: it asks.
struct Watcher<'a> {
    display: &'a Display,
    watch: &'a Stopwatch,
    limit: Option<Duration>,
}

impl planner::Watch for Watcher<'_> {
    fn go_on(&self, progress: &planner::Progress) -> bool {
        self.display.tell(progress);
        self.limit.is_none_or(|limit| self.watch.elapsed() < limit)
    }
    fn gone(&self) -> Option<f64> {
        let limit = self.limit?.as_secs_f64();
        Some(if limit > 0.0 { (self.watch.elapsed().as_secs_f64() / limit).min(1.0) } else { 1.0 })
    }
}

/// Figures go where the plan does not.
fn tell(plan_is_on_stdout: bool, line: &str) -> Result<(), Failure> {
    use std::io::Write;
    if plan_is_on_stdout {
        writeln!(std::io::stderr(), "{line}").map_err(|error| Failure::output("standard error", &error))
    } else {
        say(line)
    }
}

fn figures(
    problem: &Problem,
    bound: f64,
    checked: &Checked,
    [ready, wall]: [Duration; 2],
    processor: Option<Duration>,
) -> Figures {
    Figures {
        name: problem.name().to_owned(),
        sites: problem.sites(),
        families: problem.families(),
        requests: problem.requests(),
        value: checked.objective,
        bound,
        served: checked.served,
        critical: checked.critical,
        critical_served: checked.critical_served,
        minimum_due: checked.minimum_due,
        minimum_reached: checked.minimum_reached,
        places: checked.places,
        places_used: checked.places_used,
        ready_seconds: ready.as_secs_f64(),
        wall_seconds: wall.as_secs_f64(),
        processor_seconds: processor.map(|time| time.as_secs_f64()),
        peak_bytes: machine::peak_memory(),
    }
}

fn lines(figures: &Figures) -> [String; 4] {
    let count = |count: u64| whole(i64::try_from(count).unwrap_or(i64::MAX));
    let size = |count: usize| whole(i64::try_from(count).unwrap_or(i64::MAX));
    let Figures { name, sites, families, requests, value, bound, .. } = figures;
    let share = figures.share().map(|share| format!(" ({share:.2} %)")).unwrap_or_default();
    let processor = figures.processor_seconds.map(|time| format!(", {time:.2} s of processor")).unwrap_or_default();
    let memory = figures.peak_bytes.map(|bytes| format!(", {:.1} MB", bytes as f64 / 1e6)).unwrap_or_default();
    [
        format!("{name}: {} sites, {} families, {} requests", size(*sites), size(*families), size(*requests)),
        format!("value {} of at most {bound:.1}{share}", whole(*value)),
        format!(
            "served {} of {} requests, {} of {} critical ones; {} of {} families at their minimum; {} of {} places used",
            count(figures.served),
            size(*requests),
            count(figures.critical_served),
            count(figures.critical),
            count(figures.minimum_reached),
            count(figures.minimum_due),
            count(figures.places_used),
            count(figures.places),
        ),
        format!(
            "read in {:.2} s, solved after {:.2} s{processor}{memory}",
            figures.ready_seconds, figures.wall_seconds
        ),
    ]
}

/// `1234567` as `1,234,567`.
pub(super) fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Reads a number of seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("{text:?} is not a number of seconds"))?;
    if seconds < 0.0 {
        return Err(format!("{text} seconds is negative"));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| format!("{text} seconds is beyond any clock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (12_345, "12,345")]
        {
            assert_eq!(whole(number), text);
        }
        assert_eq!(whole(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn seconds_are_a_number_that_a_clock_can_count() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert!(seconds("-1").unwrap_err().contains("-1 seconds is negative"));
        for text in ["soon", "", "NaN", "inf", "1e300"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
