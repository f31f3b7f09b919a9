//! The instant answer: one question of a family, the sites around, and at once a seat, options to choose from, a place on the
//! waiting list, or the rules that refuse.
//!
//! Candidates are read and compared outside the write; the write only decides again, under the sessions' locks, what is to be
//! taken. When somebody was faster, the question is asked anew.
//!
//! What is taken: when the best proposal serves the need whole and the site answers at once, it is booked (`confirm`, which is
//! the default); otherwise up to three proposals are held as long as their sites' policies say, and the family chooses. A site
//! that answers itself ("on request") is never held: the request waits there, with a date of answer. When only free seats are
//! missing, the request goes on the waiting list of the sites around.

use std::ops::Range;

use db::Conn;
use db::access::{Actor, see_child, see_site};
use db::idempotency::Key;
use db::places::candidates::{Around, CandidateSite, Candidates, Look};
use db::places::{AnswerPlan, Answered, NewRequest, PlannedProposal};
use domain::access::{Action, Role};
use domain::geography::{Communes, road_kilometres};
use domain::places::{Acceptance, Asker, CareKind, Need, Purpose, days_after};
use domain::{ChildId, Date, Instant, Refusal, SiteId};
use planner::{Answer, Limits, MOST_ALTERNATIVES, Point, Proposal, Request, SiteOffer};

use crate::app::App;
use crate::problem::Problem;

/// Sites looked at for a need of a few days: the nearest, and those the child knows.
const SITES_FOR_DAYS: usize = 60;
/// Sites looked at for a need of many weeks.
const SITES_FOR_WEEKS: usize = 25;
/// Sites looked at for another day than the one asked for; as many as for many weeks when these have none.
const SITES_FOR_OTHER_DAYS: usize = 10;
/// How much farther to look when the nearest sites have nothing.
const WIDER: usize = 2;
/// Days around an appointment or half-day on which another one is offered when nothing fits.
const OTHER_DAYS: i32 = 7;
/// Seats of one proposal above which only the best proposal is held: options must not empty the house.
const MOST_SEATS_PER_OPTION: usize = 4;
/// Days within which a site that answers itself says yes or no (assumed).
const SITE_ANSWERS_WITHIN: i32 = 3;
/// Days within which somebody on the waiting list hears of it again (assumed).
const LIST_ANSWERS_WITHIN: i32 = 7;
/// Sites of one waiting request.
pub(super) const MOST_WAITING_SITES: usize = 20;
/// How often the question is asked anew when others are faster.
pub(super) const ATTEMPTS: usize = 5;
/// Mean speed between two communes, in kilometres of road an hour (assumed), and the minutes every way costs beside.
const KILOMETRES_AN_HOUR: f64 = 50.0;
const MINUTES_OF_EVERY_WAY: f64 = 10.0;

/// A family's question.
#[derive(Debug, Clone)]
pub struct Question {
    /// The child.
    pub child: ChildId,
    /// Why.
    pub purpose: Purpose,
    /// The kind of care.
    pub kind: CareKind,
    /// What is needed.
    pub need: Need,
    /// INSEE code of the commune of the appointment: sites near it count as near too, and the way there is counted.
    pub commune: Option<String>,
    /// Whether the asker gave the minutes of the way herself; otherwise each site has its own.
    pub travel_is_given: bool,
    /// Longest travel, in kilometres of road.
    pub travel_limit_km: Option<i32>,
    /// One site only.
    pub site: Option<SiteId>,
    /// Whether the asker attests the purpose; a prescriber does when nothing is said, a parent cannot.
    pub attested: Option<bool>,
    /// Book the best seat when it serves the need whole; otherwise, or when false, options are held to choose from.
    pub confirm: bool,
}

/// Answers a question and stores it with its answer.
pub async fn answer(app: &App, actor: &Actor, key: Option<&Key>, question: &Question) -> Result<Answered, Problem> {
    for attempt in 1..=ATTEMPTS {
        let plan = {
            let (actor, question, now) = (actor.clone(), question.clone(), app.now());
            app.db().read(move |conn| plan(conn, &actor, &question, now)).await?
        };
        let (actor, key, question) = (actor.clone(), key.cloned(), question.clone());
        let answered = app
            .db()
            .write(move |tx| {
                see_child(tx.conn, &actor, Action::RequestPlace, question.child)?;
                let new = new_request(&question, plan.asker);
                tx.once(key.as_ref(), |tx| tx.answer_request(&actor.signature(), &new, &plan.answer))
            })
            .await;
        match answered {
            Err(db::Error::Refused(refusals)) if refusals == [Refusal::ChangedMeanwhile] && attempt < ATTEMPTS => {}
            other => return Ok(other?),
        }
    }
    Err(Problem::refused(vec![Refusal::ChangedMeanwhile]))
}

pub(super) fn new_request(question: &Question, asker: Asker) -> NewRequest {
    NewRequest {
        child: question.child,
        purpose: question.purpose,
        kind: question.kind,
        need: question.need.clone(),
        travel_limit_km: question.travel_limit_km,
        site: question.site,
        asker,
        attested: question.attested.unwrap_or(asker == Asker::Prescriber),
    }
}

/// Who asks, as the rules see it: a professional only on behalf of her own site.
pub fn asker_at(conn: &mut Conn, actor: &Actor, site: Option<SiteId>) -> Asker {
    let at_home = |conn: &mut Conn, site| see_site(conn, actor, Action::ManageBookings, site).is_ok();
    if actor.parent.is_some() {
        Asker::Parent
    } else if actor.roles().any(|role| role == Role::SiteManager) && site.is_some_and(|site| at_home(conn, site)) {
        Asker::Professional
    } else {
        Asker::Prescriber
    }
}

/// What the planner found, and in whose name.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Who asks.
    pub asker: Asker,
    /// What is to be made true.
    pub answer: AnswerPlan,
}

/// What the planner sees, before anything is decided from it.
pub(super) struct Seen {
    pub(super) asker: Asker,
    pub(super) answer: Answer,
    /// The sites looked at, the nearest first.
    pub(super) nearest: Vec<SiteId>,
    /// The first day of the need, and today where the nearest site is.
    pub(super) days: (Date, Date),
}

/// Reads the candidates and lets the planner answer; changes nothing.
pub fn plan(conn: &mut Conn, actor: &Actor, question: &Question, now: Instant) -> db::Result<Planned> {
    let Seen { asker, answer, nearest, days } = see(conn, actor, question, now)?;
    Ok(Planned { asker, answer: to_be_made_true(&answer, question.confirm, &nearest, days.0, days.1) })
}

/// The same, with every proposal.
pub(super) fn see(conn: &mut Conn, actor: &Actor, question: &Question, now: Instant) -> db::Result<Seen> {
    see_child(conn, actor, Action::RequestPlace, question.child)?;
    let asker = asker_at(conn, actor, question.site);
    question.need.check().map_err(db::Error::from)?;
    let span = question.need.span().ok_or(db::Error::Field { field: "half_days", message: "required" })?;
    let long = domain::places::day_number(span.1) - domain::places::day_number(span.0) > 14;
    let most_sites = if long { SITES_FOR_WEEKS } else { SITES_FOR_DAYS };
    let mut near = Around::default();
    let mut candidates = look(conn, question, &mut near, span, 0..most_sites, now)?;
    let mut answer = ask(&candidates, question, asker, now, -1);
    if answer.best.is_none() && candidates.more {
        candidates.go_farther(look(conn, question, &mut near, span, most_sites..most_sites * WIDER, now)?);
        answer = ask(&candidates, question, asker, now, -1);
    }
    let one_day = !matches!(question.need, Need::Rhythm(_) | Need::Every { .. });
    if answer.best.is_none() && one_day {
        let around = (days_after(span.0, -OTHER_DAYS), days_after(span.1, OTHER_DAYS));
        let mut other_days = look(conn, question, &mut near, around, 0..SITES_FOR_OTHER_DAYS, now)?;
        answer.alternatives = ask(&other_days, question, asker, now, OTHER_DAYS).alternatives;
        if answer.alternatives.is_empty() && other_days.more {
            other_days.go_farther(look(conn, question, &mut near, around, SITES_FOR_OTHER_DAYS..SITES_FOR_WEEKS, now)?);
            answer.alternatives = ask(&other_days, question, asker, now, OTHER_DAYS).alternatives;
        }
    }
    let zone = candidates.sites.first().map_or(jiff::tz::TimeZone::UTC, |site| site.zone.clone());
    let nearest: Vec<SiteId> = candidates.sites.iter().map(|site| site.id).collect();
    let today = now.date(&zone);
    Ok(Seen { asker, answer, nearest, days: (span.0, today) })
}

fn look(
    conn: &mut Conn,
    question: &Question,
    near: &mut Around,
    days: (Date, Date),
    sites: Range<usize>,
    now: Instant,
) -> db::Result<Candidates> {
    let place = |code: &str| Communes::shipped().find(code).map(|commune| (commune.latitude, commune.longitude));
    db::places::candidates(
        conn,
        &Look {
            child: question.child,
            days,
            only: (days == question.need.span().unwrap_or(days)).then(|| question.need.days()).flatten(),
            also_from: question.commune.as_deref().and_then(place),
            travel_limit_km: question.travel_limit_km,
            site: question.site,
            most_sites: sites.end,
            beyond: sites.start,
        },
        near,
        now,
    )
}

/// Lets the planner compare the candidates. `other_days` is negative when only the time asked for counts.
pub fn ask(candidates: &Candidates, question: &Question, asker: Asker, now: Instant, other_days: i32) -> Answer {
    // Options still open of this child are its own to replace: they bind nothing here. The write decides exactly.
    let child = candidates.child.facts(|own| !own.confirmed);
    let point = |(latitude, longitude): (f64, f64)| Point { latitude, longitude };
    let appointment_at = candidates.from.last().copied();
    let travel = |site: &CandidateSite| {
        let wanted = matches!(question.need, Need::Appointment(_)) && !question.travel_is_given;
        let to = appointment_at.filter(|_| wanted && question.commune.is_some())?;
        let from = site.premises.first().map_or(to, |(_, place)| *place);
        Some(minutes_between(from, to))
    };
    let places: Vec<Vec<(domain::PremisesId, Point)>> = candidates
        .sites
        .iter()
        .map(|site| site.premises.iter().map(|(id, place)| (*id, point(*place))).collect())
        .collect();
    let offers: Vec<SiteOffer<'_>> = candidates
        .sites
        .iter()
        .zip(&places)
        .map(|(site, places)| SiteOffer {
            site: site.id,
            places,
            policies: candidates.rules.policies(site.id),
            authorisations: candidates.rules.authorisations(site.id),
            ties: &site.ties,
            known: site.known,
            travel_minutes: travel(site),
            sessions: &site.sessions,
        })
        .collect();
    let request = Request {
        child: &child,
        need: &question.need,
        kind: question.kind,
        asker,
        now,
        from: candidates.from.first().copied().map(point),
        also_from: candidates.from.get(1).copied().map(point),
        usual_premises: candidates.child.usual_premises(),
    };
    // One site that was asked by name is not too far.
    let travel_kilometres = question.travel_limit_km.filter(|_| question.site.is_none());
    planner::answer(&request, &offers, &Limits { travel_kilometres, alternatives: MOST_ALTERNATIVES, other_days })
}

/// Minutes from a site to an appointment: the road at a mean speed, and what every way costs.
pub fn minutes_between(from: (f64, f64), to: (f64, f64)) -> u16 {
    let kilometres = road_kilometres(from.0, from.1, to.0, to.1);
    let minutes = MINUTES_OF_EVERY_WAY + kilometres / KILOMETRES_AN_HOUR * 60.0;
    // At most half the girth of the Earth at that speed: far inside u16 once held to a day.
    minutes.clamp(0.0, 1440.0).round() as u16
}

fn planned(proposal: &Proposal) -> PlannedProposal {
    PlannedProposal {
        sessions: proposal.seats.iter().map(|seat| seat.session).collect(),
        reasons: serde_json::to_value(&proposal.reasons).unwrap_or_default(),
    }
}

/// What is taken, held, or waited for.
pub(super) fn to_be_made_true(
    answer: &Answer,
    confirm: bool,
    nearest: &[SiteId],
    first: Date,
    today: Date,
) -> AnswerPlan {
    let refusals: Vec<Refusal> = answer.refusals.iter().map(|summary| summary.refusal.clone()).collect();
    let by = |days: i32| answer_within((first, today), days);
    let at_once = |proposal: &&Proposal| proposal.acceptance == Acceptance::AtOnce;
    let whole = answer.best.as_ref().filter(at_once).filter(|best| best.missing.is_empty());
    if let Some(best) = whole.filter(|_| confirm) {
        return AnswerPlan { confirm: true, proposals: vec![planned(best)], refusals, ..AnswerPlan::default() };
    }
    let mut options: Vec<&Proposal> =
        answer.best.iter().chain(&answer.alternatives).filter(at_once).take(MOST_ALTERNATIVES).collect();
    if options.iter().any(|option| option.seats.len() > MOST_SEATS_PER_OPTION) {
        options.truncate(1);
    }
    if !options.is_empty() {
        let proposals = options.into_iter().map(planned).collect();
        return AnswerPlan { proposals, refusals, ..AnswerPlan::default() };
    }
    let on_request: Vec<SiteId> =
        answer.best.iter().chain(&answer.alternatives).map(|proposal| proposal.site).collect();
    if !on_request.is_empty() {
        return AnswerPlan {
            waiting_at: without_doubles(on_request),
            answer_by: Some(by(SITE_ANSWERS_WITHIN)),
            refusals,
            ..AnswerPlan::default()
        };
    }
    // Only a free seat is missing: nothing but another family's cancellation is needed.
    let only_full = |refusal: &Refusal| matches!(refusal, Refusal::SeatsFull { .. } | Refusal::InstantLimit { .. });
    let full: Vec<SiteId> = answer
        .refused
        .iter()
        .filter(|refused| refused.session.is_some() && refused.refusals.iter().all(only_full))
        .map(|refused| refused.site)
        .collect();
    let waiting_at: Vec<SiteId> =
        nearest.iter().copied().filter(|site| full.contains(site)).take(MOST_WAITING_SITES).collect();
    let answer_by = (!waiting_at.is_empty()).then(|| by(LIST_ANSWERS_WITHIN));
    AnswerPlan { waiting_at, answer_by, refusals, ..AnswerPlan::default() }
}

/// The day of an answer: some days from today, and before the first day of the need.
fn answer_within((first, today): (Date, Date), days: i32) -> Date {
    days_after(first, -1).min(days_after(today, days)).max(today)
}

/// The day by which somebody on the waiting list hears of it, by the first day of the need and today.
pub(super) fn list_answers_by(days: (Date, Date)) -> Date {
    answer_within(days, LIST_ANSWERS_WITHIN)
}

fn without_doubles(sites: Vec<SiteId>) -> Vec<SiteId> {
    let mut once = Vec::with_capacity(sites.len());
    for site in sites {
        if !once.contains(&site) {
            once.push(site);
        }
    }
    once
}
