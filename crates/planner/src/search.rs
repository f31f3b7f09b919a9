//! Search: a plan made better by taking some weeks back and giving them anew.
//!
//! The gap between a plan and the bound is exactly the sum of the families' regrets (the best week at the prices less the week they
//! have, both at the prices) and of price × room left over. The search looks for weeks to remake where that gap is: it
//! picks a family with much regret, takes back its week and some of those that stand in its way, and gives them new
//! weeks one by one, each the best for the family at prices, in the room that is left: mostly one of its good weeks (see [`crate::good_weeks`]), now and
//! then what the exact oracle finds. What is not worse is kept; what is a little worse is kept while the search is warm.
//!
//! Large territories are cut into tiles that share no site; tiles are searched side by side, each with its own random numbers, so the result does not
//! depend on how many threads there are. Every round cuts elsewhere.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::chance::Chance;
use crate::construction::Draft;
use crate::good_weeks::{GoodWeeks, Members, NONE};
use crate::model::{Limits, Problem};
use crate::oracle::{Oracle, Price};
use crate::state::{Room, Weeks};
use crate::tiles::Tile;

/// Families drawn at most to find one with much regret, less one.
const DRAWS: usize = 12;
/// One in so many weeks is sought by the exact oracle.
const EXACT: usize = 8;

/// How warm the search is, and how long a round of a tile lasts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) seed: u64,
    pub(crate) round: u64,
    /// Worth that is given up with probability 1/e, in 1/256.
    pub(crate) warmth: i64,
    /// Remakings for each family of the tile, in sixteenths.
    pub(crate) remakings: usize,
    /// Most families of a remaking.
    pub(crate) together: usize,
}

/// One thread's working memory.
pub(crate) struct Worker {
    oracle: Oracle,
    members: Members,
    /// For each cell, who sits there, by their place in the tile.
    occupants: Vec<Vec<u32>>,
    touched: Vec<u32>,
    saved: Vec<u8>,
    cells: Vec<u32>,
    marks: Vec<u32>,
    mark: u32,
    needs: Vec<u32>,
}

impl Worker {
    pub(crate) fn new(problem: &Problem) -> Self {
        Self {
            oracle: Oracle::default(),
            members: Members::default(),
            occupants: vec![Vec::new(); problem.room.len()],
            touched: Vec::new(),
            saved: Vec::new(),
            cells: Vec::new(),
            marks: Vec::new(),
            mark: 0,
            needs: Vec::new(),
        }
    }

    /// Searches one tile of a draft for one round. `good` are the good weeks of the tile's families; they come back.
    #[expect(clippy::too_many_arguments, reason = "what a tile is, and how it is searched")]
    fn search(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        draft: &mut Draft,
        tile: &Tile,
        good: Vec<GoodWeeks>,
        number: usize,
        pace: Pace,
    ) -> Vec<GoodWeeks> {
        let mut chance = Chance::of(pace.seed, pace.round, number as u64);
        self.members.load(problem, prices, &draft.weeks, &tile.families, good, &mut self.oracle);
        let count = tile.families.len();
        self.marks.clear();
        self.marks.resize(count, 0);
        self.mark = 0;
        for place in 0..count {
            self.occupy(place);
        }
        for _ in 0..count * pace.remakings / 16 {
            // A family with much regret: the best of a few drawn.
            let mut seed = chance.below(count);
            for _ in 0..chance.below(DRAWS) {
                let other = chance.below(count);
                if self.members.rows[other].regret > self.members.rows[seed].regret {
                    seed = other;
                }
            }
            let gained = self.remake(problem, prices, draft, seed, pace.together, &mut chance);
            let lost = -gained * 256;
            if lost <= 0 || (pace.warmth > 0 && lost <= (pace.warmth * chance.exponential()) >> 8) {
                draft.worth += gained;
                self.accept();
            } else {
                for position in 0..self.touched.len() {
                    self.members.set(problem, &mut draft.room, self.touched[position] as usize, NONE);
                }
                for position in 0..self.touched.len() {
                    let place = self.touched[position] as usize;
                    self.members.set(problem, &mut draft.room, place, self.saved[position]);
                }
            }
        }
        self.members.write(problem, &mut draft.weeks);
        for occupants in tile.families.iter().flat_map(|family| problem.reach_of(*family as usize)) {
            let start = problem.cell(occupants.site, 0);
            for cell in &mut self.occupants[start..start + problem.width()] {
                cell.clear();
            }
        }
        self.members.unload()
    }

    fn occupy(&mut self, place: usize) {
        for cell in self.members.cells_of(place, self.members.rows[place].now) {
            #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits")]
            self.occupants[(cell >> 1) as usize].push(place as u32);
        }
    }

    fn leave(&mut self, place: usize, week: u8) {
        for cell in self.members.cells_of(place, week) {
            let occupants = &mut self.occupants[(cell >> 1) as usize];
            if let Some(at) = occupants.iter().position(|other| *other as usize == place) {
                occupants.swap_remove(at);
            }
        }
    }

    /// Takes back the weeks of a family and of some who stand in its way, and gives them new ones; returns what is gained, in units of worth.
    fn remake(
        &mut self,
        problem: &Problem,
        prices: &[Price],
        draft: &mut Draft,
        seed: usize,
        together: usize,
        chance: &mut Chance,
    ) -> i64 {
        self.touched.clear();
        self.saved.clear();
        self.mark += 1;
        self.mark(seed);
        let most = 1 + chance.below(together);
        let target = self.members.target(seed, chance);
        // What the family would rather have, if there were room: who sits there?
        self.cells.clear();
        self.cells.extend_from_slice(self.members.cells_of(seed, target));
        if self.cells.is_empty() || chance.below(8) == 0 {
            // Or whoever sits at one of its sites.
            let reach = problem.reach_of(self.members.rows[seed].family as usize);
            if !reach.is_empty() {
                let start = problem.cell(reach[chance.below(reach.len())].site, 0);
                #[expect(clippy::cast_possible_truncation, reason = "sites × bands stays below 2^31")]
                self.cells.extend((start..start + problem.width()).map(|cell| (cell as u32) << 1));
            }
        }
        if chance.below(2) == 0 {
            self.clear_the_way(draft, seed, target, most, chance);
        }
        let mut tries = 0;
        while self.touched.len() < most && tries < 3 * most {
            tries += 1;
            if self.cells.is_empty() {
                break;
            }
            let there = &self.occupants[(self.cells[chance.below(self.cells.len())] >> 1) as usize];
            if there.is_empty() {
                continue;
            }
            let other = there[chance.below(there.len())] as usize;
            if self.marks[other] == self.mark {
                continue;
            }
            self.mark(other);
            // And those who sit where this one sits, now and then.
            if chance.below(3) == 0 {
                self.cells.extend_from_slice(self.members.cells_of(other, self.members.rows[other].now));
            }
        }
        let mut gained = 0;
        for position in 0..self.touched.len() {
            let place = self.touched[position] as usize;
            let now = self.members.rows[place].now;
            self.saved.push(now);
            gained -= self.members.worth(place, now);
            self.members.set(problem, &mut draft.room, place, NONE);
        }
        // The one with regret first, mostly; the others in any order, at prices that count more or less.
        let count = self.touched.len();
        let mut order: [u8; 16] = std::array::from_fn(|place| u8::try_from(place).unwrap_or(0));
        let from = usize::from(chance.below(4) > 0);
        for place in (from + 1..count).rev() {
            let other = from + chance.below(place - from + 1);
            order.swap(place, other);
        }
        let share = (160 + chance.below(200)).min(256).cast_signed() as i64;
        for position in &order[..count] {
            let position = usize::from(*position);
            let place = self.touched[position] as usize;
            let before = self.saved[position];
            // Now and then a worse week for one makes a better one for all.
            let overlooked = if chance.below(16) == 0 { chance.word() & chance.word() & chance.word() } else { 0 };
            // Half the time it gets what it was to have, whatever else fits.
            if position == 0
                && target != NONE
                && from == 1
                && chance.below(2) == 0
                && self.members.fits(problem, &draft.room, place, target)
            {
                gained += self.members.worth(place, target);
                self.members.set(problem, &mut draft.room, place, target);
                continue;
            }
            let (mut week, floor) = self.members.best_in(problem, &draft.room, place, share, before, overlooked);
            // Nothing is better than the wished week where the prices count whole.
            let wished = share == 256 && week != NONE && week == self.members.wished(place);
            if chance.below(EXACT) == 0 && !wished {
                let family = self.members.rows[place].family as usize;
                self.oracle.look(problem, family, prices, share, Some(&draft.room.cells));
                self.oracle.overlook(overlooked);
                if self.oracle.best(problem, family, floor).is_some()
                    && draft.room.holds_minutes(problem, family, &self.oracle.week, self.oracle.step)
                {
                    week = self.members.keep(problem, prices, place, &self.oracle.week, self.oracle.step, before);
                }
            }
            gained += self.members.worth(place, week);
            self.members.set(problem, &mut draft.room, place, week);
        }
        gained
    }

    /// Marks just enough of those who stand in the way of the week a family is to have.
    fn clear_the_way(&mut self, draft: &Draft, seed: usize, target: u8, most: usize, chance: &mut Chance) {
        self.needs.clear();
        self.needs.extend_from_slice(self.members.cells_of(seed, target));
        for position in 0..self.needs.len() {
            let cell = self.needs[position];
            let used = self.members.take_in(seed, cell);
            let at = (cell >> 1) as usize;
            let mut left = draft.room.cells[at];
            // What those already marked give back here.
            for other in &self.occupants[at] {
                if self.marks[*other as usize] == self.mark {
                    self.give_back_here(*other as usize, at, &mut left);
                }
            }
            let mut tries = 0;
            while left.iter().zip(used).any(|(left, used)| *left < used)
                && tries < 8
                && self.touched.len() < most.max(6)
            {
                tries += 1;
                let there = &self.occupants[at];
                if there.is_empty() {
                    break;
                }
                let other = there[chance.below(there.len())] as usize;
                if self.marks[other] != self.mark {
                    self.give_back_here(other, at, &mut left);
                    self.mark(other);
                }
            }
        }
    }

    fn give_back_here(&self, place: usize, at: usize, left: &mut Limits) {
        for cell in self.members.cells_of(place, self.members.rows[place].now) {
            if (cell >> 1) as usize == at {
                for (left, used) in left.iter_mut().zip(self.members.take_in(place, *cell)) {
                    *left += used;
                }
            }
        }
    }

    fn mark(&mut self, place: usize) {
        self.marks[place] = self.mark;
        #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by 32 bits")]
        self.touched.push(place as u32);
    }

    fn accept(&mut self) {
        for position in 0..self.touched.len() {
            let place = self.touched[position] as usize;
            let before = self.saved[position];
            if before != self.members.rows[place].now {
                self.leave(place, before);
                self.occupy(place);
                self.members.feel(place);
            }
        }
    }
}

/// Searches one round, with as many threads as there are; the result is the same for any number of them.
///
/// Several drafts (of a small territory, one tile) are searched side by side, each with its own chance; one draft is searched tile by tile. `good` are each
/// draft's good weeks, by family; empty at first.
#[expect(clippy::too_many_arguments, reason = "what is searched, and how")]
pub(crate) fn round(
    problem: &Problem,
    prices: &[Price],
    drafts: &mut [Draft],
    good: &mut [Vec<GoodWeeks>],
    tiles: &[Tile],
    pace: Pace,
    threads: usize,
    workers: &mut [Worker],
) {
    if drafts.len() > 1 {
        let Some(tile) = tiles.first() else { return };
        let both = drafts.chunks_mut(threads).zip(good.chunks_mut(threads));
        for (wave, (drafts, good)) in both.enumerate() {
            std::thread::scope(|scope| {
                for (number, ((draft, good), worker)) in drafts.iter_mut().zip(good).zip(workers.iter_mut()).enumerate()
                {
                    let mut search = move || {
                        let known = std::mem::take(good);
                        *good = worker.search(problem, prices, draft, tile, known, wave * threads + number, pace);
                    };
                    if threads == 1 {
                        search();
                    } else {
                        scope.spawn(search);
                    }
                }
            });
        }
        return;
    }
    let (Some(draft), Some(good)) = (drafts.first_mut(), good.first_mut()) else { return };
    let work: Vec<Mutex<Vec<GoodWeeks>>> = tiles
        .iter()
        .map(|tile| {
            Mutex::new(tile.families.iter().map(|family| std::mem::take(&mut good[*family as usize])).collect())
        })
        .collect();
    let next = AtomicUsize::new(0);
    let search = |worker: &mut Worker, mine: &mut Draft| {
        let mut numbers = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (Some(tile), Some(work)) = (tiles.get(number), work.get(number)) else { break };
            let mut known = work.lock().unwrap_or_else(PoisonError::into_inner);
            *known = worker.search(problem, prices, mine, tile, std::mem::take(&mut known), number, pace);
            numbers.push(number);
        }
        numbers
    };
    if threads == 1 || tiles.len() == 1 {
        search(&mut workers[0], draft);
    } else {
        let start: &Draft = draft;
        let done: Vec<(Weeks, Vec<usize>)> = std::thread::scope(|scope| {
            let search = &search;
            let threads: Vec<_> = workers
                .iter_mut()
                .take(threads)
                .map(|worker| {
                    scope.spawn(move || {
                        let mut mine = start.clone();
                        let numbers = search(worker, &mut mine);
                        (mine.weeks, numbers)
                    })
                })
                .collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        for (mine, numbers) in done {
            for family in numbers.iter().flat_map(|number| &tiles[*number].families) {
                let family = *family as usize;
                let (week, step) = mine.of(problem, family);
                draft.weeks.set(problem, family, week, step);
            }
        }
        draft.room = Room::after(problem, &draft.weeks);
        draft.worth = draft.weeks.worth(problem);
    }
    for (tile, work) in tiles.iter().zip(work) {
        let known = work.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (family, known) in tile.families.iter().zip(known) {
            good[*family as usize] = known;
        }
    }
}
