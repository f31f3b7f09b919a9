//! The roster of a session as the booking rules read it: asked for nothing where a site keeps none.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::places::{CareKind, SessionFacts};
use domain::sites::SiteKind;
use domain::staff::day::{Minute, Present, Span};
use domain::staff::ratio::{RatioSetting, Team};
use domain::staff::roster::SessionRoster;
use domain::staff::{StaffCategory, counted_as};
use domain::*;

use super::people::files;
use super::shifts::{Shift, shifts_of};
use super::{kinds_of, ratio_settings};
use crate::places::active;
use crate::schema::{booking, child};
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

/// Tells sessions who is rostered during them. A day of premises without any shift keeps none: there the booking rules ask nothing.
pub fn put_rosters(conn: &mut Conn, sessions: &mut [SessionFacts], now: Instant) -> Result<()> {
    let sites: BTreeSet<SiteId> = sessions.iter().map(|session| session.site).collect();
    let sites: Vec<SiteId> = sites.into_iter().collect();
    let days = || sessions.iter().map(|session| session.date);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(()) };
    let shifts = shifts_of(conn, &sites, first, last)?;
    if shifts.is_empty() {
        return Ok(());
    }
    let kinds = kinds_of(conn, &sites)?;
    let settings = ratio_settings(conn, &sites)?;
    let counted = counted(conn, &shifts)?;
    let mut rostered: Vec<Stored<SessionId>> = Vec::new();
    for session in sessions.iter_mut() {
        let here = |shift: &Shift| shift.premises == session.premises && shift.date == session.date;
        let Some((_, kind)) = kinds.iter().find(|(id, _)| *id == session.site) else { continue };
        // Parents stay on the spot: neither authorisation nor ratio applies (`rules.md` 2.10).
        if *kind == SiteKind::ParentsOnSite || !shifts.iter().any(here) {
            continue;
        }
        let Some(span) = Span::new(Minute::of(session.starts_at), Minute::of(session.ends_at)) else { continue };
        let of_site: Vec<RatioSetting> =
            settings.iter().filter(|(id, _)| *id == session.site).map(|(_, setting)| *setting).collect();
        let team: Vec<(StaffCategory, Span)> =
            counted.iter().filter(|(shift, _)| here(shift)).map(|(shift, category)| (*category, shift.span)).collect();
        session.roster = Some(SessionRoster {
            rules: RatioSetting::on(&of_site, session.date).rules(*kind, session.date),
            teams: teams(span, &team),
            walking: Vec::new(),
            familiarising: Vec::new(),
        });
        rostered.push(stored(session.id));
    }
    seats_of(conn, sessions, rostered, now)
}

/// Which taken seats are of children who walk, and of children in familiarisation.
fn seats_of(conn: &mut Conn, sessions: &mut [SessionFacts], ids: Vec<Stored<SessionId>>, now: Instant) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    type Row = (Stored<SessionId>, i32, Option<Stored<Date>>, Stored<CareKind>);
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .filter(booking::session_id.eq_any(ids))
        .filter(active!(now))
        .select((booking::session_id, booking::seat_no, child::walks_since, booking::care_kind))
        .load(conn)?;
    let mut by_session: BTreeMap<SessionId, Vec<(u16, Option<Date>, CareKind)>> = BTreeMap::new();
    for (session, seat, walks, kind) in rows {
        let seat = u16::try_from(seat).unwrap_or(u16::MAX);
        by_session.entry(session.value()).or_default().push((seat, walks.map(Stored::value), kind.value()));
    }
    for session in sessions {
        let (date, seats) = (session.date, by_session.remove(&session.id).unwrap_or_default());
        let Some(roster) = &mut session.roster else { continue };
        for (seat, walks, kind) in seats {
            match Present::of(kind, walks, date) {
                Present::Familiarising => roster.familiarising.push(seat),
                Present::Walking => roster.walking.push(seat),
                Present::NotWalking | Present::Adult(_) => {}
            }
        }
    }
    Ok(())
}

/// The adults over a span, from which minute on.
fn teams(span: Span, team: &[(StaffCategory, Span)]) -> Vec<(Minute, Team)> {
    let mut minutes = BTreeSet::from([span.from()]);
    for (_, worked) in team {
        minutes.extend([worked.from(), worked.until()].into_iter().filter(|minute| span.contains(*minute)));
    }
    let at = |minute: Minute| {
        let mut there = Team::default();
        for (category, _) in team.iter().filter(|(_, worked)| worked.contains(minute)) {
            there.add(*category);
        }
        (minute, there)
    };
    minutes.into_iter().map(at).collect()
}
