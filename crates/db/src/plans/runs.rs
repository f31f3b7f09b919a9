//! Runs: started, followed, cancelled; the proof that an actor may see one.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::plans::{AlternativeKind, RunState, WhatIf};
use domain::*;
use serde::{Deserialize, Serialize};

use super::RUN_JOB;
use crate::access::{Actor, Scope, Seen, sites};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{plan_run, plan_run_site, session, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// The payload of [`RUN_JOB`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RunJob {
    /// The run.
    pub run: PlanRunId,
}

/// A run to start.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The sites.
    pub sites: Vec<SiteId>,
    /// A day of the week.
    pub week_of: Date,
    /// What is drawn by lot is drawn from this.
    pub seed: i64,
    /// Seconds it may take.
    pub budget_seconds: i32,
    /// What the second alternative is.
    pub compare_with: AlternativeKind,
    /// A question: nobody can publish the answer.
    pub what_if: Option<WhatIf>,
    /// The run whose locked proposals it keeps.
    pub follows: Option<PlanRunId>,
}

/// A run as it is stored.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id.
    pub id: PlanRunId,
    /// Whose sites.
    pub organisation: OrganisationId,
    /// Monday of its week.
    pub monday: Date,
    /// The sites, by id.
    pub sites: Vec<SiteId>,
    /// Its seed.
    pub seed: i64,
    /// The version of the weights.
    pub weights: PlanWeightsId,
    /// Who asked.
    pub asked_by: Option<PersonId>,
    /// Seconds it may take.
    pub budget_seconds: i32,
    /// What the second alternative is.
    pub compare_with: AlternativeKind,
    /// Its question.
    pub what_if: Option<WhatIf>,
    /// The run before it.
    pub follows: Option<PlanRunId>,
    /// What the planner does, in its own word.
    pub stage: Option<String>,
    /// The worth of the best plan so far.
    pub value: Option<i64>,
    /// What no plan can pass, as far as is proved.
    pub bound: Option<f64>,
    /// Rounds of search.
    pub round: Option<i64>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it began.
    pub started_at: Option<Instant>,
    /// When it ended with a plan.
    pub finished_at: Option<Instant>,
    /// When somebody stopped it.
    pub cancelled_at: Option<Instant>,
    /// When it broke.
    pub failed_at: Option<Instant>,
    /// When it was made true.
    pub published_at: Option<Instant>,
    /// Which alternative was.
    pub published_alternative: Option<i32>,
    /// Raised by each change.
    pub revision: i64,
}

impl Run {
    /// How it stands.
    pub fn state(&self) -> RunState {
        if self.published_at.is_some() {
            RunState::Published
        } else if self.finished_at.is_some() {
            RunState::Finished
        } else if self.cancelled_at.is_some() {
            RunState::Cancelled
        } else if self.failed_at.is_some() {
            RunState::Failed
        } else if self.started_at.is_some() {
            RunState::Running
        } else {
            RunState::Waiting
        }
    }
    /// Whether a plan is there to look at.
    pub fn has_plan(&self) -> bool {
        self.finished_at.is_some()
    }
}

type RunRow = (
    (
        Stored<PlanRunId>,
        Stored<OrganisationId>,
        Stored<Date>,
        i64,
        Stored<PlanWeightsId>,
        Option<Stored<PersonId>>,
        i32,
        Stored<AlternativeKind>,
        Option<String>,
        Option<Stored<PlanRunId>>,
    ),
    (
        Option<String>,
        Option<i64>,
        Option<f64>,
        Option<i64>,
        Stored<Instant>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<i32>,
        i64,
    ),
);

macro_rules! run_columns {
    () => {
        (
            (
                plan_run::id,
                plan_run::organisation_id,
                plan_run::week_of,
                plan_run::seed,
                plan_run::weights_id,
                plan_run::asked_by,
                plan_run::budget_seconds,
                plan_run::compare_with,
                plan_run::what_if,
                plan_run::follows,
            ),
            (
                plan_run::stage,
                plan_run::value,
                plan_run::bound,
                plan_run::round,
                plan_run::created_at,
                plan_run::started_at,
                plan_run::finished_at,
                plan_run::cancelled_at,
                plan_run::failed_at,
                plan_run::published_at,
                plan_run::published_alternative,
                plan_run::revision,
            ),
        )
    };
}

fn run_of(row: RunRow, sites: Vec<SiteId>) -> Result<Run> {
    let (
        (id, organisation, monday, seed, weights, asked_by, budget_seconds, compare_with, what_if, follows),
        (
            stage,
            value,
            bound,
            round,
            created_at,
            started_at,
            finished_at,
            cancelled_at,
            failed_at,
            published_at,
            published_alternative,
            revision,
        ),
    ) = row;
    let at = |instant: Option<Stored<Instant>>| instant.map(Stored::value);
    Ok(Run {
        id: id.value(),
        organisation: organisation.value(),
        monday: monday.value(),
        sites,
        seed,
        weights: weights.value(),
        asked_by: asked_by.map(Stored::value),
        budget_seconds,
        compare_with: compare_with.value(),
        what_if: what_if.map(|text| serde_json::from_str(&text)).transpose()?,
        follows: follows.map(Stored::value),
        stage,
        value,
        bound,
        round,
        created_at: created_at.value(),
        started_at: at(started_at),
        finished_at: at(finished_at),
        cancelled_at: at(cancelled_at),
        failed_at: at(failed_at),
        published_at: at(published_at),
        published_alternative,
        revision,
    })
}

fn sites_of_runs(conn: &mut Conn, ids: &[Stored<PlanRunId>]) -> Result<BTreeMap<PlanRunId, Vec<SiteId>>> {
    let rows: Vec<(Stored<PlanRunId>, Stored<SiteId>)> = plan_run_site::table
        .filter(plan_run_site::plan_run_id.eq_any(ids))
        .order((plan_run_site::plan_run_id, plan_run_site::site_id))
        .select((plan_run_site::plan_run_id, plan_run_site::site_id))
        .load(conn)?;
    let mut sites: BTreeMap<PlanRunId, Vec<SiteId>> = BTreeMap::new();
    for (run, site) in rows {
        sites.entry(run.value()).or_default().push(site.value());
    }
    Ok(sites)
}

/// A run, whoever asks: the caller holds a proof or is the worker.
pub fn run_by_id(conn: &mut Conn, id: PlanRunId) -> Result<Run> {
    let row: RunRow = plan_run::table.find(stored(id)).select(run_columns!()).first(conn).or_not_found()?;
    let sites = sites_of_runs(conn, &[stored(id)])?.remove(&id).unwrap_or_default();
    run_of(row, sites)
}

/// The proof that an actor may see a run: she plans the week of every one of its sites.
#[derive(Debug, Clone, Copy)]
pub struct SeenRun(PlanRunId);

impl SeenRun {
    /// The run's id.
    pub fn id(self) -> PlanRunId {
        self.0
    }
}

/// The proof of the worker, who does what somebody was allowed to ask.
pub fn run_of_worker(conn: &mut Conn, id: PlanRunId) -> Result<SeenRun> {
    plan_run::table.find(stored(id)).select(plan_run::id).first::<Stored<PlanRunId>>(conn).or_not_found()?;
    Ok(SeenRun(id))
}

/// The proof for a run.
pub fn see_run(conn: &mut Conn, actor: &Actor, id: PlanRunId) -> Result<SeenRun> {
    let all: i64 = plan_run_site::table.filter(plan_run_site::plan_run_id.eq(stored(id))).count().get_result(conn)?;
    let mine: i64 = plan_run_site::table
        .filter(plan_run_site::plan_run_id.eq(stored(id)))
        .filter(plan_run_site::site_id.eq_any(sites!(&Scope::new(actor, Action::PlanWeek))))
        .count()
        .get_result(conn)?;
    if all > 0 && all == mine { Ok(SeenRun(id)) } else { Err(Error::NotFound) }
}

/// The runs an actor may see, the newest first, after one of them.
pub fn runs(conn: &mut Conn, actor: &Actor, after: Option<PlanRunId>, limit: i64) -> Result<Vec<Run>> {
    let scope = Scope::new(actor, Action::PlanWeek);
    let before = after.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let not_mine = plan_run_site::table
        .filter(diesel::dsl::not(plan_run_site::site_id.eq_any(sites!(&scope))))
        .select(plan_run_site::plan_run_id);
    let touched =
        plan_run_site::table.filter(plan_run_site::site_id.eq_any(sites!(&scope))).select(plan_run_site::plan_run_id);
    let rows: Vec<RunRow> = plan_run::table
        .filter(plan_run::id.lt(before))
        .filter(plan_run::id.eq_any(touched))
        .filter(diesel::dsl::not(plan_run::id.eq_any(not_mine)))
        .order(plan_run::id.desc())
        .limit(limit)
        .select(run_columns!())
        .load(conn)?;
    let ids: Vec<Stored<PlanRunId>> = rows.iter().map(|row| row.0.0.clone()).collect();
    let mut sites = sites_of_runs(conn, &ids)?;
    rows.into_iter()
        .map(|row| {
            let sites = sites.remove(&*row.0.0).unwrap_or_default();
            run_of(row, sites)
        })
        .collect()
}

/// Names of the sites of some runs.
pub fn site_names(conn: &mut Conn, ids: &[SiteId]) -> Result<BTreeMap<SiteId, String>> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<SiteId>, String)> =
        site::table.filter(site::id.eq_any(wanted)).select((site::id, site::name)).load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (id.value(), name)).collect())
}

/// Where a run is.
#[derive(Debug, Clone, Default)]
pub struct Progressed {
    /// What the planner does.
    pub stage: String,
    /// The best plan so far.
    pub value: Option<i64>,
    /// What is proved.
    pub bound: Option<f64>,
    /// Rounds.
    pub round: i64,
}

impl Tx<'_> {
    /// Starts a run: stored, and planned for the worker. The caller has the proof for each site.
    pub fn start_run(&mut self, by: &Signature, seen: &[Seen<SiteId>], new: &NewRun) -> Result<PlanRunId> {
        let ids: BTreeSet<SiteId> = seen.iter().map(Seen::id).collect();
        if ids.is_empty() || new.sites.iter().any(|id| !ids.contains(id)) {
            return Err(Error::NotFound);
        }
        let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
        let organisations: Vec<Stored<OrganisationId>> =
            site::table.filter(site::id.eq_any(&wanted)).select(site::organisation_id).distinct().load(self.conn)?;
        let [organisation] = organisations.as_slice() else {
            return Err(Error::Field { field: "site_ids", message: "several_organisations" });
        };
        let (organisation, monday) = (**organisation, week_of(new.week_of));
        let to_come: i64 = session::table
            .filter(session::site_id.eq_any(&wanted))
            .filter(session::date.between(stored(monday), stored(days_after(monday, 6))))
            .filter(session::cancelled_at.is_null().and(session::starts_instant.gt(stored(self.now))))
            .count()
            .get_result(self.conn)?;
        if to_come == 0 {
            return Err(Refusal::PlanNothingToPlan { week_of: monday }.into());
        }
        let weights = self.weights_row(organisation)?;
        let id: PlanRunId = self.new_id();
        diesel::insert_into(plan_run::table)
            .values((
                plan_run::id.eq(stored(id)),
                plan_run::organisation_id.eq(stored(organisation)),
                plan_run::week_of.eq(stored(monday)),
                plan_run::seed.eq(new.seed),
                plan_run::weights_id.eq(stored(weights)),
                plan_run::asked_by.eq(by.person.map(stored)),
                plan_run::budget_seconds.eq(new.budget_seconds),
                plan_run::compare_with.eq(stored(new.compare_with)),
                plan_run::what_if.eq(new.what_if.as_ref().map(serde_json::to_string).transpose()?),
                plan_run::follows.eq(new.follows.map(stored)),
                plan_run::created_at.eq(stored(self.now)),
                plan_run::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        for site in &ids {
            diesel::insert_into(plan_run_site::table)
                .values((plan_run_site::plan_run_id.eq(stored(id)), plan_run_site::site_id.eq(stored(*site))))
                .execute(self.conn)?;
        }
        self.plan_job(RUN_JOB, &RunJob { run: id }, self.now, Some(&id.to_string()))?;
        let mut line = Entry::done(Action::PlanWeek, "plan_run", id).detail(serde_json::json!({
            "week_of": monday, "sites": ids, "seed": new.seed, "what_if": new.what_if, "follows": new.follows,
        }));
        line.site = ids.iter().next().copied().filter(|_| ids.len() == 1);
        self.audit(by, line)?;
        Ok(id)
    }

    /// A worker begins with a run; `None` when there is nothing left to do.
    pub fn run_begins(&mut self, id: PlanRunId) -> Result<Option<Run>> {
        self.audited = true;
        let changed = diesel::update(
            plan_run::table
                .filter(plan_run::id.eq(stored(id)))
                .filter(plan_run::finished_at.is_null().and(plan_run::cancelled_at.is_null()))
                .filter(plan_run::failed_at.is_null()),
        )
        .set((plan_run::started_at.eq(Some(stored(self.now))), plan_run::revision.eq(plan_run::revision + 1_i64)))
        .execute(self.conn)?;
        if changed == 0 { Ok(None) } else { run_by_id(self.conn, id).map(Some) }
    }

    /// Writes down where a run is; answers whether it may go on.
    pub fn run_goes_on(&mut self, id: PlanRunId, progress: &Progressed) -> Result<bool> {
        self.audited = true;
        let changed = diesel::update(
            plan_run::table
                .filter(plan_run::id.eq(stored(id)))
                .filter(plan_run::cancelled_at.is_null().and(plan_run::finished_at.is_null())),
        )
        .set((
            plan_run::stage.eq(Some(&progress.stage)),
            plan_run::value.eq(progress.value),
            plan_run::bound.eq(progress.bound.filter(|bound| bound.is_finite())),
            plan_run::round.eq(Some(progress.round)),
        ))
        .execute(self.conn)?;
        Ok(changed == 1)
    }

    /// Stops a run that has not ended; one that has stays as it is.
    pub fn cancel_run(&mut self, by: &Signature, seen: SeenRun) -> Result<Run> {
        diesel::update(
            plan_run::table
                .filter(plan_run::id.eq(stored(seen.0)))
                .filter(plan_run::finished_at.is_null().and(plan_run::cancelled_at.is_null()))
                .filter(plan_run::failed_at.is_null()),
        )
        .set((plan_run::cancelled_at.eq(Some(stored(self.now))), plan_run::revision.eq(plan_run::revision + 1_i64)))
        .execute(self.conn)?;
        self.audit(
            by,
            Entry::done(Action::PlanWeek, "plan_run", seen.0).detail(serde_json::json!({ "cancelled": true })),
        )?;
        run_by_id(self.conn, seen.0)
    }

    /// A run could not be done, and trying again would not help.
    pub fn run_failed(&mut self, id: PlanRunId, failure: &str) -> Result<()> {
        self.audited = true;
        diesel::update(plan_run::table.find(stored(id)))
            .set((
                plan_run::failed_at.eq(Some(stored(self.now))),
                plan_run::failure.eq(Some(failure)),
                plan_run::revision.eq(plan_run::revision + 1_i64),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Locks the run's row for a change of its proposals; refuses when nothing may change any more.
    pub(super) fn open_run(&mut self, id: PlanRunId) -> Result<Run> {
        diesel::update(plan_run::table.find(stored(id)))
            .set(plan_run::revision.eq(plan_run::revision + 1_i64))
            .execute(self.conn)?;
        let run = run_by_id(self.conn, id)?;
        if run.published_at.is_some() {
            Err(Refusal::PlanPublished.into())
        } else if !run.has_plan() {
            Err(Refusal::PlanNotFinished.into())
        } else {
            Ok(run)
        }
    }
}
