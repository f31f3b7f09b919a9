//! Who is in familiarisation at a site, and who was.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use db::access::see_site;
use db::audit::Entry;
use db::familiarisation::Familiarisation;
use domain::access::Action;
use i18n::Text;

use super::words::{hours, template_name};
use crate::asked::Asked;
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, head, html, load};

struct Row {
    name: String,
    href: String,
    referent: String,
    template: String,
    progress: String,
    badge: view::Badge,
}

#[derive(Template)]
#[template(path = "familiarisation/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    ended: bool,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    plans: bool,
}

/// How far a path is, as a badge.
pub(super) fn badge(t: Text, path: &Familiarisation, zone: &jiff::tz::TimeZone) -> view::Badge {
    let day = |at: domain::Instant| t.date_medium(at.date(zone));
    match (path.finished_at, path.stopped_at) {
        (Some(at), _) if path.reason.is_some() => {
            view::Badge { tone: "done", word: t.familiarisation_waived_on(day(at)) }
        }
        (Some(at), _) => view::Badge { tone: "done", word: t.familiarisation_finished_on(day(at)) },
        (None, Some(at)) => view::Badge { tone: "neutral", word: t.familiarisation_stopped_on(day(at)) },
        (None, None) => match (path.unanswered(), path.coming()) {
            (0, Some(visit)) => view::Badge {
                tone: "waiting",
                word: t.familiarisation_next_visit(t.date_medium(visit.date), hours(t, visit.span)),
            },
            (0, None) => view::Badge { tone: "urgent", word: t.familiarisation_to_place() },
            (count, _) => view::Badge {
                tone: "urgent",
                word: t.familiarisation_to_answer(u32::try_from(count).unwrap_or(u32::MAX)),
            },
        },
    }
}

/// `GET /familiarisation`: that of the reader's first site.
pub(crate) async fn mine(cx: Context) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let read = move |conn: &mut db::Conn| db::attendance::sites_of(conn, &actor, Action::RecordFamiliarisation);
    let sites = cx.app.db().read(read).await?;
    Ok(match sites.first() {
        Some(site) => Redirect::to(&format!("/sites/{}/familiarisation", site.id)).into_response(),
        None => Redirect::to("/sites").into_response(),
    })
}

/// `GET /sites/{id}/familiarisation`
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let ended = asked.value("shown") == "ended";
    let mut paths = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::RecordFamiliarisation, id)?;
            db::familiarisation::of_site(conn, &actor, &seen, !ended, now)
        })
        .await?;
    // What waits for somebody comes first.
    if !ended {
        paths.sort_by_key(|path| {
            let coming = path.coming().map(|visit| (visit.date, visit.span.from()));
            (path.unanswered() == 0, coming.is_some(), coming, path.id)
        });
    }
    for path in &paths {
        cx.audit_read(
            Entry::read(Action::RecordFamiliarisation, "familiarisation", path.id).family(path.family).site(id),
        );
    }
    let head = head(&cx, &site, "familiarisation", 0);
    let rows = paths
        .iter()
        .map(|path| Row {
            name: format!("{} {}", path.given_name, path.family_name),
            href: format!("{}/familiarisation/{}", head.base, path.id),
            referent: path.referent.as_ref().map_or_else(|| t.familiarisation_nobody(), |(_, name)| name.clone()),
            template: template_name(t, &path.template),
            progress: t.familiarisation_progress_of(
                u32::try_from(path.validated()).unwrap_or(0),
                u32::try_from(path.steps.len()).unwrap_or(0),
            ),
            badge: badge(t, path, &cx.frame.zone),
        })
        .collect();
    let page = ListPage {
        t,
        layout: cx.layout().await,
        columns: [
            t.familiarisation_child(),
            t.familiarisation_progress(),
            t.familiarisation_next(),
            t.familiarisation_referent(),
        ]
        .map(|label| view::Column { label, ..view::Column::default() })
        .into(),
        rows,
        ended,
        plans: cx.caller.may(Action::PlanFamiliarisation),
        head,
    };
    html(&page, Wrong::default().status())
}
