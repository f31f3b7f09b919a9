//! `marelle plan`: the planner on files in the format `marelle-plan/1`, without a database and without the asynchronous runtime.
//!
//! Exit codes: 0, done; 1, something could not be read or written or makes no sense (one line says where); 2, the arguments
//! are wrong; 3, `check` was asked and the plan breaks a rule or claims what is not so.

mod bench;
mod check;
mod explain;
mod files;
mod machine;
mod progress;
mod solve;

use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use planner::generator::{Generator, Geography, Size};

/// What `check` answers when the plan breaks a rule.
const BROKEN: u8 = 3;

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plan a week: the best plan found within the time or the rounds given, with prices that prove how good it is.
    Solve(solve::Options),
    /// Check a plan against its week: rules, figures and, with --bound, the proof.
    Check(check::Options),
    /// Say in sentences what a plan does for a family, and why not more.
    Explain(explain::Options),
    /// Make up a week.
    Generate(GenerateOptions),
    /// Measure: median of several runs, each in a process of its own.
    Bench(bench::Options),
}

#[derive(Args)]
struct GenerateOptions {
    /// How large: one wanted site, a town, a département, the country.
    size: SizeName,
    /// How places lie: cores with towns around them, or towns along the roads of valleys.
    #[arg(long, value_enum, default_value = "radial")]
    geography: GeographyName,
    /// The same number makes the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write; a name in .gz is compressed. Standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum SizeName {
    Site,
    Town,
    Departement,
    France,
}

#[derive(Clone, Copy, ValueEnum)]
enum GeographyName {
    Radial,
    Corridor,
}

/// Runs one of the commands; what goes wrong is one line on standard error.
pub(crate) fn run(options: Options) -> ExitCode {
    let done = match options.command {
        Command::Solve(options) => solve::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Generate(options) => generate(&options),
        Command::Bench(options) => bench::run(&options),
    };
    match done {
        Ok(code) => code,
        // Whoever reads our output may stop reading it, `head` for example.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What went wrong, in one line.
#[derive(Debug)]
struct Failure {
    line: String,
    broken_pipe: bool,
}

impl Failure {
    fn new(line: impl Into<String>) -> Self {
        // A value that came from a file may hold anything: the line stays one line, of a length one reads.
        let line: String = line.into().chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        Self { line: shortened(&line), broken_pipe: false }
    }
    fn output(what: impl Display, error: &std::io::Error) -> Self {
        let broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::new(format!("{what}: {error}")) }
    }
    fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.line)
    }
}

/// Longest line of an error, in characters.
const LONGEST: usize = 400;

fn shortened(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let start: String = line.chars().take(LONGEST / 2).collect();
    let end: String = line.chars().skip(line.chars().count() - LONGEST / 3).collect();
    format!("{start} … {end}")
}

/// A line on standard output.
fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| Failure::output("standard output", &error))
}

fn generate(options: &GenerateOptions) -> Result<ExitCode, Failure> {
    let size = match options.size {
        SizeName::Site => Size::SITE,
        SizeName::Town => Size::TOWN,
        SizeName::Departement => Size::DEPARTEMENT,
        SizeName::France => Size::FRANCE,
    };
    let geography = match options.geography {
        GeographyName::Radial => Geography::Radial,
        GeographyName::Corridor => Geography::Corridor,
    };
    let generator = Generator::new(size, geography, options.seed);
    files::write(options.out.as_deref(), |out| generator.write(out))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_of_a_length_one_reads() {
        let Failure { line, .. } = Failure::new(format!("town.json: name: \n{}\u{7}end", "x".repeat(100_000)));
        assert!(!line.chars().any(char::is_control));
        assert!(line.chars().count() <= LONGEST);
        assert!(line.starts_with("town.json: name:") && line.ends_with("end"));
    }
}
