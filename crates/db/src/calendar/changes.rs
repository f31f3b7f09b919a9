//! What administrators and site managers change in a site's calendar: opening rules and closures, tried first, then made.

use diesel::prelude::*;
use domain::calendar::*;
use domain::*;

use super::{Difference, Rebuilt, difference_under, horizon, opening_rules, site_calendar, site_today};
use crate::access::Seen;
use crate::error::OrNotFound;
use crate::schema::{closure, opening_rule, premises, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A closure as it is stored.
#[derive(Debug, Clone)]
pub struct StoredClosure {
    /// Its id.
    pub id: ClosureId,
    /// What is closed.
    pub closure: Closure,
    /// A word on it.
    pub note: Option<String>,
    /// When it was typed.
    pub created_at: Instant,
}

/// The closures of a site that have not been lifted, with their notes, the latest first.
pub fn closures_with_notes(conn: &mut Conn, site_id: SiteId) -> Result<Vec<StoredClosure>> {
    type Row = (
        Stored<ClosureId>,
        Option<Stored<PremisesId>>,
        Stored<Date>,
        Stored<Date>,
        Option<Stored<HalfDay>>,
        Stored<ClosureReason>,
        Option<String>,
        Stored<Instant>,
    );
    let rows: Vec<Row> = closure::table
        .filter(closure::site_id.eq(stored(site_id)).and(closure::ended_at.is_null()))
        .order((closure::from_date.desc(), closure::id))
        .select((
            closure::id,
            closure::premises_id,
            closure::from_date,
            closure::until_date,
            closure::half_day,
            closure::reason,
            closure::note,
            closure::created_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, premises, from, until, half_day, reason, note, created_at)| StoredClosure {
            id: id.value(),
            closure: Closure {
                premises: premises.map(Stored::value),
                period: Period { from: from.value(), until: Some(until.value()) },
                half_day: half_day.map(Stored::value),
                reason: reason.value(),
            },
            note,
            created_at: created_at.value(),
        })
        .collect())
}

/// A change of a site's calendar.
#[derive(Debug, Clone)]
pub enum CalendarChange {
    /// Opening rules.
    Rules(RuleChange),
    /// A new closure with its note.
    Close(Closure, Option<String>),
    /// A closure is lifted.
    Lift(ClosureId),
}

/// The rules and closures after a change, or why it cannot be.
fn calendar_after(conn: &mut Conn, site_id: SiteId, change: &CalendarChange) -> Result<SiteCalendar> {
    let mut calendar = site_calendar(conn, site_id)?;
    let own = |conn: &mut Conn, wanted: PremisesId| -> Result<()> {
        let count: i64 = premises::table
            .filter(premises::id.eq(stored(wanted)).and(premises::site_id.eq(stored(site_id))))
            .count()
            .get_result(conn)?;
        if count == 1 { Ok(()) } else { Err(Error::Field { field: "premises_id", message: "not_a_choice" }) }
    };
    match change {
        CalendarChange::Rules(change) => {
            let new: &[OpeningRule] = match change {
                RuleChange::Add(rules) => rules,
                RuleChange::Correct { new, .. } => std::slice::from_ref(new),
                RuleChange::End { .. } => &[],
            };
            for rule in new {
                own(conn, rule.premises)?;
            }
            let before = conflicts(&calendar.rules);
            calendar.rules = changed_rules(&calendar.rules, change).ok_or(Error::NotFound)?;
            // What was wrong before is no reason to refuse a change that makes it no worse.
            if let Some(conflict) = conflicts(&calendar.rules).into_iter().find(|found| !before.contains(found)) {
                return Err(match conflict.problem {
                    RuleProblem::EndsBeforeStart => Error::Field { field: "ends_at", message: "until_before_from" },
                    RuleProblem::SameStart => Error::Field { field: "from", message: "same_start" },
                    RuleProblem::MorningAfterAfternoon => {
                        Error::Field { field: "ends_at", message: "morning_after_afternoon" }
                    }
                });
            }
        }
        CalendarChange::Close(closure, _) => {
            if let Some(wanted) = closure.premises {
                own(conn, wanted)?;
            }
            calendar.closures.push(*closure);
        }
        CalendarChange::Lift(id) => {
            let all = super::closures(conn, site_id)?;
            if !all.iter().any(|(other, _)| other == id) {
                return Err(Error::NotFound);
            }
            calendar.closures = all.into_iter().filter(|(other, _)| other != id).map(|(_, closure)| closure).collect();
        }
    }
    Ok(calendar)
}

/// What a change would do to the sessions to come, without doing it.
pub fn try_change(conn: &mut Conn, seen: &Seen<SiteId>, change: &CalendarChange, now: Instant) -> Result<Difference> {
    let today = site_today(conn, seen.id(), now)?;
    let calendar = calendar_after(conn, seen.id(), change)?;
    difference_under(conn, seen.id(), &calendar, today, horizon(today), now)
}

/// What a change made.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Changed {
    /// New rules.
    pub rules: Vec<OpeningRuleId>,
    /// The new closure.
    pub closure: Option<ClosureId>,
    /// What became of the sessions to come.
    pub rebuilt: Rebuilt,
}

impl Tx<'_> {
    /// Locks a site for a change; refuses when it is not the version the change was made for.
    pub fn touch_site(&mut self, id: SiteId, expected: Option<i64>) -> Result<i64> {
        let rows: Vec<i64> = diesel::update(site::table.find(stored(id)))
            .set(site::revision.eq(site::revision + 1_i64))
            .returning(site::revision)
            .load(self.conn)?;
        let revision = rows.first().copied().ok_or(Error::NotFound)?;
        match expected {
            Some(expected) if expected + 1 != revision => Err(Refusal::ChangedMeanwhile.into()),
            _ => Ok(revision),
        }
    }

    /// Changes the calendar of a site and brings its sessions to come in line with it.
    pub fn change_calendar(
        &mut self,
        seen: &Seen<SiteId>,
        change: &CalendarChange,
        expected: Option<i64>,
        by: Option<PersonId>,
    ) -> Result<Changed> {
        let id = seen.id();
        self.touch_site(id, expected)?;
        calendar_after(self.conn, id, change)?;
        let mut changed = Changed { rules: Vec::new(), closure: None, rebuilt: Rebuilt::default() };
        match change {
            CalendarChange::Rules(change) => {
                let before = opening_rules(self.conn, id)?;
                let after = changed_rules(&before, change).ok_or(Error::NotFound)?;
                for old in &before {
                    match after.iter().find(|rule| rule.id == old.id) {
                        None => {
                            diesel::update(opening_rule::table.find(stored(old.id)))
                                .set(opening_rule::ended_at.eq(Some(stored(self.now))))
                                .execute(self.conn)?;
                        }
                        Some(rule) if rule.period != old.period => {
                            diesel::update(opening_rule::table.find(stored(old.id)))
                                .set(opening_rule::until_date.eq(rule.period.until.map(stored)))
                                .execute(self.conn)?;
                        }
                        Some(_) => {}
                    }
                }
                for rule in after.iter().filter(|rule| !before.iter().any(|old| old.id == rule.id)) {
                    changed.rules.push(self.create_opening_rule(id, rule)?);
                }
            }
            CalendarChange::Close(new, note) => {
                changed.closure = Some(self.create_closure(id, new, note.as_deref(), by)?);
            }
            CalendarChange::Lift(closure_id) => {
                diesel::update(closure::table.find(stored(*closure_id)))
                    .set(closure::ended_at.eq(Some(stored(self.now))))
                    .execute(self.conn)?;
            }
        }
        let today = site_today(self.conn, id, self.now)?;
        changed.rebuilt = self.rebuild_sessions(id, today, horizon(today))?;
        Ok(changed)
    }
}

/// One opening rule of a site.
pub fn opening_rule(conn: &mut Conn, site_id: SiteId, id: OpeningRuleId) -> Result<OpeningRule> {
    opening_rules(conn, site_id)?.into_iter().find(|rule| rule.id == id).ok_or(Error::NotFound)
}

/// The version of a site, for `If-Match` and for forms.
pub fn site_revision(conn: &mut Conn, id: SiteId) -> Result<i64> {
    site::table.find(stored(id)).select(site::revision).first(conn).or_not_found()
}
