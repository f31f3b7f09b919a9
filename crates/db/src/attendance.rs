//! Arrivals, departures, absences: the sheets of days, and the facts that are only ever added.
//!
//! * [`register`]: who wrote each fact down, and who fetched. [`watch`]: what of the last days waits for somebody.
//! * [`closing`]: departures nobody noted, closed by rule.

pub mod closing;
pub mod register;
pub(crate) mod watch;

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::attendance::balance::Balance;
use domain::attendance::closing::{Closing, closing as closing_of};
use domain::attendance::*;
use domain::places::{AbsenceReason, AttendanceKind, CareKind, Purpose, days_after};
use domain::sites::SeatClass;
use domain::*;
use jiff::tz::TimeZone;

use crate::access::{Actor, Scope, Seen, see_booking, sites};
use crate::audit::{Entry, Signature};
use crate::calendar::{Session, sessions_of};
use crate::error::OrNotFound;
use crate::idempotency::Key;
use crate::portable::StoredOption;
use crate::schema::{attendance_fact, booking, child, premises, session, site};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// A site one works at.
#[derive(Debug, Clone)]
pub struct SiteCard {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: TimeZone,
}

/// A day of a site, session by session.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The site.
    pub site: SiteCard,
    /// The day.
    pub date: Date,
    /// Its sessions in order; cancelled ones only when children are booked.
    pub sessions: Vec<SheetSession>,
}

/// A session with its children.
#[derive(Debug, Clone)]
pub struct SheetSession {
    /// The session.
    pub session: Session,
    /// Where the children are received.
    pub premises: String,
    /// Its start.
    pub starts: Instant,
    /// Its end.
    pub ends: Instant,
    /// The children booked, by given name.
    pub children: Vec<SheetChild>,
}

/// A booked child.
#[derive(Debug, Clone)]
pub struct SheetChild {
    /// The booking.
    pub booking: BookingId,
    /// The child.
    pub child: ChildId,
    /// Given name.
    pub given_name: String,
    /// First letter of the family name.
    pub initial: String,
    /// Completed months of age that day.
    pub age_months: i32,
    /// The kind of care.
    pub care_kind: CareKind,
    /// Why the family needs the place.
    pub purpose: Purpose,
    /// The class of the seat.
    pub class: Option<SeatClass>,
    /// What was recorded, in the order it was written down.
    pub facts: Vec<AttendanceFact>,
    /// What the facts add up to.
    pub presence: Presence,
    /// What does not fit together in them.
    pub conflicts: Vec<Conflict>,
    /// Expected for a quarter of an hour, and nobody has seen the child.
    pub late: bool,
    /// What is to be said of a departure that a rule supposed.
    pub closing: Option<Closing>,
    /// What became of the minutes booked.
    pub balance: Balance,
}

impl Sheet {
    /// Children here now.
    pub fn here(&self) -> impl Iterator<Item = (&SheetSession, &SheetChild)> {
        self.children().filter(|(_, child)| matches!(child.presence, Presence::Here { .. }))
    }
    /// Every child of the day, with the session.
    pub fn children(&self) -> impl Iterator<Item = (&SheetSession, &SheetChild)> {
        self.sessions.iter().flat_map(|session| session.children.iter().map(move |child| (session, child)))
    }
}

/// The sites where the actor may do this, by name.
pub fn sites_of(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<SiteCard>> {
    let rows: Vec<(Stored<SiteId>, String, String)> = site::table
        .filter(site::id.eq_any(sites!(&Scope::new(actor, action))))
        .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(actor.today))))
        .order((site::name, site::id))
        .select((site::id, site::name, site::time_zone))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name, zone)| SiteCard { id: id.value(), name, zone: zone_of(&zone) }).collect())
}

/// A site's name and zone.
pub fn site_card(conn: &mut Conn, seen: &Seen<SiteId>) -> Result<SiteCard> {
    card(conn, seen.id())
}

fn card(conn: &mut Conn, id: SiteId) -> Result<SiteCard> {
    let (name, zone): (String, String) =
        site::table.find(stored(id)).select((site::name, site::time_zone)).first(conn).or_not_found()?;
    Ok(SiteCard { id, name, zone: zone_of(&zone) })
}

fn zone_of(name: &str) -> TimeZone {
    domain::time::time_zone(name).unwrap_or(TimeZone::UTC)
}

type ChildRow = (
    (Stored<BookingId>, Stored<SessionId>, Stored<ChildId>, i32, Stored<CareKind>, Stored<Purpose>),
    (String, String, Stored<Date>, Option<Stored<Instant>>),
);

macro_rules! child_columns {
    () => {
        (
            (
                booking::id,
                booking::session_id,
                booking::child_id,
                booking::seat_no,
                booking::care_kind,
                booking::purpose,
            ),
            (child::given_name, child::family_name, child::birth_date, booking::released_at),
        )
    };
}

/// The bookings a sheet shows: those that stand, and those given back of children who were seen all the same.
macro_rules! on_a_sheet {
    () => {
        booking::confirmed_at.is_not_null().and(
            booking::released_at
                .is_null()
                .or(diesel::dsl::exists(attendance_fact::table.filter(attendance_fact::booking_id.eq(booking::id)))),
        )
    };
}

/// The sheet of a day: every session, every booked child, where each one is.
pub fn sheet(conn: &mut Conn, seen: &Seen<SiteId>, date: Date, now: Instant) -> Result<Sheet> {
    let site = card(conn, seen.id())?;
    let found = sheets(conn, seen, (date, date), now)?.pop();
    Ok(found.unwrap_or(Sheet { site, date, sessions: Vec::new() }))
}

/// The sheets of the days between two (both included), in order: of each day that has a session.
pub fn sheets(conn: &mut Conn, seen: &Seen<SiteId>, (from, until): (Date, Date), now: Instant) -> Result<Vec<Sheet>> {
    let rows: Vec<ChildRow> = booking::table
        .inner_join(child::table)
        .filter(booking::site_id.eq(stored(seen.id())).and(booking::date.between(stored(from), stored(until))))
        .filter(on_a_sheet!())
        .select(child_columns!())
        .load(conn)?;
    sheets_of(conn, seen.id(), (from, until), rows, now)
}

/// One booking as its line of the sheet.
pub fn line(conn: &mut Conn, seen: &Seen<BookingId>, now: Instant) -> Result<Sheet> {
    let (site_id, date): (Stored<SiteId>, Stored<Date>) = booking::table
        .find(stored(seen.id()))
        .filter(on_a_sheet!())
        .select((booking::site_id, booking::date))
        .first(conn)
        .or_not_found()?;
    let rows: Vec<ChildRow> = booking::table
        .inner_join(child::table)
        .filter(booking::id.eq(stored(seen.id())))
        .select(child_columns!())
        .load(conn)?;
    let (site_id, date) = (site_id.value(), date.value());
    let mut sheet = sheets_of(conn, site_id, (date, date), rows, now)?.pop().ok_or(Error::NotFound)?;
    sheet.sessions.retain(|session| !session.children.is_empty());
    Ok(sheet)
}

fn sheets_of(
    conn: &mut Conn,
    site_id: SiteId,
    (from, until): (Date, Date),
    rows: Vec<ChildRow>,
    now: Instant,
) -> Result<Vec<Sheet>> {
    let site = card(conn, site_id)?;
    let sessions = sessions_of(conn, &[site_id], from, until)?;
    let places: Vec<(Stored<PremisesId>, String)> = premises::table
        .filter(premises::site_id.eq(stored(site_id)))
        .select((premises::id, premises::name))
        .load(conn)?;
    let mut facts = facts_of(conn, rows.iter().map(|((id, ..), _)| id.clone()).collect())?;
    let visits = crate::familiarisation::visit_hours(conn, site_id, (from, until))?;
    let mut booked: BTreeMap<SessionId, Vec<ChildRow>> = BTreeMap::new();
    for row in rows {
        booked.entry(*row.0.1).or_default().push(row);
    }
    let mut days: Vec<Sheet> = Vec::new();
    for session in sessions {
        let at = |time: Time| Instant::of_civil(session.date, time, &site.zone).unwrap_or(now);
        let (starts, ends) = (at(session.starts_at), at(session.ends_at));
        let rows = booked.remove(&session.id).unwrap_or_default();
        let cancelled = session.cancelled_at.is_some();
        let mut children: Vec<SheetChild> = rows
            .into_iter()
            .filter_map(|row| {
                let facts = facts.remove(&*row.0.0).unwrap_or_default();
                // A first step is shorter than its session.
                let hours = visits
                    .get(&*row.0.0)
                    .map_or((starts, ends), |(_, visit)| (at(visit.from().time()), at(visit.until().time())));
                child_of(row, &session, hours, facts, now)
            })
            .collect();
        children.sort_by_cached_key(|child| {
            (crate::families::search_words(&child.given_name), child.initial.clone(), child.booking)
        });
        let premises =
            places.iter().find(|(id, _)| **id == session.premises).map(|(_, name)| name.clone()).unwrap_or_default();
        if days.last().is_none_or(|day| day.date != session.date) {
            days.push(Sheet { site: site.clone(), date: session.date, sessions: Vec::new() });
        }
        if let Some(day) = days.last_mut()
            && (!cancelled || !children.is_empty())
        {
            day.sessions.push(SheetSession { session, premises, starts, ends, children });
        }
    }
    Ok(days)
}

/// A child on its sheet; nothing for a place given back of a child nobody saw.
fn child_of(
    ((booking, _, child, seat, care_kind, purpose), (given_name, family_name, birth_date, released)): ChildRow,
    session: &Session,
    (starts, ends): (Instant, Instant),
    facts: Vec<AttendanceFact>,
    now: Instant,
) -> Option<SheetChild> {
    let presence = presence(&facts);
    if released.is_some() && !matches!(presence, Presence::Here { .. } | Presence::Left { .. }) {
        return None;
    }
    Some(SheetChild {
        booking: booking.value(),
        child: child.value(),
        given_name,
        initial: family_name.chars().next().map(String::from).unwrap_or_default(),
        age_months: domain::time::age_in_months(birth_date.value(), session.date),
        care_kind: care_kind.value(),
        purpose: purpose.value(),
        class: u16::try_from(seat).ok().and_then(|seat| session.seats.class_of(seat)),
        late: is_late(presence, starts, now),
        closing: closing_of(&facts),
        balance: Balance::of(presence, (starts, ends), released.is_some(), now),
        conflicts: conflicts(&facts, starts, ends, released.is_some()),
        facts,
        presence,
    })
}

type FactRow = (
    Stored<AttendanceFactId>,
    Stored<BookingId>,
    Stored<AttendanceKind>,
    Stored<Instant>,
    Stored<Instant>,
    (Option<Stored<AbsenceReason>>, Option<Stored<AttendanceFactId>>, Option<String>, bool, bool),
);

macro_rules! fact_columns {
    () => {
        (
            attendance_fact::id,
            attendance_fact::booking_id,
            attendance_fact::kind,
            attendance_fact::at,
            attendance_fact::recorded_at,
            (
                attendance_fact::absence_reason,
                attendance_fact::corrects_id,
                attendance_fact::reason,
                attendance_fact::withdrawn,
                attendance_fact::by_rule,
            ),
        )
    };
}

pub(crate) use fact_columns;

fn fact_of(
    (id, booking_id, kind, at, recorded_at, (absence, corrects, correction, withdrawn, by_rule)): FactRow,
) -> (BookingId, AttendanceFact) {
    let fact = AttendanceFact {
        id: id.value(),
        kind: kind.value(),
        at: at.value(),
        recorded_at: recorded_at.value(),
        absence: absence.value(),
        corrects: corrects.value(),
        correction,
        withdrawn,
        by_rule,
    };
    (booking_id.value(), fact)
}

/// Where the children of some bookings were; those without a fact are left out.
pub(crate) fn presences_of(conn: &mut Conn, bookings: Vec<Stored<BookingId>>) -> Result<BTreeMap<BookingId, Presence>> {
    let facts = facts_of(conn, bookings)?;
    Ok(facts.into_iter().map(|(id, facts)| (id, presence(&facts))).collect())
}

fn facts_of(conn: &mut Conn, bookings: Vec<Stored<BookingId>>) -> Result<BTreeMap<BookingId, Vec<AttendanceFact>>> {
    let mut found: BTreeMap<BookingId, Vec<AttendanceFact>> = BTreeMap::new();
    // A long list of values is cut: SQLite takes some thousands at most.
    for bookings in bookings.chunks(500) {
        let rows: Vec<FactRow> = attendance_fact::table
            .filter(attendance_fact::booking_id.eq_any(bookings.to_vec()))
            .order((attendance_fact::recorded_at, attendance_fact::id))
            .select(fact_columns!())
            .load(conn)?;
        for (booking_id, fact) in rows.into_iter().map(fact_of) {
            found.entry(booking_id).or_default().push(fact);
        }
    }
    Ok(found)
}

/// Minutes of presence recorded at a site in the ISO week of a day (W1, what really happened).
pub fn presence_minutes(conn: &mut Conn, seen: &Seen<SiteId>, day: Date, now: Instant) -> Result<i64> {
    let monday = domain::places::week_of(day);
    let zone = card(conn, seen.id())?.zone;
    let rows: Vec<(Stored<BookingId>, Stored<Date>, Stored<Time>)> = booking::table
        .inner_join(session::table)
        .filter(booking::site_id.eq(stored(seen.id())))
        .filter(booking::date.between(stored(monday), stored(days_after(monday, 6))))
        .filter(booking::released_at.is_null().and(booking::confirmed_at.is_not_null()))
        .select((booking::id, booking::date, session::ends_at))
        .load(conn)?;
    let facts = facts_of(conn, rows.iter().map(|(id, ..)| id.clone()).collect())?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, date, ends_at)| {
            let ends = Instant::of_civil(date.value(), ends_at.value(), &zone)?;
            facts.get(&*id).map(|facts| presence(facts).minutes(ends, now))
        })
        .sum())
}

/// A fact to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// Made by whoever records.
    pub id: AttendanceFactId,
    /// Of which booking.
    pub booking: BookingId,
    /// What happened.
    pub kind: AttendanceKind,
    /// When.
    pub at: Instant,
    /// Why the child did not come; an absence without a reason was not announced.
    pub absence: Option<AbsenceReason>,
    /// The fact it corrects.
    pub corrects: Option<AttendanceFactId>,
    /// Why it is corrected (compulsory then), or added to a day that is over.
    pub why: Option<String>,
    /// A correction that says: it did not happen.
    pub withdrawn: bool,
    /// Nobody saw it: supposed by rule.
    pub by_rule: bool,
}

/// What became of an attempt: the fact, or the refusals (audited; nothing else was written).
pub type Recorded = std::result::Result<AttendanceFact, Vec<Refusal>>;

/// Writes a fact down for whoever may; the same id with the same content is written once.
pub fn record(tx: &mut Tx<'_>, actor: &Actor, key: Option<&Key>, new: &NewFact) -> Result<Recorded> {
    let seen = see_booking(tx.conn, actor, Action::RecordAttendance, new.booking)?;
    let line = Entry::done(Action::RecordAttendance, "booking", new.booking);
    tx.attempt(&actor.signature(), &line, |tx| tx.once(key, |tx| tx.add_fact(&actor.signature(), seen.id(), new)))
}

/// Writes several facts down for whoever may, all or none: a child who does not come the whole day is absent of both halves.
pub fn record_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    key: Option<&Key>,
    facts: &[NewFact],
) -> Result<std::result::Result<Vec<AttendanceFact>, Vec<Refusal>>> {
    for new in facts {
        see_booking(tx.conn, actor, Action::RecordAttendance, new.booking)?;
    }
    let Some(first) = facts.first() else { return Err(Error::NotFound) };
    let line = Entry::done(Action::RecordAttendance, "booking", first.booking);
    tx.attempt(&actor.signature(), &line, |tx| {
        tx.once(key, |tx| facts.iter().map(|new| tx.add_fact(&actor.signature(), new.booking, new)).collect())
    })
}

/// Takes a mark back within [`UNDO_SECONDS`]: a correction that needs no words.
pub fn undo(tx: &mut Tx<'_>, actor: &Actor, key: Option<&Key>, mark: AttendanceFactId) -> Result<Recorded> {
    let booking_id: Stored<BookingId> =
        attendance_fact::table.find(stored(mark)).select(attendance_fact::booking_id).first(tx.conn).or_not_found()?;
    let seen = see_booking(tx.conn, actor, Action::RecordAttendance, booking_id.value())?;
    let line = Entry::done(Action::RecordAttendance, "booking", seen.id());
    tx.attempt(&actor.signature(), &line, |tx| {
        tx.once(key, |tx| {
            let facts = facts_of(tx.conn, vec![stored(seen.id())])?.remove(&seen.id()).unwrap_or_default();
            let marked = facts.iter().find(|fact| fact.id == mark).ok_or(Error::NotFound)?;
            if tx.now.seconds_since(marked.recorded_at) > UNDO_SECONDS {
                return Err(Refusal::AlreadyRecorded.into());
            }
            let fact = undone(&facts, marked, tx.new_id(), tx.now);
            let new = NewFact {
                id: fact.id,
                booking: seen.id(),
                kind: fact.kind,
                at: fact.at,
                absence: fact.absence,
                corrects: fact.corrects,
                why: fact.correction,
                withdrawn: fact.withdrawn,
                by_rule: fact.by_rule,
            };
            tx.add_fact(&actor.signature(), seen.id(), &new)
        })
    })
}

impl Tx<'_> {
    fn add_fact(&mut self, by: &Signature, booking_id: BookingId, new: &NewFact) -> Result<AttendanceFact> {
        let fact = AttendanceFact {
            id: new.id,
            kind: new.kind,
            // What came over the wire may be finer than what both engines keep.
            at: Instant::new(new.at.timestamp()),
            recorded_at: self.now,
            absence: match (new.kind, new.withdrawn) {
                (AttendanceKind::Absent, false) => Some(new.absence.unwrap_or(AbsenceReason::NotAnnounced)),
                _ => None,
            },
            corrects: new.corrects,
            correction: new.why.clone(),
            withdrawn: new.withdrawn,
            by_rule: new.by_rule,
        };
        if let Some((of, known)) = self.known_fact(new.id)? {
            let same = of == booking_id && AttendanceFact { recorded_at: known.recorded_at, ..fact.clone() } == known;
            // The first run wrote the audit line of this fact.
            self.audited |= same;
            return if same { Ok(known) } else { Err(Error::KeyReused) };
        }
        // The booking's row serialises the facts about it.
        diesel::update(booking::table.find(stored(booking_id)))
            .set(booking::seat_no.eq(booking::seat_no))
            .execute(self.conn)?;
        type Row = (
            (Stored<SiteId>, Stored<ChildId>, Stored<FamilyId>),
            (Stored<Date>, Stored<Time>, Stored<Time>, String),
            (Option<Stored<Instant>>, Option<Stored<Instant>>),
        );
        let ((site_id, child_id, family_id), (date, starts_at, ends_at, zone), (confirmed, released)): Row =
            booking::table
                .inner_join(session::table)
                .inner_join(site::table)
                .inner_join(child::table)
                .filter(booking::id.eq(stored(booking_id)))
                .select((
                    (booking::site_id, booking::child_id, child::family_id),
                    (session::date, session::starts_at, session::ends_at, site::time_zone),
                    (booking::confirmed_at, booking::released_at),
                ))
                .first(self.conn)
                .or_not_found()?;
        // What was seen at the door of a place given back may still be corrected.
        if released.is_some() && new.corrects.is_none() && !new.by_rule {
            return Err(Refusal::AlreadyReleased.into());
        }
        // A hold is not yet a booking.
        if confirmed.is_none() {
            return Err(Error::NotFound);
        }
        let zone = zone_of(&zone);
        let date = date.value();
        let starts = Instant::of_civil(date, starts_at.value(), &zone).unwrap_or(self.now);
        let ends = Instant::of_civil(date, ends_at.value(), &zone).unwrap_or(self.now);
        let facts = facts_of(self.conn, vec![stored(booking_id)])?.remove(&booking_id).unwrap_or_default();
        accept(&facts, &fact, starts, ends, self.now)?;
        let first_arrival = fact.kind == AttendanceKind::Arrived && !fact.withdrawn && fact.corrects.is_none();
        diesel::insert_into(attendance_fact::table)
            .values((
                attendance_fact::id.eq(stored(fact.id)),
                attendance_fact::booking_id.eq(stored(booking_id)),
                attendance_fact::kind.eq(stored(fact.kind)),
                attendance_fact::at.eq(stored(fact.at)),
                attendance_fact::recorded_at.eq(stored(fact.recorded_at)),
                attendance_fact::recorded_by.eq(by.person.map(stored)),
                attendance_fact::corrects_id.eq(fact.corrects.map(stored)),
                attendance_fact::reason.eq(&fact.correction),
                attendance_fact::absence_reason.eq(fact.absence.map(stored)),
                attendance_fact::withdrawn.eq(fact.withdrawn),
                attendance_fact::by_rule.eq(fact.by_rule),
            ))
            .execute(self.conn)?;
        if first_arrival {
            crate::referrals::note_first_attendance(self, child_id.value(), site_id.clone().value(), fact.at)?;
        }
        // Neither the reason of an absence nor the words of a correction belong in the audit.
        let detail = serde_json::json!({
            "booking": booking_id, "kind": fact.kind, "at": fact.at, "corrects": fact.corrects, "withdrawn": fact.withdrawn,
            "by_rule": fact.by_rule,
        });
        let entry = Entry::done(Action::RecordAttendance, "attendance_fact", fact.id)
            .family(family_id.value())
            .site(site_id.value())
            .detail(detail);
        self.audit(by, entry)?;
        Ok(fact)
    }

    fn known_fact(&mut self, id: AttendanceFactId) -> Result<Option<(BookingId, AttendanceFact)>> {
        let row: Option<FactRow> =
            attendance_fact::table.find(stored(id)).select(fact_columns!()).first(self.conn).optional()?;
        Ok(row.map(fact_of))
    }
}
