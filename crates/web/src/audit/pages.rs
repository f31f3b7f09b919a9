//! The page of the audit: filters, sentences, one page after the other.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use db::accounts::people::members;
use db::audit::{ActorKind, Asked as Query, Line, Outcome, lines};
use domain::access::Action;
use domain::time::Time;
use domain::{AuditId, Instant, PersonId, Refusal, Word};
use i18n::Text;

use crate::asked::Asked;
use crate::context::Context;
use crate::forms::percent;
use crate::problem::Problem;
use crate::shared::view;

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "audit/list.html")]
struct AuditPage {
    t: Text,
    layout: view::Layout,
    day: String,
    chosen_action: String,
    outcome: String,
    person: String,
    actions: Vec<view::Choice>,
    outcomes: Vec<view::Choice>,
    people: Vec<view::Choice>,
    columns: Vec<view::Column>,
    rows: Vec<Row>,
    page: view::Paging,
    filtered: bool,
}

struct Row {
    at: String,
    who: String,
    role: String,
    what: String,
    detail: String,
    badge: view::Badge,
}

/// Reads "instant~id" of the last line of the page before.
fn cursor(text: &str) -> Option<(Instant, AuditId)> {
    let (at, id) = text.split_once('~')?;
    Some((Instant::read(at)?, AuditId::read(id)?))
}

pub(crate) async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let day = read.optional_date("day").peek().copied().flatten();
    let action = read.optional_word::<Action>("action").peek().copied().flatten();
    let outcome = read.optional_word::<Outcome>("outcome").peek().copied().flatten();
    let person = read.optional_word::<PersonId>("person").peek().copied().flatten();
    read.finish()?;
    let zone = &cx.app.settings().time_zone;
    let start = |day| Instant::of_civil(day, Time::midnight(), zone);
    let query = Query {
        from: day.and_then(start),
        until: day.and_then(|day| day.tomorrow().ok()).and_then(start),
        action,
        outcome,
        person,
        after: cursor(asked.value("after")),
        limit: PAGE + 1,
    };
    let paged = query.after.is_some();
    let actor = cx.actor().clone();
    let (mut found, people) =
        cx.app.db().read(move |conn| Ok((lines(conn, &actor, &query)?, members(conn, &actor)?))).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let filters: Vec<String> = ["day", "action", "outcome", "person"]
        .iter()
        .filter(|name| !asked.value(name).is_empty())
        .map(|name| format!("{name}={}", percent(asked.value(name))))
        .collect();
    let href =
        |after: String| format!("/audit?{}", filters.iter().cloned().chain([after]).collect::<Vec<_>>().join("&"));
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| href(format!("after={}~{}", percent(&last.at.text()), last.id)))
        .unwrap_or_default();
    let mut seen: Vec<view::Choice> = people
        .iter()
        .map(|member| view::Choice {
            value: member.person.to_string(),
            label: format!("{} {}", member.family_name, member.given_name),
            ..view::Choice::default()
        })
        .collect();
    seen.sort_by(|left, right| left.label.cmp(&right.label));
    seen.dedup_by(|left, right| left.value == right.value);
    let t = cx.t;
    let head = |label: String| view::Column { label, ..view::Column::default() };
    let page = AuditPage {
        t,
        layout: cx.layout().await,
        day: asked.value("day").to_owned(),
        chosen_action: asked.value("action").to_owned(),
        outcome: asked.value("outcome").to_owned(),
        person: asked.value("person").to_owned(),
        actions: Action::ALL
            .iter()
            .map(|action| choice(action.as_str(), t.word("access-action", action.as_str())))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|outcome| choice(outcome.as_str(), t.word("audit-outcome", outcome.as_str())))
            .collect(),
        people: seen,
        columns: [t.audit_at(), t.audit_who(), t.audit_what(), t.audit_became()].map(head).to_vec(),
        rows: found.iter().map(|line| row(&cx, line)).collect(),
        page: view::Paging {
            words: t.audit_newest_first(),
            previous: if paged { href(String::new()).trim_end_matches(['&', '?']).to_owned() } else { String::new() },
            next,
        },
        filtered: !filters.is_empty(),
    };
    Ok(Html(page.render()?).into_response())
}

fn choice(value: &str, label: String) -> view::Choice {
    view::Choice { value: value.to_owned(), label, ..view::Choice::default() }
}

fn row(cx: &Context, line: &Line) -> Row {
    let t = cx.t;
    let who = match (&line.person, line.actor_kind) {
        (Some((_, name)), _) if !name.is_empty() => name.clone(),
        (_, kind) => t.word("audit-actor", kind.as_str()),
    };
    let role = line
        .role
        .filter(|_| line.actor_kind == ActorKind::Person)
        .map(|role| t.word("role", role.as_str()))
        .unwrap_or_default();
    let tone = match line.outcome {
        Outcome::Done => "done",
        Outcome::Read => "neutral",
        Outcome::Refused => "waiting",
        Outcome::Denied => "refused",
    };
    let mut details: Vec<String> = Vec::new();
    if let Some(site) = &line.site {
        details.push(t.audit_at_site(site));
    }
    if let Some(rule) = &line.rule {
        details.push(t.audit_rule(rule_words(cx, rule, line.detail.as_ref())));
    }
    if let Some(object) = &line.object {
        let kind = t.word("audit-object", &line.object_kind);
        details.push(if line.object_kind == "route" {
            t.audit_address(object)
        } else {
            t.audit_object(kind, short(object))
        });
    }
    if let Some(what) = line.detail.as_ref().and_then(|detail| detail.as_str()) {
        details.push(t.word("audit-detail", what));
    }
    Row {
        at: t.instant_long(line.at, &cx.app.settings().time_zone),
        who,
        role,
        what: t.word("access-action", line.action.as_str()),
        detail: details.join(" · "),
        badge: view::Badge { tone, word: t.word("audit-outcome", line.outcome.as_str()) },
    }
}

/// The rule's sentence, made again of its parameters.
fn rule_words(cx: &Context, rule: &str, parameters: Option<&serde_json::Value>) -> String {
    let mut document = serde_json::json!({ "rule": rule });
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_null()) {
        document["parameters"] = parameters.clone();
    }
    match serde_json::from_value::<Refusal>(document) {
        Ok(refusal) => i18n::sentence(cx.t, &refusal, &cx.app.settings().time_zone),
        Err(_) => rule.to_owned(),
    }
}

/// The end of an id is what tells two apart.
fn short(object: &str) -> String {
    if object.len() == 36 { format!("…{}", &object[24..]) } else { object.to_owned() }
}
