//! The pages of planning: the runs, one run while it thinks and when it has a plan, one proposed place.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use db::access::Actor;
use db::attendance::SiteCard;
use db::places::{BoardSession, Week};
use db::plans::{PlannedChild, Proposal, Run};
use domain::access::Action;
use domain::places::days_after;
use domain::plans::{AlternativeKind, Figures, ProposalRole, RunState, WeightsStatus};
use domain::time::age_in_months;
use domain::*;
use i18n::Text;

use super::look::{Look, look};
use super::moves::{self, Move};
use super::sections::{self, Section};
use super::words;
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::places::pages::{html, name_of, need_words};
use crate::problem::Problem;
use crate::shared::view;

/// Runs of one page.
const PAGE: i64 = 30;
/// Seconds between two looks at a run that thinks.
const REFRESH: &str = "2";

#[derive(Template)]
#[template(path = "plans/list.html")]
struct ListPage {
    t: Text,
    layout: view::Layout,
    columns: Vec<view::Column>,
    rows: Vec<ListRow>,
    paging: view::Paging,
    may_start: bool,
}

struct ListRow {
    week: String,
    href: String,
    sites: String,
    state: view::Badge,
    asked: String,
    question: String,
}

pub(super) fn state_badge(t: Text, state: RunState) -> view::Badge {
    let tone = match state {
        RunState::Waiting | RunState::Running => "waiting",
        RunState::Finished => "special",
        RunState::Published => "done",
        RunState::Cancelled => "neutral",
        RunState::Failed => "refused",
    };
    view::Badge { tone, word: t.word("plan-state", state.as_str()) }
}

pub(super) fn week_words(t: Text, monday: Date) -> String {
    t.plans_week(t.date_medium(monday))
}

pub(super) fn sites_words(t: Text, names: &BTreeMap<SiteId, String>, sites: &[SiteId]) -> String {
    let mut words: Vec<String> = sites.iter().filter_map(|site| names.get(site).cloned()).collect();
    words.sort();
    t.list_and(&words)
}

/// `GET /plans`
pub async fn list(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let after = read.optional_word::<PlanRunId>("cursor");
    read.finish()?;
    let (after, actor) = (after.take()?, cx.actor().clone());
    let (mut runs, names, sites) = cx
        .app
        .db()
        .read(move |conn| {
            let runs = db::plans::runs(conn, &actor, after, PAGE + 1)?;
            let ids: Vec<SiteId> = runs.iter().flat_map(|run| run.sites.clone()).collect();
            let sites = db::attendance::sites_of(conn, &actor, Action::PlanWeek)?;
            Ok((runs, db::plans::site_names(conn, &ids)?, sites))
        })
        .await?;
    let t = cx.t;
    let more = runs.len() > PAGE as usize;
    runs.truncate(PAGE as usize);
    let page = ListPage {
        t,
        columns: [t.plans_column_week(), t.plans_column_sites(), t.plans_column_state(), t.plans_column_asked()]
            .map(|label| view::Column { label, ..view::Column::default() })
            .into(),
        paging: view::Paging {
            words: String::new(),
            previous: if after.is_some() { "/plans".to_owned() } else { String::new() },
            next: runs.last().filter(|_| more).map(|run| format!("/plans?cursor={}", run.id)).unwrap_or_default(),
        },
        rows: runs
            .iter()
            .map(|run| ListRow {
                week: week_words(t, run.monday),
                href: format!("/plans/{}", run.id),
                sites: sites_words(t, &names, &run.sites),
                state: state_badge(t, run.state()),
                asked: t.instant_long(run.created_at, &cx.frame.zone),
                question: run.what_if.as_ref().map(|one| words::what_if(t, &names, one)).unwrap_or_default(),
            })
            .collect(),
        may_start: !sites.is_empty(),
        layout: cx.layout().await,
    };
    html(&page)
}

/// Loads a run for a page.
async fn load(cx: &Context, id: PlanRunId, number: Option<i32>) -> Result<Look, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx.app.db().read(move |conn| look(conn, &actor, id, number, now).map(|(_, look)| look)).await?)
}

#[derive(Template)]
#[template(path = "plans/thinking.html")]
struct ThinkingPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    state: view::Badge,
    question: String,
    rows: Vec<view::SummaryRow>,
    under_way: bool,
    here: String,
    key: String,
    advice: String,
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct RunPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    lead: String,
    state: view::Badge,
    question: String,
    published: String,
    sections: Vec<view::Tab>,
    tabs: Vec<view::Tab>,
    figures: Vec<FigureRow>,
    figure_columns: Vec<view::Column>,
    boards: Vec<Board>,
    unserved: Vec<UnservedRow>,
    unserved_columns: Vec<view::Column>,
    lost: Vec<String>,
    proposed: usize,
    locked: usize,
    publish_label: String,
    may_publish: bool,
    here: String,
    number: i32,
    keys: [String; 3],
    what_ifs: Vec<view::Choice>,
    days: Vec<view::Choice>,
    halves: Vec<view::Choice>,
    sites: Vec<view::Choice>,
    assumed: Vec<String>,
    weights_href: String,
}

struct FigureRow {
    label: String,
    values: Vec<String>,
}

struct Board {
    name: String,
    board: view::WeekBoard,
}

struct UnservedRow {
    child: String,
    detail: String,
    need: String,
    reason: String,
    instead: String,
}

/// `GET /plans/{id}`
pub async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = asked.read_loosely();
    let number = read.optional_number("alternative", 1..=9);
    read.finish()?;
    let look = load(&cx, id, number.take()?).await?;
    if !look.run.has_plan() {
        return thinking(&cx, &look).await;
    }
    run_page(&cx, &look).await
}

async fn thinking(cx: &Context, look: &Look) -> Result<Response, Problem> {
    let (t, run) = (cx.t, &look.run);
    let state = run.state();
    let under_way = matches!(state, RunState::Waiting | RunState::Running);
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let mut rows = vec![row(t.plans_budget(), t.plans_seconds(run.budget_seconds))];
    if let Some(stage) = run.stage.as_deref().filter(|_| under_way) {
        rows.push(row(t.plans_stage(), t.word("plan-stage", stage)));
    }
    if let (Some(value), Some(bound)) = (run.value, run.bound) {
        rows.push(row(t.plans_so_far(), words::of_bound(t, domain::plans::of_bound_per_mille(value, bound))));
    }
    let page = ThinkingPage {
        t,
        title: week_words(t, run.monday),
        over: sites_words(t, &look.names, &run.sites),
        state: state_badge(t, state),
        question: run.what_if.as_ref().map(|one| words::what_if(t, &look.names, one)).unwrap_or_default(),
        rows,
        under_way,
        here: format!("/plans/{}", run.id),
        key: cx.new_key(),
        advice: match state {
            RunState::Cancelled => t.plans_cancelled_advice(),
            RunState::Failed => t.plans_failed_advice(),
            _ => t.plans_thinking_advice(),
        },
        layout: cx.layout().await,
    };
    let mut response = html(&page)?;
    if under_way {
        // Without any script: the browser looks again by itself, and there is a link for who does not want to wait.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(REFRESH));
    }
    Ok(response)
}

pub(super) fn child_name(t: Text, child: Option<&PlannedChild>) -> String {
    match child.and_then(|child| child.name.as_ref()) {
        Some((given, initial)) => name_of(given, initial),
        None => t.plans_unnamed(),
    }
}

fn age(t: Text, child: Option<&PlannedChild>, monday: Date) -> String {
    child.map(|child| t.age_months(age_in_months(child.birth_date, monday).max(0))).unwrap_or_default()
}

async fn run_page(cx: &Context, look: &Look) -> Result<Response, Problem> {
    let (t, run) = (cx.t, &look.run);
    let here = format!("/plans/{}", run.id);
    let now = cx.app.now();
    let chosen = look.alternative().map(|alternative| alternative.figures).unwrap_or_default();
    let open = run.published_at.is_none();
    let families: std::collections::BTreeSet<FamilyId> =
        look.proposals.iter().map(|proposal| proposal.place.family).collect();
    let page = RunPage {
        t,
        title: week_words(t, run.monday),
        over: sites_words(t, &look.names, &run.sites),
        lead: words::of_bound(t, chosen.of_bound_per_mille),
        state: state_badge(t, run.state()),
        question: run.what_if.as_ref().map(|one| words::what_if(t, &look.names, one)).unwrap_or_default(),
        sections: sections::of(t, run.id, Section::Plan),
        published: published_words(cx, look),
        tabs: look
            .alternatives
            .iter()
            .map(|alternative| view::Tab {
                label: t.word("plan-alternative", alternative.kind.as_str()),
                href: format!("{here}?alternative={}", alternative.number),
                current: alternative.number == look.chosen,
                count: String::new(),
            })
            .collect(),
        figure_columns: std::iter::once(view::Column { label: t.plans_figure(), ..view::Column::default() })
            .chain(look.alternatives.iter().map(|alternative| view::Column {
                label: t.word("plan-alternative", alternative.kind.as_str()),
                numeric: true,
                ..view::Column::default()
            }))
            .collect(),
        figures: figure_rows(t, &look.alternatives.iter().map(|one| one.figures).collect::<Vec<_>>()),
        boards: look
            .weeks
            .iter()
            .map(|(site, week)| Board { name: site.name.clone(), board: board_of(cx, look, site, week) })
            .collect(),
        unserved_columns: [
            t.plans_column_child(),
            t.plans_column_need(),
            t.plans_column_reason(),
            t.plans_column_instead(),
        ]
        .map(|label| view::Column { label, ..view::Column::default() })
        .into(),
        unserved: unserved_rows(cx, look),
        lost: look
            .proposals
            .iter()
            .filter(|proposal| !proposal.lost.is_empty())
            .map(|proposal| {
                let name = child_name(t, look.children.get(&proposal.place.child));
                let when = t.date_half_day(proposal.place.date, proposal.place.half_day);
                let why = proposal.lost.first().map(|refusal| cx.sentence(refusal)).unwrap_or_default();
                t.plans_lost_line(name, when, why)
            })
            .collect(),
        proposed: look.proposals.len(),
        locked: look.proposals.iter().filter(|proposal| proposal.locked_at.is_some()).count(),
        publish_label: t.plans_publish(look.proposals.len(), families.len()),
        may_publish: open && run.what_if.is_none() && !look.proposals.is_empty(),
        number: look.chosen,
        keys: [cx.new_key(), cx.new_key(), cx.new_key()],
        what_ifs: ["open_session", "one_seat_more", "one_adult_more"]
            .map(|value| view::Choice {
                value: value.to_owned(),
                label: t.word("plan-what-if", value),
                ..view::Choice::default()
            })
            .into(),
        days: (0..7)
            .map(|day| days_after(run.monday, day))
            .map(|date| view::Choice { value: date.to_string(), label: t.date_short(date), ..view::Choice::default() })
            .collect(),
        halves: [HalfDay::Morning, HalfDay::Afternoon]
            .map(|half| view::Choice {
                value: half.as_str().to_owned(),
                label: t.half_day(half),
                ..view::Choice::default()
            })
            .into(),
        sites: look
            .weeks
            .iter()
            .map(|(site, _)| view::Choice {
                value: site.id.to_string(),
                label: site.name.clone(),
                ..view::Choice::default()
            })
            .collect(),
        weights_href: format!("/plans/weights?territory={}", run.organisation),
        assumed: vec![
            weights_words(t, look),
            t.plans_assumed_staff(),
            t.plans_assumed_first_session(),
            t.weights_lottery_text(),
            t.plans_seed(run.seed.to_string()),
            t.plans_made_at(t.instant_long(run.finished_at.unwrap_or(now), &cx.frame.zone)),
        ]
        .into_iter()
        .chain(
            look.alternatives
                .first()
                .filter(|one| one.kind == AlternativeKind::FirstCome)
                .map(|_| t.sharing_plan_first_come()),
        )
        .collect(),
        here,
        layout: view::Layout { place: sites_words(t, &look.names, &run.sites), ..cx.layout().await },
    };
    html(&page)
}

fn weights_words(t: Text, look: &Look) -> String {
    let (weights, version) = (&look.weights.weights, i64::from(look.weights.version));
    match weights.status {
        WeightsStatus::Assumed => t.plans_assumed_weights(&weights.name, version),
        WeightsStatus::Adopted => t.weights_plan_adopted(&weights.name, version, &weights.source),
    }
}

fn published_words(cx: &Context, look: &Look) -> String {
    let t = cx.t;
    let Some(at) = look.run.published_at else { return String::new() };
    let booked = look.proposals.iter().filter(|proposal| proposal.booking.is_some()).count();
    t.plans_published_on(t.instant_long(at, &cx.frame.zone), booked)
}

fn figure_rows(t: Text, all: &[Figures]) -> Vec<FigureRow> {
    let of = |label: String, value: &dyn Fn(&Figures) -> String| FigureRow {
        label,
        values: all.iter().map(value).collect(),
    };
    let share = |part: i64, whole: i64| t.plans_of(part, whole);
    vec![
        of(t.plans_figure_served(), &|figures| share(figures.served, figures.requests)),
        of(t.plans_figure_critical(), &|figures| share(figures.critical_served, figures.critical)),
        of(t.plans_figure_minimum(), &|figures| share(figures.minimum_reached, figures.minimum_due)),
        of(t.plans_figure_places(), &|figures| share(figures.places_used, figures.places)),
        of(t.plans_figure_worth(), &|figures| t.number(figures.worth)),
        of(t.plans_figure_bound(), &|figures| words::of_bound(t, figures.of_bound_per_mille)),
    ]
}

fn unserved_rows(cx: &Context, look: &Look) -> Vec<UnservedRow> {
    let t = cx.t;
    look.unserved
        .iter()
        .map(|unserved| {
            let child = look.children.get(&unserved.child);
            let request = look.requests.get(&unserved.request);
            UnservedRow {
                child: child_name(t, child),
                detail: [
                    age(t, child, look.run.monday),
                    request.map(|request| t.word("purpose", request.purpose.as_str())).unwrap_or_default(),
                ]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
                need: request.map(|request| need_words(t, &request.need)).unwrap_or_default(),
                reason: words::reason(cx, unserved),
                instead: unserved
                    .instead
                    .as_ref()
                    .map_or_else(|| t.plans_change_none(), |change| words::change(t, &look.names, change, request)),
            }
        })
        .collect()
}

/// The week as it is booked, with what is proposed on top: the same board as everywhere.
fn board_of(cx: &Context, look: &Look, site: &SiteCard, week: &Week) -> view::WeekBoard {
    let t = cx.t;
    let mut sessions: Vec<&BoardSession> = week
        .sessions
        .iter()
        .filter(|shown| shown.session.cancelled_at.is_none() || !shown.bookings.is_empty())
        .collect();
    sessions.sort_by_key(|shown| {
        (shown.session.date, shown.session.half_day == HalfDay::Afternoon, shown.session.starts_at)
    });
    // What a question opens has no session: a column of its own.
    let mut columns: Vec<(Date, HalfDay, Option<&BoardSession>)> =
        sessions.iter().map(|shown| (shown.session.date, shown.session.half_day, Some(*shown))).collect();
    for proposal in look.proposals.iter().filter(|one| one.place.site == site.id && one.place.session.is_none()) {
        let column = (proposal.place.date, proposal.place.half_day, None);
        if !columns.iter().any(|known| (known.0, known.1) == (column.0, column.1)) {
            columns.push(column);
        }
    }
    columns.sort_by_key(|(date, half_day, _)| (*date, *half_day == HalfDay::Afternoon));
    let mut days: Vec<view::BoardDay> = Vec::new();
    let mut last_day = None;
    for (date, ..) in &columns {
        match days.last_mut().filter(|_| last_day == Some(*date)) {
            Some(day) => day.columns += 1,
            None => days.push(view::BoardDay {
                label: t.date_short(*date),
                columns: 1,
                today: *date == cx.app.now().date(&site.zone),
                note: String::new(),
            }),
        }
        last_day = Some(*date);
    }
    let starts = |index: usize| index == 0 || columns[index - 1].0 != columns[index].0;
    let here: Vec<&Proposal> = look.proposals.iter().filter(|one| one.place.site == site.id).collect();
    let of_column = |proposal: &Proposal, column: &(Date, HalfDay, Option<&BoardSession>)| {
        (proposal.place.date, proposal.place.half_day) == (column.0, column.1)
            && proposal.place.session == column.2.map(|shown| shown.session.id)
    };
    let heads = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let proposed = here.iter().filter(|one| of_column(one, column) && one.booking.is_none()).count();
            head(t, column.1, column.2, proposed, starts(index))
        })
        .collect();
    let mut children: Vec<(ChildId, String, String)> = Vec::new();
    for place in sessions.iter().flat_map(|shown| &shown.bookings) {
        if !children.iter().any(|(id, ..)| *id == place.child) {
            let age = t.age_months(age_in_months(place.birth_date, week.monday).max(0));
            children.push((place.child, name_of(&place.given_name, &place.initial), age));
        }
    }
    for proposal in &here {
        if !children.iter().any(|(id, ..)| *id == proposal.place.child) {
            let child = look.children.get(&proposal.place.child);
            children.push((proposal.place.child, child_name(t, child), age(t, child, week.monday)));
        }
    }
    children.sort_by_cached_key(|(id, name, _)| (db::families::search_words(name), *id));
    let rows = children
        .into_iter()
        .map(|(id, name, detail)| {
            let cells = columns
                .iter()
                .enumerate()
                .map(|(index, column)| {
                    let when = t.date_half_day(column.0, column.1);
                    let booked = column.2.into_iter().flat_map(|shown| &shown.bookings).filter(|one| one.child == id);
                    let standing = |place: &db::places::BoardBooking| match place.held_until {
                        Some(_) if place.promised => t.board_chip_promised(),
                        Some(_) => t.board_chip_held(),
                        None => t.board_chip_booked(),
                    };
                    let mut chips: Vec<view::Chip> = booked
                        .map(|place| view::Chip {
                            kind: if place.held_until.is_some() { "held" } else { "booked" },
                            word: standing(place),
                            words: t.board_chip_words(&name, &when, standing(place)),
                            ..view::Chip::default()
                        })
                        .collect();
                    let proposed = here
                        .iter()
                        .filter(|one| one.place.child == id && one.booking.is_none() && of_column(one, column));
                    chips.extend(proposed.map(|one| chip(t, look, one, &name, &when)));
                    view::BoardCell { chips, starts_day: starts(index), ..view::BoardCell::default() }
                })
                .collect();
            view::BoardRow { child: name, detail, href: String::new(), cells }
        })
        .collect();
    view::WeekBoard {
        id: format!("board-{}", site.id),
        caption: t.plans_board_caption(t.date_medium(week.monday), &site.name),
        rows_label: t.board_children(),
        days,
        columns: heads,
        rows,
    }
}

fn head(
    t: Text,
    half_day: HalfDay,
    session: Option<&BoardSession>,
    proposed: usize,
    starts_day: bool,
) -> view::BoardColumn {
    let label = t.half_day(half_day);
    let half = half_day.as_str();
    let Some(shown) = session else {
        return view::BoardColumn {
            half,
            label,
            state: "open",
            free: t.plans_proposed(proposed),
            premises: t.plans_opened_by_question(),
            starts_day,
            ..view::BoardColumn::default()
        };
    };
    let taken = shown.bookings.len() + proposed;
    let free = usize::from(shown.session.seats.total()).saturating_sub(taken);
    view::BoardColumn {
        half,
        label,
        hours: t.time_range(shown.session.starts_at, shown.session.ends_at),
        premises: shown.premises_name.clone(),
        seats: vec![view::Seats {
            class: "regular",
            total: u32::from(shown.session.seats.total()),
            taken: u32::try_from(taken).unwrap_or(u32::MAX),
            short: t.board_seats_short(taken, shown.session.seats.total()),
            words: t.plans_seats_words(taken, shown.session.seats.total()),
        }],
        free: t.board_free(free),
        state: match free {
            0 => "full",
            1 => "few",
            _ => "open",
        },
        starts_day,
        ..view::BoardColumn::default()
    }
}

fn chip(t: Text, look: &Look, proposal: &Proposal, name: &str, when: &str) -> view::Chip {
    let (kind, word) = match proposal.place.role {
        ProposalRole::Regular => ("waiting", t.plans_chip_proposed()),
        ProposalRole::Familiarisation => ("adaptation", t.plans_chip_first()),
        ProposalRole::Emergency => ("emergency", t.plans_chip_emergency()),
    };
    let detail = match (proposal.locked_at, proposal.moved_at) {
        (Some(_), Some(_)) => t.plans_chip_moved(),
        (Some(_), None) => t.plans_chip_locked(),
        (None, _) => String::new(),
    };
    let what = if detail.is_empty() { word.clone() } else { format!("{word}, {detail}") };
    view::Chip {
        kind,
        words: t.board_chip_words(name, when, what),
        word,
        detail,
        href: if look.run.published_at.is_none() {
            format!("/plans/{}/places/{}", look.run.id, proposal.id)
        } else {
            String::new()
        },
    }
}

#[derive(Template)]
#[template(path = "plans/place.html")]
struct PlacePage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    back: String,
    rows: Vec<view::SummaryRow>,
    refusals: Vec<String>,
    locked: bool,
    here: String,
    keys: [String; 2],
    moves: Vec<view::Choice>,
    chosen: String,
}

/// `GET /plans/{id}/places/{place}`
pub async fn place(cx: Context, Path((id, place)): Path<(String, String)>) -> Result<Response, Problem> {
    place_page(&cx, path_id(&id)?, path_id(&place)?, Vec::new()).await
}

/// One proposed place with its moves.
pub(super) fn shown_place(
    conn: &mut db::Conn,
    actor: &Actor,
    id: PlanRunId,
    place: PlanBookingId,
    now: Instant,
) -> db::Result<(Run, Proposal, Vec<Move>)> {
    let seen = db::plans::see_run(conn, actor, id)?;
    let run = db::plans::run_by_id(conn, id)?;
    let proposal = db::plans::proposal(conn, seen, place)?;
    let moves = if run.published_at.is_some() { Vec::new() } else { moves::moves(conn, seen, &run, &proposal, now)? };
    Ok((run, proposal, moves))
}

pub(super) async fn place_page(
    cx: &Context,
    id: PlanRunId,
    place: PlanBookingId,
    refusals: Vec<String>,
) -> Result<Response, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    let (run, proposal, moves, children, requests, names, worth) = cx
        .app
        .db()
        .read(move |conn| {
            let (run, proposal, moves) = shown_place(conn, &actor, id, place, now)?;
            let seen = db::plans::see_run(conn, &actor, id)?;
            let worth = db::plans::alternatives(conn, seen)?
                .iter()
                .find(|known| known.number == proposal.alternative)
                .map_or(0, |known| known.figures.worth);
            let children = db::plans::children_of_run(conn, seen, actor.today)?;
            let requests = db::plans::requests_of_run(conn, seen)?;
            let names = db::plans::site_names(conn, &run.sites)?;
            Ok((run, proposal, moves, children, requests, names, worth))
        })
        .await?;
    let t = cx.t;
    let child = children.get(&proposal.place.child);
    let name = child_name(t, child);
    let when = t.date_half_day(proposal.place.date, proposal.place.half_day);
    let row = |label: String, value: String| view::SummaryRow { label, value, change: None };
    let site = names.get(&proposal.place.site).cloned().unwrap_or_default();
    let mut rows = vec![
        row(t.plans_place_role(), t.word("plan-role", proposal.place.role.as_str())),
        row(t.plans_place_site(), site.clone()),
        row(t.board_book_purpose(), t.word("purpose", proposal.place.purpose.as_str())),
    ];
    if let Some(request) = proposal.place.request.and_then(|request| requests.get(&request)) {
        rows.push(row(t.plans_column_need(), need_words(t, &request.need)));
    }
    let page = PlacePage {
        t,
        title: t.plans_place_title(&name, &when),
        over: site,
        back: format!("/plans/{}?alternative={}", run.id, proposal.alternative),
        rows,
        refusals,
        locked: proposal.locked_at.is_some(),
        here: format!("/plans/{}/places/{}", run.id, proposal.id),
        keys: [cx.new_key(), cx.new_key()],
        moves: moves
            .iter()
            .map(|one| {
                let days: Vec<String> =
                    one.half_days.iter().map(|day| t.date_half_day(day.date, day.half_day)).collect();
                let place = names.get(&one.site).cloned().unwrap_or_default();
                view::Choice {
                    value: move_value(one),
                    label: t.plans_move_to(t.list_and(&days), place),
                    hint: price_words(t, one.price, worth),
                    disabled: false,
                }
            })
            .collect(),
        chosen: String::new(),
        layout: cx.layout().await,
    };
    html(&page)
}

/// How a form names a move.
pub(super) fn move_value(one: &Move) -> String {
    format!("{}|{}", one.bundle, one.place)
}

/// What a move costs the whole, in words.
fn price_words(t: Text, price: i64, worth: i64) -> String {
    if price < 0 {
        return t.plans_price_gain(t.number(-price));
    }
    if price == 0 {
        return t.plans_price_nothing();
    }
    let per_mille = if worth > 0 { price.saturating_mul(1000) / worth } else { 1000 };
    t.plans_price_costs(t.number(price), t.tenths(per_mille))
}
