//! The sheet of a week's presence over capacity (R.2324-27, order of 8 October 2021): computed from the facts, and kept as it was.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::staff::day::{PlacesBand, Span};
use domain::staff::week::{CategoryShare, Occupancy};
use domain::*;
use serde::{Deserialize, Serialize};

use super::care::{CareDate, care_dates, category_share};
use crate::access::Seen;
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::schema::surplus_sheet;
use crate::{Conn, Result, Stored, Tx, stored};

/// The moment of a day with most children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peak {
    /// From when until when.
    pub span: Span,
    /// Children there.
    pub children: u16,
    /// Places authorised.
    pub places: u16,
    /// Adults rostered.
    pub adults: u16,
    /// Adults needed.
    pub required: u16,
}

/// One premises on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetDay {
    /// The day.
    pub date: Date,
    /// The premises' name.
    pub premises: String,
    /// Opening hours.
    pub opening: Vec<Span>,
    /// Presence over capacity.
    pub occupancy: Occupancy,
    /// When most children are there; `None` when nobody comes.
    pub peak: Option<Peak>,
    /// Whether the presence is what was recorded; otherwise it is what is booked, as far as the day is to come.
    pub recorded: bool,
    /// Whether a roster is kept: without one the adults are not known.
    pub rostered: bool,
}

/// The week of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurplusSheet {
    /// Its Monday.
    pub week_of: Date,
    /// Each premises on each day.
    pub days: Vec<SheetDay>,
    /// The whole week.
    pub week: Occupancy,
    /// Per premises, where there are several.
    pub premises: Vec<(String, Occupancy)>,
    /// The first category in the month of the Monday.
    pub month: CategoryShare,
}

fn add(sum: &mut Occupancy, more: Occupancy) {
    sum.presence += more.presence;
    sum.capacity += more.capacity;
}

fn day_of(care: &CareDate, past: bool) -> SheetDay {
    let mut occupancy = Occupancy::default();
    for hours in &care.sessions {
        let open: Vec<PlacesBand> = care
            .bands
            .iter()
            .filter_map(|band| Some(PlacesBand { span: band.span.shared(*hours)?, places: band.places }))
            .collect();
        occupancy.open(&open);
    }
    for stay in &care.stays {
        occupancy.receive(*stay);
    }
    // The first of the fullest moments.
    let peak = care.known().steps().filter(|step| step.group.children() > 0).fold(None::<Peak>, |peak, step| {
        let children = step.group.children();
        if peak.is_some_and(|peak| peak.children >= children) {
            return peak;
        }
        let (places, adults, required) = (step.places, step.team.adults(), step.required);
        Some(Peak { span: step.span, children, places, adults, required })
    });
    SheetDay {
        date: care.date,
        premises: care.premises_name.clone(),
        opening: care.sessions.clone(),
        occupancy,
        peak,
        recorded: past,
        rostered: care.rostered,
    }
}

/// The sheet of a week, from what is known now.
pub fn sheet(conn: &mut Conn, seen: &Seen<SiteId>, day: Date, now: Instant) -> Result<SurplusSheet> {
    let monday = week_of(day);
    let care = care_dates(conn, seen, (monday, days_after(monday, 6)), now)?;
    let days: Vec<SheetDay> =
        care.iter().filter(|care| !care.sessions.is_empty()).map(|care| day_of(care, care.real.is_some())).collect();
    let (mut week, mut premises) = (Occupancy::default(), Vec::<(String, Occupancy)>::new());
    for day in &days {
        add(&mut week, day.occupancy);
        match premises.iter_mut().find(|(name, _)| *name == day.premises) {
            Some((_, sum)) => add(sum, day.occupancy),
            None => premises.push((day.premises.clone(), day.occupancy)),
        }
    }
    Ok(SurplusSheet { week_of: monday, days, week, premises, month: category_share(conn, seen, monday)? })
}

/// A sheet that was kept.
#[derive(Debug, Clone)]
pub struct KeptSheet {
    /// The id.
    pub id: SurplusSheetId,
    /// When it was kept.
    pub at: Instant,
}

/// The sheets kept of a week, the latest first.
pub fn kept(conn: &mut Conn, seen: &Seen<SiteId>, monday: Date) -> Result<Vec<KeptSheet>> {
    let rows: Vec<(Stored<SurplusSheetId>, Stored<Instant>)> = surplus_sheet::table
        .filter(surplus_sheet::site_id.eq(stored(seen.id())).and(surplus_sheet::week_of.eq(stored(monday))))
        .order((surplus_sheet::kept_at.desc(), surplus_sheet::id))
        .select((surplus_sheet::id, surplus_sheet::kept_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, at)| KeptSheet { id: id.value(), at: at.value() }).collect())
}

/// A sheet as it was kept.
pub fn kept_sheet(conn: &mut Conn, seen: &Seen<SiteId>, id: SurplusSheetId) -> Result<(SurplusSheet, Instant)> {
    let (content, at): (String, Stored<Instant>) = surplus_sheet::table
        .find(stored(id))
        .filter(surplus_sheet::site_id.eq(stored(seen.id())))
        .select((surplus_sheet::content, surplus_sheet::kept_at))
        .first(conn)
        .or_not_found()?;
    Ok((serde_json::from_str(&content)?, at.value()))
}

impl Tx<'_> {
    /// Keeps the sheet of a week as it is now; nothing ever changes or removes it (to be kept three years for control).
    pub fn keep_sheet(&mut self, by: &Signature, seen: &Seen<SiteId>, day: Date) -> Result<SurplusSheetId> {
        let found = sheet(self.conn, seen, day, self.now)?;
        let id: SurplusSheetId = self.new_id();
        diesel::insert_into(surplus_sheet::table)
            .values((
                surplus_sheet::id.eq(stored(id)),
                surplus_sheet::site_id.eq(stored(seen.id())),
                surplus_sheet::week_of.eq(stored(found.week_of)),
                surplus_sheet::content.eq(serde_json::to_string(&found)?),
                surplus_sheet::kept_at.eq(stored(self.now)),
                surplus_sheet::kept_by.eq(by.person.map(stored)),
            ))
            .execute(self.conn)?;
        let detail = serde_json::json!({ "week_of": found.week_of });
        self.audit(by, Entry::done(Action::ManageStaff, "surplus_sheet", id).site(seen.id()).detail(detail))?;
        Ok(id)
    }
}
