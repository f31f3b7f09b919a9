//! One day, quarter by quarter: children planned and there, adults needed and rostered, what is wrong, what mends it; printable.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_site;
use db::staff::{CareDate, care_dates};
use domain::access::Action;
use domain::places::{days_after, week_of};
use domain::staff::day::{CareDay, Minute};
use domain::staff::ratio::{RatioMode, RatioRounding};
use domain::{Date, SiteId};
use i18n::Text;

use super::figure::{DayFigure, breach_words, draw, hours, mend_words, told};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, head, html, load};

struct Worker {
    name: String,
    hours: String,
    role: String,
    note: String,
}

struct Place {
    figure: DayFigure,
    planned: Option<DayFigure>,
    now: Vec<view::SummaryRow>,
    workers: Vec<Worker>,
    outings: Vec<Out>,
}

/// Who is out, beside those of the house.
struct Out {
    title: String,
    words: String,
    legal: bool,
}

#[derive(Template)]
#[template(path = "staff/ratio.html")]
struct RatioPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    previous: String,
    next: String,
    roster: String,
    rule: String,
    assumed: bool,
    places: Vec<Place>,
}

/// The ratio a day follows, in words.
pub(super) fn rule_words(t: Text, mode: RatioMode, rounding: RatioRounding) -> String {
    let mode_words = t.word("ratio-mode", mode.as_str());
    match mode {
        RatioMode::Six => mode_words,
        RatioMode::FiveOrEight => t.ratio_rule(mode_words, t.word("ratio-rounding", rounding.as_str()).to_lowercase()),
    }
}

/// What the engine answers about one minute.
fn answers(t: Text, day: &CareDay, minute: Minute) -> Vec<view::SummaryRow> {
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let step = day.at(minute);
    let said = told(&step);
    let wrong: Vec<String> = said.iter().map(|breach| breach_words(t, *breach)).collect();
    let mut rows = vec![
        row(t.ratio_now(t.time(minute.time())), if wrong.is_empty() { t.ratio_legal() } else { t.list_and(&wrong) }),
        row(
            t.ratio_needed(),
            t.ratio_needed_value(t.refusal_count_adults(step.required), t.refusal_count_adults(step.team.adults())),
        ),
    ];
    let next = day.next_breach(minute);
    rows.push(row(
        t.ratio_next_break(),
        match &next {
            None => t.ratio_none(),
            Some(next) => {
                let words: Vec<String> = told(next).iter().map(|breach| breach_words(t, *breach)).collect();
                t.ratio_at(hours(t, next.span), t.list_and(&words))
            }
        },
    ));
    if let Some(next) = next {
        let mends: Vec<String> = day.mends(&next).into_iter().map(|mend| mend_words(t, mend)).collect();
        rows.push(row(t.ratio_mends(), if mends.is_empty() { t.ratio_mends_none() } else { t.list_or(&mends) }));
    }
    rows
}

fn place(
    t: Text,
    site: SiteId,
    care: &CareDate,
    names: &[(domain::StaffMemberId, String, bool)],
    minute: Minute,
    index: usize,
) -> Place {
    let known = care.known();
    let worker = |shift: &db::staff::Shift| {
        let found = names.iter().find(|(id, ..)| *id == shift.member);
        let (name, counts) = found.map_or((String::new(), true), |(_, name, counts)| (name.clone(), *counts));
        let roles: Vec<String> = [(shift.opens, t.roster_opens()), (shift.closes, t.roster_closes())]
            .into_iter()
            .filter_map(|(is, word)| is.then_some(word))
            .collect();
        Worker {
            name,
            hours: hours(t, shift.span),
            role: t.list_and(&roles),
            note: if counts { String::new() } else { t.roster_does_not_count() },
        }
    };
    Place {
        figure: draw(t, site, care, known, index * 2),
        planned: care.real.is_some().then(|| draw(t, site, care, &care.planned, index * 2 + 1)),
        now: answers(t, known, minute),
        workers: care.shifts.iter().map(worker).collect(),
        outings: care
            .outings
            .iter()
            .map(|one| Out {
                title: t.outings_away(hours(t, one.away.span), &one.destination),
                words: t.outings_away_words(
                    t.count_children(one.away.group.children()),
                    t.refusal_count_adults(one.away.team.adults()),
                    one.away.required,
                ),
                legal: one.away.is_legal(),
            })
            .collect(),
    }
}

/// `GET /sites/{id}/ratio?date=2026-11-23`
pub(crate) async fn day(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = asked.read_loosely();
    let date = read.optional_date("date");
    read.finish()?;
    let (t, id, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let zone = domain::time::time_zone(&site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.date(&zone);
    let date: Date = date.take()?.unwrap_or(today);
    let (days, names, setting) = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeRoster, id)?;
            let names: Vec<(domain::StaffMemberId, String, bool)> = db::staff::team(conn, &seen)?
                .into_iter()
                .map(|file| (file.member.id, file.member.name(), db::staff::care::counts_on(&file, date)))
                .collect();
            let settings: Vec<_> =
                db::staff::ratio_settings(conn, &[id])?.into_iter().map(|(_, setting)| setting).collect();
            let setting = domain::staff::ratio::RatioSetting::on(&settings, date);
            Ok((care_dates(conn, &seen, (date, date), now)?, names, setting))
        })
        .await?;
    let minute = |care: &CareDate| if date == today { Minute::of(now.civil(&zone).time()) } else { care.span.from() };
    let head = head(&cx, &site, "roster", 0);
    let page = RatioPage {
        t,
        layout: cx.layout().await,
        title: t.ratio_title(t.date_long(date)),
        previous: format!("{}/ratio?date={}", head.base, days_after(date, -1)),
        next: format!("{}/ratio?date={}", head.base, days_after(date, 1)),
        roster: format!("{}/roster?monday={}", head.base, week_of(date)),
        rule: rule_words(t, setting.mode, setting.rounding),
        assumed: setting.assumed,
        places: days.iter().enumerate().map(|(index, care)| place(t, id, care, &names, minute(care), index)).collect(),
        head,
    };
    html(&page, StatusCode::OK)
}

/// The site of an address, for handlers that load nothing else first.
pub(super) fn site_of(text: &str) -> Result<SiteId, Problem> {
    path_id(text)
}
