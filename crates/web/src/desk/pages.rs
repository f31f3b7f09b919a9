//! `/desk`: what waits, the oldest first, each line leading to where it is done.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::attendance::SiteCard;
use db::desk::{Desk, DeskKind, TodaySession, Waits};
use domain::access::Action;
use domain::places::week_of;
use domain::refusal::Warning;
use domain::*;
use i18n::Text;

use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

struct TodayLine {
    site: String,
    title: String,
    half: &'static str,
    detail: String,
    present: String,
    words: String,
    href: String,
}

struct CountLine {
    site: String,
    href: String,
    figures: Vec<usize>,
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct DeskPage {
    t: Text,
    layout: view::Layout,
    title: String,
    lead: String,
    items: Vec<view::DeskItem>,
    today: Vec<TodayLine>,
    columns: Vec<view::Column>,
    counts: Vec<CountLine>,
    counts_only: bool,
    several: bool,
}

/// `GET /desk`
pub async fn desk(cx: Context) -> Result<Response, Problem> {
    if !cx.caller.may(Action::SeeSite) {
        // What waits for prescribers, counsellors and funders stands on the page they begin with.
        return Ok(Redirect::to("/").into_response());
    }
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let desk = cx.app.db().read(move |conn| db::desk::desk(conn, &actor, now)).await?;
    let t = cx.t;
    let several = desk.sites.len() > 1;
    let place =
        if several { String::new() } else { desk.sites.first().map(|site| site.name.clone()).unwrap_or_default() };
    let items: Vec<view::DeskItem> = if desk.counts_only {
        Vec::new()
    } else {
        desk.waits.iter().filter_map(|one| item(&cx, &desk, one, several)).collect()
    };
    let counts = if desk.counts_only { counts(&desk) } else { Vec::new() };
    let page = DeskPage {
        t,
        layout: view::Layout { place, ..cx.layout().await },
        title: t.desk_title(),
        lead: t.desk_lead(capital(&t.date_long(cx.app.today())), t.desk_count(desk.waits.len())),
        items,
        today: desk.today.iter().filter_map(|one| today(&cx, &desk, one)).collect(),
        columns: [t.desk_site()]
            .into_iter()
            .chain(DeskKind::ALL.iter().map(|kind| t.word("desk-column", kind.as_str())))
            .enumerate()
            .map(|(index, label)| view::Column { label, numeric: index > 0, ..view::Column::default() })
            .collect(),
        counts,
        counts_only: desk.counts_only,
        several,
    };
    Ok(Html(page.render().map_err(|error| Problem::broken(&error.to_string()))?).into_response())
}

fn site_of(desk: &Desk, id: SiteId) -> Option<&SiteCard> {
    desk.sites.iter().find(|site| site.id == id)
}

fn counts(desk: &Desk) -> Vec<CountLine> {
    desk.sites
        .iter()
        .map(|site| CountLine {
            site: site.name.clone(),
            href: format!("/sites/{}", site.id),
            figures: DeskKind::ALL.iter().map(|kind| desk.count(site.id, *kind)).collect(),
        })
        .collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// How long it has waited, in short.
fn age(t: Text, seconds: i64) -> String {
    match seconds / 3600 {
        ..1 => t.desk_age_now(),
        hours @ 1..24 => t.count_hours(hours),
        hours => t.count_days(hours / 24),
    }
}

fn item(cx: &Context, desk: &Desk, one: &Waits, several: bool) -> Option<view::DeskItem> {
    let (t, now) = (cx.t, cx.app.now());
    let site = site_of(desk, one.site)?;
    let waited = now.seconds_since(one.since);
    let name = match &one.name {
        Some((given, initial)) if !initial.is_empty() => format!("{given} {initial}."),
        Some((given, _)) => given.clone(),
        None => t.desk_unnamed(),
    };
    let when = |(date, half_day): (Date, Option<HalfDay>)| match half_day {
        Some(half_day) => t.date_half_day(date, half_day),
        None => t.date_medium(date),
    };
    let day = one.day.map(when).unwrap_or_default();
    let week = |date: Date| format!("/sites/{}/week?monday={}", one.site, week_of(date));
    let (title, detail, href, action, tone) = match one.kind {
        DeskKind::Referral => {
            let left = one.until.map_or(0, |until| until.seconds_since(now) / 86_400);
            let detail = one
                .until
                .map(|until| t.desk_referral_detail(t.date_medium(until.date(&site.zone))))
                .unwrap_or_default();
            let (title, detail) = match &one.referred {
                Some((organisation, urgency)) => (
                    t.desk_referral_from(organisation.as_str()),
                    [one.figure.clone(), t.word("urgency", urgency.as_str()), detail].join(" · "),
                ),
                None => (t.desk_referral(&one.figure), detail),
            };
            let tone = if left < 10 { "urgent" } else { "waiting" };
            (title, detail, format!("/referrals/{}", one.id), t.desk_action_answer(), tone)
        }
        DeskKind::Request => {
            let detail = if day.is_empty() { t.desk_request_detail() } else { t.desk_request_detail_until(day) };
            let href = format!("/sites/{}/week", one.site);
            (
                t.desk_request(&name),
                detail,
                href,
                t.desk_action_book(),
                if waited > 7 * 86_400 { "urgent" } else { "waiting" },
            )
        }
        DeskKind::BrokenPromise => (
            t.desk_broken(&name),
            t.desk_broken_detail(day),
            format!("/place-requests/{}", one.id),
            t.desk_action_answer(),
            "urgent",
        ),
        DeskKind::Hold => {
            let until = one.until.map(|until| t.time(until.civil(&site.zone).time())).unwrap_or_default();
            (
                t.desk_hold(&name, day),
                t.desk_hold_detail(until),
                format!("/board/bookings/{}", one.id),
                t.desk_action_see(),
                "urgent",
            )
        }
        DeskKind::Decision => {
            let href = one.day.map(|(date, _)| week(date)).unwrap_or_default();
            (t.desk_decision(day), t.word("desk-decision", &one.figure), href, t.desk_action_decide(), "urgent")
        }
        DeskKind::NotLeft => (
            t.desk_not_left(&name),
            t.desk_not_left_detail(day),
            format!("/attendance/{}", one.id),
            t.desk_action_note(),
            "urgent",
        ),
        DeskKind::ClosedByRule => (
            t.desk_closed(&name),
            t.desk_closed_detail(day),
            format!("/attendance/{}", one.id),
            t.desk_action_confirm(),
            "urgent",
        ),
        DeskKind::Conflict => (
            t.desk_conflict(&name),
            t.desk_conflict_detail(t.word("attendance-conflict", &one.figure), day),
            format!("/attendance/{}", one.id),
            t.desk_action_note(),
            "urgent",
        ),
        DeskKind::Duty => {
            let warning: Warning = serde_json::from_str(&one.figure).ok()?;
            let part = match warning {
                Warning::NoDrill { .. } | Warning::NoShelterDrill { .. } => "drills",
                Warning::AuthorisationEnds { .. } => "authorisations",
                _ => "direction",
            };
            let href = format!("/sites/{}/{part}", one.site);
            (i18n::warning_sentence(t, &warning), t.desk_duty_detail(), href, t.desk_action_see(), "waiting")
        }
        DeskKind::Papers => {
            let count: i64 = one.figure.parse().ok()?;
            let href = format!("/sites/{}/papers?state=overdue", one.site);
            (t.desk_papers(count), t.desk_papers_detail(day), href, t.desk_action_see(), "urgent")
        }
        DeskKind::LowFrequency => {
            let (booked, minimum) = one.figure.split_once('/')?;
            let booked: i32 = booked.parse().ok()?;
            let month = one.day.map(|(date, _)| t.month_year(date)).unwrap_or_default();
            let href = format!("/sites/{}/week?child={}", one.site, one.id);
            let title = t.desk_low_frequency(&name, t.count_half_days(booked), month);
            (title, t.desk_low_frequency_detail(minimum), href, t.desk_action_offer(), "neutral")
        }
    };
    let age = match one.kind {
        DeskKind::LowFrequency => t.desk_age_month(),
        DeskKind::Decision | DeskKind::Duty => t.desk_age_decide(),
        _ => age(t, waited),
    };
    let detail = if several { format!("{} · {detail}", site.name) } else { detail };
    Some(view::DeskItem { age, tone, title, detail, href, action })
}

fn today(cx: &Context, desk: &Desk, one: &TodaySession) -> Option<TodayLine> {
    let t = cx.t;
    let site = site_of(desk, one.site)?;
    let mut notes = vec![t.desk_today_booked(one.booked, one.seats)];
    if one.absent > 0 {
        notes.push(t.desk_today_absent(one.absent));
    }
    if one.late > 0 {
        notes.push(t.desk_today_late(one.late));
    }
    let href =
        if cx.caller.may(Action::RecordAttendance) { format!("/attendance?site={}", one.site) } else { String::new() };
    Some(TodayLine {
        site: site.name.clone(),
        title: format!("{}, {}", capital(&t.half_day(one.half_day)), t.time_range(one.hours.0, one.hours.1)),
        half: one.half_day.as_str(),
        detail: [notes.join(" · "), one.premises.clone()].join(" · "),
        present: one.here.to_string(),
        words: t.desk_today_here(one.here),
        href,
    })
}
