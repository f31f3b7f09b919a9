//! One week of the database as an instance of the planner, and a plan of the planner as places of the database.
//!
//! Only what [`decide`](domain::places::decide) would allow becomes a bundle, so that publication is never refused by a rule: what the planner cannot know
//! (age, admission, situation, notice, hours) is asked here, seats are counted there. Where the exchange format says less than the
//! rules (a bundle may be allowed at one site and not at another, which it cannot tell), the instance is narrowed: it may miss a
//! plan, it never proposes a wrong one.
//!
//! Assumed until the house knows better, and told so on the page: where a site keeps no roster of a day, adults on duty are those the seats
//! need (one for five children who do not walk, at least two); a parent can come to a first session on any half-day of the week.

mod asked;
mod avip;
mod bundles;
mod family;
mod ledger;
mod questions;
mod seats;
mod together;

use std::collections::BTreeSet;

use db::plans::WeekFacts;
use domain::plans::{Weights, WhatIf};
use planner::exchange::{Band, FORMAT, Instance};

pub use self::avip::{keep_avip_share, release_avip_share};
use self::family::FamilyOf;
pub use self::ledger::{Ledger, LedgerCell, LedgerFamily, LedgerRequest, LeftOut};
use self::questions::groups;
use self::seats::{cells, half_days, places, site_of};
pub use self::together::refused_together;

/// Staff units of one adult, and what a child takes of them (CSP R.2324-46-4).
const ADULT: i64 = 40;
const WALKER: i64 = 5;
const NON_WALKER: i64 = 8;
/// Adults at least, as long as no roster says (assumed).
const FEWEST_ADULTS: i64 = 2;
/// Bundles of one request at most.
const MOST_BUNDLES: usize = 60;
/// Half-days of a list of which every part is offered to the planner; of longer ones only the whole and what is near it.
const SHORT_LIST: usize = 4;

/// An instance with its ledger.
#[derive(Debug, Clone)]
pub struct Built {
    /// What the planner is given.
    pub instance: Instance,
    /// What its names mean.
    pub ledger: Ledger,
}

/// Bundles that are taken out: together with others of the same week a rule refuses them.
pub type Narrowed = BTreeSet<(String, Vec<i64>)>;

/// Builds the instance of a week.
pub fn build(facts: &WeekFacts, weights: &Weights, what_if: Option<&WhatIf>, narrowed: &Narrowed) -> Built {
    let half_days = half_days(facts, what_if);
    let places = places(facts, what_if, &half_days);
    let mut ledger = Ledger { cells: cells(&places), families: Vec::new(), left_out: Vec::new() };
    let mut families = Vec::new();
    for group in groups(&facts.requests) {
        let mut made = FamilyOf { facts, weights, places: &places, narrowed, group: &group };
        if let Some((family, line)) = made.family(&mut ledger.left_out) {
            families.push(family);
            ledger.families.push(line);
        }
    }
    let instance = Instance {
        format: FORMAT.to_owned(),
        name: format!("week of {}", facts.monday),
        bands: half_days
            .iter()
            .zip(0..)
            .map(|(half_day, id)| Band {
                id,
                date: half_day.date.to_string(),
                half_day: half_day.half_day.as_str().to_owned(),
            })
            .collect(),
        weights: planner::exchange::Weights {
            second_site: i64::from(weights.second_site),
            familiarisation: i64::from(weights.familiarisation),
            emergency: i64::from(weights.emergency),
            usual_site: i64::from(weights.usual_site),
        },
        sites: places.iter().map(|place| site_of(facts, what_if, place)).collect(),
        families,
    };
    Built { instance, ledger }
}
