//! The house's own tools: one command that does what continuous integration does, and what it needs around it.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod arrows;
mod browser;
mod house;
mod postgres;
mod proofs;
mod rules;
mod run;
mod scan;
mod supply;
mod tally;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tools of the house", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything continuous integration runs; stop at the first failure.
    Test(test::Options),
    /// A throw-away PostgreSQL cluster for the tests, in target/postgres.
    Postgres {
        /// `start` prints the line that exports its address; `stop` ends and removes it.
        action: PostgresAction,
    },
    /// Find or install what the browser tests need: Chromium and the node packages.
    Browser,
    /// Run one of the long proofs.
    Prove(proofs::Prove),
    /// Run the benchmarks; they print ratios against a named baseline.
    Bench(proofs::Bench),
}

#[derive(Clone, Copy, ValueEnum)]
enum PostgresAction {
    Start,
    Stop,
}

fn main() -> ExitCode {
    match dispatch(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    let house = house::House::find()?;
    match command {
        Command::Test(options) => return test::test(&house, &options),
        Command::Postgres { action: PostgresAction::Start } => {
            let cluster = postgres::Cluster::start(&house)?;
            println!("export {}={}", postgres::VARIABLE, cluster.leave_running());
        }
        Command::Postgres { action: PostgresAction::Stop } => postgres::stop(&house)?,
        Command::Browser => {
            let chromium = browser::prepare(&house)?;
            println!("Chromium: {}", chromium.display());
        }
        Command::Prove(prove) => return proofs::prove(&house, &prove),
        Command::Bench(bench) => return proofs::bench(&house, &bench),
    }
    Ok(ExitCode::SUCCESS)
}
