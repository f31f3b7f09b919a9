//! A run of the planner, beside the transactions: it reads the week, thinks for as long as it may, and stores what it found.
//!
//! The planner has no clock: the budget and the wish to stop live here. Where it is is written down at most twice a second.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use db::jobs::Due;
use db::plans::{Locked, NewAlternative, Progressed, ProposedPlace, Run, RunJob, WeekFacts};
use domain::plans::{AlternativeKind, Figures, Sharing, Weights, WhatIf, of_bound_per_mille};
use planner::exchange::{Instance, Plan};
use planner::{Progress, Settings};

use super::instance::{Built, Narrowed, build, keep_avip_share, refused_together, release_avip_share};
use crate::app::App;

/// How often progress is written down and the wish to stop is read.
const TICK: Duration = Duration::from_millis(500);
/// How often a plan is made anew because the rules refuse two of its bundles together.
const MOST_NARROWINGS: usize = 12;
/// Threads of one run: the plan is the same whatever their number.
const THREADS: usize = 2;
/// Rounds of search of a run that is not cut short: with the seed, what makes it the same when it is replayed.
const ROUNDS: u64 = 100;

/// What the thinking and the watching share.
#[derive(Default)]
pub(super) struct Watched {
    stop: AtomicBool,
    progress: Mutex<Progressed>,
}

impl Watched {
    fn note(&self, progress: &Progress) -> bool {
        let mut noted = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        noted.stage = format!("{:?}", progress.stage).to_lowercase();
        noted.value = progress.value;
        noted.bound = progress.bound;
        noted.round = i64::try_from(progress.round).unwrap_or(i64::MAX);
        !self.stop.load(Ordering::Relaxed)
    }
    fn noted(&self) -> Progressed {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Everything the thinking needs.
struct Task {
    run: Run,
    facts: WeekFacts,
    weights: Weights,
    /// Proposals of the run before that stay: counted as taken, and part of the new plan.
    locked: Vec<ProposedPlace>,
    /// How its sites chose to share out this week.
    sharing: Sharing,
}

/// What the thinking found.
struct Found {
    instance: String,
    ledger: String,
    alternatives: Vec<NewAlternative>,
}

/// Does a job of the kind [`db::plans::RUN_JOB`].
pub(crate) async fn run(app: &App, job: &Due) -> db::Result<()> {
    let wanted: RunJob = serde_json::from_str(&job.payload)?;
    let (id, job_id, db) = (wanted.run, job.id, app.db());
    let begun = db
        .write(move |tx| {
            let begun = tx.run_begins(id)?;
            if begun.is_none() {
                tx.finish_job(job_id)?;
            }
            Ok(begun)
        })
        .await?;
    let Some(run) = begun else { return Ok(()) };
    let (now, budget) = (app.now(), Duration::from_secs(u64::try_from(run.budget_seconds).unwrap_or(1)));
    let task = db.read(move |conn| task(conn, run, now)).await?;
    let watched = Arc::new(Watched::default());
    let thinking = {
        let watched = watched.clone();
        tokio::task::spawn_blocking(move || think(&task, &watched))
    };
    tokio::pin!(thinking);
    let out_of_time = tokio::time::sleep(budget);
    tokio::pin!(out_of_time);
    let found = loop {
        tokio::select! {
            // A fault of the planner is this run's end; it would be the same fault the next time.
            found = &mut thinking => break found.unwrap_or_else(|error| Err(error.to_string())),
            () = &mut out_of_time, if !watched.stop.load(Ordering::Relaxed) => watched.stop.store(true, Ordering::Relaxed),
            () = tokio::time::sleep(TICK) => {
                let noted = watched.noted();
                if !db.write(move |tx| tx.run_goes_on(id, &noted)).await? {
                    watched.stop.store(true, Ordering::Relaxed);
                }
            }
        }
    };
    db.write(move |tx| {
        match &found {
            Ok(found) => {
                tx.finish_run(id, &found.instance, &found.ledger, &found.alternatives)?;
            }
            Err(failure) => tx.run_failed(id, failure)?,
        }
        tx.finish_job(job_id)
    })
    .await
}

fn task(conn: &mut db::Conn, run: Run, now: domain::Instant) -> db::Result<Task> {
    let locked = match run.follows {
        Some(before) => db::plans::locked_proposals(conn, before)?,
        None => Vec::new(),
    };
    // Two alternatives may both have locks: the first one's hold.
    let first = locked.iter().map(|proposal| proposal.alternative).min();
    let locked: Vec<_> = locked.into_iter().filter(|proposal| Some(proposal.alternative) == first).collect();
    let taken: Vec<Locked> = locked.iter().filter_map(db::plans::Proposal::as_locked).collect();
    let facts = db::plans::gather(conn, &run.sites, run.monday, &taken, now)?;
    let weights = db::plans::weights::weights_by_id(conn, run.weights)?.weights;
    let locked = locked.into_iter().map(|proposal| proposal.place).collect();
    // One order for all sites of a run: one that insists on the order of asking brings the others to it.
    let chosen = db::plans::sharing_of(conn, &run.sites, run.monday)?;
    let sharing =
        if chosen.values().any(|one| *one == Sharing::FirstCome) { Sharing::FirstCome } else { Sharing::Planner };
    Ok(Task { run, facts, weights, locked, sharing })
}

fn think(task: &Task, watched: &Watched) -> Result<Found, String> {
    let what_if = task.run.what_if.as_ref();
    let (plan, built, rounds) = solved(&task.facts, &task.weights, what_if, task.run.seed, watched)?;
    let problem = built.instance.problem().map_err(|wrong| wrong.to_string())?;
    let bound = if built.instance.families.is_empty() { 0.0 } else { plan.best_bound() };
    let mut alternatives = vec![alternative(
        task,
        &built,
        &problem,
        plan,
        (AlternativeKind::Planner, task.run.seed, rounds, Some(bound)),
    )?];
    let other = task.run.seed.wrapping_add(1);
    let (second, kind, rounds) = match task.run.compare_with {
        AlternativeKind::AnotherSeed if task.sharing == Sharing::Planner => {
            let (plan, rounds) = solve(&built.instance, other, watched)?;
            if refused_together(&task.facts, task.run.what_if.as_ref(), &built, &plan).is_empty() {
                (plan, AlternativeKind::AnotherSeed, rounds)
            } else {
                (first_come(&task.facts, what_if, &built), AlternativeKind::FirstCome, None)
            }
        }
        _ => (first_come(&task.facts, what_if, &built), AlternativeKind::FirstCome, None),
    };
    alternatives.push(alternative(task, &built, &problem, second, (kind, other, rounds, Some(bound)))?);
    if task.sharing == Sharing::FirstCome {
        // What the site chose comes first; the planner's plan stays beside it, to be compared.
        alternatives.swap(0, 1);
    }
    Ok(Found {
        instance: serde_json::to_string(&built.instance).map_err(|error| error.to_string())?,
        ledger: serde_json::to_string(&built.ledger).map_err(|error| error.to_string())?,
        alternatives,
    })
}

/// The plan of a week; made anew while the rules refuse some of its bundles together.
pub(super) fn solved(
    facts: &WeekFacts,
    weights: &Weights,
    what_if: Option<&WhatIf>,
    seed: i64,
    watched: &Watched,
) -> Result<(Plan, Built, Option<i64>), String> {
    let mut narrowed = Narrowed::new();
    for attempt in 0.. {
        let mut built = build(facts, weights, what_if, &narrowed);
        keep_avip_share(facts, &mut built.instance);
        let (mut plan, mut rounds) = solve(&built.instance, seed, watched)?;
        if release_avip_share(&mut built.instance, &plan) {
            (plan, rounds) = solve(&built.instance, seed, watched)?;
        }
        let more = refused_together(facts, what_if, &built, &plan);
        if more.is_empty() {
            return Ok((plan, built, rounds));
        }
        if attempt < MOST_NARROWINGS {
            narrowed.extend(more);
            continue;
        }
        // Not one more: what the rules refuse is left out of this plan.
        let plan = without(&built.instance, plan, &more);
        return Ok((plan, built, None));
    }
    Err("no plan".to_owned())
}

fn without(instance: &Instance, mut plan: Plan, refused: &Narrowed) -> Plan {
    for week in &mut plan.families {
        let Some(family) = instance.families.iter().find(|family| family.id == week.id) else { continue };
        week.bookings.retain(|booking| {
            let request = family.requests.iter().find(|request| request.id == booking.request);
            let bundle = request.and_then(|request| request.bundles.get(booking.bundle));
            !bundle.is_some_and(|bundle| refused.contains(&(booking.request.clone(), bundle.bands.clone())))
        });
        let first = week.familiarisation.take();
        week.familiarisation = first.filter(|first| week.bookings.iter().any(|booking| booking.site == first.site));
    }
    plan
}

/// A plan of an instance: ties are drawn by lot from the seed, whatever the order of the families.
pub(super) fn solve(instance: &Instance, seed: i64, watched: &Watched) -> Result<(Plan, Option<i64>), String> {
    if instance.families.is_empty() {
        // Nobody asks: there is one plan, and it is the best.
        return Ok((planner::first_come(instance, &[]), Some(0)));
    }
    let drawn = planner::lottery::drawn(instance, seed.unsigned_abs());
    let problem = drawn.problem().map_err(|wrong| wrong.to_string())?;
    let settings = Settings { seed: seed.unsigned_abs(), threads: THREADS, rounds: Some(ROUNDS) };
    let solution = planner::solve(&problem, &settings, &|progress: &Progress| watched.note(progress));
    // What was cut short ends where the clock said: that cannot be replayed.
    let whole = !watched.stop.load(Ordering::Relaxed);
    let rounds = i64::try_from(solution.rounds()).ok().filter(|_| whole);
    Ok((planner::lottery::as_asked(instance, solution.plan(&problem)), rounds))
}

/// What the order of asking makes of the same seats.
pub(super) fn first_come(facts: &WeekFacts, what_if: Option<&WhatIf>, built: &Built) -> Plan {
    let order = built.ledger.order_of_asking();
    let plan = planner::first_come(&built.instance, &order);
    let refused = refused_together(facts, what_if, built, &plan);
    without(&built.instance, plan, &refused)
}

type Made = (AlternativeKind, i64, Option<i64>, Option<f64>);

fn alternative(
    task: &Task,
    built: &Built,
    problem: &planner::Problem,
    mut plan: Plan,
    (kind, seed, rounds, bound): Made,
) -> Result<NewAlternative, String> {
    // Whatever made it: it is judged by the rules once more before anybody sees it.
    plan.objective = i64::MIN;
    let checked = planner::check(problem, &plan).map_err(|wrong| format!("the plan breaks a rule: {wrong}"))?;
    plan.objective = checked.objective;
    // Every alternative is measured by the same bound: that of the seats, not of who shared them out.
    plan.bound = bound.unwrap_or(plan.bound);
    let figures = with_locked(figures(&checked, bound), &task.locked);
    let mut places: Vec<(ProposedPlace, bool)> =
        built.ledger.places(&built.instance, &plan).into_iter().map(|place| (place, false)).collect();
    places.extend(task.locked.iter().map(|place| {
        // Numbers of their own: those of the planner follow its families.
        let together = place.together.saturating_add(1_000_000);
        (
            ProposedPlace {
                together: if place.together < 1_000_000 { together } else { place.together },
                ..place.clone()
            },
            true,
        )
    }));
    Ok(NewAlternative {
        kind,
        seed,
        rounds,
        bound,
        figures,
        unserved: built.ledger.unserved(&plan),
        plan: serde_json::to_string(&plan).map_err(|error| error.to_string())?,
        places,
    })
}

/// The figures of a plan that was checked.
pub(crate) fn figures(checked: &planner::Checked, bound: Option<f64>) -> Figures {
    Figures {
        worth: checked.objective,
        requests: whole(checked.requests),
        served: whole(checked.served),
        critical: whole(checked.critical),
        critical_served: whole(checked.critical_served),
        minimum_due: whole(checked.minimum_due),
        minimum_reached: whole(checked.minimum_reached),
        places_used: whole(checked.places_used),
        places: whole(checked.places),
        of_bound_per_mille: bound.and_then(|bound| of_bound_per_mille(checked.objective, bound)),
    }
}

fn with_locked(mut figures: Figures, locked: &[ProposedPlace]) -> Figures {
    let groups: std::collections::BTreeSet<i32> = locked
        .iter()
        .filter(|place| place.role != domain::plans::ProposalRole::Familiarisation)
        .map(|place| place.together)
        .collect();
    let (requests, places) = (whole(groups.len()), whole(locked.len()));
    figures.requests += requests;
    figures.served += requests;
    figures.places_used += places;
    figures.places += places;
    figures
}

fn whole<T: TryInto<i64>>(count: T) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
