//! What a run found: its alternatives, and what each does not serve.

use diesel::prelude::*;
use domain::access::Action;
use domain::plans::{AlternativeKind, Figures, UnservedReason};
use domain::*;
use serde::{Deserialize, Serialize};

use super::proposals::ProposedPlace;
use super::runs::SeenRun;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{place_request, plan_alternative, plan_refusal, plan_run};
use crate::{Conn, Result, Stored, Tx, stored};

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

impl Tx<'_> {
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
}

/// The alternatives of a run, in order.
pub fn alternatives(conn: &mut Conn, seen: SeenRun) -> Result<Vec<Alternative>> {
    type Row = (i32, Stored<AlternativeKind>, i64, Option<i64>, Option<f64>, String, String);
    let rows: Vec<Row> = plan_alternative::table
        .filter(plan_alternative::plan_run_id.eq(stored(seen.id())))
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
        .find(stored(seen.id()))
        .select((plan_run::instance, plan_run::ledger))
        .first(conn)
        .or_not_found()?;
    match found {
        (Some(instance), Some(ledger)) => Ok((instance, ledger)),
        _ => Err(Refusal::PlanNotFinished.into()),
    }
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
        .filter(plan_refusal::plan_run_id.eq(stored(seen.id())).and(plan_refusal::alternative.eq(alternative)))
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
