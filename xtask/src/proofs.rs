//! Long proofs and benchmarks: programs of the `testkit` crate, built and called with what they need around them.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::house::House;
use crate::{postgres, rules, run, test};

/// Which proof, and how much of it.
#[derive(Args)]
pub(crate) struct Prove {
    name: Name,
    /// How many cases; each proof has its own default.
    #[arg(long)]
    cases: Option<u64>,
    /// The seed that makes a run repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// Build in the dev profile: slower to run, faster to build.
    #[arg(long)]
    dev: bool,
    /// Only the embedded engine.
    #[arg(long)]
    sqlite_only: bool,
    /// Anything else for the proof itself, after `--`.
    #[arg(last = true)]
    rest: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    /// Many clients over HTTP for one last seat.
    Race,
    /// Killed in the middle of writes, again and again.
    Kill,
    /// Every role on every route over a world of unique words.
    Access,
    /// Requests made from the API's own description, good and bad.
    Fuzz,
    /// Tablets without a network: whatever the order, however often, the same facts make the same day.
    Sync,
    /// A year of one site told to the ratio engine, against counting everybody anew on each minute.
    Ratio,
    /// A tablet's browser profile after use, read byte by byte: no name, no sentence.
    TabletAtRest,
    /// Each rule of the planner taken out in turn: the tests must see it.
    Rules,
}

/// Options of the benchmarks.
#[derive(Args)]
pub(crate) struct Bench {
    /// Only the embedded engine.
    #[arg(long)]
    sqlite_only: bool,
    /// Anything else for the benchmarks themselves, after `--`.
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn prove(house: &House, prove: &Prove) -> Result<ExitCode> {
    if matches!(prove.name, Name::Rules) {
        return rules::prove(house);
    }
    if matches!(prove.name, Name::TabletAtRest) {
        for _ in 0..prove.cases.unwrap_or(1) {
            if !test::browse(house, &["e2e/tablet-at-rest.spec.mjs".to_owned()])?.0.success() {
                return Ok(ExitCode::FAILURE);
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    // Neither the program nor a database: only the domain's engine.
    let alone = matches!(prove.name, Name::Ratio);
    let name = prove.name.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let mut arguments = Vec::new();
    for (option, value) in [("--cases", prove.cases), ("--seed", prove.seed)] {
        if let Some(value) = value {
            arguments.extend([option.to_owned(), value.to_string()]);
        }
    }
    arguments.extend(prove.rest.iter().cloned());
    let how = How { release: !prove.dev, sqlite_only: prove.sqlite_only || alone, alone };
    call(house, &format!("prove-{name}"), how, &arguments)
}

pub(crate) fn bench(house: &House, bench: &Bench) -> Result<ExitCode> {
    let how = How { release: true, sqlite_only: bench.sqlite_only, alone: false };
    call(house, "bench", how, &bench.rest)
}

/// How a program of the testkit is built and what it is given.
#[derive(Clone, Copy)]
struct How {
    release: bool,
    sqlite_only: bool,
    /// Without `marelle` beside it.
    alone: bool,
}

/// Builds the program and, unless it stands alone, `marelle` itself in the same profile, and runs the first with the path of the second.
fn call(house: &House, program: &str, how: How, arguments: &[String]) -> Result<ExitCode> {
    let How { release, sqlite_only, alone } = how;
    if !has_program(house, program) {
        bail!(
            "there is no `{program}` yet: it is a program of the testkit crate (crates/testkit/src/bin/{program}.rs)"
        );
    }
    let mut build = run::cargo();
    build.current_dir(&house.root).args(["build", "--locked", "-p", "testkit", "--bin", program]);
    if !alone {
        build.args(["-p", "marelle", "--bin", "marelle"]);
    }
    if release {
        build.arg("--release");
    }
    run::watch(&mut build)?;
    let built = house.target.join(if release { "release" } else { "debug" });
    let file = |name: &str| built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut command = run::command(file(program));
    command.current_dir(&house.root).env("MARELLE_BIN", file("marelle")).args(arguments);
    let cluster = if sqlite_only { None } else { Some(postgres::Cluster::start(house)?) };
    match &cluster {
        Some(cluster) => command.env(postgres::VARIABLE, cluster.url()),
        None => command.env_remove(postgres::VARIABLE),
    };
    let status = run::status(&mut command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn has_program(house: &House, program: &str) -> bool {
    let packages = house.metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    packages
        .iter()
        .filter(|package| package["name"] == "testkit")
        .flat_map(|package| package["targets"].as_array().map_or(&[][..], Vec::as_slice))
        .any(|target| target["name"] == program && target["kind"][0] == "bin")
}
