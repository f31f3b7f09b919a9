//! A week copied onto another: first what can be copied and what cannot, and why; then it is done, and can be undone.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::{Date, SiteId};
use i18n::Text;

use super::figure::{hours, reasons};
use super::ratio::site_of;
use super::roster::changed;
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, head, html, load, write};

struct Line {
    who: String,
    when: String,
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "staff/copy.html")]
struct CopyPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    can: Vec<Line>,
    cannot: Vec<Line>,
    from: String,
    to: String,
    key: String,
}

/// `GET /sites/{id}/roster/copy?from=…&to=…`
pub(crate) async fn preview(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = asked.read_loosely();
    let (from, to) = (read.date("from"), read.date("to"));
    read.finish()?;
    let (from, to) = (week_of(from.take()?), week_of(to.take()?));
    if from == to {
        return Err(Problem::field("to", "not_in_range"));
    }
    let (t, id, actor) = (cx.t, site.id, cx.actor().clone());
    let (lines, team) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::ManageStaff, id)?;
            Ok((db::staff::copying::preview(conn, &seen, from, to)?, db::staff::team(conn, &seen)?))
        })
        .await?;
    let line = |line: &db::staff::copying::CopyLine| Line {
        who: team
            .iter()
            .find(|file| file.member.id == line.shift.member)
            .map(|file| file.member.name())
            .unwrap_or_default(),
        when: t.staff_shift_line(t.date_long(line.shift.date), hours(t, line.shift.span)),
        reasons: reasons(&cx, &line.refusals),
    };
    let page = CopyPage {
        t,
        layout: cx.layout().await,
        head: head(&cx, &site, "roster", 0),
        title: t.roster_copy_title(t.date_medium(from), t.date_medium(to)),
        can: lines.iter().filter(|line| line.refusals.is_empty()).map(line).collect(),
        cannot: lines.iter().filter(|line| !line.refusals.is_empty()).map(line).collect(),
        from: from.to_string(),
        to: to.to_string(),
        key: cx.new_key(),
    };
    html(&page, StatusCode::OK)
}

/// `POST /sites/{id}/roster/copy`
pub(crate) async fn copy(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site: SiteId = site_of(&id)?;
    let mut read = form.read();
    let (from, to) = (read.date("from"), read.date("to"));
    read.finish()?;
    let (from, to) = (from.take()?, week_of(to.take()?));
    let change = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.copy_week(&actor.signature(), &seen, from, to)
    })
    .await?;
    let days: Vec<Date> = (0..7).map(|offset| days_after(to, offset)).collect();
    changed(&cx, site, cx.t.roster_copied(change.added.len()), &change, &days).await?;
    Ok(Redirect::to(&format!("/sites/{site}/roster?monday={to}")).into_response())
}
