//! One question for several children of a family: brothers and sisters are taken together, at one site on the same half-days, or wait
//! together. Then what only waits is told one of the three answers, at once.

use db::access::{Actor, see_child};
use db::audit::Entry;
use db::idempotency::Key;
use db::places::{AnswerPlan, Answered, NewRequest, place_request, see_place_request};
use db::plans::promises::standing_promises;
use domain::access::Action;
use domain::places::{Acceptance, RequestOutcome};
use domain::{Date, HalfDay, Instant, Refusal, SiteId};
use planner::{Answer, Proposal};

use super::ask::{ATTEMPTS, MOST_WAITING_SITES, Question, Seen, new_request, see, to_be_made_true};
use crate::app::App;
use crate::plans::promises::{answer, sites_to_answer};
use crate::problem::Problem;

/// Sites at which it is tried to seat all children.
const MOST_SITES_TOGETHER: usize = 4;

/// A request to store, with what is to be made true of it.
type ToStore = (NewRequest, AnswerPlan);

/// Answers one question for each of some children, and stores the requests with their answers; in the order of the questions.
pub(super) async fn answer_all(
    app: &App,
    actor: &Actor,
    key: Option<&Key>,
    questions: &[Question],
) -> Result<Vec<Answered>, Problem> {
    let mut attempt = 1;
    loop {
        let ways = {
            let (actor, questions, now) = (actor.clone(), questions.to_vec(), app.now());
            app.db().read(move |conn| ways(conn, &actor, &questions, now)).await?
        };
        let (actor, key, children) = (actor.clone(), key.cloned(), questions.iter().map(|one| one.child));
        let children: Vec<_> = children.collect();
        let stored = app.db().write(move |tx| {
            for child in &children {
                see_child(tx.conn, &actor, Action::RequestPlace, *child)?;
            }
            tx.once(key.as_ref(), |tx| {
                let by = actor.signature();
                for way in &ways {
                    match tx.answer_together(&by, way) {
                        Err(db::Error::Refused(refusals)) if refusals == [Refusal::ChangedMeanwhile] => {}
                        other => return other,
                    }
                }
                Err(Refusal::ChangedMeanwhile.into())
            })
        });
        match stored.await {
            Err(db::Error::Refused(refusals)) if refusals == [Refusal::ChangedMeanwhile] && attempt < ATTEMPTS => {
                attempt += 1;
            }
            other => return Ok(other?),
        }
    }
}

/// What may be made true, the best way first.
fn ways(conn: &mut db::Conn, actor: &Actor, questions: &[Question], now: Instant) -> db::Result<Vec<Vec<ToStore>>> {
    if let [question] = questions {
        let seen = see(conn, actor, question, now)?;
        let plan = firm_or_waits(&seen);
        return Ok(vec![vec![(new_request(question, seen.asker), plan)]]);
    }
    let mut alone: Vec<(usize, ToStore)> = Vec::new();
    let mut together: Vec<(usize, Seen, AnswerPlan)> = Vec::new();
    for (position, question) in questions.iter().enumerate() {
        let seen = see(conn, actor, question, now)?;
        let own = firm_or_waits(&seen);
        if own.proposals.is_empty() && own.waiting_at.is_empty() {
            // What the rules refuse this child keeps nothing from the others.
            alone.push((position, (new_request(question, seen.asker), own)));
        } else {
            together.push((position, seen, own));
        }
    }
    if together.len() < 2 {
        let one = together.into_iter().map(|(position, seen, own)| {
            let new = new_request(&questions[position], seen.asker);
            (position, (new, own))
        });
        return Ok(vec![in_order(alone.into_iter().chain(one).collect())]);
    }
    let mut sites: Vec<SiteId> = Vec::new();
    for (_, seen, _) in &together {
        for proposal in proposals(seen).filter(whole) {
            if !sites.contains(&proposal.site) {
                sites.push(proposal.site);
            }
        }
    }
    let mut ways = Vec::new();
    for site in sites.into_iter().take(MOST_SITES_TOGETHER) {
        if let Some(mut way) = all_at(conn, actor, questions, &together, site, now)? {
            way.extend(alone.iter().cloned());
            ways.push(in_order(way));
        }
    }
    let mut waiting = wait_together(questions, &together);
    waiting.extend(alone);
    ways.push(in_order(waiting));
    Ok(ways)
}

/// A seat at once, or the waiting list, from which one of the other answers is told; other times are held only where nothing else would
/// help.
fn firm_or_waits(seen: &Seen) -> AnswerPlan {
    let own = to_be_made_true(&seen.answer, true, &seen.nearest, seen.days.0, seen.days.1);
    if own.confirm || own.proposals.is_empty() {
        return own;
    }
    let only_full = Answer { best: None, alternatives: Vec::new(), ..seen.answer.clone() };
    let waits = to_be_made_true(&only_full, true, &seen.nearest, seen.days.0, seen.days.1);
    if waits.waiting_at.is_empty() { own } else { waits }
}

fn in_order(mut way: Vec<(usize, ToStore)>) -> Vec<ToStore> {
    way.sort_by_key(|(position, _)| *position);
    way.into_iter().map(|(_, one)| one).collect()
}

fn proposals(seen: &Seen) -> impl Iterator<Item = &Proposal> {
    seen.answer.best.iter().chain(&seen.answer.alternatives)
}

/// Whether a proposal serves the need whole, at once.
fn whole(proposal: &&Proposal) -> bool {
    proposal.acceptance == Acceptance::AtOnce && proposal.missing.is_empty()
}

/// All children at one site, on the same half-days; `None` when the rules refuse one of them there.
fn all_at(
    conn: &mut db::Conn,
    actor: &Actor,
    questions: &[Question],
    together: &[(usize, Seen, AnswerPlan)],
    site: SiteId,
    now: Instant,
) -> db::Result<Option<Vec<(usize, ToStore)>>> {
    let mut way = Vec::new();
    let mut half_days: Option<Vec<(Date, HalfDay)>> = None;
    for (position, first, _) in together {
        let question = &questions[*position];
        let here = Question { site: Some(site), ..question.clone() };
        let seen = see(conn, actor, &here, now)?;
        let Some(best) = seen.answer.best.as_ref().filter(whole) else { return Ok(None) };
        let days: Vec<(Date, HalfDay)> = best.seats.iter().map(|seat| (seat.date, seat.half_day)).collect();
        if half_days.get_or_insert_with(|| days.clone()) != &days {
            return Ok(None);
        }
        let plan = to_be_made_true(&seen.answer, true, &seen.nearest, seen.days.0, seen.days.1);
        // What is stored is what was asked: at any site, when none was named.
        way.push((*position, (new_request(question, first.asker), plan)));
    }
    Ok(Some(way))
}

/// No site has room for all: they wait together, at every site one of them might have been seated or waits at.
fn wait_together(questions: &[Question], together: &[(usize, Seen, AnswerPlan)]) -> Vec<(usize, ToStore)> {
    let mut sites: Vec<SiteId> = Vec::new();
    for (_, seen, own) in together {
        let possible: Vec<SiteId> = proposals(seen).map(|one| one.site).chain(own.waiting_at.iter().copied()).collect();
        let near = seen.nearest.iter().copied().filter(|site| possible.contains(site));
        for site in near.collect::<Vec<_>>() {
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
    }
    sites.truncate(MOST_WAITING_SITES);
    together
        .iter()
        .map(|(position, seen, own)| {
            let plan = AnswerPlan {
                waiting_at: sites.clone(),
                answer_by: Some(own.answer_by.unwrap_or_else(|| super::ask::list_answers_by(seen.days))),
                refusals: own.refusals.clone(),
                ..AnswerPlan::default()
            };
            (*position, (new_request(&questions[*position], seen.asker), plan))
        })
        .collect()
}

/// Tells those that wait what they can be told now: a seat all the same, a promise, or a day and a chance. What was told stays.
pub(super) async fn tell_now(app: &App, actor: &Actor, answered: &[Answered], today: Date) -> Result<(), Problem> {
    for one in answered.iter().filter(|one| one.outcome == RequestOutcome::Waiting) {
        let (reader, id) = (actor.clone(), one.request);
        let read = move |conn: &mut db::Conn| {
            let seen = see_place_request(conn, &reader, Action::RequestPlace, id)?;
            let waits = place_request(conn, seen)?.outcome == RequestOutcome::Waiting;
            Ok(waits && standing_promises(conn, &[id])?.is_empty())
        };
        if !app.db().read(read).await? {
            continue;
        }
        let (app_of_answer, actor) = (app.clone(), actor.clone());
        let write = move |tx: &mut db::Tx<'_>| {
            see_place_request(tx.conn, &actor, Action::RequestPlace, id)?;
            let by = actor.signature();
            let line = Entry::done(Action::RequestPlace, "place_request", id);
            tx.attempt(&by, &line, |tx| {
                let scope = sites_to_answer(tx, &actor, id)?;
                answer(&app_of_answer, tx, &by, id, &scope, today)
            })
        };
        // A refusal: nothing can be promised for that week yet, and the request waits with its day of answer.
        app.db().write(write).await?.ok();
    }
    Ok(())
}
