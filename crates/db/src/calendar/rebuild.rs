//! Sessions made to agree with the rules, and the same thing tried without doing it.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;
use domain::calendar::*;
use domain::places::{ReleaseReason, days_after};
use domain::*;

use super::{HORIZON_WEEKS, Session, session_by_id, sessions_of, site_calendar};
use crate::audit::Signature;
use crate::error::OrNotFound;
use crate::places::booking_by_id;
use crate::schema::{booking, session, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// Kind of the job that rebuilds the sessions of one site: payload [`RebuildJob`].
pub const REBUILD_JOB: &str = "rebuild_sessions";

/// The parameters of [`REBUILD_JOB`].
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct RebuildJob {
    /// The site.
    pub site: SiteId,
}

/// A session that stands and that the rules would have otherwise.
#[derive(Debug, Clone)]
pub struct Touched {
    /// The session as it stands.
    pub session: Session,
    /// What the rules make of it; `None` when they do not open it.
    pub becomes: Option<PlannedSession>,
    /// Children booked in it.
    pub bookings: usize,
    /// Seats kept for somebody who is choosing.
    pub holds: usize,
    /// Why it stays as it is until a human decides.
    pub decision: Option<DecisionNeeded>,
}

/// What the rules would change in the sessions that stand.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// Sessions to add.
    pub added: Vec<PlannedSession>,
    /// Sessions to change, cancel, open again, or decide on, by date.
    pub touched: Vec<Touched>,
    /// Sessions that agree with the rules again, and need no decision any more.
    pub settled: Vec<SessionId>,
    /// Children who are booked in a touched session, each once.
    pub children: usize,
}

impl Difference {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.touched.is_empty()
    }
    /// How many sessions a human will have to decide on.
    pub fn decisions(&self) -> usize {
        self.touched.iter().filter(|touched| touched.decision.is_some()).count()
    }
}

/// What a rebuild did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rebuilt {
    /// Sessions added.
    pub added: usize,
    /// Sessions changed in hours or seats.
    pub changed: usize,
    /// Sessions cancelled: nobody was booked.
    pub cancelled: usize,
    /// Sessions that stay because children are booked: a human decides.
    pub to_decide: Vec<SessionId>,
}

struct Taken {
    seat: u16,
    child: ChildId,
    confirmed: bool,
}

/// Bookings and holds that have not run out, by session.
fn taken_seats(
    conn: &mut Conn,
    site_id: SiteId,
    from: Date,
    until: Date,
    now: Instant,
) -> Result<HashMap<SessionId, Vec<Taken>>> {
    type Row = (Stored<SessionId>, i32, Stored<ChildId>, Option<Stored<Instant>>);
    let rows: Vec<Row> = booking::table
        .filter(booking::site_id.eq(stored(site_id)).and(booking::date.between(stored(from), stored(until))))
        .filter(booking::released_at.is_null())
        .filter(booking::confirmed_at.is_not_null().or(booking::expires_at.gt(stored(now))))
        .select((booking::session_id, booking::seat_no, booking::child_id, booking::confirmed_at))
        .load(conn)?;
    let mut taken: HashMap<SessionId, Vec<Taken>> = HashMap::new();
    for (session, seat, child, confirmed) in rows {
        taken.entry(session.value()).or_default().push(Taken {
            seat: u16::try_from(seat).unwrap_or(u16::MAX),
            child: child.value(),
            confirmed: confirmed.is_some(),
        });
    }
    Ok(taken)
}

/// What a calendar would change in the sessions of a site between two days: the dry run of [`Tx::rebuild_sessions`].
pub fn difference_under(
    conn: &mut Conn,
    site_id: SiteId,
    calendar: &SiteCalendar,
    from: Date,
    until: Date,
    now: Instant,
) -> Result<Difference> {
    let planned = sessions(calendar, from, until);
    let taken = taken_seats(conn, site_id, from, until, now)?;
    let mut standing: BTreeMap<SessionKey, Session> = sessions_of(conn, &[site_id], from, until)?
        .into_iter()
        .map(|session| ((session.date, session.half_day, session.premises), session))
        .collect();
    let mut difference = Difference::default();
    let mut children = HashSet::new();
    let mut touch = |session: Session, becomes: Option<PlannedSession>, decide: Option<DecisionNeeded>| {
        let seats = taken.get(&session.id).map(Vec::as_slice).unwrap_or_default();
        children.extend(seats.iter().map(|taken| taken.child));
        let bookings = seats.iter().filter(|taken| taken.confirmed).count();
        Touched { session, becomes, bookings, holds: seats.len() - bookings, decision: decide }
    };
    let numbers = |session: &Session| -> Vec<u16> {
        taken.get(&session.id).into_iter().flatten().map(|taken| taken.seat).collect()
    };
    for plan in planned {
        let Some(old) = standing.remove(&plan.key()) else {
            difference.added.push(plan);
            continue;
        };
        let same = old.starts_at == plan.starts_at && old.ends_at == plan.ends_at && old.seats == plan.seats;
        if old.cancelled_at.is_some() {
            difference.touched.push(touch(old, Some(plan), None));
        } else if same {
            if old.decision_needed.is_some() || old.kept_at.is_some() {
                difference.settled.push(old.id);
            }
        } else if old.kept_at.is_none() {
            let fits = old.seats.moved_to(plan.seats, &numbers(&old)).is_some();
            let decision = (!fits).then_some(DecisionNeeded::SeatsChanged);
            difference.touched.push(touch(old, Some(plan), decision));
        }
    }
    for old in standing.into_values().filter(|old| old.cancelled_at.is_none() && old.kept_at.is_none()) {
        let decision = taken.contains_key(&old.id).then_some(DecisionNeeded::NoLongerOpen);
        difference.touched.push(touch(old, None, decision));
    }
    difference
        .touched
        .sort_by_key(|touched| (touched.session.date, touched.session.half_day, touched.session.premises));
    difference.children = children.len();
    Ok(difference)
}

/// The day sessions exist until, seen from a day.
pub fn horizon(today: Date) -> Date {
    days_after(today, i32::try_from(HORIZON_WEEKS * 7).unwrap_or(182))
}

/// Today where the site is.
pub fn site_today(conn: &mut Conn, site_id: SiteId, now: Instant) -> Result<Date> {
    Ok(now.date(&site_zone(conn, site_id)?))
}

fn site_zone(conn: &mut Conn, site_id: SiteId) -> Result<jiff::tz::TimeZone> {
    let zone: String = site::table.find(stored(site_id)).select(site::time_zone).first(conn).or_not_found()?;
    Ok(domain::time::time_zone(&zone).unwrap_or(jiff::tz::TimeZone::UTC))
}

/// Brings the sessions of a site up to the horizon of today: what the daily worker does for each site.
pub fn roll_horizon(tx: &mut Tx<'_>, site_id: SiteId) -> Result<Rebuilt> {
    let today = site_today(tx.conn, site_id, tx.now)?;
    tx.rebuild_sessions(site_id, today, horizon(today))
}

/// Every site that has not ended, for the daily worker.
pub fn sites_to_roll(conn: &mut Conn, today: Date) -> Result<Vec<SiteId>> {
    let rows: Vec<Stored<SiteId>> = site::table
        .filter(site::ended_on.is_null().or(site::ended_on.ge(stored(today))))
        .order(site::id)
        .select(site::id)
        .load(conn)?;
    Ok(rows.into_iter().map(Stored::value).collect())
}

impl Tx<'_> {
    /// Makes the sessions of a site between two days agree with its rules.
    ///
    /// A session nobody is booked in follows the rules. One that has bookings follows them where every child keeps a seat of its
    /// class (numbers move with the seats); otherwise it stays as it is and waits for a decision, never taken away silently. What a
    /// human decided to keep is left alone until the rules agree with it.
    pub fn rebuild_sessions(&mut self, site_id: SiteId, from: Date, until: Date) -> Result<Rebuilt> {
        diesel::update(site::table.find(stored(site_id)))
            .set(site::revision.eq(site::revision + 1_i64))
            .execute(self.conn)?;
        let calendar = site_calendar(self.conn, site_id)?;
        let zone = site_zone(self.conn, site_id)?;
        let difference = difference_under(self.conn, site_id, &calendar, from, until, self.now)?;
        let mut result = Rebuilt::default();
        for plan in &difference.added {
            let starts = Instant::of_civil(plan.date, plan.starts_at, &zone).unwrap_or(self.now);
            self.add_session(site_id, plan, starts)?;
            result.added += 1;
        }
        for id in difference.settled {
            diesel::update(session::table.find(stored(id)))
                .set((
                    session::decision_needed.eq(None::<String>),
                    session::kept_at.eq(None::<Stored<Instant>>),
                    session::revision.eq(session::revision + 1_i64),
                ))
                .execute(self.conn)?;
        }
        for touched in difference.touched {
            let id = touched.session.id;
            // The session's row is locked first, and its seats read again: a booking may have come in between.
            diesel::update(session::table.find(stored(id)))
                .set(session::revision.eq(session::revision + 1_i64))
                .execute(self.conn)?;
            self.release_expired_holds(id)?;
            let taken = self.seats_of(id)?;
            match &touched.becomes {
                None if taken.is_empty() => {
                    self.close_session(id, DecisionNeeded::NoLongerOpen.as_str())?;
                    result.cancelled += 1;
                }
                None => {
                    self.ask_for_decision(id, DecisionNeeded::NoLongerOpen)?;
                    result.to_decide.push(id);
                }
                Some(plan) => {
                    let numbers: Vec<u16> = taken.iter().map(|(_, seat)| *seat).collect();
                    match touched.session.seats.moved_to(plan.seats, &numbers) {
                        Some(moved) => {
                            self.move_seats(&taken, &moved)?;
                            let starts = Instant::of_civil(plan.date, plan.starts_at, &zone).unwrap_or(self.now);
                            self.follow_plan(id, plan, starts)?;
                            result.changed += 1;
                        }
                        None => {
                            self.ask_for_decision(id, DecisionNeeded::SeatsChanged)?;
                            result.to_decide.push(id);
                        }
                    }
                }
            }
        }
        Ok(result)
    }

    /// Runs a [`REBUILD_JOB`].
    pub fn run_rebuild_job(&mut self, payload: &str) -> Result<Rebuilt> {
        let job: RebuildJob = serde_json::from_str(payload)?;
        roll_horizon(self, job.site)
    }

    /// Plans a rebuild of some sites after the commit.
    pub fn plan_rebuild(&mut self, sites: &[SiteId]) -> Result<()> {
        for site in sites {
            self.plan_job(REBUILD_JOB, &RebuildJob { site: *site }, self.now, Some(&site.to_string()))?;
        }
        Ok(())
    }

    /// Keeps a session that waits for a decision as it is, as an exception to the rules.
    pub fn keep_session(&mut self, id: SessionId) -> Result<Session> {
        diesel::update(session::table.find(stored(id)))
            .set(session::revision.eq(session::revision + 1_i64))
            .execute(self.conn)?;
        let found = session_by_id(self.conn, id)?;
        if found.cancelled_at.is_some() {
            return Err(Refusal::SessionCancelled { date: found.date, half_day: found.half_day }.into());
        }
        diesel::update(session::table.find(stored(id)))
            .set((session::decision_needed.eq(None::<String>), session::kept_at.eq(Some(stored(self.now)))))
            .execute(self.conn)?;
        session_by_id(self.conn, id)
    }

    /// Cancels a session: every booking and hold in it is given back with the reason `site_closed`, and the half-day is closed so
    /// that the rules do not open it again. Answers what was given back, for those who tell the families.
    pub fn cancel_session(
        &mut self,
        by: &Signature,
        id: SessionId,
        reason: ClosureReason,
        note: Option<&str>,
    ) -> Result<Vec<BookingId>> {
        diesel::update(session::table.find(stored(id)))
            .set(session::revision.eq(session::revision + 1_i64))
            .execute(self.conn)?;
        let found = session_by_id(self.conn, id)?;
        if found.cancelled_at.is_some() {
            return Err(Refusal::SessionCancelled { date: found.date, half_day: found.half_day }.into());
        }
        self.release_expired_holds(id)?;
        let released: Vec<BookingId> = self.seats_of(id)?.into_iter().map(|(booking, _)| booking).collect();
        for taken in &released {
            let seat = booking_by_id(self.conn, *taken)?;
            self.mark_released(by, &seat, ReleaseReason::SiteClosed)?;
            if let Some(request) = seat.request.filter(|_| seat.confirmed_at.is_none()) {
                // The family declined nothing: its request waits on where there is a list.
                self.request_lost_an_option(request, true)?;
                self.promise_is_shaken(request)?;
            }
        }
        self.rounds_fall(id)?;
        self.close_session(id, reason.as_str())?;
        let calendar = site_calendar(self.conn, found.site)?;
        let opened = sessions(&calendar, found.date, found.date)
            .iter()
            .any(|plan| plan.premises == found.premises && plan.half_day == found.half_day);
        if opened {
            let closure = Closure {
                premises: Some(found.premises),
                period: Period { from: found.date, until: Some(found.date) },
                half_day: Some(found.half_day),
                reason,
            };
            self.create_closure(found.site, &closure, note, by.person)?;
        }
        Ok(released)
    }

    fn add_session(&mut self, site_id: SiteId, plan: &PlannedSession, starts: Instant) -> Result<()> {
        let id: SessionId = self.new_id();
        diesel::insert_into(session::table)
            .values((
                (
                    session::id.eq(stored(id)),
                    session::site_id.eq(stored(site_id)),
                    session::premises_id.eq(stored(plan.premises)),
                    session::date.eq(stored(plan.date)),
                    session::half_day.eq(stored(plan.half_day)),
                    session::starts_at.eq(stored(plan.starts_at)),
                    session::ends_at.eq(stored(plan.ends_at)),
                    session::starts_instant.eq(stored(starts)),
                ),
                (
                    session::seats_regular.eq(i32::from(plan.seats.regular)),
                    session::seats_adaptation.eq(i32::from(plan.seats.adaptation)),
                    session::seats_emergency.eq(i32::from(plan.seats.emergency)),
                    session::revision.eq(1_i64),
                    session::created_at.eq(stored(self.now)),
                ),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    fn follow_plan(&mut self, id: SessionId, plan: &PlannedSession, starts: Instant) -> Result<()> {
        diesel::update(session::table.find(stored(id)))
            .set((
                session::starts_at.eq(stored(plan.starts_at)),
                session::ends_at.eq(stored(plan.ends_at)),
                session::starts_instant.eq(stored(starts)),
                session::seats_regular.eq(i32::from(plan.seats.regular)),
                session::seats_adaptation.eq(i32::from(plan.seats.adaptation)),
                session::seats_emergency.eq(i32::from(plan.seats.emergency)),
                session::cancelled_at.eq(None::<Stored<Instant>>),
                session::cancel_reason.eq(None::<String>),
                session::decision_needed.eq(None::<String>),
                session::kept_at.eq(None::<Stored<Instant>>),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    fn close_session(&mut self, id: SessionId, reason: &str) -> Result<()> {
        diesel::update(session::table.find(stored(id)))
            .set((
                session::cancelled_at.eq(Some(stored(self.now))),
                session::cancel_reason.eq(Some(reason)),
                session::decision_needed.eq(None::<String>),
                session::kept_at.eq(None::<Stored<Instant>>),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    fn ask_for_decision(&mut self, id: SessionId, why: DecisionNeeded) -> Result<()> {
        diesel::update(session::table.find(stored(id)))
            .set(session::decision_needed.eq(Some(why.as_str())))
            .execute(self.conn)?;
        Ok(())
    }

    fn release_expired_holds(&mut self, id: SessionId) -> Result<()> {
        diesel::update(
            booking::table
                .filter(booking::session_id.eq(stored(id)).and(booking::released_at.is_null()))
                .filter(booking::confirmed_at.is_null().and(booking::expires_at.le(stored(self.now)))),
        )
        .set((
            booking::released_at.eq(Some(stored(self.now))),
            booking::release_reason.eq(Some(ReleaseReason::HoldExpired.as_str())),
        ))
        .execute(self.conn)?;
        Ok(())
    }

    /// The seats of a session that are not given back.
    fn seats_of(&mut self, id: SessionId) -> Result<Vec<(BookingId, u16)>> {
        let rows: Vec<(Stored<BookingId>, i32)> = booking::table
            .filter(booking::session_id.eq(stored(id)).and(booking::released_at.is_null()))
            .order(booking::seat_no)
            .select((booking::id, booking::seat_no))
            .load(self.conn)?;
        Ok(rows.into_iter().map(|(id, seat)| (id.value(), u16::try_from(seat).unwrap_or(u16::MAX))).collect())
    }

    /// Gives children their new numbers, by way of numbers nobody has: a seat is never held twice, not even for a moment.
    fn move_seats(&mut self, taken: &[(BookingId, u16)], moved: &[(u16, u16)]) -> Result<()> {
        const ASIDE: i32 = 100_000;
        let moves: Vec<(BookingId, u16)> = taken
            .iter()
            .filter_map(|(id, seat)| {
                let (_, to) = moved.iter().find(|(from, _)| from == seat)?;
                (to != seat).then_some((*id, *to))
            })
            .collect();
        for aside in [ASIDE, 0] {
            for (id, seat) in &moves {
                diesel::update(booking::table.find(stored(*id)))
                    .set(booking::seat_no.eq(i32::from(*seat) + aside))
                    .execute(self.conn)?;
            }
        }
        Ok(())
    }
}

/// Sessions of a site that wait for a decision from a day on, with how many children are booked in each.
pub fn sessions_to_decide(conn: &mut Conn, site_id: SiteId, from: Date, now: Instant) -> Result<Vec<(Session, usize)>> {
    let ids: Vec<Stored<SessionId>> = session::table
        .filter(session::site_id.eq(stored(site_id)).and(session::date.ge(stored(from))))
        .filter(session::decision_needed.is_not_null().and(session::cancelled_at.is_null()))
        .order((session::date, session::half_day.desc(), session::id))
        .select(session::id)
        .load(conn)?;
    let mut waiting = Vec::with_capacity(ids.len());
    for id in ids {
        let found = session_by_id(conn, id.value())?;
        let booked = taken_seats(conn, site_id, found.date, found.date, now)?.remove(&found.id).unwrap_or_default();
        waiting.push((found, booked.len()));
    }
    Ok(waiting)
}
