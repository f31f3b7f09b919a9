//! Lists: the week of a site, and a child's places.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{
    ActiveBooking, CareKind, DatedBands, Purpose, RequestOutcome, below_minimum_frequency, days_after, offered_minutes,
    week_of, weekly_presence,
};
use domain::refusal::Warning;
use domain::sites::SeatClass;
use domain::*;

use super::facts::{SessionRow, facts_of, site_rules, zone_named};
use super::{BookingRow, PlaceRequest, active, booking_columns, booking_of};
use crate::access::Seen;
use crate::calendar::{self, Session};
use crate::error::OrNotFound;
use crate::schema::{booking, child, link, place_request, place_request_site, site};
use crate::{Conn, Result, Stored, stored};

/// Seats of one class of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassCount {
    /// The class.
    pub class: SeatClass,
    /// How many there are.
    pub total: u16,
    /// How many are taken.
    pub taken: u16,
}

impl ClassCount {
    /// How many are free.
    pub fn free(self) -> u16 {
        self.total.saturating_sub(self.taken)
    }
}

/// A child on the board.
#[derive(Debug, Clone)]
pub struct BoardBooking {
    /// The hold or booking.
    pub id: BookingId,
    /// The child.
    pub child: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// Given name.
    pub given_name: String,
    /// First letter of the family name.
    pub initial: String,
    /// Birth date.
    pub birth_date: Date,
    /// The number of the seat.
    pub seat: u16,
    /// The class of that seat; `None` when a rule change left the number without a seat.
    pub class: Option<SeatClass>,
    /// The kind of care.
    pub kind: CareKind,
    /// Why the family needs it.
    pub purpose: Purpose,
    /// Until when it is only held; `None` once confirmed.
    pub held_until: Option<Instant>,
    /// Whether it is kept for a promise.
    pub promised: bool,
    /// Rules that were set aside.
    pub override_rule: Option<String>,
    /// What the site should know (minimum frequency).
    pub warnings: Vec<Warning>,
}

/// A session of the week.
#[derive(Debug, Clone)]
pub struct BoardSession {
    /// The session.
    pub session: Session,
    /// Name of its premises.
    pub premises_name: String,
    /// Seats by class.
    pub seats: Vec<ClassCount>,
    /// Children, by seat.
    pub bookings: Vec<BoardBooking>,
    /// Free seats that families are asked about; they count as taken.
    pub asked: Vec<AskedAbout>,
}

/// A free seat several families are asked about.
#[derive(Debug, Clone)]
pub struct AskedAbout {
    /// The families asked together.
    pub round: OfferRoundId,
    /// Its number.
    pub seat: u16,
    /// How many families.
    pub families: usize,
    /// Until when they may say yes.
    pub until: Instant,
}

/// A request that waits at the site.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The request.
    pub request: PlaceRequest,
    /// The child's name and initial, when the site accompanies the family or was asked by name; a family of the neighbourhood
    /// stays nameless until a seat is hers.
    pub name: Option<(String, String)>,
    /// Age in completed months on the first day asked for.
    pub age_in_months: i32,
    /// What it was told meanwhile: a guarantee, a day and a chance, or that a promise could not be kept.
    pub promise: Option<crate::plans::Promise>,
}

/// The week of a site.
#[derive(Debug, Clone)]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
    /// Its sessions, by date and half-day, cancelled ones too.
    pub sessions: Vec<BoardSession>,
    /// Requests that wait, the oldest first.
    pub waiting: Vec<Waiting>,
    /// What concerns the whole week (weekly presence).
    pub warnings: Vec<Warning>,
}

/// The week of a site that the actor may see.
pub fn week(conn: &mut Conn, seen: Seen<SiteId>, day: Date, now: Instant) -> Result<Week> {
    let monday = week_of(day);
    let sunday = days_after(monday, 6);
    let site_id = seen.id();
    let sessions = calendar::sessions_of(conn, &[site_id], monday, sunday)?;
    let names: Vec<(Stored<PremisesId>, String)> = crate::schema::premises::table
        .filter(crate::schema::premises::site_id.eq(stored(site_id)))
        .select((crate::schema::premises::id, crate::schema::premises::name))
        .load(conn)?;
    let names: BTreeMap<PremisesId, String> = names.into_iter().map(|(id, name)| (id.value(), name)).collect();
    let rules = site_rules(conn, &[site_id])?;

    type Name = (Stored<FamilyId>, String, String, Stored<Date>);
    let rows: Vec<(BookingRow, Name)> = booking::table
        .inner_join(child::table)
        .filter(booking::site_id.eq(stored(site_id)))
        .filter(booking::date.between(stored(monday), stored(sunday)))
        .filter(active!(now))
        .order((booking::session_id, booking::seat_no, booking::id))
        .select((booking_columns!(), (child::family_id, child::given_name, child::family_name, child::birth_date)))
        .load(conn)?;
    let months = month_places(conn, site_id, monday, sunday, now)?;
    let papers = crate::papers::missing::warnings_at(conn, site_id, now)?;
    let mut by_session: BTreeMap<SessionId, Vec<BoardBooking>> = BTreeMap::new();
    for (row, (family, given_name, family_name, birth_date)) in rows {
        let place = booking_of(row);
        let minimum = rules.policy_on(site_id, place.date).and_then(|policy| policy.minimum_per_month);
        let held = months.get(&place.child).map(Vec::as_slice).unwrap_or_default();
        let class = sessions
            .iter()
            .find(|session| session.id == place.session)
            .and_then(|session| session.seats.class_of(place.seat));
        by_session.entry(place.session).or_default().push(BoardBooking {
            id: place.id,
            child: place.child,
            family: family.value(),
            given_name,
            initial: initial(&family_name),
            birth_date: birth_date.value(),
            seat: place.seat,
            class,
            kind: place.kind,
            purpose: place.purpose,
            held_until: place.expires_at.filter(|_| place.confirmed_at.is_none()),
            promised: crate::plans::promises::is_kept(&place, now),
            override_rule: place.override_rule,
            warnings: below_minimum_frequency(held, site_id, place.date, minimum)
                .into_iter()
                .chain(papers.get(&place.child).cloned())
                .collect(),
        });
    }

    let rounds = super::offering::open_rounds(conn, &[site_id], (monday, sunday), now)?;
    let (mut planned, mut offered) = (0_i64, 0_i64);
    let zone: String = site::table.find(stored(site_id)).select(site::time_zone).first(conn).or_not_found()?;
    let zone = zone_named(&zone);
    let mut out = Vec::with_capacity(sessions.len());
    for session in sessions {
        let bookings = by_session.remove(&session.id).unwrap_or_default();
        let facts = facts_of(row_of(&session), zone.clone());
        planned += facts.minutes() * i64::try_from(bookings.len()).unwrap_or(i64::MAX);
        if session.cancelled_at.is_none() {
            offered += rules
                .authorisations(site_id)
                .map_or(0, |acts| offered_minutes(&facts, DatedBands::on(acts, session.premises, session.date)));
        }
        let taken = |class| bookings.iter().filter(|place| place.class == Some(class)).count();
        let mut asked: Vec<AskedAbout> = Vec::new();
        for offer in rounds.iter().filter(|offer| offer.session == session.id) {
            match asked.iter_mut().find(|asked| asked.seat == offer.seat) {
                Some(asked) => asked.families += 1,
                None => asked.push(AskedAbout {
                    round: offer.round,
                    seat: offer.seat,
                    families: 1,
                    until: offer.expires_at,
                }),
            }
        }
        let kept = |class| asked.iter().filter(|one| session.seats.class_of(one.seat) == Some(class)).count();
        let seats = SeatClass::ALL
            .iter()
            .map(|class| ClassCount {
                class: *class,
                total: session.seats.of(*class),
                taken: u16::try_from(taken(*class) + kept(*class)).unwrap_or(u16::MAX),
            })
            .collect();
        let premises_name = names.get(&session.premises).cloned().unwrap_or_default();
        out.push(BoardSession { session, premises_name, seats, bookings, asked });
    }
    // Where no authorisation applies there is no weekly capacity to pass.
    let warnings = match rules.authorisations(site_id) {
        Some(_) => weekly_presence(monday, planned, offered).into_iter().collect(),
        None => Vec::new(),
    };
    Ok(Week { monday, sessions: out, waiting: waiting(conn, site_id, now)?, warnings })
}

fn row_of(session: &Session) -> SessionRow {
    (
        (
            stored(session.id),
            stored(session.site),
            stored(session.premises),
            stored(session.date),
            stored(session.half_day),
            stored(session.starts_at),
            stored(session.ends_at),
        ),
        (
            i32::from(session.seats.regular),
            i32::from(session.seats.adaptation),
            i32::from(session.seats.emergency),
            session.cancelled_at.map(stored),
        ),
    )
}

/// The first letter of a name, as lists show it.
pub(crate) fn initial(name: &str) -> String {
    name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default()
}

/// Places of every child of the week at this site in the months the week touches.
fn month_places(
    conn: &mut Conn,
    site_id: SiteId,
    monday: Date,
    sunday: Date,
    now: Instant,
) -> Result<BTreeMap<ChildId, Vec<ActiveBooking>>> {
    type Row = (Stored<ChildId>, Stored<SessionId>, Stored<Date>, Stored<HalfDay>);
    let rows: Vec<Row> = booking::table
        .filter(booking::site_id.eq(stored(site_id)))
        .filter(booking::date.between(stored(monday.first_of_month()), stored(sunday.last_of_month())))
        .filter(active!(now))
        .select((booking::child_id, booking::session_id, booking::date, booking::half_day))
        .load(conn)?;
    let mut months: BTreeMap<ChildId, Vec<ActiveBooking>> = BTreeMap::new();
    for (child, session, date, half_day) in rows {
        months.entry(child.value()).or_default().push(ActiveBooking {
            session: session.value(),
            site: site_id,
            date: date.value(),
            half_day: half_day.value(),
        });
    }
    Ok(months)
}

/// The requests that wait at a site, the oldest first.
fn waiting(conn: &mut Conn, site_id: SiteId, now: Instant) -> Result<Vec<Waiting>> {
    let promised = crate::plans::promises::promised_at(conn, site_id)?;
    let mut ids: Vec<Stored<PlaceRequestId>> = place_request::table
        .inner_join(place_request_site::table)
        .filter(place_request_site::site_id.eq(stored(site_id)))
        .filter(place_request::outcome.eq(Some(stored(RequestOutcome::Waiting))))
        .filter(place_request::withdrawn_at.is_null())
        .order((place_request::created_at, place_request::id))
        .limit(200)
        .select(place_request::id)
        .load(conn)?;
    ids.extend(promised.iter().copied().map(stored));
    ids.sort_unstable_by_key(|id| **id);
    ids.dedup_by_key(|id| **id);
    let requests = super::requests::requests_by_ids(conn, &ids)?;
    let asked: Vec<PlaceRequestId> = requests.iter().map(|request| request.id).collect();
    let promises = crate::plans::promises::standing_promises(conn, &asked)?;
    let children: Vec<Stored<ChildId>> = requests.iter().map(|request| stored(request.child)).collect();
    type Row = (Stored<ChildId>, Stored<FamilyId>, String, String, Stored<Date>);
    let rows: Vec<Row> = child::table
        .filter(child::id.eq_any(children))
        .select((child::id, child::family_id, child::given_name, child::family_name, child::birth_date))
        .load(conn)?;
    let families: Vec<Stored<FamilyId>> = rows.iter().map(|(_, family, ..)| family.clone()).collect();
    let today = stored(now.date(&jiff::tz::TimeZone::UTC));
    let accompanied: Vec<Stored<FamilyId>> = link::table
        .filter(link::family_id.eq_any(families))
        .filter(link::kind.eq("admission").and(link::site_id.eq(Some(stored(site_id)))))
        .filter(link::from_date.le(&today).and(link::until_date.is_null().or(link::until_date.ge(&today))))
        .select(link::family_id)
        .load(conn)?;
    let mut out = Vec::with_capacity(requests.len());
    for request in requests {
        let Some((_, family, given, name, birth)) = rows.iter().find(|(id, ..)| **id == request.child) else {
            continue;
        };
        let named = request.site == Some(site_id) || accompanied.iter().any(|known| **known == **family);
        let day = request.need.span().map_or(*today, |(first, _)| first);
        out.push(Waiting {
            name: named.then(|| (given.clone(), initial(name))),
            age_in_months: domain::time::age_in_months(**birth, day).max(0),
            promise: promises.iter().find(|promise| promise.request == request.id).cloned(),
            request,
        });
    }
    Ok(out)
}

/// A child's place to come.
#[derive(Debug, Clone)]
pub struct OwnBooking {
    /// The hold or booking.
    pub booking: super::Booking,
    /// Its session.
    pub session: Session,
    /// The site's name.
    pub site_name: String,
    /// Its zone.
    pub zone: String,
    /// Name of the premises.
    pub premises_name: String,
    /// Their address.
    pub address: String,
    /// INSEE code of the premises' commune.
    pub commune: String,
}

/// A child's holds and bookings from a day on, by date and half-day.
pub fn upcoming_of_child(conn: &mut Conn, seen: Seen<ChildId>, from: Date, now: Instant) -> Result<Vec<OwnBooking>> {
    let rows: Vec<BookingRow> = booking::table
        .filter(booking::child_id.eq(stored(seen.id())))
        .filter(booking::date.ge(stored(from)))
        .filter(active!(now))
        .order((booking::date, booking::half_day.desc(), booking::proposal, booking::id))
        .limit(500)
        .select(booking_columns!())
        .load(conn)?;
    with_sessions(conn, rows.into_iter().map(booking_of).collect())
}

/// Bookings with their sessions and sites, in the order given.
pub fn with_sessions(conn: &mut Conn, bookings: Vec<super::Booking>) -> Result<Vec<OwnBooking>> {
    let ids: Vec<SessionId> = bookings.iter().map(|place| place.session).collect();
    let shown = described(conn, &ids)?;
    Ok(bookings
        .into_iter()
        .filter_map(|booking| {
            let (session, site_name, zone, premises_name, address, commune) = shown.get(&booking.session)?.clone();
            Some(OwnBooking { booking, session, site_name, zone, premises_name, address, commune })
        })
        .collect())
}

type Described = (Session, String, String, String, String, String);

fn described(conn: &mut Conn, ids: &[SessionId]) -> Result<BTreeMap<SessionId, Described>> {
    let sessions = calendar::sessions_by_ids(conn, ids)?;
    let premises: Vec<Stored<PremisesId>> = sessions.iter().map(|session| stored(session.premises)).collect();
    type Row = (Stored<PremisesId>, String, String, String, String, String);
    let rows: Vec<Row> = crate::schema::premises::table
        .inner_join(site::table)
        .filter(crate::schema::premises::id.eq_any(premises))
        .select((
            crate::schema::premises::id,
            site::name,
            site::time_zone,
            crate::schema::premises::name,
            crate::schema::premises::address,
            crate::schema::premises::commune,
        ))
        .load(conn)?;
    let mut out = BTreeMap::new();
    for session in sessions {
        let found = rows.iter().find(|(id, ..)| **id == session.premises);
        if let Some((_, site_name, zone, name, address, commune)) = found {
            let described =
                (session.clone(), site_name.clone(), zone.clone(), name.clone(), address.clone(), commune.clone());
            out.insert(session.id, described);
        }
    }
    Ok(out)
}

/// What a professional is told about one child's month at a site, after a booking.
pub fn frequency_warning(
    conn: &mut Conn,
    child_id: ChildId,
    site_id: SiteId,
    day: Date,
    now: Instant,
) -> Result<Option<Warning>> {
    let rules = site_rules(conn, &[site_id])?;
    let minimum = rules.policy_on(site_id, day).and_then(|policy| policy.minimum_per_month);
    let months = month_places(conn, site_id, day, day, now)?;
    let held = months.get(&child_id).map(Vec::as_slice).unwrap_or_default();
    Ok(below_minimum_frequency(held, site_id, day, minimum))
}

/// The action of the proof the board wants; a reminder for callers.
pub const BOARD_ACTION: Action = Action::SeeBoard;
