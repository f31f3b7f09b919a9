//! `marelle plan bench`: each run in a process of its own, so that memory is its own and nothing is warm.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Args;

use super::files::{Recipe, recipe};
use super::solve::{Figures, seconds, whole};
use super::{Failure, say};

#[derive(Args)]
pub(super) struct Options {
    /// Weeks in the format marelle-plan/1.
    #[arg(value_name = "INSTANCE", required_unless_present = "generated")]
    instances: Vec<PathBuf>,
    /// Made-up weeks, for example france:1 or town:7:corridor; may be given several times.
    #[arg(long, value_name = "SIZE:SEED", value_parser = recipe)]
    generated: Vec<Recipe>,
    /// Seconds a run may take; may be given several times.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_values = ["1", "10"])]
    time_limit: Vec<Duration>,
    /// Runs of each, with seeds from 1 on.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    runs: u64,
    /// Threads of a run.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let program = std::env::current_exe().map_err(|error| Failure::new(format!("this program: {error}")))?;
    let mut weeks: Vec<(String, Vec<String>)> = Vec::new();
    for path in &options.instances {
        let text = path.to_str().ok_or_else(|| Failure::new(format!("{}: not a readable name", path.display())))?;
        weeks.push((name_of(path), vec![text.to_owned()]));
    }
    for recipe in &options.generated {
        weeks.push((recipe.text.clone(), vec!["--generated".to_owned(), recipe.text.clone()]));
    }
    say(
        "| week | limit | value: median (worst to best) | bound | share of the bound: median (worst) | wall | processor | peak memory |",
    )?;
    say("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    for (name, week) in &weeks {
        for limit in &options.time_limit {
            let runs = (1..=options.runs)
                .map(|seed| {
                    let mut command = Command::new(&program);
                    command.args(["plan", "solve"]).args(week).args([
                        "--json".to_owned(),
                        "--time-limit".to_owned(),
                        limit.as_secs_f64().to_string(),
                        "--threads".to_owned(),
                        options.threads.to_string(),
                        "--seed".to_owned(),
                        seed.to_string(),
                    ]);
                    figures(name, command)
                })
                .collect::<Result<Vec<Figures>, Failure>>()?;
            say(&row(name, *limit, &runs))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".gz").trim_end_matches(".json").to_owned()
}

fn figures(name: &str, mut command: Command) -> Result<Figures, Failure> {
    let output = command.output().map_err(|error| Failure::new(format!("{name}: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(said.lines().last().unwrap_or("the run failed").trim_start_matches("error: ")));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| Failure::new(format!("{name}: figures of a run: {error}")))
}

/// The middle one of an odd number; of an even number the upper of the two in the middle.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

fn row(name: &str, limit: Duration, runs: &[Figures]) -> String {
    let of = |read: fn(&Figures) -> f64| median(runs.iter().map(read).collect());
    let all = |read: fn(&Figures) -> Option<f64>| runs.iter().map(read).collect::<Option<Vec<f64>>>().map(median);
    let mut values: Vec<i64> = runs.iter().map(|run| run.value).collect();
    values.sort_unstable();
    let value = |place: usize| values.get(place).copied().map(whole).unwrap_or_default();
    let shares: Option<Vec<f64>> = runs.iter().map(Figures::share).collect();
    let share = shares.map_or_else(String::new, |shares| {
        let worst = shares.iter().copied().fold(f64::INFINITY, f64::min);
        format!("{:.2} % ({worst:.2} %)", median(shares))
    });
    let unknown = || "not known".to_owned();
    format!(
        "| {name} | {} s | {} ({} to {}) | {:.1} | {share} | {:.2} s | {} | {} |",
        limit.as_secs_f64(),
        value(values.len() / 2),
        value(0),
        value(values.len().saturating_sub(1)),
        of(|run| run.bound),
        of(|run| run.wall_seconds),
        all(|run| run.processor_seconds).map_or_else(unknown, |time| format!("{time:.2} s")),
        all(|run| run.peak_bytes.map(|bytes| bytes as f64))
            .map_or_else(unknown, |bytes| format!("{:.1} MB", bytes / 1e6)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_of(value: i64, wall: f64) -> Figures {
        Figures {
            name: String::new(),
            sites: 1,
            families: 1,
            requests: 1,
            value,
            bound: 1_000.0,
            served: 1,
            critical: 0,
            critical_served: 0,
            minimum_due: 0,
            minimum_reached: 0,
            places: 1,
            places_used: 1,
            ready_seconds: 0.0,
            wall_seconds: wall,
            processor_seconds: Some(2.0 * wall),
            peak_bytes: Some(12_345_678),
        }
    }

    #[test]
    fn a_row_tells_the_middle_the_worst_and_the_best() {
        let runs = [run_of(990, 1.5), run_of(980, 1.1), run_of(999, 1.2)];
        assert_eq!(
            row("town-1", Duration::from_secs(1), &runs),
            "| town-1 | 1 s | 990 (980 to 999) | 1000.0 | 99.00 % (98.00 %) | 1.20 s | 2.40 s | 12.3 MB |"
        );
    }

    #[test]
    fn a_week_is_called_by_its_file() {
        assert_eq!(name_of(Path::new("weeks/town-1.json.gz")), "town-1");
    }
}
