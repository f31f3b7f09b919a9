//! What a family is told before its half-day is known: a guarantee, or a day and a chance.
//!
//! A guarantee is a seat that is kept, not a sentence: each promised request holds seats of its own, so that nobody's booking can
//! break the promise. Until the day of the answer the seats of all promises together may be shared out anew, when that lets one more
//! promise be given; then they are confirmed. A request whose seats are lost all the same (a closure) is told so.

use diesel::prelude::*;
use domain::access::Action;
use domain::places::{ActiveBooking, Asker, Purpose, ReleaseReason, RequestOutcome, SessionFacts, days_after};
use domain::plans::{FEWEST_COMPARABLE, PromiseKind, USUAL_CHANCE_PER_MILLE};
use domain::*;
use serde::{Deserialize, Serialize};

use super::proposals::ProposedPlace;
use super::publish::{PlaceTold, PlanWords, Tidings};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::links::parent_contact;
use crate::places::bookings::{Ask, NewSeat, Replaced};
use crate::places::offers::parent_to_tell;
use crate::places::requests::options_of;
use crate::places::{Booking, facts};
use crate::schema::{place_request, place_request_site, plan_booking, plan_promise, plan_refusal, plan_run, session};
use crate::{Conn, Error, Result, Stored, Tx, calendar, stored};

/// The job that keeps a promise on its day; its payload is [`PromiseJob`].
pub const KEEP_PROMISE: &str = "plans.keep_promise";
/// The rank of an option that is kept for a promise.
pub(crate) const KEPT_FOR_PROMISE: i32 = 0;

/// The payload of [`KEEP_PROMISE`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PromiseJob {
    /// The promise.
    pub promise: PlanPromiseId,
}

/// What a family was told.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Promise {
    /// Its id.
    pub id: PlanPromiseId,
    /// The request.
    pub request: PlaceRequestId,
    /// A guarantee, or a chance.
    pub kind: PromiseKind,
    /// Monday of the week it is about.
    pub week_of: Date,
    /// The day of the answer.
    pub answer_on: Date,
    /// The chance, in tenths of a percent.
    pub per_mille: Option<i32>,
    /// How many comparable requests the chance is counted from.
    pub sample: Option<i32>,
    /// Whether that is too few to be more than an assumption.
    pub assumed: bool,
    /// When the half-day was confirmed.
    pub kept_at: Option<Instant>,
    /// When it fell away: the family took its request back, or the site closed.
    pub withdrawn_at: Option<Instant>,
}

type Row = (
    (Stored<PlanPromiseId>, Stored<PlaceRequestId>, Stored<PromiseKind>, Stored<Date>, Stored<Date>),
    (Option<i32>, Option<i32>, bool, Option<Stored<Instant>>, Option<Stored<Instant>>),
);

macro_rules! columns {
    () => {
        (
            (
                plan_promise::id,
                plan_promise::place_request_id,
                plan_promise::kind,
                plan_promise::week_of,
                plan_promise::answer_on,
            ),
            (
                plan_promise::per_mille,
                plan_promise::sample,
                plan_promise::assumed,
                plan_promise::kept_at,
                plan_promise::withdrawn_at,
            ),
        )
    };
}

fn promise_of(row: Row) -> Promise {
    let ((id, request, kind, week_of, answer_on), (per_mille, sample, assumed, kept_at, withdrawn_at)) = row;
    Promise {
        id: id.value(),
        request: request.value(),
        kind: kind.value(),
        week_of: week_of.value(),
        answer_on: answer_on.value(),
        per_mille,
        sample,
        assumed,
        kept_at: kept_at.map(Stored::value),
        withdrawn_at: withdrawn_at.map(Stored::value),
    }
}

/// The promises for a week of some sites that still bind, the oldest first.
pub fn open_guarantees(conn: &mut Conn, sites: &[SiteId], monday: Date) -> Result<Vec<Promise>> {
    let sites: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let there = place_request_site::table
        .filter(place_request_site::site_id.eq_any(sites))
        .select(place_request_site::place_request_id);
    let rows: Vec<Row> = plan_promise::table
        .filter(plan_promise::place_request_id.eq_any(there))
        .filter(plan_promise::week_of.eq(stored(monday)).and(plan_promise::kind.eq(stored(PromiseKind::Guaranteed))))
        .filter(plan_promise::kept_at.is_null().and(plan_promise::withdrawn_at.is_null()))
        .order((plan_promise::given_at, plan_promise::id))
        .select(columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(promise_of).collect())
}

/// What was promised for a request, the newest first.
pub fn promises_of(conn: &mut Conn, request: PlaceRequestId) -> Result<Vec<Promise>> {
    let rows: Vec<Row> = plan_promise::table
        .filter(plan_promise::place_request_id.eq(stored(request)))
        .order((plan_promise::given_at.desc(), plan_promise::id.desc()))
        .select(columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(promise_of).collect())
}

/// The options that are kept for the promises of some requests.
pub fn kept_for(conn: &mut Conn, requests: &[PlaceRequestId], now: Instant) -> Result<Vec<Booking>> {
    let mut kept = Vec::new();
    for request in requests {
        kept.extend(options_of(conn, *request)?.into_iter().filter(|option| is_kept(option, now)));
    }
    Ok(kept)
}

fn is_kept(option: &Booking, now: Instant) -> bool {
    option.proposal == Some(KEPT_FOR_PROMISE) && option.confirmed_at.is_none() && option.is_active(now)
}

/// Of the requests for a purpose that runs of the same sites looked at: how many, and how many they served.
pub fn comparable(conn: &mut Conn, sites: &[SiteId], purpose: Purpose) -> Result<(i32, i32)> {
    use crate::schema::plan_run_site;
    let sites: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let runs: Vec<Stored<PlanRunId>> = plan_run::table
        .inner_join(plan_run_site::table)
        .filter(plan_run_site::site_id.eq_any(sites))
        .filter(plan_run::published_at.is_not_null())
        .select(plan_run::id)
        .distinct()
        .load(conn)?;
    let served: Vec<Option<Stored<PlaceRequestId>>> = plan_booking::table
        .filter(plan_booking::plan_run_id.eq_any(&runs).and(plan_booking::alternative.eq(1)))
        .filter(plan_booking::purpose.eq(stored(purpose)).and(plan_booking::booking_id.is_not_null()))
        .select(plan_booking::place_request_id)
        .distinct()
        .load(conn)?;
    let refused: Vec<Stored<PlaceRequestId>> = plan_refusal::table
        .inner_join(place_request::table)
        .filter(plan_refusal::plan_run_id.eq_any(&runs).and(plan_refusal::alternative.eq(1)))
        .filter(place_request::purpose.eq(stored(purpose)))
        .select(plan_refusal::place_request_id)
        .distinct()
        .load(conn)?;
    let count = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
    let served = served.into_iter().flatten().count();
    Ok((count(served), count(served + refused.len())))
}

impl Tx<'_> {
    /// Locks the sessions of a week of some sites: what is read after it stays true until the end of the transaction.
    pub fn lock_week(&mut self, sites: &[SiteId], monday: Date) -> Result<()> {
        let sessions = calendar::sessions_of(self.conn, sites, monday, days_after(monday, 6))?;
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
        self.lock_sessions(&ids).map(drop)
    }

    /// Promises a request its seats: those of all promises of the week are shared out as told, and kept.
    ///
    /// `places` serve every promised request of the week, and this one. When a rule refuses one of them, nothing is changed.
    pub fn guarantee(
        &mut self,
        by: &Signature,
        (request, monday, answer_on): (PlaceRequestId, Date, Date),
        promised: &[PlaceRequestId],
        places: &[ProposedPlace],
    ) -> Result<Promise> {
        self.savepoint(|tx| {
            for seat in kept_for(tx.conn, promised, tx.now)? {
                tx.mark_released(by, &seat, ReleaseReason::Moved)?;
            }
            for place in places {
                tx.keep_seat(by, place)?;
            }
            for place in places {
                if place.request == Some(request) {
                    tx.set_outcome(request, RequestOutcome::Held)?;
                }
            }
            tx.write_promise(by, request, PromiseKind::Guaranteed, (monday, answer_on), None)
        })
    }

    /// Tells a request its day and its chance, from what became of comparable ones.
    pub fn answer_on_a_day(
        &mut self,
        by: &Signature,
        (request, monday, answer_on): (PlaceRequestId, Date, Date),
        (served, of): (i32, i32),
    ) -> Result<Promise> {
        let share = if of > 0 { served.saturating_mul(1000) / of } else { USUAL_CHANCE_PER_MILLE };
        let promise =
            self.write_promise(by, request, PromiseKind::AnsweredOn, (monday, answer_on), Some((share, of)))?;
        diesel::update(place_request::table.find(stored(request)))
            .set((
                place_request::answer_by.eq(Some(stored(answer_on))),
                place_request::revision.eq(place_request::revision + 1_i64),
            ))
            .execute(self.conn)?;
        Ok(promise)
    }

    fn write_promise(
        &mut self,
        by: &Signature,
        request: PlaceRequestId,
        kind: PromiseKind,
        (monday, answer_on): (Date, Date),
        chance: Option<(i32, i32)>,
    ) -> Result<Promise> {
        let id: PlanPromiseId = self.new_id();
        let assumed = chance.is_some_and(|(_, sample)| sample < FEWEST_COMPARABLE);
        // A new word on the same request stands in the stead of the old one.
        diesel::update(
            plan_promise::table
                .filter(plan_promise::place_request_id.eq(stored(request)))
                .filter(plan_promise::kind.eq(stored(kind)).and(plan_promise::withdrawn_at.is_null())),
        )
        .set(plan_promise::withdrawn_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        diesel::insert_into(plan_promise::table)
            .values((
                plan_promise::id.eq(stored(id)),
                plan_promise::place_request_id.eq(stored(request)),
                plan_promise::kind.eq(stored(kind)),
                plan_promise::week_of.eq(stored(monday)),
                plan_promise::answer_on.eq(stored(answer_on)),
                plan_promise::per_mille.eq(chance.map(|(share, _)| share)),
                plan_promise::sample.eq(chance.map(|(_, sample)| sample)),
                plan_promise::assumed.eq(assumed),
                plan_promise::given_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        if kind == PromiseKind::Guaranteed {
            let zone = self.zone_of_request(request)?;
            let morning = Instant::of_civil(answer_on, jiff::civil::time(8, 0, 0, 0), &zone).unwrap_or(self.now);
            self.plan_job(KEEP_PROMISE, &PromiseJob { promise: id }, morning.max(self.now), Some(&id.to_string()))?;
        }
        self.audit(
            by,
            Entry::done(Action::PlanWeek, "plan_promise", id)
                .detail(serde_json::json!({ "kind": kind, "request": request, "answer_on": answer_on })),
        )?;
        plan_promise::table.find(stored(id)).select(columns!()).first(self.conn).or_not_found().map(promise_of)
    }

    fn zone_of_request(&mut self, request: PlaceRequestId) -> Result<jiff::tz::TimeZone> {
        let zone: Option<String> = crate::schema::site::table
            .filter(
                crate::schema::site::id.eq_any(
                    place_request_site::table
                        .filter(place_request_site::place_request_id.eq(stored(request)))
                        .select(place_request_site::site_id),
                ),
            )
            .order(crate::schema::site::id)
            .select(crate::schema::site::time_zone)
            .first(self.conn)
            .optional()?;
        Ok(facts::zone_named(zone.as_deref().unwrap_or("UTC")))
    }

    /// Keeps one seat of a promise, as the rules give it, until its session begins.
    fn keep_seat(&mut self, by: &Signature, place: &ProposedPlace) -> Result<()> {
        let id = place.session.ok_or(Error::NotFound)?;
        let table = self.reload(&[id])?;
        let SessionFacts { date, half_day, .. } = *table.session(id)?;
        let child = facts::child(self.conn, place.child, (date, date), self.now)?;
        let replaced = Replaced::default();
        let beside: [ActiveBooking; 0] = [];
        let given = table.decide(&Ask {
            child: &child,
            session: id,
            kind: place.kind,
            class: None,
            asker: Asker::Professional,
            beside: &beside,
            replaced: &replaced,
            set_aside: None,
            now: self.now,
        })?;
        let begins = given.session.begins();
        let held = self.insert_seat(
            by,
            &given,
            &NewSeat {
                child: place.child,
                kind: place.kind,
                purpose: place.purpose,
                request: place.request,
                proposal: Some(KEPT_FOR_PROMISE),
                held_until: Some(begins),
                reason: None,
                moved_from: None,
            },
        )?;
        self.audit(
            by,
            Entry::done(Action::ManageBookings, "booking", held.id)
                .family(child.family)
                .site(given.session.site)
                .detail(serde_json::json!({ "kept_for_promise": half_day, "request": place.request })),
        )
    }

    /// What was promised for a request falls away with it.
    pub(crate) fn promises_fall(&mut self, request: PlaceRequestId) -> Result<()> {
        diesel::update(
            plan_promise::table
                .filter(plan_promise::place_request_id.eq(stored(request)))
                .filter(plan_promise::kept_at.is_null().and(plan_promise::withdrawn_at.is_null())),
        )
        .set(plan_promise::withdrawn_at.eq(Some(stored(self.now))))
        .execute(self.conn)?;
        Ok(())
    }

    /// Keeps a promise on its day: its seats are confirmed, and the family is told.
    pub fn keep_promise(&mut self, id: PlanPromiseId, words: &dyn PlanWords) -> Result<()> {
        self.audited = true;
        let promise: Promise =
            plan_promise::table.find(stored(id)).select(columns!()).first(self.conn).or_not_found().map(promise_of)?;
        if promise.kept_at.is_some() || promise.withdrawn_at.is_some() {
            return Ok(());
        }
        let options = options_of(self.conn, promise.request)?;
        let sessions: Vec<SessionId> =
            options.iter().filter(|option| is_kept(option, self.now)).map(|option| option.session).collect();
        let table = self.lock_sessions(&sessions)?;
        let options = options_of(self.conn, promise.request)?;
        let by = Signature::system();
        let kept: Vec<&Booking> = options.iter().filter(|option| is_kept(option, self.now)).collect();
        let confirmed_before = options.iter().any(|one| one.confirmed_at.is_some() && one.released_at.is_none());
        let lost = kept.is_empty() && !confirmed_before;
        for seat in &kept {
            let facts_of = table.session(seat.session)?;
            let child = facts::child(self.conn, seat.child, (seat.date, seat.date), self.now)?;
            diesel::update(crate::schema::booking::table.find(stored(seat.id)))
                .set(crate::schema::booking::confirmed_at.eq(Some(stored(self.now))))
                .execute(self.conn)?;
            self.link_to_site(&child, facts_of)?;
            let line = Entry::done(Action::ManageBookings, "booking", seat.id).family(child.family).site(seat.site);
            self.audit(&by, line.detail(serde_json::json!({ "promise_kept": promise.id })))?;
        }
        if !kept.is_empty() {
            self.request_is_served(promise.request)?;
        }
        let row = plan_promise::table.find(stored(id));
        if lost {
            diesel::update(row).set(plan_promise::withdrawn_at.eq(Some(stored(self.now)))).execute(self.conn)?;
        } else {
            diesel::update(row).set(plan_promise::kept_at.eq(Some(stored(self.now)))).execute(self.conn)?;
        }
        self.tell_kept(&promise, &kept, words)
    }

    fn tell_kept(&mut self, promise: &Promise, kept: &[&Booking], words: &dyn PlanWords) -> Result<()> {
        let Some(first) = kept.first() else { return Ok(()) };
        let Some(parent) = parent_to_tell(self.conn, first.child)? else { return Ok(()) };
        let names = super::runs::site_names(self.conn, &[first.site])?;
        let site_name = names.get(&first.site).cloned().unwrap_or_default();
        let places = kept
            .iter()
            .map(|seat| PlaceTold {
                site_name: site_name.clone(),
                date: seat.date,
                half_day: seat.half_day,
                role: domain::plans::ProposalRole::Regular,
            })
            .collect();
        let contact = parent_contact(self.conn, parent)?;
        let tidings = Tidings { contact, site: first.site, site_name, monday: promise.week_of, places, without: 0 };
        let written = (|| words.message(&tidings), || words.call(&tidings));
        self.tell_family(&tidings.contact, first.site, "plan_places", written)
    }
}

/// The Monday of the first week, from a day on, in which some sites have sessions a need could be served in.
pub fn week_with_sessions(
    conn: &mut Conn,
    sites: &[SiteId],
    from: Date,
    until: Date,
    now: Instant,
) -> Result<Option<Date>> {
    let sites: Vec<Stored<SiteId>> = sites.iter().copied().map(stored).collect();
    let first: Option<Stored<Date>> = session::table
        .filter(session::site_id.eq_any(sites))
        .filter(session::date.between(stored(from), stored(until)))
        .filter(session::cancelled_at.is_null().and(session::starts_instant.gt(stored(now))))
        .order(session::date)
        .select(session::date)
        .first(conn)
        .optional()?;
    Ok(first.map(|date| domain::places::week_of(date.value())))
}

/// Of some sites, those where a request waits; not found when there is none.
pub fn sites_where_waiting(conn: &mut Conn, request: PlaceRequestId, of: &[SiteId]) -> Result<Vec<SiteId>> {
    let of: Vec<Stored<SiteId>> = of.iter().copied().map(stored).collect();
    let found: Vec<Stored<SiteId>> = place_request_site::table
        .filter(place_request_site::place_request_id.eq(stored(request)))
        .filter(place_request_site::site_id.eq_any(of))
        .order(place_request_site::site_id)
        .select(place_request_site::site_id)
        .load(conn)?;
    if found.is_empty() { Err(Error::NotFound) } else { Ok(found.into_iter().map(Stored::value).collect()) }
}
