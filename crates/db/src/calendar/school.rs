//! The school calendar: rows of the zones, rows of one site, and who follows them.

use diesel::prelude::*;
use domain::calendar::*;
use domain::*;

use crate::access::{Actor, Scope, sites};
use crate::schema::{school_holiday, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A row of the school calendar as it is stored.
#[derive(Debug, Clone)]
pub struct StoredHoliday {
    /// Its id.
    pub id: SchoolHolidayId,
    /// The site whose own calendar it belongs to; none for a zone's.
    pub site: Option<SiteId>,
    /// The row.
    pub holiday: SchoolHoliday,
}

type Row = (
    Stored<SchoolHolidayId>,
    Option<Stored<SiteId>>,
    Stored<SchoolZone>,
    String,
    Stored<Date>,
    Stored<Date>,
    String,
    bool,
);

macro_rules! holiday_columns {
    () => {
        (
            school_holiday::id,
            school_holiday::site_id,
            school_holiday::zone,
            school_holiday::name,
            school_holiday::from_date,
            school_holiday::until_date,
            school_holiday::source,
            school_holiday::assumed,
        )
    };
}

fn holiday_of((id, site, zone, name, from, until, source, assumed): Row) -> StoredHoliday {
    StoredHoliday {
        id: id.value(),
        site: site.map(Stored::value),
        holiday: SchoolHoliday {
            zone: zone.value(),
            name,
            period: Period { from: from.value(), until: Some(until.value()) },
            source,
            assumed,
        },
    }
}

/// The rows of a zone, or of one site's own calendar, by date.
pub fn school_holidays(conn: &mut Conn, zone: SchoolZone, site_id: Option<SiteId>) -> Result<Vec<StoredHoliday>> {
    let rows: Vec<Row> = match site_id {
        Some(site_id) => school_holiday::table
            .filter(school_holiday::site_id.eq(Some(stored(site_id))))
            .order((school_holiday::from_date, school_holiday::id))
            .select(holiday_columns!())
            .load(conn)?,
        None => school_holiday::table
            .filter(school_holiday::site_id.is_null().and(school_holiday::zone.eq(stored(zone))))
            .order((school_holiday::from_date, school_holiday::id))
            .select(holiday_columns!())
            .load(conn)?,
    };
    Ok(rows.into_iter().map(holiday_of).collect())
}

/// One row that the actor may see: a zone's, or one of a site in reach.
pub fn school_holiday(conn: &mut Conn, actor: &Actor, id: SchoolHolidayId) -> Result<StoredHoliday> {
    use crate::error::OrNotFound;
    let found = school_holiday::table
        .find(stored(id))
        .select(holiday_columns!())
        .first::<Row>(conn)
        .or_not_found()
        .map(holiday_of)?;
    if let Some(site_id) = found.site {
        crate::access::see_site(conn, actor, domain::access::Action::ManageCalendar, site_id)?;
    }
    Ok(found)
}

/// Sites whose days change with the calendar of a zone.
pub fn sites_of_zone(conn: &mut Conn, zone: SchoolZone) -> Result<Vec<SiteId>> {
    let rows: Vec<Stored<SiteId>> =
        site::table.filter(site::school_zone.eq(stored(zone))).order(site::id).select(site::id).load(conn)?;
    Ok(rows.into_iter().map(Stored::value).collect())
}

/// The sites whose own calendar the actor may keep: id and name, by name.
pub fn sites_with_calendar(conn: &mut Conn, actor: &Actor) -> Result<Vec<(SiteId, String)>> {
    let scope = Scope::new(actor, domain::access::Action::ManageCalendar);
    let rows: Vec<(Stored<SiteId>, String)> = site::table
        .filter(site::id.eq_any(sites!(&scope)))
        .order((site::name, site::id))
        .select((site::id, site::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (id.value(), name)).collect())
}

/// Whether two rows overlap: the same day twice is a mistake of typing.
fn overlapping(rows: &[StoredHoliday], period: Period, except: Option<SchoolHolidayId>) -> bool {
    rows.iter().any(|row| Some(row.id) != except && row.holiday.period.overlaps(period))
}

impl Tx<'_> {
    /// Adds a row, and plans the rebuild of the sites it concerns.
    pub fn add_school_holiday(&mut self, site_id: Option<SiteId>, holiday: &SchoolHoliday) -> Result<SchoolHolidayId> {
        let rows = school_holidays(self.conn, holiday.zone, site_id)?;
        if overlapping(&rows, holiday.period, None) {
            return Err(Error::Field { field: "from", message: "overlaps" });
        }
        let id = self.create_school_holiday(site_id, holiday)?;
        self.plan_calendar_rebuild(holiday.zone, site_id)?;
        Ok(id)
    }

    /// Changes a row.
    pub fn change_school_holiday(&mut self, old: &StoredHoliday, holiday: &SchoolHoliday) -> Result<()> {
        let rows = school_holidays(self.conn, old.holiday.zone, old.site)?;
        if overlapping(&rows, holiday.period, Some(old.id)) {
            return Err(Error::Field { field: "from", message: "overlaps" });
        }
        diesel::update(school_holiday::table.find(stored(old.id)))
            .set((
                school_holiday::name.eq(&holiday.name),
                school_holiday::from_date.eq(stored(holiday.period.from)),
                school_holiday::until_date.eq(stored(holiday.period.until.unwrap_or(holiday.period.from))),
                school_holiday::school_year.eq(format!("{}", holiday.school_year().0)),
                school_holiday::source.eq(&holiday.source),
                school_holiday::assumed.eq(holiday.assumed),
            ))
            .execute(self.conn)?;
        self.plan_calendar_rebuild(old.holiday.zone, old.site)
    }

    /// Removes a row.
    pub fn remove_school_holiday(&mut self, old: &StoredHoliday) -> Result<()> {
        diesel::delete(school_holiday::table.find(stored(old.id))).execute(self.conn)?;
        self.plan_calendar_rebuild(old.holiday.zone, old.site)
    }

    /// Takes in a file: for each zone and school year it speaks of, its rows replace those there are. Answers how many rows.
    pub fn import_school_holidays(&mut self, holidays: &[SchoolHoliday]) -> Result<usize> {
        let mut years: Vec<(SchoolZone, SchoolYear)> =
            holidays.iter().map(|holiday| (holiday.zone, holiday.school_year())).collect();
        years.sort_unstable();
        years.dedup();
        for (zone, year) in &years {
            for row in school_holidays(self.conn, *zone, None)? {
                if row.holiday.school_year() == *year {
                    diesel::delete(school_holiday::table.find(stored(row.id))).execute(self.conn)?;
                }
            }
        }
        for holiday in holidays {
            self.create_school_holiday(None, holiday)?;
        }
        years.dedup_by_key(|(zone, _)| *zone);
        for (zone, _) in years {
            self.plan_calendar_rebuild(zone, None)?;
        }
        Ok(holidays.len())
    }

    fn plan_calendar_rebuild(&mut self, zone: SchoolZone, site_id: Option<SiteId>) -> Result<()> {
        let sites = match site_id {
            Some(site_id) => vec![site_id],
            None => sites_of_zone(self.conn, zone)?,
        };
        self.plan_rebuild(&sites)
    }
}
