//! Marelle: one program over one database. Commands only; everything they do lives on the floors below.

mod carriers;
mod demo;
mod doctor;
mod plan;
mod serve;
mod start;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Childcare that exists so that a parent can get back to work.
#[derive(Parser)]
#[command(name = "marelle", version, about, max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve an invented world: five childcare schemes, their partners and families.
    Demo(demo::Options),
    /// Serve a real installation; its first page makes the first organisation and its administrator.
    Serve(serve::Options),
    /// Run the jobs of an installation without serving it (messages, reminders, sessions of the coming weeks).
    Worker(serve::WorkerOptions),
    /// Bring the database's schema up to date, then stop.
    Migrate(start::Place),
    /// Look at the installation and say what is wrong with it.
    Doctor(start::Place),
    /// Plan weeks in files, check and explain plans, make weeks up, measure.
    Plan(plan::Options),
    /// Derive again from the rows what must hold, with code that shares nothing with the way bookings are made.
    Verify(start::Place),
}

fn main() -> ExitCode {
    start::trace();
    match run(Program::parse().command) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    // Nothing to wait for: the planner computes, on threads of its own.
    let command = match command {
        Command::Plan(options) => return Ok(plan::run(options)),
        other => other,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Demo(options) => demo::run(options).await,
            Command::Serve(options) => serve::run(options).await,
            Command::Worker(options) => serve::work(options).await,
            Command::Plan(options) => Ok(plan::run(options)),
            Command::Migrate(place) => start::migrate(place).await,
            Command::Doctor(place) => doctor::run(place).await,
            Command::Verify(place) => verify::run(place).await,
        }
    })
}
