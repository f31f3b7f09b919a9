//! A month: what was attended against what was booked, for each child, each day and the site; as a page to print and as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use db::access::see_site;
use db::attendance::{Sheet, SiteCard, sites_of};
use domain::access::Action;
use domain::attendance::balance::Balance;
use domain::places::days_after;
use domain::*;
use i18n::Text;

use super::pages::{NowherePage, Say, html};
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Reader;
use crate::problem::Problem;
use crate::shared::view;

/// The first day of the month asked for as `2026-11`.
pub(super) fn month_asked(read: &mut Reader<'_>, asked: &Asked) -> Option<Date> {
    let raw = asked.value("month").trim();
    if raw.is_empty() {
        return None;
    }
    let first = crate::forms::civil_date(&format!("{raw}-01"));
    if first.is_none() {
        read.problem("month", "not_a_date");
    }
    first
}

/// A child's month.
pub(super) struct ChildMonth {
    pub(super) child: ChildId,
    pub(super) name: String,
    pub(super) balance: Balance,
}

/// A month of a site: the same half-days, added up three ways.
pub(super) struct Month {
    pub(super) site: SiteCard,
    pub(super) first: Date,
    pub(super) total: Balance,
    pub(super) children: Vec<ChildMonth>,
    pub(super) days: Vec<(Date, Balance)>,
}

impl Month {
    fn of(site: SiteCard, first: Date, sheets: &[Sheet]) -> Self {
        let mut children: BTreeMap<ChildId, ChildMonth> = BTreeMap::new();
        for (_, child) in sheets.iter().flat_map(Sheet::children) {
            let entry = children.entry(child.child).or_insert_with(|| ChildMonth {
                child: child.child,
                name: Say::name(child),
                balance: Balance::default(),
            });
            entry.balance += child.balance;
        }
        let mut children: Vec<ChildMonth> = children.into_values().collect();
        children.sort_by_cached_key(|child| (db::families::search_words(&child.name), child.child));
        let sum = |sheet: &Sheet| sheet.children().map(|(_, child)| child.balance).sum::<Balance>();
        let days: Vec<(Date, Balance)> = sheets
            .iter()
            .filter(|sheet| sheet.children().next().is_some())
            .map(|sheet| (sheet.date, sum(sheet)))
            .collect();
        let total = children.iter().map(|child| child.balance).sum();
        Self { site, first, total, children, days }
    }
}

/// Reads a month of a site; nothing for somebody without a site.
pub(super) async fn month_of(
    cx: &Context,
    site: Option<SiteId>,
    first: Option<Date>,
) -> Result<Option<(Month, Vec<SiteCard>)>, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let sites = sites_of(conn, &actor, Action::RecordAttendance)?;
            let Some(id) = site.or_else(|| sites.first().map(|site| site.id)) else { return Ok(None) };
            let seen = see_site(conn, &actor, Action::RecordAttendance, id)?;
            let card = db::attendance::site_card(conn, &seen)?;
            let first = first.unwrap_or_else(|| now.date(&card.zone).first_of_month());
            let sheets = db::attendance::sheets(conn, &seen, (first, first.last_of_month()), now)?;
            Ok(Some((Month::of(card, first, &sheets), sites)))
        })
        .await?)
}

struct Row {
    name: String,
    href: String,
    halves: String,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "attendance/month.html")]
struct MonthPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    printed: String,
    tabs: Vec<view::Tab>,
    site: String,
    month: String,
    turn: [view::Link; 2],
    register: String,
    export: String,
    sheet: String,
    settings: String,
    summary: Vec<view::SummaryRow>,
    columns: Vec<view::Column>,
    day_columns: Vec<view::Column>,
    children: Vec<Row>,
    days: Vec<Row>,
    total: Row,
}

/// Minutes as `32 h 45`.
pub(super) fn hours(t: Text, minutes: i64) -> String {
    t.surplus_hours(t.number(minutes / 60), format!("{:02}", minutes % 60))
}

fn rate(t: Text, balance: &Balance) -> String {
    balance.rate_tenths().map_or_else(|| t.surplus_no_rate(), |tenths| t.surplus_rate(t.tenths(tenths)))
}

fn row(t: Text, name: String, href: String, balance: &Balance) -> Row {
    // Nothing is a dash: a page of zeros hides what is not one.
    let hours = |t: Text, minutes: i64| if minutes == 0 { "–".to_owned() } else { hours(t, minutes) };
    let with_halves = |minutes: i64, halves: u32| {
        if halves == 0 {
            hours(t, minutes)
        } else {
            t.register_with_halves(hours(t, minutes), t.count_half_days(halves))
        }
    };
    Row {
        name,
        href,
        halves: t.register_halves(balance.came, balance.half_days),
        cells: vec![
            hours(t, balance.booked),
            hours(t, balance.attended),
            rate(t, balance),
            hours(t, balance.unused),
            with_halves(balance.absent_told, balance.told),
            with_halves(balance.absent_untold, balance.untold),
            hours(t, balance.open),
            hours(t, balance.unplanned),
        ],
    }
}

fn labels(t: Text, first: String) -> Vec<view::Column> {
    let names = [
        first,
        t.register_half_days(),
        t.register_booked(),
        t.register_attended(),
        t.register_rate(),
        t.register_unused(),
        t.register_absent_told(),
        t.register_absent_untold(),
        t.register_open(),
        t.register_unplanned(),
    ];
    names
        .into_iter()
        .enumerate()
        .map(|(index, label)| view::Column { label, numeric: index > 0, ..view::Column::default() })
        .collect()
}

/// `GET /attendance/month?site=…&month=2026-11`
pub(crate) async fn month(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let site = read.optional_word::<SiteId>("site");
    let first = month_asked(&mut read, &asked);
    read.finish()?;
    let found = month_of(&cx, site.take()?, first).await?;
    let layout = cx.layout().await;
    let Some((month, sites)) = found else { return html(&NowherePage { t: cx.t, layout }) };
    let t = cx.t;
    let at = |path: &str, day: Date| format!("{path}?site={}&month={}", month.site.id, day.strftime("%Y-%m"));
    let line = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let total = &month.total;
    let page = MonthPage {
        t,
        layout: view::Layout { place: month.site.name.clone(), ..layout },
        title: t.register_balance_title(t.month_year(month.first)),
        over: month.site.name.clone(),
        printed: t.attendance_register_printed(t.instant_long(cx.app.now(), &month.site.zone)),
        tabs: if sites.len() < 2 {
            Vec::new()
        } else {
            sites
                .iter()
                .map(|site| view::Tab {
                    label: site.name.clone(),
                    href: format!("/attendance/month?site={}&month={}", site.id, month.first.strftime("%Y-%m")),
                    current: site.id == month.site.id,
                    count: String::new(),
                })
                .collect()
        },
        site: month.site.id.to_string(),
        month: month.first.strftime("%Y-%m").to_string(),
        turn: [
            view::Link {
                label: t.register_month_before(),
                href: at("/attendance/month", days_after(month.first, -1).first_of_month()),
            },
            view::Link {
                label: t.register_month_after(),
                href: at("/attendance/month", days_after(month.first.last_of_month(), 1)),
            },
        ],
        register: at("/attendance/register", month.first),
        export: at("/attendance/month/export", month.first),
        sheet: format!("/attendance?site={}", month.site.id),
        settings: if cx.caller.may(Action::ManageSites) {
            format!("/sites/{}/closing", month.site.id)
        } else {
            String::new()
        },
        summary: vec![
            line(
                t.register_booked(),
                t.register_with_halves(hours(t, total.booked), t.count_half_days(total.half_days)),
            ),
            line(t.register_attended(), t.register_with_halves(hours(t, total.attended), rate(t, total))),
            line(t.register_present(), hours(t, total.present())),
        ],
        columns: labels(t, t.attendance_register_child()),
        day_columns: labels(t, t.attendance_export_date()),
        children: month
            .children
            .iter()
            .map(|child| row(t, child.name.clone(), String::new(), &child.balance))
            .collect(),
        days: month
            .days
            .iter()
            .map(|(date, balance)| {
                let href = format!("/attendance/register?site={}&date={date}", month.site.id);
                row(t, t.date_short(*date), href, balance)
            })
            .collect(),
        total: row(t, t.register_total(), String::new(), total),
    };
    html(&page)
}

/// The columns of the file after the first: whole numbers a spreadsheet adds up.
fn figures(balance: &Balance) -> Vec<String> {
    let minutes = [
        balance.booked,
        balance.attended,
        balance.unused,
        balance.absent_told,
        balance.absent_untold,
        balance.open,
        balance.unplanned,
    ];
    let halves = [balance.half_days, balance.came, balance.told, balance.untold];
    halves.iter().map(u32::to_string).chain(minutes.iter().map(i64::to_string)).collect()
}

/// `GET /attendance/month/export?site=…&month=2026-11`: the same as a table: children, days and the whole site.
pub(crate) async fn export(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let site = read.word::<SiteId>("site");
    read.also("month");
    let first = month_asked(&mut read, &asked);
    if first.is_none() && asked.value("month").trim().is_empty() {
        read.problem("month", "required");
    }
    read.finish()?;
    let Some((month, _)) = month_of(&cx, Some(site.take()?), first).await? else { return Err(Problem::not_found()) };
    let t = cx.t;
    let line = |kind: String, name: String, balance: &Balance| {
        [kind, name].into_iter().chain(figures(balance)).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> = month
        .children
        .iter()
        .map(|child| line(t.attendance_register_child(), child.name.clone(), &child.balance))
        .collect();
    rows.extend(month.days.iter().map(|(date, balance)| line(t.attendance_export_date(), date.to_string(), balance)));
    rows.push(line(t.register_total(), month.site.name.clone(), &month.total));
    let detail = serde_json::json!({ "month": month.first, "rows": rows.len() });
    let entry = db::audit::Entry::read(Action::RecordAttendance, "attendance", month.site.id).site(month.site.id);
    cx.audit_read(entry.detail(detail));
    let head = [
        t.register_line_kind(),
        t.register_line_name(),
        t.register_half_days_booked(),
        t.register_half_days_came(),
        t.register_half_days_told(),
        t.register_half_days_untold(),
        t.register_minutes_of(t.register_booked()),
        t.register_minutes_of(t.register_attended()),
        t.register_minutes_of(t.register_unused()),
        t.register_minutes_of(t.register_absent_told()),
        t.register_minutes_of(t.register_absent_untold()),
        t.register_minutes_of(t.register_open()),
        t.register_minutes_of(t.register_unplanned()),
    ];
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let name = format!("attachment; filename=\"realise-{}.csv\"", month.first.strftime("%Y-%m"));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, documents::csv::table(&head, rows)).into_response())
}
