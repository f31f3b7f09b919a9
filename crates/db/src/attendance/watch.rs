//! The facts of a site's last days, read once for whoever looks after them: children not fetched, departures closed by rule, what does
//! not fit together.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::attendance::closing::{Closing, closing};
use domain::attendance::{AttendanceFact, Conflict, Presence, conflicts, presence};
use domain::*;

use super::{FactRow, SiteCard, fact_columns, fact_of};
use crate::schema::{attendance_fact, booking, child, session};
use crate::{Conn, Result, Stored, stored};

/// A booking with facts.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    pub(crate) booking: BookingId,
    pub(crate) child: ChildId,
    pub(crate) date: Date,
    pub(crate) half_day: HalfDay,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) starts: Instant,
    pub(crate) ends: Instant,
    pub(crate) released: bool,
    pub(crate) facts: Vec<AttendanceFact>,
}

impl Watched {
    pub(crate) fn presence(&self) -> Presence {
        presence(&self.facts)
    }
    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        conflicts(&self.facts, self.starts, self.ends, self.released)
    }
    pub(crate) fn closing(&self) -> Option<Closing> {
        closing(&self.facts)
    }
    /// When the last of the facts was written down.
    pub(crate) fn last_written(&self) -> Instant {
        self.facts.iter().map(|fact| fact.recorded_at).max().unwrap_or(self.starts)
    }
}

/// The facts of a site's bookings between two days, by booking, in the order in which they were written down.
fn by_booking(
    conn: &mut Conn,
    site_id: SiteId,
    (from, until): (Date, Date),
) -> Result<BTreeMap<BookingId, Vec<AttendanceFact>>> {
    let rows: Vec<FactRow> = attendance_fact::table
        .inner_join(booking::table)
        .filter(booking::site_id.eq(stored(site_id)).and(booking::date.between(stored(from), stored(until))))
        .order((attendance_fact::recorded_at, attendance_fact::id))
        .select(fact_columns!())
        .load(conn)?;
    let mut facts: BTreeMap<BookingId, Vec<AttendanceFact>> = BTreeMap::new();
    for (booking_id, fact) in rows.into_iter().map(fact_of) {
        facts.entry(booking_id).or_default().push(fact);
    }
    Ok(facts)
}

/// Where the children of a site's bookings are, between two days; bookings without a fact are left out.
pub(crate) fn presences(
    conn: &mut Conn,
    site_id: SiteId,
    from: Date,
    until: Date,
) -> Result<BTreeMap<BookingId, Presence>> {
    let facts = by_booking(conn, site_id, (from, until))?;
    Ok(facts.into_iter().map(|(id, facts)| (id, presence(&facts))).collect())
}

/// The bookings of a site with facts, between two days, by day.
pub(crate) fn watched(conn: &mut Conn, site: &SiteCard, (from, until): (Date, Date)) -> Result<Vec<Watched>> {
    let mut facts = by_booking(conn, site.id, (from, until))?;
    type Row = (
        (Stored<BookingId>, Stored<ChildId>, Stored<Date>, Stored<HalfDay>, Option<Stored<Instant>>),
        (Stored<Time>, Stored<Time>),
        (String, String),
    );
    let rows: Vec<Row> = booking::table
        .inner_join(session::table)
        .inner_join(child::table)
        .filter(booking::site_id.eq(stored(site.id)).and(booking::date.between(stored(from), stored(until))))
        .filter(booking::confirmed_at.is_not_null())
        .order((booking::date, session::starts_at, booking::id))
        .select((
            (booking::id, booking::child_id, booking::date, booking::half_day, booking::released_at),
            (session::starts_at, session::ends_at),
            (child::given_name, child::family_name),
        ))
        .load(conn)?;
    let visits = crate::familiarisation::visit_hours(conn, site.id, (from, until))?;
    Ok(rows
        .into_iter()
        .filter_map(|((id, child, date, half_day, released), (starts, ends), (given_name, family_name))| {
            let facts = facts.remove(&*id).unwrap_or_default();
            if facts.is_empty() && released.is_some() {
                return None;
            }
            let at = |time: Time| Instant::of_civil(*date, time, &site.zone);
            // A first step is shorter than its session.
            let (starts, ends) = visits
                .get(&*id)
                .map_or((starts.value(), ends.value()), |(_, visit)| (visit.from().time(), visit.until().time()));
            Some(Watched {
                booking: id.value(),
                child: child.value(),
                half_day: half_day.value(),
                given_name,
                family_name,
                starts: at(starts)?,
                ends: at(ends)?,
                released: released.is_some(),
                facts,
                date: date.value(),
            })
        })
        .collect())
}
