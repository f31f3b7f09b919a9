//! A site's opening rules, closures and calendar on screen; every change is shown before it is made. The school calendar.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::{see_session, see_site};
use db::calendar::{self, CalendarChange, Difference, Session, StoredHoliday};
use db::directory::{self, OpenSession, Premises, Site};
use domain::access::Action;
use domain::calendar::*;
use domain::id::Id;
use domain::places::{days_after, week_of};
use domain::sites::{SeatClass, Seats};
use domain::time::DayOfWeek;
use domain::*;
use i18n::Text;

use super::api::{
    self, HolidayChange, cancel_session, change_school_calendar, closure_of, holiday_of, keep_session, make_change,
    rule_of,
};
use crate::asked::{Asked, IfMatch, path_id};
use crate::context::Context;
use crate::directory::pages::{closed_words, day_note};
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::api::done;
use crate::sites::pages::{Head, Wrong, choices, filled, head, html, load, saved, write};

async fn premises_of(cx: &Context, id: SiteId) -> Result<Vec<Premises>, Problem> {
    Ok(cx.app.db().read(move |conn| directory::premises_of(conn, &[id])).await?)
}

fn premises_choices(all: &[Premises], today: Date) -> Vec<view::Choice> {
    all.iter()
        .filter(|place| place.ended_on.is_none_or(|last| last >= today))
        .map(|place| view::Choice { value: place.id.to_string(), label: place.name.clone(), ..view::Choice::default() })
        .collect()
}

fn premises_name(all: &[Premises], id: PremisesId) -> String {
    all.iter().find(|place| place.id == id).map(|place| place.name.clone()).unwrap_or_default()
}

fn seats_words(t: Text, seats: Seats) -> String {
    let words: Vec<String> = [SeatClass::Regular, SeatClass::Adaptation, SeatClass::Emergency]
        .into_iter()
        .filter(|class| seats.of(*class) > 0)
        .map(|class| match class {
            SeatClass::Regular => t.calendar_seats_regular(seats.of(class)),
            SeatClass::Adaptation => t.calendar_seats_adaptation(seats.of(class)),
            SeatClass::Emergency => t.calendar_seats_emergency(seats.of(class)),
        })
        .collect();
    words.join(" · ")
}

struct RuleRow {
    day: String,
    half_day: String,
    hours: String,
    place: String,
    seats: String,
    when: String,
    period: String,
    href: String,
}

#[derive(Template)]
#[template(path = "calendar/rules.html")]
struct RulesPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<RuleRow>,
    past: usize,
    conflicts: Vec<String>,
}

/// `GET /sites/{id}/rules`
pub(crate) async fn rules(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let mut all = cx.app.db().read(move |conn| calendar::opening_rules(conn, id)).await?;
    let places = premises_of(&cx, id).await?;
    all.sort_by_key(|rule| (rule.weekday, rule.half_day, rule.period_kind, rule.period.from));
    let conflicts = conflicts(&all)
        .into_iter()
        .map(|conflict| {
            let day = all.iter().find(|rule| rule.id == conflict.rule).map(|rule| rule.weekday);
            let day = day.map(|day| t.word("day-of-week", day.as_str())).unwrap_or_default();
            t.calendar_conflict(day, t.word("rule-problem", conflict.problem.as_str()))
        })
        .collect();
    let count = all.len();
    all.retain(|rule| rule.period.until.is_none_or(|last| last >= today));
    let head = head(&cx, &site, "rules", 0);
    let rows = all.iter().map(|rule| rule_row(t, rule, &places, &head.base)).collect();
    html(&RulesPage { t, layout: cx.layout().await, head, rows, past: count - all.len(), conflicts }, StatusCode::OK)
}

fn rule_row(t: Text, rule: &OpeningRule, places: &[Premises], base: &str) -> RuleRow {
    RuleRow {
        day: t.word("day-of-week", rule.weekday.as_str()),
        half_day: t.half_day(rule.half_day),
        hours: t.time_range(rule.starts_at, rule.ends_at),
        place: premises_name(places, rule.premises),
        seats: seats_words(t, rule.seats),
        when: t.word("period-kind", rule.period_kind.as_str()),
        period: t.period(rule.period),
        href: format!("{base}/rules/{}", rule.id),
    }
}

#[derive(Template)]
#[template(path = "calendar/rule.html")]
struct RulePage {
    t: Text,
    layout: view::Layout,
    head: Head,
    title: String,
    lead: String,
    action: String,
    form: Submitted,
    wrong: Wrong,
    premises: Vec<view::Choice>,
    weekdays: Vec<view::Choice>,
    ticked: Vec<String>,
    kinds: Vec<view::Choice>,
    half_days: Vec<view::Choice>,
    key: String,
    corrects: String,
    last_day: String,
}

async fn rule_page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, today) = (cx.t, cx.app.today());
    let places = premises_of(cx, site.id).await?;
    let corrects = form.value("rule").to_owned();
    let status = wrong.status();
    let head = head(cx, &site, "rules", 0);
    let page = RulePage {
        t,
        layout: cx.layout().await,
        title: if corrects.is_empty() { t.calendar_rule_new() } else { t.calendar_rule_correct() },
        lead: if corrects.is_empty() { t.calendar_rule_new_lead() } else { t.calendar_rule_correct_lead() },
        action: format!("{}/rules/preview", head.base),
        head,
        wrong,
        premises: premises_choices(&places, today),
        weekdays: choices(t, "day-of-week", DayOfWeek::ALL),
        ticked: form.values("weekday").map(str::to_owned).collect(),
        kinds: choices(t, "period-kind", PeriodKind::ALL),
        half_days: choices(t, "half-day", HalfDay::ALL),
        key: cx.new_key(),
        corrects,
        last_day: today.to_string(),
        form,
    };
    html(&page, status)
}

/// `GET /sites/{id}/rules/new`
pub(crate) async fn new_rule(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let form = filled(&[
        ("period_kind", "always".into()),
        ("half_day", "morning".into()),
        ("from", days_after(cx.app.today(), 1).to_string()),
        ("seats_adaptation", "0".into()),
        ("seats_emergency", "0".into()),
    ]);
    rule_page(&cx, site, form, Wrong::default()).await
}

/// `GET /sites/{id}/rules/{rule_id}`
pub(crate) async fn edit_rule(cx: Context, Path((id, rule_id)): Path<(String, String)>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let (id, rule_id) = (site.id, path_id::<OpeningRuleId>(&rule_id)?);
    let rule = cx.app.db().read(move |conn| calendar::opening_rule(conn, id, rule_id)).await?;
    let from = rule.period.from.max(days_after(cx.app.today(), 1));
    let form = filled(&[
        ("rule", rule.id.to_string()),
        ("premises_id", rule.premises.to_string()),
        ("weekday", rule.weekday.as_str().into()),
        ("period_kind", rule.period_kind.as_str().into()),
        ("half_day", rule.half_day.as_str().into()),
        ("starts_at", rule.starts_at.text().into_owned()),
        ("ends_at", rule.ends_at.text().into_owned()),
        ("seats_regular", rule.seats.regular.to_string()),
        ("seats_adaptation", rule.seats.adaptation.to_string()),
        ("seats_emergency", rule.seats.emergency.to_string()),
        ("from", from.to_string()),
        ("until", rule.period.until.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    rule_page(&cx, site, form, Wrong::default()).await
}

/// The fields of a change of rules, in the order in which a confirmation sends them again.
const RULE_FIELDS: [&str; 13] = [
    "rule",
    "last_day",
    "premises_id",
    "weekday",
    "period_kind",
    "half_day",
    "starts_at",
    "ends_at",
    "seats_regular",
    "seats_adaptation",
    "seats_emergency",
    "from",
    "until",
];

fn read_rules(cx: &Context, form: &Submitted) -> Result<CalendarChange, Problem> {
    let mut read = form.read();
    let corrected = read.optional_word::<OpeningRuleId>("rule");
    let last_day = read.optional_date("last_day");
    if let (Some(Some(rule)), Some(Some(last_day))) = (corrected.peek(), last_day.peek()) {
        let change = RuleChange::End { rule: *rule, last_day: *last_day };
        read.finish()?;
        return Ok(CalendarChange::Rules(change));
    }
    let (premises, weekdays) = (read.word::<PremisesId>("premises_id"), read.words::<DayOfWeek>("weekday"));
    let (kind, half_day) = (read.word::<PeriodKind>("period_kind"), read.word::<HalfDay>("half_day"));
    let (starts, ends) = (read.time("starts_at"), read.time("ends_at"));
    let mut seats = |name: &str, required: bool| {
        let number = if required {
            read.number(name, 0..=200).peek().copied()
        } else {
            read.optional_number(name, 0..=200).peek().copied().flatten()
        };
        u16::try_from(number.unwrap_or(0)).unwrap_or(0)
    };
    let seats = Seats {
        regular: seats("seats_regular", true),
        adaptation: seats("seats_adaptation", false),
        emergency: seats("seats_emergency", false),
    };
    let (from, until) = (read.date("from"), read.optional_date("until"));
    match weekdays.peek() {
        Some(days) if days.is_empty() => read.problem("weekday", "required"),
        Some(days) if days.len() > 1 && corrected.peek().is_some_and(Option::is_some) => {
            read.problem("weekday", "not_a_choice");
        }
        _ => {}
    }
    if seats.total() == 0 {
        read.problem("seats_regular", "required");
    }
    read.finish()?;
    let (premises, kind, half_day, starts_at, ends_at) =
        (premises.take()?, kind.take()?, half_day.take()?, starts.take()?, ends.take()?);
    let period = Period { from: from.take()?, until: until.take()? };
    let mut new = Vec::new();
    for weekday in weekdays.take()? {
        let id = OpeningRuleId::from_uuid(uuid::Uuid::nil());
        let rule =
            OpeningRule { id, premises, weekday, period_kind: kind, half_day, starts_at, ends_at, seats, period };
        new.push(rule_of(cx, rule)?);
    }
    Ok(CalendarChange::Rules(match (corrected.take()?, new.as_slice()) {
        (Some(rule), [new]) => RuleChange::Correct { rule, new: *new },
        _ => RuleChange::Add(new),
    }))
}

struct TouchedRow {
    when: String,
    what: String,
    children: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "calendar/preview.html")]
struct PreviewPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    added: usize,
    touched: Vec<TouchedRow>,
    others: usize,
    children: usize,
    decisions: usize,
    nothing: bool,
    action: String,
    back: String,
    hidden: Vec<(String, String)>,
    key: String,
}

/// Touched sessions without children that are named one by one; beyond, they are counted.
const NAMED_SESSIONS: usize = 40;

async fn preview_page(
    cx: &Context,
    site: &Site,
    current: &str,
    change: CalendarChange,
    hidden: Vec<(String, String)>,
) -> Result<Response, Problem> {
    let (t, id, actor, now) = (cx.t, site.id, cx.actor().clone(), cx.app.now());
    let difference: Difference = cx
        .app
        .db()
        .read(move |conn| {
            let seen = see_site(conn, &actor, Action::ManageSites, id)?;
            calendar::try_change(conn, &seen, &change, now)
        })
        .await?;
    let head = head(cx, site, current, 0);
    let mut touched: Vec<&calendar::Touched> = difference.touched.iter().collect();
    // Those with children first: they are what has to be looked at.
    touched
        .sort_by_key(|touched| (touched.bookings + touched.holds == 0, touched.session.date, touched.session.half_day));
    let shown = touched
        .iter()
        .enumerate()
        .filter(|(place, touched)| touched.bookings + touched.holds > 0 || *place < NAMED_SESSIONS)
        .map(|(_, touched)| touched_row(t, touched))
        .collect::<Vec<_>>();
    let page = PreviewPage {
        t,
        layout: cx.layout().await,
        added: difference.added.len(),
        others: touched.len() - shown.len(),
        touched: shown,
        children: difference.children,
        decisions: difference.decisions(),
        nothing: difference.is_empty(),
        action: format!("{}/{current}", head.base),
        back: format!("{}/{current}", head.base),
        head,
        hidden,
        key: cx.new_key(),
    };
    html(&page, StatusCode::OK)
}

fn touched_row(t: Text, touched: &calendar::Touched) -> TouchedRow {
    let (tone, what) = match api::outcome(touched) {
        "needs_decision" => ("urgent", t.calendar_outcome_decide()),
        "cancelled" => ("refused", t.calendar_outcome_cancelled()),
        "opened_again" => ("done", t.calendar_outcome_opened()),
        _ => {
            let becomes = touched.becomes.map_or_else(String::new, |plan| {
                format!("{}, {}", t.time_range(plan.starts_at, plan.ends_at), seats_words(t, plan.seats))
            });
            ("special", t.calendar_outcome_changed(becomes))
        }
    };
    TouchedRow {
        when: t.date_half_day(touched.session.date, touched.session.half_day),
        what,
        children: match (touched.bookings, touched.holds) {
            (0, 0) => String::new(),
            (bookings, 0) => t.calendar_children(bookings),
            (bookings, holds) => format!("{} · {}", t.calendar_children(bookings), t.calendar_holds(holds)),
        },
        tone,
    }
}

fn hidden(form: &Submitted, names: &[&str]) -> Vec<(String, String)> {
    names.iter().flat_map(|name| form.values(name).map(|value| ((*name).to_owned(), value.to_owned()))).collect()
}

/// `POST /sites/{id}/rules/preview`: writes nothing, shows what the change would touch.
pub(crate) async fn preview_rules(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let shown = match read_rules(&cx, &form) {
        Ok(change) => preview_page(&cx, &site, "rules", change, hidden(&form, &RULE_FIELDS)).await,
        Err(problem) => Err(problem),
    };
    match shown {
        Ok(response) => Ok(response),
        Err(problem) => rule_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

/// Says what a change did.
async fn changed(cx: &Context, changed: &calendar::Changed, href: &str) -> Result<Response, Problem> {
    let decisions = changed.rebuilt.to_decide.len();
    if decisions > 0 {
        cx.notify(view::Notice { tone: "warning", text: cx.t.sites_to_decide(decisions), undo: None }).await?;
    }
    saved(cx, cx.t.form_saved(), href).await
}

/// `POST /sites/{id}/rules`: the confirmed change.
pub(crate) async fn change_rules(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let made = match read_rules(&cx, &form) {
        Ok(change) => make_change(&cx, site.id, change, IfMatch(None), form.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => changed(&cx, &made, &format!("/sites/{}/rules", site.id)).await,
        Err(problem) => rule_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

struct ClosureRow {
    period: String,
    what: String,
    reason: String,
    note: String,
    id: String,
    past: bool,
}

#[derive(Template)]
#[template(path = "calendar/closures.html")]
struct ClosuresPage {
    t: Text,
    layout: view::Layout,
    head: Head,
    rows: Vec<ClosureRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    premises: Vec<view::Choice>,
    half_days: Vec<view::Choice>,
    reasons: Vec<view::Choice>,
    action: String,
}

async fn closures_page(cx: &Context, site: Site, form: Submitted, wrong: Wrong) -> Result<Response, Problem> {
    let (t, id, today) = (cx.t, site.id, cx.app.today());
    let all = cx.app.db().read(move |conn| calendar::closures_with_notes(conn, id)).await?;
    let places = premises_of(cx, id).await?;
    let status = wrong.status();
    let head = head(cx, &site, "closures", 0);
    let page = ClosuresPage {
        t,
        layout: cx.layout().await,
        rows: all
            .into_iter()
            .map(|row| ClosureRow {
                period: t.period(row.closure.period),
                what: [
                    row.closure.premises.map(|premises| premises_name(&places, premises)),
                    row.closure.half_day.map(|half_day| t.half_day(half_day)),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
                reason: t.word("closure-reason", row.closure.reason.as_str()),
                note: row.note.unwrap_or_default(),
                id: row.id.to_string(),
                past: row.closure.period.until.is_some_and(|last| last < today),
            })
            .collect(),
        action: format!("{}/closures/preview", head.base),
        head,
        form,
        wrong,
        key: cx.new_key(),
        premises: premises_choices(&places, today),
        half_days: choices(t, "half-day", HalfDay::ALL),
        reasons: choices(t, "closure-reason", ClosureReason::ALL),
    };
    html(&page, status)
}

/// `GET /sites/{id}/closures`
pub(crate) async fn closures(cx: Context, Path(id): Path<String>) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    closures_page(&cx, site, filled(&[]), Wrong::default()).await
}

const CLOSURE_FIELDS: [&str; 7] = ["lift", "premises_id", "from", "until", "half_day", "reason", "note"];

fn read_closure(form: &Submitted) -> Result<CalendarChange, Problem> {
    let mut read = form.read();
    let lift = read.optional_word::<ClosureId>("lift");
    if let Some(Some(id)) = lift.peek() {
        let change = CalendarChange::Lift(*id);
        read.finish()?;
        return Ok(change);
    }
    let (premises, half_day) = (read.optional_word("premises_id"), read.optional_word("half_day"));
    let (from, until) = (read.date("from"), read.optional_date("until"));
    let (reason, note) = (read.word("reason"), read.optional_text("note", 300));
    read.finish()?;
    let from = from.take()?;
    let until = until.take()?.unwrap_or(from);
    closure_of(premises.take()?, from, until, half_day.take()?, reason.take()?, note.take()?)
}

/// `POST /sites/{id}/closures/preview`
pub(crate) async fn preview_closure(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let shown = match read_closure(&form) {
        Ok(change) => preview_page(&cx, &site, "closures", change, hidden(&form, &CLOSURE_FIELDS)).await,
        Err(problem) => Err(problem),
    };
    match shown {
        Ok(response) => Ok(response),
        Err(problem) => closures_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

/// `POST /sites/{id}/closures`
pub(crate) async fn change_closures(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let site = load(&cx, &id).await?;
    let made = match read_closure(&form) {
        Ok(change) => make_change(&cx, site.id, change, IfMatch(None), form.key().cloned()).await,
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => changed(&cx, &made, &format!("/sites/{}/closures", site.id)).await,
        Err(problem) => closures_page(&cx, site, form, Wrong::of(&cx, problem)?).await,
    }
}

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

struct HolidayRow {
    name: String,
    period: String,
    year: String,
    source: String,
    assumed: bool,
    edit: String,
    remove: String,
    key: String,
}

#[derive(Template)]
#[template(path = "calendar/school.html")]
struct SchoolPage {
    t: Text,
    layout: view::Layout,
    title: String,
    zones: Vec<view::Tab>,
    sites: Vec<view::Choice>,
    site: String,
    zone: String,
    rows: Vec<HolidayRow>,
    form: Submitted,
    wrong: Wrong,
    key: String,
    edited: String,
    file: String,
    file_error: String,
    file_key: String,
    columns: String,
}

struct Followed {
    zone: SchoolZone,
    site: Option<SiteId>,
}

async fn school_page(
    cx: &Context,
    followed: Followed,
    form: Submitted,
    wrong: Wrong,
    edited: Option<SchoolHolidayId>,
    file: (String, String),
) -> Result<Response, Problem> {
    let (t, actor) = (cx.t, cx.actor().clone());
    let Followed { zone, site } = followed;
    let (rows, sites) = cx
        .app
        .db()
        .read(move |conn| {
            if let Some(site) = site {
                see_site(conn, &actor, Action::ManageCalendar, site)?;
            }
            Ok((calendar::school_holidays(conn, zone, site)?, calendar::sites_with_calendar(conn, &actor)?))
        })
        .await?;
    let of = site.map(|site| format!("&site={site}")).unwrap_or_default();
    let title = match site {
        Some(site) => t.calendar_school_of_site(
            sites.iter().find(|(id, _)| *id == site).map(|(_, name)| name.clone()).unwrap_or_default(),
        ),
        None => t.calendar_school_of_zone(t.word("school-zone", zone.as_str())),
    };
    let status = if file.1.is_empty() { wrong.status() } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SchoolPage {
        t,
        layout: cx.layout().await,
        title,
        zones: SchoolZone::ALL
            .iter()
            .map(|other| view::Tab {
                label: t.word("school-zone", other.as_str()),
                href: format!("/school-calendar?zone={other}"),
                current: site.is_none() && *other == zone,
                count: String::new(),
            })
            .collect(),
        sites: sites
            .into_iter()
            .map(|(id, name)| view::Choice { value: id.to_string(), label: name, ..view::Choice::default() })
            .collect(),
        site: site.map(|site| site.to_string()).unwrap_or_default(),
        zone: zone.as_str().to_owned(),
        rows: rows
            .into_iter()
            .map(|row| HolidayRow {
                period: t.period(row.holiday.period),
                year: row.holiday.school_year().to_string(),
                edit: format!("/school-calendar?zone={zone}{of}&edit={}#form", row.id),
                remove: format!("/school-calendar/{}/remove", row.id),
                key: cx.new_key(),
                name: row.holiday.name,
                source: row.holiday.source,
                assumed: row.holiday.assumed,
            })
            .collect(),
        form,
        wrong,
        key: cx.new_key(),
        edited: edited.map(|id| id.to_string()).unwrap_or_default(),
        file: file.0,
        file_error: file.1,
        file_key: cx.new_key(),
        columns: HOLIDAY_COLUMNS.join(","),
    };
    html(&page, status)
}

async fn stored_row(cx: &Context, id: SchoolHolidayId) -> Result<StoredHoliday, Problem> {
    let actor = cx.actor().clone();
    Ok(cx.app.db().read(move |conn| calendar::school_holiday(conn, &actor, id)).await?)
}

/// `GET /school-calendar?zone=C`, `?site=…`, `&edit=…`
pub(crate) async fn school(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let (zone, site) = (read.optional_word::<SchoolZone>("zone"), read.optional_word::<SiteId>("site"));
    let edited = read.optional_word::<SchoolHolidayId>("edit");
    read.finish()?;
    let (site, edited) = (site.take()?, edited.take()?);
    let mut zone = zone.take()?.unwrap_or(SchoolZone::A);
    if let Some(id) = site {
        zone = load(&cx, &id.to_string()).await?.school_zone;
    }
    let form = match edited {
        None => filled(&[]),
        Some(id) => {
            let row = stored_row(&cx, id).await?.holiday;
            filled(&[
                ("name", row.name),
                ("from", row.period.from.to_string()),
                ("until", row.period.until.map(|day| day.to_string()).unwrap_or_default()),
                ("source", row.source),
                ("assumed", if row.assumed { "true".into() } else { String::new() }),
            ])
        }
    };
    school_page(&cx, Followed { zone, site }, form, Wrong::default(), edited, Default::default()).await
}

fn read_holiday(form: &Submitted) -> Result<(Followed, Option<SchoolHolidayId>, SchoolHoliday), Problem> {
    let mut read = form.read();
    let (zone, site) = (read.word::<SchoolZone>("zone"), read.optional_word::<SiteId>("site"));
    let edited = read.optional_word::<SchoolHolidayId>("edited");
    let (name, source) = (read.text("name", 80), read.text("source", 300));
    let (from, until) = (read.date("from"), read.date("until"));
    let assumed = read.ticked("assumed");
    read.finish()?;
    let zone = zone.take()?;
    let holiday = holiday_of(zone, &name.take()?, from.take()?, until.take()?, &source.take()?, assumed)?;
    Ok((Followed { zone, site: site.take()? }, edited.take()?, holiday))
}

fn school_href(followed: &Followed) -> String {
    match followed.site {
        Some(site) => format!("/school-calendar?site={site}"),
        None => format!("/school-calendar?zone={}", followed.zone),
    }
}

/// `POST /school-calendar`
pub(crate) async fn change_school(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let followed = Followed {
        zone: SchoolZone::read(form.value("zone")).ok_or_else(|| Problem::field("zone", "not_a_choice"))?,
        site: SiteId::read(form.value("site")),
    };
    let made = match read_holiday(&form) {
        Ok((of, edited, holiday)) => {
            let change = match edited {
                Some(id) => HolidayChange::Change(id, holiday),
                None => HolidayChange::Add(of.site, holiday),
            };
            change_school_calendar(&cx, change, form.key().cloned()).await
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(_) => saved(&cx, cx.t.calendar_school_saved(), &school_href(&followed)).await,
        Err(problem) => {
            let edited = SchoolHolidayId::read(form.value("edited"));
            school_page(&cx, followed, form, Wrong::of(&cx, problem)?, edited, Default::default()).await
        }
    }
}

/// `POST /school-calendar/{id}/remove`
pub(crate) async fn remove_school(cx: Context, Path(id): Path<String>, form: Submitted) -> Result<Response, Problem> {
    let id = path_id::<SchoolHolidayId>(&id)?;
    form.read().finish()?;
    let row = stored_row(&cx, id).await?;
    change_school_calendar(&cx, HolidayChange::Remove(id), form.key().cloned()).await?;
    let followed = Followed { zone: row.holiday.zone, site: row.site };
    saved(&cx, cx.t.calendar_school_saved(), &school_href(&followed)).await
}

/// `POST /school-calendar/import`: a file in our format, pasted; for each zone and school year it replaces what there was.
pub(crate) async fn import_school(cx: Context, form: Submitted) -> Result<Response, Problem> {
    let mut read = form.read();
    read.also("file");
    let zone = read.word::<SchoolZone>("zone");
    read.finish()?;
    let (zone, t, text) = (zone.take()?, cx.t, form.value("file").to_owned());
    let rows = match read_school_holidays(&text) {
        Ok(rows) if rows.is_empty() => Err(t.calendar_file_empty()),
        Ok(rows) => Ok(rows),
        Err(error) => {
            Err(t.calendar_file_error(error.line, error.column, t.word("holiday-file-problem", error.problem.as_str())))
        }
    };
    match rows {
        Ok(rows) => {
            let count = write(&cx, &form, move |tx, actor| {
                let count = tx.import_school_holidays(&rows)?;
                tx.audit(&actor.signature(), done(Action::ManageCalendar, "school_holiday", "import"))?;
                Ok(count)
            })
            .await?;
            saved(&cx, t.calendar_file_imported(count), &format!("/school-calendar?zone={zone}")).await
        }
        Err(words) => {
            let followed = Followed { zone, site: None };
            school_page(&cx, followed, filled(&[]), Wrong::default(), None, (text, words)).await
        }
    }
}
