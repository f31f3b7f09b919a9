//! Checks a plan from nothing but the instance and the rules; shares no code with the search.

use crate::exchange::{PRICE_UNIT, Plan, Seating, WeekPrice, Wrong};
use crate::model::{Counts, HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF};
use crate::oracle::{LARGEST_PRICE, Oracle, Price};

/// The figures of a plan that was found sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Its worth.
    pub objective: i64,
    /// Requests served.
    pub served: u64,
    /// Requests.
    pub requests: u64,
    /// Critical requests served.
    pub critical_served: u64,
    /// Critical requests.
    pub critical: u64,
    /// Families who reach their minimum.
    pub minimum_reached: u64,
    /// Families with a minimum.
    pub minimum_due: u64,
    /// Children × half-days in seats.
    pub places_used: u64,
    /// Children × half-days there were.
    pub places: u64,
}

/// Checks every rule of the format; the error says where the plan breaks one.
///
/// The worth and the bound that the plan claims are not looked at here: compare with [`Checked::objective`] and [`bound_of`].
pub fn check(problem: &Problem, plan: &Plan) -> Result<Checked, Wrong> {
    let mut used: Vec<Limits> = vec![[0; 4]; problem.room.len()];
    // Half-days of children whose families are not on an AVIP path.
    let mut others = vec![0_i64; problem.room.len()];
    let mut seen = vec![false; problem.families()];
    let by_name: std::collections::HashMap<&str, usize> =
        (0..problem.families()).map(|family| (problem.family_name(family), family)).collect();
    let (mut objective, mut served, mut critical_served, mut minimum_reached) = (0, 0, 0, 0);
    for (position, planned) in plan.families.iter().enumerate() {
        let at = |field: &str| format!("families[{position}]{field}");
        let family = *by_name
            .get(planned.id.as_str())
            .ok_or_else(|| Wrong::new(at(".id"), format!("{:?} is no family of this instance", planned.id)))?;
        if std::mem::replace(&mut seen[family], true) {
            return Err(Wrong::new(at(".id"), format!("{:?} has two weeks", planned.id)));
        }
        let row = problem.families[family];
        let mut week = Week { problem, family, taken: 0, sites: Vec::new(), sessions: 0 };
        let mut worth = 0;
        let mut step = None;
        if let Some(session) = &planned.familiarisation {
            let at = |field: &str| at(&format!(".familiarisation{field}"));
            let (reach, site) = week.reach(&session.site).map_err(|wrong| wrong.below(&at(".site")))?;
            let band = week.band(session.band).map_err(|wrong| wrong.below(&at(".band")))?;
            if reach.familiar {
                return Err(Wrong::new(at(".site"), format!("already familiar with {:?}", session.site)));
            }
            if row.available & (1 << band) == 0 {
                return Err(Wrong::new(at(".band"), format!("no parent is available on band {}", session.band)));
            }
            if !planned.bookings.iter().any(|booking| booking.site == session.site) {
                return Err(Wrong::new(at(""), format!("familiarisation without a booking at {:?}", session.site)));
            }
            week.take(1 << band).map_err(|wrong| wrong.below(&at(".band")))?;
            take(problem, &mut used, &mut others, family, site, band, true)
                .map_err(|wrong| wrong.below(&at(".band")))?;
            week.visit(site);
            step = Some((site, band));
            worth -= problem.weights.familiarisation;
        }
        let mut done = Vec::new();
        for (number, booking) in planned.bookings.iter().enumerate() {
            let at = |field: &str| at(&format!(".bookings[{number}]{field}"));
            let request = problem.request_named(family, &booking.request).ok_or_else(|| {
                Wrong::new(at(".request"), format!("{:?} is no request of this family", booking.request))
            })?;
            if done.contains(&request) {
                return Err(Wrong::new(at(".request"), format!("{:?} is served twice", booking.request)));
            }
            done.push(request);
            let (reach, site) = week.reach(&booking.site).map_err(|wrong| wrong.below(&at(".site")))?;
            let bundle = *problem
                .bundles_of(request)
                .get(booking.bundle)
                .ok_or_else(|| Wrong::new(at(".bundle"), format!("there is no bundle {}", booking.bundle)))?;
            week.take(bundle.bands).map_err(|wrong| wrong.below(&at("")))?;
            week.visit(site);
            week.sessions += bundle.bands.count_ones().cast_signed();
            let request_row = problem.requests[request];
            match booking.role {
                Seating::Emergency => {
                    if reach.familiar || !request_row.emergency_allowed() || bundle.bands.count_ones() != 1 {
                        return Err(Wrong::new(at(".role"), "an emergency seat is not allowed here"));
                    }
                    worth -= problem.weights.emergency;
                }
                Seating::Regular => {
                    let first = bundle.bands.trailing_zeros() as usize;
                    if !reach.familiar && step.is_none_or(|(where_to, when)| where_to != site || when >= first) {
                        return Err(Wrong::new(at(".role"), format!("not familiar with {:?} by then", booking.site)));
                    }
                }
            }
            let emergency = booking.role == Seating::Emergency;
            for band in (0..problem.width()).filter(|band| bundle.bands & (1 << band) != 0) {
                take(problem, &mut used, &mut others, family, site, band, emergency)
                    .map_err(|wrong| wrong.below(&at("")))?;
            }
            worth += i64::from(request_row.value)
                - i64::from(bundle.penalty)
                - i64::from(reach.cost_per_day) * i64::from(problem.days_of(bundle.bands));
            if reach.usual {
                worth += problem.weights.usual_site;
            }
            served += 1;
            critical_served += u64::from(request_row.critical());
        }
        let comes = week.taken.count_ones().cast_signed();
        if comes > row.most_sessions {
            let most = row.most_sessions;
            return Err(Wrong::new(at(""), format!("{:?} has {comes} half-days, at most {most}", planned.id)));
        }
        if week.sites.len() > 2 {
            return Err(Wrong::new(at(""), format!("{:?} comes to more than two sites", planned.id)));
        }
        if week.sites.len() == 2 {
            worth -= problem.weights.second_site;
        }
        if row.minimum_sessions > 0 && week.sessions >= row.minimum_sessions {
            worth += i64::from(row.minimum_reward);
            minimum_reached += 1;
        }
        objective += worth;
    }
    for (cell, (used, room)) in used.iter().zip(&problem.room).enumerate() {
        for (limit, name) in
            [(REGULAR, "regular"), (RESERVE, "reserve"), (HEAD_COUNT, "head_count"), (STAFF, "staff_units")]
        {
            if used[limit] > room[limit] {
                let (site, band) = (cell / problem.width(), cell % problem.width());
                let place = format!("{}, band {}", problem.site_name(site), problem.bands[band].id);
                return Err(Wrong::new("", format!("{place}: {name} {} > {}", used[limit], room[limit])));
            }
        }
    }
    for row in &problem.week_rows {
        let over = |count: &dyn Fn(usize) -> i64| -> i64 {
            (0..problem.width())
                .filter(|band| row.bands & (1 << band) != 0)
                .map(|band| count(problem.cell(row.site, band)))
                .sum()
        };
        let site = problem.site_name(row.site as usize);
        match row.counts {
            Counts::Minutes => {
                let minutes = over(&|cell| i64::from(used[cell][HEAD_COUNT]) * i64::from(problem.minutes[cell]));
                if minutes > row.limit {
                    let limit = row.limit;
                    return Err(Wrong::new("", format!("{site}: {minutes} minutes of presence in the week > {limit}")));
                }
            }
            Counts::Others => {
                let others = over(&|cell| others[cell]);
                if others > row.limit {
                    let what = "half-days of children not on an AVIP path";
                    return Err(Wrong::new("", format!("{site}: {others} {what} > {}", row.limit)));
                }
            }
        }
    }
    let families = &problem.families[..problem.families()];
    Ok(Checked {
        objective,
        served,
        requests: problem.requests() as u64,
        critical_served,
        critical: problem.requests.iter().filter(|request| request.critical()).count() as u64,
        minimum_reached,
        minimum_due: families.iter().filter(|family| family.minimum_sessions > 0).count() as u64,
        places_used: used.iter().map(|used| u64::try_from(used[HEAD_COUNT]).unwrap_or(0)).sum(),
        places: problem.room.iter().map(|room| u64::try_from(room[HEAD_COUNT]).unwrap_or(0)).sum(),
    })
}

struct Week<'a> {
    problem: &'a Problem,
    family: usize,
    taken: u64,
    sites: Vec<u32>,
    sessions: i32,
}

impl Week<'_> {
    fn reach(&self, name: &str) -> Result<(crate::model::ReachRow, u32), Wrong> {
        self.problem
            .reach_of(self.family)
            .iter()
            .find(|reach| self.problem.site_name(reach.site as usize) == name)
            .map(|reach| (*reach, reach.site))
            .ok_or_else(|| Wrong::new("", format!("{name:?} is not in reach")))
    }

    fn band(&self, id: i64) -> Result<usize, Wrong> {
        self.problem.band_with_id(id).ok_or_else(|| Wrong::new("", format!("{id} is no band of this instance")))
    }

    fn take(&mut self, bands: u64) -> Result<(), Wrong> {
        if self.taken & bands != 0 {
            return Err(Wrong::new("", "two things at one time"));
        }
        self.taken |= bands;
        Ok(())
    }

    fn visit(&mut self, site: u32) {
        if !self.sites.contains(&site) {
            self.sites.push(site);
        }
    }
}

fn take(
    problem: &Problem,
    used: &mut [Limits],
    others: &mut [i64],
    family: usize,
    site: u32,
    band: usize,
    reserve: bool,
) -> Result<(), Wrong> {
    if problem.open[site as usize] & (1 << band) == 0 {
        let name = problem.site_name(site as usize);
        return Err(Wrong::new("", format!("{name:?} is closed on band {}", problem.bands[band].id)));
    }
    let row = problem.families[family];
    if !row.avip {
        others[problem.cell(site, band)] += i64::from(row.children);
    }
    let used = &mut used[problem.cell(site, band)];
    if reserve {
        used[RESERVE] += 1;
    } else {
        used[REGULAR] += row.children;
    }
    used[HEAD_COUNT] += row.children;
    used[STAFF] += row.staff_load;
    Ok(())
}

/// The bound that prices prove, or what is wrong with the prices. Exact: 1/65536 of a unit of worth is the smallest step.
///
/// Prices above the largest one the planner uses are taken as that; the bound stays one.
pub fn bound_of(problem: &Problem, prices: &[crate::exchange::Price]) -> Result<f64, Wrong> {
    Ok(bound_at(problem, &read_prices(problem, prices)?, &[]))
}

/// The tighter bound that prices prove together with those of limits by week (see [`crate::exchange::WeekProof`]).
pub fn bound_of_weeks(problem: &Problem, prices: &[crate::exchange::Price], weeks: &[WeekPrice]) -> Result<f64, Wrong> {
    let mut prices = read_prices(problem, prices)?;
    let weeks = crate::week_limit::read(problem, weeks, &prices)?;
    // Families that pay more are in the second half; what is folded into the first is there already.
    let cells = problem.room.len();
    let (all, others) = prices.split_at_mut(cells);
    if !others.is_empty() {
        others.copy_from_slice(all);
        for (row, price) in problem.week_rows.iter().zip(&weeks).filter(|(row, _)| row.counts == Counts::Others) {
            for band in crate::oracle::bits(row.bands) {
                let more = &mut others[problem.cell(row.site, band)][HEAD_COUNT];
                *more = (*more + price).min(LARGEST_PRICE);
            }
        }
    }
    Ok(bound_at(problem, &prices, &weeks))
}

/// The bound of prices that are read already; without prices of limits by week everybody pays what stands in the first half.
pub(crate) fn bound_at(problem: &Problem, prices: &[Price], weeks: &[i64]) -> f64 {
    let mut prices = prices.to_vec();
    if weeks.is_empty() {
        let (all, others) = prices.split_at_mut(problem.room.len());
        others.copy_from_slice(&all[..others.len()]);
    }
    let rooms = crate::week_limit::worth_of_all_room(problem, &prices, weeks);
    let mut oracle = Oracle::default();
    let families: i128 = (0..problem.families())
        .map(|family| {
            oracle.look(problem, family, &prices, 256, None);
            oracle.best(problem, family, 0);
            i128::from(oracle.ceiling.max(0))
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
    let bound = (rooms + families) as f64 / PRICE_UNIT as f64;
    bound
}

fn read_prices(problem: &Problem, prices: &[crate::exchange::Price]) -> Result<Vec<Price>, Wrong> {
    let mut all: Vec<Price> = vec![[0; 4]; problem.price_cells()];
    let sites: std::collections::HashMap<&str, u32> =
        problem.site_names.iter().zip(0..).map(|(name, number)| (name.as_ref(), number)).collect();
    for (position, price) in prices.iter().enumerate() {
        let at = |field: &str| format!("prices[{position}].{field}");
        let site = *sites
            .get(price.site.as_str())
            .ok_or_else(|| Wrong::new(at("site"), format!("{:?} is no site of this instance", price.site)))?;
        let band = problem
            .band_with_id(price.band)
            .filter(|band| problem.open[site as usize] & (1 << band) != 0)
            .ok_or_else(|| Wrong::new(at("band"), format!("{:?} has no band {}", price.site, price.band)))?;
        let mut mine = [0; 4];
        for (slot, (field, amount)) in mine.iter_mut().zip([
            ("regular", price.regular),
            ("reserve", price.reserve),
            ("head_count", price.head_count),
            ("staff_units", price.staff_units),
        ]) {
            if amount < 0 {
                return Err(Wrong::new(at(field), format!("{amount} is negative")));
            }
            *slot = amount.min(LARGEST_PRICE);
        }
        all[problem.cell(site, band)] = mine;
    }
    Ok(all)
}
