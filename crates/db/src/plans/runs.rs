//! Runs: started, followed, cancelled, finished; their proposals locked, unlocked and moved.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{CareKind, Purpose, days_after, week_of};
use domain::plans::{AlternativeKind, Figures, ProposalRole, RunState, UnservedReason, WhatIf};
use domain::sites::SeatClass;
use domain::*;
use serde::{Deserialize, Serialize};

use super::RUN_JOB;
use super::gather::Locked;
use crate::access::{Actor, Scope, Seen, sites};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{
    child, link, place_request, plan_alternative, plan_booking, plan_refusal, plan_run, plan_run_site, session, site,
};
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

/// One alternative of a run.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// Its number, from 1.
    pub number: i32,
    /// How it was made.
    pub kind: AlternativeKind,
    /// From which seed.
    pub seed: i64,
    /// Rounds of search: with the seed, what replays it to the byte.
    pub rounds: Option<i64>,
    /// What no plan can pass.
    pub bound: Option<f64>,
    /// Its figures.
    pub figures: Figures,
    /// The plan itself, in the exchange format.
    pub plan: String,
}

/// A proposed place.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: PlanBookingId,
    /// Of which alternative.
    pub alternative: i32,
    /// What is proposed.
    pub place: ProposedPlace,
    /// Since when it is locked.
    pub locked_at: Option<Instant>,
    /// When it was moved by hand.
    pub moved_at: Option<Instant>,
    /// The booking it became.
    pub booking: Option<BookingId>,
    /// Why it could not be booked when the plan was published.
    pub lost: Vec<Refusal>,
}

/// What is proposed for one child on one half-day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedPlace {
    /// The family.
    pub family: FamilyId,
    /// The child.
    pub child: ChildId,
    /// The request it serves, or prepares (familiarisation).
    pub request: Option<PlaceRequestId>,
    /// The site.
    pub site: SiteId,
    /// The session; `None` where a question has opened one that does not exist.
    pub session: Option<SessionId>,
    /// Its day.
    pub date: Date,
    /// Its half.
    pub half_day: HalfDay,
    /// Places of an alternative with one number here serve one request (of several siblings, perhaps): whole, or not at all.
    pub together: i32,
    /// What kind of place.
    pub role: ProposalRole,
    /// The kind of care it is booked as.
    pub kind: CareKind,
    /// Why.
    pub purpose: Purpose,
}

/// A request that is not served.
#[derive(Debug, Clone, PartialEq)]
pub struct Unserved {
    /// The request.
    pub request: PlaceRequestId,
    /// Its child.
    pub child: ChildId,
    /// Why, in one word.
    pub reason: UnservedReason,
    /// The session that refuses, where one does.
    pub session: Option<SessionId>,
    /// The nearest change that would have served it.
    pub instead: Option<NearestChange>,
    /// What the rules of places said, when they are the reason.
    pub refusals: Vec<Refusal>,
}

/// The nearest change that would have served a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum NearestChange {
    /// One more seat on these half-days of a site.
    OneMoreSeat {
        /// The site.
        site: SiteId,
        /// The half-days.
        half_days: Vec<domain::places::DatedHalfDay>,
    },
    /// Another half-day is free.
    AnotherHalfDay {
        /// The site.
        site: SiteId,
        /// The half-day.
        half_day: domain::places::DatedHalfDay,
    },
    /// A familiarisation session first.
    FamiliarisationFirst {
        /// The site.
        site: SiteId,
        /// When.
        half_day: domain::places::DatedHalfDay,
    },
}

/// What an alternative holds when a run ends.
#[derive(Debug, Clone)]
pub struct NewAlternative {
    /// How it was made.
    pub kind: AlternativeKind,
    /// From which seed.
    pub seed: i64,
    /// Rounds of search.
    pub rounds: Option<i64>,
    /// What no plan can pass.
    pub bound: Option<f64>,
    /// Its figures.
    pub figures: Figures,
    /// The plan, in the exchange format.
    pub plan: String,
    /// Its places, and whether each was locked before.
    pub places: Vec<(ProposedPlace, bool)>,
    /// What it does not serve.
    pub unserved: Vec<Unserved>,
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

    /// Stores what a run found; nothing when it was stopped or another worker was faster.
    pub fn finish_run(
        &mut self,
        id: PlanRunId,
        instance: &str,
        ledger: &str,
        alternatives: &[NewAlternative],
    ) -> Result<bool> {
        self.audited = true;
        let changed = diesel::update(
            plan_run::table
                .filter(plan_run::id.eq(stored(id)))
                .filter(plan_run::finished_at.is_null().and(plan_run::cancelled_at.is_null())),
        )
        .set((
            plan_run::finished_at.eq(Some(stored(self.now))),
            plan_run::instance.eq(Some(instance)),
            plan_run::ledger.eq(Some(ledger)),
            plan_run::revision.eq(plan_run::revision + 1_i64),
        ))
        .execute(self.conn)?;
        if changed == 0 {
            return Ok(false);
        }
        for (position, alternative) in alternatives.iter().enumerate() {
            let number = i32::try_from(position + 1).unwrap_or(i32::MAX);
            diesel::insert_into(plan_alternative::table)
                .values((
                    plan_alternative::plan_run_id.eq(stored(id)),
                    plan_alternative::number.eq(number),
                    plan_alternative::kind.eq(stored(alternative.kind)),
                    plan_alternative::seed.eq(alternative.seed),
                    plan_alternative::rounds.eq(alternative.rounds),
                    plan_alternative::bound.eq(alternative.bound.filter(|bound| bound.is_finite())),
                    plan_alternative::figures.eq(serde_json::to_string(&alternative.figures)?),
                    plan_alternative::plan.eq(&alternative.plan),
                ))
                .execute(self.conn)?;
            for (place, locked) in &alternative.places {
                self.write_proposal(id, number, place, *locked, false)?;
            }
            for unserved in &alternative.unserved {
                self.write_unserved(id, number, unserved)?;
            }
        }
        let figures = alternatives.first().map(|alternative| alternative.figures);
        let line = Entry::done(Action::PlanWeek, "plan_run", id).detail(serde_json::json!({ "figures": figures }));
        self.audit(&Signature::system(), line)?;
        Ok(true)
    }

    fn write_proposal(
        &mut self,
        run: PlanRunId,
        alternative: i32,
        place: &ProposedPlace,
        locked: bool,
        moved: bool,
    ) -> Result<()> {
        let id: PlanBookingId = self.new_id();
        diesel::insert_into(plan_booking::table)
            .values((
                (
                    plan_booking::id.eq(stored(id)),
                    plan_booking::plan_run_id.eq(stored(run)),
                    plan_booking::alternative.eq(alternative),
                    plan_booking::family_id.eq(stored(place.family)),
                    plan_booking::child_id.eq(stored(place.child)),
                    plan_booking::place_request_id.eq(place.request.map(stored)),
                    plan_booking::site_id.eq(stored(place.site)),
                    plan_booking::session_id.eq(place.session.map(stored)),
                ),
                (
                    plan_booking::date.eq(stored(place.date)),
                    plan_booking::half_day.eq(stored(place.half_day)),
                    plan_booking::together.eq(place.together),
                    plan_booking::role.eq(stored(place.role)),
                    plan_booking::care_kind.eq(stored(place.kind)),
                    plan_booking::purpose.eq(stored(place.purpose)),
                    plan_booking::locked_at.eq(locked.then(|| stored(self.now))),
                    plan_booking::moved_at.eq(moved.then(|| stored(self.now))),
                ),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    fn write_unserved(&mut self, run: PlanRunId, alternative: i32, unserved: &Unserved) -> Result<()> {
        let id: PlanRefusalId = self.new_id();
        let refusals =
            (!unserved.refusals.is_empty()).then(|| serde_json::to_string(&unserved.refusals)).transpose()?;
        diesel::insert_into(plan_refusal::table)
            .values((
                plan_refusal::id.eq(stored(id)),
                plan_refusal::plan_run_id.eq(stored(run)),
                plan_refusal::alternative.eq(alternative),
                plan_refusal::child_id.eq(stored(unserved.child)),
                plan_refusal::place_request_id.eq(stored(unserved.request)),
                plan_refusal::reason.eq(stored(unserved.reason)),
                plan_refusal::session_id.eq(unserved.session.map(stored)),
                plan_refusal::instead.eq(unserved.instead.as_ref().map(serde_json::to_string).transpose()?),
                plan_refusal::refusals.eq(refusals),
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

    /// Locks or unlocks a proposal, with the others that serve the same request; answers how many.
    pub fn lock_proposal(&mut self, by: &Signature, seen: SeenRun, id: PlanBookingId, locked: bool) -> Result<usize> {
        self.open_run(seen.0)?;
        let proposal = proposal(self.conn, seen, id)?;
        let at = locked.then(|| stored(self.now));
        let of_run =
            || plan_booking::plan_run_id.eq(stored(seen.0)).and(plan_booking::alternative.eq(proposal.alternative));
        let mut changed = diesel::update(
            plan_booking::table.filter(of_run()).filter(plan_booking::together.eq(proposal.place.together)),
        )
        .set(plan_booking::locked_at.eq(&at))
        .execute(self.conn)?;
        if locked && proposal.place.role == ProposalRole::Regular {
            // The first session with a parent, without which this place would not hold.
            changed += diesel::update(
                plan_booking::table
                    .filter(of_run())
                    .filter(plan_booking::family_id.eq(stored(proposal.place.family)))
                    .filter(plan_booking::site_id.eq(stored(proposal.place.site)))
                    .filter(plan_booking::role.eq(stored(ProposalRole::Familiarisation)))
                    .filter(plan_booking::locked_at.is_null()),
            )
            .set(plan_booking::locked_at.eq(&at))
            .execute(self.conn)?;
        }
        let line = Entry::done(Action::PlanWeek, "plan_booking", id)
            .family(proposal.place.family)
            .site(proposal.place.site)
            .detail(serde_json::json!({ "locked": locked }));
        self.audit(by, line)?;
        Ok(changed)
    }

    /// Puts other places in the stead of those of some requests: a move by hand. They are locked from then on.
    pub fn move_proposals(
        &mut self,
        by: &Signature,
        seen: SeenRun,
        alternative: i32,
        places: &[ProposedPlace],
        (plan, figures): (&str, &Figures),
    ) -> Result<()> {
        self.open_run(seen.0)?;
        let together: BTreeSet<i32> = places.iter().map(|place| place.together).collect();
        diesel::delete(
            plan_booking::table
                .filter(plan_booking::plan_run_id.eq(stored(seen.0)).and(plan_booking::alternative.eq(alternative)))
                .filter(plan_booking::together.eq_any(together)),
        )
        .execute(self.conn)?;
        for place in places {
            self.write_proposal(seen.0, alternative, place, true, true)?;
            let line = Entry::done(Action::PlanWeek, "plan_run", seen.0)
                .family(place.family)
                .site(place.site)
                .detail(serde_json::json!({ "moved_to": place.session, "request": place.request }));
            self.audit(by, line)?;
        }
        diesel::update(plan_alternative::table.find((stored(seen.0), alternative)))
            .set((
                plan_alternative::plan.eq(plan),
                plan_alternative::figures.eq(serde_json::to_string(figures)?),
                // What was moved by hand cannot be replayed from the seed.
                plan_alternative::rounds.eq(None::<i64>),
            ))
            .execute(self.conn)?;
        Ok(())
    }
}

/// The alternatives of a run, in order.
pub fn alternatives(conn: &mut Conn, seen: SeenRun) -> Result<Vec<Alternative>> {
    type Row = (i32, Stored<AlternativeKind>, i64, Option<i64>, Option<f64>, String, String);
    let rows: Vec<Row> = plan_alternative::table
        .filter(plan_alternative::plan_run_id.eq(stored(seen.0)))
        .order(plan_alternative::number)
        .select((
            plan_alternative::number,
            plan_alternative::kind,
            plan_alternative::seed,
            plan_alternative::rounds,
            plan_alternative::bound,
            plan_alternative::figures,
            plan_alternative::plan,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(number, kind, seed, rounds, bound, figures, plan)| {
            let figures = serde_json::from_str(&figures)?;
            Ok(Alternative { number, kind: kind.value(), seed, rounds, bound, figures, plan })
        })
        .collect()
}

/// The instance a run was solved from, in the exchange format, and the ledger that says which rows its names stand for.
pub fn instance_and_ledger(conn: &mut Conn, seen: SeenRun) -> Result<(String, String)> {
    let found: (Option<String>, Option<String>) = plan_run::table
        .find(stored(seen.0))
        .select((plan_run::instance, plan_run::ledger))
        .first(conn)
        .or_not_found()?;
    match found {
        (Some(instance), Some(ledger)) => Ok((instance, ledger)),
        _ => Err(Refusal::PlanNotFinished.into()),
    }
}

type ProposalRow = (
    (
        Stored<PlanBookingId>,
        i32,
        Stored<FamilyId>,
        Stored<ChildId>,
        Option<Stored<PlaceRequestId>>,
        Stored<SiteId>,
        Option<Stored<SessionId>>,
        Stored<Date>,
        Stored<HalfDay>,
        i32,
    ),
    (
        Stored<ProposalRole>,
        Stored<CareKind>,
        Stored<Purpose>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<BookingId>>,
        Option<String>,
    ),
);

macro_rules! proposal_columns {
    () => {
        (
            (
                plan_booking::id,
                plan_booking::alternative,
                plan_booking::family_id,
                plan_booking::child_id,
                plan_booking::place_request_id,
                plan_booking::site_id,
                plan_booking::session_id,
                plan_booking::date,
                plan_booking::half_day,
                plan_booking::together,
            ),
            (
                plan_booking::role,
                plan_booking::care_kind,
                plan_booking::purpose,
                plan_booking::locked_at,
                plan_booking::moved_at,
                plan_booking::booking_id,
                plan_booking::lost,
            ),
        )
    };
}

fn proposal_of(row: ProposalRow) -> Result<Proposal> {
    let (
        (id, alternative, family, child, request, site, session, date, half_day, together),
        (role, kind, purpose, locked_at, moved_at, booking, lost),
    ) = row;
    Ok(Proposal {
        id: id.value(),
        alternative,
        place: ProposedPlace {
            family: family.value(),
            child: child.value(),
            request: request.map(Stored::value),
            site: site.value(),
            session: session.map(Stored::value),
            date: date.value(),
            half_day: half_day.value(),
            together,
            role: role.value(),
            kind: kind.value(),
            purpose: purpose.value(),
        },
        locked_at: locked_at.map(Stored::value),
        moved_at: moved_at.map(Stored::value),
        booking: booking.map(Stored::value),
        lost: lost.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
    })
}

/// The places an alternative proposes, by day and half-day.
pub fn proposals(conn: &mut Conn, seen: SeenRun, alternative: i32) -> Result<Vec<Proposal>> {
    plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.0)).and(plan_booking::alternative.eq(alternative)))
        .order((plan_booking::date, plan_booking::half_day.desc(), plan_booking::site_id, plan_booking::id))
        .select(proposal_columns!())
        .load::<ProposalRow>(conn)?
        .into_iter()
        .map(proposal_of)
        .collect()
}

/// One proposed place of a run.
pub fn proposal(conn: &mut Conn, seen: SeenRun, id: PlanBookingId) -> Result<Proposal> {
    plan_booking::table
        .filter(plan_booking::id.eq(stored(id)).and(plan_booking::plan_run_id.eq(stored(seen.0))))
        .select(proposal_columns!())
        .first::<ProposalRow>(conn)
        .or_not_found()
        .and_then(proposal_of)
}

/// What an alternative does not serve, the oldest request first.
pub fn unserved(conn: &mut Conn, seen: SeenRun, alternative: i32) -> Result<Vec<Unserved>> {
    type Row = (
        Stored<PlaceRequestId>,
        Stored<ChildId>,
        Stored<UnservedReason>,
        Option<Stored<SessionId>>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = plan_refusal::table
        .inner_join(place_request::table)
        .filter(plan_refusal::plan_run_id.eq(stored(seen.0)).and(plan_refusal::alternative.eq(alternative)))
        .order((place_request::created_at, place_request::id))
        .select((
            plan_refusal::place_request_id,
            plan_refusal::child_id,
            plan_refusal::reason,
            plan_refusal::session_id,
            plan_refusal::instead,
            plan_refusal::refusals,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(request, child, reason, session, instead, refusals)| {
            Ok(Unserved {
                request: request.value(),
                child: child.value(),
                reason: reason.value(),
                session: session.map(Stored::value),
                instead: instead.map(|text| serde_json::from_str(&text)).transpose()?,
                refusals: refusals.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
            })
        })
        .collect()
}

/// The places of a run that are locked, for the run that follows it.
pub fn locked_proposals(conn: &mut Conn, id: PlanRunId) -> Result<Vec<Proposal>> {
    plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(id)))
        .filter(plan_booking::locked_at.is_not_null().and(plan_booking::session_id.is_not_null()))
        .order((plan_booking::alternative, plan_booking::date, plan_booking::half_day.desc(), plan_booking::id))
        .select(proposal_columns!())
        .load::<ProposalRow>(conn)?
        .into_iter()
        .map(proposal_of)
        .collect()
}

impl Proposal {
    /// The proposal as a place that is taken.
    pub fn as_locked(&self) -> Option<Locked> {
        let class = match self.place.role {
            ProposalRole::Regular => SeatClass::Regular,
            ProposalRole::Familiarisation => SeatClass::Adaptation,
            ProposalRole::Emergency => SeatClass::Emergency,
        };
        Some(Locked { child: self.place.child, session: self.place.session?, request: self.place.request, class })
    }
}

/// A child of a run, as its sites may name it.
#[derive(Debug, Clone)]
pub struct PlannedChild {
    /// The child.
    pub id: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// Given name and the first letter of the family name, when a site of the run accompanies the family or was asked by name; a
    /// family of the neighbourhood stays nameless until a seat is hers.
    pub name: Option<(String, String)>,
    /// Birth date.
    pub birth_date: Date,
}

/// The children of a run's proposals and refusals.
pub fn children_of_run(conn: &mut Conn, seen: SeenRun, today: Date) -> Result<BTreeMap<ChildId, PlannedChild>> {
    let run = run_by_id(conn, seen.0)?;
    let proposed: Vec<(Stored<ChildId>, Option<Stored<PlaceRequestId>>)> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.0)))
        .select((plan_booking::child_id, plan_booking::place_request_id))
        .load(conn)?;
    let refused: Vec<(Stored<ChildId>, Stored<PlaceRequestId>)> = plan_refusal::table
        .filter(plan_refusal::plan_run_id.eq(stored(seen.0)))
        .select((plan_refusal::child_id, plan_refusal::place_request_id))
        .load(conn)?;
    let mut children: BTreeSet<ChildId> = BTreeSet::new();
    let mut requests: BTreeSet<PlaceRequestId> = BTreeSet::new();
    for (child, request) in proposed {
        children.insert(child.value());
        requests.extend(request.map(Stored::value));
    }
    for (child, request) in refused {
        children.insert(child.value());
        requests.insert(request.value());
    }
    let wanted: Vec<Stored<ChildId>> = children.into_iter().map(stored).collect();
    let requests: Vec<Stored<PlaceRequestId>> = requests.into_iter().map(stored).collect();
    let sites: Vec<Stored<SiteId>> = run.sites.iter().copied().map(stored).collect();
    type Row = (Stored<ChildId>, Stored<FamilyId>, String, String, Stored<Date>);
    let rows: Vec<Row> = child::table
        .filter(child::id.eq_any(&wanted))
        .select((child::id, child::family_id, child::given_name, child::family_name, child::birth_date))
        .load(conn)?;
    let families: Vec<Stored<FamilyId>> = rows.iter().map(|(_, family, ..)| family.clone()).collect();
    let today = stored(today);
    let accompanied: Vec<Stored<FamilyId>> = link::table
        .filter(link::family_id.eq_any(families))
        .filter(link::kind.eq("admission").and(link::site_id.assume_not_null().eq_any(&sites)))
        .filter(link::from_date.le(&today).and(link::until_date.is_null().or(link::until_date.ge(&today))))
        .select(link::family_id)
        .load(conn)?;
    let asked_by_name: Vec<Stored<ChildId>> = place_request::table
        .filter(place_request::id.eq_any(requests))
        .filter(place_request::site_id.assume_not_null().eq_any(&sites))
        .select(place_request::child_id)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, family, given, surname, birth)| {
            let named =
                accompanied.iter().any(|known| **known == *family) || asked_by_name.iter().any(|asked| **asked == *id);
            let initial = surname.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            let child = PlannedChild {
                id: *id,
                family: family.value(),
                name: named.then_some((given, initial)),
                birth_date: birth.value(),
            };
            (id.value(), child)
        })
        .collect())
}

/// The requests of a run's proposals and refusals.
pub fn requests_of_run(
    conn: &mut Conn,
    seen: SeenRun,
) -> Result<BTreeMap<PlaceRequestId, crate::places::PlaceRequest>> {
    let mut ids: BTreeSet<PlaceRequestId> = BTreeSet::new();
    let proposed: Vec<Option<Stored<PlaceRequestId>>> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq(stored(seen.0)))
        .select(plan_booking::place_request_id)
        .load(conn)?;
    ids.extend(proposed.into_iter().flatten().map(Stored::value));
    let refused: Vec<Stored<PlaceRequestId>> = plan_refusal::table
        .filter(plan_refusal::plan_run_id.eq(stored(seen.0)))
        .select(plan_refusal::place_request_id)
        .load(conn)?;
    ids.extend(refused.into_iter().map(Stored::value));
    let ids: Vec<Stored<PlaceRequestId>> = ids.into_iter().map(stored).collect();
    let requests = crate::places::requests::requests_by_ids(conn, &ids)?;
    Ok(requests.into_iter().map(|request| (request.id, request)).collect())
}
