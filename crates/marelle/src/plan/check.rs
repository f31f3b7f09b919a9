//! `marelle plan check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use planner::Checked;
use planner::exchange::{Plan, read_instance};
use planner::model::Problem;

use super::solve::whole;
use super::{BROKEN, Failure, files, say};

/// How much a claimed bound may lie below the recomputed one: the last digits of a decimal number.
const ROUNDING: f64 = 1e-6;

#[derive(Args)]
pub(super) struct Options {
    /// The week.
    instance: PathBuf,
    /// The plan.
    plan: PathBuf,
    /// Also prove, from the plan's prices, how much any plan of this week is worth at most.
    #[arg(long)]
    bound: bool,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let problem = files::read(&options.instance, |input| read_instance(input))?;
    let plan = files::plan(&options.plan)?;
    match look(&problem, &plan, options.bound) {
        Ok(lines) => {
            for line in lines {
                say(&line)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            let Failure { line, .. } = Failure::new(format!("{}: {broken}", options.plan.display()));
            say(&format!("BROKEN {line}"))?;
            Ok(ExitCode::from(BROKEN))
        }
    }
}

/// The figures of a plan that keeps every rule, or the first thing that is wrong with it.
fn look(problem: &Problem, plan: &Plan, with_bound: bool) -> Result<Vec<String>, String> {
    let checked = planner::check(problem, plan).map_err(|wrong| wrong.to_string())?;
    // A plan that does not say its worth is read with this one.
    if plan.objective != i64::MIN && plan.objective != checked.objective {
        return Err(format!("objective: {} is claimed, the bookings are worth {}", plan.objective, checked.objective));
    }
    let Checked { objective, served, requests, critical_served, critical, .. } = checked;
    let Checked { minimum_reached, minimum_due, places_used, places, .. } = checked;
    let mut lines = vec![format!(
        "objective={objective} served={served} requests={requests} critical_served={critical_served} critical={critical} \
         minimum_reached={minimum_reached} minimum_due={minimum_due} places_used={places_used} places={places}"
    )];
    if with_bound {
        let bound = planner::bound_of(problem, &plan.prices).map_err(|wrong| wrong.to_string())?;
        if plan.bound + ROUNDING < bound {
            return Err(format!("bound: {} is claimed, the prices prove {bound:.6}", plan.bound));
        }
        let share = if bound > 0.0 { 100.0 * objective as f64 / bound } else { 100.0 };
        lines.push(format!("bound={bound:.3} share={share:.3}%"));
        let bound = match &plan.week_proof {
            None => bound,
            Some(proof) => {
                let tighter = planner::bound_of_weeks(problem, &plan.prices, &proof.prices);
                let tighter = tighter.map_err(|wrong| wrong.to_string())?;
                if proof.bound + ROUNDING < tighter {
                    return Err(format!("week_proof.bound: {} is claimed, the prices prove {tighter:.6}", proof.bound));
                }
                let share = if tighter > 0.0 { 100.0 * objective as f64 / tighter } else { 100.0 };
                lines.push(format!("bound with prices of the limits by week={tighter:.3} share={share:.3}%"));
                bound.min(tighter)
            }
        };
        if (objective as f64) > bound + ROUNDING {
            return Err(format!("the plan is worth {}, more than its prices allow: {bound:.3}", whole(objective)));
        }
    }
    Ok(lines)
}
