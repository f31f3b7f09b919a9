//! Visits that are for another step than before, or with another referent: the hours of the new one, while she is there and with no other child.
//!
//! Who writes in a path takes its row first, then its referent's: two people at once wait for each other, each in that order, and before any session.

use diesel::prelude::*;
use domain::familiarisation::{NoHour, Opening, Progress, refit};
use domain::places::ReleaseReason;
use domain::staff::day::{Minute, Span};
use domain::*;
use serde::{Deserialize, Serialize};

use super::openings::Referent;
use super::{Familiarisation, Visit, one};
use crate::access::Seen;
use crate::audit::Signature;
use crate::calendar::sessions_of;
use crate::schema::{familiarisation, familiarisation_visit, staff_member};
use crate::{Error, Result, Tx, stored};

/// What became of a visit that could not stay as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refitted {
    /// It begins at another hour of its session.
    Moved(Span),
    /// Its place was given back: the referent is with another child.
    WithAnotherChild,
    /// Its place was given back: the referent is not there long enough.
    NotThere,
    /// It cannot be given back any more, and keeps its hours.
    Kept,
}

/// Visits that could not stay as they were, by their days.
pub type Fitted = Vec<(Date, Refitted)>;

impl Tx<'_> {
    /// A path as it is once nobody else writes in it, nor places visits with its referent, until the end of the transaction.
    pub(super) fn hold_path(&mut self, seen: &Seen<SiteId>, id: FamiliarisationId) -> Result<Familiarisation> {
        diesel::update(familiarisation::table.find(stored(id)).filter(familiarisation::site_id.eq(stored(seen.id()))))
            .set(familiarisation::revision.eq(familiarisation::revision))
            .execute(self.conn)?;
        let path = one(self.conn, seen, id, self.now)?;
        if let Some((referent, _)) = path.referent {
            self.hold_referent(referent)?;
        }
        Ok(path)
    }

    /// Nobody else places visits with her until the end of the transaction.
    pub(super) fn hold_referent(&mut self, referent: StaffMemberId) -> Result<()> {
        let held = diesel::update(staff_member::table.find(stored(referent)))
            .set(staff_member::revision.eq(staff_member::revision))
            .execute(self.conn)?;
        if held == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    /// Gives the visits to come the length of the step each is now for. One that her hours or another child do not allow moves within its session;
    /// one that finds no hour there is given back, and the others move up.
    pub(super) fn fit_visits(&mut self, by: &Signature, seen: &Seen<SiteId>, id: FamiliarisationId) -> Result<Fitted> {
        let mut told = Fitted::new();
        loop {
            let path = one(self.conn, seen, id, self.now)?;
            let Some((visit, why)) = self.fit_until_one_does_not(&path, &mut told)? else { return Ok(told) };
            let became = match self.savepoint(|tx| tx.release(by, visit.booking, ReleaseReason::Other)) {
                Ok(_) => match why {
                    NoHour::WithAnotherChild => Refitted::WithAnotherChild,
                    NoHour::NotThere => Refitted::NotThere,
                },
                Err(Error::Refused(_)) => Refitted::Kept,
                Err(error) => return Err(error),
            };
            told.retain(|(date, _)| *date != visit.date);
            told.push((visit.date, became));
        }
    }

    /// Fits the visits of a path in their order, until one finds no hour.
    fn fit_until_one_does_not(&mut self, path: &Familiarisation, told: &mut Fitted) -> Result<Option<(Visit, NoHour)>> {
        let stones = path.stones();
        let coming = stones.iter().filter(|stone| stone.progress == Progress::Placed);
        let coming: Vec<_> = coming.filter_map(|stone| Some((stone.step, stone.visit?))).collect();
        let (Some(first), Some(last)) = (coming.first(), coming.last()) else { return Ok(None) };
        let days = (first.1.date, last.1.date);
        let referent = Referent::of(self.conn, path, days)?;
        let sessions = sessions_of(self.conn, &[path.site], days.0, days.1)?;
        let kept = |visit: &Visit, told: &Fitted| told.contains(&(visit.date, Refitted::Kept));
        for (step, visit) in coming {
            let Some(session) = sessions.iter().find(|session| session.id == visit.session) else { continue };
            let Some(span) = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at)) else { continue };
            if visit.begins.is_none_or(|begins| begins <= self.now) || kept(visit, told) {
                continue;
            }
            let opening: Opening = referent.opening((session.id, session.premises, session.date), span);
            let fitted = match refit(&step.step, path.at_start, visit.span, &opening) {
                Ok(fitted) => fitted,
                Err(why) => return Ok(Some((visit.clone(), why))),
            };
            if fitted == visit.span {
                continue;
            }
            diesel::update(familiarisation_visit::table.find(stored(visit.id)))
                .set((
                    familiarisation_visit::starts_at.eq(stored(fitted.from().time())),
                    familiarisation_visit::ends_at.eq(stored(fitted.until().time())),
                ))
                .execute(self.conn)?;
            if fitted.from() != visit.span.from() {
                told.retain(|(date, _)| *date != visit.date);
                told.push((visit.date, Refitted::Moved(fitted)));
            }
        }
        Ok(None)
    }

    /// The visits to come are with the path's referent from now on; refused when she is not there, or with another child.
    pub(super) fn visits_with_referent(&mut self, seen: &Seen<SiteId>, id: FamiliarisationId) -> Result<Fitted> {
        let (mut told, path) = (Fitted::new(), one(self.conn, seen, id, self.now)?);
        match self.fit_until_one_does_not(&path, &mut told)? {
            None => Ok(told),
            Some((visit, why)) => {
                let with_another_child = why == NoHour::WithAnotherChild;
                Err(Refusal::ReferentNotFree { date: visit.date, with_another_child }.into())
            }
        }
    }
}
