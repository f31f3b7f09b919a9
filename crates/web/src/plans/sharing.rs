//! A site that chooses the order of asking for its weeks, and what that costs it on its own past weeks.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::plans::sharing::choices;
use db::plans::{ChosenSharing, StudyOf, latest_study};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::plans::fairness::FairnessSettings;
use domain::plans::{FEWEST_COMPARABLE, Sharing, StudyKind};
use domain::*;
use i18n::Text;

use super::bars::{Bar, Bars};
use super::fairness::columns;
use super::history::{Done, History, PastWeek};
use crate::asked::path_id;
use crate::context::Context;
use crate::forms::Submitted;
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

#[derive(Template)]
#[template(path = "plans/sharing_list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    columns: Vec<view::Column>,
    rows: Vec<ListRow>,
}

struct ListRow {
    name: String,
    href: String,
    sharing: String,
}

/// `GET /plans/sharing`
pub async fn list(cx: Context) -> Result<Response, Problem> {
    let (actor, monday) = (cx.actor().clone(), week_of(cx.app.today()));
    let (sites, chosen) = cx
        .app
        .db()
        .read(move |conn| {
            let sites = db::attendance::sites_of(conn, &actor, Action::PlanWeek)?;
            let ids: Vec<SiteId> = sites.iter().map(|site| site.id).collect();
            let chosen = db::plans::sharing_of(conn, &ids, days_after(monday, 7))?;
            Ok((sites, chosen))
        })
        .await?;
    let t = cx.t;
    let page = ListPage {
        t,
        columns: columns([(t.plans_place_site(), false), (t.sharing_column(), false)]),
        rows: sites
            .iter()
            .map(|site| ListRow {
                name: site.name.clone(),
                href: format!("/plans/sharing/{}", site.id),
                sharing: t.word("sharing", chosen.get(&site.id).copied().unwrap_or(Sharing::Planner).as_str()),
            })
            .collect(),
        layout: cx.layout().await,
    };
    html(&page)
}

#[derive(Template)]
#[template(path = "plans/sharing.html")]
struct SharingPage {
    t: Text,
    layout: view::Layout,
    over: String,
    now: String,
    action: String,
    keys: [String; 2],
    errors: view::FieldErrors,
    form: Submitted,
    sharings: Vec<view::Choice>,
    chosen: String,
    from_week: String,
    past: Vec<String>,
    under_way: bool,
    found: bool,
    said: String,
    caution: String,
    bars: Bars,
    columns: Vec<view::Column>,
    rows: Vec<WeekRow>,
    asked: String,
}

struct WeekRow {
    week: String,
    values: Vec<String>,
}

/// `GET /plans/sharing/{site}`
pub async fn show(cx: Context, Path(site): Path<String>) -> Result<Response, Problem> {
    page(&cx, path_id(&site)?, Submitted::prefilled([]), view::FieldErrors::none()).await
}

/// The name of a site the actor plans, its choices, and the newest study of its past weeks.
pub(super) async fn load(
    cx: &Context,
    id: SiteId,
) -> Result<(String, Vec<ChosenSharing>, Option<db::plans::Study>), Problem> {
    let actor = cx.actor().clone();
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::PlanWeek, id)?;
            let past: Vec<ChosenSharing> = choices(conn, &seen)?;
            let study = latest_study(conn, StudyOf::Site(&seen), StudyKind::History)?;
            Ok((db::plans::site_names(conn, &[id])?.remove(&id).unwrap_or_default(), past, study))
        })
        .await?)
}

/// How a site shares out a week.
pub(super) fn holding(past: &[ChosenSharing], week: Date) -> Sharing {
    past.iter().find(|one| one.from_week <= week).map_or(Sharing::Planner, |one| one.sharing)
}

async fn page(cx: &Context, id: SiteId, form: Submitted, errors: view::FieldErrors) -> Result<Response, Problem> {
    let (name, past, study) = load(cx, id).await?;
    let (t, next) = (cx.t, days_after(week_of(cx.app.today()), 7));
    let settings = FairnessSettings::on(next).map_err(|wrong| db::Error::Broken(wrong.to_string()))?;
    let holds = holding(&past, next);
    let found: Option<History> = study
        .as_ref()
        .and_then(|study| study.found.as_deref())
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| db::Error::Broken(error.to_string()))?;
    let total = found.as_ref().and_then(History::total);
    let enough = found.as_ref().is_some_and(|found| found.says_something(settings.fewest_weeks));
    let sent = |field: &str, usual: String| match form.value(field) {
        "" => usual,
        value => value.to_owned(),
    };
    let under_way = study.as_ref().is_some_and(|study| study.found_at.is_none());
    let page = SharingPage {
        t,
        over: name,
        now: t.word("sharing-now", holds.as_str()),
        action: format!("/plans/sharing/{id}"),
        keys: [cx.new_key(), cx.new_key()],
        sharings: Sharing::ALL
            .iter()
            .map(|one| view::Choice {
                value: one.as_str().to_owned(),
                label: t.word("sharing", one.as_str()),
                hint: t.word("sharing-hint", one.as_str()),
                disabled: false,
            })
            .collect(),
        chosen: sent("sharing", holds.as_str().to_owned()),
        from_week: sent("from_week", next.to_string()),
        past: past
            .iter()
            .map(|one| {
                t.sharing_past(
                    t.date_medium(one.from_week),
                    t.word("sharing", one.sharing.as_str()),
                    one.chosen_by.clone().unwrap_or_else(|| t.answer_not_known()),
                    &one.reason,
                )
            })
            .collect(),
        under_way,
        found: found.is_some(),
        said: total.as_ref().filter(|_| enough).map(|total| said(t, total, found.as_ref())).unwrap_or_default(),
        caution: match (&found, enough) {
            (Some(found), false) => t.sharing_too_little(
                found.weeks.len(),
                total.as_ref().map_or(0, |total| total.requests),
                settings.fewest_weeks,
                i64::from(FEWEST_COMPARABLE),
            ),
            _ => String::new(),
        },
        bars: bars(t, total.as_ref()),
        columns: columns([
            (t.plans_column_week(), false),
            (t.sharing_column_requests(), true),
            (t.sharing_column_first_come(), true),
            (t.sharing_column_planner(), true),
            (t.sharing_column_difference(), true),
            (t.sharing_column_critical(), true),
        ]),
        rows: found
            .iter()
            .flat_map(|found| &found.weeks)
            .map(|week| week_row(t, t.date_medium(week.monday), week))
            .chain(total.iter().map(|total| week_row(t, t.sharing_all_weeks(), total)))
            .collect(),
        asked: study
            .as_ref()
            .and_then(|study| study.found_at)
            .map(|at| t.sensitivity_asked(t.instant_long(at, &cx.frame.zone)))
            .unwrap_or_default(),
        form,
        errors,
        layout: cx.layout().await,
    };
    let mut response = html(&page)?;
    if under_way {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn said(t: Text, total: &PastWeek, found: Option<&History>) -> String {
    let weeks = found.map_or(0, |found| found.weeks.len());
    let difference = total.planner.served - total.first_come.served;
    let critical = total.planner.critical_served - total.first_come.critical_served;
    if difference > 0 {
        t.sharing_costs(
            weeks,
            total.requests,
            total.first_come.served,
            total.planner.served,
            difference,
            critical.max(0),
        )
    } else {
        t.sharing_costs_nothing(weeks, total.requests, total.first_come.served, total.planner.served)
    }
}

fn bars(t: Text, total: Option<&PastWeek>) -> Bars {
    let Some(total) = total.filter(|total| total.requests > 0) else { return Bars::default() };
    let bar = |sharing: Sharing, done: Done, marked: bool| Bar {
        label: t.word("sharing", sharing.as_str()),
        words: t.plans_of(done.served, total.requests),
        per_mille: done.served * 1000 / total.requests,
        marked,
    };
    let less = total.first_come.served < total.planner.served;
    Bars::new(
        "history-bars".to_owned(),
        t.sharing_bars(),
        vec![bar(Sharing::FirstCome, total.first_come, less), bar(Sharing::Planner, total.planner, false)],
        None,
    )
}

fn week_row(t: Text, week: String, of: &PastWeek) -> WeekRow {
    let more = of.planner.served - of.first_come.served;
    WeekRow {
        week,
        values: vec![
            t.number(of.requests),
            t.number(of.first_come.served),
            t.number(of.planner.served),
            if more > 0 { format!("+{}", t.number(more)) } else { t.number(more) },
            t.sharing_critical(of.first_come.critical_served, of.planner.critical_served, of.critical),
        ],
    }
}

/// `POST /plans/sharing/{site}`
pub async fn choose(cx: Context, Path(site): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: SiteId = path_id(&site)?;
    let next = days_after(week_of(cx.app.today()), 7);
    let mut read = submitted.read();
    let sharing = read.word::<Sharing>("sharing");
    let from_week = read.date("from_week");
    let reason = read.text("reason", 500);
    if from_week.peek().is_some_and(|day| week_of(*day) < next) {
        read.problem("from_week", "in_the_past");
    }
    if let Err(problem) = read.finish() {
        let errors = crate::forms::errors(cx.t, &problem);
        let mut response = page(&cx, id, submitted, errors).await?;
        *response.status_mut() = problem.status();
        return Ok(response);
    }
    let (sharing, from_week, reason) = (sharing.take()?, week_of(from_week.take()?), reason.take()?);
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::PlanWeek, id)?;
            tx.once(key.as_ref(), |tx| tx.choose_sharing(&actor.signature(), &seen, sharing, from_week, &reason))
        })
        .await?;
    cx.notify(view::Notice { tone: "done", text: cx.t.sharing_chosen(), undo: None }).await?;
    Ok(Redirect::to(&format!("/plans/sharing/{id}")).into_response())
}

/// `POST /plans/sharing/{site}/history`
pub async fn replay(cx: Context, Path(site): Path<String>, submitted: Submitted) -> Result<Response, Problem> {
    let id: SiteId = path_id(&site)?;
    submitted.read().finish()?;
    let (actor, key) = (cx.actor().clone(), submitted.key().cloned());
    cx.app
        .db()
        .write(move |tx| {
            let seen = see_site(tx.conn, &actor, Action::PlanWeek, id)?;
            tx.once(key.as_ref(), |tx| tx.ask_study(&actor.signature(), StudyOf::Site(&seen), StudyKind::History))
        })
        .await?;
    Ok(Redirect::to(&format!("/plans/sharing/{id}")).into_response())
}
