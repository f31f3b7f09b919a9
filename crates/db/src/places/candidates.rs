//! The sites around a family and their sessions, for the instant answer.
//!
//! The number of queries does not depend on the number of sites: sites inside a box, the nearest of them, their premises, their sessions in the
//! window, the taken seats by session, policies, authorisations.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use domain::geography::{self, Communes};
use domain::places::{SessionFacts, SiteTies};
use domain::sites::SiteKind;
use domain::*;
use jiff::tz::TimeZone;

use super::facts::{self, Child, SessionRow, SiteRules, fact_columns, facts_of, zone_named};
use super::offering::open_rounds;
use super::{active, kept_for_undo};
use crate::schema::{booking, premises, session, site};
use crate::staff::session_rosters::put_rosters;
use crate::{Conn, Result, Stored, stored};

/// How far to look when the family gave no travel limit, in kilometres of road.
pub const USUAL_TRAVEL_KM: i32 = 60;
/// Kilometres of road an itinerant site's stops may lie from where the site itself is (assumed).
const ITINERANT_KM: f64 = 60.0;

/// Where and when to look.
#[derive(Debug, Clone)]
pub struct Look {
    /// The child.
    pub child: ChildId,
    /// First and last day.
    pub days: (Date, Date),
    /// The only days of them whose sessions may serve, when the need names them: of two half-days a week apart nothing between is read.
    pub only: Option<Vec<Date>>,
    /// Beside the family's commune, another place near which a site counts as near: the appointment's (WGS84 latitude, longitude).
    pub also_from: Option<(f64, f64)>,
    /// Longest travel in kilometres of road.
    pub travel_limit_km: Option<i32>,
    /// One site only.
    pub site: Option<SiteId>,
    /// How many sites at most: the nearest, and those the child knows.
    pub most_sites: usize,
    /// How many of the nearest, and those the child knows, were looked at before and are left out.
    pub beyond: usize,
}

/// A site that may serve.
#[derive(Debug, Clone)]
pub struct CandidateSite {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// INSEE code.
    pub commune: String,
    /// Its zone.
    pub zone: TimeZone,
    /// Its premises and where they are (centroid of their commune; the site's own place when that is unknown).
    pub premises: Vec<(PremisesId, (f64, f64))>,
    /// Its sessions in the window, with their taken seats; options still open of this child do not count as taken.
    pub sessions: Vec<SessionFacts>,
    /// What ties the family to it.
    pub ties: SiteTies,
    /// Whether the child was received there.
    pub known: bool,
}

/// Everything the planner is given.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The child.
    pub child: Child,
    /// Where the travel is counted from: home, then the appointment.
    pub from: Vec<(f64, f64)>,
    /// The sites, the nearest first.
    pub sites: Vec<CandidateSite>,
    /// Their rules.
    pub rules: SiteRules,
    /// Whether there were more sites within the travel limit than were loaded.
    pub more: bool,
}

impl Candidates {
    /// Adds the sites of a look that went farther.
    pub fn go_farther(&mut self, farther: Self) {
        self.sites.extend(farther.sites);
        self.rules.add(farther.rules);
        self.more = farther.more;
    }
}

/// The sites within the travel limit, by metres of road: read once for one question, however often it looks. Around a large city they are
/// thousands, of which only the nearest are read whole.
#[derive(Debug, Default)]
pub struct Around(Option<Vec<(i64, SiteId)>>);

#[derive(Debug)]
struct Place {
    id: SiteId,
    name: String,
    commune: String,
    at: (f64, f64),
    kind: SiteKind,
    zone: String,
}

/// Loads the candidates. `around` keeps what lies around from one look of a question to its next.
pub fn candidates(conn: &mut Conn, look: &Look, around: &mut Around, now: Instant) -> Result<Candidates> {
    let child = facts::child(conn, look.child, look.days, now)?;
    let home = Communes::shipped().find(&child.commune).map(|commune| (commune.latitude, commune.longitude));
    let also_from = look.also_from.filter(|place| home != Some(*place));
    let from: Vec<(f64, f64)> = home.into_iter().chain(also_from).collect();
    let near = match around.0.take() {
        Some(near) => near,
        None => places_around(conn, look, &from)?,
    };
    let more = near.len() > look.most_sites;
    let known = child.known_sites();
    let chosen: Vec<SiteId> = near
        .iter()
        .enumerate()
        .filter(|(position, (_, id))| {
            let before = look.beyond > 0 && (*position < look.beyond || known.contains(id));
            !before && (*position < look.most_sites || known.contains(id))
        })
        .map(|(_, (_, id))| *id)
        .collect();
    around.0 = Some(near);
    let places = places_of(conn, &chosen)?;
    let ids: Vec<Stored<SiteId>> = places.iter().map(|place| stored(place.id)).collect();
    let (first, last) = look.days;
    let only: Option<Vec<Stored<Date>>> = look.only.as_ref().map(|days| days.iter().copied().map(stored).collect());

    let rows: Vec<(Stored<SiteId>, Stored<PremisesId>, String)> = premises::table
        .filter(premises::site_id.eq_any(&ids))
        .order((premises::site_id, premises::id))
        .select((premises::site_id, premises::id, premises::commune))
        .load(conn)?;
    let mut premises_of: HashMap<SiteId, Vec<(PremisesId, String)>> = HashMap::new();
    for (site, id, commune) in rows {
        premises_of.entry(site.value()).or_default().push((id.value(), commune));
    }

    let mut in_window = session::table
        .filter(session::site_id.eq_any(&ids))
        .filter(session::date.between(stored(first), stored(last)))
        .select(fact_columns!())
        .into_boxed();
    if let Some(days) = &only {
        in_window = in_window.filter(session::date.eq_any(days));
    }
    let rows: Vec<SessionRow> = in_window.load(conn)?;
    let zones: HashMap<SiteId, TimeZone> = places.iter().map(|place| (place.id, zone_named(&place.zone))).collect();
    let mut sessions: HashMap<SessionId, SessionFacts> = HashMap::with_capacity(rows.len());
    for row in rows {
        let zone = zones.get(&row.0.1).cloned().unwrap_or(TimeZone::UTC);
        let facts = facts_of(row, zone);
        sessions.insert(facts.id, facts);
    }
    type Taken = (Stored<SessionId>, i32, Stored<ChildId>, Option<Stored<Instant>>, Option<Stored<Instant>>);
    let mut in_window = booking::table
        .filter(booking::site_id.eq_any(&ids))
        .filter(booking::date.between(stored(first), stored(last)))
        .filter(active!(now).or(kept_for_undo!(now)))
        .select((booking::session_id, booking::seat_no, booking::child_id, booking::confirmed_at, booking::released_at))
        .into_boxed();
    if let Some(days) = &only {
        in_window = in_window.filter(booking::date.eq_any(days));
    }
    let taken: Vec<Taken> = in_window.load(conn)?;
    for (id, seat, of_child, confirmed, released) in taken {
        // A seat the child has just left is free for the child itself.
        let own_option = (confirmed.is_none() || released.is_some()) && *of_child == look.child;
        let seat = u16::try_from(seat).unwrap_or(u16::MAX);
        if let Some(session) = sessions.get_mut(&*id).filter(|_| !own_option)
            && !session.taken.contains(&seat)
        {
            session.taken.push(seat);
        }
    }
    let asked: Vec<SiteId> = places.iter().map(|place| place.id).collect();
    for offer in open_rounds(conn, &asked, (first, last), now)? {
        if let Some(session) = sessions.get_mut(&offer.session)
            && !session.taken.contains(&offer.seat)
        {
            session.taken.push(offer.seat);
        }
    }
    let mut sessions: Vec<SessionFacts> = sessions.into_values().collect();
    put_rosters(conn, &mut sessions, now)?;
    let mut by_site: BTreeMap<SiteId, Vec<SessionFacts>> = BTreeMap::new();
    for session in sessions {
        by_site.entry(session.site).or_default().push(session);
    }
    let open: Vec<(SiteId, SiteKind)> =
        places.iter().filter(|place| by_site.contains_key(&place.id)).map(|place| (place.id, place.kind)).collect();
    let rules = facts::rules_of(conn, &open)?;

    let sites = places
        .into_iter()
        .map(|place| {
            let premises = premises_of.remove(&place.id).unwrap_or_default();
            let at = |commune: &str| {
                let other = (commune != place.commune).then(|| Communes::shipped().find(commune)).flatten();
                other.map_or(place.at, |commune| (commune.latitude, commune.longitude))
            };
            CandidateSite {
                premises: premises.iter().map(|(id, commune)| (*id, at(commune))).collect(),
                sessions: by_site.remove(&place.id).unwrap_or_default(),
                ties: child.ties(place.id),
                known: child.knows(place.id),
                zone: zones.get(&place.id).cloned().unwrap_or(TimeZone::UTC),
                id: place.id,
                name: place.name,
                commune: place.commune,
            }
        })
        .collect();
    Ok(Candidates { child, from, sites, rules, more })
}

/// The sites within the travel limit of one of the places, the nearest first.
fn places_around(conn: &mut Conn, look: &Look, from: &[(f64, f64)]) -> Result<Vec<(i64, SiteId)>> {
    type Row = (f64, f64, Stored<SiteId>, Stored<SiteKind>);
    let columns = (site::latitude, site::longitude, site::id, site::kind);
    let limit = f64::from(look.travel_limit_km.unwrap_or(USUAL_TRAVEL_KM).max(0));
    let today = stored(look.days.0);
    let still_open = site::ended_on.is_null().or(site::ended_on.ge(&today));
    let mut rows: Vec<Row> = Vec::new();
    if let Some(only) = look.site {
        rows = site::table.filter(site::id.eq(stored(only))).filter(still_open).select(columns).load(conn)?;
    } else {
        for place in from {
            let near = Box::around(*place, limit);
            let far = Box::around(*place, limit + ITINERANT_KM);
            let found: Vec<Row> = site::table
                .filter(still_open)
                .filter(site::latitude.between(near.south, near.north))
                .filter(site::longitude.between(near.west, near.east))
                .select(columns)
                .load(conn)?;
            rows.extend(found);
            let itinerant: Vec<Row> = site::table
                .filter(still_open)
                .filter(site::kind.eq(stored(SiteKind::Itinerant)))
                .filter(site::latitude.between(far.south, far.north))
                .filter(site::longitude.between(far.west, far.east))
                .select(columns)
                .load(conn)?;
            rows.extend(itinerant);
        }
    }
    let mut places: Vec<(i64, SiteId)> = rows
        .into_iter()
        .filter_map(|(latitude, longitude, id, kind)| {
            let metres = from
                .iter()
                .map(|place| (geography::road_kilometres(place.0, place.1, latitude, longitude) * 1000.0) as i64)
                .min()
                .unwrap_or(0);
            // A little is left to rounding: the planner judges the limit itself, to the tenth of a kilometre.
            let within = metres <= (limit * 1000.0) as i64 + 50;
            (within || look.site.is_some() || *kind == SiteKind::Itinerant).then(|| (metres, id.value()))
        })
        .collect();
    places.sort_unstable();
    places.dedup_by_key(|(_, id)| *id);
    Ok(places)
}

/// What is told of the sites, in the order of their ids as given.
fn places_of(conn: &mut Conn, ids: &[SiteId]) -> Result<Vec<Place>> {
    type Row = (Stored<SiteId>, String, String, f64, f64, Stored<SiteKind>, String);
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<Row> = site::table
        .filter(site::id.eq_any(&wanted))
        .select((site::id, site::name, site::commune, site::latitude, site::longitude, site::kind, site::time_zone))
        .load(conn)?;
    let mut places: HashMap<SiteId, Place> = rows
        .into_iter()
        .map(|(id, name, commune, latitude, longitude, kind, zone)| {
            let (id, at) = (id.value(), (latitude, longitude));
            (id, Place { id, name, commune, at, kind: kind.value(), zone })
        })
        .collect();
    Ok(ids.iter().filter_map(|id| places.remove(id)).collect())
}

/// A box around a place, in degrees, that holds everything within some kilometres of road.
struct Box {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl Box {
    fn around((latitude, longitude): (f64, f64), road_kilometres: f64) -> Self {
        let straight = road_kilometres / geography::ROAD_FACTOR + 0.1;
        let degrees = straight / 111.19;
        let wide = degrees / latitude.to_radians().cos().abs().max(0.05);
        Self { south: latitude - degrees, north: latitude + degrees, west: longitude - wide, east: longitude + wide }
    }
}
