//! What a family is told before its half-day is known: a guarantee, or a day and a chance.
//!
//! A guarantee is a seat that is kept, not a sentence: each promised request holds seats of its own, so that nobody's booking can
//! break the promise. Until the day of the answer the seats of all promises together may be shared out anew, when that lets one more
//! promise be given; then they are confirmed. A request whose seats are lost all the same (a closure) is told so.

use diesel::prelude::*;
use domain::access::Action;
use domain::messages::MessageTemplate;
use domain::places::{Purpose, ReleaseReason, RequestOutcome, days_after};
use domain::plans::{FEWEST_COMPARABLE, PromiseKind, USUAL_CHANCE_PER_MILLE};
use domain::*;
use serde::{Deserialize, Serialize};

use super::proposals::ProposedPlace;
use super::publish::{PlaceTold, PlanWords, Tidings};
use crate::audit::{Entry, Signature};
use crate::error::OrNotFound;
use crate::links::{ParentContact, parent_contact};
use crate::places::bookings::{Taking, Until};
use crate::places::news::NewsKind;
use crate::places::offers::parent_to_tell;
use crate::places::requests::{options_of, requests_by_ids};
use crate::places::{Booking, facts};
use crate::schema::{place_request, place_request_site, plan_booking, plan_promise, plan_refusal, plan_run, session};
use crate::{Conn, Error, Result, Stored, Tx, calendar, stored};

/// The job that keeps a promise on its day; its payload is [`PromiseJob`].
pub const KEEP_PROMISE: &str = "plans.keep_promise";
/// The job that looks again at a promise some of whose seats are lost; its payload is [`PromiseJob`].
pub const SHAKEN_PROMISE: &str = "plans.shaken_promise";
/// The rank of an option that is kept for a promise.
pub const KEPT_FOR_PROMISE: i32 = 0;

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
    /// When it could no longer be kept, because the site closed: then parent, prescriber and site were told.
    pub broken_at: Option<Instant>,
}

type Row = (
    (Stored<PlanPromiseId>, Stored<PlaceRequestId>, Stored<PromiseKind>, Stored<Date>, Stored<Date>),
    (Option<i32>, Option<i32>, bool, Option<Stored<Instant>>, Option<Stored<Instant>>, Option<Stored<Instant>>),
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
                plan_promise::broken_at,
            ),
        )
    };
}

fn promise_of(row: Row) -> Promise {
    let ((id, request, kind, week_of, answer_on), (per_mille, sample, assumed, kept_at, withdrawn_at, broken_at)) = row;
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
        broken_at: broken_at.map(Stored::value),
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

/// One promise.
pub fn promise_by_id(conn: &mut Conn, id: PlanPromiseId) -> Result<Promise> {
    plan_promise::table.find(stored(id)).select(columns!()).first(conn).or_not_found().map(promise_of)
}

/// What a family is told of its promise.
#[derive(Debug, Clone)]
pub struct PromiseTold {
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site that keeps the seat.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Monday of the week.
    pub week_of: Date,
    /// The day on which the half-day is told.
    pub answer_on: Date,
}

/// How the floor above words a promise: language tag and text. A neutral message names no site, no child and no childcare.
pub trait PromiseWords {
    /// There will be a seat.
    fn promised(&self, told: &PromiseTold) -> (String, String);
    /// The line for the site when nothing may be written.
    fn promised_call(&self, told: &PromiseTold) -> (String, String);
    /// There will not be a seat, after all.
    fn broken(&self, told: &PromiseTold) -> (String, String);
    /// The line for the site when nothing may be written.
    fn broken_call(&self, told: &PromiseTold) -> (String, String);
}

/// The newest answer of each of some requests that still counts: a guarantee before a day and a chance; and broken ones.
pub fn standing_promises(conn: &mut Conn, requests: &[PlaceRequestId]) -> Result<Vec<Promise>> {
    let wanted: Vec<Stored<PlaceRequestId>> = requests.iter().copied().map(stored).collect();
    let rows: Vec<Row> = plan_promise::table
        .filter(plan_promise::place_request_id.eq_any(wanted))
        .order((plan_promise::given_at.desc(), plan_promise::id.desc()))
        .select(columns!())
        .load(conn)?;
    let all: Vec<Promise> = rows.into_iter().map(promise_of).collect();
    let open = |promise: &&Promise| promise.kept_at.is_none() && promise.withdrawn_at.is_none();
    let mut found: Vec<Promise> = Vec::new();
    for promise in &all {
        if found.iter().any(|known| known.request == promise.request) {
            continue;
        }
        let mut of_this = all.iter().filter(|other| other.request == promise.request);
        let guarantee = of_this.clone().filter(open).find(|other| other.kind == PromiseKind::Guaranteed);
        found.extend(guarantee.or_else(|| of_this.find(|other| open(other) || other.broken_at.is_some())).cloned());
    }
    Ok(found)
}

/// The requests that hold a guarantee at a site, the oldest promise first.
pub fn promised_at(conn: &mut Conn, site: SiteId) -> Result<Vec<PlaceRequestId>> {
    let rows: Vec<Stored<PlaceRequestId>> = plan_promise::table
        .filter(
            plan_promise::place_request_id.eq_any(
                place_request_site::table
                    .filter(place_request_site::site_id.eq(stored(site)))
                    .select(place_request_site::place_request_id),
            ),
        )
        .filter(plan_promise::kind.eq(stored(PromiseKind::Guaranteed)))
        .filter(plan_promise::kept_at.is_null().and(plan_promise::withdrawn_at.is_null()))
        .order((plan_promise::given_at, plan_promise::id))
        .limit(200)
        .select(plan_promise::place_request_id)
        .load(conn)?;
    Ok(rows.into_iter().map(Stored::value).collect())
}

/// The options that are kept for the promises of some requests.
pub fn kept_for(conn: &mut Conn, requests: &[PlaceRequestId], now: Instant) -> Result<Vec<Booking>> {
    let mut kept = Vec::new();
    for request in requests {
        kept.extend(options_of(conn, *request)?.into_iter().filter(|option| is_kept(option, now)));
    }
    Ok(kept)
}

/// Whether a seat is kept for a promise.
pub fn is_kept(option: &Booking, now: Instant) -> bool {
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
            tx.share_promised_seats(by, promised, places)?;
            let promise = tx.write_promise(by, request, PromiseKind::Guaranteed, (monday, answer_on), None)?;
            tx.tell_prescribers(request, NewsKind::Promised)?;
            Ok(promise)
        })
    }

    /// Keeps other seats for some promised requests than those kept now. When a rule refuses one of them, nothing is changed.
    pub fn share_promised_seats(
        &mut self,
        by: &Signature,
        promised: &[PlaceRequestId],
        places: &[ProposedPlace],
    ) -> Result<()> {
        self.savepoint(|tx| {
            for seat in kept_for(tx.conn, promised, tx.now)? {
                tx.mark_released(by, &seat, ReleaseReason::Moved)?;
            }
            for place in places {
                tx.keep_seat(by, place)?;
            }
            let served: std::collections::BTreeSet<PlaceRequestId> =
                places.iter().filter_map(|place| place.request).collect();
            served.into_iter().try_for_each(|request| tx.set_outcome(request, RequestOutcome::Held))
        })
    }

    /// A closure has taken a seat that was kept for a promise: it is looked at again, and kept elsewhere or told.
    pub(crate) fn promise_is_shaken(&mut self, request: PlaceRequestId) -> Result<()> {
        for promise in promises_of(self.conn, request)? {
            let open = promise.kept_at.is_none() && promise.withdrawn_at.is_none();
            if open && promise.kind == PromiseKind::Guaranteed {
                let job = PromiseJob { promise: promise.id };
                self.plan_job(SHAKEN_PROMISE, &job, self.now, Some(&promise.id.to_string()))?;
            }
        }
        Ok(())
    }

    /// A promise that cannot be kept any more: the request waits again with its seats given back, parent and prescriber are told, and
    /// the site finds it among what it has to do.
    pub fn break_promise(&mut self, id: PlanPromiseId, words: &dyn PromiseWords) -> Result<()> {
        let promise = promise_by_id(self.conn, id)?;
        if promise.kept_at.is_some() || promise.withdrawn_at.is_some() {
            return Ok(());
        }
        let by = Signature::system();
        let options = options_of(self.conn, promise.request)?;
        let sessions: Vec<SessionId> =
            options.iter().filter(|option| is_kept(option, self.now)).map(|option| option.session).collect();
        self.lock_sessions(&sessions)?;
        for seat in kept_for(self.conn, &[promise.request], self.now)? {
            self.mark_released(&by, &seat, ReleaseReason::NotChosen)?;
            self.offer_seats_at(seat.session, self.now)?;
        }
        diesel::update(plan_promise::table.find(stored(id)))
            .set((
                plan_promise::withdrawn_at.eq(Some(stored(self.now))),
                plan_promise::broken_at.eq(Some(stored(self.now))),
            ))
            .execute(self.conn)?;
        self.set_outcome(promise.request, RequestOutcome::Waiting)?;
        self.tell_prescribers(promise.request, NewsKind::Broken)?;
        self.audit(
            &by,
            Entry::done(Action::PlanWeek, "plan_promise", id)
                .detail(serde_json::json!({ "broken": true, "request": promise.request })),
        )?;
        let Some(told) = self.told(&promise)? else { return Ok(()) };
        let written = (|| words.broken(&told), || words.broken_call(&told));
        self.tell_family(&told.contact, told.site, MessageTemplate::PromiseBroken, written)
    }

    /// Tells a family what it was promised.
    pub fn tell_promised(&mut self, promise: &Promise, words: &dyn PromiseWords) -> Result<()> {
        let Some(told) = self.told(promise)? else { return Ok(()) };
        let written = (|| words.promised(&told), || words.promised_call(&told));
        self.tell_family(&told.contact, told.site, MessageTemplate::PromiseGiven, written)
    }

    /// Whom a promise concerns: nobody when the family has nobody to tell.
    fn told(&mut self, promise: &Promise) -> Result<Option<PromiseTold>> {
        let request = requests_by_ids(self.conn, &[stored(promise.request)])?.pop().ok_or(Error::NotFound)?;
        let Some(parent) = parent_to_tell(self.conn, request.child)? else { return Ok(None) };
        let site: Option<Stored<SiteId>> = place_request_site::table
            .filter(place_request_site::place_request_id.eq(stored(promise.request)))
            .order(place_request_site::site_id)
            .select(place_request_site::site_id)
            .first(self.conn)
            .optional()?;
        let Some(site) = options_of(self.conn, promise.request)?
            .iter()
            .rev()
            .find(|option| option.proposal == Some(KEPT_FOR_PROMISE))
            .map(|option| option.site)
            .or(site.map(Stored::value))
        else {
            return Ok(None);
        };
        let names = super::runs::site_names(self.conn, &[site])?;
        Ok(Some(PromiseTold {
            contact: parent_contact(self.conn, parent)?,
            site,
            site_name: names.get(&site).cloned().unwrap_or_default(),
            week_of: promise.week_of,
            answer_on: promise.answer_on,
        }))
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
        promise_by_id(self.conn, id)
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
        let child = facts::child(self.conn, place.child, table.span()?, self.now)?;
        let taking = Taking {
            request: place.request,
            proposal: Some(KEPT_FOR_PROMISE),
            until: Until::TheSessionBegins,
            detail: serde_json::json!({ "kept_for_promise": true, "request": place.request }),
            ..Taking::of(&child, id, place.kind, place.purpose)
        };
        self.take_seat(by, &table, taking).map(drop)
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
    pub fn keep_promise(&mut self, id: PlanPromiseId, words: &dyn PlanWords, broken: &dyn PromiseWords) -> Result<()> {
        self.audited = true;
        let promise = promise_by_id(self.conn, id)?;
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
        if kept.is_empty() && !confirmed_before {
            // Its seats are lost, whoever took them away: that is told.
            return self.break_promise(id, broken);
        }
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
        diesel::update(row).set(plan_promise::kept_at.eq(Some(stored(self.now)))).execute(self.conn)?;
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
        self.tell_family(&tidings.contact, first.site, MessageTemplate::PlanPlaces, written)
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
