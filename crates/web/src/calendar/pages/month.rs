//! The calendar of a site, by week and by month.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_session;
use db::calendar::{self, Session};
use db::directory::{self, OpenSession, Site};
use domain::access::Action;
use domain::calendar::*;
use domain::places::{days_after, week_of};
use domain::time::DayOfWeek;
use domain::*;
use i18n::Text;

use crate::asked::{Asked, path_id};
use crate::calendar::api::{cancel_session, keep_session};
use crate::context::Context;
use crate::directory::pages::{closed_words, day_note};
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, choices, head, html, load, saved};

struct DecisionCard {
    when: String,
    why: String,
    children: String,
    keep: String,
    cancel: String,
    keep_key: String,
    cancel_key: String,
    number: usize,
}

struct WeekRow {
    day: String,
    note: String,
    today: bool,
    halves: Vec<WeekHalf>,
}

struct WeekHalf {
    closed: String,
    sessions: Vec<WeekSession>,
}

struct WeekSession {
    hours: String,
    place: String,
    seats: Vec<view::Seats>,
    free: String,
    tone: &'static str,
    exception: bool,
}

#[derive(Template)]
#[template(path = "calendar/calendar.html")]
struct CalendarPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    decisions: Vec<DecisionCard>,
    reasons: Vec<view::Choice>,
    month: Option<view::MonthCalendar>,
    week: Vec<WeekRow>,
    heading: String,
    turn: view::Paging,
    turn_words: (String, String),
    views: Vec<view::Tab>,
    holidays: Vec<String>,
    unknown: bool,
}

fn month_of(text: &str) -> Option<Date> {
    crate::forms::civil_date(&format!("{text}-01"))
}

/// `GET /sites/{id}/calendar?month=2026-11` or `?week=2026-11-23`
pub(crate) async fn calendar(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, now) = (cx.t, site.id, cx.app.now());
    let today = domain::time::time_zone(&site.time_zone).map_or_else(|| cx.app.today(), |zone| now.date(&zone));
    let week = crate::forms::civil_date(asked.value("week")).map(week_of);
    let first = month_of(asked.value("month")).unwrap_or_else(|| today.first_of_month());
    let (from, until) = match week {
        Some(monday) => (monday, days_after(monday, 6)),
        None => (first, first.last_of_month()),
    };
    let (sessions, site_calendar, waiting) = cx
        .app
        .db()
        .read(move |conn| {
            Ok((
                directory::open_sessions(conn, &[id], from, until, now)?,
                calendar::site_calendar(conn, id)?,
                calendar::sessions_to_decide(conn, id, today, now)?,
            ))
        })
        .await?;
    let head = head(&cx, &site, "calendar", waiting.len());
    let base = format!("{}/calendar", head.base);
    let decisions = waiting
        .into_iter()
        .enumerate()
        .map(|(place, (session, children))| decision_card(&cx, &head.base, place, &session, children))
        .collect();
    let heading = match week {
        Some(monday) => t.week_of(t.date_medium(monday)),
        None => t.month_year(first),
    };
    let turn = match week {
        Some(monday) => view::Paging {
            words: heading.clone(),
            previous: format!("{base}?week={}", days_after(monday, -7)),
            next: format!("{base}?week={}", days_after(monday, 7)),
        },
        None => {
            let month = |day: Date| format!("{base}?month={:04}-{:02}", day.year(), day.month());
            view::Paging {
                words: heading.clone(),
                previous: month(days_after(first, -1)),
                next: month(days_after(first.last_of_month(), 1)),
            }
        }
    };
    let turn_words = match week {
        Some(_) => (t.board_previous(), t.board_next()),
        None => (t.calendar_previous_month(), t.calendar_next_month()),
    };
    let shown = if week.is_none() && first.first_of_month() == today.first_of_month() { today } else { from };
    let tab = |label: String, href: String, current: bool| view::Tab { label, href, current, count: String::new() };
    let views = vec![
        tab(t.calendar_month(), format!("{base}?month={:04}-{:02}", from.year(), from.month()), week.is_none()),
        tab(t.calendar_week(), format!("{base}?week={}", week_of(shown)), week.is_some()),
    ];
    let mut holidays: Vec<&SchoolHoliday> = site_calendar
        .applicable_school_holidays()
        .filter(|row| row.period.overlaps(Period { from, until: Some(until) }))
        .collect();
    holidays.sort_by_key(|row| row.period.from);
    let page = CalendarPage {
        t,
        layout: cx.layout().await,
        decisions,
        reasons: choices(t, "closure-reason", ClosureReason::ALL),
        month: week.is_none().then(|| {
            month_view(t, &format!("{heading}, {}", head.name), &base, first, today, &sessions, &site_calendar)
        }),
        week: week
            .map(|monday| {
                (0..7).map(|day| week_row(t, days_after(monday, day), today, &sessions, &site_calendar)).collect()
            })
            .unwrap_or_default(),
        head,
        heading,
        turn,
        turn_words,
        views,
        holidays: holidays
            .iter()
            .map(|row| format!("{} : {}", t.directory_school_holiday(&row.name), t.period(row.period)))
            .collect(),
        unknown: !site_calendar.school_calendar_known(from),
    };
    html(&page, StatusCode::OK)
}

fn decision_card(cx: &Context, base: &str, place: usize, session: &Session, children: usize) -> DecisionCard {
    let t = cx.t;
    let why = session.decision_needed.as_deref().unwrap_or_default();
    DecisionCard {
        when: format!(
            "{}, {}",
            t.date_half_day(session.date, session.half_day),
            t.time_range(session.starts_at, session.ends_at)
        ),
        why: if why == DecisionNeeded::SeatsChanged.as_str() {
            t.calendar_why_seats()
        } else {
            t.calendar_why_closed()
        },
        children: t.calendar_children(children),
        keep: format!("{base}/sessions/{}/keep", session.id),
        cancel: format!("{base}/sessions/{}/cancel", session.id),
        keep_key: cx.new_key(),
        cancel_key: cx.new_key(),
        number: place + 1,
    }
}

fn state(free: u16, total: u16) -> &'static str {
    match free {
        0 => "full",
        1 | 2 if total > 3 => "few",
        _ => "open",
    }
}

fn closed_reason(t: Text, site_calendar: &SiteCalendar, date: Date, half_day: HalfDay) -> String {
    why_closed(site_calendar, date, half_day)
        .map_or_else(|| t.directory_closed_exceptionally(), |because| closed_words(t, because))
}

fn month_view(
    t: Text,
    caption: &str,
    base: &str,
    first: Date,
    today: Date,
    sessions: &[OpenSession],
    site_calendar: &SiteCalendar,
) -> view::MonthCalendar {
    let weekend = site_calendar.rules.iter().any(|rule| rule.weekday >= DayOfWeek::Saturday)
        || sessions.iter().any(|open| DayOfWeek::of(open.session.date) >= DayOfWeek::Saturday);
    let shown = if weekend { 7 } else { 5 };
    let weekdays = DayOfWeek::ALL
        .iter()
        .take(shown)
        .map(|day| view::Weekday {
            short: t.word("weekday-short", day.as_str()),
            long: t.word("day-of-week", day.as_str()),
        })
        .collect();
    let (last, mut monday) = (first.last_of_month(), week_of(first));
    let mut weeks = Vec::new();
    while monday <= last {
        let days = i32::try_from(shown).unwrap_or(7);
        let week: Vec<view::MonthDay> = (0..days)
            .map(|day| days_after(monday, day))
            .map(|date| {
                if date < first || date > last {
                    view::MonthDay::default()
                } else {
                    month_day(t, base, date, today, sessions, site_calendar)
                }
            })
            .collect();
        if week.iter().any(|day| !day.number.is_empty()) {
            weeks.push(week);
        }
        monday = days_after(monday, 7);
    }
    view::MonthCalendar { caption: caption.to_owned(), weekdays, weeks }
}

fn month_day(
    t: Text,
    base: &str,
    date: Date,
    today: Date,
    sessions: &[OpenSession],
    site_calendar: &SiteCalendar,
) -> view::MonthDay {
    let of_day: Vec<&OpenSession> = sessions.iter().filter(|open| open.session.date == date).collect();
    let closed = if of_day.is_empty() {
        // Both halves are closed: the morning's reason says it, unless only the afternoon would have opened.
        match why_closed(site_calendar, date, HalfDay::Morning) {
            Some(ClosedBecause::NoRule { .. }) => closed_reason(t, site_calendar, date, HalfDay::Afternoon),
            _ => closed_reason(t, site_calendar, date, HalfDay::Morning),
        }
    } else {
        String::new()
    };
    let half_days = HalfDay::ALL
        .iter()
        .map(|half_day| {
            let open: Vec<&&OpenSession> = of_day.iter().filter(|open| open.session.half_day == *half_day).collect();
            if open.is_empty() {
                return view::MonthHalfDay {
                    half: half_day.as_str(),
                    state: "closed",
                    label: t.half_day(*half_day),
                    detail: closed_reason(t, site_calendar, date, *half_day),
                    free: String::new(),
                    words: t.layout_closed(),
                };
            }
            let free: u16 = open.iter().map(|open| open.free).sum();
            let total: u16 = open.iter().map(|open| open.session.seats.total()).sum();
            let names: Vec<&str> = open.iter().map(|open| open.premises_name.as_str()).collect();
            view::MonthHalfDay {
                half: half_day.as_str(),
                state: state(free, total),
                label: t.half_day(*half_day),
                detail: names.join(", "),
                free: free.to_string(),
                words: t.calendar_free(free),
            }
        })
        .collect();
    view::MonthDay {
        number: date.day().to_string(),
        words: t.date_long(date),
        today: date == today,
        closed,
        href: format!("{base}?week={}", week_of(date)),
        half_days,
    }
}

fn week_row(t: Text, date: Date, today: Date, sessions: &[OpenSession], site_calendar: &SiteCalendar) -> WeekRow {
    let halves = HalfDay::ALL
        .iter()
        .map(|half_day| {
            let open: Vec<WeekSession> = sessions
                .iter()
                .filter(|open| open.session.date == date && open.session.half_day == *half_day)
                .map(|open| week_session(t, open))
                .collect();
            let closed = if open.is_empty() { closed_reason(t, site_calendar, date, *half_day) } else { String::new() };
            WeekHalf { closed, sessions: open }
        })
        .collect();
    WeekRow { day: t.date_long(date), note: day_note(t, site_calendar, date), today: date == today, halves }
}

fn week_session(t: Text, open: &OpenSession) -> WeekSession {
    let seats = open
        .seats
        .iter()
        .filter(|standing| standing.total > 0)
        .map(|standing| view::Seats {
            class: standing.class.as_str(),
            total: u32::from(standing.total),
            taken: u32::from(standing.taken),
            short: format!("{}/{}", standing.taken, standing.total),
            words: t.calendar_seats_taken(
                t.word("seat-class", standing.class.as_str()),
                standing.taken,
                standing.total,
            ),
        })
        .collect();
    WeekSession {
        hours: t.time_range(open.session.starts_at, open.session.ends_at),
        place: open.premises_name.clone(),
        seats,
        free: t.calendar_free(open.free),
        tone: if open.free == 0 { "neutral" } else { "done" },
        exception: open.session.kept_at.is_some(),
    }
}

/// The session of a path, which must be of the site of the path.
async fn session_of(cx: &Context, site: &Site, id: &str) -> Result<SessionId, Problem> {
    let (id, actor, site_id) = (path_id::<SessionId>(id)?, cx.actor().clone(), site.id);
    cx.app
        .db()
        .read(move |conn| {
            let (_, of) = see_session(conn, &actor, Action::ManageSites, id)?;
            if of == site_id { Ok(id) } else { Err(db::Error::NotFound) }
        })
        .await
        .map_err(Problem::from)
}

/// `POST /sites/{id}/sessions/{session_id}/keep`
pub(crate) async fn keep(
    cx: Context,
    Path((id, session_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let session = session_of(&cx, &site, &session_id).await?;
    form.read().finish()?;
    keep_session(&cx, session, form.key().cloned()).await?;
    saved(&cx, cx.t.calendar_kept(), &format!("/sites/{}/calendar", site.id)).await
}

/// `POST /sites/{id}/sessions/{session_id}/cancel`
pub(crate) async fn cancel(
    cx: Context,
    Path((id, session_id)): Path<(String, String)>,
    form: Submitted,
) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let session = session_of(&cx, &site, &session_id).await?;
    let mut read = form.read();
    let reason = read.word("reason");
    read.finish()?;
    let (_, cancelled) = cancel_session(&cx, session, reason.take()?, None, form.key().cloned()).await?;
    saved(&cx, cx.t.calendar_cancelled(cancelled.released), &format!("/sites/{}/calendar", site.id)).await
}
