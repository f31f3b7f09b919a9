//! What a parent sees of her own family: first names, places, the site's telephone. Nothing a stranger who holds the phone could use
//! beyond that: no surname, no birth date, no situation.

use diesel::prelude::*;
use domain::places::ReleaseReason;
use domain::*;

use crate::access::Seen;
use crate::error::OrNotFound;
use crate::portable::StoredOption;
use crate::schema::{admission, booking, child, family, link, parent, premises, referral, session, site};
use crate::{Conn, Result, Stored, stored};

/// A child of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChild {
    /// The child.
    pub id: ChildId,
    /// First name: the only name a parent's page shows.
    pub given_name: String,
}

/// A site as a parent reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSite {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its telephone.
    pub phone: Option<String>,
    /// Its commune's code.
    pub commune: String,
    /// Its zone, by IANA name.
    pub time_zone: String,
}

/// A seat held or booked for a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPlace {
    /// The hold or booking.
    pub id: BookingId,
    /// For whom.
    pub child: OwnChild,
    /// Day.
    pub date: Date,
    /// Half of the day.
    pub half_day: HalfDay,
    /// From.
    pub starts_at: Time,
    /// Until.
    pub ends_at: Time,
    /// The instant it begins.
    pub begins: Instant,
    /// Where, as the site calls it.
    pub premises: String,
    /// Where.
    pub address: String,
    /// At which site.
    pub site: OwnSite,
    /// The request it answers.
    pub request: Option<PlaceRequestId>,
    /// When it became a booking; a hold until then.
    pub confirmed_at: Option<Instant>,
    /// Until when a hold is kept.
    pub expires_at: Option<Instant>,
    /// When it was given back.
    pub released_at: Option<Instant>,
    /// Why.
    pub release_reason: Option<ReleaseReason>,
    /// Who gave it back: a parent's or a professional's id.
    pub released_by: Option<String>,
    /// Which of the request's proposals it belongs to, from 1.
    pub proposal: Option<i32>,
}

impl OwnPlace {
    /// Whether it is kept for a promise: the family is told its half-day later.
    pub fn is_promised(&self) -> bool {
        self.is_hold() && self.proposal == Some(crate::plans::promises::KEPT_FOR_PROMISE)
    }
    /// Whether the parent still has to say yes or no.
    pub fn is_hold(&self) -> bool {
        self.confirmed_at.is_none()
    }
    /// Whether the place still stands: booked, or held and not run out.
    pub fn stands(&self, now: Instant) -> bool {
        self.released_at.is_none() && (!self.is_hold() || self.expires_at.is_some_and(|expires_at| now < expires_at))
    }
    /// Whether the child would still come, or be there now.
    pub fn is_ahead(&self, now: Instant) -> bool {
        let zone = domain::time::time_zone(&self.site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Instant::of_civil(self.date, self.ends_at, &zone).is_none_or(|ends| now < ends)
    }
}

/// The parent's first name.
pub fn given_name(conn: &mut Conn, id: ParentId) -> Result<String> {
    parent::table.find(stored(id)).select(parent::given_name).first(conn).or_not_found()
}

/// The children of the family, the eldest first.
pub fn children(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<Vec<OwnChild>> {
    let rows: Vec<(Stored<ChildId>, String)> = child::table
        .filter(child::family_id.eq(stored(seen.id())))
        .order((child::birth_date, child::id))
        .select((child::id, child::given_name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, given_name)| OwnChild { id: id.value(), given_name }).collect())
}

/// Where the family lives, by commune.
pub fn commune(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<String> {
    family::table.find(stored(seen.id())).select(family::commune).first(conn).or_not_found()
}

type SiteRow = (Stored<SiteId>, String, Option<String>, String, String);

macro_rules! site_columns {
    () => {
        (site::id, site::name, site::phone, site::commune, site::time_zone)
    };
}

fn own_site((id, name, phone, commune, time_zone): SiteRow) -> OwnSite {
    OwnSite { id: id.value(), name, phone, commune, time_zone }
}

/// The sites that take the family's children in today or later: the one admitted last first.
pub fn admitting_sites(conn: &mut Conn, seen: Seen<FamilyId>, today: Date) -> Result<Vec<OwnSite>> {
    let rows: Vec<SiteRow> = admission::table
        .inner_join(child::table)
        .inner_join(site::table)
        .filter(child::family_id.eq(stored(seen.id())).and(admission::ended_at.is_null()))
        .filter(admission::until_date.is_null().or(admission::until_date.ge(stored(today))))
        .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(today))))
        .order((admission::from_date.desc(), admission::id.desc()))
        .select(site_columns!())
        .load(conn)?;
    let mut sites: Vec<OwnSite> = Vec::new();
    for site in rows.into_iter().map(own_site) {
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    Ok(sites)
}

/// The site the family was last tied to (it answers its referral, or takes its child in).
pub fn last_site(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<Option<OwnSite>> {
    let row: Option<SiteRow> = link::table
        .inner_join(site::table)
        .filter(link::family_id.eq(stored(seen.id())))
        .order((link::from_date.desc(), link::id.desc()))
        .select(site_columns!())
        .first(conn)
        .optional()?;
    Ok(row.map(own_site))
}

type PlaceRow = (
    (
        Stored<BookingId>,
        Option<Stored<PlaceRequestId>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<Instant>>,
        Option<Stored<ReleaseReason>>,
        Option<String>,
        Option<i32>,
    ),
    (Stored<ChildId>, String),
    (Stored<Date>, Stored<HalfDay>, Stored<Time>, Stored<Time>, Stored<Instant>),
    (String, String),
    SiteRow,
);

macro_rules! place_columns {
    () => {
        (
            (
                booking::id,
                booking::place_request_id,
                booking::confirmed_at,
                booking::expires_at,
                booking::released_at,
                booking::release_reason,
                booking::released_by,
                booking::proposal,
            ),
            (child::id, child::given_name),
            (session::date, session::half_day, session::starts_at, session::ends_at, session::starts_instant),
            (premises::name, premises::address),
            site_columns!(),
        )
    };
}

fn own_place(row: PlaceRow) -> OwnPlace {
    let (
        (id, request, confirmed_at, expires_at, released_at, release_reason, released_by, proposal),
        (child_id, given_name),
        (date, half_day, starts_at, ends_at, begins),
        (premises, address),
        site_row,
    ) = row;
    OwnPlace {
        id: id.value(),
        child: OwnChild { id: child_id.value(), given_name },
        date: date.value(),
        half_day: half_day.value(),
        starts_at: starts_at.value(),
        ends_at: ends_at.value(),
        begins: begins.value(),
        premises,
        address,
        site: own_site(site_row),
        request: request.value(),
        confirmed_at: confirmed_at.value(),
        expires_at: expires_at.value(),
        released_at: released_at.value(),
        release_reason: release_reason.value(),
        released_by,
        proposal,
    }
}

/// The family's places from now on, the next one first: bookings, and holds that have not run out.
pub fn upcoming_places(conn: &mut Conn, seen: Seen<FamilyId>, now: Instant) -> Result<Vec<OwnPlace>> {
    let rows: Vec<PlaceRow> = booking::table
        .inner_join(child::table)
        .inner_join(session::table.inner_join(premises::table).inner_join(site::table))
        .filter(child::family_id.eq(stored(seen.id())))
        .filter(booking::released_at.is_null())
        .filter(session::starts_instant.gt(stored(now.plus_hours(-24))))
        .order((session::starts_instant, booking::id))
        .select(place_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(own_place).filter(|place| place.stands(now) && place.is_ahead(now)).collect())
}

/// One place of the family, given back or not.
pub fn place(conn: &mut Conn, seen: Seen<BookingId>) -> Result<OwnPlace> {
    booking::table
        .inner_join(child::table)
        .inner_join(session::table.inner_join(premises::table).inner_join(site::table))
        .filter(booking::id.eq(stored(seen.id())))
        .select(place_columns!())
        .first(conn)
        .or_not_found()
        .map(own_place)
}

/// The seats that were held or booked in answer to one request of the family.
pub fn places_of_request(conn: &mut Conn, seen: Seen<FamilyId>, request: PlaceRequestId) -> Result<Vec<OwnPlace>> {
    let rows: Vec<PlaceRow> = booking::table
        .inner_join(child::table)
        .inner_join(session::table.inner_join(premises::table).inner_join(site::table))
        .filter(child::family_id.eq(stored(seen.id())))
        .filter(booking::place_request_id.eq(Some(stored(request))))
        .order((session::starts_instant, booking::id))
        .select(place_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(own_place).collect())
}

/// The longest travel the family named in its last referral, in kilometres of road.
pub fn travel_limit(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<Option<i32>> {
    let limit: Option<Option<i32>> = referral::table
        .filter(referral::family_id.eq(stored(seen.id())).and(referral::travel_limit_km.is_not_null()))
        .order((referral::sent_at.desc(), referral::id.desc()))
        .select(referral::travel_limit_km)
        .first(conn)
        .optional()?;
    Ok(limit.flatten())
}

/// The parents of a family who may be written to, the first recorded first.
pub fn parents_of(conn: &mut Conn, seen: Seen<FamilyId>) -> Result<Vec<ParentId>> {
    let rows: Vec<Stored<ParentId>> = parent::table
        .filter(parent::family_id.eq(stored(seen.id())))
        .order((parent::created_at, parent::id))
        .select(parent::id)
        .load(conn)?;
    Ok(rows.into_iter().map(Stored::value).collect())
}
