//! Plans of a week: sound whatever the week, with a bound that holds, reasons that say the truth, and the same for everybody.

#![expect(clippy::unwrap_used, reason = "a test: clippy knows only the functions marked as tests")]

use planner::exchange::{
    Band, Bundle, Cell, FORMAT, Family, Instance, Minimum, Reach, Request, Seating, Site, WeekMinutes, WeekOthers,
    Weights,
};
use planner::{Plan, Problem, Progress, Settings, Solution, Standing, bound_of, bound_of_weeks, check, solve};
use proptest::prelude::*;

fn solved(problem: &Problem, seed: u64, rounds: u64, threads: usize) -> Solution {
    solve(problem, &Settings { seed, threads, rounds: Some(rounds) }, &|_: &Progress| true)
}

fn plan(problem: &Problem) -> Plan {
    solved(problem, 1, 4, 1).plan(problem)
}

/// Small weeks with everything in them: closed bands, negative rooms, bundles of several bands, siblings, minimums, reserves.
fn weeks() -> impl Strategy<Value = Instance> {
    (2_usize..=6, 1_usize..=3, 0_usize..=6, any::<bool>(), prop::bool::weighted(0.3)).prop_flat_map(
        |(bands, sites, families, minutes, share)| {
            let cells = prop::collection::vec(
                prop::option::weighted(0.85, (-1_i64..=4, -1_i64..=2, 0_i64..=5, 0_i64..=40)),
                bands * sites,
            );
            let family = (
                1_i64..=3,
                prop::collection::vec(any::<bool>(), bands),
                prop::option::of(0..sites),
                (0_i64..=3, 0_i64..=60, prop::option::weighted(0.4, 0_i64..=4)),
                prop::collection::vec((0_u8..=3, 0_i64..=9, any::<bool>()), sites),
                prop::collection::vec(
                    (
                        0_i64..=120,
                        any::<bool>(),
                        prop::collection::vec(
                            (prop::collection::btree_set(0..bands, 1..=bands.min(3)), -3_i64..=9),
                            1..=3,
                        ),
                    ),
                    0..=4,
                ),
            );
            (cells, prop::collection::vec(family, families), 0_i64..=2_000).prop_map(move |(cells, families, limit)| {
                Instance {
                    format: FORMAT.to_owned(),
                    name: "small".to_owned(),
                    bands: (0..bands)
                        .map(|band| Band {
                            id: i64::try_from(band).unwrap(),
                            date: format!("2026-11-{:02}", 23 + band / 2),
                            half_day: if band % 2 == 0 { "morning" } else { "afternoon" }.to_owned(),
                        })
                        .collect(),
                    weights: Weights { second_site: 15, familiarisation: 6, emergency: 10, usual_site: 8 },
                    sites: (0..sites)
                        .map(|site| Site {
                            id: format!("s{site}"),
                            x_km: 1.0,
                            y_km: 2.0,
                            cells: (0..bands)
                                .filter_map(|band| {
                                    cells[site * bands + band].map(|(regular, reserve, head_count, staff_units)| Cell {
                                        band: i64::try_from(band).unwrap(),
                                        regular,
                                        reserve,
                                        head_count,
                                        staff_units,
                                        minutes: minutes.then_some(210),
                                    })
                                })
                                .collect(),
                            week_minutes: if minutes {
                                vec![WeekMinutes { bands: (0..i64::try_from(bands).unwrap()).collect(), limit }]
                            } else {
                                Vec::new()
                            },
                            week_others: if share && site != 1 {
                                vec![WeekOthers {
                                    bands: (0..i64::try_from(bands).unwrap()).collect(),
                                    limit: limit / 200,
                                }]
                            } else {
                                Vec::new()
                            },
                        })
                        .collect(),
                    families: families
                        .iter()
                        .enumerate()
                        .map(
                            |(
                                number,
                                (children, available, usual, (sessions, reward, most_sessions), reach, requests),
                            )| Family {
                                id: format!("f{number}"),
                                children: *children,
                                staff_load: children * if number % 2 == 0 { 5 } else { 8 },
                                available: (0..)
                                    .zip(available)
                                    .filter(|(_, yes)| **yes)
                                    .map(|(band, _)| band)
                                    .collect(),
                                usual_site: usual.map(|site| format!("s{site}")),
                                minimum: Minimum { sessions: *sessions, reward: *reward },
                                most_sessions: *most_sessions,
                                avip: number % 3 == 0,
                                reach: reach
                                    .iter()
                                    .enumerate()
                                    .filter(|(_, (kind, _, _))| *kind > 0)
                                    .map(|(site, (_, cost, familiar))| Reach {
                                        site: format!("s{site}"),
                                        cost_per_day: *cost,
                                        familiar: *familiar,
                                    })
                                    .collect(),
                                requests: requests
                                    .iter()
                                    .enumerate()
                                    .map(|(number, (value, critical, bundles))| Request {
                                        id: format!("r{number}"),
                                        purpose: "interview".to_owned(),
                                        value: *value,
                                        critical: *critical,
                                        emergency_allowed: *critical,
                                        bundles: bundles
                                            .iter()
                                            .map(|(bands, penalty)| Bundle {
                                                bands: bands.iter().map(|band| i64::try_from(*band).unwrap()).collect(),
                                                penalty: *penalty,
                                            })
                                            .collect(),
                                    })
                                    .collect(),
                            },
                        )
                        .collect(),
                }
            })
        },
    )
}

/// The best week of one family at given prices, by trying everything: the referee of the oracle.
mod brute {
    use super::*;
    use std::collections::HashMap;

    pub(crate) const UNIT: i64 = 65_536;

    /// Prices by site and band: regular, reserve, head-count, staff units.
    pub(crate) type Prices = HashMap<(String, i64), [i64; 4]>;

    pub(crate) fn best(instance: &Instance, family: &Family, prices: &Prices) -> i64 {
        let mut best = 0;
        let mut steps = vec![None];
        for reach in family.reach.iter().filter(|reach| !reach.familiar) {
            for band in &family.available {
                if open(instance, &reach.site, *band) {
                    steps.push(Some((reach.site.clone(), *band)));
                }
            }
        }
        for step in steps {
            let mut week = Week { instance, family, prices, step, bookings: Vec::new(), best: &mut best };
            week.serve(0);
        }
        best
    }

    fn open(instance: &Instance, site: &str, band: i64) -> bool {
        instance.sites.iter().any(|other| other.id == site && other.cells.iter().any(|cell| cell.band == band))
    }

    struct Week<'a> {
        instance: &'a Instance,
        family: &'a Family,
        prices: &'a Prices,
        step: Option<(String, i64)>,
        bookings: Vec<(usize, usize, usize, Seating)>,
        best: &'a mut i64,
    }

    impl Week<'_> {
        fn serve(&mut self, request: usize) {
            if request == self.family.requests.len() {
                if let Some(worth) = self.worth() {
                    *self.best = worth.max(*self.best);
                }
                return;
            }
            self.serve(request + 1);
            for reach in 0..self.family.reach.len() {
                for bundle in 0..self.family.requests[request].bundles.len() {
                    for seating in [Seating::Regular, Seating::Emergency] {
                        self.bookings.push((request, reach, bundle, seating));
                        self.serve(request + 1);
                        self.bookings.pop();
                    }
                }
            }
        }

        /// The rules of the format, one after the other.
        fn worth(&self) -> Option<i64> {
            let (family, weights) = (self.family, self.instance.weights);
            let date = |band: i64| &self.instance.bands.iter().find(|other| other.id == band).unwrap().date;
            let price = |site: &str, band: i64, reserve: bool| {
                let [regular, reserved, head, staff] =
                    self.prices.get(&(site.to_owned(), band)).copied().unwrap_or_default();
                let seat = if reserve { reserved } else { regular * family.children };
                seat + head * family.children + staff * family.staff_load
            };
            let mut used: Vec<i64> = Vec::new();
            let mut sites: Vec<&str> = Vec::new();
            let (mut worth, mut sessions) = (0, 0);
            if let Some((site, band)) = &self.step {
                used.push(*band);
                sites.push(site);
                worth -= weights.familiarisation * UNIT + price(site, *band, true);
                if !self.bookings.iter().any(|(_, reach, _, _)| family.reach[*reach].site == *site) {
                    return None;
                }
            }
            for (request, reach, bundle, seating) in &self.bookings {
                let (request, reach) = (&family.requests[*request], &family.reach[*reach]);
                let bundle = &request.bundles[*bundle];
                let emergency = *seating == Seating::Emergency;
                if emergency && (reach.familiar || !request.emergency_allowed || bundle.bands.len() != 1) {
                    return None;
                }
                let first = bundle.bands.iter().min().unwrap();
                let became = self.step.as_ref().is_some_and(|(site, band)| *site == reach.site && band < first);
                if !emergency && !reach.familiar && !became {
                    return None;
                }
                for band in &bundle.bands {
                    if used.contains(band) || !open(self.instance, &reach.site, *band) {
                        return None;
                    }
                    used.push(*band);
                    worth -= price(&reach.site, *band, emergency);
                }
                if !sites.contains(&reach.site.as_str()) {
                    sites.push(&reach.site);
                }
                let mut days: Vec<&String> = bundle.bands.iter().map(|band| date(*band)).collect();
                days.dedup();
                let mut value =
                    request.value - bundle.penalty - reach.cost_per_day * i64::try_from(days.len()).unwrap();
                if emergency {
                    value -= weights.emergency;
                }
                if family.usual_site.as_ref() == Some(&reach.site) {
                    value += weights.usual_site;
                }
                worth += value * UNIT;
                sessions += i64::try_from(bundle.bands.len()).unwrap();
            }
            if sites.len() > 2 || family.most_sessions.is_some_and(|most| i64::try_from(used.len()).unwrap() > most) {
                return None;
            }
            if sites.len() == 2 {
                worth -= weights.second_site * UNIT;
            }
            if family.minimum.sessions > 0 && sessions >= family.minimum.sessions {
                worth += family.minimum.reward * UNIT;
            }
            Some(worth)
        }
    }
}

/// The bound by brute force, and by the oracle, at the same prices.
fn bounds(instance: &Instance, prices: &[i64]) -> (f64, f64) {
    let mut next = prices.iter().cycle();
    let mut all = brute::Prices::new();
    let mut listed = Vec::new();
    let mut rooms = 0;
    for site in &instance.sites {
        for cell in &site.cells {
            let mut draw = || next.next().copied().unwrap();
            let price = [draw(), draw(), draw(), draw()];
            for (price, room) in price.iter().zip([cell.regular, cell.reserve, cell.head_count, cell.staff_units]) {
                rooms += price * room.max(0);
            }
            all.insert((site.id.clone(), cell.band), price);
            listed.push(planner::exchange::Price {
                site: site.id.clone(),
                band: cell.band,
                regular: price[0],
                reserve: price[1],
                head_count: price[2],
                staff_units: price[3],
            });
        }
    }
    let families: i64 = instance.families.iter().map(|family| brute::best(instance, family, &all)).sum();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let by_force = (rooms + families) as f64 / brute::UNIT as f64;
    (by_force, bound_of(&instance.problem().unwrap(), &listed).unwrap())
}

/// How many random weeks each property is tried on; `MARELLE_CASES` asks for more.
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("MARELLE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_oracle_finds_what_trying_everything_finds(
        instance in weeks(),
        prices in prop::collection::vec(prop_oneof![Just(0_i64), 0_i64..=3_000_000], 1..40),
    ) {
        let (by_force, by_oracle) = bounds(&instance, &prices);
        prop_assert_eq!(by_force, by_oracle);
    }

    #[test]
    fn a_plan_keeps_every_rule_and_its_bound_holds(instance in weeks(), seed in any::<u64>()) {
        let problem = instance.problem().unwrap();
        let solution = solved(&problem, seed, 3, 1);
        let plan = solution.plan(&problem);
        let checked = check(&problem, &plan).map_err(|wrong| TestCaseError::fail(wrong.to_string()))?;
        prop_assert_eq!(checked.objective, solution.value());
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let value = solution.value() as f64;
        prop_assert!(value <= solution.bound());
        prop_assert_eq!(bound_of(&problem, &plan.prices).unwrap(), solution.bound_of_cells());
        match &plan.week_proof {
            None => prop_assert_eq!(plan.bound, solution.bound()),
            Some(proof) => {
                prop_assert_eq!(bound_of_weeks(&problem, &plan.prices, &proof.prices).unwrap(), solution.bound());
                prop_assert_eq!(proof.bound, solution.bound());
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads(instance in weeks(), seed in any::<u64>()) {
        let problem = instance.problem().unwrap();
        let one = serde_json::to_vec(&solved(&problem, seed, 3, 1).plan(&problem)).unwrap();
        let three = serde_json::to_vec(&solved(&problem, seed, 3, 3).plan(&problem)).unwrap();
        prop_assert_eq!(one, three);
    }

    #[test]
    fn one_more_seat_never_lowers_the_bound_of_the_same_prices(
        instance in weeks(),
        prices in prop::collection::vec(0_i64..=3_000_000, 1..40),
        where_to in any::<prop::sample::Index>(),
    ) {
        let cells: Vec<(usize, usize)> = instance.sites.iter().enumerate()
            .flat_map(|(site, row)| (0..row.cells.len()).map(move |cell| (site, cell))).collect();
        prop_assume!(!cells.is_empty());
        let (site, cell) = cells[where_to.index(cells.len())];
        let mut richer = instance.clone();
        let room = &mut richer.sites[site].cells[cell];
        room.regular += 1;
        room.head_count += 1;
        room.staff_units += 8;
        prop_assert!(bounds(&richer, &prices).1 >= bounds(&instance, &prices).1);
        // And a plan that was possible stays possible.
        let plan = plan(&instance.problem().unwrap());
        prop_assert!(check(&richer.problem().unwrap(), &plan).is_ok());
    }

    #[test]
    fn a_refusal_for_want_of_seats_names_a_cell_that_is_full(instance in weeks()) {
        use planner::exchange::RefusalReason::*;
        let problem = instance.problem().unwrap();
        let plan = plan(&problem);
        let mut served = 0;
        let mut refused = 0;
        for family in &plan.families {
            served += family.bookings.len();
            refused += family.refusals.len();
            let children = instance.families.iter().find(|other| other.id == family.id).unwrap().children;
            for refusal in &family.refusals {
                let of_a_cell = matches!(refusal.reason, RegularSeatsTaken | HeadCountReached | StaffMissing | ReserveTaken);
                prop_assert_eq!(of_a_cell, refusal.cell.is_some());
                let Some(cell) = &refusal.cell else { continue };
                if refusal.reason == RegularSeatsTaken {
                    let taken: i64 = plan.families.iter().flat_map(|family| {
                        let instance = &instance;
                        let children = instance.families.iter().find(|other| other.id == family.id).unwrap().children;
                        family.bookings.iter().filter(move |booking| {
                            let family = instance.families.iter().find(|other| other.id == family.id).unwrap();
                            let request = family.requests.iter().find(|request| request.id == booking.request).unwrap();
                            booking.site == cell.site && booking.role == Seating::Regular
                                && request.bundles[booking.bundle].bands.contains(&cell.band)
                        }).map(move |_| children)
                    }).sum();
                    let site = instance.sites.iter().find(|site| site.id == cell.site).unwrap();
                    let room = site.cells.iter().find(|other| other.band == cell.band).unwrap().regular.max(0);
                    prop_assert!(taken + children > room, "{} children in {} seats, and {} more fit", taken, room, children);
                }
            }
        }
        let requests: usize = instance.families.iter().map(|family| family.requests.len()).sum();
        prop_assert_eq!(served + refused, requests, "every request is served or refused with a reason");
    }

    #[test]
    fn nobody_envies_a_seat_of_a_solved_plan_with_reason(instance in weeks(), seed in any::<u64>()) {
        let problem = instance.problem().unwrap();
        let plan = solved(&problem, seed, 1, 1).plan(&problem);
        prop_assert_eq!(planner::envies(&problem, &plan).unwrap(), []);
    }

    #[test]
    fn whatever_happens_in_the_week_nobody_who_is_confirmed_moves(
        instance in weeks(),
        events in prop::collection::vec((0_u8..3, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..12),
    ) {
        let problem = instance.problem().unwrap();
        let solution = solved(&problem, 1, 1, 1);
        let mut standing = Standing::of(&problem, &solution);
        let bands = instance.bands.len();
        let mut closed: Vec<(String, i64)> = Vec::new();
        for (kind, one, two) in events {
            let before: Vec<_> = (0..problem.families()).map(|family| standing.bookings(family)).collect();
            // Who may have something else afterwards, and which of their requests.
            let mut may_change: Vec<(usize, usize)> = Vec::new();
            match kind {
                0 if problem.families() > 0 => {
                    let family = one.index(problem.families());
                    let bookings = &before[family];
                    if !bookings.is_empty() {
                        let (request, _) = bookings[two.index(bookings.len())];
                        standing.cancel(family, request);
                        may_change.push((family, request));
                    }
                }
                1 => {
                    let offers = standing.offers(one.index(problem.sites()), two.index(bands), 5);
                    for pair in offers.windows(2) {
                        prop_assert!(pair[0].gain >= pair[1].gain, "those it helps most come first");
                    }
                    if let Some(offer) = offers.first() {
                        let worth = standing.worth();
                        prop_assert!(standing.accept(offer), "nothing happened since it was offered");
                        prop_assert_eq!(standing.worth(), worth + offer.gain);
                        prop_assert!(!standing.accept(offer), "a seat is taken once");
                        may_change.push((offer.family, offer.request));
                    }
                }
                _ => {
                    let (site, band) = (one.index(problem.sites()), two.index(bands));
                    for hit in standing.close(site, band) {
                        let request = before[hit.family].iter().find(|(_, booking)| *booking == hit.lost);
                        let (request, _) = request.expect("what is lost was there");
                        may_change.push((hit.family, *request));
                    }
                    closed.push((instance.sites[site].id.clone(), instance.bands[band].id));
                }
            }
            for (family, before) in before.iter().enumerate() {
                let after = standing.bookings(family);
                for (request, booking) in before {
                    let kept = after.iter().any(|(_, other)| other == booking);
                    prop_assert!(kept || may_change.contains(&(family, *request)), "{:?} moved", booking);
                }
            }
            let plan = standing.plan();
            let checked = check(&problem, &plan).map_err(|wrong| TestCaseError::fail(wrong.to_string()))?;
            prop_assert_eq!(checked.objective, standing.worth());
            for family in &plan.families {
                let of = instance.families.iter().find(|other| other.id == family.id).unwrap();
                for booking in &family.bookings {
                    let request = of.requests.iter().find(|request| request.id == booking.request).unwrap();
                    for band in &request.bundles[booking.bundle].bands {
                        prop_assert!(!closed.contains(&(booking.site.clone(), *band)), "a booking in a closed cell");
                    }
                }
            }
        }
        // And a plan read back stands as it stood.
        let read = Standing::read(&problem, &standing.plan()).unwrap();
        prop_assert_eq!(read.worth(), standing.worth());
    }

    #[test]
    fn the_index_of_free_seats_finds_what_looking_everywhere_finds(
        instance in weeks(),
        points in prop::collection::vec((-60.0_f64..60.0, -60.0_f64..60.0), 3),
        from in (-80.0_f32..80.0, -80.0_f32..80.0),
        bands in 1_u64..64,
        children in 1_i32..3,
        most in 1_usize..4,
        kilometres in 1.0_f32..150.0,
    ) {
        let mut instance = instance;
        for (site, (x, y)) in instance.sites.iter_mut().zip(points) {
            (site.x_km, site.y_km) = (x, y);
        }
        let problem = instance.problem().unwrap();
        let nobody = solved(&problem, 1, 0, 1);
        let standing = Standing::of(&problem, &nobody);
        let found = standing.seats().nearest(from, bands, children, 5 * children, most, kilometres);
        // By hand: a site fits when each band is open and has what plan and children leave of it.
        let plan = standing.plan();
        #[expect(clippy::cast_possible_truncation, reason = "the index measures in the same precision")]
        let mut all: Vec<(f32, usize)> = instance.sites.iter().enumerate().filter(|(_, site)| {
            (0..64).filter(|band| bands & (1 << band) != 0).all(|band| site.cells.iter().any(|cell| {
                let (mut regular, mut head, mut staff) = (cell.regular.max(0), cell.head_count.max(0), cell.staff_units.max(0));
                for week in &plan.families {
                    let of = instance.families.iter().find(|other| other.id == week.id).unwrap();
                    let here = |booking: &planner::exchange::Booking| booking.site == site.id
                        && of.requests.iter().find(|request| request.id == booking.request).unwrap()
                            .bundles[booking.bundle].bands.contains(&cell.band);
                    let booked = week.bookings.iter().filter(|booking| here(booking)).count();
                    let step = week.familiarisation.as_ref()
                        .is_some_and(|step| step.site == site.id && step.band == cell.band);
                    if booked > 0 || step {
                        head -= of.children;
                        staff -= of.staff_load;
                    }
                    if week.bookings.iter().any(|booking| here(booking) && booking.role == Seating::Regular) {
                        regular -= of.children;
                    }
                }
                cell.band == band && regular >= i64::from(children) && head >= i64::from(children)
                    && staff >= i64::from(5 * children)
            }))
        }).map(|(number, site)| {
            let (east, north) = (site.x_km as f32 - from.0, site.y_km as f32 - from.1);
            ((east * east + north * north).sqrt(), number)
        }).filter(|(away, _)| *away <= kilometres).collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        all.truncate(most);
        let found: Vec<f32> = found.iter().map(|near| near.kilometres).collect();
        prop_assert_eq!(found, all.iter().map(|(away, _)| *away).collect::<Vec<_>>());
    }
}
