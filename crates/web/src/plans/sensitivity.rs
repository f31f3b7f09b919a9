//! What a plan would be if one weight were halved or doubled: the same week, the same seed, told in counts.
//!
//! The week is the one the run was made from: its instance is kept, and only what the weights say in it is written anew. So the answer
//! is the same before the plan is published and after.

use std::collections::BTreeMap;

use domain::places::Purpose;
use domain::plans::Weights;
use domain::plans::fairness::{Dimension, hidden};
use domain::*;
use planner::exchange::{Instance, Plan};
use serde::{Deserialize, Serialize};

use super::instance::{Ledger, LedgerFamily};
use super::jobs::{Watched, solve};

/// Figures of the weights that are tried, as their form names them.
const FIGURES: [&str; 9] = [
    "critical",
    "waiting_week",
    "minimum",
    "kilometre",
    "later_choice",
    "second_site",
    "familiarisation",
    "emergency",
    "usual_site",
];

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knob {
    /// Nothing: the plan as it is.
    Nothing,
    /// The points of a purpose.
    Purpose(Purpose),
    /// One of the other figures.
    Figure(String),
    /// What further half-days of a request are worth.
    Further,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// Not at all.
    Same,
    /// By a half.
    Half,
    /// By two.
    Double,
}

impl Factor {
    fn of(self, figure: i32) -> i32 {
        match self {
            Self::Same => figure,
            Self::Half => figure / 2,
            Self::Double => figure.saturating_mul(2),
        }
    }
}

/// What a week becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was changed.
    pub knob: Knob,
    /// How much.
    pub factor: Factor,
    /// Requests that are served.
    pub served: usize,
    /// Of those that cannot wait.
    pub critical_served: usize,
    /// Minimums that are reached.
    pub minimum_reached: usize,
    /// Requests that are served and were not.
    pub gained: usize,
    /// Requests that were served and are not.
    pub lost: usize,
    /// Served requests by purpose.
    pub purposes: BTreeMap<Purpose, usize>,
    /// Served requests by group; groups of few families are not counted at all.
    pub groups: Vec<(Dimension, String, usize)>,
}

/// The whole study: the plan as it is, then with each weight changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// Requests of the week.
    pub requests: usize,
    /// The plan as it is.
    pub base: Outcome,
    /// What it becomes, where something becomes of it or not.
    pub outcomes: Vec<Outcome>,
}

/// Weights of which one is changed.
pub(super) fn changed(weights: &Weights, knob: &Knob, factor: Factor) -> Weights {
    let mut changed = weights.clone();
    match knob {
        Knob::Nothing => {}
        Knob::Purpose(purpose) => {
            if let Some(points) = changed.purposes.get_mut(purpose) {
                *points = factor.of(*points);
            }
        }
        Knob::Further => {
            changed.further_half_days_percent.iter_mut().for_each(|percent| *percent = factor.of(*percent).min(100));
        }
        Knob::Figure(name) => {
            let figure = match name.as_str() {
                "critical" => &mut changed.critical,
                "waiting_week" => &mut changed.waiting_week,
                "minimum" => &mut changed.minimum,
                "kilometre" => &mut changed.kilometre,
                "later_choice" => &mut changed.later_choice,
                "second_site" => &mut changed.second_site,
                "familiarisation" => &mut changed.familiarisation,
                "emergency" => &mut changed.emergency,
                _ => &mut changed.usual_site,
            };
            *figure = factor.of(*figure);
        }
    }
    changed
}

fn scaled(amount: i64, from: i32, to: i32) -> i64 {
    if from == 0 { amount } else { (amount * i64::from(to) + i64::from(from) / 2).div_euclid(i64::from(from)) }
}

/// The instance as other weights would write it.
pub(super) fn reweighted(instance: &Instance, ledger: &Ledger, from: &Weights, to: &Weights) -> Instance {
    let mut instance = instance.clone();
    instance.weights = planner::exchange::Weights {
        second_site: i64::from(to.second_site),
        familiarisation: i64::from(to.familiarisation),
        emergency: i64::from(to.emergency),
        usual_site: i64::from(to.usual_site),
    };
    for (family, line) in instance.families.iter_mut().zip(&ledger.families) {
        if family.minimum.reward > 0 {
            family.minimum.reward = i64::from(to.minimum);
        }
        for reach in &mut family.reach {
            reach.cost_per_day = scaled(reach.cost_per_day, from.kilometre, to.kilometre);
        }
        for (request, known) in family.requests.iter_mut().zip(&line.requests) {
            let children = i64::try_from(known.requests.len()).unwrap_or(1).max(1);
            let most = request.bundles.iter().map(|bundle| bundle.bands.len()).max().unwrap_or(0);
            let whole = |weights: &Weights| weights.worth(known.purpose, most);
            let critical = |weights: &Weights| if request.critical { i64::from(weights.critical) } else { 0 };
            let waited = request.value / children - whole(from) - critical(from);
            let waited = scaled(waited, from.waiting_week, to.waiting_week);
            request.value = (whole(to) + critical(to) + waited) * children;
            for bundle in &mut request.bundles {
                let part = |weights: &Weights| weights.worth(known.purpose, bundle.bands.len());
                let later = bundle.penalty / children - (whole(from) - part(from));
                let later = scaled(later, from.later_choice, to.later_choice);
                bundle.penalty = (whole(to) - part(to) + later) * children;
            }
        }
    }
    instance
}

/// The knobs that may change something in this week.
fn knobs(ledger: &Ledger) -> Vec<Knob> {
    let mut knobs: Vec<Knob> = Purpose::ALL
        .iter()
        .filter(|purpose| {
            ledger.families.iter().flat_map(|line| &line.requests).any(|known| known.purpose == **purpose)
        })
        .map(|purpose| Knob::Purpose(*purpose))
        .collect();
    knobs.push(Knob::Further);
    knobs.extend(FIGURES.map(|name| Knob::Figure(name.to_owned())));
    knobs
}

/// Which groups are large enough to be told of, and which family is in them.
fn groups_of(
    ledger: &Ledger,
    groups: &BTreeMap<FamilyId, BTreeMap<Dimension, String>>,
    smallest: usize,
) -> Vec<(Dimension, String)> {
    let mut shown = Vec::new();
    for dimension in [Dimension::Children, Dimension::Car, Dimension::FirstTime, Dimension::PriorityDistrict] {
        let mut sizes: BTreeMap<&str, std::collections::BTreeSet<FamilyId>> = BTreeMap::new();
        for line in &ledger.families {
            if let Some(name) = groups.get(&line.family).and_then(|groups| groups.get(&dimension)) {
                sizes.entry(name).or_default().insert(line.family);
            }
        }
        let counts: Vec<usize> = sizes.values().map(std::collections::BTreeSet::len).collect();
        let hidden = hidden(&counts, smallest);
        shown.extend(
            sizes.keys().zip(hidden).filter(|(_, hidden)| !hidden).map(|(name, _)| (dimension, (*name).to_owned())),
        );
    }
    shown
}

/// Everything a study is made from.
pub(super) struct Week<'a> {
    pub(super) instance: &'a Instance,
    pub(super) ledger: &'a Ledger,
    pub(super) weights: &'a Weights,
    pub(super) seed: i64,
    pub(super) groups: &'a BTreeMap<FamilyId, BTreeMap<Dimension, String>>,
    pub(super) smallest: usize,
}

impl Week<'_> {
    fn outcome(&self, plan: &Plan, before: Option<&Plan>, knob: Knob, factor: Factor) -> Outcome {
        let mut outcome = Outcome {
            knob,
            factor,
            served: 0,
            critical_served: 0,
            minimum_reached: 0,
            gained: 0,
            lost: 0,
            purposes: BTreeMap::new(),
            groups: groups_of(self.ledger, self.groups, self.smallest)
                .into_iter()
                .map(|(dimension, name)| (dimension, name, 0))
                .collect(),
        };
        for (family, line) in self.instance.families.iter().zip(&self.ledger.families) {
            let booked: i64 = bands(family, plan);
            outcome.minimum_reached += usize::from(family.minimum.sessions > 0 && booked >= family.minimum.sessions);
            for (request, known) in family.requests.iter().zip(&line.requests) {
                let is = has(plan, line, &known.name);
                let was = before.map_or(is, |before| has(before, line, &known.name));
                let count = known.requests.len();
                outcome.gained += if is && !was { count } else { 0 };
                outcome.lost += if was && !is { count } else { 0 };
                if !is {
                    continue;
                }
                outcome.served += count;
                outcome.critical_served += if request.critical { count } else { 0 };
                *outcome.purposes.entry(known.purpose).or_default() += count;
                for (dimension, name, served) in &mut outcome.groups {
                    let of = self.groups.get(&line.family).and_then(|groups| groups.get(dimension));
                    *served += if of == Some(name) { count } else { 0 };
                }
            }
        }
        outcome
    }

    /// The study.
    pub(super) fn study(&self, watched: &Watched) -> Result<Sensitivity, String> {
        let (base_plan, _) = solve(self.instance, self.seed, watched)?;
        let base = self.outcome(&base_plan, None, Knob::Nothing, Factor::Same);
        let mut outcomes = Vec::new();
        for knob in knobs(self.ledger) {
            for factor in [Factor::Half, Factor::Double] {
                let to = changed(self.weights, &knob, factor);
                if to == *self.weights {
                    continue;
                }
                let instance = reweighted(self.instance, self.ledger, self.weights, &to);
                let plan = if instance == *self.instance {
                    base_plan.clone()
                } else {
                    solve(&instance, self.seed, watched)?.0
                };
                outcomes.push(self.outcome(&plan, Some(&base_plan), knob.clone(), factor));
            }
        }
        let requests =
            self.ledger.families.iter().flat_map(|line| &line.requests).map(|known| known.requests.len()).sum();
        Ok(Sensitivity { requests, base, outcomes })
    }
}

fn has(plan: &Plan, line: &LedgerFamily, request: &str) -> bool {
    plan.families
        .iter()
        .any(|week| week.id == line.name && week.bookings.iter().any(|booking| booking.request == request))
}

/// Half-days that a plan gives a family, familiarisation not counted.
pub(super) fn bands(family: &planner::exchange::Family, plan: &Plan) -> i64 {
    let bands: usize = plan
        .families
        .iter()
        .filter(|week| week.id == family.id)
        .flat_map(|week| &week.bookings)
        .filter_map(|booking| {
            let request = family.requests.iter().find(|request| request.id == booking.request)?;
            request.bundles.get(booking.bundle).map(|bundle| bundle.bands.len())
        })
        .sum();
    i64::try_from(bands).unwrap_or(i64::MAX)
}
