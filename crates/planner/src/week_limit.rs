//! Limits over several half-days of a site: minutes of presence of all children (the 100 % weekly rule), and half-days of children whose families
//! are not on an AVIP path (so that the share of those who are is kept).
//!
//! Such a limit is a row like those of cells: what families take of it is added up, and it has a price of its own, for a minute or for a
//! half-day of a child. What it adds to the price of a child in a cell is `price × what one child takes of it there`.

use crate::exchange::{PRICE_UNIT, WeekPrice, Wrong};
use crate::model::{Counts, FamilyRow, HEAD_COUNT, Problem, WeekRow};
use crate::oracle::{Choice, LARGEST_PRICE, Price, Step, bits};
use crate::prices::worth_of_room;
use crate::state::{Room, Weeks, each_use};

/// What one child takes of a limit in a cell of its site.
pub(crate) fn of_a_child(problem: &Problem, row: &WeekRow, cell: usize) -> i64 {
    if row.bands & (1 << (cell % problem.width())) == 0 {
        return 0;
    }
    match row.counts {
        Counts::Minutes => i64::from(problem.minutes[cell]),
        Counts::Others => 1,
    }
}

/// Whether a family's children count.
pub(crate) const fn counts(row: &WeekRow, family: &FamilyRow) -> bool {
    match row.counts {
        Counts::Minutes => true,
        Counts::Others => !family.avip,
    }
}

/// What a family takes of a limit in a cell of its site; familiarisation counts, the children are there.
pub(crate) fn takes(problem: &Problem, row: &WeekRow, family: usize, cell: usize) -> i64 {
    let family = &problem.families[family];
    if counts(row, family) { i64::from(family.children) * of_a_child(problem, row, cell) } else { 0 }
}

/// What weeks take of each limit.
pub(crate) fn used(problem: &Problem, weeks: &Weeks) -> Vec<i64> {
    let mut used = vec![0; problem.week_rows.len()];
    for family in 0..problem.families() {
        let (week, step) = weeks.of(problem, family);
        each_use(problem, family, week, step, |cell, _| {
            for row in problem.week_rows_at(cell / problem.width()) {
                used[row] += takes(problem, &problem.week_rows[row], family, cell);
            }
        });
    }
    used
}

impl Room {
    /// Takes (`sign` −1) or gives back (1) what a family has of the limits in one cell.
    pub(crate) fn change_weeks(&mut self, problem: &Problem, family: usize, cell: usize, sign: i64) {
        for row in problem.week_rows_at(cell / problem.width()) {
            self.minutes[row] += sign * takes(problem, &problem.week_rows[row], family, cell);
        }
    }

    /// The first limit by week that a week does not keep (those of single cells are the oracle's).
    pub(crate) fn lacks_week(&self, problem: &Problem, family: usize, week: &[Choice], step: Step) -> Option<usize> {
        if self.minutes.is_empty() {
            return None;
        }
        // A week is at two sites at most.
        let mut sites = [usize::MAX; 2];
        each_use(problem, family, week, step, |cell, _| {
            let site = cell / problem.width();
            if sites[0] == usize::MAX || sites[0] == site {
                sites[0] = site;
            } else {
                sites[1] = site;
            }
        });
        for site in sites.into_iter().filter(|site| *site != usize::MAX) {
            for row in problem.week_rows_at(site) {
                let mut more = 0;
                each_use(problem, family, week, step, |cell, _| {
                    if cell / problem.width() == site {
                        more += takes(problem, &problem.week_rows[row], family, cell);
                    }
                });
                if more > 0 && more > self.minutes[row] {
                    return Some(row);
                }
            }
        }
        None
    }

    /// Whether a week keeps within the limits by week.
    pub(crate) fn holds_minutes(&self, problem: &Problem, family: usize, week: &[Choice], step: Step) -> bool {
        self.lacks_week(problem, family, week, step).is_none()
    }

    /// The first limit that one more bundle at a site would pass.
    pub(crate) fn lacks_for(&self, problem: &Problem, family: usize, site: u32, bands: u64) -> Option<usize> {
        problem.week_rows_at(site as usize).find(|row| {
            let limit = &problem.week_rows[*row];
            let more: i64 = bits(bands).map(|band| takes(problem, limit, family, problem.cell(site, band))).sum();
            more > 0 && more > self.minutes[*row]
        })
    }
}

/// Whether the limits by week hold when a family takes the seat of another one in a cell.
pub(crate) fn holds_exchange(problem: &Problem, room: &Room, cell: usize, gone: usize, come: usize) -> bool {
    problem.week_rows_at(cell / problem.width()).all(|row| {
        let limit = &problem.week_rows[row];
        let more = takes(problem, limit, come, cell) - takes(problem, limit, gone, cell);
        more <= 0 || more <= room.minutes[row]
    })
}

/// What counts as one of a limit: what a child takes on a half-day of it, about.
pub(crate) fn one(problem: &Problem, row: &WeekRow) -> f64 {
    let taken: Vec<i64> = bits(row.bands)
        .map(|band| of_a_child(problem, row, problem.cell(row.site, band)))
        .filter(|taken| *taken > 0)
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a measure")]
    let mean = taken.iter().sum::<i64>() as f64 / taken.len().max(1) as f64;
    mean.max(1.0)
}

/// The largest price of a limit, so that a child in a cell never costs more than the largest price of anything.
pub(crate) fn largest_price(problem: &Problem, row: &WeekRow) -> i64 {
    let most = bits(row.bands).map(|band| of_a_child(problem, row, problem.cell(row.site, band))).max().unwrap_or(0);
    let rows = i64::try_from(problem.week_rows_at(row.site as usize).len()).unwrap_or(i64::MAX);
    LARGEST_PRICE / most.max(1) / rows.max(1) / 2
}

/// Adds the prices of limits by week to those of a child in their cells: for every family in the first half of the prices, for families
/// who are not on an AVIP path in the second half, where there is one. Prices of limits are cut where they would be too large.
pub(crate) fn fold(problem: &Problem, week_prices: &[i64], prices: &mut [Price]) {
    let cells = problem.room.len();
    let (all, others) = prices.split_at_mut(cells);
    others.copy_from_slice(&all[..others.len()]);
    for (row, price) in problem.week_rows.iter().zip(week_prices) {
        for band in bits(row.bands) {
            let cell = problem.cell(row.site, band);
            let more = price * of_a_child(problem, row, cell);
            if row.counts == Counts::Minutes {
                all[cell][HEAD_COUNT] = (all[cell][HEAD_COUNT] + more).min(LARGEST_PRICE);
            }
            if let Some(other) = others.get_mut(cell) {
                other[HEAD_COUNT] = (other[HEAD_COUNT] + more).min(LARGEST_PRICE);
            }
        }
    }
}

/// What all room is worth at prices and prices of limits by week: what the limits' prices add to a child's is taken out of the cells and put on the limits.
pub(crate) fn worth_of_all_room(problem: &Problem, prices: &[Price], week_prices: &[i64]) -> i128 {
    let cells: i128 = prices.iter().zip(&problem.room).map(|(price, room)| worth_of_room(price, room)).sum();
    let mut weeks = 0_i128;
    for (row, price) in problem.week_rows.iter().zip(week_prices) {
        let folded: i128 = match row.counts {
            Counts::Others => 0,
            Counts::Minutes => bits(row.bands)
                .map(|band| problem.cell(row.site, band))
                .map(|cell| i128::from(of_a_child(problem, row, cell)) * i128::from(problem.room[cell][HEAD_COUNT]))
                .sum(),
        };
        weeks += i128::from(*price) * (i128::from(row.limit) - folded);
    }
    cells + weeks
}

/// The prices of limits by week in the exchange format, those at zero left out.
pub(crate) fn listed(problem: &Problem, week_prices: &[i64]) -> Vec<WeekPrice> {
    let mut listed = Vec::new();
    for site in 0..problem.sites() {
        for row in problem.week_rows_at(site) {
            let Some(price) = week_prices.get(row).copied().filter(|price| *price > 0) else { continue };
            let counts = problem.week_rows[row].counts;
            let before = problem.week_rows_at(site).take_while(|other| *other < row);
            let number = before.filter(|other| problem.week_rows[*other].counts == counts).count();
            let of = match counts {
                Counts::Minutes => crate::exchange::WeekLimit::WeekMinutes,
                Counts::Others => crate::exchange::WeekLimit::WeekOthers,
            };
            listed.push(WeekPrice { site: problem.site_name(site).to_owned(), of, number, price });
        }
    }
    listed
}

/// Reads prices of limits by week, and looks whether the prices of cells hold what is folded into them.
pub(crate) fn read(problem: &Problem, listed: &[WeekPrice], prices: &[Price]) -> Result<Vec<i64>, Wrong> {
    let mut week_prices = vec![0; problem.week_rows.len()];
    for (position, known) in listed.iter().enumerate() {
        let at = |field: &str| format!("week_proof.prices[{position}].{field}");
        let site = (0..problem.sites())
            .find(|site| problem.site_name(*site) == known.site)
            .ok_or_else(|| Wrong::new(at("site"), format!("{:?} is no site of this instance", known.site)))?;
        let counts = match known.of {
            crate::exchange::WeekLimit::WeekMinutes => Counts::Minutes,
            crate::exchange::WeekLimit::WeekOthers => Counts::Others,
        };
        let row = problem
            .week_rows_at(site)
            .filter(|row| problem.week_rows[*row].counts == counts)
            .nth(known.number)
            .ok_or_else(|| {
            Wrong::new(at("number"), format!("{:?} has no such limit {}", known.site, known.number))
        })?;
        if known.price < 0 {
            return Err(Wrong::new(at("price"), format!("{} is negative", known.price)));
        }
        if known.price > largest_price(problem, &problem.week_rows[row]) {
            return Err(Wrong::new(at("price"), format!("{} is too large", known.price)));
        }
        week_prices[row] = known.price;
    }
    let mut least = vec![0_i64; problem.room.len()];
    for (row, price) in problem.week_rows.iter().zip(&week_prices) {
        if row.counts == Counts::Minutes {
            for band in bits(row.bands & problem.open[row.site as usize]) {
                let cell = problem.cell(row.site, band);
                least[cell] += price * of_a_child(problem, row, cell);
            }
        }
    }
    for (cell, least) in least.iter().enumerate() {
        if prices[cell][HEAD_COUNT] < *least {
            let (site, band) = (cell / problem.width(), cell % problem.width());
            let place = format!("{}, band {}", problem.site_name(site), problem.bands[band].id);
            let has = prices[cell][HEAD_COUNT];
            return Err(Wrong::new(
                "week_proof.prices",
                format!("{place}: head_count costs {has}, its limits by week {least}"),
            ));
        }
    }
    Ok(week_prices)
}

/// Prices of limits as numbers with a fraction, rounded and cut.
#[expect(clippy::cast_possible_truncation, reason = "prices are rounded on purpose")]
pub(crate) fn rounded(problem: &Problem, levels: &[f64], into: &mut Vec<i64>) {
    into.clear();
    into.extend(
        problem
            .week_rows
            .iter()
            .zip(levels)
            .map(|(row, level)| (level.round() as i64).clamp(0, largest_price(problem, row))),
    );
}

/// Where the price of a limit starts: one of nothing costs nothing to price high, and then nobody dreams of it.
#[expect(clippy::cast_precision_loss, reason = "a price that is high enough")]
pub(crate) fn first_level(problem: &Problem, row: &WeekRow) -> f64 {
    if row.limit == 0 { 1e6 * PRICE_UNIT as f64 / one(problem, row) } else { 0.0 }
}
