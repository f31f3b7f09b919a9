//! The opening rules of a site: list, form, and what a change touches before it is saved.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use db::access::see_site;
use db::calendar::{self, CalendarChange, Difference};
use db::directory::{Premises, Site};
use domain::access::Action;
use domain::calendar::*;
use domain::id::Id;
use domain::places::days_after;
use domain::sites::Seats;
use domain::time::DayOfWeek;
use domain::*;
use i18n::Text;

use super::{premises_choices, premises_name, premises_of, seats_words};
use crate::asked::{IfMatch, path_id};
use crate::calendar::api::{self, make_change, rule_of};
use crate::context::Context;
use crate::forms::Submitted;
use crate::problem::Problem;
use crate::shared::view;
use crate::sites::pages::{Head, Wrong, choices, filled, head, html, load, saved};

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

pub(super) async fn preview_page(
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

pub(super) fn hidden(form: &Submitted, names: &[&str]) -> Vec<(String, String)> {
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
pub(super) async fn changed(cx: &Context, changed: &calendar::Changed, href: &str) -> Result<Response, Problem> {
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
