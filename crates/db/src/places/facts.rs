//! What the booking rules are given, loaded in few queries.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::families::SituationKind;
use domain::places::{ActiveBooking, CareKind, ChildFacts, DatedBands, SessionFacts, SiteTies, days_after, week_of};
use domain::sites::{Seats, SiteKind, SitePolicy};
use domain::time::time_zone;
use domain::*;
use jiff::tz::TimeZone;

use super::{active, kept_for_undo};
use crate::error::OrNotFound;
use crate::plans::promises::KEPT_FOR_PROMISE;
use crate::schema::{
    admission, booking, child, familiarisation, family, parent, referral, referral_child, session, site, situation,
};
use crate::{Conn, Result, Stored, sites, stored};

/// Days back in which the child's places say which premises are the usual ones.
const DAYS_OF_HABIT: i32 = 180;

/// A taken seat, and whose.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The hold or booking.
    pub booking: BookingId,
    /// The session.
    pub session: SessionId,
    /// The seat.
    pub seat: u16,
    /// The child.
    pub child: ChildId,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// Whether it is nobody's any more, and kept all the same.
    pub kept: Option<Kept>,
}

/// Why a seat that nobody has is not free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The child's cancellation or move can still be undone.
    ForUndo,
    /// Several families are asked about it; the child is that of the first.
    ForRound(OfferRoundId),
}

pub(crate) type SessionRow = (
    (Stored<SessionId>, Stored<SiteId>, Stored<PremisesId>, Stored<Date>, Stored<HalfDay>, Stored<Time>, Stored<Time>),
    (i32, i32, i32, Option<Stored<Instant>>),
);

macro_rules! fact_columns {
    () => {{
        use $crate::schema::session;
        (
            (
                session::id,
                session::site_id,
                session::premises_id,
                session::date,
                session::half_day,
                session::starts_at,
                session::ends_at,
            ),
            (session::seats_regular, session::seats_adaptation, session::seats_emergency, session::cancelled_at),
        )
    }};
}
pub(crate) use fact_columns;

pub(crate) fn facts_of(row: SessionRow, zone: TimeZone) -> SessionFacts {
    let ((id, site, premises, date, half_day, starts_at, ends_at), (regular, adaptation, emergency, cancelled)) = row;
    let seats = |number: i32| u16::try_from(number).unwrap_or(0);
    SessionFacts {
        id: id.value(),
        site: site.value(),
        premises: premises.value(),
        date: date.value(),
        half_day: half_day.value(),
        starts_at: starts_at.value(),
        ends_at: ends_at.value(),
        zone,
        seats: Seats { regular: seats(regular), adaptation: seats(adaptation), emergency: seats(emergency) },
        taken: Vec::new(),
        cancelled: cancelled.is_some(),
        roster: None,
    }
}

/// The zone of that name; UTC when nobody knows it.
pub(crate) fn zone_named(name: &str) -> TimeZone {
    time_zone(name).unwrap_or(TimeZone::UTC)
}

/// Sessions with the seats that are taken at `now`, in the order of their ids; an unknown id is left out.
pub fn session_facts(conn: &mut Conn, ids: &[SessionId], now: Instant) -> Result<(Vec<SessionFacts>, Vec<Taken>)> {
    let wanted: Vec<Stored<SessionId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<(SessionRow, String)> = session::table
        .inner_join(site::table)
        .filter(session::id.eq_any(&wanted))
        .order(session::id)
        .select((fact_columns!(), site::time_zone))
        .load(conn)?;
    let mut sessions: Vec<SessionFacts> =
        rows.into_iter().map(|(row, zone)| facts_of(row, zone_named(&zone))).collect();
    let taken = taken_in(conn, ids, now)?;
    for seat in &taken {
        if let Some(session) = sessions.iter_mut().find(|session| session.id == seat.session) {
            session.taken.push(seat.seat);
        }
    }
    crate::staff::session_rosters::put_rosters(conn, &mut sessions, now)?;
    Ok((sessions, taken))
}

/// The seats taken in some sessions at `now`, each once; those kept while a cancellation can be undone are among them.
pub fn taken_in(conn: &mut Conn, ids: &[SessionId], now: Instant) -> Result<Vec<Taken>> {
    type Row =
        (Stored<BookingId>, Stored<SessionId>, i32, Stored<ChildId>, Option<Stored<Instant>>, Option<Stored<Instant>>);
    let wanted: Vec<Stored<SessionId>> = ids.iter().copied().map(stored).collect();
    let rows: Vec<Row> = booking::table
        .filter(booking::session_id.eq_any(wanted))
        .filter(active!(now).or(kept_for_undo!(now)))
        // Of one seat, who has it comes first; then who left it last.
        .order((booking::session_id, booking::seat_no, booking::released_at.is_not_null(), booking::released_at.desc()))
        .select((
            booking::id,
            booking::session_id,
            booking::seat_no,
            booking::child_id,
            booking::confirmed_at,
            booking::released_at,
        ))
        .load(conn)?;
    let mut taken: Vec<Taken> = rows
        .into_iter()
        .map(|(id, session, seat, child, confirmed, released)| Taken {
            booking: id.value(),
            session: session.value(),
            seat: u16::try_from(seat).unwrap_or(u16::MAX),
            child: child.value(),
            confirmed: confirmed.is_some() && released.is_none(),
            kept: released.map(|_| Kept::ForUndo),
        })
        .collect();
    for offer in super::offering::open_rounds_in(conn, ids, now)? {
        let place = taken.partition_point(|taken| (taken.session, taken.seat) <= (offer.session, offer.seat));
        taken.insert(
            place,
            Taken {
                booking: BookingId::from_uuid(uuid::Uuid::nil()),
                session: offer.session,
                seat: offer.seat,
                child: offer.child,
                confirmed: false,
                kept: Some(Kept::ForRound(offer.round)),
            },
        );
    }
    taken.dedup_by_key(|taken| (taken.session, taken.seat));
    Ok(taken)
}

/// A place the child has, as the rules and the ranking read it.
#[derive(Debug, Clone)]
pub struct OwnPlace {
    /// The hold or booking.
    pub booking: BookingId,
    /// What the rules read.
    pub place: ActiveBooking,
    /// Where.
    pub premises: PremisesId,
    /// The request it answers.
    pub request: Option<PlaceRequestId>,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// Whether it is kept for a promise: no option, nothing else takes its stead.
    pub promised: bool,
    /// The kind of care.
    pub kind: CareKind,
}

/// Everything known of a child for a decision.
#[derive(Debug, Clone)]
pub struct Child {
    /// The child.
    pub id: ChildId,
    /// Its family.
    pub family: FamilyId,
    /// INSEE code of the family's commune.
    pub commune: String,
    /// Birth date.
    pub birth_date: Date,
    /// The first day it walked, once somebody has said so.
    pub walks_since: Option<Date>,
    /// Its places, of the weeks asked about and of the months before.
    pub places: Vec<OwnPlace>,
    /// Situations of its parents.
    pub situations: Vec<(SituationKind, Period)>,
    ties: BTreeMap<SiteId, SiteTies>,
    /// Sites where its first steps began, and whether they are done.
    first_steps: BTreeMap<SiteId, bool>,
    /// Sites where nobody began them and it came alone before.
    came_alone: BTreeSet<SiteId>,
    weeks: (Date, Date),
}

impl Child {
    /// The facts of the rules, without some of the child's places.
    pub fn facts(&self, without: impl Fn(&OwnPlace) -> bool) -> ChildFacts {
        let (first, last) = self.weeks;
        ChildFacts {
            id: self.id,
            birth_date: self.birth_date,
            walks_since: self.walks_since,
            bookings: self
                .places
                .iter()
                .filter(|own| first <= own.place.date && own.place.date <= last && !without(own))
                .map(|own| own.place)
                .collect(),
            parent_situations: self.situations.clone(),
        }
    }
    /// What ties the family to a site.
    pub fn ties(&self, site: SiteId) -> SiteTies {
        SiteTies { familiar: self.is_familiar(site), ..self.ties.get(&site).cloned().unwrap_or_default() }
    }
    /// Whether its first steps at the site are done; where nobody began them, whether it came there alone before.
    fn is_familiar(&self, site: SiteId) -> bool {
        self.first_steps.get(&site).copied().unwrap_or_else(|| self.came_alone.contains(&site))
    }
    /// Sites the child has an accepted referral or an admission for, or has been booked at.
    pub fn known_sites(&self) -> BTreeSet<SiteId> {
        let booked = self.places.iter().filter(|own| own.confirmed).map(|own| own.place.site);
        self.ties.keys().copied().chain(booked).collect()
    }
    /// Whether the child was received at the site, or is admitted there.
    pub fn knows(&self, site: SiteId) -> bool {
        self.ties.get(&site).is_some_and(|ties| !ties.admitted.is_empty())
            || self.places.iter().any(|own| own.confirmed && own.place.site == site)
    }
    /// The premises the child came to most often in the last months.
    pub fn usual_premises(&self) -> Option<PremisesId> {
        let mut counts: BTreeMap<PremisesId, usize> = BTreeMap::new();
        for own in self.places.iter().filter(|own| own.confirmed) {
            *counts.entry(own.premises).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(premises, count)| (*count, *premises)).map(|(premises, _)| premises)
    }
}

/// Loads a child for a decision on days between `from` and `until`.
pub fn child(conn: &mut Conn, id: ChildId, (from, until): (Date, Date), now: Instant) -> Result<Child> {
    type Known = (Stored<Date>, Option<Stored<Date>>, Stored<FamilyId>, String);
    let (birth_date, walks_since, family_id, commune): Known = child::table
        .inner_join(family::table)
        .filter(child::id.eq(stored(id)))
        .select((child::birth_date, child::walks_since, family::id, family::commune))
        .first(conn)
        .or_not_found()?;
    let weeks = (week_of(from), days_after(week_of(until), 6));
    type Place = (
        Stored<BookingId>,
        Stored<SessionId>,
        Stored<SiteId>,
        Stored<PremisesId>,
        Stored<Date>,
        Stored<HalfDay>,
        Option<Stored<PlaceRequestId>>,
        Option<Stored<Instant>>,
        Option<i32>,
        Stored<CareKind>,
    );
    let places: Vec<Place> = booking::table
        .inner_join(session::table)
        .filter(booking::child_id.eq(stored(id)))
        .filter(booking::date.between(stored(days_after(weeks.0, -DAYS_OF_HABIT)), stored(weeks.1)))
        .filter(active!(now))
        .order((booking::date, booking::half_day, booking::id))
        .select((
            booking::id,
            booking::session_id,
            booking::site_id,
            session::premises_id,
            booking::date,
            booking::half_day,
            booking::place_request_id,
            booking::confirmed_at,
            booking::proposal,
            booking::care_kind,
        ))
        .load(conn)?;
    type Situation = (Stored<SituationKind>, Stored<Date>, Option<Stored<Date>>);
    let situations: Vec<Situation> = situation::table
        .inner_join(parent::table)
        .filter(parent::family_id.eq(&family_id))
        .filter(situation::withdrawn_at.is_null())
        .order(situation::id)
        .select((situation::kind, situation::from_date, situation::until_date))
        .load(conn)?;
    let mut ties: BTreeMap<SiteId, SiteTies> = BTreeMap::new();
    type Accepted = (Stored<SiteId>, Stored<Instant>, Option<Stored<Instant>>);
    let referrals: Vec<Accepted> = referral::table
        .inner_join(referral_child::table)
        .filter(referral_child::child_id.eq(stored(id)))
        .filter(referral::accepted_at.is_not_null())
        .order(referral::id)
        .select((referral::site_id, referral::sent_at, referral::ended_at))
        .load(conn)?;
    for (site_id, sent, ended) in referrals {
        // An accepted referral covers the days from its sending on; its end is the last day.
        let day = |instant: Instant| instant.date(&TimeZone::UTC);
        let period = Period { from: day(sent.value()), until: ended.map(|ended| day(ended.value())) };
        ties.entry(site_id.value()).or_default().referred.push(period);
    }
    type Admission = (Stored<SiteId>, Stored<Date>, Option<Stored<Date>>, Option<Stored<Instant>>);
    let admissions: Vec<Admission> = admission::table
        .filter(admission::child_id.eq(stored(id)))
        .order(admission::id)
        .select((admission::site_id, admission::from_date, admission::until_date, admission::ended_at))
        .load(conn)?;
    for (site_id, from, until, ended) in admissions {
        let ended = ended.map(|ended| ended.value().date(&TimeZone::UTC));
        let until = until.map(Stored::value).into_iter().chain(ended).min();
        ties.entry(site_id.value()).or_default().admitted.push(Period { from: from.value(), until });
    }
    type FirstSteps = (Stored<SiteId>, Option<Stored<Instant>>);
    let begun: Vec<FirstSteps> = familiarisation::table
        .filter(familiarisation::child_id.eq(stored(id)).and(familiarisation::stopped_at.is_null()))
        .order((familiarisation::begun_at, familiarisation::id))
        .select((familiarisation::site_id, familiarisation::finished_at))
        .load(conn)?;
    // Of several at one site the last says it.
    let first_steps: BTreeMap<SiteId, bool> =
        begun.into_iter().map(|(site, finished)| (site.value(), finished.is_some())).collect();
    let birth_date = birth_date.value();
    // Only a contract that runs asks for papers.
    let day = now.date(&TimeZone::UTC);
    let running: Vec<(SiteId, Date)> = ties
        .iter()
        .flat_map(|(site, ties)| ties.admitted.iter().map(|period| (*site, *period)))
        .filter(|(_, period)| period.until.is_none_or(|until| day <= until))
        .map(|(site, period)| (site, period.from))
        .collect();
    for (site, blocking) in crate::papers::blocking(conn, id, birth_date, &running, now)? {
        ties.entry(site).or_default().paper_overdue = Some(blocking.since);
    }
    let places: Vec<OwnPlace> = places
        .into_iter()
        .map(|(id, session, site, premises, date, half_day, request, confirmed, proposal, kind)| OwnPlace {
            booking: id.value(),
            place: ActiveBooking {
                session: session.value(),
                site: site.value(),
                date: date.value(),
                half_day: half_day.value(),
            },
            premises: premises.value(),
            request: request.map(Stored::value),
            confirmed: confirmed.is_some(),
            promised: confirmed.is_none() && proposal == Some(KEPT_FOR_PROMISE),
            kind: kind.value(),
        })
        .collect();
    let came_alone = super::came_before::came_alone(conn, &places, &first_steps, day)?;
    Ok(Child {
        id,
        first_steps,
        came_alone,
        family: family_id.value(),
        commune,
        birth_date,
        walks_since: walks_since.map(Stored::value),
        places,
        situations: situations
            .into_iter()
            .map(|(kind, from, until)| (kind.value(), Period { from: from.value(), until: until.map(Stored::value) }))
            .collect(),
        ties,
        weeks,
    })
}

/// The rules of some sites: dated policies, and authorised places (`None` where no authorisation applies).
#[derive(Debug, Clone, Default)]
pub struct SiteRules {
    sites: BTreeMap<SiteId, (Vec<SitePolicy>, Option<Vec<DatedBands>>)>,
}

impl SiteRules {
    /// Adds the rules of other sites.
    pub(crate) fn add(&mut self, others: Self) {
        self.sites.extend(others.sites);
    }
    /// A site's policies, the latest start first.
    pub fn policies(&self, site: SiteId) -> &[SitePolicy] {
        self.sites.get(&site).map(|(policies, _)| policies.as_slice()).unwrap_or_default()
    }
    /// A site's policy on a day.
    pub fn policy_on(&self, site: SiteId, day: Date) -> Option<&SitePolicy> {
        self.policies(site).iter().find(|policy| policy.period.contains(day))
    }
    /// A site's authorised places.
    pub fn authorisations(&self, site: SiteId) -> Option<&[DatedBands]> {
        self.sites.get(&site).and_then(|(_, acts)| acts.as_deref())
    }
}

/// Loads the rules of some sites.
pub fn site_rules(conn: &mut Conn, ids: &[SiteId]) -> Result<SiteRules> {
    let wanted: Vec<Stored<SiteId>> = ids.iter().copied().map(stored).collect();
    let kinds: Vec<(Stored<SiteId>, Stored<SiteKind>)> =
        site::table.filter(site::id.eq_any(wanted)).select((site::id, site::kind)).load(conn)?;
    let kinds: Vec<(SiteId, SiteKind)> = kinds.into_iter().map(|(id, kind)| (id.value(), kind.value())).collect();
    rules_of(conn, &kinds)
}

pub(crate) fn rules_of(conn: &mut Conn, kinds: &[(SiteId, SiteKind)]) -> Result<SiteRules> {
    let ids: Vec<SiteId> = kinds.iter().map(|(id, _)| *id).collect();
    let mut rules = SiteRules::default();
    for (id, kind) in kinds {
        // Parents stay on the spot: no authorisation applies (`rules.md` 2.10).
        let acts = (*kind != SiteKind::ParentsOnSite).then(Vec::new);
        rules.sites.insert(*id, (Vec::new(), acts));
    }
    for (id, policy) in sites::policies(conn, &ids)? {
        if let Some((policies, _)) = rules.sites.get_mut(&id) {
            policies.push(policy);
        }
    }
    for (id, act) in sites::authorisations(conn, &ids)? {
        if let Some((_, Some(acts))) = rules.sites.get_mut(&id) {
            acts.push(DatedBands { period: act.period, premises: None, bands: act.bands });
        }
    }
    Ok(rules)
}
