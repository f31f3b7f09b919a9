//! The page of a sensitivity study: asked with a button, answered in the background, told as a table.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::plans::{Run, StoredWeights, Study, StudyOf, latest_study, see_run};
use domain::plans::StudyKind;
use domain::*;
use i18n::Text;

use super::fairness::{columns, group_name};
use super::pages::{sites_words, week_words};
use super::sections::{self, Section};
use super::sensitivity::{Factor, Knob, Outcome, Sensitivity};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "plans/sensitivity.html")]
struct SensitivityPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    sections: Vec<view::Tab>,
    weights: String,
    weights_href: String,
    action: String,
    key: String,
    under_way: bool,
    asked: String,
    found: bool,
    base: String,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    unchanged: Vec<String>,
    seed: String,
}

struct Row {
    what: String,
    values: Vec<String>,
    groups: String,
}

/// A run that has a plan, the names of its sites, its newest study and its weights.
pub(super) type Studied = (Run, BTreeMap<SiteId, String>, Option<Study>, StoredWeights);

/// Loads the study of a run the actor may see.
pub(super) async fn load(cx: &Context, id: PlanRunId) -> Result<Studied, Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_run(conn, &actor, id)?;
            let run = db::plans::run_by_id(conn, id)?;
            if !run.has_plan() {
                return Err(db::Error::NotFound);
            }
            let names = db::plans::site_names(conn, &run.sites)?;
            let study = latest_study(conn, StudyOf::Run(seen), StudyKind::Sensitivity)?;
            let weights: StoredWeights = db::plans::weights::weights_by_id(conn, run.weights)?;
            Ok((run, names, study, weights))
        })
        .await?)
}

/// `GET /plans/{id}/sensitivity`
pub async fn show(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let (run, names, study, weights) = load(&cx, path_id(&id)?).await?;
    let t = cx.t;
    let found: Option<Sensitivity> = study
        .as_ref()
        .and_then(|study| study.found.as_deref())
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| db::Error::Broken(error.to_string()))?;
    let under_way = study.as_ref().is_some_and(|study| study.found_at.is_none());
    let changing = |outcome: &&Outcome| outcome.gained + outcome.lost > 0 || changes(found.as_ref(), outcome);
    let outcomes = || found.iter().flat_map(|found| &found.outcomes);
    let page = SensitivityPage {
        t,
        title: t.sensitivity_title(week_words(t, run.monday)),
        over: sites_words(t, &names, &run.sites),
        sections: sections::of(t, run.id, Section::Sensitivity),
        weights: t.weights_version_name(&weights.weights.name, i64::from(weights.version)),
        weights_href: format!("/plans/weights?territory={}", run.organisation),
        action: format!("/plans/{}/sensitivity", run.id),
        key: cx.new_key(),
        under_way,
        asked: study
            .as_ref()
            .map(|study| t.sensitivity_asked(t.instant_long(study.found_at.unwrap_or(study.asked_at), &cx.frame.zone)))
            .unwrap_or_default(),
        base: found
            .as_ref()
            .map(|found| t.sensitivity_base(found.base.served, found.requests, found.base.critical_served))
            .unwrap_or_default(),
        found: found.is_some(),
        columns: columns([
            (t.sensitivity_column_what(), false),
            (t.plans_figure_served(), true),
            (t.plans_figure_critical(), true),
            (t.fairness_column_minimum(), true),
            (t.sensitivity_column_moves(), true),
            (t.sensitivity_column_groups(), false),
        ]),
        rows: found
            .iter()
            .flat_map(|found| found.outcomes.iter().filter(changing).map(|outcome| row(t, &found.base, outcome)))
            .collect(),
        unchanged: outcomes().filter(|outcome| !changing(outcome)).map(|outcome| what(t, outcome)).collect(),
        seed: t.plans_seed(run.seed.to_string()),
        layout: view::Layout { place: sites_words(t, &names, &run.sites), ..cx.layout().await },
    };
    let mut response = html(&page)?;
    if under_way {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// Whether anything that is counted is another than in the plan as it is.
fn changes(found: Option<&Sensitivity>, outcome: &Outcome) -> bool {
    found.is_some_and(|found| {
        let counts = |one: &Outcome| (one.served, one.critical_served, one.minimum_reached);
        counts(&found.base) != counts(outcome)
    })
}

fn what(t: Text, outcome: &Outcome) -> String {
    let knob = match &outcome.knob {
        Knob::Nothing => return t.sensitivity_nothing(),
        Knob::Purpose(purpose) => t.word("purpose", purpose.as_str()),
        Knob::Figure(name) => t.word("weights-figure", name),
        Knob::Further => t.sensitivity_further(),
    };
    match outcome.factor {
        Factor::Double => t.sensitivity_doubled(knob),
        Factor::Half | Factor::Same => t.sensitivity_halved(knob),
    }
}

/// "5 (+2)": a count, and how far it is from that of the plan.
fn against(t: Text, count: usize, base: usize) -> String {
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let more = whole(count) - whole(base);
    match more {
        0 => t.number(whole(count)),
        1.. => format!("{} (+{})", t.number(whole(count)), t.number(more)),
        _ => format!("{} ({})", t.number(whole(count)), t.number(more)),
    }
}

fn row(t: Text, base: &Outcome, outcome: &Outcome) -> Row {
    let mut groups = Vec::new();
    for purpose in domain::places::Purpose::ALL {
        let of = |one: &Outcome| one.purposes.get(purpose).copied().unwrap_or(0);
        if of(base) != of(outcome) {
            groups.push(t.sensitivity_group(t.word("purpose", purpose.as_str()), of(base), of(outcome)));
        }
    }
    for ((dimension, name, before), (.., after)) in base.groups.iter().zip(&outcome.groups) {
        if before != after {
            let dimension_name = t.word("fairness-dimension", dimension.as_str());
            let group = t.sensitivity_group_of(dimension_name, group_name(t, *dimension, name));
            groups.push(t.sensitivity_group(group, *before, *after));
        }
    }
    Row {
        what: what(t, outcome),
        values: vec![
            against(t, outcome.served, base.served),
            against(t, outcome.critical_served, base.critical_served),
            against(t, outcome.minimum_reached, base.minimum_reached),
            t.sensitivity_moves(outcome.gained, outcome.lost),
        ],
        groups: groups.join(" · "),
    }
}

/// `POST /plans/{id}/sensitivity`
pub async fn ask(cx: Context, Path(id): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_run(tx.conn, &actor, id)?;
            tx.once(key.as_ref(), |tx| {
                if !db::plans::run_by_id(tx.conn, id)?.has_plan() {
                    return Err(Refusal::PlanNotFinished.into());
                }
                tx.ask_study(&actor.signature(), StudyOf::Run(seen), StudyKind::Sensitivity)
            })
        })
        .await?;
    Ok(Redirect::to(&format!("/plans/{id}/sensitivity")).into_response())
}
