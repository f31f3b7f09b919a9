//! What is done in planning: start, stop, lock, move, plan again, ask what if, publish.

use std::borrow::Cow;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::Tx;
use db::access::{Actor, see_site};
use db::attendance::SiteCard;
use db::plans::{NewRun, Published, Run, see_run};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::plans::{AlternativeKind, MOST_BUDGET_SECONDS, MOST_SITES, USUAL_BUDGET_SECONDS, WhatIf};
use domain::*;
use i18n::Text;

use super::pages;
use super::words::Words;
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "plans/new.html")]
struct NewPage {
    t: Text,
    layout: view::Layout,
    key: String,
    errors: view::FieldErrors,
    refusals: Vec<String>,
    sites: Vec<view::Choice>,
    chosen: Vec<String>,
    week_of: String,
    budget: String,
    seed: String,
    compare_with: String,
    compared: Vec<view::Choice>,
}

/// `GET /plans/new`
pub async fn new(cx: Context, asked: crate::asked::Asked) -> Result<Response, Problem> {
    let fields = ["site", "week_of"].map(|name| (name.to_owned(), asked.value(name).to_owned()));
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    new_page(&cx, &Submitted::prefilled(fields), view::FieldErrors::none(), &[]).await
}

async fn new_page(
    cx: &Context,
    submitted: &Submitted,
    errors: view::FieldErrors,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let sites: Vec<SiteCard> =
        cx.app.db().read(move |conn| db::attendance::sites_of(conn, &actor, Action::PlanWeek)).await?;
    let t = cx.t;
    let sent = |name: &str, usual: String| match submitted.value(name) {
        "" => usual,
        value => value.to_owned(),
    };
    let next_monday = days_after(week_of(cx.app.today()), 7);
    let mut chosen: Vec<String> = submitted.values("site").map(str::to_owned).collect();
    if chosen.is_empty() && sites.len() == 1 {
        chosen.extend(sites.first().map(|site| site.id.to_string()));
    }
    let page = NewPage {
        t,
        key: cx.new_key(),
        errors,
        refusals: refusals.iter().map(|refusal| cx.sentence(refusal)).collect(),
        sites: sites
            .iter()
            .map(|site| view::Choice {
                value: site.id.to_string(),
                label: site.name.clone(),
                ..view::Choice::default()
            })
            .collect(),
        chosen,
        week_of: sent("week_of", next_monday.to_string()),
        budget: sent("budget_seconds", USUAL_BUDGET_SECONDS.to_string()),
        seed: submitted.value("seed").to_owned(),
        compare_with: sent("compare_with", AlternativeKind::FirstCome.as_str().to_owned()),
        compared: [AlternativeKind::FirstCome, AlternativeKind::AnotherSeed]
            .map(|kind| view::Choice {
                value: kind.as_str().to_owned(),
                label: t.word("plan-alternative", kind.as_str()),
                hint: t.word("plan-alternative-hint", kind.as_str()),
                disabled: false,
            })
            .into(),
        layout: cx.layout().await,
    };
    html(&page)
}

fn read_new(submitted: &Submitted) -> Result<NewRun, Problem> {
    let mut read = submitted.read();
    let sites = read.words::<SiteId>("site");
    let day = read.date("week_of");
    let budget = read.number("budget_seconds", 1..=MOST_BUDGET_SECONDS);
    let compare_with = read.word::<AlternativeKind>("compare_with");
    let seed = read.optional_number("seed", 0..=i32::MAX);
    if sites.peek().is_some_and(|sites| sites.is_empty()) {
        read.problem("site", "required");
    }
    if sites.peek().is_some_and(|sites| sites.len() > MOST_SITES) {
        read.problem("site", "not_in_range");
    }
    if compare_with.peek() == Some(&AlternativeKind::Planner) {
        read.problem("compare_with", "not_a_choice");
    }
    read.finish()?;
    Ok(NewRun {
        sites: sites.take()?,
        week_of: day.take()?,
        seed: seed.take()?.map_or(-1, i64::from),
        budget_seconds: budget.take()?,
        compare_with: compare_with.take()?,
        what_if: None,
        follows: None,
    })
}

/// The seed of a run for which nobody chose one.
pub(super) fn drawn(cx: &Context) -> i64 {
    i64::from(u32::from_be_bytes(cx.app.db().random_bytes::<4>()) >> 1)
}

/// Starts a run at sites the actor plans.
pub(super) fn start_run(tx: &mut Tx<'_>, actor: &Actor, new: &NewRun) -> db::Result<PlanRunId> {
    let mut seen = Vec::with_capacity(new.sites.len());
    for site in &new.sites {
        seen.push(see_site(tx.conn, actor, Action::PlanWeek, *site)?);
    }
    tx.start_run(&actor.signature(), &seen, new)
}

/// `POST /plans`
pub async fn start(cx: Context, submitted: Submitted) -> Result<Response, Problem> {
    let mut new = match read_new(&submitted) {
        Ok(new) => new,
        Err(problem) => return again_with(&cx, &submitted, &problem).await,
    };
    if new.seed < 0 {
        new.seed = drawn(&cx);
    }
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let started = cx
        .app
        .db()
        .write(move |tx| tx.once(key.as_ref(), |tx| start_run(tx, &actor, &new)))
        .await
        .map_err(Problem::from);
    match started {
        Ok(id) => Ok(to_run(id)),
        Err(problem) => again_with(&cx, &submitted, &problem).await,
    }
}

async fn again_with(cx: &Context, submitted: &Submitted, problem: &Problem) -> Result<Response, Problem> {
    if problem.field_problems().is_none() && problem.refusals().is_none() {
        return Err(problem.clone());
    }
    let errors = crate::forms::errors(cx.t, problem);
    let refusals = problem.refusals().unwrap_or_default();
    let mut response = new_page(cx, submitted, errors, refusals).await?;
    *response.status_mut() = problem.status();
    Ok(response)
}

fn to_run(id: PlanRunId) -> Response {
    Redirect::to(&format!("/plans/{id}")).into_response()
}

async fn done(cx: &Context, text: String) -> Result<(), Problem> {
    cx.notify(view::Notice { tone: "done", text, undo: None }).await
}

/// `POST /plans/{id}/cancel`
pub async fn cancel(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| tx.cancel_run(&actor.signature(), seen).map(|_| ()))
        })
        .await?;
    Ok(to_run(id))
}

/// The run that follows another one: the same sites and week, locks kept.
pub(super) fn following(run: &Run, seed: i64, what_if: Option<WhatIf>) -> NewRun {
    NewRun {
        sites: run.sites.clone(),
        week_of: run.monday,
        seed,
        budget_seconds: run.budget_seconds,
        compare_with: run.compare_with,
        what_if,
        follows: Some(run.id),
    }
}

/// Starts the run that follows one.
pub(super) fn follow(tx: &mut Tx<'_>, actor: &Actor, id: PlanRunId, what_if: Option<WhatIf>) -> db::Result<PlanRunId> {
    see_run(tx.conn, actor, id)?;
    let run = db::plans::run_by_id(tx.conn, id)?;
    if !run.has_plan() {
        return Err(Refusal::PlanNotFinished.into());
    }
    if what_if.as_ref().is_some_and(|question| !run.sites.contains(&question.site())) {
        return Err(db::Error::NotFound);
    }
    // The same seed: what differs is what was asked, not what was drawn.
    let new = following(&run, run.seed, what_if);
    start_run(tx, actor, &new)
}

/// `POST /plans/{id}/again`
pub async fn again(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let next = cx.app.db().write(move |tx| tx.once(key.as_ref(), |tx| follow(tx, &actor, id, None))).await?;
    Ok(to_run(next))
}

/// A question as a form names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Open,
    Seat,
    Adult,
}

impl Word for Question {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Open => "open_session",
            Self::Seat => "one_seat_more",
            Self::Adult => "one_adult_more",
        })
    }
    fn read(text: &str) -> Option<Self> {
        [Self::Open, Self::Seat, Self::Adult].into_iter().find(|question| question.text() == text)
    }
}

/// `POST /plans/{id}/what-if`
pub async fn what_if(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = submitted.read();
    let question = read.word::<Question>("question");
    let site = read.word::<SiteId>("site");
    let date = read.optional_date("date");
    let half_day = read.optional_word::<HalfDay>("half_day");
    if question.peek() == Some(&Question::Open) {
        if date.peek().is_some_and(|date| date.is_none()) {
            read.problem("date", "required");
        }
        if half_day.peek().is_some_and(|half_day| half_day.is_none()) {
            read.problem("half_day", "required");
        }
    }
    read.finish()?;
    let site = site.take()?;
    let asked = match (question.take()?, date.take()?, half_day.take()?) {
        (Question::Open, Some(date), Some(half_day)) => WhatIf::OpenSession { site, date, half_day },
        (Question::Seat, ..) => WhatIf::OneSeatMore { site },
        (Question::Open | Question::Adult, ..) => WhatIf::OneAdultMore { site },
    };
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    let next =
        cx.app.db().write(move |tx| tx.once(key.as_ref(), |tx| follow(tx, &actor, id, Some(asked.clone())))).await?;
    Ok(to_run(next))
}

/// `POST /plans/{id}/publish`
pub async fn publish(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = submitted.read();
    let alternative = read.number("alternative", 1..=9);
    read.finish()?;
    let alternative = alternative.take()?;
    let published = publish_run(&cx, id, alternative, submitted.key().cloned()).await?;
    let t = cx.t;
    done(&cx, t.plans_done_published(published.booked, published.told + published.told_not_yet)).await?;
    if published.lost > 0 {
        let text = t.plans_done_lost(published.lost);
        cx.notify(view::Notice { tone: "warning", text, undo: None }).await?;
    }
    Ok(to_run(id))
}

/// Publishes a run, once for a key.
pub(super) async fn publish_run(
    cx: &Context,
    id: PlanRunId,
    alternative: i32,
    key: Option<db::idempotency::Key>,
) -> Result<Published, Problem> {
    let (actor, app) = (cx.actor().clone(), cx.app.clone());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| tx.publish_plan(&actor.signature(), seen, alternative, &Words::new(&app)))
        })
        .await?)
}

/// `POST /plans/{id}/places/{place}/lock`
pub async fn lock(cx: Context, Path(path): Path<(String, String)>, submitted: Submitted) -> Result<Response, Problem> {
    set_lock(&cx, path, submitted, true).await
}

/// `POST /plans/{id}/places/{place}/unlock`
pub async fn unlock(
    cx: Context,
    Path(path): Path<(String, String)>,
    submitted: Submitted,
) -> Result<Response, Problem> {
    set_lock(&cx, path, submitted, false).await
}

async fn set_lock(
    cx: &Context,
    (id, place): (String, String),
    submitted: Submitted,
    locked: bool,
) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&id)?, path_id(&place)?);
    submitted.read().finish()?;
    lock_place(cx, id, place, locked, submitted.key().cloned()).await?;
    done(cx, if locked { cx.t.plans_done_locked() } else { cx.t.plans_done_unlocked() }).await?;
    Ok(Redirect::to(&format!("/plans/{id}/places/{place}")).into_response())
}

/// Locks or unlocks a proposed place, once for a key.
pub(super) async fn lock_place(
    cx: &Context,
    id: PlanRunId,
    place: PlanBookingId,
    locked: bool,
    key: Option<db::idempotency::Key>,
) -> Result<usize, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| tx.lock_proposal(&actor.signature(), seen, place, locked))
        })
        .await?)
}

/// `POST /plans/{id}/places/{place}/move`
pub async fn shift(cx: Context, Path(path): Path<(String, String)>, submitted: Submitted) -> Result<Response, Problem> {
    let (id, place): (PlanRunId, PlanBookingId) = (path_id(&path.0)?, path_id(&path.1)?);
    let mut read = submitted.read();
    let to = read.text("to", 200);
    let read = read.finish().and_then(|()| to.take());
    let moved = match read {
        Ok(to) => move_place(&cx, id, place, to, submitted.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match moved {
        Ok(()) => {
            done(&cx, cx.t.plans_done_moved()).await?;
            Ok(to_run(id))
        }
        Err(problem) => {
            let refusals = match (problem.refusals(), problem.field_problems()) {
                (Some(refusals), _) => refusals.iter().map(|refusal| cx.sentence(refusal)).collect(),
                (None, Some(fields)) => {
                    fields.iter().map(|field| crate::forms::field_words(cx.t, &field.code)).collect()
                }
                (None, None) => return Err(problem),
            };
            let mut response = pages::place_page(&cx, id, place, refusals).await?;
            *response.status_mut() = match problem.status() {
                StatusCode::CONFLICT => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok(response)
        }
    }
}

/// Moves a proposed place to one of its moves, once for a key.
pub(super) async fn move_place(
    cx: &Context,
    id: PlanRunId,
    place: PlanBookingId,
    to: String,
    key: Option<db::idempotency::Key>,
) -> Result<(), Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx
        .app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| {
                let (_, proposal, moves) = pages::shown_place(tx.conn, &actor, id, place, now)?;
                let chosen = moves.iter().find(|one| pages::move_value(one) == to);
                let chosen = chosen.ok_or(Refusal::PlanMoveImpossible)?;
                let plan = serde_json::to_string(&chosen.plan)?;
                let by = actor.signature();
                tx.move_proposals(&by, seen, proposal.alternative, &chosen.places, (&plan, &chosen.figures))
            })
        })
        .await?)
}
