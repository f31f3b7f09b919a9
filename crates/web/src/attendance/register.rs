//! The register of presence: a day or a month as it was written down, printable, with its corrections; the same as a file; who is in the
//! building now.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use db::access::see_site;
use db::attendance::register::{Written, written_on};
use db::attendance::{Sheet, SheetChild, SheetSession, SiteCard, sites_of};
use domain::access::Action;
use domain::attendance::balance::Balance;
use domain::attendance::{AttendanceFact, Presence, standing};
use domain::places::{AttendanceKind, days_after};
use domain::*;
use i18n::Text;

use super::month::month_asked;
use super::pages::{NowherePage, Say, find, html};
use crate::asked::Asked;
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

struct RegisterLine {
    name: String,
    age: String,
    arrived: String,
    left: String,
    length: String,
    fetched: String,
    remarks: Vec<String>,
    /// Nobody saw the departure.
    supposed: bool,
}

struct RegisterPart {
    id: String,
    caption: String,
    total: String,
    lines: Vec<RegisterLine>,
}

struct RegisterDay {
    title: String,
    total: String,
    parts: Vec<RegisterPart>,
}

#[derive(Template)]
#[template(path = "attendance/register.html")]
struct RegisterPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    printed: String,
    site: String,
    from: String,
    until: String,
    back: view::Link,
    turn: [view::Link; 2],
    other: view::Link,
    columns: Vec<view::Column>,
    signed: bool,
    days: Vec<RegisterDay>,
}

pub(super) fn columns(labels: &[String]) -> Vec<view::Column> {
    labels.iter().map(|label| view::Column { label: label.clone(), ..view::Column::default() }).collect()
}

/// Minutes as `3:45`; nothing for none.
pub(super) fn length(minutes: i64) -> String {
    if minutes <= 0 { String::new() } else { format!("{}:{:02}", minutes / 60, minutes % 60) }
}

/// The same, with a zero for none.
pub(super) fn length_or_zero(minutes: i64) -> String {
    if minutes <= 0 { "0:00".to_owned() } else { length(minutes) }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// How the facts on the sheets were written down.
type Hands = BTreeMap<AttendanceFactId, Written>;

/// A correction, as the later fact it is: what it says, who added it, when and why.
fn correction(say: &Say<'_>, child: &SheetChild, fact: &AttendanceFact, hands: &Hands) -> Option<String> {
    let reason = fact.correction.as_deref().filter(|reason| *reason != "undone")?;
    let t = say.t;
    let old = fact.corrects.and_then(|id| child.facts.iter().find(|other| other.id == id));
    let what = match old {
        Some(old) if fact.withdrawn => t.attendance_history_withdrawn(say.fact(old)),
        Some(_) if reason == super::forms::CONFIRMED => t.register_confirmed_fact(say.fact(fact)),
        Some(old) => t.register_instead(say.fact(fact), say.fact(old)),
        None => t.register_added(say.fact(fact)),
    };
    let when = t.instant_long(fact.recorded_at, say.zone);
    let who = hands.get(&fact.id).and_then(|written| written.by.as_deref()).unwrap_or_default();
    let noted = t.register_noted(what, when, who);
    Some(if reason == super::forms::CONFIRMED { noted } else { t.register_noted_because(noted, reason) })
}

fn fetched(say: &Say<'_>, child: &SheetChild, hands: &Hands) -> String {
    let left = standing(&child.facts).into_iter().rfind(|fact| fact.kind == AttendanceKind::Left);
    match left.and_then(|fact| hands.get(&fact.id)) {
        Some(Written { fetched_by: Some(name), .. }) => name.clone(),
        Some(Written { fetched_words: Some(words), .. }) => say.t.register_not_listed(words),
        _ => String::new(),
    }
}

fn line(say: &Say<'_>, child: &SheetChild, hands: &Hands) -> RegisterLine {
    let (arrived, left) = match child.presence {
        Presence::Here { since } => (say.clock(since), String::new()),
        Presence::Left { since, until } => (say.clock(since), say.clock(until)),
        Presence::Expected | Presence::Absent { .. } => (String::new(), String::new()),
    };
    let mut remarks = Vec::new();
    if let Presence::Absent { reason } = child.presence {
        remarks.push(say.t.register_absent(say.absence(reason)));
    }
    if let Some(closing) = child.closing {
        remarks.push(say.closing(closing));
    }
    remarks.extend(child.conflicts.iter().map(|one| say.t.word("attendance-conflict", one.as_str())));
    remarks.extend(child.facts.iter().filter_map(|fact| correction(say, child, fact, hands)));
    RegisterLine {
        name: Say::name(child),
        age: say.t.age_months(child.age_months),
        arrived,
        left,
        length: length(child.balance.present()),
        fetched: fetched(say, child, hands),
        remarks,
        supposed: matches!(child.closing, Some(domain::attendance::closing::Closing::Waits { .. })),
    }
}

fn came(children: impl Iterator<Item = Balance>) -> (u32, i64) {
    let sum: Balance = children.sum();
    (sum.came, sum.present())
}

/// The caption names the day too: a page of a month has many mornings.
fn part(say: &Say<'_>, session: &SheetSession, hands: &Hands) -> RegisterPart {
    let (came, minutes) = came(session.children.iter().map(|child| child.balance));
    RegisterPart {
        id: format!("register-{}", session.session.id),
        caption: say.t.attendance_register_caption(
            capital(&say.t.date_half_day(session.session.date, session.session.half_day)),
            say.hours(session),
            &session.premises,
        ),
        total: say.t.attendance_register_total(say.t.count_children(came), length_or_zero(minutes)),
        lines: session.children.iter().map(|child| line(say, child, hands)).collect(),
    }
}

fn day(say: &Say<'_>, sheet: &Sheet, hands: &Hands) -> RegisterDay {
    let (came, minutes) = came(sheet.children().map(|(_, child)| child.balance));
    RegisterDay {
        title: say.t.register_day_title(sheet.site.name.as_str(), say.t.date_long(sheet.date)),
        total: say.t.register_day_total(came, length_or_zero(minutes)),
        parts: sheet.sessions.iter().map(|session| part(say, session, hands)).collect(),
    }
}

/// The days asked for and how their facts were written down; nothing for somebody without a site.
struct Days {
    site: SiteCard,
    sheets: Vec<Sheet>,
    hands: Hands,
}

async fn days(cx: &Context, asked: &Asked) -> Result<(Option<Days>, Option<Date>, Date), Problem> {
    let mut read = asked.read_loosely();
    let (site, date) = (read.optional_word::<SiteId>("site"), read.optional_date("date"));
    let month = month_asked(&mut read, asked);
    read.finish()?;
    let (site, date, actor, now) = (site.take()?, date.take()?, cx.actor().clone(), cx.app.now());
    let today = cx.app.today();
    let found = cx
        .app
        .db()
        .read(move |conn| {
            let first = sites_of(conn, &actor, Action::RecordAttendance)?.first().map(|site| site.id);
            let Some(id) = site.or(first) else { return Ok(None) };
            let seen = see_site(conn, &actor, Action::RecordAttendance, id)?;
            let site = db::attendance::site_card(conn, &seen)?;
            let today = now.date(&site.zone);
            // Days to come have nothing written down.
            let span = match month {
                Some(first) => (first, first.last_of_month().min(today)),
                None => (date.unwrap_or(today), date.unwrap_or(today)),
            };
            let mut sheets = db::attendance::sheets(conn, &seen, span, now)?;
            if month.is_some() {
                for sheet in &mut sheets {
                    sheet.sessions.retain(|session| !session.children.is_empty());
                }
                sheets.retain(|sheet| !sheet.sessions.is_empty());
            }
            let hands = written_on(conn, &sheets)?;
            Ok(Some(Days { site, sheets, hands }))
        })
        .await?;
    Ok((found, month, date.unwrap_or(today)))
}

/// `GET /attendance/register?site=…&date=…` of a day, `&month=2026-11` of a month, a day a page.
pub(crate) async fn register(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let (found, month, date) = days(&cx, &asked).await?;
    let layout = cx.layout().await;
    let Some(Days { site, sheets, hands }) = found else { return html(&NowherePage { t: cx.t, layout }) };
    let (t, now) = (cx.t, cx.app.now());
    let say = Say { t, zone: &site.zone, now };
    let day_at = |date: Date| format!("/attendance/register?site={}&date={date}", site.id);
    let month_at = |path: &str, first: Date| format!("{path}?site={}&month={}", site.id, first.strftime("%Y-%m"));
    let first = month.unwrap_or(date.first_of_month());
    let link = |label: String, href: String| view::Link { label, href };
    let (title, turn, other) = match month {
        Some(first) => (
            t.register_month_title(t.month_year(first)),
            [
                link(
                    t.register_month_before(),
                    month_at("/attendance/register", days_after(first, -1).first_of_month()),
                ),
                link(t.register_month_after(), month_at("/attendance/register", days_after(first.last_of_month(), 1))),
            ],
            link(t.register_month_link(), month_at("/attendance/month", first)),
        ),
        None => (
            t.attendance_register_title(t.date_long(date)),
            [
                link(t.attendance_previous_day(), day_at(days_after(date, -1))),
                link(t.attendance_next_day(), day_at(days_after(date, 1))),
            ],
            link(t.register_whole_month(), month_at("/attendance/register", first)),
        ),
    };
    let mut labels = vec![
        t.attendance_register_child(),
        t.attendance_register_age(),
        t.attendance_register_arrived(),
        t.attendance_register_left(),
        t.attendance_register_minutes(),
        t.register_fetched(),
        t.attendance_register_state(),
    ];
    if month.is_none() {
        labels.push(t.attendance_register_signature());
    }
    let page = RegisterPage {
        t,
        layout: view::Layout { place: site.name.clone(), ..layout },
        title,
        over: site.name.clone(),
        site: site.id.to_string(),
        from: first.to_string(),
        until: month.map_or(date, Date::last_of_month).to_string(),
        printed: t.attendance_register_printed(t.instant_long(now, say.zone)),
        back: match month {
            Some(first) => link(t.register_back_to_month(), month_at("/attendance/month", first)),
            None => link(t.attendance_back(), format!("/attendance?site={}&date={date}", site.id)),
        },
        turn,
        other,
        columns: columns(&labels),
        signed: month.is_none(),
        days: sheets.iter().map(|sheet| day(&say, sheet, &hands)).collect(),
    };
    html(&page)
}

/// Days one file may hold.
const MOST_DAYS: i32 = 93;

/// `GET /attendance/export?site=…&from=…&until=…`: the attendance of a period as a table for a spreadsheet. A child is named as on the
/// sheet of the day, and no more.
pub(crate) async fn export(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read();
    let (site, from, until) = (read.word::<SiteId>("site"), read.date("from"), read.date("until"));
    if let (Some(from), Some(until)) = (from.peek(), until.peek()) {
        if until < from {
            read.problem("until", "until_before_from");
        } else if *until > days_after(*from, MOST_DAYS - 1) {
            read.problem("until", "range_too_long");
        }
    }
    read.finish()?;
    let (site, from, until) = (site.take()?, from.take()?, until.take()?);
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let sheets = cx.app.db().read(move |conn| {
        let seen = see_site(conn, &actor, Action::RecordAttendance, site)?;
        let sheets = db::attendance::sheets(conn, &seen, (from, until), now)?;
        let hands = written_on(conn, &sheets)?;
        Ok((sheets, hands))
    });
    let (sheets, hands) = sheets.await?;
    let t = cx.t;
    let rows: Vec<Vec<String>> = sheets.iter().flat_map(|sheet| exported(t, sheet, &hands, now)).collect();
    let detail = serde_json::json!({ "from": from, "until": until, "rows": rows.len() });
    let entry = db::audit::Entry::read(Action::RecordAttendance, "attendance", site).site(site);
    cx.audit_read(entry.detail(detail));
    let head = [
        t.attendance_export_date(),
        t.attendance_export_half_day(),
        t.attendance_export_premises(),
        t.attendance_register_child(),
        t.attendance_register_expected(),
        t.attendance_register_arrived(),
        t.attendance_register_left(),
        t.attendance_export_minutes(),
        t.attendance_register_state(),
        t.attendance_export_care_kind(),
        t.register_fetched(),
        t.register_remarks(),
    ];
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let name = format!("attachment; filename=\"presences-{from}-{until}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, documents::csv::table(&head, rows)).into_response())
}

/// A day's lines of the file: one a child and half-day.
fn exported(t: Text, sheet: &Sheet, hands: &Hands, now: Instant) -> Vec<Vec<String>> {
    let say = Say { t, zone: &sheet.site.zone, now };
    sheet
        .children()
        .map(|(session, child)| {
            let (arrived, left) = match child.presence {
                Presence::Here { since } => (say.clock(since), String::new()),
                Presence::Left { since, until } => (say.clock(since), say.clock(until)),
                Presence::Expected | Presence::Absent { .. } => (String::new(), String::new()),
            };
            let state = match child.presence {
                Presence::Absent { reason: Some(_) } => t.register_absent(say.since(session, child)),
                _ => say.badge(child).word,
            };
            vec![
                sheet.date.to_string(),
                say.half(session),
                session.premises.clone(),
                Say::name(child),
                say.hours(session),
                arrived,
                left,
                child.balance.present().to_string(),
                state,
                t.word("care-kind", child.care_kind.as_str()),
                fetched(&say, child, hands),
                line(&say, child, hands).remarks.join(" ; "),
            ]
        })
        .collect()
}

struct PresentLine {
    name: String,
    age: String,
    since: String,
    premises: String,
}

#[derive(Template)]
#[template(path = "attendance/present.html")]
struct PresentPage {
    t: Text,
    layout: view::Layout,
    over: String,
    lead: String,
    back: String,
    columns: Vec<view::Column>,
    lines: Vec<PresentLine>,
}

/// `GET /attendance/present`: who is in the building, to call by name outside.
pub(crate) async fn present(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let found = find(&cx, &asked, false).await?;
    let layout = cx.layout().await;
    let Some(sheet) = found.sheet else { return html(&NowherePage { t: cx.t, layout }) };
    let (t, now) = (cx.t, cx.app.now());
    let say = Say { t, zone: &sheet.site.zone, now };
    let mut seen = Vec::new();
    let mut lines: Vec<PresentLine> = Vec::new();
    for (session, child) in sheet.here() {
        // A child booked morning and afternoon is one child to count.
        if !seen.contains(&child.child) {
            seen.push(child.child);
            lines.push(PresentLine {
                name: Say::name(child),
                age: t.age_months(child.age_months),
                since: say.since(session, child),
                premises: session.premises.clone(),
            });
        }
    }
    let page = PresentPage {
        t,
        layout: view::Layout { place: sheet.site.name.clone(), ..layout },
        over: sheet.site.name.clone(),
        lead: t.attendance_evacuation_lead(lines.len(), say.clock(now)),
        back: format!("/attendance?site={}", sheet.site.id),
        columns: columns(&[
            t.attendance_register_child(),
            t.attendance_register_age(),
            t.attendance_register_arrived(),
            t.attendance_evacuation_premises(),
            t.attendance_evacuation_checked(),
        ]),
        lines,
    };
    html(&page)
}
