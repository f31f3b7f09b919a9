//! The sites one may see.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use db::organisations::{self, SiteLine};
use domain::Date;
use domain::access::Action;
use domain::geography::folded;
use i18n::Text;

use super::{PAGE, html};
use crate::asked::Asked;
use crate::context::Context;
use crate::directory::pages::commune_label;
use crate::problem::Problem;
use crate::shared::view;

struct Row {
    name: String,
    href: String,
    commune: String,
    kind: String,
    organisation: String,
    badge: Option<view::Badge>,
}

#[derive(Template)]
#[template(path = "sites/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    q: String,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    paging: Option<view::Paging>,
    any: bool,
    may_create: bool,
}

/// `GET /sites`
pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let page = read.optional_number("page", 1..=10_000).peek().copied().flatten().unwrap_or(1);
    let (sort, q) = (asked.value("sort").to_owned(), asked.value("q").to_owned());
    let (actor, t) = (cx.actor().clone(), cx.t);
    let mut lines = cx.app.db().read(move |conn| organisations::sites_in_reach(conn, &actor)).await?;
    let any = !lines.is_empty();
    let wanted = folded(&q);
    lines.retain(|line| {
        folded(&line.site.name).contains(&wanted)
            || folded(&commune_label(&line.site.commune)).contains(&wanted)
            || folded(&line.site.organisation_name).contains(&wanted)
    });
    match sort.as_str() {
        "commune" => lines.sort_by_cached_key(|line| folded(&commune_label(&line.site.commune))),
        "kind" => lines.sort_by_cached_key(|line| line.site.kind),
        _ => {}
    }
    let column = |name: &str, label: String| view::Column {
        label,
        sort_href: format!("/sites?sort={name}&q={}", crate::forms::percent(&q)),
        sorted: if sort == name || (sort.is_empty() && name == "name") { "ascending" } else { "" },
        numeric: false,
    };
    let columns = vec![
        column("name", t.sites_name()),
        column("commune", t.sites_commune()),
        column("kind", t.sites_kind()),
        view::Column { label: t.sites_organisation(), ..view::Column::default() },
        view::Column { label: t.sites_state(), ..view::Column::default() },
    ];
    let (start, paging) =
        paging(t, lines.len(), page, |page| format!("/sites?page={page}&sort={sort}&q={}", crate::forms::percent(&q)));
    let rows = lines.into_iter().skip(start).take(PAGE).map(|line| row(t, line, cx.app.today())).collect();
    let may_create = may_create(&cx);
    html(&ListPage { t, layout: cx.layout().await, q, columns, rows, paging, any, may_create }, StatusCode::OK)
}

pub(super) fn may_create(cx: &Context) -> bool {
    cx.caller.may(Action::ManageOrganisations)
}

/// Where a page of a list starts, and its paging when there are several.
pub(crate) fn paging(
    t: Text,
    total: usize,
    page: i32,
    href: impl Fn(usize) -> String,
) -> (usize, Option<view::Paging>) {
    let pages = total.div_ceil(PAGE).max(1);
    let page = usize::try_from(page).unwrap_or(1).clamp(1, pages);
    let start = (page - 1) * PAGE;
    let paging = (pages > 1).then(|| view::Paging {
        words: t.paging_shown(start + 1, (start + PAGE).min(total), total),
        previous: if page > 1 { href(page - 1) } else { String::new() },
        next: if page < pages { href(page + 1) } else { String::new() },
    });
    (start, paging)
}

fn row(t: Text, line: SiteLine, today: Date) -> Row {
    let SiteLine { site, to_decide } = line;
    let badge = if site.ended_on.is_some_and(|last| last < today) {
        Some(view::Badge { tone: "neutral", word: t.sites_ended() })
    } else if to_decide > 0 {
        Some(view::Badge { tone: "waiting", word: t.sites_to_decide(to_decide) })
    } else {
        None
    };
    Row {
        href: format!("/sites/{}", site.id),
        name: site.name,
        commune: commune_label(&site.commune),
        kind: t.word("site-kind", site.kind.as_str()),
        organisation: site.organisation_name,
        badge,
    }
}
