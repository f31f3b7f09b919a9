//! Referrals sent, and referrals to answer.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::referrals::{self, Line, Order, Part, Query};
use domain::access::Action;
use i18n::Text;

use super::{badge, html};
use crate::asked::Asked;
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

/// A line of the list.
struct ListRow {
    href: String,
    number: String,
    names: String,
    other: String,
    urgency: String,
    badge: view::Badge,
    sent: String,
    age: String,
}

#[derive(Template)]
#[template(path = "referrals/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    base: &'static str,
    inbox: bool,
    may_refer: bool,
    search: String,
    part: &'static str,
    tabs: Vec<view::Tab>,
    columns: Vec<view::Column>,
    rows: Vec<ListRow>,
    paging: view::Paging,
}

const PAGE: i64 = 25;

/// `GET /referrals`: what one's organisation sent.
pub(crate) async fn mine(cx: Context, asked: Asked) -> Result<Response, Problem> {
    if !cx.caller.may(Action::FollowReferral) {
        return Ok(Redirect::to("/referrals/inbox").into_response());
    }
    Ok(list_page(&cx, &asked, Action::FollowReferral).await?.into_response())
}

/// `GET /referrals/inbox`: what came to one's sites.
pub(crate) async fn inbox(cx: Context, asked: Asked) -> Result<Html<String>, Problem> {
    list_page(&cx, &asked, Action::SeeReferral).await
}

async fn list_page(cx: &Context, asked: &Asked, action: Action) -> Result<Html<String>, Problem> {
    let (t, zone, now) = (cx.t, cx.app.settings().time_zone.clone(), cx.app.now());
    let inbox = action == Action::SeeReferral;
    let base = if inbox { "/referrals/inbox" } else { "/referrals" };
    let search: String = asked.value("q").chars().take(120).collect();
    let parts = [("open", Part::Open), ("accepted", Part::Accepted), ("closed", Part::Closed), ("all", Part::All)];
    let (part_name, part) = parts.into_iter().find(|(name, _)| *name == asked.value("part")).unwrap_or(if inbox {
        parts[0]
    } else {
        parts[3]
    });
    let (order_name, order) = match asked.value("sort") {
        "oldest" => ("oldest", Order::Oldest),
        "latest" => ("latest", Order::Latest),
        "number" => ("number", Order::Number),
        // What waits longest comes first in the inbox.
        _ if inbox && part == Part::Open => ("oldest", Order::Oldest),
        _ => ("latest", Order::Latest),
    };
    let page: i64 = asked.value("page").parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let query = Query { search: search.clone(), part, order, offset: (page - 1) * PAGE, limit: PAGE, after: None };
    let actor = cx.actor().clone();
    let (lines, total) = cx.app.db().read(move |conn| referrals::list(conn, &actor, action, &query)).await?;
    let address = |part: &str, sort: &str, page: i64| {
        format!("{base}?part={part}&sort={sort}&page={page}&q={}", crate::forms::percent(&search))
    };
    let age = |line: &Line| {
        let since = line.facts.since().unwrap_or(now);
        t.count_days(now.seconds_since(since).max(0) / 86_400)
    };
    let rows = lines
        .iter()
        .map(|line| {
            let children = t.list_and(&line.children);
            let names = match (line.parent_name.is_empty(), children.is_empty()) {
                (true, _) => t.referrals_names_hidden(),
                (false, true) => line.parent_name.clone(),
                (false, false) => format!("{} · {children}", line.parent_name),
            };
            ListRow {
                href: format!("/referrals/{}", line.id),
                number: line.number.clone(),
                names,
                other: if inbox {
                    format!("{} · {}", line.prescriber, line.prescriber_name)
                } else {
                    line.site_name.clone()
                },
                urgency: t.word("urgency", line.urgency.as_str()),
                badge: badge(t, &line.facts),
                sent: line.facts.sent_at.map(|at| t.date_medium(at.date(&zone))).unwrap_or_default(),
                age: age(line),
            }
        })
        .collect::<Vec<_>>();
    let sorted = |name: &str, direction: &'static str| if order_name == name { direction } else { "" };
    let column = |label: String| view::Column { label, ..view::Column::default() };
    let columns = vec![
        view::Column {
            label: t.referrals_number(),
            sort_href: address(part_name, "number", 1),
            sorted: sorted("number", "ascending"),
            numeric: false,
        },
        column(t.referrals_family()),
        column(if inbox { t.referrals_prescriber() } else { t.referrals_site() }),
        column(t.referrals_urgency()),
        column(t.referrals_status()),
        view::Column {
            label: t.referrals_sent_on(),
            sort_href: address(part_name, if order_name == "latest" { "oldest" } else { "latest" }, 1),
            sorted: if order_name == "latest" { "descending" } else { sorted("oldest", "ascending") },
            numeric: false,
        },
        column(t.referrals_age()),
    ];
    let tab_words = |name: &str| match name {
        "open" => t.referrals_part_open(),
        "accepted" => t.referrals_part_accepted(),
        "closed" => t.referrals_part_closed(),
        _ => t.referrals_part_all(),
    };
    let first = (page - 1) * PAGE + 1;
    let last = first + i64::try_from(rows.len()).unwrap_or(0) - 1;
    let page = ListPage {
        t,
        layout: cx.layout().await,
        title: if inbox { t.referrals_inbox_title() } else { t.referrals_mine_title() },
        lead: if inbox { t.referrals_inbox_lead() } else { t.referrals_mine_lead() },
        base,
        inbox,
        may_refer: cx.caller.may(Action::SendReferral),
        tabs: parts
            .iter()
            .map(|(name, _)| view::Tab {
                label: tab_words(name),
                href: format!("{base}?part={name}"),
                current: *name == part_name,
                count: String::new(),
            })
            .collect(),
        search: search.clone(),
        part: part_name,
        columns,
        paging: view::Paging {
            words: if rows.is_empty() { String::new() } else { t.paging_shown(first, last, total) },
            previous: if page > 1 { address(part_name, order_name, page - 1) } else { String::new() },
            next: if last < total && !rows.is_empty() {
                address(part_name, order_name, page + 1)
            } else {
                String::new()
            },
        },
        rows,
    };
    html(&page)
}

// ---------- the file, and its answer ----------
