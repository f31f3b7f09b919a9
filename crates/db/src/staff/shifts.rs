//! Who works when. Rows are never changed: a shift that moves is taken away and another added, in one change that can be undone.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::access::Action;
use domain::staff::day::{Minute, Span};
use domain::*;
use serde::{Deserialize, Serialize};

use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::schema::{premises, shift};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Somebody works at some premises from a time to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The id.
    pub id: ShiftId,
    /// Who.
    pub member: StaffMemberId,
    /// For which site.
    pub site: SiteId,
    /// Where.
    pub premises: PremisesId,
    /// On which day.
    pub date: Date,
    /// From when until when.
    pub span: Span,
    /// Opens the house.
    pub opens: bool,
    /// Closes it.
    pub closes: bool,
}

/// A shift to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewShift {
    /// Who.
    pub member: StaffMemberId,
    /// Where.
    pub premises: PremisesId,
    /// On which day.
    pub date: Date,
    /// From when until when, in half-hours.
    pub span: Span,
    /// Opens the house.
    pub opens: bool,
    /// Closes it.
    pub closes: bool,
}

impl From<&Shift> for NewShift {
    fn from(shift: &Shift) -> Self {
        let Shift { member, premises, date, span, opens, closes, .. } = *shift;
        Self { member, premises, date, span, opens, closes }
    }
}

/// What a change of the roster did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterChanged {
    /// Under which name it can be undone.
    pub change: RosterChangeId,
    /// The shifts it added.
    pub added: Vec<ShiftId>,
}

type Row = (
    (Stored<ShiftId>, Stored<StaffMemberId>, Stored<SiteId>, Stored<PremisesId>),
    (Stored<Date>, Stored<Time>, Stored<Time>, bool, bool),
);

macro_rules! shift_columns {
    () => {
        (
            (shift::id, shift::staff_member_id, shift::site_id, shift::premises_id),
            (shift::date, shift::starts_at, shift::ends_at, shift::opens, shift::closes),
        )
    };
}

fn shift_of(((id, member, site, premises), (date, starts_at, ends_at, opens, closes)): Row) -> Option<Shift> {
    Some(Shift {
        id: id.value(),
        member: member.value(),
        site: site.value(),
        premises: premises.value(),
        date: date.value(),
        span: Span::new(Minute::of(*starts_at), Minute::of(*ends_at))?,
        opens,
        closes,
    })
}

/// The shifts of some sites between two days (both included), by day and hour.
pub fn shifts_of(conn: &mut Conn, sites: &[SiteId], from: Date, until: Date) -> Result<Vec<Shift>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<Row> = shift::table
        .filter(shift::removed_at.is_null())
        .filter(shift::site_id.eq_any(wanted))
        .filter(shift::date.between(stored(from), stored(until)))
        .order((shift::date, shift::starts_at, shift::ends_at, shift::id))
        .select(shift_columns!())
        .load(conn)?;
    Ok(rows.into_iter().filter_map(shift_of).collect())
}

/// The shifts of some people between two days, at whatever site.
pub(crate) fn shifts_of_people(
    conn: &mut Conn,
    people: &BTreeSet<StaffMemberId>,
    from: Date,
    until: Date,
) -> Result<Vec<Shift>> {
    let wanted: Vec<Stored<StaffMemberId>> = people.iter().copied().map(stored).collect();
    let rows: Vec<Row> = shift::table
        .filter(shift::removed_at.is_null())
        .filter(shift::staff_member_id.eq_any(wanted))
        .filter(shift::date.between(stored(from), stored(until)))
        .order((shift::date, shift::starts_at, shift::id))
        .select(shift_columns!())
        .load(conn)?;
    Ok(rows.into_iter().filter_map(shift_of).collect())
}

/// One shift of a site.
pub fn shift_by_id(conn: &mut Conn, seen: &Seen<SiteId>, id: ShiftId) -> Result<Shift> {
    let row: Option<Row> = shift::table
        .find(stored(id))
        .filter(shift::site_id.eq(stored(seen.id())).and(shift::removed_at.is_null()))
        .select(shift_columns!())
        .first(conn)
        .optional()?;
    row.and_then(shift_of).ok_or(Error::NotFound)
}

impl Tx<'_> {
    /// Takes shifts away and adds others, all or nothing. Each added one is asked of the rules (R5, absence, contract, overlap).
    pub fn change_roster(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        removed: &[ShiftId],
        added: &[NewShift],
    ) -> Result<RosterChanged> {
        let change: RosterChangeId = self.new_id();
        // In the order of ids, so that two writers never wait for each other.
        let people: BTreeSet<StaffMemberId> = added.iter().map(|new| new.member).collect();
        let mut files = Vec::with_capacity(people.len());
        for member in people {
            files.push(self.lock_member(seen, member)?);
        }
        for id in removed {
            let row =
                shift::id.eq(stored(*id)).and(shift::site_id.eq(stored(seen.id()))).and(shift::removed_at.is_null());
            let taken = diesel::update(shift::table.filter(row))
                .set((shift::removed_at.eq(Some(stored(self.now))), shift::removed_in.eq(Some(stored(change)))))
                .execute(self.conn)?;
            if taken == 0 {
                return Err(Refusal::ChangedMeanwhile.into());
            }
        }
        let places: Vec<(Stored<PremisesId>, Option<Stored<Date>>)> = premises::table
            .filter(premises::site_id.eq(stored(seen.id())))
            .select((premises::id, premises::ended_on))
            .load(self.conn)?;
        let mut ids = Vec::with_capacity(added.len());
        for new in added {
            let place = places.iter().find(|(id, _)| **id == new.premises);
            let open = place.is_some_and(|(_, ended)| ended.as_ref().is_none_or(|last| new.date <= **last));
            if !open {
                return Err(Error::Field { field: "premises", message: "not_a_choice" });
            }
            let file = files.iter().find(|file| file.member.id == new.member).ok_or(Error::NotFound)?;
            let mut person = file.person();
            let others = shifts_of_people(self.conn, &BTreeSet::from([new.member]), new.date, new.date)?;
            person.shifts = others.into_iter().map(|other| (other.date, other.span)).collect();
            let refusals = person.refusals(new.date, new.span);
            if !refusals.is_empty() {
                return Err(Error::Refused(refusals));
            }
            ids.push(self.insert_shift(by, seen.id(), new, change)?);
        }
        let detail = serde_json::json!({ "removed": removed, "added": ids });
        self.audit(by, Entry::done(Action::ManageStaff, "roster_change", change).site(seen.id()).detail(detail))?;
        Ok(RosterChanged { change, added: ids })
    }

    fn insert_shift(
        &mut self,
        by: &Signature,
        site: SiteId,
        new: &NewShift,
        change: RosterChangeId,
    ) -> Result<ShiftId> {
        let id: ShiftId = self.new_id();
        diesel::insert_into(shift::table)
            .values((
                (
                    shift::id.eq(stored(id)),
                    shift::staff_member_id.eq(stored(new.member)),
                    shift::site_id.eq(stored(site)),
                    shift::premises_id.eq(stored(new.premises)),
                    shift::date.eq(stored(new.date)),
                    shift::starts_at.eq(stored(new.span.from().time())),
                    shift::ends_at.eq(stored(new.span.until().time())),
                ),
                (
                    shift::opens.eq(new.opens),
                    shift::closes.eq(new.closes),
                    shift::created_at.eq(stored(self.now)),
                    shift::created_by.eq(by.person.map(stored)),
                    shift::added_in.eq(stored(change)),
                ),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Undoes a change of the site's roster, as far as nobody has changed the same shifts since; the undoing is a change of its own.
    pub fn undo_roster(
        &mut self,
        by: &Signature,
        seen: &Seen<SiteId>,
        change: RosterChangeId,
    ) -> Result<RosterChanged> {
        let of_site = shift::site_id.eq(stored(seen.id()));
        let came: Vec<Row> = shift::table
            .filter(of_site.clone().and(shift::added_in.eq(stored(change))).and(shift::removed_at.is_null()))
            .select(shift_columns!())
            .load(self.conn)?;
        let went: Vec<Row> = shift::table
            .filter(of_site.and(shift::removed_in.eq(Some(stored(change)))))
            .select(shift_columns!())
            .load(self.conn)?;
        let came: Vec<ShiftId> = came.into_iter().filter_map(shift_of).map(|shift| shift.id).collect();
        let went: Vec<NewShift> = went.into_iter().filter_map(shift_of).map(|shift| NewShift::from(&shift)).collect();
        if came.is_empty() && went.is_empty() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        self.change_roster(by, seen, &came, &went)
    }
}

/// The shifts a team has at other sites between two days: nobody is in two places.
pub fn shifts_elsewhere(
    conn: &mut Conn,
    seen: &Seen<SiteId>,
    team: &[super::File],
    from: Date,
    until: Date,
) -> Result<Vec<Shift>> {
    let people: BTreeSet<StaffMemberId> = team.iter().map(|file| file.member.id).collect();
    let mut shifts = shifts_of_people(conn, &people, from, until)?;
    shifts.retain(|shift| shift.site != seen.id());
    Ok(shifts)
}

/// The first day a change of a site's roster touched.
pub fn first_day_of(conn: &mut Conn, seen: &Seen<SiteId>, change: RosterChangeId) -> Result<Option<Date>> {
    let day: Option<Stored<Date>> = shift::table
        .filter(shift::site_id.eq(stored(seen.id())))
        .filter(shift::added_in.eq(stored(change)).or(shift::removed_in.eq(Some(stored(change)))))
        .order(shift::date)
        .select(shift::date)
        .first(conn)
        .optional()?;
    Ok(day.map(Stored::value))
}
