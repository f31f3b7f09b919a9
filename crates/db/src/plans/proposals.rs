//! The places an alternative proposes: locked, unlocked and moved by hand.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{CareKind, Purpose};
use domain::plans::{Figures, ProposalRole};
use domain::sites::SeatClass;
use domain::*;

use super::gather::Locked;
use super::runs::SeenRun;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::{plan_alternative, plan_booking};
use crate::{Conn, Result, Stored, Tx, stored};

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

impl Tx<'_> {
    pub(super) fn write_proposal(
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

    /// Locks or unlocks a proposal, with the others that serve the same request; answers how many.
    pub fn lock_proposal(&mut self, by: &Signature, seen: SeenRun, id: PlanBookingId, locked: bool) -> Result<usize> {
        self.open_run(seen.id())?;
        let proposal = proposal(self.conn, seen, id)?;
        let at = locked.then(|| stored(self.now));
        let of_run =
            || plan_booking::plan_run_id.eq(stored(seen.id())).and(plan_booking::alternative.eq(proposal.alternative));
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
        self.open_run(seen.id())?;
        let together: BTreeSet<i32> = places.iter().map(|place| place.together).collect();
        diesel::delete(
            plan_booking::table
                .filter(plan_booking::plan_run_id.eq(stored(seen.id())).and(plan_booking::alternative.eq(alternative)))
                .filter(plan_booking::together.eq_any(together)),
        )
        .execute(self.conn)?;
        for place in places {
            self.write_proposal(seen.id(), alternative, place, true, true)?;
            let line = Entry::done(Action::PlanWeek, "plan_run", seen.id())
                .family(place.family)
                .site(place.site)
                .detail(serde_json::json!({ "moved_to": place.session, "request": place.request }));
            self.audit(by, line)?;
        }
        diesel::update(plan_alternative::table.find((stored(seen.id()), alternative)))
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
        .filter(plan_booking::plan_run_id.eq(stored(seen.id())).and(plan_booking::alternative.eq(alternative)))
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
        .filter(plan_booking::id.eq(stored(id)).and(plan_booking::plan_run_id.eq(stored(seen.id()))))
        .select(proposal_columns!())
        .first::<ProposalRow>(conn)
        .or_not_found()
        .and_then(proposal_of)
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
