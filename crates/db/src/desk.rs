//! The desk of the day: what waits for somebody, the oldest first, each with the site it is about.
//!
//! Names are those of families in sight. Who may only count (an administrator) gets no name at all.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::Action;
use domain::attendance::Presence;
use domain::attendance::closing::Closing;
use domain::places::{RequestOutcome, days_after};
use domain::referrals::{EXPIRY_DAYS, Urgency};
use domain::*;

use crate::access::{Actor, Scope, Seen, families, see_site, sites};
use crate::attendance::watch::watched;
use crate::attendance::{self, SiteCard};
use crate::schema::{
    admission, booking, child, place_request, place_request_site, plan_promise, referral, session, site,
};
use crate::{Conn, Result, Stored, stored};

/// A hold is shown when it runs out within this many hours.
pub const HOLD_HOURS: i64 = 2;

/// Days back in which a child who was not fetched is asked about.
pub const NOT_LEFT_DAYS: i32 = 7;

domain::word_list! {
    /// Kinds of things that wait.
    DeskKind {
        /// A referral without answer.
        Referral = "referral",
        /// A place request that waits.
        Request = "request",
        /// A promise that a closure broke: the family needs another answer.
        BrokenPromise = "broken_promise",
        /// A hold that will run out.
        Hold = "hold",
        /// A session whose rule changed under its bookings.
        Decision = "decision",
        /// A child who arrived and was never written down as fetched.
        NotLeft = "not_left",
        /// A departure nobody noted, which a rule supposed: to confirm or correct.
        ClosedByRule = "closed_by_rule",
        /// What was noted at the door does not fit together.
        Conflict = "conflict",
        /// Papers of admission that are overdue.
        Papers = "papers",
        /// A child who comes less often than the site asks.
        LowFrequency = "low_frequency",
        /// Something the site owes by a date: a drill, its authorisation, its direction, its health referent.
        Duty = "duty",
    }
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// What.
    pub kind: DeskKind,
    /// At which site.
    pub site: SiteId,
    /// Its id: of the referral, request, booking, session or child.
    pub id: String,
    /// Since when.
    pub since: Instant,
    /// Until when it can be answered.
    pub until: Option<Instant>,
    /// The day it is about, and its half.
    pub day: Option<(Date, Option<HalfDay>)>,
    /// Number of a referral, or figures (`booked/minimum`).
    pub figure: String,
    /// Who refers and how soon an answer is hoped for, when what waits is a referral.
    pub referred: Option<(String, Urgency)>,
    /// Given name and initial of the child, when in sight.
    pub name: Option<(String, String)>,
}

/// A session of today with its head-counts.
#[derive(Debug, Clone)]
pub struct TodaySession {
    /// The site.
    pub site: SiteId,
    /// The session.
    pub session: SessionId,
    /// Its half of the day.
    pub half_day: HalfDay,
    /// Its hours.
    pub hours: (Time, Time),
    /// Where.
    pub premises: String,
    /// Seats.
    pub seats: u16,
    /// Children booked.
    pub booked: usize,
    /// Children here now.
    pub here: usize,
    /// Children absent.
    pub absent: usize,
    /// Children nobody has seen who should be here.
    pub late: usize,
}

/// A desk.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// The sites it is about.
    pub sites: Vec<SiteCard>,
    /// What waits, the oldest first.
    pub waits: Vec<Waits>,
    /// Today's sessions.
    pub today: Vec<TodaySession>,
    /// Whether only counts are shown.
    pub counts_only: bool,
}

impl Desk {
    /// How many of a kind wait at a site.
    pub fn count(&self, site: SiteId, kind: DeskKind) -> usize {
        let of_site = self.waits.iter().filter(|one| one.site == site && one.kind == kind);
        match kind {
            // One line for all of a site's.
            DeskKind::Papers => of_site.filter_map(|one| one.figure.parse::<usize>().ok()).sum(),
            _ => of_site.count(),
        }
    }
}

/// The sites whose things of an action wait on this desk.
fn sites_for(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<Stored<SiteId>>> {
    Ok(site::table.filter(site::id.eq_any(sites!(&Scope::new(actor, action)))).select(site::id).load(conn)?)
}

/// Everything that waits for the actor.
pub fn desk(conn: &mut Conn, actor: &Actor, now: Instant) -> Result<Desk> {
    let sites = attendance::sites_of(conn, actor, Action::SeeDesk)?;
    let mut desk = Desk { counts_only: !actor.may(Action::SeeBoard), sites, ..Desk::default() };
    // Who sees counts only counts everything of her sites; others what they can act on.
    let scope = |action: Action| if desk.counts_only { Action::SeeCounts } else { action };
    let mut waits = referrals(conn, actor, scope(Action::AnswerReferral))?;
    waits.extend(requests(conn, actor, scope(Action::ManageBookings))?);
    waits.extend(broken_promises(conn, actor, scope(Action::ManageBookings))?);
    waits.extend(holds(conn, actor, scope(Action::ManageBookings), now)?);
    waits.extend(decisions(conn, actor, scope(Action::ManageSites), now)?);
    for card in &desk.sites {
        let seen = see_site(conn, actor, Action::SeeDesk, card.id)?;
        let today = now.date(&card.zone);
        let sheet = attendance::sheet(conn, &seen, today, now)?;
        for part in &sheet.sessions {
            let count = |word: &str| part.children.iter().filter(|child| child.presence.word() == word).count();
            desk.today.push(TodaySession {
                site: card.id,
                session: part.session.id,
                half_day: part.session.half_day,
                hours: (part.session.starts_at, part.session.ends_at),
                premises: part.premises.clone(),
                seats: part.session.seats.total(),
                booked: part.children.len(),
                here: count("here"),
                absent: count("absent"),
                late: part.children.iter().filter(|child| child.late).count(),
            });
        }
        waits.extend(at_the_door(conn, card, today)?);
        if let Ok(runs) = see_site(conn, actor, scope(Action::ManageSites), card.id) {
            waits.extend(duties(conn, &runs, today, now)?);
        }
        if actor.may(scope(Action::SeePapers)) {
            waits.extend(papers(conn, card, today)?);
        }
        if actor.may(scope(Action::ManageBookings)) {
            waits.extend(low_frequency(conn, card, today, now)?);
        }
    }
    if desk.counts_only {
        for one in &mut waits {
            one.name = None;
            one.referred = None;
        }
    } else {
        keep_names_in_sight(conn, actor, &mut waits)?;
    }
    waits.sort_by(|one, other| (one.since, one.kind, &one.id).cmp(&(other.since, other.kind, &other.id)));
    desk.waits = waits;
    Ok(desk)
}

/// Takes away the names of families the actor does not accompany.
fn keep_names_in_sight(conn: &mut Conn, actor: &Actor, waits: &mut [Waits]) -> Result<()> {
    let scope = Scope::new(actor, Action::SeeChild);
    let named: Vec<Stored<ChildId>> = waits.iter().filter_map(|one| one.child()).map(stored).collect();
    let mut in_sight: Vec<ChildId> = Vec::new();
    for ids in named.chunks(500) {
        let rows: Vec<Stored<ChildId>> = child::table
            .filter(child::id.eq_any(ids.to_vec()))
            .filter(child::family_id.eq_any(families!(&scope)))
            .select(child::id)
            .load(conn)?;
        in_sight.extend(rows.into_iter().map(Stored::value));
    }
    for one in waits {
        // Children booked at one's site are on its sheet: staff see them whatever their scope on families.
        let on_the_sheet = matches!(one.kind, DeskKind::NotLeft | DeskKind::ClosedByRule | DeskKind::Conflict);
        if !on_the_sheet && !one.child().is_some_and(|child| in_sight.contains(&child)) {
            one.name = None;
        }
    }
    Ok(())
}

impl Waits {
    /// The child it is about, kept beside the name until it is known who reads.
    fn child(&self) -> Option<ChildId> {
        match self.kind {
            DeskKind::LowFrequency => ChildId::read(&self.id),
            _ => self.name.as_ref().and_then(|_| ChildId::read(&self.figure)),
        }
    }
}

fn referrals(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<Waits>> {
    let mine = sites_for(conn, actor, action)?;
    type Row = (Stored<ReferralId>, Stored<SiteId>, Stored<Instant>, String, (String, Stored<Urgency>));
    let rows: Vec<Row> = referral::table
        .filter(referral::site_id.eq_any(mine))
        .filter(referral::accepted_at.is_null().and(referral::refused_at.is_null()))
        .filter(referral::expired_at.is_null().and(referral::ended_at.is_null()))
        .order((referral::sent_at, referral::id))
        .limit(500)
        .select((
            referral::id,
            referral::site_id,
            referral::sent_at,
            referral::number,
            (referral::prescriber_organisation_name, referral::urgency),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, site, sent, number, (organisation, urgency))| Waits {
            kind: DeskKind::Referral,
            site: site.value(),
            id: id.to_string(),
            since: *sent,
            until: Some(sent.plus_hours(24 * EXPIRY_DAYS)),
            day: None,
            figure: number,
            referred: Some((organisation, urgency.value())),
            name: None,
        })
        .collect())
}

fn requests(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<Waits>> {
    let mine = sites_for(conn, actor, action)?;
    type Row = (
        Stored<PlaceRequestId>,
        Stored<SiteId>,
        Stored<Instant>,
        Option<Stored<Date>>,
        (Stored<ChildId>, String, String),
    );
    let rows: Vec<Row> = place_request::table
        .inner_join(place_request_site::table)
        .inner_join(child::table)
        .filter(place_request_site::site_id.eq_any(mine))
        .filter(place_request::outcome.eq(Some(stored(RequestOutcome::Waiting))))
        .filter(place_request::withdrawn_at.is_null())
        .order((place_request::created_at, place_request::id))
        .limit(500)
        .select((
            place_request::id,
            place_request_site::site_id,
            place_request::created_at,
            place_request::answer_by,
            (child::id, child::given_name, child::family_name),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, site, created, answer_by, (child, given, name))| Waits {
            kind: DeskKind::Request,
            site: site.value(),
            id: id.to_string(),
            since: created.value(),
            until: None,
            day: answer_by.map(|day| (day.value(), None)),
            figure: child.to_string(),
            referred: None,
            name: Some((given, initial(&name))),
        })
        .collect())
}

/// Promises that were broken, until the request has its place, another promise, or is taken back.
fn broken_promises(conn: &mut Conn, actor: &Actor, action: Action) -> Result<Vec<Waits>> {
    let mine = sites_for(conn, actor, action)?;
    type Row = (
        (Stored<PlaceRequestId>, Stored<SiteId>, Option<Stored<Instant>>, Stored<Date>),
        (Stored<ChildId>, String, String),
    );
    let rows: Vec<Row> = plan_promise::table
        .inner_join(place_request::table.inner_join(place_request_site::table).inner_join(child::table))
        .filter(place_request_site::site_id.eq_any(mine))
        .filter(plan_promise::broken_at.is_not_null())
        .filter(place_request::outcome.eq(Some(stored(RequestOutcome::Waiting))))
        .filter(place_request::withdrawn_at.is_null())
        .order((plan_promise::broken_at, plan_promise::id))
        .limit(200)
        .select((
            (place_request::id, place_request_site::site_id, plan_promise::broken_at, plan_promise::week_of),
            (child::id, child::given_name, child::family_name),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|((id, site, broken, week_of), (child, given, name))| {
            Some(Waits {
                kind: DeskKind::BrokenPromise,
                site: site.value(),
                id: id.to_string(),
                since: broken?.value(),
                until: None,
                day: Some((week_of.value(), None)),
                figure: child.to_string(),
                referred: None,
                name: Some((given, initial(&name))),
            })
        })
        .collect())
}

fn initial(name: &str) -> String {
    name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default()
}

fn holds(conn: &mut Conn, actor: &Actor, action: Action, now: Instant) -> Result<Vec<Waits>> {
    let mine = sites_for(conn, actor, action)?;
    type Row = (
        (Stored<BookingId>, Stored<SiteId>, Stored<Instant>, Option<Stored<Instant>>),
        (Stored<Date>, Stored<HalfDay>),
        (Stored<ChildId>, String, String),
    );
    let rows: Vec<Row> = booking::table
        .inner_join(child::table)
        .filter(booking::site_id.eq_any(mine))
        .filter(booking::confirmed_at.is_null().and(booking::released_at.is_null()))
        .filter(booking::expires_at.gt(stored(now)).and(booking::expires_at.le(stored(now.plus_hours(HOLD_HOURS)))))
        .order((booking::expires_at, booking::id))
        .limit(200)
        .select((
            (booking::id, booking::site_id, booking::created_at, booking::expires_at),
            (booking::date, booking::half_day),
            (child::id, child::given_name, child::family_name),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|((id, site, created, until), (date, half_day), (child, given, name))| Waits {
            kind: DeskKind::Hold,
            site: site.value(),
            id: id.to_string(),
            since: created.value(),
            until: until.map(Stored::value),
            day: Some((date.value(), Some(half_day.value()))),
            figure: child.to_string(),
            referred: None,
            name: Some((given, initial(&name))),
        })
        .collect())
}

fn decisions(conn: &mut Conn, actor: &Actor, action: Action, now: Instant) -> Result<Vec<Waits>> {
    let mine = sites_for(conn, actor, action)?;
    type Row = (Stored<SessionId>, Stored<SiteId>, Stored<Date>, Stored<HalfDay>, Stored<Instant>, Option<String>);
    let rows: Vec<Row> = session::table
        .filter(session::site_id.eq_any(mine))
        .filter(session::decision_needed.is_not_null().and(session::cancelled_at.is_null()))
        .filter(session::starts_instant.gt(stored(now.plus_hours(-24))))
        .order((session::date, session::half_day.desc(), session::id))
        .limit(200)
        .select((
            session::id,
            session::site_id,
            session::date,
            session::half_day,
            session::starts_instant,
            session::decision_needed,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, site, date, half_day, starts, why)| Waits {
            kind: DeskKind::Decision,
            site: site.value(),
            id: id.to_string(),
            // Nobody knows when the rule changed; what matters is how soon the session is.
            since: now.min(starts.value()),
            until: None,
            day: Some((date.value(), Some(half_day.value()))),
            figure: why.unwrap_or_default(),
            referred: None,
            name: None,
        })
        .collect())
}

/// Children nobody noted as fetched, departures a rule supposed, and what does not fit together: read once, for whoever was there to say.
fn at_the_door(conn: &mut Conn, card: &SiteCard, today: Date) -> Result<Vec<Waits>> {
    let mut waits = Vec::new();
    for one in watched(conn, card, (days_after(today, -NOT_LEFT_DAYS), today))? {
        let wait = |kind: DeskKind, since: Instant, figure: String| Waits {
            kind,
            site: card.id,
            id: one.booking.to_string(),
            since,
            until: None,
            day: Some((one.date, Some(one.half_day))),
            figure,
            referred: None,
            name: Some((one.given_name.clone(), initial(&one.family_name))),
        };
        match (one.presence(), one.closing()) {
            (_, Some(Closing::Waits { at, .. })) => {
                waits.push(wait(DeskKind::ClosedByRule, at, String::new()));
            }
            (Presence::Here { since }, _) if one.date < today && !one.released => {
                waits.push(wait(DeskKind::NotLeft, since, String::new()));
            }
            _ => {}
        }
        if let Some(conflict) = one.conflicts().first() {
            waits.push(wait(DeskKind::Conflict, one.last_written(), conflict.to_string()));
        }
    }
    Ok(waits)
}

/// What the site owes: the figure is the warning itself.
fn duties(conn: &mut Conn, seen: &Seen<SiteId>, today: Date, now: Instant) -> Result<Vec<Waits>> {
    let due = crate::duties::duties(conn, seen, today)?;
    due.into_iter()
        .map(|warning| {
            Ok(Waits {
                kind: DeskKind::Duty,
                site: seen.id(),
                id: String::new(),
                since: now,
                until: None,
                day: None,
                figure: serde_json::to_string(&warning)?,
                referred: None,
                name: None,
            })
        })
        .collect()
}

/// The papers of a site that are overdue, in one line.
fn papers(conn: &mut Conn, card: &SiteCard, today: Date) -> Result<Option<Waits>> {
    let mut overdue = crate::papers::missing::missing_at(conn, card.id, today)?;
    overdue.retain(|missing| missing.kind.is_some() && missing.standing.is_overdue(today));
    let Some(first) = overdue.first().map(crate::papers::missing::Missing::due) else { return Ok(None) };
    let since = Instant::of_civil(first, jiff::civil::time(0, 0, 0, 0), &card.zone);
    Ok(since.map(|since| Waits {
        kind: DeskKind::Papers,
        site: card.id,
        id: card.id.to_string(),
        since,
        until: None,
        day: Some((first, None)),
        figure: overdue.len().to_string(),
        referred: None,
        name: None,
    }))
}

/// Children admitted for the whole month so far who have fewer half-days in it than the site asks.
fn low_frequency(conn: &mut Conn, card: &SiteCard, today: Date, now: Instant) -> Result<Vec<Waits>> {
    let policies = crate::sites::policies(conn, &[card.id])?;
    let Some(minimum) = crate::sites::policy_on(&policies, card.id, today).and_then(|policy| policy.minimum_per_month)
    else {
        return Ok(Vec::new());
    };
    let (first, last) = (today.first_of_month(), today.last_of_month());
    type Row = (Stored<ChildId>, String, String);
    let admitted: Vec<Row> = admission::table
        .inner_join(child::table)
        .filter(admission::site_id.eq(stored(card.id)).and(admission::ended_at.is_null()))
        .filter(admission::from_date.le(stored(first)))
        .filter(admission::until_date.is_null().or(admission::until_date.ge(stored(last))))
        .order((child::given_name, child::id))
        .select((child::id, child::given_name, child::family_name))
        .load(conn)?;
    let booked: Vec<Stored<ChildId>> = booking::table
        .filter(booking::site_id.eq(stored(card.id)).and(booking::date.between(stored(first), stored(last))))
        .filter(booking::released_at.is_null().and(booking::confirmed_at.is_not_null()))
        .select(booking::child_id)
        .load(conn)?;
    let mut counts: BTreeMap<ChildId, i32> = BTreeMap::new();
    for id in booked {
        *counts.entry(id.value()).or_default() += 1;
    }
    let mut seen: Vec<ChildId> = Vec::new();
    Ok(admitted
        .into_iter()
        .filter_map(|(id, given, name)| {
            let id = id.value();
            let count = counts.get(&id).copied().unwrap_or(0);
            let told = seen.contains(&id);
            seen.push(id);
            (count < minimum && !told).then(|| Waits {
                kind: DeskKind::LowFrequency,
                site: card.id,
                id: id.to_string(),
                since: now,
                until: None,
                day: Some((first, None)),
                figure: format!("{count}/{minimum}"),
                referred: None,
                name: Some((given, initial(&name))),
            })
        })
        .collect())
}
