//! A day's outings and the form that plans one: children among those booked, adults among those rostered; what is against it is said with what
//! would mend it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::access::see_site;
use db::attendance::Sheet;
use db::directory::Site;
use db::outings::{NewOuting, Outing};
use db::staff::{CareDate, care_dates};
use domain::access::Action;
use domain::places::days_after;
use domain::staff::day::{Minute, Span};
use domain::*;
use i18n::Text;

use super::{DAYS_AHEAD, against, planned};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, done, filled, head, html, load, saved};
use crate::staff::figure::hours;

struct Card {
    title: String,
    destination: String,
    children: String,
    adults: String,
    badge: view::Badge,
    /// What is wrong now, if anything: with those who leave, with those who stay.
    wrong: Vec<String>,
    set_aside: String,
    cancel: String,
    cancel_words: String,
}

#[derive(Template)]
#[template(path = "outings/outings.html")]
struct OutingsPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    date: String,
    day_title: String,
    cards: Vec<Card>,
    children: Vec<view::Choice>,
    ticked_children: Vec<String>,
    adults: Vec<view::Choice>,
    ticked_adults: Vec<String>,
    may_override: bool,
    form: Submitted,
    wrong: Wrong,
    key: String,
}

/// What the page reads.
struct Read {
    outings: Vec<Outing>,
    care: Vec<CareDate>,
    sheets: Vec<Sheet>,
    team: BTreeMap<StaffMemberId, String>,
    /// What parents answered about outings, by booking; and whether the site asks them.
    consents: (BTreeMap<BookingId, bool>, bool),
}

fn child_name(child: &db::attendance::SheetChild) -> String {
    crate::places::pages::name_of(&child.given_name, &child.initial)
}

fn card(cx: &Context, base: &str, read: &Read, outing: &Outing, today: Date) -> Card {
    let t = cx.t;
    let names: BTreeMap<BookingId, String> =
        read.sheets.iter().flat_map(Sheet::children).map(|(_, child)| (child.booking, child_name(child))).collect();
    let children: Vec<String> = outing.children.iter().filter_map(|id| names.get(id).cloned()).collect();
    let adults: Vec<String> = outing.adults.iter().filter_map(|id| read.team.get(id).cloned()).collect();
    let wrong = against(t, &read.care, outing);
    let title = t.outings_when(t.date_long(outing.date), hours(t, outing.span));
    Card {
        badge: if outing.cancelled {
            view::Badge { tone: "neutral", word: t.outings_cancelled() }
        } else if wrong.is_empty() {
            view::Badge { tone: "done", word: t.ratio_enough() }
        } else {
            view::Badge { tone: "refused", word: t.outings_against() }
        },
        destination: outing.destination.clone(),
        children: t.outings_children_are(t.count_children(outing.children.len()), t.list_and(&children)),
        adults: t.outings_adults_are(t.refusal_count_adults(outing.adults.len()), t.list_and(&adults)),
        wrong,
        set_aside: match &outing.set_aside {
            Some((role, reason)) => t.outings_set_aside(t.word("role", role), reason),
            None => String::new(),
        },
        cancel: if outing.cancelled || outing.date < today {
            String::new()
        } else {
            format!("{base}/outings/{}/cancel", outing.id)
        },
        cancel_words: t.outings_cancel_of(&title),
        title,
    }
}

fn child_boxes(t: Text, read: &Read, date: Date) -> Vec<view::Choice> {
    let days = read.sheets.iter().filter(|sheet| sheet.date == date);
    days.flat_map(Sheet::children)
        .filter(|(session, _)| session.session.cancelled_at.is_none())
        .map(|(session, child)| {
            let (answers, asks) = &read.consents;
            let answer = answers.get(&child.booking).copied();
            let hint = t.outings_child_hint(
                t.word("half-day", session.session.half_day.as_str()),
                t.time_range(session.session.starts_at, session.session.ends_at),
                t.age_months(child.age_months),
            );
            let consent = match answer {
                Some(false) => Some(t.outings_consent_no()),
                None if *asks => Some(t.outings_consent_unknown()),
                _ => None,
            };
            view::Choice {
                value: child.booking.to_string(),
                label: child_name(child),
                hint: [Some(hint), consent].into_iter().flatten().collect::<Vec<_>>().join(" · "),
                disabled: answer == Some(false),
            }
        })
        .collect()
}

fn adult_boxes(t: Text, read: &Read, date: Date) -> Vec<view::Choice> {
    let mut boxes: Vec<view::Choice> = Vec::new();
    for care in read.care.iter().filter(|care| care.date == date) {
        for shift in &care.shifts {
            let counts = care.counted.iter().any(|(member, ..)| *member == shift.member);
            let value = shift.member.to_string();
            let mut hint = hours(t, shift.span);
            if !counts {
                hint = t.outings_adult_does_not_count(hint);
            }
            match boxes.iter_mut().find(|one| one.value == value) {
                Some(known) => known.hint = t.list_and(&[known.hint.clone(), hint]),
                None => boxes.push(view::Choice {
                    label: read.team.get(&shift.member).cloned().unwrap_or_default(),
                    value,
                    hint,
                    disabled: false,
                }),
            }
        }
    }
    boxes
}

async fn page(
    cx: &Context,
    site: Site,
    date: Date,
    form: Submitted,
    (wrong, may_override): (Wrong, bool),
) -> Result<Response, Problem> {
    let (t, id, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let zone = domain::time::time_zone(&site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.date(&zone);
    let (from, until) = (date.min(today), days_after(today, DAYS_AHEAD).max(date));
    let read = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::PlanOuting, id)?;
            let team =
                db::staff::team(conn, &seen)?.into_iter().map(|file| (file.member.id, file.member.name())).collect();
            let sheets = db::attendance::sheets(conn, &seen, (from, until), now)?;
            let booked: Vec<BookingId> =
                sheets.iter().flat_map(Sheet::children).map(|(_, child)| child.booking).collect();
            Ok(Read {
                outings: db::outings::outings(conn, &seen, (from, until))?,
                care: care_dates(conn, &seen, (from, until), now)?,
                consents: db::outings::consents(conn, &seen, &booked, date)?,
                sheets,
                team,
            })
        })
        .await?;
    let status = wrong.status();
    let head = head(cx, &site, "outings", 0);
    let listed = |outing: &&Outing| outing.date >= today || outing.date == date;
    let page = OutingsPage {
        t,
        layout: cx.layout().await,
        date: date.to_string(),
        day_title: t.date_long(date),
        cards: read.outings.iter().filter(listed).map(|outing| card(cx, &head.base, &read, outing, today)).collect(),
        children: child_boxes(t, &read, date),
        adults: adult_boxes(t, &read, date),
        ticked_children: form.values("children").map(str::to_owned).collect(),
        ticked_adults: form.values("adults").map(str::to_owned).collect(),
        may_override,
        head,
        form,
        wrong,
        key: cx.new_key(),
    };
    html(&page, status)
}

/// `GET /sites/{id}/outings?date=…`
pub(crate) async fn list(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let mut read = asked.read_loosely();
    let date = read.optional_date("date");
    read.finish()?;
    let date = date.take()?.unwrap_or_else(|| cx.app.today());
    page(&cx, site, date, filled(&[]), (Wrong::default(), false)).await
}

fn read_outing(form: &Submitted, today: Date) -> Result<NewOuting, Problem> {
    let mut read = form.read();
    let (date, destination) = (read.date("date"), read.text("destination", 200));
    let (leaves, returns) = (read.time("leaves_at"), read.time("returns_at"));
    let (children, adults) = (read.words::<BookingId>("children"), read.words::<StaffMemberId>("adults"));
    let reason = read.optional_text("override_reason", 500);
    if date.peek().is_some_and(|date| *date < today) {
        read.problem("date", "in_the_past");
    }
    if let (Some(leaves), Some(returns)) = (leaves.peek(), returns.peek())
        && returns <= leaves
    {
        read.problem("returns_at", "end_before_start");
    }
    if children.peek().is_some_and(Vec::is_empty) {
        read.problem("children", "required");
    }
    read.finish()?;
    let span = Span::new(Minute::of(leaves.take()?), Minute::of(returns.take()?));
    Ok(NewOuting {
        date: date.take()?,
        span: span.ok_or_else(|| Problem::field("returns_at", "end_before_start"))?,
        destination: destination.take()?,
        children: children.take()?,
        adults: adults.take()?,
        set_aside: reason.take()?,
    })
}

async fn write_outing(cx: &Context, site: &Site, form: &Submitted) -> Result<(), Problem> {
    let zone = domain::time::time_zone(&site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let new = read_outing(form, cx.app.now().date(&zone))?;
    let key = form.key().cloned().ok_or_else(Problem::key_missing)?;
    planned(cx, site.id, key, new).await.map(drop)
}

/// `POST /sites/{id}/outings`
pub(crate) async fn plan(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let date = crate::forms::civil_date(form.value("date")).unwrap_or_else(|| cx.app.today());
    match write_outing(&cx, &site, &form).await {
        Ok(()) => saved(&cx, cx.t.outings_planned(), &format!("/sites/{}/outings?date={date}", site.id)).await,
        Err(problem) => {
            // Numbers may be set aside; who is already out is out.
            let of_numbers =
                |one: &Refusal| matches!(one, Refusal::OutingTooFewStaff { .. } | Refusal::OutingLeavesTooFew { .. });
            let may_override = cx.caller.may(Action::OverrideRule)
                && problem.refusals().is_some_and(|refusals| refusals.iter().all(of_numbers));
            page(&cx, site, date, form, (Wrong::of(&cx, problem)?, may_override)).await
        }
    }
}

/// `POST /sites/{id}/outings/{outing}/cancel`
pub(crate) async fn cancel(
    cx: Context,
    Path((id, outing)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let (outing, text) = (path_id::<OutingId>(&outing)?, cx.t.outings_is_cancelled());
    done(&cx, (&id, "outings"), &form, (Action::PlanOuting, text), move |tx, by, seen| {
        tx.cancel_outing(by, seen, outing)
    })
    .await
}
