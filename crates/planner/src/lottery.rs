//! The lottery: with equal worth, who is first in an order drawn by chance has the seat.
//!
//! Which of several equally good plans is found depends on the order in which families come. In a document that order says something
//! (who was registered first, whose name begins with an A); so it is drawn, from the seed, before a plan is made. The same seed draws
//! the same order; another one draws another, and changes nothing but the ties.

use crate::chance::Chance;
use crate::exchange::{Instance, Plan};

/// The instance with its families in the order the seed draws (Fisher and Yates).
pub fn drawn(instance: &Instance, seed: u64) -> Instance {
    let mut drawn = instance.clone();
    let mut chance = Chance::of(seed, u64::MAX, 0);
    for last in (1..drawn.families.len()).rev() {
        drawn.families.swap(last, chance.below(last + 1));
    }
    drawn
}

/// A plan of the drawn instance, its families in the order of the document.
pub fn as_asked(instance: &Instance, mut plan: Plan) -> Plan {
    let order: std::collections::HashMap<&str, usize> =
        instance.families.iter().enumerate().map(|(position, family)| (family.id.as_str(), position)).collect();
    plan.families.sort_by_key(|week| order.get(week.id.as_str()).copied());
    plan
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::exchange::{Band, Bundle, Cell, FORMAT, Family, Minimum, Reach, Request, Site, Weights};
    use crate::{Settings, solve};

    /// One half-day with two seats, and a family for each of these values.
    fn week(values: &[i64]) -> Instance {
        Instance {
            format: FORMAT.to_owned(),
            name: "lottery".to_owned(),
            bands: vec![Band { id: 0, date: "2026-11-30".to_owned(), half_day: "morning".to_owned() }],
            weights: Weights { second_site: 0, familiarisation: 0, emergency: 0, usual_site: 0 },
            sites: vec![Site {
                id: "site".to_owned(),
                x_km: 0.0,
                y_km: 0.0,
                cells: vec![Cell { band: 0, regular: 2, reserve: 0, head_count: 2, staff_units: 80, minutes: None }],
                week_minutes: Vec::new(),
                week_others: Vec::new(),
            }],
            families: values
                .iter()
                .enumerate()
                .map(|(number, value)| Family {
                    id: format!("family {number}"),
                    children: 1,
                    staff_load: 8,
                    available: Vec::new(),
                    usual_site: None,
                    minimum: Minimum { sessions: 0, reward: 0 },
                    most_sessions: None,
                    avip: false,
                    reach: vec![Reach { site: "site".to_owned(), cost_per_day: 0, familiar: true }],
                    requests: vec![Request {
                        id: format!("request {number}"),
                        purpose: "job".to_owned(),
                        value: *value,
                        critical: false,
                        emergency_allowed: false,
                        bundles: vec![Bundle { bands: vec![0], penalty: 0 }],
                    }],
                })
                .collect(),
        }
    }

    fn served(instance: &Instance, seed: u64) -> (i64, BTreeSet<String>) {
        let problem = drawn(instance, seed).problem().unwrap();
        let settings = Settings { seed, threads: 1, rounds: Some(3) };
        let solution = solve(&problem, &settings, &|_: &crate::Progress| true);
        let plan = as_asked(instance, solution.plan(&problem));
        let order: Vec<&str> = plan.families.iter().map(|week| week.id.as_str()).collect();
        assert!(order.is_sorted(), "the plan names families as the document does: {order:?}");
        let served = plan.families.iter().filter(|week| !week.bookings.is_empty());
        (solution.value(), served.map(|week| week.id.clone()).collect())
    }

    #[test]
    fn the_same_seed_draws_the_same_plan() {
        let instance = week(&[100; 6]);
        assert_eq!(drawn(&instance, 7), drawn(&instance, 7));
        assert_eq!(served(&instance, 7), served(&instance, 7));
    }

    #[test]
    fn another_seed_changes_who_of_equals_is_served_and_never_what_it_is_worth() {
        let instance = week(&[100; 6]);
        let all: Vec<(i64, BTreeSet<String>)> = (0..60).map(|seed| served(&instance, seed)).collect();
        assert!(all.iter().all(|(worth, families)| *worth == 200 && families.len() == 2));
        let mut lucky = [0; 6];
        for (_, families) in &all {
            for (number, count) in lucky.iter_mut().enumerate() {
                *count += i32::from(families.contains(&format!("family {number}")));
            }
        }
        // Twenty each on average; the chance to be outside is below one in a thousand for a fair lottery.
        assert!(lucky.iter().all(|count| (8..=33).contains(count)), "{lucky:?}");
    }

    #[test]
    fn without_ties_no_seed_changes_anything() {
        let instance = week(&[100, 101, 102, 103, 104, 105]);
        let expected = BTreeSet::from(["family 4".to_owned(), "family 5".to_owned()]);
        assert!((0..30).all(|seed| served(&instance, seed) == (209, expected.clone())));
    }

    #[test]
    fn a_tie_is_drawn_among_those_it_is_between_only() {
        let instance = week(&[100, 300, 100, 100, 50, 50]);
        for seed in 0..30 {
            let (worth, families) = served(&instance, seed);
            assert_eq!(worth, 400);
            assert!(families.contains("family 1") && !families.contains("family 4") && !families.contains("family 5"));
        }
    }
}
