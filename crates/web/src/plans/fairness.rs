//! How groups of families fare in a plan, on a page that may be shown to partners: counts, no names but those its reader knows.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::plans::{FamilyFacts, PlannedChild, Proposal};
use domain::geography::{Communes, road_kilometres};
use domain::plans::fairness::{Dimension, FairnessSettings, FamilyLine, Group, GroupFigures, Panel, panel};
use domain::plans::{ProposalRole, WeightsStatus};
use domain::*;
use i18n::Text;
use planner::Envy;
use planner::exchange::{Instance, Plan};

use super::bars::{Bar, Bars};
use super::instance::Ledger;
use super::look::{Look, look};
use super::pages::{child_name, sites_words, week_words};
use super::sections::{self, Section};
use crate::asked::{Asked, path_id};
use crate::context::Context;
use crate::places::pages::html;
use crate::problem::Problem;
use crate::shared::view;

/// A run with what its families are counted by.
pub(super) struct Counted {
    pub(super) look: Look,
    facts: BTreeMap<FamilyId, FamilyFacts>,
    points: BTreeMap<SiteId, (f64, f64)>,
    pub(super) instance: Instance,
    pub(super) ledger: Ledger,
    plan: Plan,
}

/// Loads a run the actor may see, with one of its alternatives.
pub(super) async fn load(cx: &Context, id: PlanRunId, number: Option<i32>) -> Result<Counted, Problem> {
    let (actor, now) = (cx.actor().clone(), cx.app.now());
    Ok(cx
        .app
        .db()
        .read(move |conn| {
            let (seen, look) = look(conn, &actor, id, number, now)?;
            let (instance, ledger) = db::plans::instance_and_ledger(conn, seen)?;
            let plan = look.alternative().ok_or(db::Error::NotFound)?.plan.clone();
            Ok(Counted {
                facts: db::plans::family_facts(conn, seen, look.run.monday)?,
                points: db::plans::fairness::site_points(conn, &look.run.sites)?,
                instance: serde_json::from_str(&instance)?,
                ledger: serde_json::from_str(&ledger)?,
                plan: serde_json::from_str(&plan)?,
                look,
            })
        })
        .await?)
}

/// The groups of a family.
pub(super) fn groups(facts: &FamilyFacts) -> BTreeMap<Dimension, String> {
    let known = |known: Option<bool>| match known {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let children = match facts.children {
        0 | 1 => "1",
        2 => "2",
        _ => "3_or_more",
    };
    BTreeMap::from([
        (Dimension::Children, children.to_owned()),
        (Dimension::Car, known(facts.car).to_owned()),
        (Dimension::FirstTime, known(Some(facts.first_time)).to_owned()),
        (Dimension::PriorityDistrict, known(facts.priority_district).to_owned()),
        (Dimension::Prescriber, facts.prescriber.clone().unwrap_or_default()),
        (Dimension::Language, facts.language.map(|language| language.as_str().to_owned()).unwrap_or_default()),
    ])
}

impl Counted {
    /// One line for each family that asked something of the week.
    pub(super) fn lines(&self, envies: &[Envy]) -> Vec<FamilyLine> {
        let look = &self.look;
        let served: BTreeSet<PlaceRequestId> = look
            .proposals
            .iter()
            .filter(|proposal| proposal.place.role != ProposalRole::Familiarisation)
            .filter_map(|proposal| proposal.place.request)
            .collect();
        let asked: BTreeSet<PlaceRequestId> =
            served.iter().copied().chain(look.unserved.iter().map(|unserved| unserved.request)).collect();
        let mut lines: BTreeMap<FamilyId, FamilyLine> = BTreeMap::new();
        for id in asked {
            let Some(request) = look.requests.get(&id) else { continue };
            let Some(family) = look.children.get(&request.child).map(|child| child.family) else { continue };
            let line = lines.entry(family).or_default();
            line.requests += 1;
            line.served += u32::from(served.contains(&id));
            let asked_on = request.created_at.date(&jiff::tz::TimeZone::UTC);
            let days = domain::places::day_number(look.run.monday) - domain::places::day_number(asked_on);
            line.weeks.push((days / 7).max(0));
        }
        for proposal in look.proposals.iter().filter(|one| one.place.role != ProposalRole::Familiarisation) {
            if let Some(line) = lines.get_mut(&proposal.place.family) {
                line.kilometres.extend(self.kilometres(proposal));
            }
        }
        self.minimums(&mut lines);
        for envy in envies {
            let family = self.ledger.families.get(envy.family).map(|line| line.family);
            if let Some(line) = family.and_then(|family| lines.get_mut(&family)) {
                line.envies += 1;
            }
        }
        for (family, line) in &mut lines {
            line.groups = self.facts.get(family).map(groups).unwrap_or_default();
        }
        lines.into_values().collect()
    }

    fn kilometres(&self, proposal: &Proposal) -> Option<f64> {
        let home = Communes::shipped().find(&self.facts.get(&proposal.place.family)?.commune)?;
        let (latitude, longitude) = self.points.get(&proposal.place.site)?;
        Some(road_kilometres(home.latitude, home.longitude, *latitude, *longitude))
    }

    fn minimums(&self, lines: &mut BTreeMap<FamilyId, FamilyLine>) {
        for (family, known) in self.instance.families.iter().zip(&self.ledger.families) {
            let Some(line) = lines.get_mut(&known.family).filter(|_| family.minimum.sessions > 0) else { continue };
            let booked = super::sensitivity::bands(family, &self.plan);
            line.minimum_due += 1;
            line.minimum_reached += u32::from(booked >= family.minimum.sessions);
        }
    }

    /// Who envies a seat with reason.
    pub(super) fn envies(&self) -> Result<Vec<Envy>, Problem> {
        if self.instance.families.is_empty() {
            return Ok(Vec::new());
        }
        let broken = |wrong: planner::exchange::Wrong| db::Error::Broken(wrong.to_string());
        let problem = self.instance.problem().map_err(broken)?;
        Ok(planner::envies(&problem, &self.plan).map_err(broken)?)
    }
}

#[derive(Template)]
#[template(path = "plans/fairness.html")]
struct FairnessPage {
    t: Text,
    layout: view::Layout,
    title: String,
    over: String,
    sections: Vec<view::Tab>,
    tabs: Vec<view::Tab>,
    alarms: Vec<String>,
    compared: String,
    envies: Vec<EnvyRow>,
    envy_columns: Vec<view::Column>,
    columns: Vec<view::Column>,
    parts: Vec<Part>,
    how: Vec<String>,
}

struct EnvyRow {
    child: String,
    purpose: String,
    place: String,
    held_for: String,
    gain: String,
}

/// One way to group families.
struct Part {
    id: String,
    title: String,
    note: String,
    bars: Bars,
    rows: Vec<PartRow>,
}

struct PartRow {
    name: String,
    alarm: bool,
    values: Vec<String>,
}

/// `GET /plans/{id}/fairness`
pub async fn show(cx: Context, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let id: PlanRunId = path_id(&id)?;
    let mut read = asked.read_loosely();
    let number = read.optional_number("alternative", 1..=9);
    read.finish()?;
    let counted = load(&cx, id, number.take()?).await?;
    let (t, run) = (cx.t, &counted.look.run);
    let envies = counted.envies()?;
    let settings = FairnessSettings::on(run.monday).map_err(|wrong| db::Error::Broken(wrong.to_string()))?;
    let shown = panel(&counted.lines(&envies), &settings);
    let names = &counted.look.names;
    let page = FairnessPage {
        t,
        title: t.fairness_title(week_words(t, run.monday)),
        over: sites_words(t, names, &run.sites),
        sections: sections::of(t, run.id, Section::Fairness),
        tabs: counted
            .look
            .alternatives
            .iter()
            .map(|alternative| view::Tab {
                label: t.word("plan-alternative", alternative.kind.as_str()),
                href: format!("/plans/{}/fairness?alternative={}", run.id, alternative.number),
                current: alternative.number == counted.look.chosen,
                count: String::new(),
            })
            .collect(),
        alarms: alarm_lines(t, &shown),
        compared: t.fairness_compared(t.tenths(settings.alarm_points * 10)),
        envies: envies.iter().filter_map(|envy| envy_row(t, &counted, envy)).collect(),
        envy_columns: columns([
            (t.plans_column_child(), false),
            (t.fairness_column_place(), false),
            (t.fairness_column_held_for(), false),
            (t.fairness_column_gain(), true),
        ]),
        columns: columns([
            (t.fairness_column_group(), false),
            (t.fairness_column_families(), true),
            (t.plans_figure_served(), true),
            (t.fairness_column_share(), true),
            (t.fairness_column_minimum(), true),
            (t.fairness_column_weeks(), true),
            (t.fairness_column_kilometres(), true),
            (t.fairness_column_envies(), true),
        ]),
        parts: parts(t, &shown, &settings),
        how: how(t, &settings),
        layout: view::Layout { place: sites_words(t, names, &run.sites), ..cx.layout().await },
    };
    html(&page)
}

pub(super) fn columns<const N: usize>(labels: [(String, bool); N]) -> Vec<view::Column> {
    labels.map(|(label, numeric)| view::Column { label, numeric, ..view::Column::default() }).into()
}

/// What a group is called.
pub(super) fn group_name(t: Text, dimension: Dimension, name: &str) -> String {
    match dimension {
        Dimension::Prescriber if name.is_empty() => t.fairness_no_prescriber(),
        Dimension::Prescriber => name.to_owned(),
        Dimension::Language if name.is_empty() => t.answer_not_known(),
        Dimension::Language => t.word("spoken-language", name),
        Dimension::Children => t.word("fairness-children", name),
        Dimension::FirstTime => t.word("fairness-first-time", name),
        Dimension::Car | Dimension::PriorityDistrict => t.word("families-known", name),
    }
}

fn alarm_lines(t: Text, shown: &Panel) -> Vec<String> {
    let rings = |(dimension, groups): &(Dimension, Vec<Group>)| {
        groups
            .iter()
            .filter_map(|group| {
                let alarm = group.alarm?;
                Some(t.fairness_alarm(
                    t.word("fairness-dimension", dimension.as_str()),
                    group_name(t, *dimension, &group.name),
                    t.tenths(alarm.share),
                    t.tenths(alarm.all),
                    t.tenths(alarm.threshold),
                ))
            })
            .collect::<Vec<_>>()
    };
    shown.dimensions.iter().flat_map(rings).collect()
}

fn envy_row(t: Text, counted: &Counted, envy: &Envy) -> Option<EnvyRow> {
    let line = counted.ledger.families.get(envy.family)?;
    let request = line.requests.get(envy.request)?;
    let cell = counted.ledger.cell(&envy.cell.site, envy.cell.band)?;
    let child: Option<&PlannedChild> = line.children.first().and_then(|child| counted.look.children.get(child));
    let site = counted.look.names.get(&cell.site).cloned().unwrap_or_default();
    Some(EnvyRow {
        child: child_name(t, child),
        purpose: t.word("purpose", request.purpose.as_str()),
        place: t.plans_move_to(t.date_half_day(cell.date, cell.half_day), site),
        held_for: t.word("purpose", &envy.held_for),
        gain: t.number(envy.gain),
    })
}

fn values(t: Text, figures: &GroupFigures) -> Vec<String> {
    let none = || "–".to_owned();
    vec![
        t.number(i64::try_from(figures.families).unwrap_or(i64::MAX)),
        t.plans_of(figures.served, figures.requests),
        figures.share_per_mille().map_or_else(none, |share| t.fairness_percent(t.tenths(share))),
        if figures.minimum_due == 0 { none() } else { t.plans_of(figures.minimum_reached, figures.minimum_due) },
        match (figures.weeks_median, figures.weeks_p90, figures.weeks_most) {
            (Some(median), Some(p90), Some(most)) => format!("{median} · {p90} · {most}"),
            _ => none(),
        },
        figures.kilometres_median.map_or_else(none, |kilometres| t.tenths((kilometres * 10.0).round() as i64)),
        t.number(i64::from(figures.envies)),
    ]
}

fn parts(t: Text, shown: &Panel, settings: &FairnessSettings) -> Vec<Part> {
    if shown.dimensions.iter().all(|(_, groups)| groups.is_empty()) {
        return Vec::new();
    }
    let too_few = t.fairness_fewer_than(settings.smallest_group);
    shown
        .dimensions
        .iter()
        .map(|(dimension, groups)| {
            let title = t.word("fairness-dimension", dimension.as_str());
            let known = |group: &Group| group_name(t, *dimension, &group.name);
            let unknown = groups.iter().all(|group| group.name == "unknown");
            let bars: Vec<Bar> = groups
                .iter()
                .filter_map(|group| {
                    let share = group.figures.as_ref()?.share_per_mille()?;
                    Some(Bar {
                        label: known(group),
                        words: t.fairness_percent(t.tenths(share)),
                        per_mille: share,
                        marked: group.alarm.is_some(),
                    })
                })
                .collect();
            let all = shown.all.as_ref().and_then(GroupFigures::share_per_mille);
            let line = all.map(|share| (share, t.fairness_everybody_share(t.tenths(share))));
            let id = format!("by-{}", dimension.as_str().replace('_', "-"));
            let mut rows: Vec<PartRow> = groups
                .iter()
                .map(|group| PartRow {
                    name: known(group),
                    alarm: group.alarm.is_some(),
                    values: match &group.figures {
                        Some(figures) => values(t, figures),
                        None => hidden_values(if group.too_few { too_few.clone() } else { t.fairness_hidden() }),
                    },
                })
                .collect();
            rows.push(PartRow {
                name: t.fairness_everybody(),
                alarm: false,
                values: shown.all.as_ref().map_or_else(|| hidden_values(too_few.clone()), |figures| values(t, figures)),
            });
            let hidden = groups.iter().any(|group| group.figures.is_none());
            Part {
                note: match (unknown, hidden) {
                    (true, _) => t.fairness_unknown(),
                    (false, true) => t.fairness_hidden_note(settings.smallest_group),
                    (false, false) => String::new(),
                },
                bars: Bars::new(format!("{id}-bars"), t.fairness_bars(&title), bars, line),
                id,
                title,
                rows,
            }
        })
        .collect()
}

fn hidden_values(words: String) -> Vec<String> {
    let mut values = vec![words];
    values.resize(7, "–".to_owned());
    values
}

fn how(t: Text, settings: &FairnessSettings) -> Vec<String> {
    let period = t.period(Period { from: settings.from, until: settings.until });
    vec![
        t.fairness_how_alarm(
            t.number(settings.alarm_points),
            t.tenths(settings.alarm_deviations_tenths),
            i64::from(settings.fewest_requests),
        ),
        t.fairness_how_hidden(settings.smallest_group),
        t.fairness_how_weeks(),
        t.fairness_how_kilometres(),
        match settings.status {
            WeightsStatus::Assumed => t.fairness_how_assumed(period),
            WeightsStatus::Adopted => t.fairness_how_adopted(period),
        },
    ]
}
