//! The public directory: sites near a place, what they are, their sessions and free seats. No personal data passes here.

use diesel::prelude::*;
use domain::calendar::{HolidayRegion, SchoolZone};
use domain::geography::{ROAD_FACTOR, road_kilometres};
use domain::sites::*;
use domain::*;

use crate::calendar::{Session, sessions_of};
use crate::error::OrNotFound;
use crate::places::offering::open_rounds;
use crate::places::{active, kept_for_undo};
use crate::schema::{booking, organisation, premises, session, site};
use crate::{Conn, Result, Stored, stored};

/// A site as everybody may see it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Who runs it.
    pub organisation: OrganisationId,
    /// The name of who runs it.
    pub organisation_name: String,
    /// What it is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
    /// INSEE code.
    pub commune: String,
    /// WGS84 latitude.
    pub latitude: f64,
    /// WGS84 longitude.
    pub longitude: f64,
    /// IANA time zone.
    pub time_zone: String,
    /// School-holiday zone.
    pub school_zone: SchoolZone,
    /// Public holidays.
    pub holiday_region: HolidayRegion,
    /// Whether it opens on public holidays.
    pub opens_on_public_holidays: bool,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// A sentence for the directory.
    pub description: Option<String>,
    /// AVIP label.
    pub avip: bool,
    /// Families pay nothing.
    pub free_of_charge: bool,
    /// The last day it exists, once it is known.
    pub ended_on: Option<Date>,
    /// Raised by each change of the site, its rules or its sessions.
    pub revision: i64,
}

#[derive(Queryable)]
struct SiteRow {
    id: Stored<SiteId>,
    organisation: Stored<OrganisationId>,
    organisation_name: String,
    kind: Stored<SiteKind>,
    name: String,
    commune: String,
    latitude: f64,
    longitude: f64,
    time_zone: String,
    school_zone: Stored<SchoolZone>,
    holiday_region: Stored<HolidayRegion>,
    opens_on_public_holidays: bool,
    phone: Option<String>,
    email: Option<String>,
    description: Option<String>,
    avip: bool,
    free_of_charge: bool,
    ended_on: Option<Stored<Date>>,
    revision: i64,
}

impl From<SiteRow> for Site {
    fn from(row: SiteRow) -> Self {
        Self {
            id: row.id.value(),
            organisation: row.organisation.value(),
            organisation_name: row.organisation_name,
            kind: row.kind.value(),
            name: row.name,
            commune: row.commune,
            latitude: row.latitude,
            longitude: row.longitude,
            time_zone: row.time_zone,
            school_zone: row.school_zone.value(),
            holiday_region: row.holiday_region.value(),
            opens_on_public_holidays: row.opens_on_public_holidays,
            phone: row.phone,
            email: row.email,
            description: row.description,
            avip: row.avip,
            free_of_charge: row.free_of_charge,
            ended_on: row.ended_on.map(Stored::value),
            revision: row.revision,
        }
    }
}

macro_rules! site_columns {
    () => {
        (
            site::id,
            site::organisation_id,
            organisation::name,
            site::kind,
            site::name,
            site::commune,
            site::latitude,
            site::longitude,
            site::time_zone,
            site::school_zone,
            site::holiday_region,
            site::opens_on_public_holidays,
            site::phone,
            site::email,
            site::description,
            site::avip,
            site::free_of_charge,
            site::ended_on,
            site::revision,
        )
    };
}

/// Some sites, in no particular order.
pub fn sites_by_id(conn: &mut Conn, ids: &[SiteId]) -> Result<Vec<Site>> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<SiteRow> = site::table
        .inner_join(organisation::table)
        .filter(site::id.eq_any(wanted))
        .select(site_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(Site::from).collect())
}

/// A site as it is, ended or not: for those who hold a proof, and for what is public of it.
pub fn site_by_id(conn: &mut Conn, id: SiteId) -> Result<Site> {
    site::table
        .inner_join(organisation::table)
        .filter(site::id.eq(stored(id)))
        .select(site_columns!())
        .first::<SiteRow>(conn)
        .or_not_found()
        .map(Site::from)
}

/// A site of the directory: one that has not ended.
pub fn open_site(conn: &mut Conn, id: SiteId, today: Date) -> Result<Site> {
    let found = site_by_id(conn, id)?;
    if found.ended_on.is_some_and(|last| last < today) { Err(crate::Error::NotFound) } else { Ok(found) }
}

/// Sites of the directory after one of them, by id; one more than `most` says that there are others.
pub fn open_sites(conn: &mut Conn, after: Option<SiteId>, most: i64, today: Date) -> Result<Vec<Site>> {
    let mut query = site::table
        .inner_join(organisation::table)
        .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(today))))
        .order(site::id)
        .limit(most)
        .select(site_columns!())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(site::id.gt(stored(after)));
    }
    let rows: Vec<SiteRow> = query.load(conn)?;
    Ok(rows.into_iter().map(Site::from).collect())
}

/// Kilometres of a degree of latitude.
const DEGREE_KM: f64 = 111.2;

/// Sites of the directory within some kilometres by road of a point, the nearest first: `(site, kilometres)`.
///
/// A box of latitude and longitude (an index) comes first, the distance of what is in it after.
pub fn sites_near(
    conn: &mut Conn,
    latitude: f64,
    longitude: f64,
    within_km: f64,
    today: Date,
) -> Result<Vec<(SiteId, f64)>> {
    let up = within_km / ROAD_FACTOR / DEGREE_KM + 0.001;
    let aside = up / latitude.to_radians().cos().max(0.05);
    let rows: Vec<(Stored<SiteId>, f64, f64)> = site::table
        .filter(site::latitude.between(latitude - up, latitude + up))
        .filter(site::longitude.between(longitude - aside, longitude + aside))
        .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(today))))
        .select((site::id, site::latitude, site::longitude))
        .load(conn)?;
    let mut near: Vec<(SiteId, f64)> = rows
        .into_iter()
        .map(|(id, its_latitude, its_longitude)| {
            (id.value(), road_kilometres(latitude, longitude, its_latitude, its_longitude))
        })
        .filter(|(_, kilometres)| *kilometres <= within_km)
        .collect();
    near.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
    Ok(near)
}

/// Premises of a site that are in use on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premises {
    /// Their id.
    pub id: PremisesId,
    /// Of which site.
    pub site: SiteId,
    /// Their name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// INSEE code.
    pub commune: String,
    /// Minutes it takes to set the hall up before the first child.
    pub setup_minutes: u16,
    /// The last day they are used, once it is known.
    pub ended_on: Option<Date>,
}

/// Premises of some sites, ended ones too, by name.
pub fn premises_of(conn: &mut Conn, sites: &[SiteId]) -> Result<Vec<Premises>> {
    type Row = (Stored<PremisesId>, Stored<SiteId>, String, String, String, i32, Option<Stored<Date>>);
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let rows: Vec<Row> = premises::table
        .filter(premises::site_id.eq_any(wanted))
        .order((premises::name, premises::id))
        .select((
            premises::id,
            premises::site_id,
            premises::name,
            premises::address,
            premises::commune,
            premises::setup_minutes,
            premises::ended_on,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, site, name, address, commune, setup, ended_on)| Premises {
            id: id.value(),
            site: site.value(),
            name,
            address,
            commune,
            setup_minutes: u16::try_from(setup).unwrap_or(0),
            ended_on: ended_on.map(Stored::value),
        })
        .collect())
}

/// A session that is not cancelled, with the state of its seats.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// The name of its premises.
    pub premises_name: String,
    /// Seats by class: regular, adaptation, emergency.
    pub seats: [ClassStanding; 3],
    /// Free seats of all classes together.
    pub free: u16,
}

/// Sessions of some sites between two days that are not cancelled, with their seats: bookings and holds that have not run out.
pub fn open_sessions(
    conn: &mut Conn,
    sites: &[SiteId],
    from: Date,
    until: Date,
    now: Instant,
) -> Result<Vec<OpenSession>> {
    let sessions: Vec<Session> =
        sessions_of(conn, sites, from, until)?.into_iter().filter(|session| session.cancelled_at.is_none()).collect();
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let names: std::collections::HashMap<PremisesId, String> =
        premises_of(conn, sites)?.into_iter().map(|premises| (premises.id, premises.name)).collect();
    let seats: Vec<(Stored<SessionId>, i32)> = booking::table
        .filter(booking::site_id.eq_any(wanted).and(booking::date.between(stored(from), stored(until))))
        .filter(active!(now).or(kept_for_undo!(now)))
        .select((booking::session_id, booking::seat_no))
        .load(conn)?;
    let mut taken: std::collections::HashMap<SessionId, Vec<u16>> = std::collections::HashMap::new();
    let kept = open_rounds(conn, sites, (from, until), now)?.into_iter().map(|offer| (offer.session, offer.seat));
    let seats = seats.into_iter().map(|(id, seat)| (id.value(), u16::try_from(seat).unwrap_or(u16::MAX)));
    for (id, seat) in seats.chain(kept) {
        let seats = taken.entry(id).or_default();
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    Ok(sessions
        .into_iter()
        .map(|session| {
            let taken = taken.remove(&session.id).unwrap_or_default();
            let free = session.seats.total().saturating_sub(u16::try_from(taken.len()).unwrap_or(u16::MAX));
            OpenSession {
                premises_name: names.get(&session.premises).cloned().unwrap_or_default(),
                seats: session.seats.standing(&taken),
                free,
                session,
            }
        })
        .collect())
}

/// Whether a site has a session on or after a day (for the sitemap and the directory's empty states).
pub fn opens_after(conn: &mut Conn, id: SiteId, day: Date) -> Result<bool> {
    let count: i64 = session::table
        .filter(session::site_id.eq(stored(id)).and(session::date.ge(stored(day))).and(session::cancelled_at.is_null()))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}
