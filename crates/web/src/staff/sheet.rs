//! The weekly sheet of presence over capacity (R.2324-27): printed, and kept as it was.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_site;
use db::staff::sheet::{self, SurplusSheet};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::staff::week::Occupancy;
use domain::{SurplusSheetId, Word};
use i18n::Text;

use super::figure::hours;
use crate::asked::Asked;
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, head, html, load, saved, write};

struct Day {
    date: String,
    premises: String,
    opening: String,
    capacity: String,
    presence: String,
    rate: String,
    peak: String,
    staff: String,
    recorded: bool,
}

#[derive(Template)]
#[template(path = "staff/surplus.html")]
struct SurplusPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    state: String,
    verdict: String,
    within: bool,
    days: Vec<Day>,
    totals: Vec<view::SummaryRow>,
    previous: String,
    next: String,
    kept: Vec<view::Link>,
    key: String,
    monday: String,
    keeps: bool,
}

/// Minutes of children as hours: `32,75 h` is `32 h 45`.
fn child_hours(t: Text, minutes: u64) -> String {
    t.surplus_hours(t.number(i64::try_from(minutes / 60).unwrap_or(i64::MAX)), format!("{:02}", minutes % 60))
}

fn rate(t: Text, occupancy: Occupancy) -> String {
    occupancy.rate_tenths().map_or_else(
        || t.surplus_no_rate(),
        |tenths| t.surplus_rate(t.tenths(i64::try_from(tenths).unwrap_or(i64::MAX))),
    )
}

fn days(t: Text, sheet: &SurplusSheet) -> Vec<Day> {
    let day = |day: &sheet::SheetDay| Day {
        date: t.date_short(day.date),
        premises: day.premises.clone(),
        opening: t.list_and(&day.opening.iter().map(|span| hours(t, *span)).collect::<Vec<_>>()),
        capacity: child_hours(t, day.occupancy.capacity),
        presence: child_hours(t, day.occupancy.presence),
        rate: rate(t, day.occupancy),
        peak: day.peak.map_or_else(
            || t.surplus_nobody(),
            |peak| {
                t.surplus_peak(
                    t.count_children(peak.children),
                    hours(t, peak.span),
                    t.refusal_count_places(peak.places),
                )
            },
        ),
        staff: match day.peak {
            Some(peak) if day.rostered => t.surplus_staff(t.refusal_count_adults(peak.adults), peak.required),
            Some(peak) => t.surplus_no_roster(peak.required),
            None => String::new(),
        },
        recorded: day.recorded,
    };
    sheet.days.iter().map(day).collect()
}

fn totals(t: Text, sheet: &SurplusSheet) -> Vec<view::SummaryRow> {
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let line = |occupancy: Occupancy| {
        t.surplus_line(child_hours(t, occupancy.presence), child_hours(t, occupancy.capacity), rate(t, occupancy))
    };
    let mut rows = vec![row(t.surplus_week(), line(sheet.week))];
    if sheet.premises.len() > 1 {
        rows.extend(sheet.premises.iter().map(|(name, occupancy)| row(name.clone(), line(*occupancy))));
    }
    rows.push(row(
        t.surplus_month(t.month_year(sheet.week_of)),
        sheet.month.tenths().map_or_else(
            || t.surplus_month_none(),
            |tenths| t.surplus_month_share(t.tenths(i64::try_from(tenths).unwrap_or(0))),
        ),
    ));
    rows
}

/// `GET /sites/{id}/surplus?monday=…`, `&kept={sheet}`
pub(crate) async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = asked.read_loosely();
    let (monday, wanted) = (read.optional_date("monday"), read.optional_word::<SurplusSheetId>("kept"));
    read.finish()?;
    let (t, id, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let (monday, wanted) = (week_of(monday.take()?.unwrap_or_else(|| cx.app.today())), wanted.take()?);
    let (sheet, at, kept) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeStaff, id)?;
            let (sheet, at) = match wanted {
                Some(wanted) => {
                    let (sheet, at) = sheet::kept_sheet(conn, &seen, wanted)?;
                    (sheet, Some(at))
                }
                None => (sheet::sheet(conn, &seen, monday, now)?, None),
            };
            let kept = sheet::kept(conn, &seen, sheet.week_of)?;
            Ok((sheet, at, kept))
        })
        .await?;
    let zone = domain::time::time_zone(&site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let head = head(&cx, &site, "roster", 0);
    let here = format!("{}/surplus?monday=", head.base);
    let monday = sheet.week_of;
    let page = SurplusPage {
        t,
        layout: cx.layout().await,
        title: t.surplus_title(t.date_medium(monday), t.date_medium(days_after(monday, 6))),
        state: match at {
            Some(at) => t.surplus_kept_on(t.instant_long(at, &zone)),
            None => t.surplus_as_of(t.instant_long(now, &zone)),
        },
        within: sheet.week.is_within(),
        verdict: if sheet.week.is_within() { t.surplus_within() } else { t.surplus_beyond() },
        days: days(t, &sheet),
        totals: totals(t, &sheet),
        previous: format!("{here}{}", days_after(monday, -7)),
        next: format!("{here}{}", days_after(monday, 7)),
        kept: kept
            .iter()
            .map(|one| view::Link {
                label: t.instant_long(one.at, &zone),
                href: format!("{here}{monday}&kept={}", one.id.text()),
            })
            .collect(),
        key: cx.new_key(),
        monday: monday.to_string(),
        keeps: at.is_none() && cx.caller.may(Action::ManageStaff),
        head,
    };
    html(&page, StatusCode::OK)
}

/// `POST /sites/{id}/surplus`: keeps the sheet as it is now.
pub(crate) async fn keep(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?.id;
    let mut read = form.read();
    let monday = read.date("monday");
    read.finish()?;
    let monday = week_of(monday.take()?);
    let kept = write(&cx, &form, move |tx, actor| {
        let seen = see_site(tx.conn, actor, Action::ManageStaff, site)?;
        tx.keep_sheet(&actor.signature(), &seen, monday)
    })
    .await?;
    saved(&cx, cx.t.surplus_kept(), &format!("/sites/{site}/surplus?monday={monday}&kept={kept}")).await
}
