//! The roster of a session as the booking rules read it: asked for nothing where a site keeps none.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::places::{CareKind, SessionFacts};
use domain::sites::SiteKind;
use domain::staff::day::{Minute, Present, Span};
use domain::staff::ratio::{RatioSetting, Team};
use domain::staff::roster::{House, SessionRoster};
use domain::staff::{StaffCategory, counted_as};
use domain::*;

use super::people::files;
use super::ratio_settings;
use super::shifts::{Shift, shifts_of};
use crate::outings::Outing;
use crate::places::active;
use crate::schema::{booking, child, outing, site};
use crate::{Conn, Result, Stored, stored};

/// Those of some shifts who count as staff on their day: known, trained, checked, not absent.
pub(crate) fn counted(conn: &mut Conn, shifts: &[Shift]) -> Result<Vec<(Shift, StaffCategory)>> {
    let people: BTreeSet<StaffMemberId> = shifts.iter().map(|shift| shift.member).collect();
    let people: Vec<StaffMemberId> = people.into_iter().collect();
    let files = files(conn, &people)?;
    let category = |shift: &Shift| {
        let file = files.iter().find(|file| file.member.id == shift.member)?;
        counted_as(&file.person(), shift.date)
    };
    Ok(shifts.iter().filter_map(|shift| Some((*shift, category(shift)?))).collect())
}

/// What is asked of some sites that keep a roster: their kind, and whether any outing takes place between two days. The second is part of the same
/// question, so that a site without outings is asked nothing more.
fn kinds_with_outings(
    conn: &mut Conn,
    sites: &[SiteId],
    (first, last): (Date, Date),
) -> Result<Vec<(SiteId, SiteKind, bool)>> {
    let wanted: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let planned = outing::table
        .filter(outing::site_id.eq(site::id))
        .filter(outing::date.between(stored(first), stored(last)))
        .filter(outing::cancelled_at.is_null());
    let rows: Vec<(Stored<SiteId>, Stored<SiteKind>, bool)> = site::table
        .filter(site::id.eq_any(wanted))
        .select((site::id, site::kind, diesel::dsl::exists(planned.select(outing::id))))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, kind, outings)| (id.value(), kind.value(), outings)).collect())
}

/// Tells sessions who is rostered during them, and who of those is out. A day of premises without any shift keeps none: there the booking rules
/// ask nothing.
pub fn put_rosters(conn: &mut Conn, sessions: &mut [SessionFacts], now: Instant) -> Result<()> {
    let sites: BTreeSet<SiteId> = sessions.iter().map(|session| session.site).collect();
    let sites: Vec<SiteId> = sites.into_iter().collect();
    let days = || sessions.iter().map(|session| session.date);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(()) };
    let shifts = shifts_of(conn, &sites, first, last)?;
    if shifts.is_empty() {
        return Ok(());
    }
    let kinds = kinds_with_outings(conn, &sites, (first, last))?;
    let settings = ratio_settings(conn, &sites)?;
    let counted = counted(conn, &shifts)?;
    let mut outings: Vec<Outing> = Vec::new();
    for (site, ..) in kinds.iter().filter(|(.., planned)| *planned) {
        outings.extend(crate::outings::standing(conn, *site, (first, last))?);
    }
    let mut rostered: Vec<SessionId> = Vec::new();
    for session in sessions.iter_mut() {
        let here = |shift: &Shift| shift.premises == session.premises && shift.date == session.date;
        let Some((_, kind, _)) = kinds.iter().find(|(id, ..)| *id == session.site) else { continue };
        // Parents stay on the spot: neither authorisation nor ratio applies (`rules.md` 2.10).
        if *kind == SiteKind::ParentsOnSite || !shifts.iter().any(here) {
            continue;
        }
        let of_site: Vec<RatioSetting> =
            settings.iter().filter(|(id, _)| *id == session.site).map(|(_, setting)| *setting).collect();
        session.roster = Some(SessionRoster {
            rules: RatioSetting::on(&of_site, session.date).rules(*kind, session.date),
            house: Vec::new(),
            walking: Vec::new(),
            familiarising: Vec::new(),
        });
        rostered.push(session.id);
    }
    let mut seats = seats_of(conn, &rostered, now)?;
    for session in sessions {
        let Some(span) = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at)) else {
            session.roster = None;
            continue;
        };
        let Some(roster) = &mut session.roster else { continue };
        let here = |shift: &Shift| shift.premises == session.premises && shift.date == session.date;
        let team: Vec<Adult> = counted
            .iter()
            .filter(|(shift, _)| here(shift))
            .map(|(shift, category)| (shift.member, *category, shift.span))
            .collect();
        let away: Vec<&Outing> = outings
            .iter()
            .filter(|outing| (outing.premises, outing.date) == (session.premises, session.date))
            .collect();
        let seats = seats.remove(&session.id).unwrap_or_default();
        roster.house = house(span, &team, &away, &seats);
        for seat in seats {
            match Present::of(seat.kind, seat.walks_since, session.date) {
                Present::Familiarising => roster.familiarising.push(seat.number),
                Present::Walking => roster.walking.push(seat.number),
                Present::NotWalking | Present::Adult(_) => {}
            }
        }
    }
    Ok(())
}

/// Somebody who counts, and when she works.
type Adult = (StaffMemberId, StaffCategory, Span);

/// A seat that a child has.
struct SeatTaken {
    booking: BookingId,
    number: u16,
    walks_since: Option<Date>,
    kind: CareKind,
}

/// The seats taken in some sessions, with what their children count as.
fn seats_of(conn: &mut Conn, sessions: &[SessionId], now: Instant) -> Result<BTreeMap<SessionId, Vec<SeatTaken>>> {
    let mut by_session: BTreeMap<SessionId, Vec<SeatTaken>> = BTreeMap::new();
    if sessions.is_empty() {
        return Ok(by_session);
    }
    let ids: Vec<Stored<SessionId>> = sessions.iter().copied().map(stored).collect();
    type Row = (Stored<SessionId>, Stored<BookingId>, i32, Option<Stored<Date>>, Stored<CareKind>);
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .filter(booking::session_id.eq_any(ids))
        .filter(active!(now))
        .select((booking::session_id, booking::id, booking::seat_no, child::walks_since, booking::care_kind))
        .load(conn)?;
    for (session, booking, seat, walks, kind) in rows {
        by_session.entry(session.value()).or_default().push(SeatTaken {
            booking: booking.value(),
            number: u16::try_from(seat).unwrap_or(u16::MAX),
            walks_since: walks.map(Stored::value),
            kind: kind.value(),
        });
    }
    Ok(by_session)
}

/// Who stays at the house over a span, from which minute on.
fn house(span: Span, team: &[Adult], away: &[&Outing], seats: &[SeatTaken]) -> Vec<House> {
    let changes = team.iter().map(|(.., worked)| *worked).chain(away.iter().map(|outing| outing.span));
    let changes = changes.flat_map(|other| [other.from(), other.until()]).filter(|minute| span.contains(*minute));
    let minutes: BTreeSet<Minute> = changes.chain([span.from()]).collect();
    let at = |from: Minute| {
        let gone: Vec<&&Outing> = away.iter().filter(|outing| outing.span.contains(from)).collect();
        let mut there = Team::default();
        for (member, category, worked) in team {
            if worked.contains(from) && !gone.iter().any(|outing| outing.adults.contains(member)) {
                there.add(*category);
            }
        }
        let out = seats.iter().filter(|seat| gone.iter().any(|outing| outing.children.contains(&seat.booking)));
        House { from, team: there, out: out.map(|seat| seat.number).collect() }
    };
    minutes.into_iter().map(at).collect()
}
