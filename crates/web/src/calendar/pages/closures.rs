//! The closures of a site.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::calendar::{self, CalendarChange};
use db::directory::Site;
use domain::calendar::*;
use domain::*;
use i18n::Text;

use super::rules::{changed, hidden, preview_page};
use super::{premises_choices, premises_name, premises_of};
use crate::asked::IfMatch;
use crate::calendar::api::{closure_of, make_change};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, filled, head, html, load};

struct ClosureRow {
    period: String,
    what: String,
    reason: String,
    note: String,
    id: String,
    past: bool,
}

#[derive(Template)]
#[template(path = "calendar/closures.html")]
struct ClosuresPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<ClosureRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    premises: Vec<view::Choice>,
    half_days: Vec<view::Choice>,
    reasons: Vec<view::Choice>,
    action: String,
}

async fn closures_page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let all = cx.app.db().read(move |conn| calendar::closures_with_notes(conn, id)).await?;
    let places = premises_of(cx, id).await?;
    let status = wrong.status();
    let head = head(cx, &site, "closures", 0);
    let page = ClosuresPage {
        t,
        layout: cx.layout().await,
        rows: all
            .into_iter()
            .map(|row| ClosureRow {
                period: t.period(row.closure.period),
                what: [
                    row.closure.premises.map(|premises| premises_name(&places, premises)),
                    row.closure.half_day.map(|half_day| t.half_day(half_day)),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
                reason: t.word("closure-reason", row.closure.reason.as_str()),
                note: row.note.unwrap_or_default(),
                id: row.id.to_string(),
                past: row.closure.period.until.is_some_and(|last| last < today),
            })
            .collect(),
        action: format!("{}/closures/preview", head.base),
        head,
        form,
        wrong,
        key: cx.new_key(),
        premises: premises_choices(&places, today),
        half_days: choices(t, "half-day", HalfDay::ALL),
        reasons: choices(t, "closure-reason", ClosureReason::ALL),
    };
    html(&page, status)
}

/// `GET /sites/{id}/closures`
pub(crate) async fn closures(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    closures_page(&cx, site, filled(&[]), Wrong::default()).await
}

const CLOSURE_FIELDS: [&str; 7] = ["lift", "premises_id", "from", "until", "half_day", "reason", "note"];

fn read_closure(form: &Submitted) -> Result<CalendarChange, Problem> {
    let mut read = form.read();
    let lift = read.optional_word::<ClosureId>("lift");
    if let Some(Some(id)) = lift.peek() {
        let change = CalendarChange::Lift(*id);
        read.finish()?;
        return Ok(change);
    }
    let (premises, half_day) = (read.optional_word("premises_id"), read.optional_word("half_day"));
    let (from, until) = (read.date("from"), read.optional_date("until"));
    let (reason, note) = (read.word("reason"), read.optional_text("note", 300));
    read.finish()?;
    let from = from.take()?;
    let until = until.take()?.unwrap_or(from);
    closure_of(premises.take()?, from, until, half_day.take()?, reason.take()?, note.take()?)
}

/// `POST /sites/{id}/closures/preview`
pub(crate) async fn preview_closure(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let shown = match read_closure(&form) {
        Ok(change) => preview_page(&cx, &site, "closures", change, hidden(&form, &CLOSURE_FIELDS)).await,
        Err(problem) => Err(problem),
    };
    match shown {
        Ok(response) => Ok(response),
        Err(problem) => closures_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

/// `POST /sites/{id}/closures`
pub(crate) async fn change_closures(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let made = match read_closure(&form) {
        Ok(change) => make_change(&cx, site.id, change, IfMatch(None), form.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => changed(&cx, &made, &format!("/sites/{}/closures", site.id)).await,
        Err(problem) => closures_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}
