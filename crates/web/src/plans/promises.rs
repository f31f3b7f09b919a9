//! Three answers to a request that cannot be served at once: a seat all the same (what cannot wait), a guarantee whose half-day is
//! confirmed on a day, or a day and a chance.

use db::Tx;
use db::access::Actor;
use db::audit::{Entry, Signature};
use db::jobs::Due;
use db::places::BookCommand;
use db::plans::promises::{comparable, kept_for, open_guarantees, promise_by_id, promises_of, week_with_sessions};
use db::plans::{Promise, PromiseJob, ProposedPlace, gather_promised, weights_of};
use domain::access::Action;
use domain::places::{Asker, CareKind, RequestOutcome, days_after};
use domain::plans::{PromiseKind, ProposalRole, answer_day};
use domain::sites::BookingMode;
use domain::*;
use planner::{Progress, Settings};
use serde::{Deserialize, Serialize};

use super::instance::{Narrowed, build, refused_together};
use super::words::Words;
use crate::app::App;

/// Rounds of search for a question that somebody waits for.
const ROUNDS: u64 = 20;

/// What a family is told.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub enum Told {
    /// It has a seat.
    Firm(BookingId),
    /// It has a promise.
    Promised(Promise),
}

/// Where an answer may be given.
#[derive(Debug, Clone)]
pub(crate) struct AnsweredAt {
    /// The sites.
    pub(crate) sites: Vec<SiteId>,
    /// Whether seats may be given and kept there; otherwise there is only a day and a chance.
    pub(crate) gives: bool,
}

/// Where an actor may have a request answered: at the sites she plans; for others, at those that answer at once. Sites that answer
/// themselves give nothing away here.
pub(crate) fn sites_to_answer(tx: &mut Tx<'_>, actor: &Actor, request: PlaceRequestId) -> db::Result<AnsweredAt> {
    let waits_at: Vec<SiteId> =
        db::places::requests::sites_of(tx.conn, request)?.into_iter().map(|(site, _)| site).collect();
    if waits_at.is_empty() {
        return Err(Refusal::AlreadyAnswered.into());
    }
    let planned = db::attendance::sites_of(tx.conn, actor, Action::PlanWeek)?;
    let mine = |site: &SiteId| planned.iter().any(|card| card.id == *site);
    if waits_at.iter().any(mine) {
        return Ok(AnsweredAt { sites: waits_at.into_iter().filter(mine).collect(), gives: true });
    }
    let policies = db::sites::policies(tx.conn, &waits_at)?;
    let at_once = |site: &SiteId| {
        db::sites::policy_on(&policies, *site, actor.today)
            .is_some_and(|policy| policy.booking_mode == BookingMode::Instant)
    };
    let giving: Vec<SiteId> = waits_at.iter().copied().filter(at_once).collect();
    let gives = !giving.is_empty();
    Ok(AnsweredAt { sites: if gives { giving } else { waits_at }, gives })
}

/// Answers a request that waits: in one transaction, under the locks of its week. The caller has the proof for the request.
pub(crate) fn answer(
    app: &App,
    tx: &mut Tx<'_>,
    by: &Signature,
    request: PlaceRequestId,
    AnsweredAt { sites, gives }: &AnsweredAt,
    today: Date,
) -> db::Result<Told> {
    if let Some(known) = promises_of(tx.conn, request)?
        .into_iter()
        .find(|promise| promise.kind == PromiseKind::Guaranteed && promise.withdrawn_at.is_none())
    {
        tx.audit(by, Entry::done(Action::PlanWeek, "plan_promise", known.id))?;
        return Ok(Told::Promised(known));
    }
    let alone = gather_promised(tx.conn, sites, today, &[request], tx.now)?;
    let Some(waiting) = alone.requests.first().cloned() else { return Err(db::Error::NotFound) };
    if waiting.request.withdrawn_at.is_some() || waiting.request.outcome != RequestOutcome::Waiting {
        return Err(Refusal::AlreadyAnswered.into());
    }
    let (first, last) = waiting.request.need.span().ok_or(db::Error::NotFound)?;
    let from = first.max(today);
    let monday = week_with_sessions(tx.conn, sites, from, last.min(days_after(from, 28)), tx.now)?
        .ok_or(Refusal::PlanNothingToPlan { week_of: domain::places::week_of(from) })?;
    tx.lock_week(sites, monday)?;
    let first_site = sites.first().copied().ok_or(db::Error::NotFound)?;
    let organisation = db::sites::organisation_of(tx.conn, first_site)?;
    let weights = weights_of(tx.conn, organisation)?.weights;
    let before: Vec<PlaceRequestId> =
        open_guarantees(tx.conn, sites, monday)?.into_iter().map(|promise| promise.request).collect();
    let mut promised = before.clone();
    promised.push(request);
    let facts = gather_promised(tx.conn, sites, monday, &promised, tx.now)?;
    let built = build(&facts, &weights, None, &Narrowed::new());
    if *gives && waiting.attested && weights.is_critical(waiting.request.purpose) {
        // What cannot wait is not promised but served, in the reserve where it must be.
        let alone = gather_promised(tx.conn, sites, monday, &[request], tx.now)?;
        let built = build(&alone, &weights, None, &Narrowed::new());
        if let Some(booked) = at_once(tx, by, &built.ledger, &waiting)? {
            return Ok(Told::Firm(booked));
        }
    }
    let days = (request, monday, answer_day(monday, today));
    let places = if *gives { shared_out(&facts, &built, &promised)? } else { None };
    if let Some(places) = places {
        match tx.guarantee(by, days, &promised, &places) {
            Ok(promise) => {
                tx.tell_promised(&promise, &Words::new(app))?;
                return Ok(Told::Promised(promise));
            }
            // The rules know something the planner did not: then it is no guarantee.
            Err(db::Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let history = comparable(tx.conn, sites, waiting.request.purpose)?;
    tx.answer_on_a_day(by, days, history).map(Told::Promised)
}

/// A plan that serves every one of these requests, as places; `None` when the planner finds none.
fn shared_out(
    facts: &db::plans::WeekFacts,
    built: &super::instance::Built,
    promised: &[PlaceRequestId],
) -> db::Result<Option<Vec<ProposedPlace>>> {
    if built.instance.families.is_empty() || !built.ledger.left_out.is_empty() {
        return Ok(None);
    }
    // Compulsory: each is worth the same, and more than all that comfort can cost.
    let mut instance = built.instance.clone();
    for family in &mut instance.families {
        family.minimum = planner::exchange::Minimum::default();
        for request in &mut family.requests {
            request.value = 1_000_000;
            // A promise is for a seat the site can keep: not for the one of emergencies.
            request.emergency_allowed = false;
        }
    }
    let wrong = |wrong: planner::exchange::Wrong| db::Error::Broken(wrong.to_string());
    let problem = instance.problem().map_err(wrong)?;
    let settings = Settings { seed: 0, threads: 1, rounds: Some(ROUNDS) };
    let plan = planner::solve(&problem, &settings, &|_: &Progress| true).plan(&problem);
    if !refused_together(facts, None, built, &plan).is_empty() {
        return Ok(None);
    }
    let places = built.ledger.places(&instance, &plan);
    let served = |request: &PlaceRequestId| {
        places.iter().any(|place| place.request == Some(*request) && place.role == ProposalRole::Regular)
    };
    // A first session with a parent is agreed with the site, not promised.
    let plain = places.iter().all(|place| place.role == ProposalRole::Regular);
    Ok((plain && promised.iter().all(served)).then_some(places))
}

/// The first half-day of a critical request that can be booked now, in a regular seat or in the reserve.
fn at_once(
    tx: &mut Tx<'_>,
    by: &Signature,
    ledger: &super::instance::Ledger,
    waiting: &db::plans::WaitingRequest,
) -> db::Result<Option<BookingId>> {
    let request = &waiting.request;
    for kind in [request.kind, CareKind::Emergency] {
        for cell in &ledger.cells {
            let Some(session) = cell.session else { continue };
            let wanted = match &request.need {
                domain::places::Need::Appointment(appointment) => {
                    let session = db::calendar::session_by_id(tx.conn, session)?;
                    appointment.date == session.date
                        && session.starts_at <= appointment.starts_at
                        && appointment.ends_at <= session.ends_at
                }
                domain::places::Need::HalfDays(days) if days.len() > 1 => false,
                domain::places::Need::HalfDays(days) | domain::places::Need::AnyHalfDay(days) => {
                    days.iter().any(|day| (day.date, day.half_day) == (cell.date, cell.half_day))
                }
                domain::places::Need::Rhythm(_) | domain::places::Need::Every { .. } => false,
            };
            if !wanted {
                continue;
            }
            let command = BookCommand {
                child: request.child,
                session,
                kind,
                class: None,
                purpose: request.purpose,
                asker: Asker::Professional,
                request: Some(request.id),
                set_aside: None,
            };
            let line = Entry::done(Action::ManageBookings, "session", session).site(cell.site);
            if let Ok(booked) = tx.attempt(by, &line, |tx| tx.book(by, &command))? {
                return Ok(Some(booked.id));
            }
        }
    }
    Ok(None)
}

/// The day of an answer has come.
pub(crate) fn keep(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let wanted: PromiseJob = serde_json::from_str(&due.payload)?;
    let words = Words::new(app);
    tx.keep_promise(wanted.promise, &words, &words)
}

/// A closure took a seat that was kept: another is kept where the planner finds one, otherwise the promise is broken, and told.
pub(crate) fn shaken(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let wanted: PromiseJob = serde_json::from_str(&due.payload)?;
    let promise = promise_by_id(tx.conn, wanted.promise)?;
    if promise.kept_at.is_some() || promise.withdrawn_at.is_some() {
        return Ok(());
    }
    let sites: Vec<SiteId> =
        db::places::requests::sites_of(tx.conn, promise.request)?.into_iter().map(|(site, _)| site).collect();
    tx.lock_week(&sites, promise.week_of)?;
    // The others keep their seats, wherever they are then; those that are shaken too have their own turn.
    let mut promised = vec![promise.request];
    for other in open_guarantees(tx.conn, &sites, promise.week_of)? {
        let has_seats = !kept_for(tx.conn, &[other.request], tx.now)?.is_empty();
        if has_seats && !promised.contains(&other.request) {
            promised.push(other.request);
        }
    }
    let first_site = sites.first().copied().ok_or(db::Error::NotFound)?;
    let organisation = db::sites::organisation_of(tx.conn, first_site)?;
    let weights = weights_of(tx.conn, organisation)?.weights;
    let facts = gather_promised(tx.conn, &sites, promise.week_of, &promised, tx.now)?;
    let built = build(&facts, &weights, None, &Narrowed::new());
    if let Some(places) = shared_out(&facts, &built, &promised)? {
        match tx.share_promised_seats(&Signature::system(), &promised, &places) {
            Ok(()) => return Ok(()),
            Err(db::Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    tx.break_promise(promise.id, &Words::new(app))
}

/// Whether every open guarantee of a week has the seats it was promised: what the tests hold the house to.
pub fn guarantees_hold(conn: &mut db::Conn, sites: &[SiteId], monday: Date, now: Instant) -> db::Result<bool> {
    for promise in open_guarantees(conn, sites, monday)? {
        let kept = kept_for(conn, &[promise.request], now)?;
        let options = db::places::requests::options_of(conn, promise.request)?;
        let firm = options.iter().any(|one| one.confirmed_at.is_some() && one.released_at.is_none());
        if kept.is_empty() && !firm {
            return Ok(false);
        }
    }
    Ok(true)
}
