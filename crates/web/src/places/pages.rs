//! The week board: half-days across, children down, requests at the side; and the page of one booking.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use db::access::{see_booking, see_child, see_site};
use db::attendance::SiteCard;
use db::places::children::{ChildCard, child_card, child_of_booking, families_to_open, find_children, presences};
use db::places::{BoardBooking, BoardSession, Booking, Waiting, Week};
use db::staff::{CareDate, care_dates};
use domain::access::Action;
use domain::attendance::Presence;
use domain::calendar::{ClosedBecause, SiteCalendar, why_closed};
use domain::places::{
    CareKind, Need, Purpose, ReleaseReason, RequestOutcome, RhythmPattern, days_after, may_override, week_of,
};
use domain::sites::SeatClass;
use domain::time::{DayOfWeek, age_in_months};
use domain::*;
use i18n::Text;

use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::problem::Problem;
use crate::routes::Routes;
use crate::shared::view;
use crate::staff::figure::{self, DayFigure};

/// The board's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/board", Action::SeeBoard, mine)
        .get("/sites/{id}/week", Action::SeeBoard, board)
        .get("/api/v1/sites/{id}/week", Action::SeeBoard, super::week::read)
        .get("/sites/{id}/week/book", Action::ManageBookings, super::forms::book_form)
        .post("/sites/{id}/week/book", Action::ManageBookings, super::forms::book)
        .get("/board/bookings/{booking}", Action::ManageBookings, booking)
        .post("/board/bookings/{booking}/cancel", Action::ManageBookings, super::forms::cancel)
        .post("/board/bookings/{booking}/move", Action::ManageBookings, super::forms::shift)
        .post("/board/bookings/{booking}/restore", Action::ManageBookings, super::forms::restore)
        .post("/board/bookings/{booking}/take-back", Action::ManageBookings, super::forms::take_back)
        .post("/board/bookings/{booking}/move-back", Action::ManageBookings, super::forms::move_back)
        .post("/board/bookings/{booking}/confirm", Action::ManageBookings, super::forms::confirm)
        .post("/board/rounds/{id}/stop", Action::ManageBookings, super::rounds::stop)
}

pub(crate) fn html(page: &impl Template) -> Result<Response, Problem> {
    Ok(Html(page.render().map_err(|error| Problem::broken(&error.to_string()))?).into_response())
}

/// Everything one look at a week needs, from one snapshot.
pub(super) struct Look {
    pub(super) site: SiteCard,
    pub(super) sites: Vec<SiteCard>,
    pub(super) week: Week,
    calendar: SiteCalendar,
    presences: BTreeMap<BookingId, Presence>,
    chosen: Option<ChildCard>,
    found: Vec<ChildCard>,
    /// Families of the week whose page opens to the reader.
    families: BTreeSet<FamilyId>,
    /// Children and adults of each day, minute by minute.
    care: Vec<CareDate>,
}

/// `GET /board`: the week of the first of one's sites.
pub async fn mine(cx: Context) -> Result<Response, Problem> {
    let actor = cx.actor().clone();
    let sites = cx.app.db().read(move |conn| db::attendance::sites_of(conn, &actor, Action::SeeBoard)).await?;
    match sites.first() {
        Some(site) => Ok(Redirect::to(&format!("/sites/{}/week", site.id)).into_response()),
        None => html(&NowherePage { t: cx.t, layout: cx.layout().await }),
    }
}

#[derive(Template)]
#[template(path = "places/nowhere.html")]
struct NowherePage {
    t: Text,
    layout: view::Layout,
}

#[derive(Template)]
#[template(path = "places/board.html")]
struct BoardPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    previous: String,
    next: String,
    now_href: String,
    tabs: Vec<view::Tab>,
    board: view::WeekBoard,
    warnings: Vec<String>,
    waiting: Vec<WaitingItem>,
    rounds: Vec<RoundItem>,
    may_manage: bool,
    here: String,
    monday: String,
    searched: String,
    found: Vec<view::Link>,
    is_empty: bool,
    figures: Vec<DayFigure>,
    roster: String,
}

/// A free seat several families are asked about.
struct RoundItem {
    when: String,
    words: String,
    stop: String,
    action: String,
    key: String,
}

struct WaitingItem {
    name: String,
    detail: String,
    need: String,
    age: String,
    tone: &'static str,
    choices: Vec<WaitingChoice>,
    see_href: String,
    /// The request's own page.
    request_href: String,
    /// What it was told meanwhile, or empty.
    promise: String,
}

struct WaitingChoice {
    label: String,
    words: String,
    key: String,
    child: String,
    session: String,
    revision: i64,
    request: String,
    kind: &'static str,
    purpose: &'static str,
}

/// Loads a week the caller may see.
pub(super) async fn look(
    cx: &Context,
    id: SiteId,
    day: Option<Date>,
    child: Option<ChildId>,
    words: Option<String>,
) -> Result<Look, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::SeeBoard, id)?;
            let site = db::attendance::site_card(conn, &seen)?;
            let monday = week_of(day.unwrap_or_else(|| now.date(&site.zone)));
            let week = db::places::week(conn, seen, monday, now)?;
            let chosen = match child {
                Some(child) => {
                    let (seen_child, _) = see_child(conn, &actor, Action::SeeChild, child)?;
                    Some(child_card(conn, &seen_child)?)
                }
                None => None,
            };
            let found = match &words {
                Some(words) => find_children(conn, &actor, &seen, words, 30)?,
                None => Vec::new(),
            };
            let families: Vec<FamilyId> =
                week.sessions.iter().flat_map(|shown| &shown.bookings).map(|place| place.family).collect();
            Ok(Look {
                families: families_to_open(conn, &actor, &families)?,
                sites: db::attendance::sites_of(conn, &actor, Action::SeeBoard)?,
                calendar: db::calendar::site_calendar(conn, id)?,
                presences: presences(conn, &seen, monday, days_after(monday, 6))?,
                care: care_dates(conn, &seen, (monday, days_after(monday, 6)), now)?,
                site,
                week,
                chosen,
                found,
            })
        })
        .await?)
}

/// `GET /sites/{id}/week`
pub async fn board(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: SiteId = path_id(&id)?;
    let mut read = asked.read_loosely();
    let (day, child) = (read.optional_date("monday"), read.optional_word::<ChildId>("child"));
    let words = read.optional_text("q", 120);
    read.finish()?;
    let may_manage = cx.caller.may(Action::ManageBookings);
    let words = words.take()?.filter(|_| may_manage);
    let look = look(&cx, id, day.take()?, child.take()?.filter(|_| may_manage), words.clone()).await?;
    let t = cx.t;
    let monday = look.week.monday;
    let here = format!("/sites/{id}/week");
    let today = cx.app.now().date(&look.site.zone);
    let board = board_of(&cx, &look, may_manage);
    let base = cx.new_key();
    let page = BoardPage {
        t,
        title: t.board_title(first_words(t, monday, last_day(&look)), t.date_medium(last_day(&look))),
        over: look.site.name.clone(),
        layout: view::Layout { place: look.site.name.clone(), ..cx.layout().await },
        previous: format!("{here}?monday={}", days_after(monday, -7)),
        next: format!("{here}?monday={}", days_after(monday, 7)),
        now_href: if week_of(today) == monday { String::new() } else { here.clone() },
        tabs: tabs(&look.sites, id, monday),
        warnings: warnings(t, &look),
        waiting: look.week.waiting.iter().map(|waiting| waiting_item(&cx, &look, waiting, may_manage, &base)).collect(),
        rounds: if may_manage { rounds(t, &look, &base) } else { Vec::new() },
        may_manage,
        monday: monday.to_string(),
        searched: words.unwrap_or_default(),
        found: look
            .found
            .iter()
            .map(|child| view::Link {
                label: format!(
                    "{}, {}",
                    name_of(&child.given_name, &child.initial),
                    t.age_months(age_in_months(child.birth_date, today))
                ),
                href: format!("{here}?monday={monday}&child={}", child.id),
            })
            .collect(),
        is_empty: board.rows.is_empty(),
        figures: figure::strip(t, id, &look.care),
        roster: if cx.caller.may(Action::SeeRoster) {
            format!("/sites/{id}/roster?monday={monday}")
        } else {
            String::new()
        },
        board,
        here,
    };
    html(&page)
}

fn rounds(t: Text, look: &Look, base: &str) -> Vec<RoundItem> {
    let of = |shown: &BoardSession| {
        let when = t.date_half_day(shown.session.date, shown.session.half_day);
        let zone = &look.site.zone;
        shown
            .asked
            .iter()
            .map(|asked| RoundItem {
                words: t.board_asked(asked.families, t.time(asked.until.civil(zone).time())),
                stop: t.board_round_stop(&when),
                action: format!("/board/rounds/{}/stop", asked.round),
                key: format!("{base}-{}", &asked.round.to_string()[24..]),
                when: capital(&when),
            })
            .collect::<Vec<_>>()
    };
    look.week.sessions.iter().flat_map(of).collect()
}

fn tabs(sites: &[SiteCard], current: SiteId, monday: Date) -> Vec<view::Tab> {
    if sites.len() < 2 {
        return Vec::new();
    }
    sites
        .iter()
        .map(|site| view::Tab {
            label: site.name.clone(),
            href: format!("/sites/{}/week?monday={monday}", site.id),
            current: site.id == current,
            count: String::new(),
        })
        .collect()
}

pub(crate) fn name_of(given: &str, initial: &str) -> String {
    if initial.is_empty() { given.to_owned() } else { format!("{given} {initial}.") }
}

fn last_day(look: &Look) -> Date {
    let friday = days_after(look.week.monday, 4);
    look.week.sessions.iter().map(|shown| shown.session.date).max().map_or(friday, |last| last.max(friday))
}

/// The first day of a period, without what its last day says again: "23" of "23 to 27 November 2026".
fn first_words(t: Text, first: Date, last: Date) -> String {
    let whole = t.date_medium(first);
    if first.first_of_month() == last.first_of_month() {
        whole.split([' ', '\u{a0}']).next().unwrap_or_default().to_owned()
    } else {
        whole
    }
}

fn is_shown(shown: &BoardSession) -> bool {
    shown.session.cancelled_at.is_none() || !shown.bookings.is_empty()
}

pub(super) fn free_of(shown: &BoardSession) -> u16 {
    if shown.session.cancelled_at.is_some() {
        return 0;
    }
    shown.session.seats.total().saturating_sub(u16::try_from(shown.bookings.len()).unwrap_or(u16::MAX))
}

fn closed_words(t: Text, calendar: &SiteCalendar, date: Date, half_day: HalfDay) -> String {
    match why_closed(calendar, date, half_day) {
        Some(ClosedBecause::Closure { reason, .. }) => t.word("closure-reason", reason.as_str()),
        Some(ClosedBecause::PublicHoliday { holiday }) => t.word("public-holiday", holiday.as_str()),
        _ => t.board_closed(),
    }
}

/// A column of the board: a session, or a half-day without one.
struct Column<'a> {
    date: Date,
    half_day: HalfDay,
    session: Option<&'a BoardSession>,
}

fn board_of(cx: &Context, look: &Look, may_manage: bool) -> view::WeekBoard {
    let (t, now) = (cx.t, cx.app.now());
    let today = now.date(&look.site.zone);
    let monday = look.week.monday;
    let mut columns: Vec<Column<'_>> = Vec::new();
    let mut days: Vec<view::BoardDay> = Vec::new();
    let mut date = monday;
    while date <= last_day(look) {
        let before = columns.len();
        for half_day in [HalfDay::Morning, HalfDay::Afternoon] {
            let mut any = false;
            for shown in &look.week.sessions {
                if shown.session.date == date && shown.session.half_day == half_day && is_shown(shown) {
                    columns.push(Column { date, half_day, session: Some(shown) });
                    any = true;
                }
            }
            if !any {
                columns.push(Column { date, half_day, session: None });
            }
        }
        days.push(view::BoardDay {
            label: t.date_short(date),
            columns: columns.len() - before,
            today: date == today,
            note: look.calendar.school_holiday_on(date).map(|_| t.board_holiday_note()).unwrap_or_default(),
        });
        date = days_after(date, 1);
    }
    let heads = columns
        .iter()
        .enumerate()
        .map(|(index, column)| head(t, look, column, index == 0 || columns[index - 1].date != column.date))
        .collect();
    let rows = rows(cx, look, &columns, may_manage);
    view::WeekBoard {
        id: "board".to_owned(),
        caption: t.board_caption(
            first_words(t, monday, last_day(look)),
            t.date_medium(last_day(look)),
            &look.site.name,
        ),
        rows_label: t.board_children(),
        days,
        columns: heads,
        rows,
    }
}

fn head(t: Text, look: &Look, column: &Column<'_>, starts_day: bool) -> view::BoardColumn {
    let label = capital(&t.half_day(column.half_day));
    let half = column.half_day.as_str();
    let Some(shown) = column.session else {
        let reason = closed_words(t, &look.calendar, column.date, column.half_day);
        return view::BoardColumn { half, label, state: "closed", reason, starts_day, ..view::BoardColumn::default() };
    };
    if shown.session.cancelled_at.is_some() {
        return view::BoardColumn {
            half,
            label,
            state: "closed",
            reason: t.board_cancelled(),
            starts_day,
            ..view::BoardColumn::default()
        };
    }
    let free = free_of(shown);
    view::BoardColumn {
        half,
        label,
        hours: t.time_range(shown.session.starts_at, shown.session.ends_at),
        premises: shown.premises_name.clone(),
        seats: shown
            .seats
            .iter()
            .filter(|count| count.total > 0 || count.taken > 0)
            .map(|count| view::Seats {
                class: count.class.as_str(),
                total: u32::from(count.total.max(count.taken)),
                taken: u32::from(count.taken),
                short: t.board_seats_short(count.taken, count.total),
                words: t.board_seats_words(t.word("seat-class", count.class.as_str()), count.taken, count.total),
            })
            .collect(),
        free: t.board_free(free),
        state: match free {
            0 => "full",
            1 => "few",
            _ => "open",
        },
        reason: match shown.asked.first() {
            _ if shown.session.decision_needed.is_some() => t.board_decide(),
            Some(first) => {
                let families: usize = shown.asked.iter().map(|asked| asked.families).sum();
                let until = shown.asked.iter().map(|asked| asked.until).max().unwrap_or(first.until);
                t.board_asked(families, t.time(until.civil(&look.site.zone).time()))
            }
            None => String::new(),
        },
        href: if shown.session.decision_needed.is_some() { format!("/sites/{}", look.site.id) } else { String::new() },
        starts_day,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn rows(cx: &Context, look: &Look, columns: &[Column<'_>], may_manage: bool) -> Vec<view::BoardRow> {
    let t = cx.t;
    let now = cx.app.now();
    let mut children: Vec<ChildCard> = Vec::new();
    for place in look.week.sessions.iter().flat_map(|shown| &shown.bookings) {
        if !children.iter().any(|child| child.id == place.child) {
            children.push(ChildCard {
                id: place.child,
                given_name: place.given_name.clone(),
                initial: place.initial.clone(),
                birth_date: place.birth_date,
            });
        }
    }
    children
        .sort_by_cached_key(|child| (db::families::search_words(&child.given_name), child.initial.clone(), child.id));
    if let Some(chosen) = &look.chosen {
        children.retain(|child| child.id != chosen.id);
        children.insert(0, chosen.clone());
    }
    children
        .iter()
        .map(|child| {
            let name = name_of(&child.given_name, &child.initial);
            let cells = columns
                .iter()
                .enumerate()
                .map(|(index, column)| {
                    let starts_day = index == 0 || columns[index - 1].date != column.date;
                    let Some(shown) = column.session else {
                        return view::BoardCell { closed: true, starts_day, ..view::BoardCell::default() };
                    };
                    let chips: Vec<view::Chip> = shown
                        .bookings
                        .iter()
                        .filter(|place| place.child == child.id)
                        .map(|place| chip(t, look, shown, place, may_manage))
                        .collect();
                    let ends = Instant::of_civil(column.date, shown.session.ends_at, &look.site.zone);
                    let open = shown.session.cancelled_at.is_none() && ends.is_some_and(|ends| now < ends);
                    let bookable = may_manage && open && chips.is_empty() && free_of(shown) > 0;
                    view::BoardCell {
                        chips,
                        book_href: if bookable {
                            format!("/sites/{}/week/book?child={}&session={}", look.site.id, child.id, shown.session.id)
                        } else {
                            String::new()
                        },
                        book_words: t.board_book_words(&name, t.date_half_day(column.date, column.half_day)),
                        closed: shown.session.cancelled_at.is_some(),
                        starts_day,
                    }
                })
                .collect();
            view::BoardRow {
                child: name,
                detail: t.age_months(age_in_months(child.birth_date, look.week.monday)),
                href: family_of(look, child.id).map(|family| format!("/families/{family}")).unwrap_or_default(),
                cells,
            }
        })
        .collect()
}

/// The family of a child of the week, when its page opens to the reader.
fn family_of(look: &Look, child: ChildId) -> Option<FamilyId> {
    let mut places = look.week.sessions.iter().flat_map(|shown| &shown.bookings);
    places.find(|place| place.child == child).map(|place| place.family).filter(|family| look.families.contains(family))
}

fn chip(t: Text, look: &Look, shown: &BoardSession, place: &BoardBooking, may_manage: bool) -> view::Chip {
    let (kind, word) = match (place.held_until, look.presences.get(&place.id), place.class) {
        (Some(_), ..) if place.promised => ("held", t.board_chip_promised()),
        (Some(_), ..) => ("held", t.board_chip_held()),
        (None, Some(Presence::Here { .. } | Presence::Left { .. }), _) => ("came", t.board_chip_came()),
        (None, Some(Presence::Absent { .. }), _) => ("missed", t.board_chip_missed()),
        (None, _, Some(SeatClass::Adaptation)) => ("adaptation", t.board_chip_adaptation()),
        (None, _, Some(SeatClass::Emergency)) => ("emergency", t.board_chip_emergency()),
        (None, ..) => ("booked", t.board_chip_booked()),
    };
    let detail = match place.held_until {
        Some(_) if place.promised => String::new(),
        Some(until) => t.board_chip_until(t.time(until.civil(&look.site.zone).time())),
        None if place.override_rule.is_some() => t.board_chip_overridden(),
        None => String::new(),
    };
    let when = t.date_half_day(shown.session.date, shown.session.half_day);
    let what = if detail.is_empty() { word.clone() } else { format!("{word}, {detail}") };
    view::Chip {
        kind,
        words: t.board_chip_words(name_of(&place.given_name, &place.initial), when, what),
        word,
        detail,
        href: if may_manage { format!("/board/bookings/{}", place.id) } else { String::new() },
    }
}

fn warnings(t: Text, look: &Look) -> Vec<String> {
    let of_staff = figure::warnings(&look.care);
    let of_week = look.week.warnings.iter().chain(&of_staff);
    let mut out: Vec<String> = of_week.map(|warning| i18n::warning_sentence(t, warning)).collect();
    let mut told = std::collections::BTreeSet::new();
    for place in look.week.sessions.iter().flat_map(|shown| &shown.bookings) {
        for warning in &place.warnings {
            let sentence = t
                .board_warning_of_child(name_of(&place.given_name, &place.initial), i18n::warning_sentence(t, warning));
            if told.insert(sentence.clone()) {
                out.push(sentence);
            }
        }
    }
    out
}

/// What a family needs, in a line.
pub(crate) fn need_words(t: Text, need: &Need) -> String {
    let list = |half_days: &[domain::places::DatedHalfDay]| {
        let words: Vec<String> = half_days.iter().take(4).map(|one| t.date_half_day(one.date, one.half_day)).collect();
        let words = t.list_and(&words);
        if half_days.len() > 4 { t.board_need_more(words) } else { words }
    };
    match need {
        Need::Appointment(appointment) => t.board_need_appointment(
            t.date_short(appointment.date),
            t.time(appointment.starts_at),
            t.time(appointment.ends_at),
        ),
        Need::HalfDays(half_days) => t.board_need_half_days(list(half_days)),
        Need::AnyHalfDay(half_days) => t.board_need_any(list(half_days)),
        Need::Rhythm(rhythm) => {
            let period = t.period(Period { from: rhythm.from, until: Some(rhythm.until) });
            match &rhythm.pattern {
                RhythmPattern::Fixed(weekly) => {
                    let words: Vec<String> =
                        weekly.iter().map(|(weekday, half_day)| weekly_words(t, *weekday, *half_day)).collect();
                    t.board_need_fixed(t.list_and(&words), period)
                }
                RhythmPattern::Any { count, .. } => t.board_need_count(t.count_half_days(*count), period),
            }
        }
        Need::Every { from, until } => t.board_need_every(t.period(Period { from: *from, until: Some(*until) })),
    }
}

pub(super) fn weekly_words(t: Text, weekday: DayOfWeek, half_day: HalfDay) -> String {
    t.board_weekly(t.word("day-of-week", weekday.as_str()), t.half_day(half_day))
}

/// Whether a session of the week answers a part of the need.
fn answers(need: &Need, shown: &BoardSession) -> bool {
    let (date, half_day) = (shown.session.date, shown.session.half_day);
    let in_period = |from: Date, until: Date| from <= date && date <= until;
    match need {
        Need::Appointment(appointment) => {
            date == appointment.date
                && shown.session.starts_at <= appointment.starts_at
                && appointment.ends_at <= shown.session.ends_at
        }
        Need::HalfDays(half_days) | Need::AnyHalfDay(half_days) => {
            half_days.iter().any(|one| one.date == date && one.half_day == half_day)
        }
        Need::Rhythm(rhythm) => {
            in_period(rhythm.from, rhythm.until)
                && match &rhythm.pattern {
                    RhythmPattern::Fixed(weekly) => weekly.contains(&(DayOfWeek::of(date), half_day)),
                    RhythmPattern::Any { half_day: wanted, .. } => wanted.is_none_or(|wanted| wanted == half_day),
                }
        }
        Need::Every { from, until } => in_period(*from, *until),
    }
}

fn waiting_item(cx: &Context, look: &Look, waiting: &Waiting, may_manage: bool, base: &str) -> WaitingItem {
    let (t, now) = (cx.t, cx.app.now());
    let request = &waiting.request;
    let name = match &waiting.name {
        Some((given, initial)) => name_of(given, initial),
        None => t.board_waiting_unnamed(),
    };
    let days = now.seconds_since(request.created_at) / 86_400;
    let choices = look
        .week
        .sessions
        .iter()
        .filter(|_| request.outcome == RequestOutcome::Waiting)
        .filter(|shown| may_manage && free_of(shown) > 0 && answers(&request.need, shown))
        .filter(|shown| !shown.bookings.iter().any(|place| place.child == request.child))
        .filter(|shown| {
            Instant::of_civil(shown.session.date, shown.session.starts_at, &look.site.zone)
                .is_some_and(|starts| now < starts)
        })
        .take(6)
        .map(|shown| {
            let when = t.date_half_day(shown.session.date, shown.session.half_day);
            WaitingChoice {
                label: t.board_waiting_book(&when),
                words: t.board_waiting_book_of(when, &name),
                key: format!("{base}-{}", &shown.session.id.to_string()[24..]) + &request.id.to_string()[24..],
                child: request.child.to_string(),
                session: shown.session.id.to_string(),
                revision: shown.session.revision,
                request: request.id.to_string(),
                kind: request.kind.as_str(),
                purpose: request.purpose.as_str(),
            }
        })
        .collect();
    let first = request.need.span().map(|(first, _)| week_of(first)).filter(|monday| *monday != look.week.monday);
    WaitingItem {
        detail: format!("{} · {}", t.age_months(waiting.age_in_months), t.word("purpose", request.purpose.as_str())),
        need: capital(&need_words(t, &request.need)),
        age: if days < 1 { t.board_waiting_today() } else { t.board_waiting_since(t.count_days(days)) },
        tone: if days >= 7 { "urgent" } else { "waiting" },
        request_href: format!("/place-requests/{}", request.id),
        promise: waiting
            .promise
            .as_ref()
            .map(|promise| super::request::promise_words(t, promise).0)
            .unwrap_or_default(),
        see_href: first.map(|monday| format!("/sites/{}/week?monday={monday}", look.site.id)).unwrap_or_default(),
        choices,
        name,
    }
}

/// A refusal as the page says it: its sentence ends with what would make it possible, so nothing is listed after it.
pub(super) fn refusal_lines(cx: &Context, refusals: &[Refusal]) -> Vec<(String, Vec<String>)> {
    refusals.iter().map(|refusal| (cx.sentence(refusal), Vec::new())).collect()
}

/// Whether a manager may set all of these aside.
pub(super) fn overridable(cx: &Context, refusals: &[Refusal]) -> bool {
    let rules: Vec<&Refusal> =
        refusals.iter().filter(|refusal| !matches!(refusal, Refusal::OverrideNeedsReason)).collect();
    cx.caller.may(Action::OverrideRule) && !rules.is_empty() && rules.into_iter().all(may_override)
}

/// What the page of one booking shows.
#[derive(Template)]
#[template(path = "places/booking.html")]
struct BookingPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    back: String,
    rows: Vec<view::SummaryRow>,
    rule: String,
    refusals: Vec<(String, Vec<String>)>,
    errors: view::FieldErrors,
    override_to: String,
    override_reason: String,
    held: bool,
    attendance: String,
    confirm: String,
    move_action: String,
    cancel: String,
    targets: Vec<view::Choice>,
    chosen: String,
    reasons: Vec<view::Choice>,
    reason: String,
    keys: [String; 4],
}

/// What was tried on a booking and refused.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) rule: String,
    pub(super) refusals: Vec<Refusal>,
    pub(super) errors: view::FieldErrors,
    pub(super) to: String,
    pub(super) reason: String,
}

/// `GET /board/bookings/{booking}`
pub async fn booking(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    booking_page(&cx, path_id(&id)?, Tried::default()).await
}

struct Shown {
    booking: Booking,
    child: ChildCard,
    site: SiteCard,
    session: BoardSession,
    targets: Vec<BoardSession>,
}

pub(super) async fn booking_page(cx: &Context, id: BookingId, tried: Tried) -> Result<Response, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let shown = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_booking(conn, &actor, Action::ManageBookings, id)?;
            let booking = db::places::booking_by_id(conn, id)?;
            let child = child_of_booking(conn, &seen)?;
            let site_seen = see_site(conn, &actor, Action::ManageBookings, booking.site)?;
            let site = db::attendance::site_card(conn, &site_seen)?;
            let mut targets = Vec::new();
            let first = week_of(booking.date);
            let mut monday = first.min(week_of(now.date(&site.zone)));
            while monday <= days_after(first, 14) {
                targets.extend(db::places::week(conn, site_seen, monday, now)?.sessions);
                monday = days_after(monday, 7);
            }
            let session =
                targets.iter().find(|shown| shown.session.id == booking.session).cloned().ok_or(db::Error::NotFound)?;
            Ok(Shown { booking, child, site, session, targets })
        })
        .await?;
    let t = cx.t;
    let name = name_of(&shown.child.given_name, &shown.child.initial);
    let Shown { booking, site, session, .. } = &shown;
    let when = t.date_half_day(booking.date, booking.half_day);
    let board = format!("/sites/{}/week?monday={}", site.id, week_of(booking.date));
    if !booking.is_active(now) {
        // Given back meanwhile: the board says what there is.
        return Ok(Redirect::to(&board).into_response());
    }
    let held = booking.confirmed_at.is_none();
    let class = session.session.seats.class_of(booking.seat).map(|class| t.word("seat-class", class.as_str()));
    let mut rows = vec![
        row(
            t.board_booking_state(),
            match booking.expires_at.filter(|_| held) {
                Some(_) if db::plans::promises::is_kept(booking, now) => t.board_booking_promised(),
                Some(until) => t.board_booking_held(t.instant_long(until, &site.zone)),
                None => t.board_booking_confirmed(),
            },
        ),
        row(t.board_booking_seat(), t.board_booking_seat_words(booking.seat, class.unwrap_or_default())),
        row(t.board_booking_hours(), t.time_range(session.session.starts_at, session.session.ends_at)),
        row(t.board_booking_premises(), session.premises_name.clone()),
        row(t.board_book_kind(), t.word("care-kind", booking.kind.as_str())),
        row(t.board_book_purpose(), t.word("purpose", booking.purpose.as_str())),
    ];
    if let Some(reason) = &booking.override_reason {
        rows.push(row(t.board_booking_override(), t.board_booking_override_words(reason)));
    }
    let targets = shown
        .targets
        .iter()
        .filter(|target| target.session.id != booking.session && free_of(target) > 0)
        .filter(|target| {
            Instant::of_civil(target.session.date, target.session.ends_at, &site.zone).is_some_and(|ends| now < ends)
        })
        .map(|target| view::Choice {
            value: target.session.id.to_string(),
            label: t.board_booking_choice(
                t.date_half_day(target.session.date, target.session.half_day),
                t.board_free(free_of(target)),
            ),
            ..view::Choice::default()
        })
        .collect();
    let action = |what: &str| format!("/board/bookings/{id}/{what}");
    let overriding = overridable(cx, &tried.refusals) && !tried.to.is_empty();
    let today = now.date(&site.zone);
    let page = BookingPage {
        t,
        layout: view::Layout { place: site.name.clone(), ..cx.layout().await },
        title: t.board_booking_title(&name, &when),
        over: site.name.clone(),
        back: board,
        rows,
        rule: tried.rule,
        refusals: refusal_lines(cx, &tried.refusals),
        errors: tried.errors,
        override_to: if overriding { tried.to.clone() } else { String::new() },
        override_reason: tried.reason.clone(),
        held,
        attendance: if !held && booking.date <= today { format!("/attendance/{id}") } else { String::new() },
        confirm: action("confirm"),
        move_action: action("move"),
        cancel: action("cancel"),
        targets,
        chosen: tried.to,
        reasons: [
            ReleaseReason::ChildIll,
            ReleaseReason::AppointmentMoved,
            ReleaseReason::NoNeed,
            ReleaseReason::SiteClosed,
            ReleaseReason::MadeByMistake,
            ReleaseReason::Other,
        ]
        .iter()
        .map(|reason| view::Choice {
            value: reason.as_str().to_owned(),
            label: t.word("release-reason", reason.as_str()),
            ..view::Choice::default()
        })
        .collect(),
        reason: tried.reason,
        keys: [cx.new_key(), cx.new_key(), cx.new_key(), cx.new_key()],
    };
    html(&page)
}

fn row(label: String, value: String) -> view::SummaryRow {
    view::SummaryRow { label, value, change: None }
}

pub(super) fn kinds(t: Text, offered: &[CareKind]) -> Vec<view::Choice> {
    CareKind::ALL
        .iter()
        .filter(|kind| offered.contains(kind))
        .map(|kind| view::Choice {
            value: kind.as_str().to_owned(),
            label: t.word("care-kind", kind.as_str()),
            ..view::Choice::default()
        })
        .collect()
}

pub(super) fn purposes(t: Text) -> Vec<view::Choice> {
    Purpose::ALL
        .iter()
        .map(|purpose| view::Choice {
            value: purpose.as_str().to_owned(),
            label: t.word("purpose", purpose.as_str()),
            ..view::Choice::default()
        })
        .collect()
}
