//! One week of some sites, as the planner is told of it: what is left, who waits, and what the rules are given.
//!
//! Whoever calls this holds the proof for each site (`Action::PlanWeek`).

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::geography::Communes;
use domain::places::{ActiveBooking, CareKind, RequestOutcome, SessionFacts, days_after};
use domain::sites::SeatClass;
use domain::*;

use crate::places::facts::{self, Child, OwnPlace, SiteRules, Taken};
use crate::places::{PlaceRequest, active};
use crate::schema::{
    booking, child, place_request, place_request_site, premises, referral, referral_child, session, site,
};
use crate::{Conn, Result, Stored, calendar, stored};

/// Most requests of one run in the product.
const MOST_REQUESTS: i64 = 2_000;

/// A place of a former proposal that stays as it is: counted as taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The child.
    pub child: ChildId,
    /// The session.
    pub session: SessionId,
    /// The request it serves.
    pub request: Option<PlaceRequestId>,
    /// The class of seat it takes.
    pub class: SeatClass,
}

/// A request that waits.
#[derive(Debug, Clone)]
pub struct WaitingRequest {
    /// The request.
    pub request: PlaceRequest,
    /// The child's family.
    pub family: FamilyId,
    /// Where it waits, of the sites of the run.
    pub sites: Vec<SiteId>,
    /// Whether a prescriber attests its purpose: asked it herself, or referred the child for it and the site accepted.
    pub attested: bool,
}

/// A site of the run.
#[derive(Debug, Clone)]
pub struct PlannedSite {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Whether it has the AVIP label.
    pub avip: bool,
    /// Where it is (WGS84).
    pub at: (f64, f64),
    /// Its premises and where they are.
    pub premises: BTreeMap<PremisesId, (f64, f64)>,
    /// Its sessions of the week that are not cancelled, with their taken seats (locked proposals included).
    pub sessions: Vec<SessionFacts>,
}

/// Everything a run is made from.
#[derive(Debug, Clone)]
pub struct WeekFacts {
    /// Monday of the week.
    pub monday: Date,
    /// When it was read.
    pub now: Instant,
    /// The sites, by id.
    pub sites: Vec<PlannedSite>,
    /// Their rules.
    pub rules: SiteRules,
    /// The requests that wait, the oldest first.
    pub requests: Vec<WaitingRequest>,
    /// The children of the requests, locked places counted among their own.
    pub children: BTreeMap<ChildId, Child>,
    /// Since when each child walks, of the requests and of those booked.
    pub walks_since: BTreeMap<ChildId, Option<Date>>,
    /// Who sits where already.
    pub taken: Vec<Taken>,
    /// Half-days each child of a request has in the months of the week, by site and first day of the month.
    pub month_places: BTreeMap<(ChildId, SiteId, Date), i32>,
}

/// Reads a week.
pub fn gather(conn: &mut Conn, ids: &[SiteId], monday: Date, locked: &[Locked], now: Instant) -> Result<WeekFacts> {
    let requests = waiting(conn, ids, locked)?;
    gather_of(conn, ids, monday, (locked, requests, &[]), now)
}

/// Reads a week as it would be without the seats kept for some promised requests, with those requests and no other.
pub fn gather_promised(
    conn: &mut Conn,
    ids: &[SiteId],
    monday: Date,
    promised: &[PlaceRequestId],
    now: Instant,
) -> Result<WeekFacts> {
    let mut listed: BTreeMap<PlaceRequestId, Vec<SiteId>> = BTreeMap::new();
    let wanted: Vec<Stored<PlaceRequestId>> = promised.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<PlaceRequestId>, Stored<SiteId>)> = place_request_site::table
        .filter(place_request_site::place_request_id.eq_any(wanted))
        .order((place_request_site::place_request_id, place_request_site::site_id))
        .select((place_request_site::place_request_id, place_request_site::site_id))
        .load(conn)?;
    for (request, site) in rows {
        listed.entry(request.value()).or_default().push(site.value());
    }
    let requests = described(conn, listed)?;
    let kept = super::promises::kept_for(conn, promised, now)?;
    let kept: Vec<BookingId> = kept.into_iter().map(|seat| seat.id).collect();
    gather_of(conn, ids, monday, (&[], requests, &kept), now)
}

/// Reads a week that has passed as it was before it was shared out: what was asked until its Monday waits, what was booked for it is free.
pub fn gather_past(conn: &mut Conn, ids: &[SiteId], monday: Date, then: Instant, now: Instant) -> Result<WeekFacts> {
    let sunday = days_after(monday, 6);
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    type Given = (Stored<BookingId>, Option<Stored<PlaceRequestId>>, Stored<SiteId>);
    let given: Vec<Given> = booking::table
        .filter(booking::site_id.eq_any(&wanted))
        .filter(booking::date.between(stored(monday), stored(sunday)))
        .filter(booking::place_request_id.is_not_null())
        .select((booking::id, booking::place_request_id, booking::site_id))
        .load(conn)?;
    let mut listed: BTreeMap<PlaceRequestId, Vec<SiteId>> = BTreeMap::new();
    let mut list = |request: PlaceRequestId, site: SiteId| {
        let sites = listed.entry(request).or_default();
        if !sites.contains(&site) {
            sites.push(site);
        }
    };
    for (_, request, site) in &given {
        if let Some(request) = request {
            list(**request, **site);
        }
    }
    // Asked up to four months before: longer ago nobody asks for a week.
    let (from, until) = (then.plus_hours(-24 * 120), then.plus_hours(24 * 4));
    let asked: Vec<(Stored<PlaceRequestId>, Option<Stored<SiteId>>)> = place_request::table
        .filter(place_request::site_id.assume_not_null().eq_any(&wanted))
        .filter(place_request::created_at.between(stored(from), stored(until)))
        .filter(place_request::withdrawn_at.is_null())
        .order(place_request::id)
        .limit(MOST_REQUESTS)
        .select((place_request::id, place_request::site_id))
        .load(conn)?;
    let waited: Vec<(Stored<PlaceRequestId>, Stored<SiteId>)> = place_request_site::table
        .inner_join(place_request::table)
        .filter(place_request_site::site_id.eq_any(&wanted))
        .filter(place_request::created_at.between(stored(from), stored(until)))
        .filter(place_request::withdrawn_at.is_null())
        .order(place_request::id)
        .limit(MOST_REQUESTS)
        .select((place_request_site::place_request_id, place_request_site::site_id))
        .load(conn)?;
    for (request, site) in asked {
        if let Some(site) = site {
            list(*request, *site);
        }
    }
    for (request, site) in waited {
        list(*request, *site);
    }
    let mut requests = described(conn, listed)?;
    requests.retain(|waiting| {
        waiting.request.created_at <= until
            && waiting.request.need.span().is_some_and(|(first, last)| first <= sunday && monday <= last)
    });
    let hidden: Vec<BookingId> = given
        .iter()
        .filter(|(_, request, _)| {
            request.as_ref().is_some_and(|request| requests.iter().any(|known| known.request.id == **request))
        })
        .map(|(booking, ..)| **booking)
        .collect();
    let mut facts = gather_of(conn, ids, monday, (&[], requests, &hidden), now)?;
    facts.now = then;
    Ok(facts)
}

fn gather_of(
    conn: &mut Conn,
    ids: &[SiteId],
    monday: Date,
    (locked, requests, hidden): (&[Locked], Vec<WaitingRequest>, &[BookingId]),
    now: Instant,
) -> Result<WeekFacts> {
    let sunday = days_after(monday, 6);
    let mut sites = sites_of(conn, ids)?;
    let session_ids: Vec<SessionId> = calendar::sessions_of(conn, ids, monday, sunday)?
        .into_iter()
        .filter(|session| session.cancelled_at.is_none())
        .map(|session| session.id)
        .collect();
    let (mut sessions, mut taken) = facts::session_facts(conn, &session_ids, now)?;
    if !hidden.is_empty() {
        taken.retain(|seat| !hidden.contains(&seat.booking));
        for session in &mut sessions {
            session.taken = taken.iter().filter(|seat| seat.session == session.id).map(|seat| seat.seat).collect();
        }
    }
    for lock in locked {
        if let Some(session) = sessions.iter_mut().find(|session| session.id == lock.session) {
            // The number itself says nothing yet: the first free one of the class, so that each class counts right.
            let free = session.seats.numbers(lock.class).find(|seat| !session.taken.contains(seat));
            let seat = free.or_else(|| (1..=session.seats.total()).find(|seat| !session.taken.contains(seat)));
            let seat = seat.unwrap_or(session.seats.total().saturating_add(1));
            session.taken.push(seat);
            let booking = BookingId::from_uuid(uuid::Uuid::nil());
            taken.push(Taken { booking, session: lock.session, seat, child: lock.child, confirmed: false, kept: None });
        }
    }
    let mut children: BTreeMap<ChildId, Child> = BTreeMap::new();
    for waiting in &requests {
        let id = waiting.request.child;
        if let std::collections::btree_map::Entry::Vacant(place) = children.entry(id) {
            let mut known = facts::child(conn, id, (monday, sunday), now)?;
            let own = locked.iter().filter(|lock| lock.child == id).filter_map(|lock| own_place(&sessions, lock));
            known.places.retain(|place| !hidden.contains(&place.booking));
            known.places.extend(own);
            place.insert(known);
        }
    }
    let month_places = month_places(conn, &children, monday, sunday, now)?;
    let walks_since = walks_since(conn, children.keys().copied().chain(taken.iter().map(|taken| taken.child)))?;
    let rules = facts::site_rules(conn, ids)?;
    for session in sessions {
        if let Some(site) = sites.iter_mut().find(|site| site.id == session.site) {
            site.sessions.push(session);
        }
    }
    for site in &mut sites {
        site.sessions.sort_by_key(|session| {
            (session.date, std::cmp::Reverse(session.half_day), session.starts_at, session.premises, session.id)
        });
    }
    Ok(WeekFacts { monday, now, sites, rules, requests, children, walks_since, taken, month_places })
}

fn own_place(sessions: &[SessionFacts], lock: &Locked) -> Option<OwnPlace> {
    let session = sessions.iter().find(|session| session.id == lock.session)?;
    let SessionFacts { id, site, premises, date, half_day, .. } = *session;
    Some(OwnPlace {
        booking: BookingId::from_uuid(uuid::Uuid::nil()),
        place: ActiveBooking { session: id, site, date, half_day },
        premises,
        request: lock.request,
        confirmed: true,
        promised: false,
        kind: match lock.class {
            SeatClass::Regular => CareKind::Occasional,
            SeatClass::Adaptation => CareKind::Familiarisation,
            SeatClass::Emergency => CareKind::Emergency,
        },
    })
}

fn sites_of(conn: &mut Conn, ids: &[SiteId]) -> Result<Vec<PlannedSite>> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    type Row = (Stored<SiteId>, String, String, f64, f64, bool);
    let rows: Vec<Row> = site::table
        .filter(site::id.eq_any(&wanted))
        .order(site::id)
        .select((site::id, site::name, site::commune, site::latitude, site::longitude, site::avip))
        .load(conn)?;
    let premises: Vec<(Stored<SiteId>, Stored<PremisesId>, String)> = premises::table
        .filter(premises::site_id.eq_any(&wanted))
        .order(premises::id)
        .select((premises::site_id, premises::id, premises::commune))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, commune, latitude, longitude, avip)| {
            let at = (latitude, longitude);
            let place = |code: &str| {
                let other = (code != commune).then(|| Communes::shipped().find(code)).flatten();
                other.map_or(at, |commune| (commune.latitude, commune.longitude))
            };
            PlannedSite {
                premises: premises
                    .iter()
                    .filter(|(site, ..)| **site == *id)
                    .map(|(_, premises, commune)| (**premises, place(commune)))
                    .collect(),
                id: id.value(),
                name,
                avip,
                at,
                sessions: Vec::new(),
            }
        })
        .collect())
}

/// The requests that wait at the sites, the oldest first; those a locked proposal serves are left out.
fn waiting(conn: &mut Conn, ids: &[SiteId], locked: &[Locked]) -> Result<Vec<WaitingRequest>> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<(Stored<PlaceRequestId>, Stored<SiteId>)> = place_request::table
        .inner_join(place_request_site::table)
        .filter(place_request_site::site_id.eq_any(wanted))
        .filter(place_request::outcome.eq(Some(stored(RequestOutcome::Waiting))))
        .filter(place_request::withdrawn_at.is_null())
        .order((place_request::created_at, place_request::id, place_request_site::site_id))
        .limit(MOST_REQUESTS)
        .select((place_request::id, place_request_site::site_id))
        .load(conn)?;
    let mut listed: BTreeMap<PlaceRequestId, Vec<SiteId>> = BTreeMap::new();
    for (request, site) in rows {
        listed.entry(request.value()).or_default().push(site.value());
    }
    listed.retain(|id, _| !locked.iter().any(|lock| lock.request == Some(*id)));
    described(conn, listed)
}

fn described(conn: &mut Conn, listed: BTreeMap<PlaceRequestId, Vec<SiteId>>) -> Result<Vec<WaitingRequest>> {
    let request_ids: Vec<Stored<PlaceRequestId>> = listed.keys().copied().map(stored).collect();
    let requests = crate::places::requests::requests_by_ids(conn, &request_ids)?;
    let child_ids: Vec<Stored<ChildId>> = requests.iter().map(|request| stored(request.child)).collect();
    let families: Vec<(Stored<ChildId>, Stored<FamilyId>)> =
        child::table.filter(child::id.eq_any(&child_ids)).select((child::id, child::family_id)).load(conn)?;
    type Referred = (Stored<ChildId>, Stored<domain::places::Purpose>);
    let referred: Vec<Referred> = referral::table
        .inner_join(referral_child::table)
        .filter(referral_child::child_id.eq_any(&child_ids))
        .filter(referral::accepted_at.is_not_null().and(referral::ended_at.is_null()))
        .select((referral_child::child_id, referral::purpose))
        .load(conn)?;
    Ok(requests
        .into_iter()
        .filter_map(|request| {
            let (_, family) = families.iter().find(|(id, _)| **id == request.child)?;
            let for_this = |(child, purpose): &Referred| **child == request.child && **purpose == request.purpose;
            Some(WaitingRequest {
                family: **family,
                sites: listed.get(&request.id).cloned().unwrap_or_default(),
                attested: request.attested || referred.iter().any(for_this),
                request,
            })
        })
        .collect())
}

fn month_places(
    conn: &mut Conn,
    children: &BTreeMap<ChildId, Child>,
    monday: Date,
    sunday: Date,
    now: Instant,
) -> Result<BTreeMap<(ChildId, SiteId, Date), i32>> {
    let wanted: Vec<Stored<ChildId>> = children.keys().copied().map(stored).collect();
    let rows: Vec<(Stored<ChildId>, Stored<SiteId>, Stored<Date>)> = booking::table
        .inner_join(session::table)
        .filter(booking::child_id.eq_any(wanted))
        .filter(booking::date.between(stored(monday.first_of_month()), stored(sunday.last_of_month())))
        .filter(active!(now))
        .select((booking::child_id, booking::site_id, booking::date))
        .load(conn)?;
    let mut counts = BTreeMap::new();
    for (child, site, date) in rows {
        *counts.entry((child.value(), site.value(), date.value().first_of_month())).or_insert(0) += 1;
    }
    Ok(counts)
}

fn walks_since(conn: &mut Conn, children: impl Iterator<Item = ChildId>) -> Result<BTreeMap<ChildId, Option<Date>>> {
    let wanted: Vec<Stored<ChildId>> =
        children.collect::<std::collections::BTreeSet<_>>().into_iter().map(stored).collect();
    let rows: Vec<(Stored<ChildId>, Option<Stored<Date>>)> =
        child::table.filter(child::id.eq_any(wanted)).select((child::id, child::walks_since)).load(conn)?;
    Ok(rows.into_iter().map(|(id, since)| (id.value(), since.map(Stored::value))).collect())
}
