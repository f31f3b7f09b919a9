//! Opening rules, closures, school holidays, and the sessions made of them.

mod changes;
mod rebuild;
mod school;

pub use changes::*;
pub use rebuild::*;
pub use school::*;

use diesel::prelude::*;
use domain::calendar::*;
use domain::sites::Seats;
use domain::*;

use crate::error::OrNotFound;
use crate::schema::{closure, opening_rule, school_holiday, session, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// Weeks ahead for which sessions exist.
pub const HORIZON_WEEKS: i64 = 26;

/// A session as it is stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Of which site.
    pub site: SiteId,
    /// Where.
    pub premises: PremisesId,
    /// On which day.
    pub date: Date,
    /// Which half of it.
    pub half_day: HalfDay,
    /// Start, in the site's zone.
    pub starts_at: Time,
    /// End, in the site's zone.
    pub ends_at: Time,
    /// Seats by class.
    pub seats: Seats,
    /// Raised by each change: a board or a tablet sees that it is late.
    pub revision: i64,
    /// When it was cancelled.
    pub cancelled_at: Option<Instant>,
    /// Why a human has to decide: bookings stand where a rule no longer opens.
    pub decision_needed: Option<String>,
    /// When a human decided to keep it as it is, whatever the rules say.
    pub kept_at: Option<Instant>,
}

type SessionRow = (
    (Stored<SessionId>, Stored<SiteId>, Stored<PremisesId>, Stored<Date>, Stored<HalfDay>, Stored<Time>, Stored<Time>),
    (i32, i32, i32, i64, Option<Stored<Instant>>, Option<String>, Option<Stored<Instant>>),
);

fn session_of(row: SessionRow) -> Session {
    let (
        (id, site, premises, date, half_day, starts_at, ends_at),
        (regular, adaptation, emergency, revision, cancelled_at, decision_needed, kept_at),
    ) = row;
    let seats = |number: i32| u16::try_from(number).unwrap_or(0);
    Session {
        id: id.value(),
        site: site.value(),
        premises: premises.value(),
        date: date.value(),
        half_day: half_day.value(),
        starts_at: starts_at.value(),
        ends_at: ends_at.value(),
        seats: Seats { regular: seats(regular), adaptation: seats(adaptation), emergency: seats(emergency) },
        revision,
        cancelled_at: cancelled_at.map(Stored::value),
        decision_needed,
        kept_at: kept_at.map(Stored::value),
    }
}

macro_rules! session_columns {
    () => {
        (
            (
                session::id,
                session::site_id,
                session::premises_id,
                session::date,
                session::half_day,
                session::starts_at,
                session::ends_at,
            ),
            (
                session::seats_regular,
                session::seats_adaptation,
                session::seats_emergency,
                session::revision,
                session::cancelled_at,
                session::decision_needed,
                session::kept_at,
            ),
        )
    };
}

/// Sessions of some sites between two days (both included), cancelled ones too, by date, half-day (morning first), site.
pub fn sessions_of(conn: &mut Conn, sites: &[SiteId], from: Date, until: Date) -> Result<Vec<Session>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<SessionRow> = session::table
        .filter(session::site_id.eq_any(wanted))
        .filter(session::date.between(stored(from), stored(until)))
        .order((session::date, session::half_day.desc(), session::starts_at, session::id))
        .select(session_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(session_of).collect())
}

/// One session.
pub fn session_by_id(conn: &mut Conn, id: SessionId) -> Result<Session> {
    session::table.find(stored(id)).select(session_columns!()).first(conn).or_not_found().map(session_of)
}

/// Some sessions, in no particular order; an unknown id is left out.
pub fn sessions_by_ids(conn: &mut Conn, ids: &[SessionId]) -> Result<Vec<Session>> {
    let wanted: Vec<Stored<SessionId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<SessionRow> =
        session::table.filter(session::id.eq_any(wanted)).select(session_columns!()).load(conn)?;
    Ok(rows.into_iter().map(session_of).collect())
}

/// Everything that decides when a site is open.
pub fn site_calendar(conn: &mut Conn, site_id: SiteId) -> Result<SiteCalendar> {
    let (zone, region, opens_on_public_holidays): (Stored<SchoolZone>, Stored<HolidayRegion>, bool) = site::table
        .find(stored(site_id))
        .select((site::school_zone, site::holiday_region, site::opens_on_public_holidays))
        .first(conn)
        .or_not_found()?;
    let zone = zone.value();
    type HolidayRow = (Option<Stored<SiteId>>, Stored<SchoolZone>, String, Stored<Date>, Stored<Date>, String, bool);
    let holidays: Vec<HolidayRow> = school_holiday::table
        .filter(
            school_holiday::site_id
                .eq(Some(stored(site_id)))
                .or(school_holiday::site_id.is_null().and(school_holiday::zone.eq(stored(zone)))),
        )
        .order((school_holiday::from_date, school_holiday::id))
        .select((
            school_holiday::site_id,
            school_holiday::zone,
            school_holiday::name,
            school_holiday::from_date,
            school_holiday::until_date,
            school_holiday::source,
            school_holiday::assumed,
        ))
        .load(conn)?;
    let (mut zone_rows, mut own_rows) = (Vec::new(), Vec::new());
    for (of_site, zone, name, from, until, source, assumed) in holidays {
        let row = SchoolHoliday {
            zone: zone.value(),
            name,
            period: Period { from: from.value(), until: Some(until.value()) },
            source,
            assumed,
        };
        if of_site.is_some() { own_rows.push(row) } else { zone_rows.push(row) }
    }
    Ok(SiteCalendar {
        zone,
        region: region.value(),
        opens_on_public_holidays,
        school_holidays: zone_rows,
        own_school_holidays: own_rows,
        rules: opening_rules(conn, site_id)?,
        closures: closures(conn, site_id)?.into_iter().map(|(_, closure)| closure).collect(),
    })
}

/// The opening rules of a site that have not been ended.
pub fn opening_rules(conn: &mut Conn, site_id: SiteId) -> Result<Vec<OpeningRule>> {
    type Row = (
        (
            Stored<OpeningRuleId>,
            Stored<PremisesId>,
            Stored<time::DayOfWeek>,
            Stored<PeriodKind>,
            Stored<HalfDay>,
            Stored<Time>,
            Stored<Time>,
        ),
        (i32, i32, i32, Stored<Date>, Option<Stored<Date>>),
    );
    let rows: Vec<Row> = opening_rule::table
        .filter(opening_rule::site_id.eq(stored(site_id)).and(opening_rule::ended_at.is_null()))
        .order((opening_rule::from_date, opening_rule::id))
        .select((
            (
                opening_rule::id,
                opening_rule::premises_id,
                opening_rule::weekday,
                opening_rule::period_kind,
                opening_rule::half_day,
                opening_rule::starts_at,
                opening_rule::ends_at,
            ),
            (
                opening_rule::seats_regular,
                opening_rule::seats_adaptation,
                opening_rule::seats_emergency,
                opening_rule::from_date,
                opening_rule::until_date,
            ),
        ))
        .load(conn)?;
    let seats = |number: i32| u16::try_from(number).unwrap_or(0);
    Ok(rows
        .into_iter()
        .map(
            |(
                (id, premises, weekday, period_kind, half_day, starts_at, ends_at),
                (regular, adaptation, emergency, from, until),
            )| OpeningRule {
                id: id.value(),
                premises: premises.value(),
                weekday: weekday.value(),
                period_kind: period_kind.value(),
                half_day: half_day.value(),
                starts_at: starts_at.value(),
                ends_at: ends_at.value(),
                seats: Seats { regular: seats(regular), adaptation: seats(adaptation), emergency: seats(emergency) },
                period: Period { from: from.value(), until: until.map(Stored::value) },
            },
        )
        .collect())
}

/// The closures of a site that have not been lifted.
pub fn closures(conn: &mut Conn, site_id: SiteId) -> Result<Vec<(ClosureId, Closure)>> {
    type Row = (
        Stored<ClosureId>,
        Option<Stored<PremisesId>>,
        Stored<Date>,
        Stored<Date>,
        Option<Stored<HalfDay>>,
        Stored<ClosureReason>,
    );
    let rows: Vec<Row> = closure::table
        .filter(closure::site_id.eq(stored(site_id)).and(closure::ended_at.is_null()))
        .order((closure::from_date, closure::id))
        .select((
            closure::id,
            closure::premises_id,
            closure::from_date,
            closure::until_date,
            closure::half_day,
            closure::reason,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, premises, from, until, half_day, reason)| {
            let closure = Closure {
                premises: premises.map(Stored::value),
                period: Period { from: from.value(), until: Some(until.value()) },
                half_day: half_day.map(Stored::value),
                reason: reason.value(),
            };
            (id.value(), closure)
        })
        .collect())
}

impl Tx<'_> {
    /// Adds an opening rule (its `id` is made here).
    pub fn create_opening_rule(&mut self, site_id: SiteId, rule: &OpeningRule) -> Result<OpeningRuleId> {
        let id: OpeningRuleId = self.new_id();
        diesel::insert_into(opening_rule::table)
            .values((
                (
                    opening_rule::id.eq(stored(id)),
                    opening_rule::site_id.eq(stored(site_id)),
                    opening_rule::premises_id.eq(stored(rule.premises)),
                    opening_rule::weekday.eq(stored(rule.weekday)),
                    opening_rule::period_kind.eq(stored(rule.period_kind)),
                    opening_rule::half_day.eq(stored(rule.half_day)),
                    opening_rule::starts_at.eq(stored(rule.starts_at)),
                    opening_rule::ends_at.eq(stored(rule.ends_at)),
                ),
                (
                    opening_rule::seats_regular.eq(i32::from(rule.seats.regular)),
                    opening_rule::seats_adaptation.eq(i32::from(rule.seats.adaptation)),
                    opening_rule::seats_emergency.eq(i32::from(rule.seats.emergency)),
                    opening_rule::from_date.eq(stored(rule.period.from)),
                    opening_rule::until_date.eq(rule.period.until.map(stored)),
                    opening_rule::created_at.eq(stored(self.now)),
                ),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Adds a closure.
    pub fn create_closure(
        &mut self,
        site_id: SiteId,
        new: &Closure,
        note: Option<&str>,
        by: Option<PersonId>,
    ) -> Result<ClosureId> {
        let id: ClosureId = self.new_id();
        diesel::insert_into(closure::table)
            .values((
                closure::id.eq(stored(id)),
                closure::site_id.eq(stored(site_id)),
                closure::premises_id.eq(new.premises.map(stored)),
                closure::from_date.eq(stored(new.period.from)),
                closure::until_date.eq(stored(new.period.until.unwrap_or(new.period.from))),
                closure::half_day.eq(new.half_day.map(stored)),
                closure::reason.eq(stored(new.reason)),
                closure::note.eq(note),
                closure::created_at.eq(stored(self.now)),
                closure::created_by.eq(by.map(stored)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// Stores one row of the school calendar, for a zone or for one site.
    pub fn create_school_holiday(
        &mut self,
        site_id: Option<SiteId>,
        holiday: &SchoolHoliday,
    ) -> Result<SchoolHolidayId> {
        let id: SchoolHolidayId = self.new_id();
        diesel::insert_into(school_holiday::table)
            .values((
                school_holiday::id.eq(stored(id)),
                school_holiday::zone.eq(stored(holiday.zone)),
                school_holiday::site_id.eq(site_id.map(stored)),
                school_holiday::name.eq(&holiday.name),
                school_holiday::from_date.eq(stored(holiday.period.from)),
                school_holiday::until_date.eq(stored(holiday.period.until.unwrap_or(holiday.period.from))),
                school_holiday::school_year.eq(format!("{}", holiday.school_year().0)),
                school_holiday::source.eq(&holiday.source),
                school_holiday::assumed.eq(holiday.assumed),
                school_holiday::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }
}
