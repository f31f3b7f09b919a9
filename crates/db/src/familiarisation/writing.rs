//! A path is begun, its steps are placed, a visit is answered, the path ends.

use diesel::prelude::*;
use domain::access::Action;
use domain::familiarisation::{Face, Faces, Outcome, Template, VisitSentence};
use domain::places::{Asker, CareKind, Purpose, ReleaseReason};
use domain::staff::day::Span;
use domain::*;
use serde::{Deserialize, Serialize};

use super::openings::proposed;
use super::{Familiarisation, Fitted, one};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::places::bookings::BookCommand;
use crate::schema::{familiarisation, familiarisation_step, familiarisation_visit};
use crate::{Error, Result, Tx, stored};

/// A path to begin.
#[derive(Debug, Clone)]
pub struct NewFamiliarisation {
    /// Name and steps.
    pub template: Template,
    /// Who of the team goes through it with the child.
    pub referent: Option<StaffMemberId>,
}

/// What came of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It took place.
    Done {
        /// Whether the next step may come.
        validated: bool,
        /// How it went; not empty.
        faces: Faces,
        /// What the team says of it.
        sentence: VisitSentence,
    },
    /// It did not take place.
    Missed,
}

impl Answer {
    /// The word for it.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Done { validated: true, .. } => Outcome::Validated,
            Self::Done { validated: false, .. } => Outcome::Repeated,
            Self::Missed => Outcome::Missed,
        }
    }
}

/// How many steps were placed, and what stopped the others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VisitsPlaced {
    /// Visits that were placed.
    pub placed: usize,
    /// What the rules said of the next.
    pub refusals: Vec<Refusal>,
}

impl Tx<'_> {
    /// Begins the familiarisation of a child at a site. Another that goes on there is refused.
    pub fn begin_familiarisation(
        &mut self,
        by: &Signature,
        (site, (child, family)): (&Seen<SiteId>, (&Seen<ChildId>, FamilyId)),
        new: &NewFamiliarisation,
    ) -> Result<FamiliarisationId> {
        self.must_be_the_only_path(site.id(), child.id())?;
        if let Some(referent) = new.referent {
            crate::staff::file(self.conn, site, referent)?;
        }
        let id: FamiliarisationId = self.new_id();
        diesel::insert_into(familiarisation::table)
            .values((
                familiarisation::id.eq(stored(id)),
                familiarisation::site_id.eq(stored(site.id())),
                familiarisation::child_id.eq(stored(child.id())),
                familiarisation::template_name.eq(&new.template.name),
                familiarisation::at_start.eq(new.template.at_start),
                familiarisation::referent_id.eq(new.referent.map(stored)),
                familiarisation::begun_at.eq(stored(self.now)),
                familiarisation::begun_by.eq(by.person.map(stored)),
                familiarisation::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        for (position, step) in (1..).zip(&new.template.steps) {
            let step_id: FamiliarisationStepId = self.new_id();
            diesel::insert_into(familiarisation_step::table)
                .values((
                    familiarisation_step::id.eq(stored(step_id)),
                    familiarisation_step::familiarisation_id.eq(stored(id)),
                    familiarisation_step::position.eq(position),
                    familiarisation_step::minutes.eq(i32::from(step.minutes)),
                    familiarisation_step::parent_is.eq(stored(step.parent)),
                    familiarisation_step::meal.eq(step.meal),
                    familiarisation_step::nap.eq(step.nap),
                ))
                .execute(self.conn)?;
        }
        let detail =
            serde_json::json!({ "child": child.id(), "referent": new.referent, "steps": new.template.steps.len() });
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation", id);
        self.audit(by, line.family(family).site(site.id()).detail(detail))?;
        Ok(id)
    }

    /// One path of a child goes on at a site at a time.
    fn must_be_the_only_path(&mut self, at: SiteId, child: ChildId) -> Result<()> {
        let others: i64 = familiarisation::table
            .filter(familiarisation::site_id.eq(stored(at)).and(familiarisation::child_id.eq(stored(child))))
            .filter(familiarisation::finished_at.is_null().and(familiarisation::stopped_at.is_null()))
            .count()
            .get_result(self.conn)?;
        if others > 0 { Err(Refusal::FamiliarisationUnderWay.into()) } else { Ok(()) }
    }

    /// Places the steps that wait for a session where [`proposed`] says; `shown` is what the person saw: anything else is refused.
    pub fn place_visits(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: FamiliarisationId,
        shown: &[(SessionId, Time)],
    ) -> Result<VisitsPlaced> {
        let path = self.hold_path(seen, id)?;
        let proposal = proposed(self.conn, &path, self.now)?;
        let now: Vec<(SessionId, Time)> =
            proposal.visits.iter().map(|visit| (visit.session, visit.span.from().time())).collect();
        if shown.is_empty() || now != shown {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let mut done = VisitsPlaced { placed: 0, refusals: proposal.refusals };
        for visit in &proposal.visits {
            let command = BookCommand {
                child: path.child,
                session: visit.session,
                kind: CareKind::Familiarisation,
                class: None,
                purpose: Purpose::Other,
                asker: Asker::Professional,
                request: None,
                set_aside: None,
            };
            let booked = match self.savepoint(|tx| tx.book(by, &command)) {
                Ok(booked) => booked,
                Err(Error::Refused(refusals)) if done.placed > 0 => {
                    done.refusals = refusals;
                    break;
                }
                Err(error) => return Err(error),
            };
            self.insert_visit(&path, booked.id, visit.span)?;
            done.placed += 1;
        }
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation", id);
        self.audit(by, line.family(path.family).site(path.site).detail(serde_json::json!({ "placed": done.placed })))?;
        Ok(done)
    }

    fn insert_visit(&mut self, path: &Familiarisation, booking: BookingId, span: Span) -> Result<()> {
        let id: FamiliarisationVisitId = self.new_id();
        diesel::insert_into(familiarisation_visit::table)
            .values((
                familiarisation_visit::id.eq(stored(id)),
                familiarisation_visit::familiarisation_id.eq(stored(path.id)),
                familiarisation_visit::booking_id.eq(stored(booking)),
                familiarisation_visit::referent_id.eq(path.referent.as_ref().map(|(id, _)| stored(*id))),
                familiarisation_visit::starts_at.eq(stored(span.from().time())),
                familiarisation_visit::ends_at.eq(stored(span.until().time())),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Makes a place that stands already a visit of a path: only an invented history needs this.
    pub fn write_visit(
        &mut self,
        seen: &Seen<SiteId>,
        id: FamiliarisationId,
        booking: BookingId,
        span: Span,
    ) -> Result<()> {
        let path = one(self.conn, seen, id, self.now)?;
        self.insert_visit(&path, booking, span)
    }

    /// Says how a visit went: the first that waits for an answer, once it has begun. The last step validated ends the path.
    pub fn answer_visit(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        (id, visit): (FamiliarisationId, FamiliarisationVisitId),
        answer: Answer,
    ) -> Result<Fitted> {
        let path = self.hold_path(seen, id)?;
        let stones = path.stones();
        let first = path.waiting().next().filter(|first| first.id == visit);
        let step = stones.iter().find(|stone| stone.visit.is_some_and(|of| of.id == visit));
        let (Some(first), Some(step)) = (first, step) else { return Err(Refusal::VisitNotNext.into()) };
        if !path.is_open() || first.begins.is_none_or(|begins| self.now < begins) {
            return Err(Refusal::VisitNotNext.into());
        }
        let (faces, sentence) = match answer {
            Answer::Done { faces, sentence, .. } => (faces, Some(sentence)),
            Answer::Missed => (Faces::default(), None),
        };
        diesel::update(familiarisation_visit::table.find(stored(visit)))
            .set((
                familiarisation_visit::step_id.eq(Some(stored(step.step.id))),
                familiarisation_visit::outcome.eq(Some(stored(answer.outcome()))),
                familiarisation_visit::apart.eq(faces.apart.map(stored)),
                familiarisation_visit::play.eq(faces.play.map(stored)),
                familiarisation_visit::rest.eq(faces.rest.map(stored)),
                familiarisation_visit::sentence.eq(sentence.map(stored)),
                familiarisation_visit::decided_at.eq(Some(stored(self.now))),
                familiarisation_visit::decided_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        // How the child was is the family's, not the audit's.
        let detail = serde_json::json!({ "familiarisation": id, "outcome": answer.outcome() });
        let line = Entry::done(Action::RecordFamiliarisation, "familiarisation_visit", visit);
        self.audit(by, line.family(path.family).site(path.site).detail(detail))?;
        let fitted = self.fit_visits(by, seen, id)?;
        if one(self.conn, seen, id, self.now)?.is_walked() {
            self.end_path(by, &path, None, true)?;
        }
        Ok(fitted)
    }

    /// Takes the last answer of a path back; a path it had ended goes on.
    pub fn take_answer_back(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        (id, visit): (FamiliarisationId, FamiliarisationVisitId),
    ) -> Result<Fitted> {
        let path = self.hold_path(seen, id)?;
        let last = path.visits.iter().rfind(|visit| visit.outcome.is_some());
        if last.is_none_or(|last| last.id != visit) || path.stopped_at.is_some() {
            return Err(Refusal::VisitNotNext.into());
        }
        if !path.is_open() {
            self.must_be_the_only_path(path.site, path.child)?;
        }
        diesel::update(familiarisation_visit::table.find(stored(visit)))
            .set((
                familiarisation_visit::step_id.eq(None::<String>),
                familiarisation_visit::outcome.eq(None::<String>),
                familiarisation_visit::apart.eq(None::<String>),
                familiarisation_visit::play.eq(None::<String>),
                familiarisation_visit::rest.eq(None::<String>),
                familiarisation_visit::sentence.eq(None::<String>),
                familiarisation_visit::decided_at.eq(None::<String>),
                familiarisation_visit::decided_by.eq(None::<String>),
                familiarisation_visit::parent_face.eq(None::<String>),
            ))
            .execute(self.conn)?;
        diesel::update(familiarisation::table.find(stored(id)))
            .set((familiarisation::finished_at.eq(None::<String>), familiarisation::revision.eq(path.revision + 1)))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "familiarisation": id, "outcome": null });
        let line = Entry::done(Action::RecordFamiliarisation, "familiarisation_visit", visit);
        self.audit(by, line.family(path.family).site(path.site).detail(detail))?;
        self.fit_visits(by, seen, id)
    }

    /// Gives a visit to come back; those after it move up a step.
    pub fn give_visit_back(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        (id, visit): (FamiliarisationId, FamiliarisationVisitId),
    ) -> Result<Fitted> {
        let path = self.hold_path(seen, id)?;
        let visit = path.waiting().find(|of| of.id == visit && !of.is_past).ok_or(Error::NotFound)?;
        self.release(by, visit.booking, ReleaseReason::Other)?;
        self.fit_visits(by, seen, id)
    }

    /// Ends a path before its last step, with the reason: the child is familiar without the steps that are left, or it is stopped. Visits to come are
    /// given back.
    pub fn end_familiarisation(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: FamiliarisationId,
        (familiar, reason): (bool, &str),
    ) -> Result<()> {
        let path = self.hold_path(seen, id)?;
        if !path.is_open() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.end_path(by, &path, Some(reason), familiar)
    }

    /// Goes on with a path that was stopped, or declared done without its steps.
    pub fn resume_familiarisation(&mut self, by: &Signature, seen: &Seen<SiteId>, id: FamiliarisationId) -> Result<()> {
        let path = self.hold_path(seen, id)?;
        if path.is_open() || path.is_walked() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.must_be_the_only_path(path.site, path.child)?;
        diesel::update(familiarisation::table.find(stored(id)))
            .set((
                familiarisation::finished_at.eq(None::<String>),
                familiarisation::stopped_at.eq(None::<String>),
                familiarisation::reason.eq(None::<String>),
                familiarisation::revision.eq(path.revision + 1),
            ))
            .execute(self.conn)?;
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation", id);
        self.audit(by, line.family(path.family).site(path.site).detail(serde_json::json!({ "resumed": true })))
    }

    fn end_path(&mut self, by: &Signature, path: &Familiarisation, reason: Option<&str>, familiar: bool) -> Result<()> {
        for visit in path.waiting().filter(|visit| !visit.is_past) {
            match self.release(by, visit.booking, ReleaseReason::Other) {
                // A visit under way takes place; one given back a moment ago is.
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        diesel::update(familiarisation::table.find(stored(path.id)))
            .set((
                familiarisation::finished_at.eq(familiar.then(|| stored(self.now))),
                familiarisation::stopped_at.eq((!familiar).then(|| stored(self.now))),
                familiarisation::reason.eq(reason),
                familiarisation::revision.eq(path.revision + 1),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "familiar": familiar, "without_steps": familiar && reason.is_some() });
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation", path.id);
        self.audit(by, line.family(path.family).site(path.site).detail(detail))
    }

    /// Names another referent; visits to come are with her.
    pub fn change_referent(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        id: FamiliarisationId,
        referent: Option<StaffMemberId>,
    ) -> Result<Fitted> {
        let path = self.hold_path(seen, id)?;
        if let Some(referent) = referent {
            crate::staff::file(self.conn, seen, referent)?;
            self.hold_referent(referent)?;
        }
        diesel::update(familiarisation::table.find(stored(id)))
            .set((
                familiarisation::referent_id.eq(referent.map(stored)),
                familiarisation::revision.eq(path.revision + 1),
            ))
            .execute(self.conn)?;
        for visit in path.waiting().filter(|visit| !visit.is_past) {
            diesel::update(familiarisation_visit::table.find(stored(visit.id)))
                .set(familiarisation_visit::referent_id.eq(referent.map(stored)))
                .execute(self.conn)?;
        }
        let line = Entry::done(Action::PlanFamiliarisation, "familiarisation", id);
        self.audit(by, line.family(path.family).site(path.site).detail(serde_json::json!({ "referent": referent })))?;
        self.visits_with_referent(seen, id)
    }

    /// What a parent says of a visit that took place.
    pub fn parent_says(
        &mut self,
        by: &Signature,
        seen: &Seen<FamilyId>,
        visit: FamiliarisationVisitId,
        face: Face,
    ) -> Result<()> {
        let paths = super::of_family(self.conn, seen, self.now)?;
        let done = |of: &&super::Visit| matches!(of.outcome, Some(Outcome::Validated | Outcome::Repeated));
        let path = paths.iter().find(|path| path.visits.iter().filter(done).any(|of| of.id == visit));
        let path = path.ok_or(Error::NotFound)?;
        diesel::update(familiarisation_visit::table.find(stored(visit)))
            .set(familiarisation_visit::parent_face.eq(Some(stored(face))))
            .execute(self.conn)?;
        let line = Entry::done(Action::AnswerFirstSteps, "familiarisation_visit", visit);
        self.audit(by, line.family(path.family).site(path.site))
    }
}
