//! Good weeks: the few weeks of each family that the search keeps coming back to.
//!
//! A family has thousands of weeks, but at prices near the right ones only a handful matter. They are kept with what they are worth, what
//! they cost at the prices and which cells they take, so that giving a family its best one in the room that is left is a walk along a short
//! list. The exact oracle is asked now and then, and what it finds joins the list: nothing is lost but time.

use crate::chance::Chance;
use crate::exchange::PRICE_UNIT;
use crate::model::{HEAD_COUNT, Limits, Problem, REGULAR, RESERVE, STAFF};
use crate::oracle::{Choice, Oracle, Price, Step, bits, plain_worth};
use crate::state::{Room, Weeks, each_use};

/// Most good weeks of a family.
pub(crate) const MOST: usize = 16;
/// No week at all.
pub(crate) const NONE: u8 = u8::MAX;

/// The good weeks of one family, kept from one round to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct GoodWeeks {
    /// Of all weeks, one after the other.
    choices: Vec<Choice>,
    steps: Vec<Step>,
    /// Whether they were looked for.
    sought: bool,
    /// Whether the first one is the best week at the prices; otherwise no week is worth its price.
    wished: bool,
}

impl GoodWeeks {
    fn of(&self, number: u8) -> (&[Choice], Step) {
        let length = self.choices.len() / self.steps.len();
        let number = usize::from(number);
        (&self.choices[number * length..(number + 1) * length], self.steps[number])
    }
}

/// A family of the tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) family: u32,
    children: i32,
    staff_load: i32,
    /// Its week at present, [`NONE`] or a number of a good week.
    pub(crate) now: u8,
    /// At the prices: its best week's worth less its present week's.
    pub(crate) regret: i64,
    best: i64,
    /// Where the cells of its weeks start, and how many each week has room for.
    cells_at: u32,
    most_cells: u32,
}

/// The families of a tile with their good weeks, while they are searched. Families are numbered by their place in the tile.
#[derive(Debug, Default)]
pub(crate) struct Members {
    pub(crate) rows: Vec<Member>,
    good: Vec<GoodWeeks>,
    /// For each family and good week: its worth less prices, in the unit of prices.
    net: Vec<i64>,
    cost: Vec<i64>,
    bands: Vec<u64>,
    lengths: Vec<u8>,
    /// When each was given last, in this round.
    given: Vec<u32>,
    clock: u32,
    /// Cells the weeks take: twice the number of the cell, and one more in the reserve.
    cells: Vec<u32>,
}

impl Members {
    /// Loads the families of a tile; those whose good weeks were not looked for yet get some.
    pub(crate) fn load(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        weeks: &Weeks,
        families: &[u32],
        good: Vec<GoodWeeks>,
        oracle: &mut Oracle,
    ) {
        self.good = good;
        self.rows.clear();
        self.cells.clear();
        let slots = families.len() * MOST;
        self.net.resize(slots.max(self.net.len()), 0);
        self.cost.resize(slots.max(self.cost.len()), 0);
        self.bands.resize(slots.max(self.bands.len()), 0);
        self.lengths.resize(slots.max(self.lengths.len()), 0);
        self.given.clear();
        self.given.resize(slots, 0);
        self.clock = 0;
        for (place, family) in families.iter().enumerate() {
            let row = problem.families[*family as usize];
            let most_cells = most_cells(problem, *family as usize);
            #[expect(clippy::cast_possible_truncation, reason = "cells of a tile's weeks stay below 2^32")]
            self.rows.push(Member {
                family: *family,
                children: row.children,
                staff_load: row.staff_load,
                now: NONE,
                regret: 0,
                best: 0,
                cells_at: self.cells.len() as u32,
                most_cells: most_cells as u32,
            });
            self.cells.resize(self.cells.len() + most_cells * MOST, 0);
            for number in 0..self.good[place].steps.len() {
                #[expect(clippy::cast_possible_truncation, reason = "at most MOST weeks")]
                self.value(problem, prices, place, number as u8);
            }
            if !self.good[place].sought {
                self.seek(problem, prices, place, oracle);
            }
            let (week, step) = weeks.of(problem, *family as usize);
            if week.iter().any(|choice| *choice != Choice::NONE) {
                let now = self.keep(problem, prices, place, week, step, NONE);
                self.rows[place].now = now;
            }
            self.rows[place].best = if self.good[place].wished { self.net[place * MOST] } else { 0 };
            self.feel(place);
        }
    }

    /// Gives the good weeks back, for the next round.
    pub(crate) fn unload(&mut self) -> Vec<GoodWeeks> {
        std::mem::take(&mut self.good)
    }

    /// Looks for good weeks of a family: its best one at the prices, and the best ones that leave out something of it.
    fn seek(&mut self, problem: &Problem, prices: &[Price], place: usize, oracle: &mut Oracle) {
        let family = self.rows[place].family as usize;
        self.good[place].sought = true;
        oracle.look(problem, family, prices, 256, None);
        if oracle.best(problem, family, 0).is_none() {
            return;
        }
        self.good[place].wished = true;
        let (week, step) = (oracle.week.clone(), oracle.step);
        self.keep(problem, prices, place, &week, step, NONE);
        let mut left_out: Vec<(usize, u64)> = Vec::new();
        if let Some((site, band)) = step.parts() {
            left_out.push((site, 1 << band));
        }
        let first = problem.request_range(family).start;
        for (request, choice) in week.iter().enumerate() {
            if let Some((site, bundle, _)) = choice.parts() {
                left_out.push((site, problem.bundles_of(first + request)[bundle].bands));
            }
        }
        for (site, bands) in left_out {
            oracle.look(problem, family, prices, 256, None);
            oracle.overlook_at(site, bands);
            if oracle.best(problem, family, 0).is_some() {
                let (week, step) = (oracle.week.clone(), oracle.step);
                self.keep(problem, prices, place, &week, step, 0);
            }
        }
    }

    /// Makes a week one of the good ones, in place of the one not given for longest when there is no room for more; never of the wished one, nor of the present
    /// one, nor of `spared`.
    pub(crate) fn keep(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        place: usize,
        week: &[Choice],
        step: Step,
        spared: u8,
    ) -> u8 {
        let now = self.rows[place].now;
        let good = &mut self.good[place];
        let known = good.steps.len();
        for (number, other) in good.steps.iter().enumerate() {
            if *other == step && good.choices[number * week.len()..(number + 1) * week.len()] == *week {
                #[expect(clippy::cast_possible_truncation, reason = "at most MOST weeks")]
                return number as u8;
            }
        }
        let number = if known < MOST {
            good.choices.extend_from_slice(week);
            good.steps.push(step);
            known
        } else {
            let least = (usize::from(good.wished)..MOST)
                .filter(|number| *number != usize::from(now) && *number != usize::from(spared))
                .min_by_key(|number| (self.given[place * MOST + number], self.net[place * MOST + number]))
                .unwrap_or(MOST - 1);
            good.choices[least * week.len()..(least + 1) * week.len()].copy_from_slice(week);
            good.steps[least] = step;
            least
        };
        #[expect(clippy::cast_possible_truncation, reason = "at most MOST weeks")]
        let number = number as u8;
        self.value(problem, prices, place, number);
        number
    }

    /// Works out what a good week brings, costs and takes.
    fn value(&mut self, problem: &Problem, prices: &[Price], place: usize, number: u8) {
        let row = self.rows[place];
        let family = row.family as usize;
        let (week, step) = self.good[place].of(number);
        let slot = place * MOST + usize::from(number);
        let start = (row.cells_at + u32::from(number) * row.most_cells) as usize;
        let (mut cost, mut length, mut bands) = (0_i64, 0, 0_u64);
        let prices = &prices[problem.prices_from(family)..];
        let cells = &mut self.cells;
        each_use(problem, family, week, step, |cell, used| {
            cost += prices[cell].iter().zip(used).map(|(price, used)| price * i64::from(used)).sum::<i64>();
            #[expect(clippy::cast_possible_truncation, reason = "sites × bands stays below 2^31")]
            {
                cells[start + length] = (cell as u32) << 1 | u32::from(used[RESERVE] > 0);
            }
            length += 1;
            bands |= 1 << (cell % problem.width());
        });
        self.net[slot] = plain_worth(problem, family, week, step) * PRICE_UNIT - cost;
        self.cost[slot] = cost;
        self.bands[slot] = bands;
        #[expect(clippy::cast_possible_truncation, reason = "at most one cell a band, and 64 bands")]
        {
            self.lengths[slot] = length as u8;
        }
    }

    /// Works a family's regret out again.
    pub(crate) fn feel(&mut self, place: usize) {
        let row = self.rows[place];
        let has = if row.now == NONE { 0 } else { self.net[place * MOST + usize::from(row.now)] };
        self.rows[place].regret = row.best - has;
    }

    /// The week a family would have at the prices if there were room.
    pub(crate) fn wished(&self, place: usize) -> u8 {
        if self.good[place].wished { 0 } else { NONE }
    }

    /// A week worth fighting for: the wished one, or another one better than the present one at the prices.
    pub(crate) fn target(&self, place: usize, chance: &mut Chance) -> u8 {
        let known = self.good[place].steps.len();
        let wished = self.wished(place);
        if known == 0 {
            return wished;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most MOST weeks")]
        let other = chance.below(known) as u8;
        let row = self.rows[place];
        let has = if row.now == NONE { 0 } else { self.net[place * MOST + usize::from(row.now)] };
        if self.net[place * MOST + usize::from(other)] > has { other } else { wished }
    }

    /// The cells a week takes (see [`Members::cells`]).
    pub(crate) fn cells_of(&self, place: usize, number: u8) -> &[u32] {
        if number == NONE {
            return &[];
        }
        let row = self.rows[place];
        let start = (row.cells_at + u32::from(number) * row.most_cells) as usize;
        &self.cells[start..start + usize::from(self.lengths[place * MOST + usize::from(number)])]
    }

    /// What a family takes in a cell.
    pub(crate) fn take_in(&self, place: usize, cell: u32) -> Limits {
        let row = self.rows[place];
        let mut used = [0; 4];
        if cell & 1 == 1 {
            used[RESERVE] = 1;
        } else {
            used[REGULAR] = row.children;
        }
        used[HEAD_COUNT] = row.children;
        used[STAFF] = row.staff_load;
        used
    }

    /// The worth of a family's week, in whole units.
    pub(crate) fn worth(&self, place: usize, number: u8) -> i64 {
        if number == NONE {
            return 0;
        }
        let slot = place * MOST + usize::from(number);
        (self.net[slot] + self.cost[slot]) / PRICE_UNIT
    }

    /// A week at prices of which a share counts, in 1/256.
    pub(crate) fn net(&self, place: usize, number: u8, share: i64) -> i64 {
        let slot = place * MOST + usize::from(number);
        self.net[slot] + self.cost[slot] / 256 * (256 - share)
    }

    /// Gives a family another week.
    pub(crate) fn set(&mut self, problem: &Problem, room: &mut Room, place: usize, number: u8) {
        let before = self.rows[place].now;
        self.change(problem, room, place, before, 1);
        self.change(problem, room, place, number, -1);
        self.rows[place].now = number;
        if number != NONE {
            self.clock = self.clock.saturating_add(1);
            self.given[place * MOST + usize::from(number)] = self.clock;
        }
    }

    fn change(&self, problem: &Problem, room: &mut Room, place: usize, number: u8, sign: i32) {
        for cell in self.cells_of(place, number) {
            let at = (cell >> 1) as usize;
            let used = self.take_in(place, *cell);
            for (left, used) in room.cells[at].iter_mut().zip(used) {
                *left += sign * used;
            }
            if !room.minutes.is_empty() {
                room.change_weeks(problem, self.rows[place].family as usize, at, i64::from(sign));
            }
        }
    }

    /// The best good week of a family without one, in the room that is left, at prices of which a share counts; weeks that need one of `overlooked` bands
    /// are left out, and `before` is as good as any equal one.
    pub(crate) fn best_in(
        &self,
        problem: &Problem,
        room: &Room,
        place: usize,
        share: i64,
        before: u8,
        overlooked: u64,
    ) -> (u8, i64) {
        let (mut best, mut most) = (NONE, 0);
        let slots = place * MOST;
        let mut look = |number: u8| {
            let net = self.net(place, number, share);
            if net > most
                && self.bands[slots + usize::from(number)] & overlooked == 0
                && self.fits(problem, room, place, number)
            {
                (best, most) = (number, net);
            }
        };
        if before != NONE {
            look(before);
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most MOST weeks")]
        for number in 0..self.good[place].steps.len() as u8 {
            look(number);
        }
        (best, most)
    }

    pub(crate) fn fits(&self, problem: &Problem, room: &Room, place: usize, number: u8) -> bool {
        let row = self.rows[place];
        let cells = self.cells_of(place, number);
        cells.iter().all(|cell| {
            let left = &room.cells[(cell >> 1) as usize];
            left[HEAD_COUNT] >= row.children
                && left[STAFF] >= row.staff_load
                && if cell & 1 == 1 { left[RESERVE] >= 1 } else { left[REGULAR] >= row.children }
        }) && (room.minutes.is_empty() || {
            let (week, step) = self.good[place].of(number);
            room.holds_minutes(problem, row.family as usize, week, step)
        })
    }

    /// Writes the present weeks down.
    pub(crate) fn write(&self, problem: &Problem, weeks: &mut Weeks) {
        for (row, good) in self.rows.iter().zip(&self.good) {
            if row.now == NONE {
                weeks.clear(problem, row.family as usize);
            } else {
                let (week, step) = good.of(row.now);
                weeks.set(problem, row.family as usize, week, step);
            }
        }
    }
}

/// Cells that a week of the family may take at most.
fn most_cells(problem: &Problem, family: usize) -> usize {
    let requests = problem.request_range(family);
    let (mut bands, mut most) = (0_u64, 1);
    for request in requests {
        let mut longest = 0;
        for bundle in problem.bundles_of(request) {
            bands |= bundle.bands;
            longest = longest.max(usize::from(bundle.sessions));
        }
        most += longest;
    }
    most.min(bits(bands).count() + 1)
}
