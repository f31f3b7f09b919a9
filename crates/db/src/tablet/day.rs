//! What a tablet carries of a site: today and tomorrow, and no more of a child than the door needs.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::calendar::rota::{Open, Stop, rota};
use domain::families::Shielded;
use domain::places::{CareKind, days_after};
use domain::staff::day::{Minute, Present, Span};
use domain::staff::ratio::{Group, StaffRules};
use domain::tablet::Eaten;
use domain::*;
use jiff::tz::TimeZone;

use crate::access::{Actor, see_site};
use crate::attendance::{Sheet, sheet};
use crate::papers::health::Written;
use crate::schema::{booking, care_note, child, pick_up_person, staff_member};
use crate::staff::{CareDate, care_dates};
use crate::{Conn, Result, Stored, stored};

/// Somebody on the list of a child.
#[derive(Debug, Clone)]
pub struct PickUp {
    /// Who.
    pub id: PickUpPersonId,
    /// Name.
    pub name: String,
    /// What she is to the child, in the family's words.
    pub relation: Option<String>,
    /// Whether she may **not** fetch the child.
    pub forbidden: bool,
}

/// What was noted of a child's day and still stands.
#[derive(Debug, Clone)]
pub struct CareNote {
    /// The note.
    pub id: CareNoteId,
    /// `meal`, `asleep`, `awake`, `note`.
    pub kind: String,
    /// When.
    pub at: Instant,
    /// How much of the meal.
    pub eaten: Option<Eaten>,
    /// The sentence.
    pub words: Option<String>,
}

/// Adults who are rostered from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adults {
    /// From this moment, until the next.
    pub from: Instant,
    /// How many.
    pub count: u16,
}

/// An outing as a tablet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedOuting {
    /// When they leave.
    pub leaves: Instant,
    /// When they come back.
    pub returns: Instant,
    /// Where to.
    pub destination: String,
    /// The places of the children.
    pub children: Vec<BookingId>,
    /// The adults: given name and initial.
    pub adults: Vec<(String, String)>,
}

/// Children of one kind a table of needed adults reaches to: more than any group.
const MOST_CHILDREN: u16 = 30;

/// Two days of one site.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Adults needed, by children who do not walk and children who do: the site's rules of today, worked out for the tablet. Empty where no rule applies.
    pub needed: Vec<Vec<u16>>,
    /// The adults rostered today; empty when the site keeps no roster.
    pub adults: Vec<Adults>,
    /// The bookings of these days whose child counts as one who walks.
    pub walking: BTreeSet<BookingId>,
    /// The first session of a stop: from when on its hall is set up.
    pub set_up: BTreeMap<SessionId, Instant>,
    /// First steps: from when until when, by booking.
    pub visits: BTreeMap<BookingId, (Instant, Instant)>,
    /// The outings of these days, by hour; those that were cancelled are left out.
    pub outings: BTreeMap<Date, Vec<CarriedOuting>>,
    /// Today and tomorrow, as the site's sheet has them.
    pub days: Vec<Sheet>,
    /// Who may fetch whom on these days.
    pub pick_up: BTreeMap<ChildId, Vec<PickUp>>,
    /// What was noted, by booking.
    pub notes: BTreeMap<BookingId, Vec<CareNote>>,
    /// What the team must know of the health of the children of these days. Whoever hands it out writes the line of the reading.
    pub health: BTreeMap<ChildId, Shielded<Written>>,
}

/// What a tablet carries, from the site's today on.
pub fn carried(conn: &mut Conn, actor: &Actor, now: Instant) -> Result<Carried> {
    let (_, site_id) = super::site_of(actor)?;
    let seen = see_site(conn, actor, domain::access::Action::RecordAttendance, site_id)?;
    let today = now.date(&crate::attendance::site_card(conn, &seen)?.zone);
    let days = vec![sheet(conn, &seen, today, now)?, sheet(conn, &seen, days_after(today, 1), now)?];
    let children: Vec<ChildId> = days.iter().flat_map(Sheet::children).map(|(_, child)| child.child).collect();
    let bookings: Vec<BookingId> = days.iter().flat_map(Sheet::children).map(|(_, child)| child.booking).collect();
    let care = care_dates(conn, &seen, (today, today), now)?;
    let zone = &days[0].site.zone;
    Ok(Carried {
        needed: care.first().map(|day| needed(day.rules)).unwrap_or_default(),
        adults: care.iter().find(|day| day.rostered).map(|day| adults(day, zone)).unwrap_or_default(),
        walking: walking(conn, &bookings, today)?,
        set_up: set_up(conn, site_id, &days, zone)?,
        visits: visits(conn, site_id, today, zone)?,
        outings: outings(conn, site_id, today, zone)?,
        pick_up: pick_up(conn, &children, today)?,
        notes: notes(conn, &bookings)?,
        health: crate::papers::health::of_tablet(conn, site_id, &children)?,
        days,
    })
}

/// From when on each hall of some days is set up, by the first session there; nothing where it takes no time.
fn set_up(conn: &mut Conn, site: SiteId, days: &[Sheet], zone: &TimeZone) -> Result<BTreeMap<SessionId, Instant>> {
    let places = crate::directory::premises_of(conn, &[site])?;
    let minutes = |id| places.iter().find(|place| place.id == id).map_or(0, |place| place.setup_minutes);
    let sessions: Vec<&crate::calendar::Session> = days
        .iter()
        .flat_map(|day| &day.sessions)
        .map(|line| &line.session)
        .filter(|session| session.cancelled_at.is_none())
        .collect();
    let open: Vec<Open> = sessions
        .iter()
        .filter_map(|session| {
            let span = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at))?;
            Some(Open { date: session.date, premises: session.premises, span })
        })
        .collect();
    let stops = rota(&open, minutes);
    let first = |stop: &Stop| {
        let here = |session: &&&crate::calendar::Session| {
            (session.date, session.premises, Minute::of(session.starts_at))
                == (stop.date, stop.premises, stop.span.from())
        };
        let session = sessions.iter().find(here).filter(|_| stop.set_up_from < stop.span.from())?;
        Some((session.id, Instant::of_civil(stop.date, stop.set_up_from.time(), zone)?))
    };
    Ok(stops.iter().filter_map(first).collect())
}

/// The first steps of two days, by booking.
fn visits(
    conn: &mut Conn,
    site: SiteId,
    today: Date,
    zone: &TimeZone,
) -> Result<BTreeMap<BookingId, (Instant, Instant)>> {
    let hours = crate::familiarisation::visit_hours(conn, site, (today, days_after(today, 1)))?;
    let of = |(booking, (day, span)): (BookingId, (Date, Span))| {
        let at = |minute: Minute| Instant::of_civil(day, minute.time(), zone);
        Some((booking, (at(span.from())?, at(span.until())?)))
    };
    Ok(hours.into_iter().filter_map(of).collect())
}

/// The outings of two days, by day.
fn outings(conn: &mut Conn, site: SiteId, today: Date, zone: &TimeZone) -> Result<BTreeMap<Date, Vec<CarriedOuting>>> {
    let mut found: BTreeMap<Date, Vec<CarriedOuting>> = BTreeMap::new();
    let planned = crate::outings::standing(conn, site, (today, days_after(today, 1)))?;
    if planned.is_empty() {
        return Ok(found);
    }
    let adults: Vec<Stored<StaffMemberId>> =
        planned.iter().flat_map(|outing| &outing.adults).copied().map(stored).collect();
    let names: Vec<(Stored<StaffMemberId>, String, String)> = staff_member::table
        .filter(staff_member::id.eq_any(adults))
        .select((staff_member::id, staff_member::given_name, staff_member::family_name))
        .load(conn)?;
    let names: BTreeMap<StaffMemberId, (String, String)> = names
        .into_iter()
        .map(|(id, given, family)| (id.value(), (given, crate::places::board::initial(&family))))
        .collect();
    for outing in planned {
        let at = |minute: Minute| Instant::of_civil(outing.date, minute.time(), zone);
        let (Some(leaves), Some(returns)) = (at(outing.span.from()), at(outing.span.until())) else { continue };
        found.entry(outing.date).or_default().push(CarriedOuting {
            leaves,
            returns,
            adults: outing.adults.iter().filter_map(|id| names.get(id).cloned()).collect(),
            destination: outing.destination,
            children: outing.children,
        });
    }
    Ok(found)
}

/// The rule as a table, so that it is written down in one place only.
fn needed(rules: StaffRules) -> Vec<Vec<u16>> {
    let group = |not_walking, walking| Group { not_walking, walking, familiarising: 0 };
    (0..=MOST_CHILDREN)
        .map(|babies| (0..=MOST_CHILDREN).map(|walking| rules.required(group(babies, walking))).collect())
        .collect()
}

/// The adults of a day, change by change.
fn adults(day: &CareDate, zone: &TimeZone) -> Vec<Adults> {
    let mut changes: Vec<Adults> = Vec::new();
    for step in day.known().steps() {
        let Some(from) = Instant::of_civil(day.date, step.span.from().time(), zone) else { continue };
        let count = step.team.adults();
        if changes.last().is_none_or(|last| last.count != count) {
            changes.push(Adults { from, count });
        }
    }
    changes
}

/// Of some bookings, those whose child counts as one who walks on a day.
fn walking(conn: &mut Conn, bookings: &[BookingId], day: Date) -> Result<BTreeSet<BookingId>> {
    let wanted: Vec<Stored<BookingId>> = bookings.iter().copied().map(stored).collect();
    type Row = (Stored<BookingId>, Stored<CareKind>, Option<Stored<Date>>);
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .filter(booking::id.eq_any(wanted))
        .select((booking::id, booking::care_kind, child::walks_since))
        .load(conn)?;
    let walks = |(id, kind, since): (Stored<BookingId>, Stored<CareKind>, Option<Stored<Date>>)| {
        let present = Present::of(kind.value(), since.map(Stored::value), day);
        (present == Present::Walking).then(|| id.value())
    };
    Ok(rows.into_iter().filter_map(walks).collect())
}

/// Who may fetch some children, and who may not, on a day; those who may first.
fn pick_up(conn: &mut Conn, children: &[ChildId], day: Date) -> Result<BTreeMap<ChildId, Vec<PickUp>>> {
    let wanted: Vec<Stored<ChildId>> = children.iter().copied().map(stored).collect();
    type Row = (Stored<ChildId>, Stored<PickUpPersonId>, String, Option<String>, bool);
    let rows: Vec<Row> = pick_up_person::table
        .filter(pick_up_person::child_id.eq_any(wanted))
        .filter(pick_up_person::ended_at.is_null())
        .filter(pick_up_person::from_date.le(stored(days_after(day, 1))))
        .filter(pick_up_person::until_date.is_null().or(pick_up_person::until_date.assume_not_null().ge(stored(day))))
        .order((pick_up_person::forbidden, pick_up_person::name, pick_up_person::id))
        .select((
            pick_up_person::child_id,
            pick_up_person::id,
            pick_up_person::name,
            pick_up_person::relation,
            pick_up_person::forbidden,
        ))
        .load(conn)?;
    let mut found: BTreeMap<ChildId, Vec<PickUp>> = BTreeMap::new();
    for (child, id, name, relation, forbidden) in rows {
        found.entry(child.value()).or_default().push(PickUp { id: id.value(), name, relation, forbidden });
    }
    Ok(found)
}

/// What was noted of some bookings and was not taken back, by time.
pub fn notes(conn: &mut Conn, bookings: &[BookingId]) -> Result<BTreeMap<BookingId, Vec<CareNote>>> {
    let wanted: Vec<Stored<BookingId>> = bookings.iter().copied().map(stored).collect();
    type Row = (
        Stored<BookingId>,
        Stored<CareNoteId>,
        String,
        Stored<Instant>,
        Option<Stored<Eaten>>,
        Option<String>,
        Option<Stored<CareNoteId>>,
    );
    let rows: Vec<Row> = care_note::table
        .filter(care_note::booking_id.eq_any(wanted))
        .order((care_note::at, care_note::id))
        .select((
            care_note::booking_id,
            care_note::id,
            care_note::kind,
            care_note::at,
            care_note::eaten,
            care_note::words,
            care_note::withdraws_id,
        ))
        .load(conn)?;
    let withdrawn: Vec<CareNoteId> =
        rows.iter().filter_map(|(.., withdraws)| withdraws.as_ref().map(|id| **id)).collect();
    let mut found: BTreeMap<BookingId, Vec<CareNote>> = BTreeMap::new();
    for (booking, id, kind, at, eaten, words, withdraws) in rows {
        if withdraws.is_none() && !withdrawn.contains(&*id) {
            let eaten = eaten.map(Stored::value);
            found.entry(booking.value()).or_default().push(CareNote {
                id: id.value(),
                kind,
                at: at.value(),
                eaten,
                words,
            });
        }
    }
    Ok(found)
}
