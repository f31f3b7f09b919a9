//! Children and adults of a day at some premises, minute by minute: planned, and as it really goes.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::attendance::Presence;
use domain::outings::{Away, leave};
use domain::places::{CareKind, DatedBands};
use domain::sites::SiteKind;
use domain::staff::day::{CareDay, Minute, PlacesBand, Present, Span};
use domain::staff::ratio::{RatioSetting, StaffRules};
use domain::staff::week::CategoryShare;
use domain::staff::{CheckState, StaffCategory, counted_as};
use domain::*;
use jiff::tz::TimeZone;

use super::people::{File, files};
use super::session_rosters::counted;
use super::shifts::{Shift, shifts_of};
use super::{kinds_of, ratio_settings};
use crate::access::Seen;
use crate::outings::Outing;
use crate::places::active;
use crate::places::facts::site_rules;
use crate::schema::{booking, child, premises};
use crate::{Conn, Result, Stored, calendar, stored};

/// A child who is expected.
#[derive(Debug, Clone, Copy)]
struct Expected {
    booking: BookingId,
    present: Present,
    /// A first step is shorter than its session.
    visit: Option<Span>,
}

/// One premises of a site on one day.
#[derive(Debug, Clone)]
pub struct CareDate {
    /// The day.
    pub date: Date,
    /// Where.
    pub premises: PremisesId,
    /// Its name.
    pub premises_name: String,
    /// The rules of the day.
    pub rules: StaffRules,
    /// Nobody has said how the site counts its adults.
    pub assumed: bool,
    /// Whether anybody is rostered.
    pub rostered: bool,
    /// The hours of its sessions, in order.
    pub sessions: Vec<Span>,
    /// From the first session or shift to the last.
    pub span: Span,
    /// Places authorised, during the sessions.
    pub bands: Vec<PlacesBand>,
    /// Everybody booked, during their sessions.
    pub planned: CareDay,
    /// What really happened until now and is planned from now on; `None` for a day to come.
    pub real: Option<CareDay>,
    /// How long each child was (or is to be) there, the same way.
    pub stays: Vec<Span>,
    /// The shifts, by hour.
    pub shifts: Vec<Shift>,
    /// The children booked and when, absent or not.
    pub booked: Vec<BookedChild>,
    /// Those of the shifts whose people count as staff.
    pub counted: Vec<(StaffMemberId, StaffCategory, Span)>,
    /// Who is out; they are not among those of the day.
    pub outings: Vec<CareOuting>,
}

/// A child booked at some premises.
#[derive(Debug, Clone, Copy)]
pub struct BookedChild {
    /// Its place.
    pub booking: BookingId,
    /// As what it counts.
    pub present: Present,
    /// From when until when.
    pub hours: Span,
}

/// Who leaves the house for a while.
#[derive(Debug, Clone)]
pub struct CareOuting {
    /// The outing.
    pub id: OutingId,
    /// Where to.
    pub destination: String,
    /// Who is away.
    pub away: Away,
}

impl CareDate {
    /// The day as it is best known.
    pub fn known(&self) -> &CareDay {
        self.real.as_ref().unwrap_or(&self.planned)
    }
}

/// The days of a site between two days (both included), by day and premises, those without session and shift left out. Nothing for a site
/// where parents stay on the spot.
pub fn care_dates(
    conn: &mut Conn,
    seen: &Seen<SiteId>,
    (from, until): (Date, Date),
    now: Instant,
) -> Result<Vec<CareDate>> {
    let id = seen.id();
    let kind = kinds_of(conn, &[id])?.first().map_or(SiteKind::MicroCreche, |(_, kind)| *kind);
    if kind == SiteKind::ParentsOnSite {
        return Ok(Vec::new());
    }
    let zone = crate::attendance::site_card(conn, seen)?.zone;
    let settings: Vec<RatioSetting> = ratio_settings(conn, &[id])?.into_iter().map(|(_, setting)| setting).collect();
    let rules = site_rules(conn, &[id])?;
    let sessions: Vec<calendar::Session> = calendar::sessions_of(conn, &[id], from, until)?
        .into_iter()
        .filter(|session| session.cancelled_at.is_none())
        .collect();
    let shifts = shifts_of(conn, &[id], from, until)?;
    let counted = counted(conn, &shifts)?;
    let names: Vec<(Stored<PremisesId>, String)> =
        premises::table.filter(premises::site_id.eq(stored(id))).select((premises::id, premises::name)).load(conn)?;
    let expected = expected(conn, id, (from, until), now)?;
    let presences = crate::attendance::watch::presences(conn, id, from, until)?;
    let outings = crate::outings::standing(conn, id, (from, until))?;
    let places: BTreeSet<(Date, PremisesId)> = sessions
        .iter()
        .map(|session| (session.date, session.premises))
        .chain(shifts.iter().map(|shift| (shift.date, shift.premises)))
        .collect();
    let mut days = Vec::with_capacity(places.len());
    for (date, place) in places {
        let setting = RatioSetting::on(&settings, date);
        let open: Vec<(SessionId, Span)> = sessions
            .iter()
            .filter(|session| (session.date, session.premises) == (date, place))
            .filter_map(|session| {
                Some((session.id, Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at))?))
            })
            .collect();
        let here: Vec<Shift> =
            shifts.iter().filter(|shift| (shift.date, shift.premises) == (date, place)).copied().collect();
        let spans = || open.iter().map(|(_, span)| *span).chain(here.iter().map(|shift| shift.span));
        let (Some(first), Some(last)) = (spans().map(Span::from).min(), spans().map(Span::until).max()) else {
            continue;
        };
        let Some(span) = Span::new(first, last) else { continue };
        let acts = rules.authorisations(id).unwrap_or_default();
        let authorised = DatedBands::on(acts, place, date);
        let bands: Vec<PlacesBand> = authorised
            .iter()
            .filter_map(|band| {
                let span = Span::new(Minute::of(band.from), Minute::of(band.until))?;
                Some(PlacesBand { span, places: band.places })
            })
            .collect();
        let rules = setting.rules(kind, date);
        let mut empty = CareDay::new(rules, &bands);
        let team: Vec<(StaffMemberId, StaffCategory, Span)> = counted
            .iter()
            .filter(|(shift, _)| (shift.date, shift.premises) == (date, place))
            .map(|(shift, category)| (shift.member, *category, shift.span))
            .collect();
        for (_, category, span) in &team {
            empty.add(Present::Adult(*category), *span);
        }
        let away: Vec<&Outing> = outings.iter().filter(|one| (one.date, one.premises) == (date, place)).collect();
        for outing in &away {
            leave(&mut empty, outing.span, &[], &adults_of(outing, &team));
        }
        let moment = moment(date, now, &zone);
        let (mut planned, mut real) = (empty.clone(), moment.map(|_| empty));
        let mut stays = Vec::new();
        let mut booked: Vec<(BookedChild, Option<Span>)> = Vec::new();
        for (session, hours) in &open {
            for child in expected.get(session).map(Vec::as_slice).unwrap_or_default() {
                let hours = child.visit.unwrap_or(*hours);
                planned.add(child.present, hours);
                let stay = match moment {
                    None => Some(hours),
                    Some(minute) => stay(presences.get(&child.booking), hours, minute, date, &zone),
                };
                if let (Some(real), Some(stay)) = (&mut real, stay) {
                    real.add(child.present, stay);
                }
                booked.push((BookedChild { booking: child.booking, present: child.present, hours }, stay));
                stays.extend(stay);
            }
        }
        let mut out = Vec::with_capacity(away.len());
        for outing in away {
            let among = booked.iter().filter(|(child, _)| outing.children.contains(&child.booking));
            let expected: Vec<(Present, Span)> = among.clone().map(|(child, _)| (child.present, child.hours)).collect();
            let there: Vec<(Present, Span)> =
                among.filter_map(|(child, stay)| Some((child.present, (*stay)?))).collect();
            leave(&mut planned, outing.span, &expected, &[]);
            if let Some(real) = &mut real {
                leave(real, outing.span, &there, &[]);
            }
            let children: Vec<Present> = there.iter().map(|(child, _)| *child).collect();
            let away = Away::new(rules, outing.span, &children, &adults_of(outing, &team));
            out.push(CareOuting { id: outing.id, destination: outing.destination.clone(), away });
        }
        days.push(CareDate {
            date,
            premises: place,
            premises_name: names.iter().find(|(id, _)| **id == place).map(|(_, name)| name.clone()).unwrap_or_default(),
            rules,
            assumed: setting.assumed,
            rostered: !here.is_empty(),
            sessions: open.iter().map(|(_, span)| *span).collect(),
            span,
            bands,
            planned,
            real,
            stays,
            shifts: here,
            booked: booked.into_iter().map(|(child, _)| child).collect(),
            counted: team,
            outings: out,
        });
    }
    Ok(days)
}

/// The adults of an outing who count, with their hours.
fn adults_of(outing: &Outing, team: &[(StaffMemberId, StaffCategory, Span)]) -> Vec<(StaffCategory, Span)> {
    let of = team.iter().filter(|(member, ..)| outing.adults.contains(member));
    of.map(|(_, category, span)| (*category, *span)).collect()
}

/// How far a day has come: its end when it is over, `None` when it is to come.
fn moment(date: Date, now: Instant, zone: &TimeZone) -> Option<Minute> {
    let civil = now.civil(zone);
    match date.cmp(&civil.date()) {
        std::cmp::Ordering::Less => Some(Minute::END),
        std::cmp::Ordering::Equal => Some(Minute::of(civil.time())),
        std::cmp::Ordering::Greater => None,
    }
}

/// When a booked child is there: as recorded until now, as booked from now on.
fn stay(presence: Option<&Presence>, hours: Span, now: Minute, date: Date, zone: &TimeZone) -> Option<Span> {
    let minute = |instant: Instant| {
        let civil = instant.civil(zone);
        (civil.date() == date).then(|| Minute::of(civil.time()))
    };
    match presence {
        Some(Presence::Absent { .. }) => None,
        Some(Presence::Left { since, until }) => Span::new(minute(*since)?, minute(*until)?),
        // Somebody who has not been fetched is there until the end, and as long as nobody fetches her.
        Some(Presence::Here { since }) => {
            let over = if now == Minute::END { hours.until() } else { hours.until().max(now.plus(1)) };
            Span::new(minute(*since)?, over)
        }
        Some(Presence::Expected) | None => Span::new(hours.from().max(now), hours.until()),
    }
}

fn expected(
    conn: &mut Conn,
    id: SiteId,
    (from, until): (Date, Date),
    now: Instant,
) -> Result<BTreeMap<SessionId, Vec<Expected>>> {
    type Row = (Stored<SessionId>, Stored<BookingId>, Stored<Date>, Stored<CareKind>, Option<Stored<Date>>);
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .filter(booking::site_id.eq(stored(id)))
        .filter(booking::date.between(stored(from), stored(until)))
        .filter(active!(now))
        .select((booking::session_id, booking::id, booking::date, booking::care_kind, child::walks_since))
        .load(conn)?;
    let visits = crate::familiarisation::visit_hours(conn, id, (from, until))?;
    let mut found: BTreeMap<SessionId, Vec<Expected>> = BTreeMap::new();
    for (session, booking, date, kind, walks) in rows {
        let present = Present::of(kind.value(), walks.map(Stored::value), date.value());
        let visit = visits.get(&booking).map(|(_, span)| *span);
        found.entry(session.value()).or_default().push(Expected { booking: booking.value(), present, visit });
    }
    Ok(found)
}

/// The share of the first category in the hours rostered in the month of a day (W2).
pub fn category_share(conn: &mut Conn, seen: &Seen<SiteId>, day: Date) -> Result<CategoryShare> {
    let shifts = shifts_of(conn, &[seen.id()], day.first_of_month(), day.last_of_month())?;
    let mut share = CategoryShare::default();
    for (shift, category) in counted(conn, &shifts)? {
        share.work(category, shift.span);
    }
    Ok(share)
}

/// Of the people rostered between two days, those whose check of honorability is missing, over or soon over, seen from a day (W12).
pub fn checks_due(conn: &mut Conn, shifts: &[Shift], today: Date) -> Result<Vec<(File, CheckState)>> {
    let people: BTreeSet<StaffMemberId> = shifts.iter().map(|shift| shift.member).collect();
    let people: Vec<StaffMemberId> = people.into_iter().collect();
    let mut due: Vec<(File, CheckState)> = files(conn, &people)?
        .into_iter()
        .map(|file| (file.credentials().check_state(today), file))
        .filter(|(state, _)| !matches!(state, CheckState::Valid(_)))
        .map(|(state, file)| (file, state))
        .collect();
    due.sort_by_key(|(file, state)| (*state, file.member.id));
    Ok(due)
}

/// Whether somebody counts as staff on a day, for the roster's page.
pub fn counts_on(file: &File, day: Date) -> bool {
    counted_as(&file.person(), day).is_some()
}
