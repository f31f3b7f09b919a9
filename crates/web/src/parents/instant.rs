//! A parent's question, answered at once: plan over the sites around, then make it true under the sessions' locks; when somebody was
//! faster, plan again.

use db::access::see_child;
use db::idempotency::Key;
use db::places::{AnswerPlan, Answered, Candidates, Look, NewRequest, PlannedProposal, candidates};
use domain::access::Action;
use domain::places::{Acceptance, days_after};
use domain::{Date, Instant, Refusal, SiteId};
use planner::{Answer, Limits, MOST_ALTERNATIVES, Point, Proposal, Request, SiteOffer};

use crate::context::Context;
use crate::problem::Problem;

/// Days around the wish among which another time is offered.
const OTHER_DAYS: i32 = 7;
/// Sites looked at.
const MOST_SITES: usize = 60;
/// Times a plan is made again because a seat went meanwhile.
const MOST_ATTEMPTS: usize = 4;
/// Days within which a waiting request is answered (assumed).
const DAYS_TO_ANSWER: i32 = 3;

/// Asks, and stores the question with its answer.
pub async fn ask(cx: &Context, new: NewRequest, key: Option<Key>) -> Result<Answered, Problem> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let plan = plan(cx, &new).await?;
        let (actor, asked, key) = (cx.actor().clone(), new.clone(), key.clone());
        let answered = cx.app.db().write(move |tx| {
            see_child(tx.conn, &actor, Action::RequestPlace, asked.child)?;
            tx.once(key.as_ref(), |tx| tx.answer_request(&actor.signature(), &asked, &plan))
        });
        match answered.await {
            Err(db::Error::Refused(refusals)) if refusals == [Refusal::ChangedMeanwhile] && attempt < MOST_ATTEMPTS => {
            }
            answered => return Ok(answered?),
        }
    }
}

async fn plan(cx: &Context, new: &NewRequest) -> Result<AnswerPlan, Problem> {
    let (actor, new, now) = (cx.actor().clone(), new.clone(), cx.app.now());
    let plan = cx.app.db().read(move |conn| {
        let (child, _) = see_child(conn, &actor, Action::RequestPlace, new.child)?;
        let (first, last) = new.need.span().unwrap_or((actor.today, actor.today));
        let look = Look {
            child: child.id(),
            days: (days_after(first, -OTHER_DAYS), days_after(last, OTHER_DAYS)),
            from: Vec::new(),
            travel_limit_km: new.travel_limit_km,
            site: new.site,
            most_sites: MOST_SITES,
        };
        let around = candidates(conn, &look, now)?;
        let answer = answer(&around, &new, now);
        Ok(planned(&answer, actor.today, last))
    });
    Ok(plan.await?)
}

fn answer(around: &Candidates, new: &NewRequest, now: Instant) -> Answer {
    let facts = around.child.facts(|own| !own.confirmed);
    let places: Vec<Vec<_>> = around
        .sites
        .iter()
        .map(|site| {
            site.premises.iter().map(|(id, (latitude, longitude))| (*id, point(*latitude, *longitude))).collect()
        })
        .collect();
    let offers: Vec<SiteOffer<'_>> = around
        .sites
        .iter()
        .zip(&places)
        .map(|(site, places)| SiteOffer {
            site: site.id,
            places,
            policies: around.rules.policies(site.id),
            authorisations: around.rules.authorisations(site.id),
            ties: &site.ties,
            known: site.known,
            sessions: &site.sessions,
        })
        .collect();
    let request = Request {
        child: &facts,
        need: &new.need,
        kind: new.kind,
        asker: new.asker,
        now,
        from: around.from.first().map(|(latitude, longitude)| point(*latitude, *longitude)),
        usual_premises: around.child.usual_premises(),
    };
    let limits =
        Limits { travel_kilometres: new.travel_limit_km, alternatives: MOST_ALTERNATIVES, other_days: OTHER_DAYS };
    planner::answer(&request, &offers, &limits)
}

fn point(latitude: f64, longitude: f64) -> Point {
    Point { latitude, longitude }
}

/// What is done with an answer: seats are held for the family to choose (a chosen time is kept more often than an imposed one); what
/// only a site can grant, or is full, waits.
fn planned(answer: &Answer, today: Date, wished: Date) -> AnswerPlan {
    let refusals = answer.refusals.iter().map(|summary| summary.refusal.clone()).collect();
    let at_once = |proposal: &&Proposal| proposal.acceptance == Acceptance::AtOnce && proposal.missing.is_empty();
    let held: Vec<&Proposal> = answer.best.iter().chain(&answer.alternatives).filter(at_once).collect();
    if !held.is_empty() {
        let kept: Vec<&Proposal> = held.into_iter().take(MOST_ALTERNATIVES).collect();
        return AnswerPlan { proposals: proposals(&kept), refusals, ..AnswerPlan::default() };
    }
    let answer_by = Some(days_after(today, DAYS_TO_ANSWER).min(wished).max(today));
    if let Some(best) = &answer.best {
        return AnswerPlan { waiting_at: vec![best.site], answer_by, refusals, ..AnswerPlan::default() };
    }
    let full = |refusal: &Refusal| matches!(refusal, Refusal::SeatsFull { .. } | Refusal::InstantLimit { .. });
    let mut waiting_at: Vec<SiteId> = answer
        .refused
        .iter()
        .filter(|refused| !refused.refusals.is_empty() && refused.refusals.iter().all(full))
        .map(|refused| refused.site)
        .collect();
    waiting_at.sort_unstable();
    waiting_at.dedup();
    AnswerPlan { waiting_at, answer_by, refusals, ..AnswerPlan::default() }
}

fn proposals(kept: &[&Proposal]) -> Vec<PlannedProposal> {
    kept.iter()
        .map(|proposal| PlannedProposal {
            sessions: proposal.seats.iter().map(|seat| seat.session).collect(),
            reasons: serde_json::to_value(&proposal.reasons).unwrap_or_default(),
        })
        .collect()
}
