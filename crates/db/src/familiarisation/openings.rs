//! Where the steps of a path may go: sessions the rules open to it, while its referent is there and free.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::familiarisation::{DAYS_AHEAD, Opening, Placed, Step, place};
use domain::places::{ActiveBooking, Asker, CareKind, days_after};
use domain::staff::day::{Minute, Span};
use domain::*;
use jiff::tz::TimeZone;

use super::Familiarisation;
use crate::calendar::sessions_of;
use crate::places::bookings::{Ask, Replaced, Table};
use crate::places::facts::{self, Child};
use crate::schema::{booking, familiarisation_visit, premises};
use crate::staff::{Shift, shifts_of};
use crate::{Conn, Error, Result, Stored, stored};

/// A step and the session it could go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The step.
    pub step: FamiliarisationStepId,
    /// What it is.
    pub what: Step,
    /// The session.
    pub session: SessionId,
    /// Where.
    pub premises: String,
    /// On which day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
    /// From when until when.
    pub span: Span,
}

/// What the steps that wait for a session are proposed, in their order; and why the first without any has none.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// Steps and sessions.
    pub visits: Vec<Proposed>,
    /// Why nothing was found for the step after them: what the rules said of the sessions, the most frequent first. Empty when the referent
    /// was at none of them long enough.
    pub refusals: Vec<Refusal>,
    /// Steps without a session.
    pub left: usize,
}

/// When the referent of a path is there, and with whom: nobody, when the path has none.
pub(super) struct Referent {
    member: Option<StaffMemberId>,
    shifts: Vec<Shift>,
    taken: Vec<(Date, Span)>,
}

impl Referent {
    /// Between two days.
    pub(super) fn of(conn: &mut Conn, path: &Familiarisation, (from, until): (Date, Date)) -> Result<Self> {
        let member = path.referent.as_ref().map(|(id, _)| *id);
        Ok(Self {
            member,
            shifts: shifts_of(conn, &[path.site], from, until)?,
            taken: match member {
                Some(referent) => visits_with(conn, referent, path.id, (from, until))?,
                None => Vec::new(),
            },
        })
    }

    /// A session as she may use it.
    pub(super) fn opening(&self, (session, premises, date): (SessionId, PremisesId, Date), span: Span) -> Opening {
        let of_day = |shift: &&Shift| (shift.date, shift.premises) == (date, premises);
        // Where nobody is rostered that day, who is there is not known.
        let rostered = self.shifts.iter().any(|shift| of_day(&shift));
        let there = match self.member.filter(|_| rostered) {
            Some(member) => {
                let hers = |shift: &&Shift| shift.member == member;
                self.shifts.iter().filter(of_day).filter(hers).map(|shift| shift.span).collect()
            }
            None => vec![span],
        };
        Opening {
            session,
            date,
            span,
            referent: there,
            taken: self.taken.iter().filter(|(day, _)| *day == date).map(|(_, span)| *span).collect(),
        }
    }
}

struct Look {
    table: Table,
    child: Child,
    referent: Referent,
    now: Instant,
}

impl Look {
    fn of(conn: &mut Conn, path: &Familiarisation, now: Instant) -> Result<Self> {
        // The day in the site's zone lies at most one day beside.
        let today = now.date(&TimeZone::UTC);
        let (from, until) = (today, days_after(today, DAYS_AHEAD));
        let sessions: Vec<SessionId> = sessions_of(conn, &[path.site], from, until)?
            .into_iter()
            .filter(|session| session.cancelled_at.is_none())
            .map(|session| session.id)
            .collect();
        Ok(Self {
            table: Table::of(conn, &sessions, now)?,
            child: facts::child(conn, path.child, (from, until), now)?,
            referent: Referent::of(conn, path, (from, until))?,
            now,
        })
    }

    /// The sessions one more step may go to, beside those chosen already; and what the rules say of the others.
    fn openings(&self, beside: &[ActiveBooking]) -> Result<(Vec<Opening>, Vec<Refusal>)> {
        let (mut openings, mut refused) = (Vec::new(), Vec::new());
        for session in &self.table.sessions {
            if session.begins() <= self.now {
                continue;
            }
            let ask = Ask {
                child: &self.child,
                session: session.id,
                kind: CareKind::Familiarisation,
                class: None,
                asker: Asker::Professional,
                beside,
                replaced: &Replaced::default(),
                set_aside: None,
                now: self.now,
            };
            match self.table.decide(&ask) {
                Ok(_) => {}
                Err(Error::Refused(refusals)) => {
                    refused.extend(refusals.into_iter().next());
                    continue;
                }
                Err(error) => return Err(error),
            }
            let Some(span) = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at)) else { continue };
            openings.push(self.referent.opening((session.id, session.premises, session.date), span));
        }
        Ok((openings, refused))
    }

    fn place_of(&self, placed: Placed) -> Option<ActiveBooking> {
        let session = self.table.sessions.iter().find(|session| session.id == placed.session)?;
        let (site, date, half_day) = (session.site, session.date, session.half_day);
        Some(ActiveBooking { session: session.id, site, date, half_day })
    }
}

/// The visits of others with somebody of the team, between two days.
fn visits_with(
    conn: &mut Conn,
    referent: StaffMemberId,
    but: FamiliarisationId,
    (from, until): (Date, Date),
) -> Result<Vec<(Date, Span)>> {
    let rows: Vec<(Stored<Date>, Stored<Time>, Stored<Time>)> = familiarisation_visit::table
        .inner_join(booking::table)
        .filter(familiarisation_visit::referent_id.eq(Some(stored(referent))))
        .filter(familiarisation_visit::familiarisation_id.ne(stored(but)))
        .filter(booking::released_at.is_null().and(booking::date.between(stored(from), stored(until))))
        .select((booking::date, familiarisation_visit::starts_at, familiarisation_visit::ends_at))
        .load(conn)?;
    let span = |(date, from, until): (Stored<Date>, Stored<Time>, Stored<Time>)| {
        Some((date.value(), Span::new(Minute::of(*from), Minute::of(*until))?))
    };
    Ok(rows.into_iter().filter_map(span).collect())
}

/// What the steps of a path that wait for a session are proposed: one a day, in their order, after the visits there are.
pub fn proposed(conn: &mut Conn, path: &Familiarisation, now: Instant) -> Result<Proposal> {
    let stones = path.stones();
    let wanting: Vec<&super::PathStep> =
        stones.iter().filter(|stone| stone.progress.wants_a_place()).map(|stone| stone.step).collect();
    if wanting.is_empty() || !path.is_open() {
        return Ok(Proposal::default());
    }
    let look = Look::of(conn, path, now)?;
    let names: Vec<(Stored<PremisesId>, String)> = premises::table
        .filter(premises::site_id.eq(stored(path.site)))
        .select((premises::id, premises::name))
        .load(conn)?;
    let there = |visit: &&super::Visit| visit.stands;
    let mut after = path.visits.iter().filter(there).map(|visit| visit.date).max();
    let mut proposal = Proposal::default();
    let mut beside: Vec<ActiveBooking> = Vec::new();
    for (done, step) in wanting.iter().enumerate() {
        let (openings, refused) = look.openings(&beside)?;
        let found = place(std::slice::from_ref(&step.step), path.at_start, &openings, after).first().copied();
        let Some((placed, place)) = found.and_then(|placed| Some((placed, look.place_of(placed)?))) else {
            proposal.left = wanting.len() - done;
            proposal.refusals = most_frequent(refused);
            break;
        };
        let session = look.table.session(placed.session)?;
        let name = names.iter().find(|(id, _)| **id == session.premises).map(|(_, name)| name.clone());
        proposal.visits.push(Proposed {
            step: step.id,
            what: step.step.clone(),
            session: placed.session,
            premises: name.unwrap_or_default(),
            date: placed.date,
            half_day: place.half_day,
            span: placed.span,
        });
        after = Some(placed.date);
        beside.push(place);
    }
    Ok(proposal)
}

/// One refusal of each rule, the most frequent rule first.
fn most_frequent(refusals: Vec<Refusal>) -> Vec<Refusal> {
    let rules: BTreeSet<String> = refusals.iter().map(Refusal::rule).collect();
    let mut counted: Vec<(usize, Refusal)> = rules
        .into_iter()
        .filter_map(|rule| {
            let mut of_rule = refusals.iter().filter(|refusal| refusal.rule() == rule);
            let first = of_rule.next()?.clone();
            Some((of_rule.count() + 1, first))
        })
        .collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.into_iter().map(|(_, refusal)| refusal).collect()
}
