//! `cargo xtask test`: what continuous integration runs, in the order in which a mistake is cheapest to find.

use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::house::House;
use crate::tally::{self, Tally};
use crate::{arrows, browser, postgres, run, scan, supply};

/// Which part of the whole to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these steps, for instance `--only fmt,clippy`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Step>,
    /// Name the steps and run nothing.
    #[arg(long)]
    list: bool,
    /// Leave PostgreSQL out: the tests then run on the embedded engine alone. Continuous integration never does this.
    #[arg(long)]
    sqlite_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    Fmt,
    Scan,
    Arrows,
    Supply,
    Deny,
    Clippy,
    Doc,
    Nextest,
    Doctests,
    E2e,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::Fmt => "the code is laid out by rustfmt",
            Self::Scan => "no secret, no machine's path, no package host, no unfinished code",
            Self::Arrows => "each floor stands only on the floors below it",
            Self::Supply => "no banned crate, foreign source or unfit licence; each library has its reason",
            Self::Deny => "cargo deny, where it is installed",
            Self::Clippy => "clippy, warnings refused",
            Self::Doc => "the code's documentation builds, warnings refused",
            Self::Nextest => "unit and feature tests, on both engines",
            Self::Doctests => "examples in the documentation",
            Self::E2e => "browser tests in Chromium",
        }
    }
}

/// How a step that found nothing wrong ended.
enum Outcome {
    Done,
    Tests(Tally, Vec<String>),
    NotRun(String),
}

/// A step that found something.
enum Failure {
    /// Tests ran and some failed, or what runs them stopped before counting.
    Tests(Tally, Vec<String>),
    Check(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Check(error)
    }
}

pub(crate) fn test(house: &House, options: &Options) -> Result<ExitCode> {
    let steps = Step::value_variants().iter().copied();
    if options.list {
        for step in steps {
            println!("{:9} {}", step.name(), step.purpose());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut total = Tally::default();
    let mut closing: Vec<String> = Vec::new();
    let mut durations: Vec<(Step, Duration, String)> = Vec::new();
    let mut failed = None;
    for step in steps.filter(|step| options.only.is_empty() || options.only.contains(step)) {
        println!("== {}: {}", step.name(), step.purpose());
        let began = Instant::now();
        let outcome = run_step(house, step, options);
        let took = began.elapsed();
        let word = match outcome {
            Ok(Outcome::Done) => "ok".to_owned(),
            Ok(Outcome::NotRun(why)) => why,
            Ok(Outcome::Tests(tally, lines)) => {
                total += tally;
                closing.extend(lines);
                tally.to_string()
            }
            Err(Failure::Tests(tally, lines)) => {
                // A runner that failed without a count still failed once.
                total += Tally { failed: tally.failed.max(1), ..tally };
                closing.extend(lines);
                failed = Some(step);
                "FAILED".to_owned()
            }
            Err(Failure::Check(error)) => {
                eprintln!("{error:#}");
                total.failed += 1;
                failed = Some(step);
                "FAILED".to_owned()
            }
        };
        println!("== {}: {word} in {:.1} s\n", step.name(), took.as_secs_f64());
        durations.push((step, took, word));
        if failed.is_some() {
            break;
        }
    }
    close(&durations, &closing, failed, total);
    Ok(if failed.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn close(durations: &[(Step, Duration, String)], closing: &[String], failed: Option<Step>, total: Tally) {
    for (step, took, word) in durations {
        println!("{:9} {:>7.1} s  {word}", step.name(), took.as_secs_f64());
    }
    println!();
    for line in closing {
        println!("{line}");
    }
    if let Some(step) = failed {
        println!("stopped at {0}; again with: cargo xtask test --only {0}", step.name());
    }
    println!("{total}");
}

fn run_step(house: &House, step: Step, options: &Options) -> Result<Outcome, Failure> {
    let cargo = || {
        let mut cargo = run::cargo();
        cargo.current_dir(&house.root);
        cargo
    };
    match step {
        Step::Fmt => run::watch(cargo().args(["fmt", "--all", "--check"]))?,
        Step::Scan => none_found(scan::check(&house.root, &house.files()?))?,
        Step::Arrows => none_found(arrows::check(&house.metadata))?,
        Step::Supply => none_found(supply::check(house)?)?,
        Step::Deny => {
            if run::output(cargo().args(["deny", "--version"])).is_err() {
                return Ok(Outcome::NotRun("skipped: not installed".to_owned()));
            }
            run::watch(cargo().args(["deny", "--offline", "check", "bans", "licenses", "sources"]))?;
        }
        Step::Clippy => {
            run::watch(cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
        }
        Step::Doc => {
            let mut doc = cargo();
            doc.args(["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"]);
            // A public item may point to a private one: we are the readers.
            doc.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
            run::watch(&mut doc)?;
        }
        Step::Nextest => return nextest(house, options),
        Step::Doctests => return doctests(house),
        Step::E2e => return e2e(house),
    }
    Ok(Outcome::Done)
}

fn none_found(wrong: Vec<String>) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    bail!(wrong.join("\n"));
}

fn nextest(house: &House, options: &Options) -> Result<Outcome, Failure> {
    if run::output(run::cargo().args(["nextest", "--version"])).is_err() {
        return Err(anyhow::anyhow!("cargo-nextest is missing: cargo install --locked cargo-nextest").into());
    }
    let mut command = run::cargo();
    command.current_dir(&house.root).args(["nextest", "run", "--locked", "--workspace", "--no-tests=fail"]);
    let cluster = if options.sqlite_only {
        println!("PostgreSQL is left out: the embedded engine alone is tested");
        command.env_remove(postgres::VARIABLE);
        None
    } else {
        let cluster = postgres::Cluster::start(house)?;
        command.env(postgres::VARIABLE, cluster.url());
        Some(cluster)
    };
    let (status, lines) = run::listen(&mut command)?;
    drop(cluster);
    let said = lines.iter().filter(|line| line.trim_start().starts_with("Summary")).cloned().collect();
    ended(status.success(), tally::nextest(&lines), said)
}

/// Only the crates that hold an example: rustdoc takes seconds for each crate, even an empty one.
fn doctests(house: &House) -> Result<Outcome, Failure> {
    let mut crates: Vec<String> = house
        .files()?
        .into_iter()
        .filter(|path| path.starts_with("crates/") && path.ends_with(".rs"))
        .filter(|path| std::fs::read_to_string(house.root.join(path)).is_ok_and(|text| has_example(&text)))
        .filter_map(|path| path.split('/').nth(1).map(str::to_owned))
        .collect();
    crates.dedup();
    if crates.is_empty() {
        return Ok(Outcome::NotRun("no example in the documentation".to_owned()));
    }
    let mut command = run::cargo();
    command.current_dir(&house.root).args(["test", "--locked", "--doc"]);
    command.args(crates.iter().flat_map(|name| ["-p", name]));
    let (status, lines) = run::listen(&mut command)?;
    ended(status.success(), tally::doctests(&lines), Vec::new())
}

fn e2e(house: &House) -> Result<Outcome, Failure> {
    // node 20 does not expand patterns itself.
    let specs: Vec<String> =
        house.files()?.into_iter().filter(|path| path.starts_with("e2e/") && path.ends_with(".spec.mjs")).collect();
    let (status, lines) = browse(house, &specs)?;
    let said = lines.iter().filter(|line| is_node_count(line)).cloned().collect();
    ended(status.success(), tally::node(&lines), said)
}

/// Builds `marelle` and lets a browser walk through some files of tests.
pub(crate) fn browse(house: &House, specs: &[String]) -> Result<(ExitStatus, Vec<String>)> {
    run::watch(run::cargo().current_dir(&house.root).args(["build", "--locked", "-p", "marelle"]))?;
    let (program, chromium) = (built_program(house)?, browser::prepare(house)?);
    let mut command = run::command("node");
    command
        .current_dir(&house.root)
        .env("MARELLE_BIN", program)
        .env("CHROMIUM", chromium)
        .args(["--test", "--test-reporter=spec"])
        .args(specs);
    run::listen(&mut command)
}

/// The program as it was just built, under a name that a later build does not replace while the browser tests run.
fn built_program(house: &House) -> Result<PathBuf> {
    let name = format!("marelle{}", std::env::consts::EXE_SUFFIX);
    let built = house.target.join("debug").join(&name);
    let folder = house.root.join("target").join("e2e");
    let kept = folder.join(name);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    if kept.exists() {
        std::fs::remove_file(&kept).with_context(|| kept.display().to_string())?;
    }
    std::fs::hard_link(&built, &kept)
        .or_else(|_| std::fs::copy(&built, &kept).map(drop))
        .with_context(|| format!("cannot keep {}", built.display()))?;
    Ok(kept)
}

/// Whether a documentation comment opens a block of Rust, which is what a block without a language is.
fn has_example(text: &str) -> bool {
    let mut inside = false;
    for line in text.lines().map(str::trim_start) {
        let words = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::trim);
        let Some(language) = words.and_then(|words| words.strip_prefix("```")) else { continue };
        if !inside && ["", "rust", "no_run", "should_panic", "compile_fail"].contains(&language) {
            return true;
        }
        inside = !inside;
    }
    false
}

fn is_node_count(line: &str) -> bool {
    let counts = ["tests", "pass", "fail", "cancelled", "skipped"];
    line.strip_prefix("ℹ ").is_some_and(|rest| rest.split(' ').next().is_some_and(|word| counts.contains(&word)))
}

fn ended(success: bool, tally: Tally, said: Vec<String>) -> Result<Outcome, Failure> {
    if success && tally.failed == 0 { Ok(Outcome::Tests(tally, said)) } else { Err(Failure::Tests(tally, said)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_rust_in_the_documentation_is_an_example() {
        assert!(has_example("/// Adds.\n///\n/// ```\n/// assert_eq!(1 + 1, 2);\n/// ```\n"));
        assert!(has_example("//! ```text\n//! a → b\n//! ```\n//! ```no_run\n//! go();\n//! ```\n"));
    }

    #[test]
    fn a_drawing_or_the_end_of_one_is_not() {
        assert!(!has_example("//! ```text\n//! a → b\n//! ```\nfn main() {}\n"));
        assert!(!has_example("let fence = \"```\";\n"));
    }

    #[test]
    fn only_the_counts_of_node_are_repeated_at_the_end() {
        assert!(is_node_count("ℹ pass 3"));
        assert!(!is_node_count("ℹ duration_ms 12.5"));
        assert!(!is_node_count("✔ pass 3"));
    }
}
