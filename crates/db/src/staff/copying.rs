//! A week made like another: what can be copied, and why the rest cannot.

use std::collections::BTreeSet;

use domain::places::{day_number, days_after, week_of};
use domain::staff::roster::Person;
use domain::*;

use super::people;
use super::shifts::{NewShift, RosterChanged, Shift, shifts_of, shifts_of_people};
use crate::access::Seen;
use crate::audit::Signature;
use crate::{Conn, Error, Result, Tx, calendar};

/// A shift of the week copied, as it would be in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyLine {
    /// The shift as it would be.
    pub shift: NewShift,
    /// Why it cannot be; empty when it can.
    pub refusals: Vec<Refusal>,
}

/// What copying a week onto another would do, shift by shift.
pub fn preview(conn: &mut Conn, seen: &Seen<SiteId>, from: Date, to: Date) -> Result<Vec<CopyLine>> {
    let (from, to) = (week_of(from), week_of(to));
    let shifts: Vec<Shift> = shifts_of(conn, &[seen.id()], from, days_after(from, 6))?;
    let ids: BTreeSet<StaffMemberId> = shifts.iter().map(|shift| shift.member).collect();
    let team = people::team(conn, seen)?;
    let there = shifts_of_people(conn, &ids, to, days_after(to, 6))?;
    let sessions = calendar::sessions_of(conn, &[seen.id()], to, days_after(to, 6))?;
    let mut people: std::collections::BTreeMap<StaffMemberId, Person> =
        team.iter().map(|file| (file.member.id, file.person())).collect();
    for shift in &there {
        if let Some(person) = people.get_mut(&shift.member) {
            person.shifts.push((shift.date, shift.span));
        }
    }
    let mut lines = Vec::with_capacity(shifts.len());
    for shift in &shifts {
        let date = days_after(shift.date, day_number(to) - day_number(from));
        let there: BTreeSet<PremisesId> = sessions
            .iter()
            .filter(|session| session.date == date && session.cancelled_at.is_none())
            .map(|session| session.premises)
            .collect();
        // A site that is elsewhere that day takes its team along.
        let premises = match (there.contains(&shift.premises), there.first()) {
            (false, Some(other)) if there.len() == 1 => *other,
            _ => shift.premises,
        };
        let open = there.contains(&premises);
        let new = NewShift { date, premises, ..NewShift::from(shift) };
        let half_day = if shift.span.from().time().hour() < 12 { HalfDay::Morning } else { HalfDay::Afternoon };
        let mut refusals = match people.get(&shift.member) {
            Some(person) => person.refusals(date, shift.span),
            None => vec![Refusal::OutsideContract { date }],
        };
        if !open {
            refusals.insert(0, Refusal::SiteClosed { date, half_day });
        }
        if refusals.is_empty()
            && let Some(person) = people.get_mut(&shift.member)
        {
            person.shifts.push((date, shift.span));
        }
        lines.push(CopyLine { shift: new, refusals });
    }
    Ok(lines)
}

impl Tx<'_> {
    /// Copies what can be copied of a week.
    pub fn copy_week(&mut self, by: &Signature, seen: &Seen<SiteId>, from: Date, to: Date) -> Result<RosterChanged> {
        if week_of(from) == week_of(to) {
            return Err(Error::Field { field: "to", message: "not_in_range" });
        }
        let lines = preview(self.conn, seen, from, to)?;
        let wanted: Vec<NewShift> =
            lines.into_iter().filter(|line| line.refusals.is_empty()).map(|line| line.shift).collect();
        if wanted.is_empty() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.change_roster(by, seen, &[], &wanted)
    }
}
